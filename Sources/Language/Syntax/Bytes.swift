/// What a byte means to the scanner.
enum Bytes {
  static let newline = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let carriageReturn = UInt8(ascii: "\r")

  /// Whether a byte can stand in a word of a command: all but controls, blanks, and
  /// `" ' ( ) ; [ ] { | } $` and the backquote.
  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    if byte >= 128 { return true }
    // One bit a byte: asked for every byte of a script.
    if byte < 64 { return 0xF7FF_FC6A_0000_0000 as UInt64 >> UInt64(byte) & 1 == 1 }
    return 0x47FF_FFFE_D7FF_FFFF as UInt64 >> UInt64(byte - 64) & 1 == 1
  }

  /// Whether a byte can stand in a word of an expression, where operators end words.
  @inline(__always)
  static func isOperand(_ byte: UInt8) -> Bool {
    guard isWord(byte) else { return false }
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","),
      UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: ">"):
      return false
    default: return true
    }
  }

  /// Whether a byte can stand in the name of a variable.
  @inline(__always)
  static func isName(_ byte: UInt8) -> Bool {
    byte >= 128 || isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// Bytes without the blanks at their ends.
  static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    guard let first = bytes.first, let last = bytes.last, isBlank(first) || isBlank(last) else {
      return bytes
    }
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// Whether a byte separates words within a line.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || byte == tab || byte == carriageReturn
  }
}
