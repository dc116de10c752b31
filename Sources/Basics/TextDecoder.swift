internal import CGB18030

/// Turns bytes that come block by block into valid UTF-8.
///
/// A character may be split between blocks. A mark at the beginning (EF BB BF) is dropped, and says
/// that the text is UTF-8 whatever the encoding was said to be. UTF-16 is told by its mark, or by the
/// zero bytes that lie at every second offset.
///
///     var decoder = TextDecoder(.gbk)
///     var text: [UInt8] = []
///     try decoder.decode(block, to: &text)
///     try decoder.finish(&text)
package struct TextDecoder: ~Copyable {
  private var encoding: TextEncoding
  private var pending: [UInt8] = []
  private var isAtStart = true
  private var zeros = ZeroBytes()
  private let marksInvalid: Bool
  /// Whether the text began with a mark.
  private(set) var hadMark = false
  /// Whether a byte was marked as invalid.
  private(set) var hasInvalid = false

  /// What stands before each byte that is no part of a character, where those are marked; it is in
  /// no valid UTF-8. The byte follows as an escape, such as `\xd6`.
  static let invalidMark: UInt8 = 0xFF

  /// How many bytes an escape takes.
  static let escapeLength = 4

  /// What bytes that are no characters are told as.
  var invalidBytes: Problem { encoding == .utf8 ? .encodingUTF8 : .encodingGBK }

  /// Makes a decoder.
  ///
  /// - Parameter marksInvalid: whether bytes that are no characters are marked and passed on, for a
  ///   reader that tells of them where they stand; else they are an error.
  package init(_ encoding: TextEncoding, marksInvalid: Bool = false) {
    self.encoding = encoding
    self.marksInvalid = marksInvalid
  }

  /// Decodes a block.
  ///
  /// - Parameters:
  ///   - block: the bytes that follow those of the block before.
  ///   - text: where the characters go; after an error, those before the bad one.
  /// - Throws: `encoding.utf8`, `encoding.utf16` or `encoding.gbk`; the decoder is then of no more
  ///   use.
  package mutating func decode(
    _ block: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]
  ) throws(BasicsError) {
    pending.append(contentsOf: block)
    guard !zeros.take(block) else { throw BasicsError(.encodingUTF16, found: "") }
    try decodePending(to: &text, isLast: false)
  }

  /// Says that no block follows.
  ///
  /// - Throws: as ``decode(_:to:)``, when the last character is cut off.
  package mutating func finish(_ text: inout [UInt8]) throws(BasicsError) {
    guard !zeros.isUTF16 else { throw BasicsError(.encodingUTF16, found: "") }
    try decodePending(to: &text, isLast: true)
    guard !pending.isEmpty else { return }
    guard marksInvalid else { throw invalid(at: 0) }
    for byte in pending { mark(byte, in: &text) }
    pending.removeAll()
  }

  private mutating func decodePending(
    to text: inout [UInt8], isLast: Bool
  ) throws(BasicsError) {
    if isAtStart {
      // Nothing is passed on of what may turn out to be UTF-16.
      guard isLast || pending.count >= 3 && !zeros.mayDecideSoon else { return }
      isAtStart = false
      if pending.starts(with: [0xEF, 0xBB, 0xBF]) {
        pending.removeFirst(3)
        encoding = .utf8
        hadMark = true
      } else if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
        throw BasicsError(.encodingUTF16, found: "")
      }
    }
    while true {
      let (used, isValid) =
        switch encoding {
        case .utf8: Self.takeUTF8(pending, to: &text)
        case .gbk: Self.takeGBK(pending, to: &text)
        }
      if isValid { return pending.removeFirst(used) }
      guard marksInvalid else {
        throw zeros.isUTF16 ? BasicsError(.encodingUTF16, found: "") : invalid(at: used)
      }
      mark(pending[used], in: &text)
      pending.removeFirst(used + 1)
    }
  }

  private mutating func mark(_ byte: UInt8, in text: inout [UInt8]) {
    hasInvalid = true
    text.append(Self.invalidMark)
    text.append(contentsOf: Self.escape(byte).utf8)
  }

  private static func escape(_ byte: UInt8) -> String {
    "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }

  private func invalid(at offset: Int) -> BasicsError {
    BasicsError(invalidBytes, found: pending[offset...].prefix(2).map(Self.escape).joined())
  }

  /// Takes what is valid, and says whether the rest may be the beginning of a character.
  private static func takeUTF8(
    _ pending: [UInt8], to text: inout [UInt8]
  ) -> (used: Int, isValid: Bool) {
    pending.withUnsafeBufferPointer { bytes in
      let used = UTF8Check.firstInvalid(in: bytes) ?? bytes.count
      text.append(contentsOf: bytes[..<used])
      guard used < bytes.count else { return (used, true) }
      let length =
        switch bytes[used] {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
      let rest = bytes[(used + 1)...]
      return (used, rest.count + 1 < length && rest.allSatisfy { $0 & 0xC0 == 0x80 })
    }
  }

  private static func takeGBK(
    _ pending: [UInt8], to text: inout [UInt8]
  ) -> (used: Int, isValid: Bool) {
    pending.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16_384) { room in
        var rest = bytes[...]
        while true {
          let taken = gb18030_decode(
            UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count, room.baseAddress,
            room.count)
          text.append(contentsOf: UnsafeBufferPointer(room)[..<taken.written])
          rest = rest.dropFirst(taken.used)
          if taken.end == GB18030_FULL { continue }
          return (rest.startIndex, taken.end != GB18030_INVALID)
        }
      }
    }
  }
}

/// Tells UTF-16 without a mark by its zero bytes: one byte in eight and more of the beginning, at even
/// offsets alone or at odd ones.
///
/// It is looked for after certain counts of bytes and at the end, so that the answer does not depend on
/// the blocks in which the bytes come.
private struct ZeroBytes {
  private var seen = 0
  private var even = 0
  private var odd = 0

  private static let first = 16
  private static let last = 1024

  /// Takes the bytes that follow; true once they turn out to be UTF-16.
  mutating func take(_ block: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in block.prefix(Self.last - seen) {
      if byte == 0 {
        if seen & 1 == 0 { even += 1 } else { odd += 1 }
      }
      seen += 1
      // After 16, 32, 64 bytes and so on.
      if seen >= Self.first, seen & (seen - 1) == 0, isUTF16 { return true }
    }
    return false
  }

  /// Whether the bytes so far look like UTF-16.
  var isUTF16: Bool {
    let count = even + odd
    return count > 1 && count * 8 >= seen && (even == 0 || odd == 0)
  }

  /// Whether a few more bytes may tell.
  var mayDecideSoon: Bool { seen < Self.first && even + odd > 0 }
}
