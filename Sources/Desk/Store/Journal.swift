package import Basics
import Crypto
package import Records
package import Storage

/// One entry of the journal: every change to the store stands in one (DESK-11).
package struct JournalEntry: Hashable, Sendable {
  /// One record that changed.
  package struct Change: Hashable, Sendable {
    /// What happened to a record.
    package enum Kind: UInt8, Sendable { case inserted = 1, updated = 2, deleted = 3 }

    package var kind: Kind
    package var type: RecordType
    package var customer: Identifier
    /// The rest of the record's key.
    package var subKey: [UInt8]
    /// Where the bytes before and after begin to differ; 0 unless it was updated.
    package var offset: Int
    /// The bytes that the change took out: of a deleted record all of them.
    package var before: [UInt8]
    /// The bytes that an update put in: of an inserted record all of them.
    package var after: [UInt8]
  }

  /// Its number, from 1.
  package var number: UInt64
  /// SHA-256 of the entry before; zeros in the first.
  package var previous: [UInt8]
  package var at: Instant
  /// What was done, such as `restore-phone`, `snapshot-load` or `clock`.
  package var kind: String
  package var `operator`: String
  package var order: Identifier?
  /// What else is to be known, such as the snapshot's hash.
  package var values: FieldMap
  package var changes: [Change]
}

/// SHA-256 of an entry of the journal.
struct JournalHash: Hashable, BitwiseCopyable {
  private let words: SIMD4<UInt64>

  /// Bytes of a hash.
  static let size = 32
  /// What the first entry has in place of the hash of the one before.
  static let none = JournalHash(words: .zero)

  private init(words: SIMD4<UInt64>) {
    self.words = words
  }

  /// Makes the hash of bytes.
  init(of bytes: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    self = hash.finalize().withUnsafeBytes { JournalHash(in: $0) }
  }

  /// Reads the hash with which bytes begin; there are ``size`` of them at least.
  init(in bytes: UnsafeRawBufferPointer) {
    words = bytes.loadUnaligned(as: SIMD4<UInt64>.self)
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    Swift.withUnsafeBytes(of: words, body)
  }

  /// The bytes, for those who show them.
  var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The hash as four numbers, for those who keep it in a record.
  var numbers: SIMD4<Int64> { SIMD4(truncatingIfNeeded: words) }
}

/// Gathers the changes of one operation and makes its journal entry of them.
///
///     bytes 0-31  SHA-256 of the entry before
///     2 bytes     size of the header, then the header as a record without type; a header of 65,535
///                 bytes or more has 65,535 here and its size in the next 4
///     changes     kind (1), type (1), customer (8), size of the rest of the key (1), the rest;
///                 of an update also offset, size before, size after (4 each), the bytes before,
///                 the bytes after; of an insertion or a deletion size (4), the bytes
///
/// An update keeps only the stretch that differs. With a snapshot of the state before it, the journal
/// gives every later state, record by record, and with the present one every earlier. All numbers are
/// little-endian.
struct JournalWriter {
  private let changes = ByteBuffer(capacity: 4096)
  private let entry = ByteBuffer(capacity: 4096)
  private var header = RecordEncoder()

  /// Forgets the changes gathered so far.
  private func clear() { changes.removeAll() }

  /// What was gathered so far, for ``restore(_:)``.
  var kept: [UInt8] { Array(changes.contents) }

  /// Goes back to what was gathered at another time.
  func restore(_ kept: [UInt8]) {
    clear()
    kept.withUnsafeBytes { changes.append($0) }
  }

  /// Gathers a record that was put where none was.
  func inserted(_ key: Key, _ after: RecordEncoder) {
    begin(.inserted, key)
    changes.append(UInt32(after.count))
    after.append(to: changes)
  }

  /// Gathers a record that was taken out.
  func deleted(_ key: Key, _ before: UnsafeRawBufferPointer) {
    begin(.deleted, key)
    changes.append(UInt32(before.count))
    changes.append(before)
  }

  /// Gathers a record that was replaced, by the stretch that differs.
  func updated(
    _ key: Key, _ before: UnsafeRawBufferPointer, _ after: UnsafeRawBufferPointer
  ) {
    var start = 0
    let shorter = min(before.count, after.count)
    while start < shorter, before[start] == after[start] { start += 1 }
    var tail = 0
    while tail < shorter - start,
      before[before.count - 1 - tail] == after[after.count - 1 - tail]
    { tail += 1 }
    begin(.updated, key)
    changes.append(UInt32(start))
    changes.append(UInt32(before.count - start - tail))
    changes.append(UInt32(after.count - start - tail))
    changes.append(UnsafeRawBufferPointer(rebasing: before[start..<before.count - tail]))
    changes.append(UnsafeRawBufferPointer(rebasing: after[start..<after.count - tail]))
  }

  /// Makes the entry of what was gathered.
  ///
  /// - Returns: The entry's bytes, valid until the next call.
  mutating func finish(previous: JournalHash, _ fields: JournalHeader) -> UnsafeRawBufferPointer {
    header.encode(fields, tag: JournalHeader.tag)
    entry.removeAll()
    previous.withUnsafeBytes { entry.append($0) }
    entry.append(UInt16(clamping: header.count))
    if header.count >= Int(UInt16.max) { entry.append(UInt32(header.count)) }
    header.append(to: entry)
    entry.append(changes.contents)
    clear()
    return entry.contents
  }

  private func begin(_ kind: JournalEntry.Change.Kind, _ key: Key) {
    changes.append(kind.rawValue)
    key.span.withUnsafeBytes { bytes in
      changes.append(bytes[8])
      changes.append(UnsafeRawBufferPointer(rebasing: bytes[..<8]))
      changes.append(UInt8(bytes.count - 9))
      changes.append(UnsafeRawBufferPointer(rebasing: bytes[9...]))
    }
  }
}

/// Reads entries of the journal.
package enum JournalReader {
  /// Reads an entry.
  ///
  /// - Returns: Nil when the bytes are not one.
  package static func entry(number: UInt64, _ bytes: UnsafeRawBufferPointer) -> JournalEntry? {
    guard let range = headerRange(bytes) else { return nil }
    let head = UnsafeRawBufferPointer(rebasing: bytes[range])
    let rest = UnsafeRawBufferPointer(rebasing: bytes[range.upperBound...])
    guard
      let header = RecordDecoder.decode(JournalHeader.self, tag: JournalHeader.tag, from: head),
      let changes = changes(rest)
    else { return nil }
    return JournalEntry(
      number: number, previous: Array(bytes[..<32]), at: header.at, kind: header.kind,
      operator: header.operator, order: header.order, values: header.values, changes: changes)
  }

  /// Where the header of an entry stands; nil when the bytes are no entry.
  @inline(__always)
  private static func headerRange(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    guard bytes.count >= 34 else { return nil }
    var start = 34
    var size = Int(bytes[32]) | Int(bytes[33]) << 8
    if size == Int(UInt16.max) {
      guard bytes.count >= 38 else { return nil }
      size = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 34, as: UInt32.self)))
      start = 38
    }
    guard start + size <= bytes.count else { return nil }
    return start..<start + size
  }

  static func changes(_ bytes: UnsafeRawBufferPointer) -> [JournalEntry.Change]? {
    var changes: [JournalEntry.Change] = []
    var offset = 0
    while offset < bytes.count {
      guard let (change, end) = change(bytes, at: offset) else { return nil }
      changes.append(change)
      offset = end
    }
    return changes
  }

  /// Reads the change that begins at an offset.
  ///
  /// - Returns: The change, and where it ends; nil when the bytes are not one.
  private static func change(
    _ bytes: UnsafeRawBufferPointer, at start: Int
  ) -> (JournalEntry.Change, end: Int)? {
    guard start + 11 <= bytes.count,
      let kind = JournalEntry.Change.Kind(rawValue: bytes[start]),
      let type = RecordType(rawValue: bytes[start + 1])
    else { return nil }
    let customer = UInt64(
      bigEndian: bytes.loadUnaligned(fromByteOffset: start + 2, as: UInt64.self))
    var end = start + 11
    /// The next bytes; nil when there are not so many.
    func take(_ count: Int) -> [UInt8]? {
      guard end + count <= bytes.count else { return nil }
      defer { end += count }
      return Array(bytes[end..<end + count])
    }
    func takeSize() -> Int? {
      take(4).map { Int($0[0]) | Int($0[1]) << 8 | Int($0[2]) << 16 | Int($0[3]) << 24 }
    }
    guard let subKey = take(Int(bytes[start + 10])) else { return nil }
    var change = JournalEntry.Change(
      kind: kind, type: type, customer: Identifier(packed: customer), subKey: subKey, offset: 0,
      before: [], after: [])
    switch kind {
    case .inserted:
      guard let size = takeSize(), let new = take(size) else { return nil }
      change.after = new
    case .updated:
      guard let offset = takeSize(), let before = takeSize(), let after = takeSize(),
        let old = take(before), let new = take(after)
      else { return nil }
      change.offset = offset
      change.before = old
      change.after = new
    case .deleted:
      guard let size = takeSize(), let old = take(size) else { return nil }
      change.before = old
    }
    return (change, end)
  }
}

extension Reading where Self: ~Copyable {
  /// The number of the last entry and its hash; zero and zeros in an empty journal.
  borrowing func lastJournalEntry() throws(DeskError) -> (number: UInt64, hash: JournalHash) {
    var last: (number: UInt64, hash: JournalHash) = (0, .none)
    try scan(Tables.journal, .all, reverse: true) { (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      last = (reader.readUInt64() ?? 0, value.withUnsafeBytes { JournalHash(of: $0) })
      return .stop
    }
    return last
  }

  /// Follows the chain of hashes from the first entry to the last, and compares its end with what
  /// the store has recorded.
  ///
  /// - Parameter each: called now and then with the number reached.
  /// - Returns: How many entries there are, and the hash of the last.
  /// - Throws: `store.journal-broken` naming the first entry that does not follow;
  ///   `store.journal-cut` and `store.journal-replaced` when it ends elsewhere than recorded;
  ///   `work.interrupted`.
  package borrowing func verifyJournal(
    each report: (UInt64) throws(DeskError) -> Void = { _ in }
  ) throws(DeskError) -> (entries: UInt64, hash: [UInt8]) {
    var expected: UInt64 = 1
    var hash = JournalHash.none
    try scan(Tables.journal, .all) { (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let number = reader.readUInt64() ?? 0
      let follows = value.withUnsafeBytes { bytes in
        number == expected && bytes.count >= 34 && JournalHash(in: bytes) == hash
      }
      guard follows else {
        throw DeskError(
          "store.journal-broken", fault: .store, ["entry": .integer(Int64(expected))])
      }
      hash = value.withUnsafeBytes { JournalHash(of: $0) }
      if number.isMultiple(of: 4096) {
        try report(number)
        try DeskError.checkStop()
      }
      expected += 1
      return .next
    }
    try (storeState() ?? StoreState()).checkEnd(of: (expected - 1, hash))
    return (expected - 1, hash.bytes)
  }
}

extension Reading where Self: ~Copyable {
  /// Some entries of the journal.
  ///
  /// - Parameters:
  ///   - range: which; all, or where an earlier call ended.
  ///   - isReversed: the last first.
  ///   - limit: the most to give.
  /// - Returns: The entries, and the key at which to go on.
  package borrowing func journal(
    _ range: KeyRange, isReversed: Bool = false, limit: Int
  ) throws(DeskError) -> (entries: [JournalEntry], next: Key?) {
    var entries: [JournalEntry] = []
    let next = try scan(Tables.journal, range, reverse: isReversed, limit: limit) {
      (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let number = reader.readUInt64() ?? 0
      guard let entry = value.withUnsafeBytes({ JournalReader.entry(number: number, $0) }) else {
        throw DeskError(
          "store.record-damaged", fault: .store,
          ["type": "journal", "key": .integer(Int64(number))])
      }
      entries.append(entry)
      return .next
    }
    return (entries, next)
  }
}

extension JournalReader {
  /// The fixed fields of an entry, and where they end; nil when the bytes are no entry.
  static func header(_ bytes: UnsafeRawBufferPointer) -> JournalHeader? {
    guard let range = headerRange(bytes) else { return nil }
    return RecordDecoder.decode(
      JournalHeader.self, tag: JournalHeader.tag,
      from: UnsafeRawBufferPointer(rebasing: bytes[range]))
  }

  /// Hands over where the key of each changed record stands in an entry, without reading the rest:
  /// type (1), customer (8), size of the rest of the key (1), the rest.
  ///
  /// - Returns: False when the bytes are no entry.
  @inline(__always)
  static func eachName(
    _ bytes: UnsafeRawBufferPointer, _ body: (JournalEntry.Change.Kind, Range<Int>) -> Void
  ) -> Bool {
    guard var position = changesStart(bytes) else { return false }
    func size(at offset: Int) -> Int {
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
    while position < bytes.count {
      guard position + 11 <= bytes.count,
        let kind = JournalEntry.Change.Kind(rawValue: bytes[position])
      else { return false }
      let end = position + 11 + Int(bytes[position + 10])
      guard end <= bytes.count else { return false }
      let name = position + 1..<end
      switch kind {
      case .inserted, .deleted:
        guard end + 4 <= bytes.count else { return false }
        position = end + 4 + size(at: end)
      case .updated:
        guard end + 12 <= bytes.count else { return false }
        position = end + 12 + size(at: end + 4) + size(at: end + 8)
      }
      body(kind, name)
    }
    return position == bytes.count
  }

  private static func changesStart(_ bytes: UnsafeRawBufferPointer) -> Int? {
    headerRange(bytes)?.upperBound
  }
}

extension Reading where Self: ~Copyable {
  /// One entry of the journal by its number.
  ///
  /// - Throws: `store.record-damaged` when there is none or it cannot be read.
  package borrowing func journalEntry(_ number: UInt64) throws(DeskError) -> JournalEntry {
    do throws(StorageError) {
      if let bytes = try get(Tables.journal, Key(number)) {
        let entry = bytes.withUnsafeBytes { JournalReader.entry(number: number, $0) }
        if let entry { return entry }
      }
    } catch {
      throw DeskError(error)
    }
    throw DeskError.damagedEntry(number)
  }
}

extension DeskError {
  /// The error for an entry of the journal that cannot be read.
  static func damagedEntry(_ number: UInt64) -> DeskError {
    DeskError(
      "store.record-damaged", fault: .store,
      ["type": "journal", "key": .integer(Int64(clamping: number))])
  }
}
