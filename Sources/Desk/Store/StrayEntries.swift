import Basics
import Records
import Rules
import Storage

extension ReadTransaction {
  /// Whether an entry of a small tree leads to a record from which it follows.
  borrowing func leads(
    _ table: Table, _ key: RawSpan, _ value: RawSpan, _ catalog: Catalog
  ) throws(DeskError) -> Bool {
    switch table.slot {
    case Tables.lines.slot:
      // What is derived has one form: nothing stands in what a summary leaves open.
      guard let line = StoreCheck.lineName(key),
        let summary = LineSummary(value, of: line.customer), value.holds(summary.bytes)
      else { return false }
      var subKey = Key()
      subKey.append(line.number)
      return try hasRecord(.line, subKey.span, of: line.customer)
    case Tables.numbers.slot:
      return try follows(.line, key, of: Self.littleEndian(value), table, key, value, catalog)
    case Tables.accounts.slot:
      guard let summary = AccountSummary(value), value.holds(summary.bytes) else { return false }
      return try hasRecord(.account, key, of: summary.customer)
    case Tables.iccids.slot:
      return try follows(.card, key, of: Self.littleEndian(value), table, key, value, catalog)
    case Tables.places.slot:
      for (id, place) in OrderBlock.orders(key, value) {
        var order = Key(place)
        order.append(RecordType.order.rawValue)
        order.append(id)
        guard try isThere(RecordLocation(tree: Tables.orders, key: order)) else { return false }
      }
      return OrderBlock.first(key) != nil && OrderBlock.isSize(value.byteCount)
    case Tables.names.slot, Tables.documents.slot:
      let none = Key()
      return try follows(.customer, none.span, of: Self.last(key), table, key, value, catalog)
    case Tables.payers.slot:
      var parts = KeyReader(key)
      let account = Identifier(packed: parts.readUInt64() ?? 0)
      var lineKey = Key(customer: Self.littleEndian(value), type: .line)
      lineKey.append(parts.readRest())
      return try record(Line.self, lineKey)?.account == account
    case Tables.secondaries.slot:
      var parts = KeyReader(key)
      guard parts.readTerminatedText() != nil else { return false }
      return try follows(
        .line, parts.readRest(), of: Self.littleEndian(value), table, key, value, catalog)
    case Tables.jobs.slot: return try leadsFromMemory(key, value)
    case Tables.keys.slot:
      guard let answer = KeyedAnswer(value) else { return false }
      // A command that makes no order has kept its answer here.
      if answer.order == .absent { return key.byteCount == 16 && !answer.value.isEmpty }
      guard let order = try orderIfAny(answer.order) else { return false }
      return try order.gives(table, key, value, under: order.customer, catalog)
    default: return try leadsFromQueue(key, catalog)
    }
  }

  /// Whether an entry of the memory of a job belongs to a job, and speaks of an order that is there.
  private borrowing func leadsFromMemory(
    _ key: RawSpan, _ value: RawSpan
  ) throws(DeskError) -> Bool {
    var reader = KeyReader(key)
    guard let hash = reader.readUInt64() else { return false }
    let name: String
    do throws(StorageError) {
      guard let bytes = try get(Tables.jobs, Key(hash)) else { return false }
      name = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    } catch {
      throw DeskError(error)
    }
    guard JobMemory(of: name).key == Key(hash), try job(name) != nil else { return false }
    guard key.byteCount > 8 else { return true }
    guard let kind = JobMemory.kind(key) else { return false }
    switch kind {
    case .reservation, .counts: return value.byteCount == 16
    case .rows: return value.byteCount == 8 * Int(JobMemory.rowsTogether)
    case .answer, .request: break
    }
    switch Remembered(value)?.answer {
    case .order(let order): return try orderIfAny(order) != nil
    case .promised, .value: return true
    case nil: return false
    }
  }

  private borrowing func orderIfAny(_ id: Identifier) throws(DeskError) -> Order? {
    do throws(DeskError) { return try order(id) } catch {
      guard error.code == "order.unknown" else { throw error }
      return nil
    }
  }

  private borrowing func leadsFromQueue(
    _ key: RawSpan, _ catalog: Catalog
  ) throws(DeskError) -> Bool {
    guard let entry = DueEntry(key: key) else { return false }
    let next: NextDue?
    switch DueEvent.of(entry.kind)?.subject {
    case .line:
      let summary = try summary(of: entry.number)
      next = summary?.customer == entry.customer ? summary?.nextDue : nil
    case .account:
      guard entry.subject.count == 8 else { return false }
      let summary = try summary(ofAccount: entry.account)
      next = summary?.customer == entry.customer ? summary?.nextDue : nil
    case .record(_, let find): next = try find(self, entry, catalog)
    case nil: next = nil
    }
    return next == NextDue(entry.kind, at: entry.at)
  }

  /// Whether an entry follows from the record of a type under a customer.
  private borrowing func follows(
    _ type: RecordType, _ subKey: RawSpan, of customer: Identifier, _ table: Table, _ key: RawSpan,
    _ value: RawSpan, _ catalog: Catalog
  ) throws(DeskError) -> Bool {
    var recordKey = Key(customer: customer, type: type)
    recordKey.append(subKey)
    guard let bytes = try bytes(type, recordKey) else { return false }
    return try bytes.span.withUnsafeBytes { (bytes) throws(DeskError) in
      let entry = (key: Key(copying: key), value: value.withUnsafeBytes { Array($0) })
      return try type.open(
        Giving(bytes: bytes, customer: customer, catalog: catalog, table: table, entry: entry))
    }
  }

  private borrowing func hasRecord(
    _ type: RecordType, _ subKey: RawSpan, of customer: Identifier
  ) throws(DeskError) -> Bool {
    var key = Key(customer: customer, type: type)
    key.append(subKey)
    guard let location = try location(of: type, key) else { return false }
    return try isThere(location)
  }

  /// Whether the log has the order whose place a customer keeps.
  borrowing func leads(
    fromOrder key: Key, _ value: RawSpan
  ) throws(DeskError) -> Bool {
    guard let place = OrderLog.place(value) else { return false }
    return try isThere(RecordLocation(tree: Tables.orders, key: OrderLog.key(place, of: key)))
  }

  private borrowing func isThere(_ location: RecordLocation) throws(DeskError) -> Bool {
    do throws(StorageError) { return try contains(location.tree, location.key) } catch {
      throw DeskError(error)
    }
  }

  private static func littleEndian(_ bytes: RawSpan) -> Identifier {
    bytes.byteCount == 8 ? Identifier(packed: bytes.number()) : .absent
  }

  private static func last(_ key: RawSpan) -> Identifier {
    guard key.byteCount >= 8 else { return .absent }
    var reader = KeyReader(key.extracting(last: 8))
    return Identifier(packed: reader.readUInt64() ?? 0)
  }
}

extension StoredRecord {
  /// Whether an entry follows from the record.
  fileprivate func gives(
    _ table: Table, _ key: RawSpan, _ value: RawSpan, under customer: Identifier,
    _ catalog: Catalog
  ) throws(DeskError) -> Bool {
    let key = Key(copying: key)
    var isGiven = false
    var given: [DerivedEntry] = []
    try derivedEntries(under: customer, catalog) { given.append($0) }
    for entry in given where entry.table.slot == table.slot && entry.key == key {
      isGiven = isGiven || entry.holds(value)
    }
    return isGiven
  }
}

/// Whether an entry follows from a record, by the record's bytes.
private struct Giving: RecordAction {
  let bytes: UnsafeRawBufferPointer
  let customer: Identifier
  let catalog: Catalog
  let table: Table
  let entry: (key: Key, value: [UInt8])

  func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) -> Bool {
    guard let record = RecordDecoder.decode(R.self, from: bytes) else { return false }
    return try record.gives(
      table, entry.key.span, entry.value.span.bytes, under: customer, catalog)
  }
}
