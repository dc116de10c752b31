import Basics
package import Storage

extension DeskError: StorageFailing {
  package init(storage error: StorageError) { self.init(error) }
}

extension Reading where Self: ~Copyable {
  /// The record under a key.
  ///
  /// - Throws: `store.record-damaged` when the bytes are not such a record.
  package borrowing func record<R: Record>(
    _ type: R.Type, _ key: Key
  ) throws(DeskError) -> R? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.main, key) else { return nil }
      let record = bytes.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
      if let record { return record }
    } catch {
      throw DeskError(error)
    }
    throw Self.damaged(R.type, key)
  }

  /// Goes through the records of one type whose keys have a beginning, in the order of their keys.
  ///
  /// - Parameters:
  ///   - prefix: the beginning, such as `Key(customer: id, type: .line)`.
  ///   - isReversed: whether to begin at the last.
  ///   - body: takes each record; false ends the walk.
  package borrowing func each<R: Record>(
    _ type: R.Type, _ prefix: Key, isReversed: Bool = false,
    _ body: (R) throws(DeskError) -> Bool
  ) throws(DeskError) {
    try scan(Tables.main, KeyRange(prefix: prefix), reverse: isReversed) {
      (key, value) throws(DeskError) in
      guard let record = value.withUnsafeBytes({ RecordDecoder.decode(R.self, from: $0) }) else {
        throw Self.damaged(R.type, Key(copying: key))
      }
      return try body(record) ? .next : .stop
    }
  }

  /// All records of one type whose keys have a beginning, in the order of their keys.
  package borrowing func all<R: Record>(
    _ type: R.Type, _ prefix: Key
  ) throws(DeskError) -> [R] {
    var records: [R] = []
    try each(type, prefix) { (record) throws(DeskError) in
      records.append(record)
      return true
    }
    return records
  }

  /// All records of one type of a customer, in the order of their keys.
  package borrowing func all<R: Record>(
    _ type: R.Type, of customer: Identifier
  ) throws(DeskError) -> [R] {
    try all(type, Key(customer: customer, type: R.type))
  }

  private static func damaged(_ type: RecordType, _ key: Key) -> DeskError {
    DeskError(
      "store.record-damaged", fault: .store,
      ["type": .text(type.name), "key": .text(key.description)])
  }
}
