package import Basics
package import Records
package import Rules
package import Storage

/// An entry of a small tree that follows from records.
package struct DerivedEntry: Sendable {
  /// The tree.
  package let table: Table
  package let key: Key
  private let bytes: InlineArray<16, UInt8>
  private let count: Int

  /// An entry that says all with its key.
  init(_ table: Table, _ key: Key) {
    self.table = table
    self.key = key
    bytes = InlineArray(repeating: 0)
    count = 0
  }

  /// An entry that leads to a customer.
  init(_ table: Table, _ key: Key, to customer: Identifier) {
    self.table = table
    self.key = key
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    self.bytes = bytes
    count = 8
  }

  init(_ table: Table, _ key: Key, _ bytes: InlineArray<16, UInt8>) {
    self.table = table
    self.key = key
    self.bytes = bytes
    count = 16
  }

  /// An entry of the queue of what falls due.
  init(_ due: NextDue, of customer: Identifier, subject: Key = Key()) {
    self.init(Tables.due, DueEntry.queued(due, customer: customer, subject: subject).key)
  }

  /// Whether it says all with its key.
  var isBare: Bool { count == 0 }

  /// Its value, to be looked at in place.
  func withValue<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes.span.bytes.extracting(first: count))
  }

  /// Whether a value is its own.
  func holds(_ value: RawSpan) -> Bool {
    withValue { own in
      own.withUnsafeBytes { own in value.withUnsafeBytes { own.elementsEqual($0) } }
    }
  }

  /// Whether both are one entry with one value.
  func isSame(as other: DerivedEntry) -> Bool {
    table.slot == other.table.slot && key == other.key && other.withValue { holds($0) }
  }
}

// MARK: What follows from one record

extension Customer {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {
    var name = NameKey.key(of: name)
    name.append(id)
    try add(DerivedEntry(Tables.names, name))
    if let document {
      var key = DocumentKey.key(kind: document.kind, number: document.number)
      key.append(id)
      try add(DerivedEntry(Tables.documents, key))
    }
  }
}

extension Points {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {
    guard let due = nextDue(catalog.points) else { return }
    var subject = Key()
    subject.append(year)
    try add(DerivedEntry(due, of: customer, subject: subject))
  }
}

extension Line {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {
    var key = Key()
    key.append(number)
    try add(DerivedEntry(Tables.numbers, key, to: customer))
    if !mainLine.isEmpty {
      try add(DerivedEntry(Tables.secondaries, secondaryKey, to: customer))
    }
  }
}

extension Card {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {
    var key = Key()
    key.append(iccid)
    try add(DerivedEntry(Tables.iccids, key, to: customer))
  }
}

extension Order {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {
    if isKeyed { try add(DerivedEntry(Tables.keys, RequestKey.key(of: key), keyBytes)) }
  }
}

// MARK: What follows from several records

extension Star {
  /// The end of its validity, in the queue.
  ///
  /// - Parameter left: the day on which the customer left.
  func dueEntry(left: Day?) -> DerivedEntry? {
    nextDue(left: left).map { DerivedEntry($0, of: customer) }
  }
}

extension Bill {
  /// The freezing of points for it, in the queue (PTS-21).
  ///
  /// - Parameters:
  ///   - customer: whose bill it is.
  ///   - isAwaited: whether somebody whose line it bills has points that are not frozen.
  func freezeEntry(
    of customer: Identifier, isAwaited: Bool, _ terms: PointsTerms
  ) -> DerivedEntry? {
    guard isAwaited, let due = freezeDue(terms) else { return nil }
    var subject = Key(account.packed)
    subject.append(month)
    return DerivedEntry(due, of: customer, subject: subject)
  }
}

extension Line {
  /// That another customer's account pays for it.
  ///
  /// - Parameters:
  ///   - customer: whose line it is.
  ///   - payer: whose account it is.
  func payerEntry(of customer: Identifier, payer: Identifier?) -> DerivedEntry? {
    guard let payer, payer != customer else { return nil }
    return DerivedEntry(Tables.payers, Self.payerKey(self), to: customer)
  }
}

extension LineSummary {
  /// What next happens to the line, in the queue.
  func dueEntry(of number: String) -> DerivedEntry? {
    var subject = Key()
    subject.append(number)
    return nextDue.map { DerivedEntry($0, of: customer, subject: subject) }
  }
}

extension AccountSummary {
  /// What next happens to the account, in the queue.
  func dueEntry(of account: Identifier) -> DerivedEntry? {
    nextDue.map { DerivedEntry($0, of: customer, subject: Key(account.packed)) }
  }
}

// MARK: Keeping them in step

extension StoreTransaction {
  /// Has the entries of a new record put.
  mutating func putEntries<R: StoredRecord>(
    of record: borrowing R, _ customer: Identifier
  ) throws(DeskError) {
    let catalog = catalog
    try record.derivedEntries(under: customer, catalog) { (entry) throws(DeskError) in
      try put(entry)
    }
  }

  /// Has the entries that a changed record no longer gives taken out, and those that it gives now put.
  mutating func moveEntries<R: StoredRecord>(
    from before: R?, to after: R?, _ customer: Identifier
  ) throws(DeskError) {
    var (old, new): ([DerivedEntry], [DerivedEntry]) = ([], [])
    let catalog = catalog
    try before?.derivedEntries(under: customer, catalog) { old.append($0) }
    try after?.derivedEntries(under: customer, catalog) { new.append($0) }
    for entry in old where !new.contains(where: { $0.isSame(as: entry) }) { try takeOut(entry) }
    for entry in new where !old.contains(where: { $0.isSame(as: entry) }) { try put(entry) }
  }

  /// Has an entry that follows from several records replaced.
  mutating func moveEntry(
    from before: DerivedEntry?, to after: DerivedEntry?
  ) throws(DeskError) {
    if let before, let after, before.isSame(as: after) { return }
    if let before { try takeOut(before) }
    if let after { try put(after) }
  }
}
