package import Basics
import Records
import Rules
import Storage

/// One thing that a check found wrong.
package struct CheckFault: Hashable, Sendable {
  /// The stable code, such as `check.missing`.
  package var code: String
  /// The table, such as `numbers`.
  package var table: String
  /// The key in words, or in hexadecimal where it has none.
  package var key: String
  /// What was found or should have been there.
  package var detail: String

  /// What is wrong, in one sentence.
  package func message(in language: ReaderLanguage) -> String {
    Messages.text(
      code,
      FieldMap([
        .init(name: "table", value: .text(table)), .init(name: "key", value: .text(key)),
        .init(name: "detail", value: .text(detail)),
      ]), in: language)
  }
}

/// What a check of a store found.
package struct CheckReport: Hashable, Sendable {
  /// Records of each type.
  package var records: [TypeCount] = []
  /// Entries of the small trees that were looked up, from the records and back.
  package var indexEntries = 0
  /// Entries of the journal.
  package var journalEntries: Int64 = 0
  /// How many faults there are.
  package var faultCount = 0
  /// The first of them.
  package var faults: [CheckFault] = []

  /// Whether nothing is wrong.
  package var isSound: Bool { faultCount == 0 }
}

extension Store {
  /// Looks whether everything in the store agrees: every checksum, every record, every small tree
  /// against the records and back, the journal's chain, and what records name.
  ///
  ///     let report = try store.check()
  ///     print(report.faultCount)
  ///
  /// First every page of the file is accounted for, in use once or free, without mapping it: a data
  /// file whose pages are damaged can end a process that maps it, or keep it in a loop. What comes
  /// after that is looked at only when the pages hold together.
  ///
  /// - Parameters:
  ///   - limit: how many faults are listed.
  ///   - readThrough: called between the pages and the records, to have another process read the
  ///     file through first.
  ///   - stop: asked now and then; an error ends the check.
  package func check(
    limit: Int = 20, readThrough: () throws(DeskError) -> Void = {},
    stop: () -> DeskError? = { nil }
  ) throws(DeskError) -> CheckReport {
    let check = StoreCheck(limit: limit)
    do throws(StorageError) {
      check.take(try environment.audit { _, _, _ in stop() == nil })
    } catch {
      throw stop() ?? DeskError(error)
    }
    if check.hasPageFaults { return check.report }
    try readThrough()
    do throws(DeskError) {
      try read { (view, now, catalog) throws(DeskError) in
        // What is derived was worked out as of the last change, also where that lies ahead.
        let changed = try view.storeState()?.changed ?? now
        try check.run(view, max(now, changed), catalog, stop)
      }
    } catch {
      // The catalog or the state of the store cannot be read, without which nothing else can.
      guard error.code == "store.record-damaged" else { throw error }
      check.note(error, Tables.main, "")
    }
    return check.report
  }
}

/// Collects what is wrong.
private final class StoreCheck {
  var report = CheckReport()
  private let limit: Int
  private var counts = [Int](repeating: 0, count: 256)
  private var looked = 0
  /// Whether the trees do not hold together, so that nobody may walk them.
  private(set) var hasPageFaults = false

  init(limit: Int) {
    self.limit = limit
  }

  /// Ends the check where it was told to, asked once in so many entries.
  private func goOn(_ stop: () -> DeskError?) throws(DeskError) {
    looked += 1
    if looked.isMultiple(of: 1024), let error = stop() { throw error }
  }

  func fault(_ code: String, _ table: Table, _ key: String, _ detail: String = "") {
    fault(CheckFault(code: code, table: "\(table.name)", key: key, detail: detail))
  }

  private func fault(_ fault: CheckFault) {
    report.faultCount += 1
    if report.faults.count < limit { report.faults.append(fault) }
  }

  /// Takes what walking the pages found.
  func take(_ found: Verification) {
    for finding in found.findings {
      switch finding {
      case .damaged(let table, let key):
        fault(
          CheckFault(
            code: "check.checksum", table: table, key: Hexadecimal.text(key), detail: ""))
      case .disorder(let table, let key):
        fault(
          CheckFault(code: "check.disorder", table: table, key: Hexadecimal.text(key), detail: ""))
      case .miscount(let table, let said, let found):
        hasPageFaults = true
        fault(
          CheckFault(code: "check.count", table: table, key: "\(found)", detail: "\(said)"))
      case .unreadable(let table, let code):
        fault(CheckFault(code: "check.unreadable", table: table, key: "", detail: "\(code)"))
      case .page(let table, let first, let last, let page):
        hasPageFaults = true
        fault(page.fault(table: table, key: first == last ? "\(first)" : "\(first)-\(last)"))
      }
    }
    report.faultCount += found.findingCount - found.findings.count
  }

  func run(
    _ view: borrowing ReadTransaction, _ now: Instant, _ catalog: Catalog,
    _ stop: () -> DeskError?
  ) throws(DeskError) {
    try checkRecords(view, now, catalog, stop)
    report.records = TypeCount.list(counts)
    for table in Tables.derived {
      do throws(DeskError) {
        try view.scan(table, .all) { (key, value) throws(DeskError) in
          report.indexEntries += 1
          try goOn(stop)
          if try !view.leads(table, key, value, catalog) {
            fault("check.stray", table, Self.text(table, key))
          }
          return .next
        }
      } catch {
        if let told = stop() { throw told }
        note(error, table, "")
      }
    }
    do throws(DeskError) {
      let chain = try view.verifyJournal { (_) throws(DeskError) in
        if let error = stop() { throw error }
      }
      report.journalEntries = Int64(chain.entries)
    } catch {
      if let told = stop() { throw told }
      note(error, Tables.journal, "")
    }
  }

  /// Notes that something could not be read.
  func note(_ error: DeskError, _ table: Table, _ key: String) {
    // What a damaged record's checksum told is known already.
    if case .damaged = error.cause?.reason { return }
    fault("check.reading", table, key, error.message(in: .english))
  }

  private func checkRecords(
    _ view: borrowing ReadTransaction, _ now: Instant, _ catalog: Catalog,
    _ stop: () -> DeskError?
  ) throws(DeskError) {
    var range: KeyRange? = .all
    while let open = range {
      range = nil
      do throws(DeskError) {
        try view.scan(Tables.main, open) { (key, value) throws(DeskError) in
          try goOn(stop)
          checkRecord(key, value, view, now, catalog)
          return .next
        }
      } catch {
        guard case .damaged(_, let key) = error.cause?.reason else { throw error }
        var after = Key(copying: key.span.bytes)
        if after.remaining == 0 { return }
        after.append(UInt8(0))
        range = KeyRange(from: after)
      }
    }
  }

  private func checkRecord(
    _ key: RawSpan, _ value: RawSpan, _ view: borrowing ReadTransaction, _ now: Instant,
    _ catalog: Catalog
  ) {
    let key = Key(copying: key)
    var parts = KeyReader(key.span)
    guard let packed = parts.readUInt64(), let code = parts.readUInt8(),
      let type = RecordType(rawValue: code)
    else { return fault("check.record", Tables.main, key.description) }
    counts[Int(code)] += 1
    value.withUnsafeBytes { bytes in
      let links = type.open(
        Linking(bytes: bytes, customer: Identifier(packed: packed), catalog: catalog))
      guard let links else { return fault("check.record", Tables.main, key.description, type.name) }
      if links.key != key { fault("check.key", Tables.main, links.text, type.name) }
      do throws(DeskError) {
        for problem in try view.problems(links, now, catalog) {
          fault(problem)
        }
      } catch {
        note(error, Tables.main, "\(type.name) \(links.text)")
      }
    }
  }

  /// A key of a small tree in words.
  static func text(_ table: Table, _ key: RawSpan) -> String {
    switch table.slot {
    case Tables.numbers.slot, Tables.iccids.slot:
      key.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    case Tables.orders.slot: OrderBlock.first(key)?.text ?? key.hexadecimal
    case Tables.accounts.slot:
      key.withUnsafeBytes { Identifier(packed: $0.reduce(0) { $0 << 8 | UInt64($1) }).text }
    case Tables.due.slot:
      DueEntry(key: key).map { "\($0.at.text) \($0.kind.name) \($0.customer.text)" }
        ?? key.hexadecimal
    default: key.hexadecimal
    }
  }
}

extension PageFault {
  /// What is wrong with a page, as a check tells it.
  fileprivate func fault(table: String, key: String) -> CheckFault {
    func fault(_ code: String, _ detail: String = "") -> CheckFault {
      CheckFault(code: code, table: table, key: key, detail: detail)
    }
    return switch self {
    case .outOfRange: fault("check.page-range")
    case .usedTwice(let other): fault("check.page-twice", other)
    case .usedAndFree: fault("check.page-free")
    case .freeTwice: fault("check.page-free-twice")
    case .malformed: fault("check.page-form")
    case .disorder: fault("check.page-order")
    case .miscount: fault("check.page-count")
    case .lost: fault("check.page-lost")
    }
  }
}

/// What follows from a record: its key, and the entries of small trees that must lead to it.
private struct Links {
  /// One entry of a small tree.
  struct Entry {
    var table: Table
    var key: Key
    /// The value; nil where it is worked out from more than the record.
    var value: [UInt8]?
  }

  var key: Key
  var text: String
  var customer: Identifier
  var owner: Owner
  var entries: [Entry] = []
  var named: [(field: String, named: Named)] = []
  var line: Line?
  var account: Account?
  var star: Star?
  var bill: Bill?
  var order: Identifier?
}

/// Works out what follows from a record's bytes; nil when they are not one.
private struct Linking: RecordAction {
  let bytes: UnsafeRawBufferPointer
  let customer: Identifier
  let catalog: Catalog

  func callAsFunction<R: StoredRecord>(_: R.Type) -> Links? {
    guard let record = RecordDecoder.decode(R.self, from: bytes) else { return nil }
    var links = Links(
      key: Key(of: record, customer: customer), text: record.keyText, customer: customer,
      owner: record.owner)
    record.references { links.named.append(("\($0)", $1)) }
    let owner = customer.bytes.span.withUnsafeBytes { Array($0) }
    switch record {
    case let customer as Customer:
      links.append(Tables.names, Customer.nameKey(customer), [])
      if let key = Customer.documentKey(customer) { links.append(Tables.documents, key, []) }
    case let star as Star: links.star = star
    case let bill as Bill: links.bill = bill
    case let points as Points:
      var subject = Key()
      subject.append(points.year)
      links.append(due: points.nextDue(catalog.points), subject)
    case let card as Card:
      var key = Key()
      key.append(card.iccid)
      links.append(Tables.iccids, key, owner)
    case let order as Order:
      links.order = order.id
      if order.isKeyed {
        links.append(
          Tables.keys, RequestKey.key(of: order.key),
          order.keyBytes.span.withUnsafeBytes { Array($0) })
      }
    case let line as Line: links.line = line
    case let account as Account: links.account = account
    default: break
    }
    return links
  }
}

extension Links {
  mutating func append(_ table: Table, _ key: Key, _ value: [UInt8]?) {
    entries.append(Entry(table: table, key: key, value: value))
  }

  mutating func append(due: NextDue?, _ subject: Key) {
    guard let due else { return }
    append(Tables.due, DueEntry.queued(due, customer: customer, subject: subject).key, [])
  }
}

extension Tables {
  /// The small trees, each derived from the records.
  fileprivate static let derived = [
    numbers, accounts, payers, secondaries, documents, names, iccids, orders, due, jobs, keys,
  ]
}

extension Reading where Self: ~Copyable {
  /// What is wrong with what follows from a record.
  fileprivate borrowing func problems(
    _ links: Links, _ now: Instant, _ catalog: Catalog
  ) throws(DeskError) -> [CheckFault] {
    var links = links
    var faults: [CheckFault] = []
    func add(_ code: String, _ table: Table, _ key: String, _ detail: String) {
      faults.append(CheckFault(code: code, table: "\(table.name)", key: key, detail: detail))
    }
    let stands: Identifier? =
      switch links.owner {
      case .store: .absent
      case .customer(let id): try customer(id)?.id
      case .account(let id): try owner(of: .account(id))
      case .line(let number): try owner(of: .line(number))
      }
    if stands != links.customer {
      add("check.owner", Tables.main, links.text, links.customer.text)
    }
    for (field, named) in links.named where try !has(named) {
      add("check.reference", Tables.main, "\(links.text) \(field)", named.text)
    }
    if let line = links.line {
      if let found = try summary(of: line.number) {
        let problem = try problem(with: line, found, &links, now, catalog)
        if let problem { add("check.differs", Tables.numbers, line.number, problem) }
      } else {
        add("check.missing", Tables.numbers, line.number, links.text)
      }
    }
    if let account = links.account {
      if let found = try summary(ofAccount: account.id) {
        let problem = try problem(with: account, found, &links, now, catalog)
        if let problem { add("check.differs", Tables.accounts, account.id.text, problem) }
      } else {
        add("check.missing", Tables.accounts, account.id.text, links.text)
      }
    }
    try addDues(to: &links, catalog)
    if let order = links.order {
      let customer = try customer(ofOrder: order)
      if customer == nil { add("check.missing", Tables.orders, order.text, links.text) }
      if let customer, customer != links.customer {
        add("check.differs", Tables.orders, order.text, customer.text)
      }
    }
    for entry in links.entries {
      let found: [UInt8]?
      do throws(StorageError) {
        if let value = try get(entry.table, entry.key) {
          found = value.withUnsafeBytes { Array($0) }
        } else {
          found = nil
        }
      } catch {
        throw DeskError(error)
      }
      let name = StoreCheck.text(entry.table, entry.key.span)
      if found == nil { add("check.missing", entry.table, name, links.text) }
      if let found, let value = entry.value, found != value {
        add("check.differs", entry.table, name, links.text)
      }
    }
    return faults
  }

  /// What is wrong with the summary of a line's number.
  private borrowing func problem(
    with line: Line, _ found: LineSummary, _ links: inout Links, _ now: Instant, _ catalog: Catalog
  ) throws(DeskError) -> String? {
    // A line without account is found by what it names.
    guard try has(.account(line.account)) else { return nil }
    let customer = links.customer
    var subject = Key()
    subject.append(line.number)
    links.append(due: found.nextDue, subject)
    if let payer = try summary(ofAccount: line.account)?.customer, payer != customer {
      links.append(
        Tables.payers, Line.payerKey(line), customer.bytes.span.withUnsafeBytes { Array($0) })
    }
    if !line.mainLine.isEmpty {
      links.append(
        Tables.secondaries, line.secondaryKey, customer.bytes.span.withUnsafeBytes { Array($0) })
    }
    let star = try record(Star.self, Key(customer: customer, type: .star))
    var expected = LineSummary(
      try creditFacts(line, customer), customer: customer, payer: try payer(of: line),
      star: StarMark(star, left: try departure(of: customer)), at: now, terms: catalog.credit)
    if let late = found.nextDue, late.at <= now {
      expected.nextDue = late
      // A restore that was in force then is over since.
      if late.kind == .restoreEnd, found.isRestored {
        expected.isRestored = true
        expected.state = line.state(isRestored: true)
      }
    }
    return expected == found ? nil : "\(found), expected \(expected)"
  }

  /// What is to come of a customer's star, and of points for a bill.
  private borrowing func addDues(
    to links: inout Links, _ catalog: Catalog
  ) throws(DeskError) {
    if let star = links.star {
      links.append(due: star.nextDue(left: try departure(of: links.customer)), Key())
    }
    if let bill = links.bill, let due = bill.freezeDue(catalog.points),
      try awaitsFreezing(bill.account, of: links.customer)
    {
      links.append(Tables.due, bill.queued(due, of: links.customer).key, [])
    }
  }

  /// What is wrong with the summary of an account.
  private borrowing func problem(
    with account: Account, _ found: AccountSummary, _ links: inout Links, _ now: Instant,
    _ catalog: Catalog
  ) throws(DeskError) -> String? {
    links.append(due: found.nextDue, Key(account.id.packed))
    guard found.customer == links.customer else { return found.customer.text }
    let terms = catalog.credit
    guard let facts = try accountFacts(account.id, links.customer, at: now, terms: terms) else {
      return nil
    }
    if let late = found.nextDue, late.at <= now { return nil }
    let expected = CreditControl.nextDue(facts, pending: found.due, at: now, terms: terms)
    guard expected != found.due else { return nil }
    return "\(shown(found.nextDue)), expected \(shown(expected.next))"
  }

  private borrowing func shown(_ due: NextDue?) -> String {
    due.map { "\($0.kind.name) \($0.at.text)" } ?? "nothing due"
  }

  /// Whether an entry of a small tree leads to a record from which it follows.
  fileprivate borrowing func leads(
    _ table: Table, _ key: RawSpan, _ value: RawSpan, _ catalog: Catalog
  ) throws(DeskError) -> Bool {
    switch table.slot {
    case Tables.numbers.slot:
      guard let summary = LineSummary(value) else { return false }
      return try hasRecord(.line, key, of: summary.customer)
    case Tables.accounts.slot:
      guard let summary = AccountSummary(value) else { return false }
      return try hasRecord(.account, key, of: summary.customer)
    case Tables.iccids.slot: return try hasRecord(.card, key, of: Self.littleEndian(value))
    case Tables.orders.slot:
      for (id, customer) in OrderBlock.orders(key, value) {
        let order = Key(id.packed)
        guard try hasRecord(.order, order.span, of: customer) else { return false }
      }
      return OrderBlock.first(key) != nil && OrderBlock.isSize(value.byteCount)
    case Tables.names.slot:
      guard let customer = try customer(Self.last(key)) else { return false }
      return Customer.nameKey(customer) == Key(copying: key)
    case Tables.documents.slot:
      guard let customer = try customer(Self.last(key)) else { return false }
      return Customer.documentKey(customer) == Key(copying: key)
    case Tables.payers.slot:
      var parts = KeyReader(key)
      let account = Identifier(packed: parts.readUInt64() ?? 0)
      var place = Key(customer: Self.littleEndian(value), type: .line)
      place.append(parts.readRest())
      return try record(Line.self, place)?.account == account
    case Tables.secondaries.slot:
      var parts = KeyReader(key)
      guard let main = parts.readTerminatedText() else { return false }
      var place = Key(customer: Self.littleEndian(value), type: .line)
      place.append(parts.readRest())
      return try record(Line.self, place)?.mainLine == main
    case Tables.jobs.slot: return try leadsFromMemory(key, value)
    case Tables.keys.slot:
      guard let answer = KeyedAnswer(value) else { return false }
      // A command that makes no order has kept its answer here.
      if answer.order == .absent { return key.byteCount == 16 && !answer.value.isEmpty }
      guard let order = try orderIfAny(answer.order) else { return false }
      return RequestKey.key(of: order.key) == Key(copying: key)
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
    switch entry.kind {
    case .starEnd:
      guard entry.subject.isEmpty else { return false }
      next = try starDue(of: entry.customer)
    case .pointsFreeze:
      guard entry.subject.count == 12, try awaitsFreezing(entry.account, of: entry.customer)
      else { return false }
      next = try bill(of: entry)?.freezeDue(catalog.points)
    case .pointsEnd:
      var place = Key(customer: entry.customer, type: .points)
      place.append(entry.subject.span.bytes)
      next = try record(Points.self, place)?.nextDue(catalog.points)
    case .restoreEnd, .twoWay, .disconnection:
      let summary = try summary(of: entry.number)
      next = summary?.customer == entry.customer ? summary?.nextDue : nil
    case .instalment, .balanceEnd, .billOverdue, .creditRun:
      guard entry.subject.count == 8 else { return false }
      let account = entry.subject.reduce(0) { $0 << 8 | UInt64($1) }
      let summary = try summary(ofAccount: Identifier(packed: account))
      next = summary?.customer == entry.customer ? summary?.nextDue : nil
    }
    return next == NextDue(entry.kind, at: entry.at)
  }

  private borrowing func hasRecord(
    _ type: RecordType, _ subKey: RawSpan, of customer: Identifier
  ) throws(DeskError) -> Bool {
    var key = Key(customer: customer, type: type)
    key.append(subKey)
    do throws(StorageError) { return try contains(Tables.main, key) } catch {
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
