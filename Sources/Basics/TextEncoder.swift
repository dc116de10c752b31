import Glibc

/// Turns valid UTF-8 that comes block by block into the bytes of another encoding.
///
///     let encoder = try TextEncoder(.gbk)
///     file.write(encoder.encoded(Array("号码\n".utf8)))
///
/// A block ends with a whole character.
package struct TextEncoder: ~Copyable {
  private let converter: iconv_t?

  /// Makes an encoder.
  ///
  /// - Throws: `encoding.missing` when the system has no tables for the encoding.
  package init(_ encoding: TextEncoding) throws(BasicsError) {
    guard encoding == .gbk else {
      converter = nil
      return
    }
    let opened = iconv_open("GB18030", "UTF-8")
    guard opened != iconv_t(bitPattern: -1) else {
      throw BasicsError(.encodingMissing, found: "GB18030")
    }
    converter = opened
  }

  deinit {
    if let converter { _ = iconv_close(converter) }
  }

  /// The bytes of a text. GB 18030 has every character; a byte that is no UTF-8 is left out.
  package func encoded(_ text: [UInt8]) -> [UInt8] {
    guard let converter, text.contains(where: { $0 >= 0x80 }) else { return text }
    var text = text
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    text.withUnsafeMutableBytes { input in
      var start = input.bindMemory(to: CChar.self).baseAddress
      var left = input.count
      withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { room in
        while left > 0 {
          var output: UnsafeMutablePointer<CChar>? =
            room.bindMemory(to: CChar.self).baseAddress
          var free = room.count
          let result = iconv(converter, &start, &left, &output, &free)
          let problem = result == -1 ? errno : 0
          bytes.append(contentsOf: UnsafeRawBufferPointer(room)[..<(room.count - free)])
          if problem == 0 { break }
          if problem == E2BIG { continue }
          start = start.map { $0 + 1 }
          left -= 1
        }
      }
    }
    return bytes
  }
}
