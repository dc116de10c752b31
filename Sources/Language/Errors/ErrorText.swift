import Basics

/// Errors as people read them: where, what, the line with the location marked, what was expected.
///
///     fix.desk:3:1: there is no command `restor` [command.unknown]
///       restor phone 13300000001
///       ^^^^^^
///       did you mean `restore phone`?
package enum ErrorText {
  /// How many characters of a long line are shown on either side of the location.
  private static let margin = 60

  /// The lines of an error, each ending in a newline.
  package static func text(_ error: LanguageError, _ options: Options) -> String {
    let paint = options.paint ?? { _, text in text }
    let language = options.language
    let message = error.message(in: language).escapedForTerminal
    var lines: [String] = []
    let code = paint(.quiet, "[\(error.code)]")
    if let location = error.location {
      let position = position(of: location).map { paint(.location, $0) + ": " } ?? ""
      lines.append("\(position)\(paint(.error, message)) \(code)")
      lines += marked(location, paint)
    } else {
      lines.append("\(paint(.error, message)) \(code)")
    }
    let isChinese = language == .chinese
    if !error.expected.isEmpty {
      let words = error.expected.prefix(12).map { code in
        let name = isChinese ? error.expectedNames?.chinese(code) : nil
        return code + (name.map { "（\($0)）" } ?? "")
      }
      let expected = words.joined(separator: isChinese ? "、" : ", ")
      let more = error.expected.count <= 12 ? "" : isChinese ? "……" : ", ..."
      lines.append("  \(isChinese ? "应为：" : "expected: ")\(expected.escapedForTerminal)\(more)")
    }
    if let nearest = error.nearest?.escapedForTerminal {
      lines.append(isChinese ? "  是否想写“\(nearest)”？" : "  did you mean `\(nearest)`?")
    }
    if let wide = error.wide {
      let isBlank = wide.plain == " "
      lines.append(
        isChinese
          ? "  “\(wide.mark)”是全角符号：请输入\(isBlank ? "空格" : "“\(wide.plain)”")"
          : "  `\(wide.mark)` is full-width: type \(isBlank ? "a space" : "`\(wide.plain)`") instead"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Where a location is: file, line and column. Of what was just typed the line below shows
  /// it; only among several lines is it told which.
  private static func position(of location: SourceLocation) -> String? {
    let inText = "\(location.line):\(location.column)"
    guard location.source.isTyped else {
      return "\(location.source.name.escapedForTerminal):\(inText)"
    }
    return location.source.hasSeveralLines ? inText : nil
  }

  /// The line of the script, and a line that marks the location.
  private static func marked(
    _ location: SourceLocation, _ paint: (Tone, String) -> String
  ) -> [String] {
    func shown(_ text: some StringProtocol) -> String {
      String(text.map { $0 == "\t" ? " " : $0 }).escapedForTerminal
    }
    // The line may name somebody by a document; masking keeps the count of characters.
    let marked = location.marked.count
    let line = DocumentNumber.masked(in: location.before + location.marked + location.after)
    let before = line.prefix(location.before.count)
    let isCut = before.count > margin
    let start = (isCut ? "…" : "") + shown(before.suffix(margin))
    let rest = line.dropFirst(before.count)
    let middle = shown(rest.prefix(min(marked, margin)))
    let after = rest.dropFirst(marked)
    let end = shown(after.prefix(margin)) + (after.count > margin ? "…" : "")
    guard !(start + middle + end).isEmpty else { return [] }
    let width = max(1, DisplayWidth.width(of: middle))
    let indent = String(repeating: " ", count: DisplayWidth.width(of: start))
    let mark = paint(.error, String(repeating: "^", count: width))
    return ["  " + start + middle + end, "  " + indent + mark]
  }
}
