import Basics
import CZlib
import Glibc

/// Takes bytes out of gzip (RFC 1952), also of several pieces one after another.
final class Inflater {
  /// What stopped it.
  struct Problem: Error {
    let text: String
  }

  private var stream = z_stream()
  private let block = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Inflater.blockSize, alignment: 16)
  private var isBegun = false
  /// Whether the last piece came to its end.
  private(set) var isAtEnd = true

  /// 15 bits of window; 32 more recognise the header of gzip.
  private static let windowBits: Int32 = 15 + 32
  private static let blockSize = 1 << 18

  deinit {
    if isBegun { inflateEnd(&stream) }
    block.deallocate()
  }

  /// Begins again.
  func restart() {
    if isBegun { inflateEnd(&stream) }
    isBegun = false
    isAtEnd = true
    stream = z_stream()
  }

  /// Fills a buffer with bytes.
  ///
  /// - Parameters:
  ///   - buffer: where they go.
  ///   - read: gives compressed bytes; 0 at their end.
  /// - Returns: How many; 0 at the end.
  func read<Failure: Error>(
    into buffer: UnsafeMutableRawBufferPointer, or problem: (Problem) -> Failure,
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    guard let start = buffer.baseAddress, buffer.count > 0 else { return 0 }
    stream.next_out = start.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(buffer.count)
    while stream.avail_out == UInt32(buffer.count) {
      let isRefilled = stream.avail_in > 0
      if !isRefilled {
        let count = try fill(read)
        if count == 0 { return 0 }
      }
      if let found = step() { throw problem(found) }
    }
    return buffer.count - Int(stream.avail_out)
  }

  private var consumed = 0

  private func fill<Failure: Error>(
    _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    let count = try read(block)
    stream.avail_in = UInt32(count)
    consumed = 0
    return count
  }

  /// Inflates what has been read.
  private func step() -> Problem? {
    if isAtEnd {
      let code =
        isBegun
        ? inflateReset(&stream)
        : inflateInit2_(
          &stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard code == Z_OK else { return Problem(text: "zlib \(code)") }
      isBegun = true
      isAtEnd = false
    }
    let given = Int(stream.avail_in)
    stream.next_in = block.baseAddress!.assumingMemoryBound(to: UInt8.self) + consumed
    let code = inflate(&stream, Z_NO_FLUSH)
    consumed += given - Int(stream.avail_in)
    switch code {
    case Z_OK, Z_BUF_ERROR: return nil
    case Z_STREAM_END:
      isAtEnd = true
      return nil
    default:
      return Problem(text: stream.msg.map { String(cString: $0) } ?? "zlib \(code)")
    }
  }
}

/// Puts bytes into gzip (RFC 1952) without name and time stamp, so that the same bytes give the
/// same bytes.
final class Deflater {
  private var stream = z_stream()
  private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  private static let windowBits: Int32 = 15 + 16

  /// - Returns: Nil when there is no memory for it.
  init?() {
    let code = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, Self.windowBits, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(&stream)
    block.deallocate()
  }

  /// Compresses bytes.
  ///
  /// - Parameters:
  ///   - isLast: whether the compressed bytes end with these.
  ///   - write: takes compressed bytes as they come.
  func write<Failure: Error>(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ write: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    stream.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(bytes.count)
    while true {
      stream.next_out = block.baseAddress!.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(block.count)
      let code = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      let count = block.count - Int(stream.avail_out)
      if count > 0 { try write(UnsafeRawBufferPointer(rebasing: block[..<count])) }
      if isLast ? code == Z_STREAM_END : stream.avail_in == 0 && stream.avail_out > 0 { return }
    }
  }
}
