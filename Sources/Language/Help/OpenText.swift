/// What is still open at the end of a text that is being typed.
package enum OpenText {
  /// One thing that was opened: a bracket or a quotation mark, and where.
  struct Opened {
    var byte: UInt8
    var place: Int
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
    var place = 0
    while place < end {
      let byte = bytes[place]
      let quote = opened.last?.byte
      if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        place = scanText(bytes, place, &opened)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["),
        UInt8(ascii: "{"):
        opened.append(Opened(byte: byte, place: place))
      case UInt8(ascii: ")"): close(UInt8(ascii: "("), &opened)
      case UInt8(ascii: "]"): close(UInt8(ascii: "["), &opened)
      case UInt8(ascii: "}"): close(UInt8(ascii: "{"), &opened)
      case UInt8(ascii: "#") where place == 0 || !Bytes.isWord(bytes[place - 1]):
        while place < end, bytes[place] != Bytes.newline { place += 1 }
        continue
      default: break
      }
      if byte > Bytes.space { last = byte }
      place += 1
    }
    return (opened, last)
  }

  private static func close(_ byte: UInt8, _ opened: inout [Opened]) {
    if opened.last?.byte == byte { opened.removeLast() }
  }

  /// Passes one byte of a text in quotes, or what an escape or `$(` makes of it.
  private static func scanText(
    _ bytes: [UInt8], _ place: Int, _ opened: inout [Opened]
  ) -> Int {
    let quote = opened[opened.count - 1].byte
    if bytes[place] == quote {
      opened.removeLast()
      return place + 1
    }
    guard quote == UInt8(ascii: "\"") else { return place + 1 }
    if bytes[place] == UInt8(ascii: "\\") { return place + 2 }
    if bytes[place] == UInt8(ascii: "$"), place + 1 < bytes.count,
      bytes[place + 1] == UInt8(ascii: "(")
    {
      opened.append(Opened(byte: UInt8(ascii: "("), place: place + 1))
      return place + 2
    }
    return place + 1
  }
}
