/// Escapes in the texts of JSON.
extension JSONScanner {
  mutating func scanEscape() throws(BasicsError) {
    let start = position
    guard position + 1 < bytes.count else { throw endOfBytes() }
    position += 2
    switch bytes[position - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      let first = try scanHex(from: start)
      if first & 0xFC00 == 0xDC00 { throw problem(.jsonEscape, found: start..<position, at: start) }
      guard first & 0xFC00 == 0xD800 else { return }
      for mark in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
        guard position < bytes.count else { throw endOfBytes() }
        guard bytes[position] == mark else {
          throw problem(.jsonEscape, found: start..<position, at: start)
        }
        position += 1
      }
      guard try scanHex(from: start) & 0xFC00 == 0xDC00 else {
        throw problem(.jsonEscape, found: start..<position, at: start)
      }
    default:
      throw problem(.jsonEscape, found: start..<position, at: start)
    }
  }

  private mutating func scanHex(from start: Int) throws(BasicsError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else { throw endOfBytes() }
      guard let digit = Self.hex(bytes[position]) else {
        throw problem(.jsonEscape, found: start..<position + 1, at: start)
      }
      number = number << 4 | digit
      position += 1
    }
    return number
  }

  private static func hex(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  /// The text of a string that was checked before.
  func text(of string: StringRange) -> String {
    let raw = UnsafeBufferPointer(rebasing: bytes[string.start..<string.end])
    guard string.hasEscapes else { return String(decoding: raw, as: UTF8.self) }
    return String(unsafeUninitializedCapacity: raw.count) { Self.unescape(raw, to: $0) }
  }

  private static func unescape(
    _ raw: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var offset = 0
    var count = 0
    func unit() -> UInt32 {
      var number: UInt32 = 0
      for index in offset + 2..<offset + 6 { number = number << 4 | (hex(raw[index]) ?? 0) }
      offset += 6
      return number
    }
    while offset < raw.count {
      guard raw[offset] == UInt8(ascii: "\\") else {
        text[count] = raw[offset]
        offset += 1
        count += 1
        continue
      }
      if raw[offset + 1] == UInt8(ascii: "u") {
        var code = unit()
        if code & 0xFC00 == 0xD800 { code = 0x10000 + (code & 0x3FF) << 10 + (unit() & 0x3FF) }
        for byte in UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}")! {
          text[count] = byte
          count += 1
        }
      } else {
        text[count] =
          switch raw[offset + 1] {
          case UInt8(ascii: "b"): 0x08
          case UInt8(ascii: "f"): 0x0C
          case UInt8(ascii: "n"): 0x0A
          case UInt8(ascii: "r"): 0x0D
          case UInt8(ascii: "t"): 0x09
          default: raw[offset + 1]
          }
        offset += 2
        count += 1
      }
    }
    return count
  }
}
