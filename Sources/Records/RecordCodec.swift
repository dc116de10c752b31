import Basics

/// Writes a record as the bytes that the store keeps.
///
///     byte 0      version of the form, ``RecordVersion``
///     byte 1      type of the record
///     the rest    every field in the order of its listing
///
/// Marks, and whether a field is absent, take a bit: eight share a byte, which stands where the
/// first of them is met. An absent field takes nothing more. Numbers and lengths take only the
/// bytes that they need, seven bits a byte. Of a text that the program itself knows
/// (``TextDictionary``) the number stands, odd, where the length of any other stands, even.
///
/// A record that ends before a field has it absent, so that a field can be added to the end of a
/// listing without a store being rewritten. One encoder serves many records and keeps its memory; a
/// copy of it writes to the same memory.
package struct RecordEncoder {
  private let written = ByteBuffer(capacity: 1024)
  private var marks = Marks()
  private var isUnfit = false
  /// The first field with a value that no snapshot can hold; nil: all can be saved and loaded again.
  package private(set) var unfit: StaticString?

  package init() {}

  /// Encodes a record, in place of what was encoded before.
  package mutating func encode<R: Record>(_ record: R) {
    encode(record, tag: R.type.rawValue)
  }

  /// Encodes a group that is no record of a type, under a tag of its own.
  package mutating func encode<Group: FieldGroup>(_ record: Group, tag: UInt8) {
    written.removeAll()
    written.append(UInt16(tag) << 8 | UInt16(RecordVersion.current))
    marks = Marks()
    isUnfit = false
    unfit = nil
    withUnsafePointer(to: record) { show($0) }
    keepMarks()
    if written.count > RecordLimits.bytes { check("record", isFit: false) }
  }

  /// Notes that a value is beyond what a snapshot can hold.
  @inline(__always)
  mutating func expect(_ isFit: Bool) {
    if !isFit { isUnfit = true }
  }

  /// Names the field whose value was found to be unfit.
  @inline(__always)
  private mutating func check(_ name: StaticString, isFit: Bool = true) {
    if isUnfit || !isFit, unfit == nil { unfit = name }
  }

  /// Writes the marks gathered into the byte that waits for them.
  private func keepMarks() {
    if marks.bits != 0 { written.replace(at: marks.offset, with: marks.bits) }
  }

  /// Has the fields of a group written. A visitor may change what it is shown; this one only reads,
  /// so that nothing need be copied.
  @inline(__always)
  private mutating func show<Group: FieldGroup>(_ group: UnsafePointer<Group>) {
    UnsafeMutablePointer(mutating: group).pointee.encode(with: &self)
  }

  /// How many bytes the record takes.
  package var count: Int { written.count }

  /// The record's bytes.
  package var bytes: [UInt8] { Array(written.contents) }

  /// Appends the record's bytes.
  package func append(to buffer: ByteBuffer) { buffer.append(written.contents) }

  /// Copies the record's bytes to a destination of ``count`` bytes.
  package func copy(to destination: UnsafeMutableRawBufferPointer) {
    destination.copyMemory(from: written.contents)
  }

  /// Whether the record's bytes are the ones given.
  package func isSame(as other: UnsafeRawBufferPointer) -> Bool {
    other.count == count && other.elementsEqual(written.contents)
  }

  /// A number at its full width.
  @inline(__always)
  mutating func fixed<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    written.append(number)
  }

  /// A mark.
  @inline(__always)
  mutating func mark(_ mark: Bool) {
    if marks.isAtEnd {
      keepMarks()
      marks.begin(at: written.count)
      written.append(UInt8(0))
    }
    marks.add(mark)
  }

  /// A signed number.
  @inline(__always)
  mutating func number<Number: SignedInteger & FixedWidthInteger & BitwiseCopyable>(
    _ number: Number
  ) {
    let wide = Int64(number)
    written.append(short: UInt64(bitPattern: wide << 1 ^ wide >> 63))
  }

  /// The length of a list.
  @inline(__always)
  mutating func length(_ count: Int) {
    written.append(short: UInt64(count))
  }

  @inline(__always)
  mutating func text(_ text: String) {
    // Swift's own texts always lie in one piece.
    text.utf8.withContiguousStorageIfAvailable { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      if let known = TextDictionary.number(of: bytes) {
        return written.append(short: UInt64(known) << 1 | 1)
      }
      if bytes.count > RecordLimits.text { isUnfit = true }
      written.append(short: UInt64(bytes.count) << 1)
      written.append(bytes)
    }!
  }
}

/// The version of the form in which the bytes of records are kept, which every record begins with, so
/// that a store can be taken to another form record by record.
enum RecordVersion {
  /// The version that is written, and the only one that is read.
  static let current: UInt8 = 1
}

/// Marks of a record, eight to a byte.
private struct Marks {
  /// Where their byte stands.
  private(set) var offset = 0
  /// The marks, the first in the lowest bit.
  private(set) var bits: UInt8 = 0
  /// How many of the byte have been met.
  private(set) var count: UInt8 = 8

  /// Whether the next mark takes a new byte.
  var isAtEnd: Bool { count == 8 }

  /// Goes on in a new byte.
  mutating func begin(at offset: Int, bits: UInt8 = 0) {
    self.offset = offset
    self.bits = bits
    count = 0
  }

  /// Adds a mark.
  @inline(__always)
  mutating func add(_ mark: Bool) {
    if mark { bits |= 1 << count }
    count += 1
  }

  /// The next mark of those that are there.
  @inline(__always)
  mutating func next() -> Bool {
    defer { count += 1 }
    return bits >> count & 1 == 1
  }
}

extension RecordEncoder: FieldVisitor {
  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    value.encode(to: &self)
    check(name)
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    let isPresent = value != `default`
    mark(isPresent)
    if isPresent { value.encode(to: &self) }
    check(name)
  }

  package mutating func stored<Value: FieldValue>(_ value: inout Value) {
    value.encode(to: &self)
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    mark(value != nil)
    value?.encode(to: &self)
    check(name)
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    guard begin(values.count) else { return }
    for value in values { value.encode(to: &self) }
    check(name)
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    mark(group != nil)
    group?.visit(&self)
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    guard begin(groups.count) else { return }
    groups.withUnsafeBufferPointer { groups in
      guard let start = groups.baseAddress else { return }
      for index in groups.indices { show(start + index) }
    }
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    guard begin(map.entries.count) else { return }
    for entry in map.entries {
      text(entry.name)
      entry.value.encode(to: &self)
    }
    check(name)
  }

  /// Begins a list; false when there is nothing in it.
  private mutating func begin(_ count: Int) -> Bool {
    mark(count > 0)
    if count > 0 { length(count) }
    if count > RecordLimits.values { isUnfit = true }
    return count > 0
  }
}

/// Reads a record from the bytes that the store keeps; see ``RecordEncoder`` for their form.
package struct RecordDecoder {
  private var offset = 2
  private let bytes: UnsafeRawBufferPointer
  private(set) var isSpoiled = false
  private let readsTexts: Bool
  private var marks = Marks()

  init?(_ bytes: UnsafeRawBufferPointer, tag: UInt8, readsTexts: Bool = true) {
    guard bytes.count >= 2, bytes[0] == RecordVersion.current, bytes[1] == tag else { return nil }
    self.bytes = bytes
    self.readsTexts = readsTexts
  }

  /// The type of a record; nil when the bytes are none.
  package static func type(of bytes: UnsafeRawBufferPointer) -> RecordType? {
    guard bytes.count >= 2, bytes[0] == RecordVersion.current else { return nil }
    return RecordType(rawValue: bytes[1])
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
    return Group.decoded(by: &decoder)
  }

  /// Marks the record as one that cannot be read.
  mutating func spoil() { isSpoiled = true }

  private var isAtEnd: Bool { offset >= bytes.count }

  @inline(__always)
  mutating func fixed<Number: FixedWidthInteger & BitwiseCopyable>() -> Number {
    let width = MemoryLayout<Number>.size
    guard offset + width <= bytes.count else {
      spoil()
      return 0
    }
    defer { offset += width }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// A mark; false where the record has ended.
  @inline(__always)
  mutating func mark() -> Bool {
    if marks.isAtEnd {
      if isAtEnd { return false }
      marks.begin(at: offset, bits: bytes[offset])
      offset += 1
    }
    return marks.next()
  }

  /// A signed number, as ``RecordEncoder`` wrote it.
  @inline(__always)
  mutating func number<Number: SignedInteger & FixedWidthInteger & BitwiseCopyable>() -> Number {
    let short = short()
    guard let number = Number(exactly: Int64(bitPattern: short >> 1) ^ -Int64(short & 1)) else {
      spoil()
      return 0
    }
    return number
  }

  /// The length of a list, each of whose elements takes a byte at least.
  @inline(__always)
  mutating func length() -> Int { checked(Int(clamping: short())) }

  @inline(__always)
  private mutating func checked(_ count: Int) -> Int {
    guard count <= bytes.count - offset else {
      spoil()
      return 0
    }
    return count
  }

  @inline(__always)
  private mutating func short() -> UInt64 {
    // Most numbers and lengths take one byte.
    guard offset < bytes.count, bytes[offset] < 0x80 else { return longShort() }
    defer { offset += 1 }
    return UInt64(bytes[offset])
  }

  private mutating func longShort() -> UInt64 {
    if bytes.count - offset >= 4 {
      // Most of the others take two or three.
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
      let two = word & 0x7F | word >> 1 & 0x3F80
      if word & 0x8000 == 0 {
        offset += 2
        return UInt64(two)
      }
      if word & 0x80_0000 == 0 {
        offset += 3
        return UInt64(two | word >> 2 & 0x1F_C000)
      }
    }
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count, shift < 64 {
      let byte = bytes[offset]
      offset += 1
      number |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return number }
      shift += 7
    }
    spoil()
    return 0
  }

  /// Passes over a text that is always written.
  @inline(__always)
  mutating func skipText() {
    if isAtEnd { return }
    let length = short()
    if length & 1 == 0 { offset += checked(Int(clamping: length >> 1)) }
  }

  @inline(__always)
  mutating func text() -> String {
    let length = short()
    if length & 1 == 1 { return known(length >> 1) }
    let count = checked(Int(clamping: length >> 1))
    guard count > 0 else { return "" }
    defer { offset += count }
    guard readsTexts else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), as: UTF8.self)
  }

  private mutating func known(_ number: UInt64) -> String {
    guard let text = TextDictionary.text(numbered: number) else {
      spoil()
      return ""
    }
    return readsTexts ? text : ""
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
    value = mark() ? Value.decode(from: &self) : `default`
  }

  @inline(__always)
  package mutating func stored<Value: FieldValue>(_ value: inout Value) {
    guard !isAtEnd else { return }
    value = Value.decode(from: &self)
  }

  @inline(__always)
  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    value = mark() ? Value.decode(from: &self) : nil
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    for _ in 0..<count() where !isSpoiled { values.append(Value.decode(from: &self)) }
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    guard mark() else { return }
    var read = Group()
    read.visit(&self)
    group = read
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    for _ in 0..<count() where !isSpoiled {
      var read = Group()
      read.visit(&self)
      groups.append(read)
    }
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    for _ in 0..<count() where !isSpoiled {
      let name = text()
      map.entries.append(.init(name: name, value: MapValue.decode(from: &self)))
    }
  }

  private mutating func count() -> Int { mark() ? length() : 0 }
}
