/// Bytes of a file or of memory, given as valid UTF-8 block by block.
struct TextSource: ~Copyable {
  private enum Origin {
    case descriptor(Int32)
    case bytes([UInt8])
  }

  /// How many bytes are read at once.
  static let blockSize = 65_536

  private let origin: Origin
  private var decoder: TextDecoder
  private var taken = 0
  private var failure: BasicsError?
  private var isAtEnd = false
  private var block: [UInt8] = []
  private let isInterrupted: () -> Bool

  init(
    descriptor: Int32, encoding: TextEncoding, isInterrupted: @escaping () -> Bool
  ) throws(BasicsError) {
    origin = .descriptor(descriptor)
    decoder = try TextDecoder(encoding)
    block = [UInt8](repeating: 0, count: Self.blockSize)
    self.isInterrupted = isInterrupted
  }

  init(bytes: [UInt8], encoding: TextEncoding) throws(BasicsError) {
    origin = .bytes(bytes)
    decoder = try TextDecoder(encoding)
    isInterrupted = { false }
  }

  /// Puts the next block in place of the text.
  ///
  /// Characters before a bad one are given first, and the error at the next call, so that it comes
  /// when the reader has reached its line.
  ///
  /// - Returns: false at the end.
  mutating func refill(_ text: inout [UInt8]) throws(BasicsError) -> Bool {
    text.removeAll(keepingCapacity: true)
    while text.isEmpty {
      if let failure { throw failure }
      if isAtEnd { return false }
      do throws(BasicsError) {
        try decodeNext(to: &text)
      } catch {
        failure = error
      }
    }
    return true
  }

  private mutating func decodeNext(to text: inout [UInt8]) throws(BasicsError) {
    switch origin {
    case .descriptor(let descriptor):
      let count = try readBlock(descriptor)
      try decodeBlock(block, 0..<count, to: &text)
    case .bytes(let bytes):
      let range = taken..<min(taken + Self.blockSize, bytes.count)
      taken = range.upperBound
      try decodeBlock(bytes, range, to: &text)
    }
  }

  private mutating func decodeBlock(
    _ bytes: [UInt8], _ range: Range<Int>, to text: inout [UInt8]
  ) throws(BasicsError) {
    if range.isEmpty {
      isAtEnd = true
      try decoder.finish(&text)
      return
    }
    var failure: BasicsError?
    bytes.withUnsafeBufferPointer { buffer in
      do throws(BasicsError) {
        try decoder.decode(UnsafeBufferPointer(rebasing: buffer[range]), to: &text)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func readBlock(_ descriptor: Int32) throws(BasicsError) -> Int {
    do throws(SystemError) {
      return try Waiting.read(descriptor, into: &block, isInterrupted)
    } catch {
      throw BasicsError(.fileRead, found: error.reason)
    }
  }
}
