/// The text of a script with its name, kept as bytes.
package final class SourceText: Sendable {
  /// The file's name, or what stands for it, such as `-c` or `console`.
  package let name: String
  package let bytes: [UInt8]
  /// Whether somebody typed it at a prompt and still sees it.
  package let isTyped: Bool

  package init(name: String, bytes: [UInt8], isTyped: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isTyped = isTyped
  }

  /// What was typed at a prompt.
  package static func typed(_ text: String) -> SourceText {
    SourceText(name: "console", bytes: Array(text.utf8), isTyped: true)
  }

  /// Whether there is more than one line, blank ones at the end apart.
  var hasSeveralLines: Bool {
    let last = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 } ?? 0
    return bytes[..<last].contains(0x0A)
  }

  package convenience init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of a part.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// A part of a script: what an error points at.
package struct SourceLocation: Sendable {
  package let source: SourceText
  /// The first byte.
  package let start: Int
  /// The byte after the last.
  package let end: Int

  package init(_ source: SourceText, _ start: Int, _ end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }

  /// The number of the line, from 1.
  package var line: Int {
    source.bytes[..<min(start, source.bytes.count)].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  /// The column, in characters from 1.
  package var column: Int { before.count + 1 }

  /// The line's text before the location.
  package var before: String { source.text(lineStart..<min(start, source.bytes.count)) }

  /// The location's own text as far as it stands on its first line.
  package var marked: String {
    let begin = min(start, source.bytes.count)
    return source.text(begin..<max(begin, min(end, lineEnd)))
  }

  /// The line's text after the location.
  package var after: String {
    source.text(max(min(start, lineEnd), min(end, lineEnd))..<lineEnd)
  }

  private var lineStart: Int {
    let bytes = source.bytes
    var offset = min(start, bytes.count)
    while offset > 0, bytes[offset - 1] != 0x0A { offset -= 1 }
    return offset
  }

  private var lineEnd: Int {
    let bytes = source.bytes
    var offset = min(start, bytes.count)
    while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
    if offset > lineStart, bytes[offset - 1] == 0x0D { offset -= 1 }
    return max(offset, lineStart)
  }
}
