import Basics

/// Writes a record as the bytes that the store keeps.
///
///     byte 0      version of the listing (1)
///     byte 1      type of the record
///     bytes 2-3   size of the fixed part, little-endian
///     fixed part  every field in the order of its listing, up to the last that is not absent:
///                 numbers at their width, an optional field with a byte before it, texts and lists
///                 as a length of two bytes
///     tail        the bytes of texts, lists and groups, in the same order; there numbers and
///                 lengths take only the bytes that they need, and marks and absent fields a bit:
///                 eight share a byte, which stands where the first of them is met
///
/// Of a text that the program itself knows (``KnownTexts``) its number stands in place of the
/// length: in the fixed part added to ``firstKnown``, in the tail as an odd number where the length
/// of any other is an even one.
///
/// A field added to a listing later is found absent in an older, shorter fixed part, so that no
/// store needs to be rewritten. One encoder serves many records and keeps its memory; a copy of it
/// writes to the same memory.
package struct RecordEncoder {
  private let fixed = ByteBuffer(capacity: 256)
  private let tail = ByteBuffer(capacity: 1024)
  private var depth = 0
  /// Where the fixed part ends when what follows is absent.
  private var fixedEnd = 0
  private var marks = Marks()

  /// In place of a text's length in the fixed part: the number of the first known text.
  static let firstKnown: UInt16 = 0xF000
  /// Bytes of the longest text.
  static let longestText = Int(firstKnown) - 1

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
    fixedEnd = fixed.count
    marks = Marks()
    withUnsafePointer(to: record) { show($0) }
    keepMarks()
    fixed.removeAll(from: fixedEnd)
    fixed.replace(at: 2, with: UInt16(truncatingIfNeeded: fixed.count - 4))
  }

  /// Writes the marks gathered into the byte that waits for them.
  private func keepMarks() {
    if marks.bits != 0 { tail.replace(at: marks.place, with: marks.bits) }
  }

  /// Notes that the field just written is not absent.
  @inline(__always)
  private mutating func keep() { fixedEnd = fixed.count }

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

  /// A mark: a byte of the fixed part, a bit of the tail.
  @inline(__always)
  mutating func mark(_ mark: Bool) {
    if depth == 0 { return fixed.append(UInt8(mark ? 1 : 0)) }
    if marks.isAtEnd {
      keepMarks()
      marks.begin(at: tail.count)
      tail.append(UInt8(0))
    }
    marks.add(mark)
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
      if let known = KnownTexts.number(of: UnsafeRawBufferPointer(bytes)) {
        if depth == 0 { return fixed.append(Self.firstKnown + known) }
        return tail.append(short: UInt64(known) << 1 | 1)
      }
      let count = min(bytes.count, Self.longestText)
      if depth == 0 { fixed.append(UInt16(count)) } else { tail.append(short: UInt64(count) << 1) }
      tail.append(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count))
    }!
  }
}

/// Marks of a tail, eight to a byte.
private struct Marks {
  /// Where their byte stands.
  private(set) var place = 0
  /// The marks, the first in the lowest bit.
  private(set) var bits: UInt8 = 0
  /// How many of the byte have been met.
  private(set) var count: UInt8 = 8

  /// Whether the next mark takes a new byte.
  var isAtEnd: Bool { count == 8 }

  /// Goes on in a new byte.
  mutating func begin(at place: Int, bits: UInt8 = 0) {
    self.place = place
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
    keep()
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    let isPresent = value != `default`
    if depth > 0 { mark(isPresent) }
    if isPresent || depth == 0 { value.encode(to: &self) }
    if isPresent { keep() }
  }

  package mutating func stored<Value: FieldValue>(_ value: inout Value) {
    value.encode(to: &self)
    if value != .absent { keep() }
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    mark(value != nil)
    if let value {
      value.encode(to: &self)
      keep()
    } else if depth == 0 {
      Value.absent.encode(to: &self)
    }
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    guard begin(values.count) else { return }
    depth += 1
    for value in values { value.encode(to: &self) }
    depth -= 1
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    mark(group != nil)
    guard group != nil else { return }
    keep()
    depth += 1
    group?.visit(&self)
    depth -= 1
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    guard begin(groups.count) else { return }
    depth += 1
    groups.withUnsafeBufferPointer { groups in
      guard let start = groups.baseAddress else { return }
      for place in groups.indices { show(start + place) }
    }
    depth -= 1
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    guard begin(map.entries.count) else { return }
    depth += 1
    for entry in map.entries {
      text(entry.name)
      entry.value.encode(to: &self)
    }
    depth -= 1
  }

  /// Begins a list; false when there is nothing in it.
  private mutating func begin(_ count: Int) -> Bool {
    if depth > 0 { mark(count > 0) }
    if count > 0 || depth == 0 { length(count) }
    if count > 0 { keep() }
    return count > 0
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
  private var marks = Marks()

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

  /// A mark, as ``RecordEncoder`` wrote it.
  @inline(__always)
  mutating func mark() -> Bool {
    if depth == 0 { return (fixed() as UInt8) == 1 }
    if marks.isAtEnd {
      guard tailPlace < bytes.count else {
        spoil()
        return false
      }
      marks.begin(at: tailPlace, bits: bytes[tailPlace])
      tailPlace += 1
    }
    return marks.next()
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
    checked(depth == 0 ? Int(fixed() as UInt16) : Int(clamping: short()))
  }

  @inline(__always)
  private mutating func checked(_ count: Int) -> Int {
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
    let count: Int
    if depth == 0 {
      let length: UInt16 = fixed()
      if length >= RecordEncoder.firstKnown {
        return known(UInt64(length - RecordEncoder.firstKnown))
      }
      count = checked(Int(length))
    } else {
      let length = short()
      if length & 1 == 1 { return known(length >> 1) }
      count = checked(Int(clamping: length >> 1))
    }
    guard count > 0 else { return "" }
    defer { tailPlace += count }
    guard readsTexts else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[tailPlace..<tailPlace + count]),
      as: UTF8.self)
  }

  private mutating func known(_ number: UInt64) -> String {
    guard let text = KnownTexts.text(numbered: number) else {
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
    guard !isAtEnd, depth == 0 || mark() else { return value = `default` }
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
    let isPresent = mark()
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
    guard !isAtEnd, mark() else { return }
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
    guard !isAtEnd, depth == 0 || mark() else { return nil }
    let count = length()
    return count == 0 ? nil : count
  }
}
