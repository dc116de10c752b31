import Basics

/// Writes a record as the bytes that the store keeps.
///
///     byte 0      version of the listing (1)
///     byte 1      type of the record
///     bytes 2-3   size of the fixed part, little-endian
///     fixed part  every field in the order of its listing: numbers at their width, an optional
///                 field with a byte before it, texts and lists as a length of two bytes
///     tail        the bytes of texts, lists and groups, in the same order; there numbers and
///                 lengths take only the bytes that they need, and an absent field one
///
/// A field added to a listing later is found absent in an older, shorter fixed part, so that no
/// store needs to be rewritten. One encoder serves many records and keeps its memory; a copy of it
/// writes to the same memory.
package struct RecordEncoder {
  private let fixed = ByteBuffer(capacity: 256)
  private let tail = ByteBuffer(capacity: 1024)
  private var depth = 0

  package init() {}

  /// Encodes a record, in place of what was encoded before.
  package mutating func encode<R: Record>(_ record: R) {
    encode(record, tag: R.type.rawValue)
  }

  /// Encodes a group that is no record of a type, under a tag of its own.
  package mutating func encode<Group: FieldGroup>(_ record: Group, tag: UInt8) {
    fixed.removeAll()
    tail.removeAll()
    fixed.append(UInt8(1))
    fixed.append(tag)
    fixed.append(UInt16(0))
    withUnsafePointer(to: record) { show($0) }
    fixed.replace(at: 2, with: UInt16(truncatingIfNeeded: fixed.count - 4))
  }

  /// Has the fields of a group written. A visitor may change what it is shown; this one only reads,
  /// so that nothing need be copied.
  @inline(__always)
  private mutating func show<Group: FieldGroup>(_ group: UnsafePointer<Group>) {
    UnsafeMutablePointer(mutating: group).pointee.visit(&self)
  }

  /// How many bytes the record takes.
  package var count: Int { fixed.count + tail.count }

  /// The record's bytes in one piece.
  package var bytes: [UInt8] { Array(fixed.contents) + Array(tail.contents) }

  /// Appends the record's bytes.
  func append(to buffer: ByteBuffer) {
    buffer.append(fixed.contents)
    buffer.append(tail.contents)
  }

  /// Copies the record's bytes to a place of ``count`` bytes.
  package func copy(to place: UnsafeMutableRawBufferPointer) {
    place.copyMemory(from: fixed.contents)
    UnsafeMutableRawBufferPointer(rebasing: place[fixed.count...]).copyMemory(from: tail.contents)
  }

  /// Whether the record's bytes are the ones given.
  package func isSame(as other: UnsafeRawBufferPointer) -> Bool {
    guard other.count == count else { return false }
    return fixed.contents.elementsEqual(other[..<fixed.count])
      && tail.contents.elementsEqual(other[fixed.count...])
  }

  @inline(__always)
  mutating func fixed<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    if depth == 0 { fixed.append(number) } else { tail.append(number) }
  }

  /// A signed number: at its width in the fixed part, as short as it is in the tail.
  @inline(__always)
  mutating func number<Number: SignedInteger & FixedWidthInteger & BitwiseCopyable>(
    _ number: Number
  ) {
    if depth == 0 { return fixed.append(number) }
    let wide = Int64(number)
    tail.append(short: UInt64(bitPattern: wide << 1 ^ wide >> 63))
  }

  /// The length of a text or a list.
  @inline(__always)
  mutating func length(_ count: Int) {
    if depth == 0 { fixed.append(UInt16(count)) } else { tail.append(short: UInt64(count)) }
  }

  @inline(__always)
  mutating func text(_ text: String) {
    // Swift's own texts always lie in one piece.
    text.utf8.withContiguousStorageIfAvailable { bytes in
      let count = min(bytes.count, Int(UInt16.max))
      length(count)
      tail.append(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count))
    }!
  }
}

extension RecordEncoder: FieldVisitor {
  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    value.encode(to: &self)
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    value.encode(to: &self)
  }

  package mutating func stored<Value: FieldValue>(_ value: inout Value) {
    value.encode(to: &self)
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    fixed(UInt8(value == nil ? 0 : 1))
    if let value {
      value.encode(to: &self)
    } else if depth == 0 {
      Value.absent.encode(to: &self)
    }
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    length(values.count)
    depth += 1
    for value in values { value.encode(to: &self) }
    depth -= 1
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    fixed(UInt8(group == nil ? 0 : 1))
    depth += 1
    group?.visit(&self)
    depth -= 1
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    length(groups.count)
    depth += 1
    groups.withUnsafeBufferPointer { groups in
      guard let start = groups.baseAddress else { return }
      for place in groups.indices { show(start + place) }
    }
    depth -= 1
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    length(map.entries.count)
    depth += 1
    for entry in map.entries {
      text(entry.name)
      entry.value.encode(to: &self)
    }
    depth -= 1
  }
}

/// Reads a record from the bytes that the store keeps; see ``RecordEncoder`` for their form.
package struct RecordDecoder {
  private var fixedPlace: Int
  private let fixedEnd: Int
  private var tailPlace: Int
  private let bytes: UnsafeRawBufferPointer
  private var depth = 0
  private(set) var isSpoiled = false
  private let readsTexts: Bool

  private init?(_ bytes: UnsafeRawBufferPointer, tag: UInt8, readsTexts: Bool = true) {
    guard bytes.count >= 4, bytes[0] == 1, bytes[1] == tag else { return nil }
    self.bytes = bytes
    self.readsTexts = readsTexts
    fixedPlace = 4
    fixedEnd = 4 + (Int(bytes[2]) | Int(bytes[3]) << 8)
    tailPlace = fixedEnd
    guard fixedEnd <= bytes.count else { return nil }
  }

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - bytes: what ``RecordEncoder`` wrote.
  ///   - readsTexts: false leaves all texts empty, for who sums up the numbers of many records.
  /// - Returns: The record, or nil when the bytes are not one of the type.
  package static func decode<R: Record>(
    _: R.Type, from bytes: UnsafeRawBufferPointer, readsTexts: Bool = true
  ) -> R? {
    decode(R.self, tag: R.type.rawValue, from: bytes, readsTexts: readsTexts)
  }

  /// Reads a group that was encoded under a tag of its own.
  package static func decode<Group: FieldGroup>(
    _: Group.Type, tag: UInt8, from bytes: UnsafeRawBufferPointer, readsTexts: Bool = true
  ) -> Group? {
    guard var decoder = RecordDecoder(bytes, tag: tag, readsTexts: readsTexts) else { return nil }
    var record = Group()
    record.visit(&decoder)
    return decoder.isSpoiled ? nil : record
  }

  /// Marks the record as one that cannot be read.
  mutating func spoil() { isSpoiled = true }

  private var isAtEnd: Bool { depth == 0 && fixedPlace >= fixedEnd }

  @inline(__always)
  mutating func fixed<Number: FixedWidthInteger & BitwiseCopyable>() -> Number {
    let width = MemoryLayout<Number>.size
    if depth == 0 {
      guard fixedPlace + width <= fixedEnd else {
        spoil()
        return 0
      }
      defer { fixedPlace += width }
      return Number(
        littleEndian: bytes.loadUnaligned(fromByteOffset: fixedPlace, as: Number.self))
    }
    guard tailPlace + width <= bytes.count else {
      spoil()
      return 0
    }
    defer { tailPlace += width }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: tailPlace, as: Number.self))
  }

  /// A signed number, as ``RecordEncoder`` wrote it.
  @inline(__always)
  mutating func number<Number: SignedInteger & FixedWidthInteger & BitwiseCopyable>() -> Number {
    if depth == 0 { return fixed() }
    let short = short()
    guard let number = Number(exactly: Int64(bitPattern: short >> 1) ^ -Int64(short & 1)) else {
      spoil()
      return 0
    }
    return number
  }

  /// The length of a text or a list, each of whose elements takes a byte of the tail at least.
  @inline(__always)
  mutating func length() -> Int {
    let count = depth == 0 ? Int(fixed() as UInt16) : Int(clamping: short())
    guard count <= bytes.count - tailPlace else {
      spoil()
      return 0
    }
    return count
  }

  private mutating func short() -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while tailPlace < bytes.count, shift < 64 {
      let byte = bytes[tailPlace]
      tailPlace += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    spoil()
    return 0
  }

  @inline(__always)
  mutating func text() -> String {
    let count = length()
    guard count > 0 else { return "" }
    defer { tailPlace += count }
    guard readsTexts else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[tailPlace..<tailPlace + count]),
      as: UTF8.self)
  }
}

extension RecordDecoder: FieldVisitor {
  @inline(__always)
  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    guard !isAtEnd else { return }
    value = Value.decode(from: &self)
  }

  @inline(__always)
  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    guard !isAtEnd else { return value = `default` }
    value = Value.decode(from: &self)
  }

  @inline(__always)
  package mutating func stored<Value: FieldValue>(_ value: inout Value) {
    guard !isAtEnd else { return }
    value = Value.decode(from: &self)
  }

  @inline(__always)
  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    guard !isAtEnd else { return }
    let isPresent = (fixed() as UInt8) == 1
    guard isPresent || depth == 0 else { return value = nil }
    let read = Value.decode(from: &self)
    value = isPresent ? read : nil
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    guard let count = count() else { return }
    depth += 1
    for _ in 0..<count where !isSpoiled { values.append(Value.decode(from: &self)) }
    depth -= 1
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    guard !isAtEnd, (fixed() as UInt8) == 1 else { return }
    depth += 1
    var read = Group()
    read.visit(&self)
    group = read
    depth -= 1
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    guard let count = count() else { return }
    depth += 1
    for _ in 0..<count where !isSpoiled {
      var read = Group()
      read.visit(&self)
      groups.append(read)
    }
    depth -= 1
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    guard let count = count() else { return }
    depth += 1
    for _ in 0..<count where !isSpoiled {
      let name = text()
      map.entries.append(.init(name: name, value: MapValue.decode(from: &self)))
    }
    depth -= 1
  }

  private mutating func count() -> Int? {
    guard !isAtEnd else { return nil }
    let count = length()
    return count == 0 ? nil : count
  }
}
