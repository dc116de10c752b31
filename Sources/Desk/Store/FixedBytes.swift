/// Numbers in the values of the small trees, which are of a fixed size: eight bytes, little-endian.
extension RawSpan {
  /// Reads a number.
  ///
  /// - Parameter offset: where it begins; eight bytes stand there.
  @inline(__always)
  func number(at offset: Int = 0) -> UInt64 {
    withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  /// Reads a number of four bytes.
  @inline(__always)
  func half(at offset: Int) -> UInt32 {
    withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// Reads a number of two bytes.
  @inline(__always)
  func quarter(at offset: Int) -> UInt16 {
    withUnsafeBytes {
      UInt16(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
  }

  /// Whether these are the bytes.
  func holds<let count: Int>(_ bytes: InlineArray<count, UInt8>) -> Bool {
    withUnsafeBytes { own in bytes.span.withUnsafeBytes { own.elementsEqual($0) } }
  }

  /// Reads a signed number, as ``number(at:)``.
  @inline(__always)
  func signed(at offset: Int = 0) -> Int64 { Int64(bitPattern: number(at: offset)) }
}

extension InlineArray where Element == UInt8 {
  /// Writes what ``Swift/RawSpan/number(at:)`` reads.
  @inline(__always)
  mutating func put(_ number: UInt64, at offset: Int) {
    for index in 0..<8 {
      self[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))
    }
  }

  /// Writes what ``Swift/RawSpan/quarter(at:)`` reads.
  @inline(__always)
  mutating func put(_ number: UInt16, at offset: Int) {
    self[offset] = UInt8(truncatingIfNeeded: number)
    self[offset + 1] = UInt8(truncatingIfNeeded: number >> 8)
  }

  /// Writes a signed number, as ``put(_:at:)``.
  @inline(__always)
  mutating func put(_ number: Int64, at offset: Int) {
    put(UInt64(bitPattern: number), at: offset)
  }
}

extension UInt64 {
  /// What ``Swift/RawSpan/number(at:)`` reads.
  var bytes: InlineArray<8, UInt8> {
    var bytes = InlineArray<8, UInt8>(repeating: 0)
    bytes.put(self, at: 0)
    return bytes
  }
}

extension UInt32 {
  /// What ``Swift/RawSpan/half(at:)`` reads.
  var bytes: InlineArray<4, UInt8> {
    [
      UInt8(truncatingIfNeeded: self), UInt8(truncatingIfNeeded: self >> 8),
      UInt8(truncatingIfNeeded: self >> 16), UInt8(truncatingIfNeeded: self >> 24),
    ]
  }
}
