/// Bytes of a file or of memory, given as valid UTF-8 block by block.
///
/// Bytes that are no characters are marked, see ``TextDecoder/invalidMark``. The byte 1A, with which
/// DOS ends a file, is left out at the end.
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
  /// How many bytes 1A came last, which are given when something follows.
  private var heldEnds = 0
  private let isInterrupted: () -> Bool

  init(
    descriptor: Int32, encoding: TextEncoding, isInterrupted: @escaping () -> Bool
  ) {
    origin = .descriptor(descriptor)
    decoder = TextDecoder(encoding, marksInvalid: true)
    block = [UInt8](repeating: 0, count: Self.blockSize)
    self.isInterrupted = isInterrupted
  }

  init(bytes: [UInt8], encoding: TextEncoding) {
    origin = .bytes(bytes)
    decoder = TextDecoder(encoding, marksInvalid: true)
    isInterrupted = { false }
  }

  /// Whether the text began with a mark.
  var hadMark: Bool { decoder.hadMark }

  /// Whether bytes have been marked so far, and what they are told as.
  var hasInvalid: Bool { decoder.hasInvalid }
  var invalidBytes: Problem { decoder.invalidBytes }

  /// Puts the next block in place of the text. It holds whole characters.
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
      holdEnds(&text)
    }
    return true
  }

  /// Holds back the bytes 1A at the end, and gives those that were held back before.
  private mutating func holdEnds(_ text: inout [UInt8]) {
    guard heldEnds > 0 || text.last == Self.endOfFile else { return }
    var held = 0
    while text.last == Self.endOfFile {
      text.removeLast()
      held += 1
    }
    guard !text.isEmpty else { return heldEnds += held }
    text.insert(contentsOf: repeatElement(Self.endOfFile, count: heldEnds), at: 0)
    heldEnds = held
  }

  private static let endOfFile: UInt8 = 0x1A

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
