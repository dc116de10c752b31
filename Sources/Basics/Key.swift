import Glibc

/// A key: at most 120 bytes, kept inline, ordered byte by byte.
///
/// Parts are appended one after another; whole numbers go in big-endian, signed ones with the
/// sign bit flipped, so that the order of the bytes is the order of the values. A text that is
/// followed by another part is appended with `append(terminated:)`, so that "a" comes before "ab"
/// whatever follows.
///
///     var key = Key()
///     key.append(customer)                 // UInt64
///     key.append(UInt8(3))
///     key.append(terminated: "main")
///
/// Appending more than `remaining` bytes stops the program: whoever puts text of unknown length
/// into a key looks at `remaining` first.
@usableFromInline
package struct Key: Sendable, BitwiseCopyable {
  /// The longest key, in bytes.
  @inlinable package static var capacity: Int { 120 }

  @usableFromInline package var bytes: InlineArray<120, UInt8>
  @usableFromInline package var length: UInt8

  /// The empty key: before every other, and the prefix of every other.
  @inlinable
  package init() {
    bytes = InlineArray(repeating: 0)
    length = 0
  }

  /// A key of the given bytes, at most `capacity` of them.
  @inlinable
  package init(copying source: RawSpan) {
    self.init()
    append(source)
  }

  /// A key of one number, big-endian.
  @inlinable
  package init(_ number: UInt64) {
    self.init()
    append(number)
  }

  /// How many bytes the key has.
  @inlinable
  package var count: Int { Int(length) }

  /// How many bytes still fit.
  @inlinable
  package var remaining: Int { Key.capacity - Int(length) }

  /// The key's bytes, for as long as the key is not changed.
  @inlinable
  package var span: RawSpan {
    @_lifetime(borrow self)
    borrowing get { bytes.span.bytes.extracting(0..<Int(length)) }
  }
}

extension Key {
  /// Appends one byte.
  @inlinable
  package mutating func append(_ byte: UInt8) {
    bytes[Int(length)] = byte
    length += 1
  }

  @inlinable
  mutating func appendFixed<T: FixedWidthInteger & BitwiseCopyable>(_ number: T) {
    let size = MemoryLayout<T>.size
    precondition(size <= remaining, "a key has at most 120 bytes")
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    raw.withUnsafeMutableBytes {
      $0.storeBytes(of: number.bigEndian, toByteOffset: Int(length), as: T.self)
    }
    length += UInt8(size)
  }

  /// Appends 2 bytes, big-endian.
  @inlinable
  package mutating func append(_ number: UInt16) { appendFixed(number) }

  /// Appends 4 bytes, big-endian.
  @inlinable
  package mutating func append(_ number: UInt32) { appendFixed(number) }

  /// Appends 8 bytes, big-endian.
  @inlinable
  package mutating func append(_ number: UInt64) { appendFixed(number) }

  /// Appends 4 bytes, big-endian with the sign bit flipped: negative numbers come first.
  @inlinable
  package mutating func append(_ number: Int32) {
    appendFixed(UInt32(bitPattern: number) ^ 0x8000_0000)
  }

  /// Appends 8 bytes, big-endian with the sign bit flipped: negative numbers come first.
  @inlinable
  package mutating func append(_ number: Int64) {
    appendFixed(UInt64(bitPattern: number) ^ 0x8000_0000_0000_0000)
  }

  /// Appends bytes as they are.
  @inlinable
  package mutating func append(_ source: RawSpan) {
    let size = source.byteCount
    precondition(size <= remaining, "a key has at most 120 bytes")
    let offset = Int(length)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    raw.withUnsafeMutableBytes { target in
      source.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<(offset + size)])
          .copyMemory(from: source)
      }
    }
    length += UInt8(size)
  }

  /// Appends a text's UTF-8 bytes; only for the last part of a key, or for a prefix to look for.
  @inlinable
  package mutating func append(_ text: String) {
    append(text.utf8Span.span.bytes)
  }

  /// Appends a text's UTF-8 bytes and a zero byte; the text itself holds no zero byte.
  @inlinable
  package mutating func append(terminated text: String) {
    append(text.utf8Span.span.bytes)
    append(UInt8(0))
  }

  /// The least key that is greater than every key that begins with this one; nil when there is
  /// none, because every byte is 255 or the key is empty.
  @inlinable
  var afterPrefix: Key? {
    var next = self
    while next.length > 0 {
      let last = Int(next.length) - 1
      if next.bytes[last] < 255 {
        next.bytes[last] += 1
        return next
      }
      next.bytes[last] = 0
      next.length -= 1
    }
    return nil
  }
}

extension Key: Comparable, Hashable {
  /// Whether the bytes are the same.
  @inlinable
  package static func == (left: Key, right: Key) -> Bool {
    left.span.order(against: right.span) == 0
  }

  /// Whether this key comes first, byte by byte; a prefix comes before what it is a prefix of.
  @inlinable
  package static func < (left: Key, right: Key) -> Bool {
    left.span.order(against: right.span) < 0
  }

  /// Hashes the bytes.
  @inlinable
  package func hash(into hasher: inout Hasher) {
    span.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Key: CustomStringConvertible {
  /// The bytes in hexadecimal.
  @usableFromInline package var description: String { span.hexadecimal }
}

extension RawSpan {
  /// Compares byte by byte: negative when this one comes first, zero when both are the same.
  @usableFromInline
  package func order(against other: RawSpan) -> Int {
    let shared = min(byteCount, other.byteCount)
    let result = withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        shared == 0 ? 0 : memcmp(left.baseAddress!, right.baseAddress!, shared)
      }
    }
    return result != 0 ? Int(result) : byteCount - other.byteCount
  }

  /// The bytes in hexadecimal, two digits a byte.
  package var hexadecimal: String {
    withUnsafeBytes { Basics.hexadecimal($0) }
  }
}

/// The bytes in hexadecimal, two digits a byte.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte < 16 { text.append("0") }
    text += String(byte, radix: 16)
  }
  return text
}

/// Reads the parts of a key back, in the order in which they were appended.
///
///     var reader = KeyReader(key)
///     let customer = reader.readUInt64()
///
/// Reading past the end gives nil and stays at the end.
@usableFromInline
package struct KeyReader: ~Escapable {
  @usableFromInline var rest: RawSpan

  /// Begins at the first byte.
  @inlinable
  @_lifetime(copy span)
  package init(_ span: RawSpan) { rest = span }

  /// How many bytes are left.
  @inlinable
  package var remaining: Int { rest.byteCount }

  @inlinable
  @_lifetime(self: copy self)
  mutating func readFixed<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> T? {
    let size = MemoryLayout<T>.size
    guard rest.byteCount >= size else { return nil }
    let raw = rest.unsafeLoadUnaligned(as: T.self)
    rest = rest.extracting(droppingFirst: size)
    return T(bigEndian: raw)
  }

  /// Reads one byte.
  @inlinable
  @_lifetime(self: copy self)
  package mutating func readUInt8() -> UInt8? { readFixed(UInt8.self) }

  /// Reads 2 bytes, big-endian.
  @inlinable
  @_lifetime(self: copy self)
  mutating func readUInt16() -> UInt16? { readFixed(UInt16.self) }

  /// Reads 4 bytes, big-endian.
  @inlinable
  @_lifetime(self: copy self)
  mutating func readUInt32() -> UInt32? { readFixed(UInt32.self) }

  /// Reads 8 bytes, big-endian.
  @inlinable
  @_lifetime(self: copy self)
  package mutating func readUInt64() -> UInt64? { readFixed(UInt64.self) }

  /// Reads 4 bytes, big-endian with the sign bit flipped.
  @inlinable
  @_lifetime(self: copy self)
  package mutating func readInt32() -> Int32? {
    guard let raw = readFixed(UInt32.self) else { return nil }
    return Int32(bitPattern: raw ^ 0x8000_0000)
  }

  /// Reads 8 bytes, big-endian with the sign bit flipped.
  @inlinable
  @_lifetime(self: copy self)
  package mutating func readInt64() -> Int64? {
    guard let raw = readFixed(UInt64.self) else { return nil }
    return Int64(bitPattern: raw ^ 0x8000_0000_0000_0000)
  }

  /// Reads the given number of bytes.
  @inlinable
  @_lifetime(self: copy self)
  @_lifetime(copy self)
  mutating func readBytes(_ count: Int) -> RawSpan? {
    guard count >= 0, rest.byteCount >= count else { return nil }
    let part = rest.extracting(first: count)
    rest = rest.extracting(droppingFirst: count)
    return part
  }

  /// Reads all that is left.
  @inlinable
  @_lifetime(self: copy self)
  @_lifetime(copy self)
  package mutating func readRest() -> RawSpan {
    let part = rest
    rest = rest.extracting(droppingFirst: rest.byteCount)
    return part
  }

  /// Reads a text that ends with a zero byte; nil when no zero byte follows.
  @_lifetime(self: copy self)
  package mutating func readTerminatedText() -> String? {
    let end = rest.withUnsafeBytes { $0.firstIndex(of: 0) }
    guard let end, let part = readBytes(end) else { return nil }
    rest = rest.extracting(droppingFirst: 1)
    return part.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads all that is left as UTF-8 text.
  @_lifetime(self: copy self)
  package mutating func readText() -> String {
    readRest().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}

/// A range of keys to scan, to delete or to look for.
///
///     KeyRange.all
///     KeyRange(prefix: key)
///     KeyRange(from: first)                // first and all that follow
///     KeyRange(from: first, to: end)       // end itself is not in it
///     KeyRange(from: first, through: last) // last itself is in it
@usableFromInline
package struct KeyRange: Sendable, BitwiseCopyable {
  @usableFromInline package var lower: Key
  @usableFromInline package var upper: Key
  /// 0: no upper end; 1: upper is outside; 2: upper is inside.
  @usableFromInline package var upperKind: UInt8

  @inlinable
  init(lower: Key, upper: Key, upperKind: UInt8) {
    self.lower = lower
    self.upper = upper
    self.upperKind = upperKind
  }

  /// Every key.
  @inlinable
  package static var all: KeyRange { KeyRange(lower: Key(), upper: Key(), upperKind: 0) }

  /// Every key that begins with the given one.
  @inlinable
  package init(prefix: Key) {
    if let after = prefix.afterPrefix {
      self.init(lower: prefix, upper: after, upperKind: 1)
    } else {
      self.init(lower: prefix, upper: prefix, upperKind: 0)
    }
  }

  /// The given key and every later one.
  @inlinable
  package init(from lower: Key) { self.init(lower: lower, upper: lower, upperKind: 0) }

  /// Every key before the given one.
  @inlinable
  package init(before upper: Key) { self.init(lower: Key(), upper: upper, upperKind: 1) }

  /// The keys from the first one, without the second.
  @inlinable
  package init(from lower: Key, to upper: Key) {
    self.init(lower: lower, upper: upper, upperKind: 1)
  }

  /// The keys from the first one, with the second.
  @inlinable
  package init(from lower: Key, through upper: Key) {
    self.init(lower: lower, upper: upper, upperKind: 2)
  }

  /// What is left of the range when a scan stopped at its limit and named the key at which to continue.
  ///
  /// - Parameter key: what `scan` gave back.
  /// - Parameter reverse: the direction of that scan.
  @inlinable
  package func continued(at key: Key, reverse: Bool = false) -> KeyRange {
    reverse
      ? KeyRange(lower: lower, upper: key, upperKind: 2)
      : KeyRange(lower: key, upper: upper, upperKind: upperKind)
  }

  /// Whether the key is not past the upper end.
  @usableFromInline
  package func endsAfter(_ key: RawSpan) -> Bool {
    switch upperKind {
    case 0: true
    case 1: key.order(against: upper.span) < 0
    default: key.order(against: upper.span) <= 0
    }
  }

  /// Whether the key is in the range.
  package func contains(_ key: Key) -> Bool {
    key.span.order(against: lower.span) >= 0 && endsAfter(key.span)
  }
}
