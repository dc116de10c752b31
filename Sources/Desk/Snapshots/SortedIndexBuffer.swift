import Basics
import Records
import Storage

/// Entries of one small tree, gathered while a snapshot is loaded and put sorted at its end.
struct SortedIndexBuffer {
  private struct Entry {
    /// The first eight bytes of the key, as a number.
    var prefix: UInt64
    var start: Int
    var keyCount: UInt8
    var valueCount: UInt8
    var line: Int32
  }

  let table: Table
  /// What stands under the keys, for the error when two have one key; nil where none can.
  let type: RecordType?
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []

  /// - Parameters:
  ///   - table: the tree.
  ///   - type: what its keys identify.
  init(_ table: Table, of type: RecordType? = nil) {
    self.table = table
    self.type = type
  }

  /// Forgets all entries.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  /// Gathers an entry.
  ///
  /// - Parameter line: the line of the snapshot from which it follows.
  mutating func append<let count: Int>(
    _ key: Key, _ value: InlineArray<count, UInt8>, line: Int
  ) {
    append(key, value.span.bytes, line: line)
  }

  @inline(__always)
  private mutating func append(_ key: Key, _ value: RawSpan, line: Int) {
    let start = bytes.count
    let prefix = key.span.withUnsafeBytes { key in
      bytes.append(contentsOf: key)
      var prefix: UInt64 = 0
      for index in 0..<8 { prefix = prefix << 8 | (index < key.count ? UInt64(key[index]) : 0) }
      return prefix
    }
    value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    entries.append(
      Entry(
        prefix: prefix, start: start, keyCount: UInt8(key.count),
        valueCount: UInt8(value.byteCount),
        line: Int32(clamping: line)))
  }

  /// Gathers an entry that follows from records.
  mutating func append(_ entry: DerivedEntry, line: Int) {
    entry.withValue { append(entry.key, $0, line: line) }
  }

  /// The error for a key that two records have, given both lines.
  typealias Taken = (_ type: RecordType, _ key: [UInt8], _ line: Int, _ earlier: Int) -> DeskError

  /// Puts all entries in order into the empty tree.
  mutating func put(
    in transaction: inout WriteTransaction, taken: Taken
  ) throws(DeskError) {
    let table = table
    try drain(taken: taken) { (key, value) throws(StorageError) in
      try transaction.put(table, key, value, .append)
    }
  }

  /// Hands all entries over in order, and forgets them.
  mutating func drain(
    taken: Taken, _ body: (Key, UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(DeskError) {
    let bytes = bytes
    func key(_ entry: Entry) -> ArraySlice<UInt8> {
      bytes[entry.start..<entry.start + Int(entry.keyCount)]
    }
    func comes(_ left: Entry, before right: Entry) -> Bool {
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      return key(left).lexicographicallyPrecedes(key(right))
    }
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { !comes($1, before: $0) }
    if !isSorted { entries.sort { comes($0, before: $1) } }
    for index in entries.indices {
      let entry = entries[index]
      if index.isMultiple(of: 4096) { try DeskError.checkStop() }
      if index > 0, key(entries[index - 1]) == key(entry), let type {
        let lines = [entry.line, entries[index - 1].line].map { Int($0) }.sorted()
        throw taken(type, Array(key(entry)), lines[1], lines[0])
      }
      let storage: StorageError? = bytes.withUnsafeBytes { all in
        let valueStart = entry.start + Int(entry.keyCount)
        let name = Key(
          copying: RawSpan(_unsafeBytes: all[entry.start..<valueStart]))
        let value = UnsafeRawBufferPointer(
          rebasing: all[valueStart..<valueStart + Int(entry.valueCount)])
        do throws(StorageError) {
          try body(name, value)
          return nil
        } catch {
          return error
        }
      }
      if let storage { throw DeskError(storage) }
    }
    removeAll()
  }
}
