/// Tells whether bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing
/// beyond U+10FFFF.
package enum UTF8Check {
  /// The length of the sequence that begins at an offset, or 0 when it is no UTF-8 or is cut off.
  package static func length(
    ofSequenceAt offset: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let first = bytes[offset]
    let left = bytes.count - offset
    switch first {
    case 0..<0x80:
      return 1
    case 0xC2...0xDF:
      guard left >= 2, isContinuation(bytes[offset + 1]) else { return 0 }
      return 2
    case 0xE0...0xEF:
      guard left >= 3, isContinuation(bytes[offset + 1]), isContinuation(bytes[offset + 2]) else {
        return 0
      }
      if first == 0xE0, bytes[offset + 1] < 0xA0 { return 0 }
      if first == 0xED, bytes[offset + 1] > 0x9F { return 0 }
      return 3
    case 0xF0...0xF4:
      guard left >= 4, isContinuation(bytes[offset + 1]), isContinuation(bytes[offset + 2]),
        isContinuation(bytes[offset + 3])
      else { return 0 }
      if first == 0xF0, bytes[offset + 1] < 0x90 { return 0 }
      if first == 0xF4, bytes[offset + 1] > 0x8F { return 0 }
      return 4
    default:
      return 0
    }
  }

  /// The offset of the first byte that is not part of valid UTF-8, or nil when all is valid.
  ///
  /// A sequence cut off by the end counts as not valid.
  package static func firstInvalid(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var offset = 0
    while offset < bytes.count {
      if offset + 8 <= bytes.count {
        let word = UnsafeRawPointer(bytes.baseAddress! + offset).loadUnaligned(as: UInt64.self)
        if word & 0x8080_8080_8080_8080 == 0 {
          offset += 8
          continue
        }
      }
      let length = length(ofSequenceAt: offset, in: bytes)
      if length == 0 { return offset }
      offset += length
    }
    return nil
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
