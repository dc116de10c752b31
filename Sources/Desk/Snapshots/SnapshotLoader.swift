package import Basics
package import Records
import Rules
package import Storage

/// What was loaded.
package struct LoadResult: Hashable, Sendable {
  /// How many records of each type, of those that there are, in the order of types.
  package var records: [TypeCount]
  /// SHA-256 of the snapshot, uncompressed, in hexadecimal.
  package var sha256: String
  /// The store's clock now.
  package var clock: Instant
  /// Whether the store is a test store now.
  package var isTest: Bool
  /// Whether the snapshot was in canonical order.
  var wasInOrder: Bool
  /// Names that have characters of a private-use area, nil when there is none.
  package var privateUse: PrivateUse?

  /// How many records in all.
  package var count: Int { records.reduce(0) { $0 + $1.count } }
}

/// Names of customers with characters of a private-use area, under which old systems keep rare
/// characters: another spelling does not find them.
package struct PrivateUse: Hashable, Sendable {
  package var count = 0
  /// The line of the first.
  package var line: Int
  /// The character, such as U+E863.
  package var found: String

  /// What is to be told of them.
  package func message(_ file: String, in language: ReaderLanguage) -> String {
    let location = SnapshotLocation(file: file, line: line)
    return location.error(
      "snapshot.private-use", ["found": .text(found), "count": .integer(Int64(count))]
    ).message(in: language)
  }

  /// The first character of a private-use area in a text.
  static func scalar(in text: String) -> Unicode.Scalar? {
    // U+E000 .. U+F8FF and the planes 15 and 16 alone begin with these bytes, and few others.
    guard text.utf8.contains(where: { $0 == 0xEE || $0 == 0xEF || $0 >= 0xF3 }) else { return nil }
    return text.unicodeScalars.first { $0.properties.generalCategory == .privateUse }
  }
}

/// How many records of a type there are.
package struct TypeCount: Hashable, Sendable {
  package var type: RecordType
  package var count: Int

  package init(type: RecordType, count: Int) {
    self.type = type
    self.count = count
  }

  /// The counts of the types that occur, in the order of types.
  static func list(_ counts: [Int]) -> [TypeCount] {
    RecordType.allCases.compactMap { type in
      let count = counts[Int(type.rawValue)]
      return count == 0 ? nil : TypeCount(type: type, count: count)
    }
  }
}

extension Store {
  /// Puts a snapshot in place of all that the store holds, in one transaction: all of it, or, when
  /// it throws, nothing.
  ///
  ///     let result = try store.loadSnapshot(
  ///       .file("Snapshots/demo.jsonl"), replacing: false, .seconds(5), operator: "zhang")
  ///
  /// A test store and an empty one are replaced; any other needs consent, and is never replaced by a
  /// test store's snapshot. In a test store the journal begins again with one entry,
  /// `snapshot-load`, that names the snapshot's hash. In any other the journal goes on: the entry
  /// also names the hash that a snapshot of what was replaced would have had. What should have
  /// happened before the clock of the snapshot is due at once when the clock next moves.
  ///
  /// - Parameters:
  ///   - source: the snapshot; records in any order.
  ///   - consent: whether a store that is no test store may be replaced.
  ///   - writerWait: how long another writer is waited for, and what breaks the loading off.
  ///   - operator: who loads it, for the journal.
  ///   - progress: called now and then with the number of records put.
  /// - Throws: `store.not-empty` without consent; `snapshot.test-store` when a test store's snapshot
  ///   is to replace what is none; `snapshot.…` naming file, line, field and what was expected.
  package func loadSnapshot(
    _ source: SnapshotSource, replacing consent: Bool, _ writerWait: WriterWait,
    operator: String, progress: (Int) -> Void = { _ in }
  ) throws(DeskError) -> LoadResult {
    let reader = try SnapshotReader(source, isInterrupted: writerWait.isInterrupted ?? { false })
    let loader: SnapshotLoader
    do throws(StorageError) {
      loader = SnapshotLoader(try environment.write(wait: writerWait), reader)
    } catch {
      throw DeskError(error)
    }
    try loader.checkConsent(consent)
    try loader.noteWhatWas()
    do throws(DeskError) {
      try loader.load(writerWait, progress)
    } catch {
      guard error.code == SnapshotReader.outOfOrder else { throw error }
      try reader.sort()
      try loader.load(writerWait, progress)
    }
    return try loader.finish(operator: `operator`, wallClock: wallInstant)
  }
}

/// Puts the records of a snapshot into an emptied store.
private final class SnapshotLoader: RecordTaker {
  private var transaction: WriteTransaction?
  private let reader: SnapshotReader
  private var block = CustomerLoadBuffer()
  private var records = LoadedRecords()
  private var isInBlock = false
  private var encoder = RecordEncoder()
  private var counts = [Int](repeating: 0, count: 256)
  private var count = 0
  private var privateUse: PrivateUse?

  /// What is known of a store that is no test store before it is replaced; nil: it is a test store,
  /// or nothing was ever written to it.
  private var earlier: (state: StoreState, sha256: String, count: Int)?

  /// How many records are put before somebody is told.
  private static let step = 4096

  init(_ transaction: consuming WriteTransaction, _ reader: SnapshotReader) {
    self.transaction = consume transaction
    self.reader = reader
  }

  /// Looks whether what the store holds may be replaced.
  func checkConsent(_ consent: Bool) throws(DeskError) {
    guard let state = try transaction!.storeState(), !state.isTest else { return }
    if reader.header.test {
      throw DeskError("snapshot.test-store", ["file": .text(reader.name)])
    }
    if consent { return }
    let count: Int
    do throws(StorageError) { count = try transaction!.count(Tables.present) } catch {
      throw DeskError(error)
    }
    guard count == 0 else { throw DeskError("store.not-empty", fault: .consent) }
  }

  /// Notes what a store that is no test store held, for its journal.
  func noteWhatWas() throws(DeskError) {
    guard let state = try transaction!.storeState(), !state.isTest else { return }
    let saved = try transaction!.read { (view) throws(DeskError) in
      try view.saveSnapshot(to: "/dev/null", customers: nil)
    }
    earlier = (state, saved.sha256, saved.count)
  }

  /// Empties the store, but for the journal of one that is no test store, and puts all records.
  func load(_ writerWait: WriterWait, _ progress: (Int) -> Void) throws(DeskError) {
    do throws(StorageError) {
      for table in Tables.all where earlier == nil || table.slot != Tables.journal.slot {
        try transaction!.clear(table)
      }
    } catch {
      throw DeskError(error)
    }
    block = CustomerLoadBuffer()
    records = LoadedRecords()
    block.clock = reader.header.clock
    isInBlock = false
    counts = [Int](repeating: 0, count: 256)
    count = 0
    privateUse = nil
    while try reader.next(self) {
      guard count.isMultiple(of: Self.step) else { continue }
      progress(count)
      if writerWait.isInterrupted?() == true {
        throw DeskError("snapshot.interrupted", fault: .interruption)
      }
    }
    try finishBlock()
  }

  func take<R: StoredRecord>(
    _ record: R, _ key: Key, of customer: Identifier, line: Int
  ) throws(DeskError) {
    if R.type == .customer {
      try finishBlock()
      if let customer = record as? Customer { note(customer, line) }
    }
    try block.take(record, line: line)
    encoder.encode(record)
    do throws(StorageError) {
      try records.put(R.type, key, encoder, line: line, in: &transaction!)
    } catch {
      throw DeskError(error)
    }
    counts[Int(R.type.rawValue)] += 1
    count += 1
  }

  private func note(_ customer: Customer, _ line: Int) {
    guard let scalar = PrivateUse.scalar(in: customer.name) else { return }
    let found = "U+" + String(scalar.value, radix: 16, uppercase: true)
    privateUse = privateUse ?? PrivateUse(line: line, found: found)
    privateUse?.count += 1
  }

  /// Ends the records of the store as a whole, or of a customer.
  private func finishBlock() throws(DeskError) {
    if isInBlock {
      do throws(StorageError) {
        try records.finish(in: &transaction!) { key, place, line in
          var reader = KeyReader(key.span.extracting(last: 8))
          let order = Identifier(packed: reader.readUInt64() ?? 0)
          block.places.append(Key(OrderBlock.rank(of: order)), place.bytes, line: line)
        }
      } catch {
        throw DeskError(error)
      }
      try block.finish(in: transaction!)
      if let excess = block.excess {
        throw reader.location(excess.line).error(
          "snapshot.sum",
          ["sum": .text(excess.sum.text), "limit": .text(Money.highest.text)])
      }
    } else {
      block.catalog = try DeskError.ruled(try Catalogs(sections: block.sections))
        .catalog(on: block.clock.day)
      isInBlock = true
    }
  }

  /// Puts the small trees, looks references up, writes the journal's entry and makes it all durable.
  func finish(operator: String, wallClock: Instant) throws(DeskError) -> LoadResult {
    try putTrees()
    try checkReferences()
    let header = reader.header
    try putState()
    guard let storage = transaction.take() else {
      preconditionFailure("a snapshot is loaded once")
    }
    var transaction = try StoreTransaction.begin(storage, wallClock: header.clock)
    try refresh(&transaction)
    let result = LoadResult(
      records: TypeCount.list(counts), sha256: reader.sha256, clock: header.clock,
      isTest: header.test, wasInOrder: !reader.isSorted, privateUse: privateUse)
    var values = FieldMap([
      .init(name: "sha256", value: .text(result.sha256)),
      .init(name: "file", value: .text(reader.name)),
      .init(name: "records", value: .integer(Int64(result.count))),
    ])
    for entry in result.records { values[entry.type.name] = .integer(Int64(entry.count)) }
    if let earlier {
      values["sha256Before"] = .text(earlier.sha256)
      values["recordsBefore"] = .integer(Int64(earlier.count))
      // The entry tells when it was done; the last change stays that of the snapshot.
      transaction.move(to: wallClock)
    }
    try transaction.note("snapshot-load", operator: `operator`, values: values)
    transaction.changeState { $0.changed = header.clock }
    try transaction.commit()
    return result
  }

  private func putTrees() throws(DeskError) {
    let reader = reader
    func taken(_ type: RecordType, _ key: [UInt8], _ line: Int, _ earlier: Int) -> DeskError {
      reader.location(line).error(
        "snapshot.duplicate",
        [
          "type": .text(type.name), "key": .text(Self.text(ofKey: key, type)),
          "earlier": .integer(Int64(earlier)),
        ])
    }
    // Two records of one number are told before what else they share.
    try put(Tables.numbers, taken)
    try block.lines.put(in: &transaction!, taken: taken)
    try block.accounts.put(in: &transaction!, taken: taken)
    try put(Tables.iccids, taken)
    try putOrders(taken)
    for table in [Tables.secondaries, Tables.documents, Tables.names, Tables.due] {
      try put(table, taken)
    }
    try put(Tables.keys) { _, _, line, earlier in
      reader.location(line).error("snapshot.key", ["earlier": .integer(Int64(earlier))])
    }
  }

  private func put(_ table: Table, _ taken: SortedIndexBuffer.Taken) throws(DeskError) {
    try block.entries[table.slot]?.put(in: &transaction!, taken: taken)
  }

  private func putOrders(_ taken: SortedIndexBuffer.Taken) throws(DeskError) {
    var blockKey: Key?
    var places = [UInt64](repeating: 0, count: OrderBlock.count)
    func flush() throws(StorageError) {
      guard let key = blockKey else { return }
      try transaction!.put(Tables.places, key, OrderBlock.record(places), .append)
      for index in places.indices { places[index] = 0 }
    }
    try block.places.drain(taken: taken) { (rank, place) throws(StorageError) in
      var reader = KeyReader(rank.span)
      let id = OrderBlock.order(ranked: reader.readUInt64() ?? 0)
      let key = OrderBlock.key(of: id)
      if key != blockKey { try flush() }
      blockKey = key
      places[OrderBlock.index(of: id)] = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }
    do throws(StorageError) { try flush() } catch { throw DeskError(error) }
  }

  private static func text(ofKey key: [UInt8], _ type: RecordType) -> String {
    switch type {
    case .account: Identifier(packed: number(key)).text
    case .order: OrderBlock.order(ranked: number(key)).text
    default: String(decoding: key, as: UTF8.self)
    }
  }

  private static func number(_ key: [UInt8]) -> UInt64 { key.reduce(0) { $0 << 8 | UInt64($1) } }

  /// Looks up what records of one customer refer to and another has.
  private func checkReferences() throws(DeskError) {
    for reference in block.foreign where try !transaction!.has(reference.named) {
      throw missing("\(reference.field)", reference.named.text, reference.line)
    }
    for entry in block.paidLines where try !transaction!.has(.account(entry.line.account)) {
      throw missing("account", entry.line.account.text, entry.snapshotLine)
    }
  }

  private func missing(_ field: String, _ found: String, _ line: Int) -> DeskError {
    reader.location(line).error(
      "snapshot.reference", ["field": .text(field), "found": .text(found)])
  }

  private func putState() throws(DeskError) {
    var state = StoreState()
    state.isTest = reader.header.test
    state.clock = reader.header.clock
    state.changed = reader.header.clock
    state.nextOrder = Int64(block.highestOrder) + 1
    state.placesTaken = Int64(records.placesTaken)
    if let earlier {
      // The journal names orders of both: no number is given twice.
      state.nextOrder = max(state.nextOrder, earlier.state.nextOrder)
      state.endJournal(at: try transaction!.lastJournalEntry())
    }
    encoder.encode(state, tag: StoreState.tag)
    do throws(StorageError) {
      try transaction!.put(Tables.meta, Key(0), encoder.bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// Works out what could not be while a customer's records alone were known.
  private func refresh(_ transaction: inout StoreTransaction) throws(DeskError) {
    var accounts = Set(block.paidLines.map(\.line.account))
    for entry in block.paidLines { try transaction.indexPayer(of: entry.line, entry.customer) }
    for (index, entry) in block.paidLines.enumerated() where !entry.line.isLinked {
      if index.isMultiple(of: Self.step) { try DeskError.checkStop() }
      try transaction.refresh(line: entry.line.number, of: entry.customer)
    }
    for entry in block.linkedLines {
      let line = entry.line
      if entry.isOpen { try transaction.refresh(line: line.number, of: line.customer) }
      if line.isWithoutArrears { accounts.insert(try transaction.storage.ruler(of: line).account) }
    }
    for account in accounts.sorted() {
      guard let owner = try transaction.storage.summary(ofAccount: account)?.customer else {
        continue
      }
      try transaction.refresh(account: account, of: owner)
      try transaction.requeueFreezing(by: account, of: owner)
    }
  }
}
