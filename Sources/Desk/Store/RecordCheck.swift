import Basics
import Records
import Rules
import Storage

/// What a check looks at of a record: where it stands, and the entries of small trees that must lead to
/// it.
struct CheckedRecord {
  var tree = Tables.present
  var key: Key
  var text: String
  var customer: Identifier
  var owner: Owner
  var entries: [DerivedEntry] = []
  var named: [(field: String, named: Named)] = []
  var line: Line?
  var account: Account?
  var star: Star?
  var bill: Bill?
  var order: Identifier?
}

/// Reads what a check looks at from a record's bytes; nil when they are not one.
struct RecordChecking: RecordAction {
  let bytes: UnsafeRawBufferPointer
  /// Under whom it stands; nil: whom the record names.
  let customer: Identifier?
  let catalog: Catalog

  func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) -> CheckedRecord? {
    guard let record = RecordDecoder.decode(R.self, from: bytes) else { return nil }
    let named: Identifier = if case .customer(let id) = record.owner { id } else { .absent }
    let customer = customer ?? named
    var checked = CheckedRecord(
      key: Key(of: record, customer: customer), text: record.keyText, customer: customer,
      owner: record.owner)
    record.references { checked.named.append(("\($0)", $1)) }
    try record.derivedEntries(under: customer, catalog) { checked.entries.append($0) }
    switch record {
    case let star as Star: checked.star = star
    case let bill as Bill: checked.bill = bill
    case let order as Order: checked.order = order.id
    case let line as Line: checked.line = line
    case let account as Account: checked.account = account
    default: break
    }
    return checked
  }
}

extension Reading where Self: ~Copyable {
  /// What is wrong with what follows from a record.
  borrowing func problems(
    _ checked: CheckedRecord, _ now: Instant, _ catalog: Catalog
  ) throws(DeskError) -> [CheckFault] {
    var checked = checked
    var faults: [CheckFault] = []
    func add(_ code: String, _ table: Table, _ key: String, _ detail: String) {
      faults.append(CheckFault(code: code, table: "\(table.name)", key: key, detail: detail))
    }
    let stands: Identifier? =
      switch checked.owner {
      case .store: .absent
      case .customer(let id): try customer(id)?.id
      case .account(let id): try owner(of: .account(id))
      case .line(let number): try owner(of: .line(number))
      }
    if stands != checked.customer {
      add("check.owner", checked.tree, checked.text, checked.customer.text)
    }
    for (field, named) in checked.named where try !has(named) {
      add("check.reference", checked.tree, "\(checked.text) \(field)", named.text)
    }
    if let line = checked.line {
      if let found = try summary(of: line.number, checked.customer) {
        let problem = try problem(with: line, found, &checked, now, catalog)
        if let problem { add("check.differs", Tables.lines, line.number, problem) }
      } else {
        add("check.missing", Tables.lines, line.number, checked.text)
      }
    }
    if let account = checked.account {
      if let found = try summary(ofAccount: account.id) {
        let problem = try problem(with: account, found, &checked, now, catalog)
        if let problem { add("check.differs", Tables.accounts, account.id.text, problem) }
      } else {
        add("check.missing", Tables.accounts, account.id.text, checked.text)
      }
    }
    try addDues(to: &checked, catalog)
    if let order = checked.order {
      let place = try place(ofOrder: order)
      if place == nil { add("check.missing", Tables.places, order.text, checked.text) }
      if let place, try self.place(ofOrder: checked.key) != place {
        add("check.differs", Tables.places, order.text, "\(place)")
      }
    }
    for entry in checked.entries {
      let isRight: Bool?
      do throws(StorageError) {
        if let value = try get(entry.table, entry.key) {
          isRight = entry.holds(value)
        } else {
          isRight = nil
        }
      } catch {
        throw DeskError(error)
      }
      let name = StoreCheck.text(entry.table, entry.key.span)
      switch isRight {
      case nil: add("check.missing", entry.table, name, checked.text)
      case false: add("check.differs", entry.table, name, checked.text)
      case true: break
      }
    }
    return faults
  }

  /// What is wrong with the summary of a line.
  private borrowing func problem(
    with line: Line, _ found: LineSummary, _ checked: inout CheckedRecord, _ now: Instant,
    _ catalog: Catalog
  ) throws(DeskError) -> String? {
    // A line without account is found by what it names.
    guard try has(.account(line.account)) else { return nil }
    let customer = checked.customer
    let owner = try summary(ofAccount: line.account)?.customer
    checked.entries += [
      found.dueEntry(of: line.number), line.payerEntry(of: customer, payer: owner),
    ].compactMap { $0 }
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
    to checked: inout CheckedRecord, _ catalog: Catalog
  ) throws(DeskError) {
    if let star = checked.star,
      let entry = star.dueEntry(left: try departure(of: checked.customer))
    {
      checked.entries.append(entry)
    }
    if let bill = checked.bill, bill.freezeDue(catalog.points) != nil,
      let entry = bill.freezeEntry(
        of: checked.customer,
        isAwaited: try awaitsFreezing(bill.account, of: checked.customer), catalog.points)
    {
      checked.entries.append(entry)
    }
  }

  /// What is wrong with the summary of an account.
  private borrowing func problem(
    with account: Account, _ found: AccountSummary, _ checked: inout CheckedRecord, _ now: Instant,
    _ catalog: Catalog
  ) throws(DeskError) -> String? {
    if let entry = found.dueEntry(of: account.id) { checked.entries.append(entry) }
    guard found.customer == checked.customer else { return found.customer.text }
    let terms = catalog.credit
    guard let facts = try accountFacts(account.id, checked.customer, at: now, terms: terms) else {
      return nil
    }
    var expected = CreditControl.nextDue(facts, pending: found.due, at: now, terms: terms)
    if let late = found.nextDue, late.at <= now {
      expected.next = late
      // A run may have become due since by the clock alone.
      if found.due.run == nil { expected.run = nil }
    }
    guard expected != found.due else { return nil }
    return "\(shown(found.due)), expected \(shown(expected))"
  }

  private borrowing func shown(_ due: AccountDue) -> String {
    let next = due.next.map { "\($0.kind.name) \($0.at.text)" } ?? "nothing due"
    return due.run.map { "\(next), looked at \($0.text)" } ?? next
  }
}
