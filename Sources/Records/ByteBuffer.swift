/// Bytes that are written one after the other and read in one piece; it keeps its memory when it is
/// emptied.
///
/// Arrays append small pieces through several layers; every record of every operation is written
/// here, eight bytes at a time.
@usableFromInline
package final class ByteBuffer {
  @usableFromInline var bytes: UnsafeMutableRawPointer
  @usableFromInline var capacity: Int
  @usableFromInline package internal(set) var count = 0

  package init(capacity: Int) {
    self.capacity = capacity
    bytes = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit { bytes.deallocate() }

  /// Forgets the bytes and keeps the memory.
  @inlinable
  package func removeAll() { count = 0 }

  /// The bytes, valid until the next one is appended.
  @inlinable
  package var contents: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes, count: count)
  }

  /// Appends a number, little-endian.
  @inlinable @inline(__always)
  package func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    reserve(MemoryLayout<Number>.size)
    bytes.storeBytes(of: number.littleEndian, toByteOffset: count, as: Number.self)
    count += MemoryLayout<Number>.size
  }

  /// Appends a number in as few bytes as it takes, seven bits a byte, the lowest first.
  @inlinable @inline(__always)
  package func append(short number: UInt64) {
    reserve(10)
    var rest = number
    while rest >= 0x80 {
      bytes.storeBytes(
        of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count += 1
      rest >>= 7
    }
    bytes.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Appends bytes that lie elsewhere.
  @inlinable @inline(__always)
  package func append(_ more: UnsafeRawBufferPointer) {
    guard let start = more.baseAddress, more.count > 0 else { return }
    reserve(more.count)
    (bytes + count).copyMemory(from: start, byteCount: more.count)
    count += more.count
  }

  /// Writes a number over bytes that stand already.
  @inlinable
  package func replace<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, with number: Number
  ) {
    precondition(offset + MemoryLayout<Number>.size <= count)
    bytes.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }

  @inlinable @inline(__always)
  func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  @usableFromInline
  func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    larger.copyMemory(from: bytes, byteCount: count)
    bytes.deallocate()
    bytes = larger
  }
}
