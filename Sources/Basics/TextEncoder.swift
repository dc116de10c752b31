internal import CGB18030

/// Turns valid UTF-8 that comes block by block into the bytes of another encoding.
///
///     let encoder = TextEncoder(.gbk)
///     file.write(encoder.encoded(Array("号码\n".utf8)))
///
/// A block ends with a whole character.
package struct TextEncoder {
  private let encoding: TextEncoding

  /// Makes an encoder.
  package init(_ encoding: TextEncoding) {
    self.encoding = encoding
  }

  private static let codes = [UInt16](unsafeUninitializedCapacity: Int(GB18030_CODES)) {
    gb18030_list_codes($0.baseAddress)
    $1 = $0.count
  }

  /// The bytes of a text. GB 18030 has every character; a byte that is no UTF-8 is left out.
  package func encoded(_ text: [UInt8]) -> [UInt8] {
    guard encoding == .gbk, text.contains(where: { $0 >= 0x80 }) else { return text }
    return text.withUnsafeBufferPointer { text in
      // A character takes at most twice the bytes that it has in UTF-8.
      [UInt8](unsafeUninitializedCapacity: text.count * 2) { bytes, count in
        Self.codes.withUnsafeBufferPointer { codes in
          var offset = 0
          while offset < text.count {
            let length = UTF8Check.length(ofSequenceAt: offset, in: text)
            guard length > 0 else {
              offset += 1
              continue
            }
            let character = Self.character(text[offset..<(offset + length)])
            count += gb18030_encode(character, codes.baseAddress, bytes.baseAddress! + count)
            offset += length
          }
        }
      }
    }
  }

  /// The character that a valid sequence of UTF-8 stands for.
  @inline(__always)
  private static func character(_ sequence: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
    let first = sequence[sequence.startIndex]
    guard sequence.count > 1 else { return UInt32(first) }
    return sequence.dropFirst().reduce(UInt32(first & 0x7F >> UInt8(sequence.count))) {
      $0 << 6 | UInt32($1 & 0x3F)
    }
  }
}
