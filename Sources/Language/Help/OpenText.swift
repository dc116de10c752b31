/// What is still open at the end of a text that is being typed.
package enum OpenText {
  /// One thing that was opened: a bracket or a quotation mark, and where.
  struct Opened {
    var byte: UInt8
    var offset: Int
  }

  /// Whether a text needs more lines: a bracket or a text is open, or a pipeline goes on.
  package static func needsMore(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let (opened, last) = scan(bytes, upTo: bytes.count)
    return !opened.isEmpty || last == UInt8(ascii: "|")
  }

  /// Goes over a text.
  ///
  /// - Returns: what is open, outermost first, and the last byte that is no blank and no comment.
  static func scan(_ bytes: [UInt8], upTo end: Int) -> (opened: [Opened], last: UInt8) {
    var opened: [Opened] = []
    var last: UInt8 = 0
    var offset = 0
    while offset < end {
      let byte = bytes[offset]
      let quote = opened.last?.byte
      if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        offset = scanText(bytes, offset, &opened)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["),
        UInt8(ascii: "{"):
        opened.append(Opened(byte: byte, offset: offset))
      case UInt8(ascii: ")"): close(UInt8(ascii: "("), &opened)
      case UInt8(ascii: "]"): close(UInt8(ascii: "["), &opened)
      case UInt8(ascii: "}"): close(UInt8(ascii: "{"), &opened)
      case UInt8(ascii: "#") where offset == 0 || !Bytes.isWord(bytes[offset - 1]):
        while offset < end, bytes[offset] != Bytes.newline { offset += 1 }
        continue
      default: break
      }
      if byte > Bytes.space { last = byte }
      offset += 1
    }
    return (opened, last)
  }

  private static func close(_ byte: UInt8, _ opened: inout [Opened]) {
    if opened.last?.byte == byte { opened.removeLast() }
  }

  /// Passes one byte of a text in quotes, or what an escape or `$(` makes of it.
  private static func scanText(
    _ bytes: [UInt8], _ offset: Int, _ opened: inout [Opened]
  ) -> Int {
    let quote = opened[opened.count - 1].byte
    if bytes[offset] == quote {
      opened.removeLast()
      return offset + 1
    }
    guard quote == UInt8(ascii: "\"") else { return offset + 1 }
    if bytes[offset] == UInt8(ascii: "\\") { return offset + 2 }
    if bytes[offset] == UInt8(ascii: "$"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "(")
    {
      opened.append(Opened(byte: UInt8(ascii: "("), offset: offset + 1))
      return offset + 2
    }
    return offset + 1
  }
}
