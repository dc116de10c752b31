import Basics
import Language
import TestSupport

/// A transcript: texts of the project's language, each with what it puts out and how it ends.
///
///     # BEN-10: exactly 14 x 24 hours after the start a restore is still done.
///     @ load phone-restore
///     > (restore phone 13300000001).credit
///     | 300.00
///     > restore phone 13300000002
///     | outcome  refused
///     = 3
///
/// A line beginning `>` is a text, `+` goes on with it. After it stand `|` what it printed, `!` what
/// it remarked, and `=` its exit code when that is not 0. `#` is a comment. `@` says how the next
/// texts are run:
///
/// - `load NAME`: a new desk with a shipped snapshot; `empty`: one with an empty test store; `bare`:
///   one without a store.
/// - `console`: what follows is typed at the console; `script`: each text is run with `-c`.
/// - `each`, `dry-run`, `yes`, `continue` (`--on-refusal=continue`), `format NAME`, `lang NAME`,
///   `as NAME`; all but the desk, the format, language and operator are as before after `plain`.
///
/// Paths are below `/tmp/desk-folder`, which stands for the desk's own folder.
struct Transcript {
  private enum Line {
    case remains(String)
    case setting([String], String)
    case source([String])
  }

  let name: String
  private let lines: [Line]
  private let text: String

  init(name: String, _ text: String) {
    self.name = name
    self.text = text
    var lines: [Line] = []
    var source: [String] = []
    var all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if all.last == "" { all.removeLast() }
    for line in all {
      if line.hasPrefix("+") {
        source.append(String(line.dropFirst(2)))
        continue
      }
      if !source.isEmpty { lines.append(.source(source)) }
      source = line.hasPrefix(">") ? [String(line.dropFirst(2))] : []
      if !source.isEmpty { continue }
      switch line.first {
      case "|", "!", "=": break
      case "@":
        let words = line.dropFirst().split(separator: " ").map(String.init)
        lines.append(.setting(words, line))
      default: lines.append(.remains(line))
      }
    }
    if !source.isEmpty { lines.append(.source(source)) }
    self.lines = lines
  }

  /// Runs all of it.
  ///
  /// - Returns: the transcript as it is now.
  func recorded() throws -> String {
    var result = ""
    var stage = Stage()
    for line in lines {
      switch line {
      case .remains(let text): result += text + "\n"
      case .setting(let words, let text):
        try stage.set(words)
        result += text + "\n"
      case .source(let source):
        for (index, each) in source.enumerated() {
          result += (index == 0 ? ">" : "+") + (each.isEmpty ? "\n" : " \(each)\n")
        }
        result += Self.shown(try stage.run(source))
      }
    }
    return result
  }

  /// Where two transcripts differ, as a text; nil when they are the same.
  func difference(from recorded: String) -> String? {
    guard recorded != text else { return nil }
    let old = text.split(separator: "\n", omittingEmptySubsequences: false)
    let new = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = new.difference(from: old)
    var lines: [(Int, String)] = []
    for change in changes {
      switch change {
      case .remove(let offset, let line, _): lines.append((offset, "- \(offset + 1): \(line)"))
      case .insert(let offset, let line, _): lines.append((offset, "+ \(offset + 1): \(line)"))
      }
    }
    lines.sort { $0.0 < $1.0 }
    return "\(name) now runs differently:\n" + lines.map(\.1).joined(separator: "\n")
  }

  private static func shown(_ run: Run) -> String {
    var text = ""
    for line in lines(run.printed) { text += line.isEmpty ? "|\n" : "| \(line)\n" }
    for line in lines(run.remarks) { text += line.isEmpty ? "!\n" : "! \(line)\n" }
    if run.code != 0 { text += "= \(run.code)\n" }
    return text
  }

  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

/// The desk that a transcript is at, and how texts are run there.
private struct Stage {
  private var desk: TestDesk?
  private var isConsole = false
  private static let noDesk = TestFailure(text: "a transcript begins with `@ load` or `@ empty`")

  mutating func set(_ words: [String]) throws {
    let word = words.first ?? ""
    if ["load", "empty", "bare"].contains(word) {
      let old = desk
      desk = try TestDesk(loading: words.dropFirst().first, making: word != "bare")
      desk?.options.format = old?.options.format ?? .record
      desk?.options.language = old?.options.language ?? .english
      desk?.operatorName = old?.operatorName ?? "admin"
      isConsole = false
      return
    }
    guard let desk else { throw Self.noDesk }
    switch (word, words.dropFirst().first) {
    case ("console", nil): isConsole = true
    case ("script", nil): isConsole = false
    case ("each", nil): desk.options.mode = .each
    case ("batch", let size?): desk.options.mode = .batch(Int(size) ?? 1)
    case ("dry-run", nil): desk.options.isDryRun = true
    case ("yes", nil): desk.options.isConsented = true
    case ("continue", nil): desk.options.onRefusal = .continue
    case ("format", let name?): desk.options.format = Format(rawValue: name) ?? .record
    case ("lang", let name?): desk.options.language = name == "zh" ? .chinese : .english
    case ("as", let name?): desk.operatorName = name
    case ("plain", nil):
      var options = Options()
      options.isAlone = true
      options.format = desk.options.format
      options.language = desk.options.language
      desk.options = options
    default: throw TestFailure(text: "no such setting: \(words.joined(separator: " "))")
    }
  }

  func run(_ source: [String]) throws -> Run {
    guard let desk else { throw Self.noDesk }
    func inside(_ text: String) -> String {
      Self.replaced(text, TemporaryFolder.placeholder, by: desk.folder)
    }
    let text = inside(source.joined(separator: "\n"))
    var all = isConsole ? desk.type(text) : desk.run(text)
    all.printed = Self.replaced(all.printed, desk.folder, by: TemporaryFolder.placeholder)
    all.remarks = Self.replaced(all.remarks, desk.folder, by: TemporaryFolder.placeholder)
    return all
  }

  private static func replaced(_ text: String, _ old: String, by new: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
