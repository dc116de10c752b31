package import Basics
package import Records
package import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// The emergency restore of a line that is in force at an instant: one whose `until` has passed is
  /// over, whether or not the clock has carried out its end (BEN-14).
  package borrowing func restoreInForce(
    of number: String, _ customer: Identifier, at now: Instant
  ) throws(DeskError) -> Restore? {
    let restore = try restoreToEnd(of: number, customer)
    return restore.flatMap { $0.isInForce(at: now) ? $0 : nil }
  }

  /// The emergency restore of a line whose end has not been carried out.
  borrowing func restoreToEnd(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> Restore? {
    var found: Restore?
    try each(Restore.self, Key(records: .restore, of: number, customer), isReversed: true) {
      (restore) throws(DeskError) in
      if restore.ended == nil { found = restore }
      return false
    }
    return found
  }

  /// All emergency restores of a line, in order of time.
  package borrowing func restores(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> [Restore] {
    try all(Restore.self, Key(records: .restore, of: number, customer))
  }

  /// When the suspension for arrears began that lasts now: a one-way suspension that became two-way
  /// is one suspension. One that was lifted is not, even when the next began in the same second.
  package borrowing func suspendedSince(
    _ line: Line, _ customer: Identifier
  ) throws(DeskError) -> Instant? {
    guard let arrears = line.restriction(for: .arrears) else { return nil }
    var start = arrears.from
    guard arrears.scope == .both else { return start }
    try each(
      Suspension.self, Key(records: .suspension, of: line.number, customer), isReversed: true
    ) { (earlier) throws(DeskError) in
      guard earlier.reason == .arrears else { return true }
      if earlier.scope == .outgoing, earlier.until == start {
        start = earlier.from
        return false
      }
      return earlier.until >= start
    }
    return start
  }

  /// The last month of the instalments of an account that were running at an instant (CRE-2).
  borrowing func instalmentsThrough(
    _ account: Identifier, _ customer: Identifier, at instant: Instant
  ) throws(DeskError) -> Month? {
    try all(Instalment.self, of: account, customer).map(\.through).filter { $0.end > instant }.max()
  }

  /// The last payment to an account at or after an instant.
  borrowing func lastPayment(
    to account: Identifier, _ customer: Identifier, since instant: Instant
  ) throws(DeskError) -> Instant? {
    var found: Instant?
    try each(Order.self, Key(customer: customer, type: .order), isReversed: true) {
      (order) throws(DeskError) in
      if order.kind == OrderKind.pay, order.state == .done,
        order.result["account"] == .text(account.text)
      {
        found = order.at
      }
      return found == nil && order.at >= instant
    }
    return found.flatMap { $0 >= instant ? $0 : nil }
  }

  /// What decides the next thing to happen to a line.
  ///
  /// - Parameter restore: the restore in force where it is known; nil: it is looked up.
  package borrowing func creditFacts(
    _ line: Line, _ customer: Identifier, restore: Restore? = nil
  ) throws(DeskError) -> CreditControl.LineFacts {
    let ruler = try ruler(of: line)
    guard let account = try account(ruler.account, near: ruler.customer) else {
      throw DeskError(
        "store.reference", fault: .store,
        [
          "type": "line", "key": .text(ruler.number), "name": .text(ruler.account.text),
        ])
    }
    var facts = CreditControl.LineFacts(line: line, account: account)
    facts.restore =
      if let restore { restore } else { try restoreToEnd(of: line.number, customer) }
    if line.restriction(for: .arrears)?.scope == .both, facts.restore == nil {
      facts.suspendedSince = try suspendedSince(line, customer)
      if let since = facts.suspendedSince {
        let owner = account.customer
        facts.instalmentsThrough = try instalmentsThrough(account.id, owner, at: since)
        if account.mode == .prepaid {
          facts.toppedUp = try lastPayment(to: account.id, owner, since: since)
        }
      }
    }
    return facts
  }
}

extension Key {
  /// The beginning of the keys of a line's records of one type.
  package init(records type: RecordType, of number: String, _ customer: Identifier) {
    self.init(customer: customer, type: type)
    append(terminated: number)
  }

  /// The beginning of the keys of an account's records of one type.
  init(records type: RecordType, of account: Identifier, _ customer: Identifier) {
    self.init(customer: customer, type: type)
    append(account)
  }
}

extension Restore {
  /// Whether it holds at an instant (BEN-14): `until` no longer belongs to it.
  package func isInForce(at now: Instant) -> Bool { ended == nil && until > now }
}

extension LineSummary {
  /// Works out the summary of a line.
  ///
  /// - Parameters:
  ///   - facts: the line, the account by whose rule it goes, and its restore.
  ///   - payer: the account that pays for it.
  ///   - star: the customer's star.
  ///   - now: the instant of looking.
  package init(
    _ facts: CreditControl.LineFacts, customer: Identifier, payer: Identifier, star: StarMark,
    at now: Instant, terms: CreditTerms
  ) {
    let line = facts.line
    let isRestored =
      facts.restore?.isInForce(at: now) == true && line.restriction(for: .arrears) != nil
    let state = line.state(isRestored: isRestored)
    let reason: RestrictionReason =
      switch state {
      case .lost: .lost
      case .voluntary: .voluntary
      case .active, .oneWay, .twoWay, .disconnected: .arrears
      }
    self.init(
      customer: customer, account: payer, kind: line.kind, state: state, isRestored: isRestored,
      stateWithoutRestore: line.state(isRestored: false), star: star,
      suspendedAt: line.restriction(for: reason)?.from,
      nextDue: CreditControl.nextDue(facts, at: now, terms: terms))
  }
}

extension StoreTransaction {
  /// Works out again what is derived of a line: its summary and what next happens to it.
  mutating func refresh(line number: String, of customer: Identifier) throws(DeskError) {
    let (summary, before): (LineSummary, LineSummary?)
    if let seen, seen.line.number == number {
      let facts = try storage.creditFacts(seen.line, customer, restore: seen.restore)
      summary = LineSummary(
        facts, customer: customer, payer: seen.summary.account, star: seen.summary.star, at: now,
        terms: catalog.credit)
      before = seen.summary
    } else {
      var key = Key(customer: customer, type: .line)
      key.append(number)
      guard let line = try storage.record(Line.self, key) else { return }
      let star = try storage.record(Star.self, Key(customer: customer, type: .star))
      summary = LineSummary(
        try storage.creditFacts(line, customer), customer: customer,
        payer: try storage.payer(of: line),
        star: StarMark(star, left: try storage.departure(of: customer)), at: now,
        terms: catalog.credit)
      before = try storage.summary(of: number, customer)
    }
    if summary == before { return }
    if before?.nextDue != summary.nextDue {
      try moveEntry(from: before?.dueEntry(of: number), to: summary.dueEntry(of: number))
    }
    try index(Tables.lines, Key(summaryOf: number, customer), summary.bytes)
  }

  /// Works out again what next happens to an account.
  mutating func refresh(account id: Identifier, of customer: Identifier) throws(DeskError) {
    let terms = catalog.credit
    guard let facts = try storage.accountFacts(id, customer, at: now, terms: terms) else {
      return
    }
    // Whoever takes money in or lets it be owed looks first; an undo brings back what was.
    for sum in [facts.holdings, facts.debts] where sum > .highest {
      throw DeskError.tooLarge(.zero, beside: sum, fault: .store)
    }
    let before = try storage.summary(ofAccount: id)
    let due = CreditControl.nextDue(
      facts, pending: before?.due ?? AccountDue(), isBeforeRun: isBeforeRun, at: now,
      terms: terms)
    let summary = AccountSummary(customer: customer, due: due)
    if summary == before { return }
    if before?.nextDue != due.next {
      try moveEntry(from: before?.dueEntry(of: id), to: summary.dueEntry(of: id))
    }
    try index(Tables.accounts, Key(id.packed), summary.bytes)
  }
}

extension Reading where Self: ~Copyable {
  /// What decides the next thing to happen to an account, and what it has and owes at an instant.
  package borrowing func accountFacts(
    _ id: Identifier, _ customer: Identifier, at now: Instant, terms: CreditTerms
  ) throws(DeskError) -> CreditControl.AccountFacts? {
    guard let account = try account(id, near: customer) else { return nil }
    var facts = try accountMoney(of: account, at: now, terms: terms)
    facts.instalments = try all(Instalment.self, of: id, customer)
    let lines = try lines(of: id, customer)
    facts.hasWorkingLine = lines.contains { $0.isWithoutArrears && !$0.isLinked }
    if facts.hasWorkingLine { return facts }
    for line in try linesRuled(by: lines) where line.isWithoutArrears {
      let marks = try sparing(line, ruledBy: id)
      facts.hasWorkingLine = facts.hasWorkingLine || marks == nil
      if let marks, !facts.sparing.contains(marks) { facts.sparing.append(marks) }
    }
    return facts
  }

  /// The account that pays for a line which goes by another's rule, where it has a mark that spares
  /// the line while it is valid (CRE-6).
  borrowing func sparing(_ line: Line, ruledBy account: Identifier) throws(DeskError) -> Account? {
    let payer = try payer(of: line)
    guard payer != account, let own = try self.account(payer, near: line.customer),
      own.redList || own.exempt != nil
    else { return nil }
    return own
  }

  /// What an account has and owes at an instant, without what else decides the next thing to happen
  /// to it; money that is void at the instant counts for nothing (LED-3).
  borrowing func accountMoney(
    of account: Account, at now: Instant, terms: CreditTerms
  ) throws(DeskError) -> CreditControl.AccountFacts {
    CreditControl.AccountFacts(
      account: account, buckets: try all(Bucket.self, of: account.id, account.customer),
      bills: try all(Bill.self, of: account.id, account.customer)
    ).counting(at: now, terms: terms)
  }

  /// All records of one type of an account.
  private borrowing func all<R: StoredRecord>(
    _ type: R.Type, of account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> [R] {
    try all(type, Key(records: R.type, of: account, customer))
  }

  /// The lines that an account pays for: its own customer's and other customers'.
  package borrowing func lines(
    of account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> [Line] {
    var lines = try all(Line.self, of: customer).filter { $0.account == account }
    for number in try numbersPaid(by: account) { lines.append(try line(number).line) }
    return lines
  }

  /// The numbers of other customers' lines that an account pays for.
  private borrowing func numbersPaid(by account: Identifier) throws(DeskError) -> [String] {
    var numbers: [String] = []
    try scan(Tables.payers, KeyRange(prefix: Key(account.packed))) {
      (key, _) throws(DeskError) in
      var reader = KeyReader(key)
      _ = reader.readUInt64()
      numbers.append(reader.readText())
      return .next
    }
    return numbers
  }
}

extension Reading where Self: ~Copyable {
  /// What the decision on an emergency restore of a line looks at, and the line's summary.
  ///
  /// - Throws: `line.unknown`.
  borrowing func emergencyRestoreFacts(
    _ number: String, at now: Instant
  ) throws(DeskError) -> (summary: LineSummary, facts: EmergencyRestoreFacts) {
    let (line, summary) = try line(number)
    let customer = summary.customer
    let facts = EmergencyRestoreFacts(
      line: line, stars: Int32(summary.at(now).stars),
      restores: try restores(of: number, customer),
      suspendedSince: try suspendedSince(line, customer))
    return (summary, facts)
  }
}
