package import Basics
package import Records
package import Rules
package import Storage

/// One write transaction with all that a change to a record brings along: indexes, what falls due,
/// the journal and the numbers of orders.
///
/// An operation looks at everything first, decides, and only then puts records; so a refusal, or a
/// request that makes no sense, leaves nothing to be undone. Going away without ``commit()`` keeps
/// nothing.
package struct StoreTransaction: ~Copyable {
  /// The transaction, for reading; records are changed through ``put(_:of:)`` alone.
  package internal(set) var storage: WriteTransaction
  /// The instant at which everything in this transaction happens.
  package private(set) var now: Instant
  /// The numbers in force at ``now``.
  package private(set) var catalog: Catalog
  /// The number of the first journal entry of the running statement, which tells what belongs to
  /// it; nil: every entry is a statement of its own.
  package var statement: UInt64?

  /// Whether an order was to be made that there is no number for.
  private var isOutOfNumbers = false
  private let catalogs: Catalogs
  var state: StoreState
  var isStateChanged = false
  private var journal = JournalWriter()
  private var lastEntry: (number: UInt64, hash: JournalHash)
  private var encoder = RecordEncoder()
  private var touchedLines: [(customer: Identifier, number: String)] = []
  /// Whether a credit run at ``now`` is still to come: while something is carried out that comes
  /// before it (CRE-2).
  var isBeforeRun = false
  /// The line that the running operation has looked at, as it stands now.
  private(set) var seen: SeenLine?
  private var touchedAccounts: [(customer: Identifier, account: Identifier)] = []
  /// The orders that are being made and not kept yet.
  var openOrders: [OpenOrder] = []

  /// Begins.
  ///
  /// - Parameters:
  ///   - transaction: what the environment gave.
  ///   - wallClock: the instant on the wall, which a store that is no test store goes by.
  ///   - accepting: whether the wall clock counts although the last change lies far ahead of it.
  /// - Throws: `clock.ahead`; `store.journal-cut` and `store.journal-replaced` when the journal does
  ///   not end where the store has recorded.
  static func begin(
    _ storage: consuming WriteTransaction, wallClock: Instant, accepting: Bool = false
  ) throws(DeskError) -> StoreTransaction {
    let state = try storage.storeState() ?? StoreState()
    let sections = try storage.all(CatalogSection.self, of: .absent)
    let catalogs = try DeskError.ruled(try Catalogs(sections: sections))
    let lastEntry = try storage.lastJournalEntry()
    try state.checkEnd(of: lastEntry)
    let clock = StoreClock(state, wall: wallClock, catalogs)
    if clock.isAhead, !accepting { throw clock.refusal }
    return StoreTransaction(
      storage, state: state, catalogs: catalogs, lastEntry: lastEntry,
      now: accepting ? wallClock : clock.now)
  }

  private init(
    _ storage: consuming WriteTransaction, state: StoreState, catalogs: Catalogs,
    lastEntry: (number: UInt64, hash: JournalHash), now: Instant
  ) {
    self.storage = storage
    self.state = state
    self.catalogs = catalogs
    self.lastEntry = lastEntry
    self.now = now
    catalog = catalogs.catalog(on: now.day)
  }

  /// Reads the store as it stands in this transaction.
  package borrowing func read<Result>(
    _ body: (borrowing ReadTransaction, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try storage.read { (view) throws(DeskError) in try body(view, now, catalog) }
  }

  /// The number of the last entry of the journal; 0 when it is empty.
  package var lastEntryNumber: UInt64 { lastEntry.number }

  /// The number that its commit has; see ``Storage/WriteTransaction/commitNumber``.
  package var commitNumber: Int { storage.commitNumber }

  /// The instant of the last change.
  var lastChange: Instant { state.changed }

  /// Whether the store is a test store.
  package var isTest: Bool { state.isTest }

  /// Makes what was done durable.
  package consuming func commit() throws(DeskError) {
    if state.journalEntries != Int64(lastEntry.number) {
      state.endJournal(at: lastEntry)
      isStateChanged = true
    }
    if isStateChanged {
      encoder.encode(state, tag: StoreState.tag)
      try store(Tables.meta, Key(0))
    }
    do throws(StorageError) {
      try storage.commit()
    } catch {
      throw DeskError(error)
    }
  }

  /// Moves the instant at which things happen, forward, and with it the catalog in force.
  package mutating func move(to instant: Instant) {
    now = instant
    catalog = catalogs.catalog(on: instant.day)
  }

  /// Changes what holds for the store as a whole.
  package mutating func changeState(_ change: (inout StoreState) -> Void) {
    change(&state)
    isStateChanged = true
  }

  // MARK: Savepoints

  /// Sets a savepoint to which the transaction can go back.
  package mutating func savepoint() throws(DeskError) -> Savepoint {
    do throws(StorageError) {
      return Savepoint(
        storage: try storage.savepoint(), state: state, isStateChanged: isStateChanged,
        lastEntry: lastEntry, now: now, openOrders: openOrders, gathered: journal.kept,
        touchedLines: touchedLines, touchedAccounts: touchedAccounts,
        isOutOfNumbers: isOutOfNumbers)
    } catch {
      throw DeskError(error)
    }
  }

  /// Undoes what was done since a savepoint, which stays set.
  package mutating func rollback(to point: Savepoint) throws(DeskError) {
    do throws(StorageError) {
      try storage.rollback(to: point.storage)
    } catch {
      throw DeskError(error)
    }
    state = point.state
    openOrders = point.openOrders
    journal.restore(point.gathered)
    touchedLines = point.touchedLines
    touchedAccounts = point.touchedAccounts
    isOutOfNumbers = point.isOutOfNumbers
    forgetSeen()
    isStateChanged = point.isStateChanged
    lastEntry = point.lastEntry
    if now != point.now { move(to: point.now) }
  }

  /// Forgets a savepoint and keeps what was done since.
  package mutating func release(_ point: Savepoint) throws(DeskError) {
    do throws(StorageError) {
      try storage.release(point.storage)
    } catch {
      throw DeskError(error)
    }
  }

  // MARK: Records

  /// Puts a record, with its indexes, in place of what stood under its key.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - customer: under whom it stands; ``Identifier/absent`` for what belongs to the store.
  package mutating func put<R: StoredRecord>(
    _ record: R, of customer: Identifier
  ) throws(DeskError) {
    let key = Key(of: record, customer: customer)
    encoder.encode(record)
    if let field = encoder.unfit {
      throw DeskError(
        "record.limits", fault: .store,
        ["type": .text(R.type.name), "key": .text(record.keyText), "field": .text("\(field)")])
    }
    let location = try location(toPut: R.type, key)
    // Most of what an operation puts is new.
    if try insert(key, location) {
      if R.derivation == .nothing { return }
      if R.derivation == .entries { try putEntries(of: record, customer) }
      return try R.follow(record, of: customer, in: &self)
    }
    let before = R.derivation == .nothing ? nil : try storage.record(R.self, key)
    try replace(key, location)
    if R.derivation == .nothing { return }
    if R.derivation == .entries { try moveEntries(from: before, to: record, customer) }
    try R.follow(before: before, after: record, of: customer, in: &self)
  }

  /// Takes a record out, with its indexes.
  package mutating func remove<R: StoredRecord>(
    _ record: R, of customer: Identifier
  ) throws(DeskError) {
    let key = Key(of: record, customer: customer)
    guard let location = try storage.location(of: R.type, key) else { return }
    let before = R.derivation == .nothing ? nil : try storage.record(R.self, key)
    try removeRecord(key, location)
    if R.derivation == .nothing { return }
    if R.derivation == .entries { try moveEntries(from: before, to: nil, customer) }
    try R.follow(before: before, after: nil, of: customer, in: &self)
  }

  /// Puts the encoded record where none is.
  private mutating func insert(_ key: Key, _ location: RecordLocation) throws(DeskError) -> Bool {
    guard try store(location.tree, location.key, .insertNew) else { return false }
    journal.inserted(key, encoder)
    return true
  }

  private mutating func replace(_ key: Key, _ location: RecordLocation) throws(DeskError) {
    do throws(StorageError) {
      guard try Self.noteReplacement(key, location, encoder, storage, &journal) else { return }
    } catch {
      throw DeskError(error)
    }
    try store(location.tree, location.key)
  }

  private mutating func removeRecord(_ key: Key, _ location: RecordLocation) throws(DeskError) {
    do throws(StorageError) {
      guard try Self.noteRemoval(key, location, storage, &journal) else { return }
      try storage.delete(location.tree, location.key)
    } catch {
      throw DeskError(error)
    }
  }

  /// Gathers what is about to change; false when nothing is.
  private static func noteReplacement(
    _ key: Key, _ location: RecordLocation, _ encoder: RecordEncoder,
    _ storage: borrowing WriteTransaction, _ journal: inout JournalWriter
  ) throws(StorageError) -> Bool {
    guard let before = try storage.get(location.tree, location.key) else { return true }
    return before.withUnsafeBytes { before in
      if encoder.isSame(as: before) { return false }
      encoder.bytes.withUnsafeBytes { journal.updated(key, before, $0) }
      return true
    }
  }

  private static func noteRemoval(
    _ key: Key, _ location: RecordLocation, _ storage: borrowing WriteTransaction,
    _ journal: inout JournalWriter
  ) throws(StorageError) -> Bool {
    guard let before = try storage.get(location.tree, location.key) else { return false }
    before.withUnsafeBytes { journal.deleted(key, $0) }
    return true
  }

  @discardableResult
  private mutating func store(
    _ table: Table, _ key: Key, _ mode: PutMode = .upsert
  ) throws(DeskError) -> Bool {
    let encoder = encoder
    do throws(StorageError) {
      return try storage.put(table, key, count: encoder.count, mode) { span in
        span.withUnsafeMutableBytes { encoder.copy(to: $0) }
      }
    } catch {
      throw DeskError(error)
    }
  }

  // MARK: What an operation has looked at and touched

  /// Notes what the running operation has read of a line, so that it need not be read again when
  /// the operation ends.
  mutating func see(_ line: SeenLine) { seen = line }

  /// Notes that a restore was put of the line that the operation has looked at.
  mutating func seeRestore(_ restore: Restore) {
    if seen?.line.number == restore.line { seen?.restore = restore }
  }

  /// Notes that what was read of a line may no longer stand.
  mutating func forgetSeen() { seen = nil }

  /// Notes that what is derived of a line must be worked out again when the operation ends.
  package mutating func touch(line number: String, of customer: Identifier) {
    if touchedLines.contains(where: { $0.number == number }) { return }
    touchedLines.append((customer, number))
  }

  /// Notes that what is derived of an account must be worked out again when the operation ends.
  package mutating func touch(account: Identifier, of customer: Identifier) {
    if touchedAccounts.contains(where: { $0.account == account }) { return }
    touchedAccounts.append((customer, account))
  }

  // MARK: Orders and the journal

  /// A new order with the next number, not yet kept.
  ///
  /// - Parameters:
  ///   - operation: whose order it is.
  ///   - line: the number that it concerns; empty: the customer as a whole.
  package mutating func newOrder(
    _ operation: Operation, customer: Identifier, line: String = "", _ request: Request
  ) -> Order {
    var number = request.orderNumber ?? state.nextOrder
    if number > Self.lastOrder {
      // Ending the operation tells; nothing of it is kept.
      isOutOfNumbers = true
      number = Self.lastOrder
    } else if number >= state.nextOrder {
      state.nextOrder = number + 1
      isStateChanged = true
    }
    var order = Order()
    order.id = Identifier(prefix: "O", number: UInt64(number))
    order.kind = operation.kind
    order.customer = customer
    order.line = line
    order.channel = request.channel
    order.operator = request.operator
    order.reason = request.reason
    order.ticket = request.ticket
    order.key = request.key
    order.request = request.fingerprint?.text ?? ""
    order.job = request.job
    order.row = request.row
    order.catalog = catalog.from
    order.at = now
    open(Key(of: order, customer: customer))
    return order
  }

  /// The highest number that an order may have.
  private static let lastOrder = Int64(Identifier.highestNumber)

  private static func outOfNumbers() -> DeskError {
    DeskError(
      "order.numbers", fault: .store,
      ["last": .text(Identifier(prefix: "O", number: Identifier.highestNumber).text)])
  }

  /// The number that the next order takes where nothing else decides it.
  package var nextOrderNumber: Int64 { state.nextOrder }

  /// Numbers for as many orders, in a row.
  ///
  /// - Returns: The first; ``Request/orderNumber`` gives each in its turn.
  package mutating func reserveOrders(_ count: Int64) throws(DeskError) -> Int64 {
    let first = state.nextOrder
    guard count > 0 else { return first }
    guard count <= Self.lastOrder, first <= Self.lastOrder + 1 - count else {
      throw Self.outOfNumbers()
    }
    state.nextOrder += count
    isStateChanged = true
    try prepareIndex(
      from: Identifier(prefix: "O", number: UInt64(first)),
      through: Identifier(prefix: "O", number: UInt64(first + count - 1)))
    return first
  }

  /// Ends an operation: keeps its order, works out what is derived, writes the journal entry.
  ///
  /// - Parameters:
  ///   - order: the order, done or refused, with its checks and result.
  ///   - values: what else the journal is to know.
  /// - Returns: The outcome to show.
  package mutating func finish(
    _ order: consuming Order, values: FieldMap = FieldMap()
  ) throws(DeskError) -> Outcome {
    guard !isOutOfNumbers else { throw Self.outOfNumbers() }
    order.entry = Int64(lastEntry.number + 1)
    try put(order, of: order.customer)
    try refresh()
    try writeEntry(
      kind: order.kind, operator: order.operator, order: order.id, values: values)
    return Outcome(order: consume order)
  }

  /// Ends an operation that the rules refuse: keeps its order with every reason, and nothing else.
  package mutating func refuse(
    _ order: consuming Order, _ decision: Decision
  ) throws(DeskError) -> Outcome {
    order.checks = decision.checks
    order.outcome = .refused
    order.state = .refused
    return try finish(order)
  }

  /// Writes a journal entry of its own for something that is no order.
  ///
  /// - Parameters:
  ///   - kind: what was done, such as `clock`.
  ///   - values: what is to be known of it.
  package mutating func note(
    _ kind: String, operator: String, values: FieldMap
  ) throws(DeskError) {
    try refresh()
    try writeEntry(kind: kind, operator: `operator`, order: nil, values: values)
  }

  private mutating func writeEntry(
    kind: String, operator: String, order: Identifier?, values: FieldMap
  ) throws(DeskError) {
    var header = JournalHeader()
    header.at = now
    header.kind = kind
    header.operator = `operator`
    header.order = order
    header.values = values
    if let statement, statement <= lastEntry.number { header.statement = Int64(statement) }
    let entry = journal.finish(previous: lastEntry.hash, header)
    lastEntry = (lastEntry.number + 1, JournalHash(of: entry))
    if state.changed < now {
      state.changed = now
      isStateChanged = true
    }
    do throws(StorageError) {
      try storage.put(Tables.journal, Key(lastEntry.number), entry, .append)
    } catch {
      throw DeskError(error)
    }
  }

  /// How many records were changed since an entry of the journal was written, by their type.
  ///
  /// - Parameter entry: the number of the entry.
  package borrowing func changeCounts(
    after entry: UInt64
  ) throws(DeskError) -> [RecordType: ChangeCounts] {
    var counts: [RecordType: ChangeCounts] = [:]
    for number in entry..<lastEntry.number {
      for change in try storage.journalEntry(number + 1).changes {
        switch change.kind {
        case .inserted: counts[change.type, default: ChangeCounts()].added += 1
        case .updated: counts[change.type, default: ChangeCounts()].changed += 1
        case .deleted: counts[change.type, default: ChangeCounts()].removed += 1
        }
      }
    }
    return counts
  }

  /// What the operation changed that wrote an entry of the journal, record by record, while nothing
  /// has changed the records since.
  package borrowing func changes(inEntry number: UInt64) throws(DeskError) -> [RecordChange] {
    var changes: [RecordChange] = []
    for change in try storage.journalEntry(number).changes {
      changes.append(try storage.recordChange(change))
    }
    return changes
  }

  /// Works out again what is derived of the lines and accounts that were touched.
  mutating func refresh() throws(DeskError) {
    while let account = touchedAccounts.popLast() {
      try refresh(account: account.account, of: account.customer)
    }
    while let line = touchedLines.popLast() {
      try refresh(line: line.number, of: line.customer)
    }
    seen = nil
  }
}

/// What an operation has read of a line and its customer.
struct SeenLine {
  var line: Line
  var customer: Identifier
  /// Its summary.
  var summary: LineSummary
  /// The restore in force.
  var restore: Restore?
}

/// A state of a ``StoreTransaction`` to which it can go back.
package struct Savepoint {
  fileprivate let storage: Storage.Savepoint
  fileprivate let state: StoreState
  fileprivate let isStateChanged: Bool
  fileprivate let lastEntry: (number: UInt64, hash: JournalHash)
  fileprivate let now: Instant
  fileprivate let openOrders: [OpenOrder]
  /// What the running operation has gathered for the journal and touched.
  fileprivate let gathered: [UInt8]
  fileprivate let touchedLines: [(customer: Identifier, number: String)]
  fileprivate let touchedAccounts: [(customer: Identifier, account: Identifier)]
  fileprivate let isOutOfNumbers: Bool
}
