/// Text in quotes.
extension Parser {
  /// Reads `'...'` as it stands, or `"..."` with escapes, `$name` and `$(expression)`.
  mutating func parseText() throws(LanguageError) -> Expression {
    let opened = scanner.position
    guard scanner.take("\"") else { return try parsePlainText() }
    var parts: [Expression] = []
    var bytes: [UInt8] = []
    while true {
      guard !scanner.isAtEnd else { throw error(.textUnclosed, at: opened..<opened + 1) }
      let byte = scanner.next
      switch byte {
      case UInt8(ascii: "\""):
        scanner.position += 1
        if parts.isEmpty { return .literal(.text(String(decoding: bytes, as: UTF8.self))) }
        finish(&bytes, &parts)
        return .interpolated(parts)
      case UInt8(ascii: "\\"): try parseEscape(into: &bytes)
      case UInt8(ascii: "$"):
        finish(&bytes, &parts)
        parts.append(try parseInserted())
      default:
        bytes.append(byte)
        scanner.position += 1
      }
    }
  }

  private mutating func parsePlainText() throws(LanguageError) -> Expression {
    let opened = scanner.position
    scanner.position += 1
    let start = scanner.position
    while !scanner.isAtEnd {
      if scanner.next == UInt8(ascii: "'") {
        let text = scanner.text(start..<scanner.position)
        scanner.position += 1
        return .literal(.text(text))
      }
      scanner.position += 1
    }
    throw error(.textUnclosed, at: opened..<opened + 1)
  }

  private func finish(_ bytes: inout [UInt8], _ parts: inout [Expression]) {
    guard !bytes.isEmpty else { return }
    parts.append(.literal(.text(String(decoding: bytes, as: UTF8.self))))
    bytes.removeAll()
  }

  /// Reads `$name` or `$(expression)` inside a text.
  private mutating func parseInserted() throws(LanguageError) -> Expression {
    let start = scanner.position
    scanner.position += 1
    if scanner.next == UInt8(ascii: "(") { return try parsePrimary(mode: .value) }
    let range = scanner.name()
    guard !range.isEmpty else { throw error(.textDollar, ["$"], at: start..<start + 1) }
    return try variable(scanner.text(range), at: start..<range.upperBound)
  }

  private mutating func parseEscape(into bytes: inout [UInt8]) throws(LanguageError) {
    let start = scanner.position
    scanner.position += 1
    let byte = scanner.next
    scanner.position += 1
    switch byte {
    case UInt8(ascii: "n"): bytes.append(Bytes.newline)
    case UInt8(ascii: "t"): bytes.append(Bytes.tab)
    case UInt8(ascii: "r"): bytes.append(Bytes.carriageReturn)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "'"):
      bytes.append(byte)
    case UInt8(ascii: "u"):
      guard let scalar = parseScalar() else {
        throw error(.syntaxEscape, ["`\\u`"], at: start..<start + 2, expected: ["\\u{4e2d}"])
      }
      bytes.append(contentsOf: String(Character(scalar)).utf8)
    default:
      let end = min(scanner.position, scanner.bytes.count)
      throw error(
        .syntaxEscape, [Literals.quoted(scanner.text(start..<end))], at: start..<end,
        expected: ["\\n", "\\t", "\\r", "\\\"", "\\\\", "\\$", "\\u{...}"])
    }
  }

  private mutating func parseScalar() -> Unicode.Scalar? {
    guard scanner.take("{") else { return nil }
    let start = scanner.position
    while !scanner.isAtEnd, scanner.next != UInt8(ascii: "}"), scanner.position - start < 7 {
      scanner.position += 1
    }
    let digits = scanner.text(start..<scanner.position)
    guard scanner.take("}"), let number = UInt32(digits, radix: 16) else { return nil }
    return Unicode.Scalar(number)
  }
}
