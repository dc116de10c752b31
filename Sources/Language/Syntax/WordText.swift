import Basics

/// Values as they are written in a program, so that each reads as this one value again.
enum WordText {
  /// Whether a value reads as itself without quotation marks, whatever the language makes of signs.
  ///
  /// Such a value consists of letters and digits, with single points, hyphens and underscores
  /// within; anything else goes between quotation marks.
  static func isPlain(_ value: String) -> Bool {
    var isInside = false
    for scalar in value.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9": isInside = true
      case "-", ".", "_":
        guard isInside else { return false }
        isInside = false
      case _ where scalar.value >= 0x80:
        // What is full-width may be read as the sign that it looks like.
        guard scalar.properties.isAlphabetic, !(0xFF00...0xFFEF).contains(scalar.value) else {
          return false
        }
        isInside = true
      default: return false
      }
    }
    return isInside && !["true", "false", "null"].contains(value)
      && !CommandTable.keywords.contains(value)
  }

  /// A value between quotation marks; `isOpen` leaves the last one out.
  ///
  /// - Parameter quote: the mark that is wanted; single ones only where the value holds nothing that
  ///   must be escaped.
  static func quoted(
    _ value: String, with quote: UInt8 = UInt8(ascii: "\""), isOpen: Bool = false
  ) -> String {
    let isLiteral =
      quote == UInt8(ascii: "'")
      && !value.unicodeScalars.contains { $0 == "'" || isUnseen($0) }
    if isLiteral { return isOpen ? "'" + value : "'" + value + "'" }
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\", "$": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where isUnseen(scalar):
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return isOpen ? text : text + "\""
  }

  /// Whether nobody sees a character, or would see another one; those that join others are seen in
  /// what they make.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    if scalar.commandsTerminal || scalar == "\u{FFFD}" { return true }
    return scalar.properties.generalCategory == .format && scalar != "\u{200D}"
      && scalar != "\u{200C}"
  }

  /// What was typed of a value up to the cursor; nil when it is not the beginning of one value.
  ///
  /// - Returns: the value so far, the quotation mark with which it begins, and whether that was
  ///   closed.
  static func typed(
    _ bytes: ArraySlice<UInt8>, _ table: CommandTable
  ) -> (value: String, quote: UInt8?, isClosed: Bool)? {
    guard let first = bytes.first else { return ("", nil, false) }
    guard first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else {
      guard first != UInt8(ascii: "#"), bytes.allSatisfy(Bytes.isWord) else { return nil }
      return (String(decoding: bytes, as: UTF8.self), nil, false)
    }
    var offset = bytes.startIndex + 1
    while offset < bytes.endIndex, bytes[offset] != first {
      let isEscape = bytes[offset] == UInt8(ascii: "\\") && first == UInt8(ascii: "\"")
      offset += isEscape ? 2 : 1
    }
    let isClosed = offset < bytes.endIndex
    guard !isClosed || offset == bytes.endIndex - 1, offset <= bytes.endIndex else { return nil }
    let whole = isClosed ? Array(bytes) : Array(bytes) + [first]
    guard let value = literal(whole, table) else { return nil }
    return (value, first, isClosed)
  }

  /// The text that a text in quotes stands for; nil when it is none, or is not known yet.
  private static func literal(_ bytes: [UInt8], _ table: CommandTable) -> String? {
    let state = ParseState(table: table, program: Program()) { (_) throws(LanguageError) in [] }
    state.program.sources.append(SourceText(name: "", bytes: bytes))
    return bytes.withUnsafeBufferPointer { bytes in
      var parser = Parser(scanner: Scanner(bytes), state: state, source: 0)
      guard case .literal(.text(let text))? = try? parser.parseText(), parser.scanner.isAtEnd else {
        return nil
      }
      return text
    }
  }
}
