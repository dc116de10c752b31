import Glibc

/// Turns bytes that come block by block into valid UTF-8.
///
/// A character may be split between blocks. A mark at the beginning (EF BB BF) is dropped, and says
/// that the text is UTF-8 whatever the encoding was said to be.
///
///     var decoder = try TextDecoder(.gbk)
///     var text: [UInt8] = []
///     try decoder.decode(block, to: &text)
///     try decoder.finish(&text)
package struct TextDecoder: ~Copyable {
  private var encoding: TextEncoding
  private var pending: [UInt8] = []
  private var isAtStart = true
  private var converter: iconv_t?

  /// Makes a decoder.
  ///
  /// - Throws: `encoding.missing` when the system has no tables for the encoding.
  package init(_ encoding: TextEncoding) throws(BasicsError) {
    self.encoding = encoding
    guard encoding == .gbk else { return }
    let opened = iconv_open("UTF-8", "GB18030")
    guard opened != iconv_t(bitPattern: -1) else {
      throw BasicsError(.encodingMissing, found: "GB18030")
    }
    converter = opened
  }

  deinit {
    if let converter { _ = iconv_close(converter) }
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
    try decodePending(to: &text, isLast: false)
  }

  /// Says that no block follows.
  ///
  /// - Throws: as ``decode(_:to:)``, when the last character is cut off.
  package mutating func finish(_ text: inout [UInt8]) throws(BasicsError) {
    try decodePending(to: &text, isLast: true)
    if !pending.isEmpty { throw invalid(at: 0) }
  }

  private mutating func decodePending(
    to text: inout [UInt8], isLast: Bool
  ) throws(BasicsError) {
    if isAtStart {
      guard pending.count >= 3 || isLast else { return }
      isAtStart = false
      if pending.starts(with: [0xEF, 0xBB, 0xBF]) {
        pending.removeFirst(3)
        encoding = .utf8
      } else if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
        throw BasicsError(.encodingUTF16, found: "")
      }
    }
    let (used, isValid) =
      switch encoding {
      case .utf8: Self.takeUTF8(pending, to: &text)
      case .gbk: takeGBK(to: &text)
      }
    guard isValid else { throw invalid(at: used) }
    pending.removeFirst(used)
  }

  private func invalid(at place: Int) -> BasicsError {
    var found = ""
    for byte in pending[place...].prefix(2) {
      found += "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return BasicsError(encoding == .utf8 ? .encodingUTF8 : .encodingGBK, found: found)
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

  private mutating func takeGBK(to text: inout [UInt8]) -> (used: Int, isValid: Bool) {
    let count = pending.count
    let converter = converter
    return pending.withUnsafeMutableBytes { bytes in
      var input = bytes.bindMemory(to: CChar.self).baseAddress
      var left = count
      var isValid = true
      withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { room in
        while left > 0 {
          var output: UnsafeMutablePointer<CChar>? =
            room.bindMemory(to: CChar.self).baseAddress
          var free = room.count
          let result = iconv(converter, &input, &left, &output, &free)
          let problem = result == -1 ? errno : 0
          text.append(contentsOf: UnsafeRawBufferPointer(room)[..<(room.count - free)])
          if problem == E2BIG { continue }
          // EINVAL: the beginning of a character; what follows completes it.
          isValid = problem == 0 || problem == EINVAL
          break
        }
      }
      return (count - left, isValid)
    }
  }
}
