package import Basics
package import Records
package import Storage

extension DeskError: StorageFailing {
  package init(storage error: StorageError) { self.init(error) }
}

extension Reading where Self: ~Copyable {
  /// The record under a key.
  ///
  /// - Throws: `store.record-damaged` when the bytes are not such a record.
  package borrowing func record<R: StoredRecord>(
    _ type: R.Type, _ key: Key
  ) throws(DeskError) -> R? {
    guard let location = try location(of: R.type, key) else { return nil }
    do throws(StorageError) {
      guard let bytes = try get(location.tree, location.key) else { return nil }
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
  package borrowing func each<R: StoredRecord>(
    _ type: R.Type, _ prefix: Key, isReversed: Bool = false,
    _ body: (R) throws(DeskError) -> Bool
  ) throws(DeskError) {
    switch R.type {
    case .order:
      try eachOrder(KeyRange(prefix: prefix), isReversed: isReversed) {
        (key, bytes) throws(DeskError) in
        try body(try Self.decoded(R.self, key.span, bytes))
      }
    case .message:
      let texts = try texts(prefix)
      for text in isReversed ? texts.reversed() : texts {
        let record = text.bytes.span.bytes
        guard try body(try Self.decoded(R.self, text.key.span, record)) else { return }
      }
    default:
      try scan(R.type.tree, KeyRange(prefix: prefix), reverse: isReversed) {
        (key, value) throws(DeskError) in
        try body(try Self.decoded(R.self, key, value)) ? .next : .stop
      }
    }
  }

  /// All records of one type whose keys have a beginning, in the order of their keys.
  package borrowing func all<R: StoredRecord>(
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
  package borrowing func all<R: StoredRecord>(
    _ type: R.Type, of customer: Identifier
  ) throws(DeskError) -> [R] {
    try all(type, Key(customer: customer, type: R.type))
  }

  /// Goes once through the records of a customer that stand in one tree from one type on, in the order
  /// of their keys, which costs less than to look for each type.
  ///
  /// - Parameters:
  ///   - tree: ``Tables/present`` or ``Tables/history``.
  ///   - first: the first type to go through.
  ///   - body: takes the type and the key and bytes of each record, for ``decoded(_:_:_:readsTexts:)``;
  ///     false ends the walk.
  borrowing func walk(
    _ customer: Identifier, in tree: Table, from first: RecordType,
    _ body: (RecordType, _ key: RawSpan, _ bytes: RawSpan) throws(DeskError) -> Bool
  ) throws(DeskError) {
    let first = Key(customer: customer, type: first)
    let end = Key(customer: Identifier(packed: customer.packed + 1))
    try scan(tree, KeyRange(from: first, to: end)) { (key, bytes) throws(DeskError) in
      let code = key.unsafeLoad(fromByteOffset: 8, as: UInt8.self)
      guard let type = RecordType(rawValue: code) else { return .next }
      return try body(type, key, bytes) ? .next : .stop
    }
  }

  /// The record that bytes are.
  ///
  /// - Throws: `store.record-damaged` when they are none of the type.
  static func decoded<R: StoredRecord>(
    _ type: R.Type, _ key: RawSpan, _ bytes: RawSpan, readsTexts: Bool = true
  ) throws(DeskError) -> R {
    let record = bytes.withUnsafeBytes {
      RecordDecoder.decode(R.self, from: $0, readsTexts: readsTexts)
    }
    guard let record else { throw damaged(R.type, Key(copying: key)) }
    return record
  }

  /// What the bytes of a charge say.
  ///
  /// - Throws: `store.record-damaged` when they are none.
  static func chargedMonth(_ key: RawSpan, _ bytes: RawSpan) throws(DeskError) -> ChargedMonth {
    guard let charge = bytes.withUnsafeBytes({ ChargedMonth($0) }) else {
      throw damaged(.charge, Key(copying: key))
    }
    return charge
  }

  static func damaged(_ type: RecordType, _ key: Key) -> DeskError {
    DeskError(
      "store.record-damaged", fault: .store,
      ["type": .text(type.name), "key": .text(key.description)])
  }
}
