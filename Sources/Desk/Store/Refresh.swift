package import Basics
package import Storage

extension Reading where Self: ~Copyable {
  /// The emergency restore of a line that is in force: neither ended nor carried out.
  package borrowing func restoreInForce(
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
    guard let account = try account(line.account, near: customer) else {
      throw DeskError(
        "store.reference", fault: .store,
        [
          "type": "line", "key": .text(line.number), "name": .text(line.account.text),
        ])
    }
    var facts = CreditControl.LineFacts(line: line, account: account)
    facts.restore =
      if let restore { restore } else { try restoreInForce(of: line.number, customer) }
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
}

extension LineSummary {
  /// Works out what stands beside a number.
  ///
  /// - Parameters:
  ///   - facts: the line, its account and its restore in force.
  ///   - stars: the star in force.
  ///   - now: the instant of looking.
  package init(
    _ facts: CreditControl.LineFacts, customer: Identifier, stars: Int32, at now: Instant,
    terms: CreditTerms
  ) {
    let line = facts.line
    let isRestored = facts.restore != nil && line.restriction(for: .arrears) != nil
    let state = line.state(isRestored: isRestored)
    let reason: RestrictionReason =
      switch state {
      case .lost: .lost
      case .voluntary: .voluntary
      case .active, .oneWay, .twoWay, .disconnected: .arrears
      }
    self.init(
      customer: customer, account: line.account, kind: line.kind, state: state,
      isRestored: isRestored, stars: UInt8(clamping: stars),
      suspendedAt: line.restriction(for: reason)?.from,
      nextDue: CreditControl.nextDue(facts, at: now, terms: terms))
  }
}

extension Work {
  /// Works out anew what is derived of a line: its summary and what next happens to it.
  mutating func refresh(line number: String, of customer: Identifier) throws(DeskError) {
    let summary: LineSummary
    let before: LineSummary?
    if let seen, seen.line.number == number {
      let facts = try transaction.creditFacts(seen.line, customer, restore: seen.restore)
      summary = LineSummary(
        facts, customer: customer, stars: seen.stars, at: now, terms: catalog.credit)
      before = seen.summary
    } else {
      var key = Key(customer: customer, type: .line)
      key.append(number)
      guard let line = try transaction.record(Line.self, key) else { return }
      let stars = try transaction.star(of: customer, on: now.day)?.stars ?? 0
      summary = LineSummary(
        try transaction.creditFacts(line, customer), customer: customer, stars: stars, at: now,
        terms: catalog.credit)
      before = try transaction.summary(of: number)
    }
    if summary == before { return }
    var subject = Key()
    subject.append(number)
    try moveDue(before?.nextDue, summary.nextDue, customer: customer, subject: subject)
    try index(Tables.numbers, subject, summary.bytes)
  }

  /// Works out anew what next happens to an account.
  mutating func refresh(account id: Identifier, of customer: Identifier) throws(DeskError) {
    guard let facts = try transaction.accountFacts(id, customer) else { return }
    // Whoever takes money in or lets it be owed looks first; an undo brings back what was.
    for sum in [facts.holdings, facts.debts] where sum > .highest {
      throw DeskError.tooLarge(.zero, beside: sum, fault: .store)
    }
    let before = try transaction.summary(ofAccount: id)
    let due = CreditControl.nextDue(
      facts, pending: before?.nextDue, at: now, terms: catalog.credit)
    let summary = AccountSummary(customer: customer, nextDue: due)
    if summary == before { return }
    try moveDue(before?.nextDue, due, customer: customer, subject: Key(id.packed))
    try index(Tables.accounts, Key(id.packed), summary.bytes)
  }
}

extension Reading where Self: ~Copyable {
  /// What decides the next thing to happen to an account, and what it has and owes.
  package borrowing func accountFacts(
    _ id: Identifier, _ customer: Identifier
  ) throws(DeskError) -> CreditControl.AccountFacts? {
    guard let account = try account(id, near: customer) else { return nil }
    var facts = try accountMoney(of: account)
    facts.instalments = try all(Instalment.self, of: id, customer)
    var hasWorkingLine = false
    for line in try lines(of: id, customer) where line.isWithoutArrears && !hasWorkingLine {
      hasWorkingLine = try leader(of: line) == line.number
    }
    facts.hasWorkingLine = hasWorkingLine
    return facts
  }

  /// What an account has and owes, without what else decides the next thing to happen to it.
  borrowing func accountMoney(
    of account: Account
  ) throws(DeskError) -> CreditControl.AccountFacts {
    CreditControl.AccountFacts(
      account: account, buckets: try all(Bucket.self, of: account.id, account.customer),
      bills: try all(Bill.self, of: account.id, account.customer))
  }

  /// All records of one type of an account.
  private borrowing func all<R: Record>(
    _ type: R.Type, of account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> [R] {
    var prefix = Key(customer: customer, type: R.type)
    prefix.append(account)
    return try all(type, prefix)
  }

  /// The lines that an account pays for: those of its customer, and those of others.
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

  /// The number by whose account a line is suspended and restored for arrears: its own; its main
  /// card's (BEN-14); the mobile's, in the base package of a tight bundle (CRE-5).
  package borrowing func leader(of line: Line) throws(DeskError) -> String {
    if !line.mainLine.isEmpty, try summary(of: line.mainLine) != nil { return line.mainLine }
    guard let bundle = try bundle(of: line), bundle.coupling == .tight,
      bundle.base.contains(line.number)
    else { return line.number }
    return try mobile(of: bundle) ?? line.number
  }

  /// The lines that are suspended and restored with another (BEN-14, CRE-5).
  package borrowing func followers(of line: Line) throws(DeskError) -> [Line] {
    var followers: [Line] = []
    for other in try all(Line.self, of: line.customer) where other.mainLine == line.number {
      followers.append(other)
    }
    if let bundle = try bundle(of: line), bundle.coupling == .tight,
      try mobile(of: bundle) == line.number
    {
      for number in bundle.base where number != line.number {
        guard try summary(of: number) != nil else { continue }
        let mate = try self.line(number).line
        if mate.mainLine.isEmpty { followers.append(mate) }
      }
    }
    return followers
  }

  /// The bundle that a line is sold in.
  package borrowing func bundle(of line: Line) throws(DeskError) -> Bundle? {
    guard let id = line.bundle else { return nil }
    var key = Key(customer: line.customer, type: .bundle)
    key.append(id)
    return try record(Bundle.self, key)
  }

  /// The mobile by whose rule the base package of a bundle goes: the first that is not
  /// disconnected.
  private borrowing func mobile(of bundle: Bundle) throws(DeskError) -> String? {
    for number in bundle.base {
      guard let summary = try summary(of: number) else { continue }
      if summary.kind == .mobile, summary.state != .disconnected { return number }
    }
    return nil
  }
}

extension Reading where Self: ~Copyable {
  /// What the decision on an emergency restore of a line looks at, and what stands beside its
  /// number.
  ///
  /// - Throws: `line.unknown`.
  borrowing func emergencyRestoreFacts(
    _ number: String, at now: Instant
  ) throws(DeskError) -> (summary: LineSummary, facts: EmergencyRestoreFacts) {
    let (line, summary) = try line(number)
    let customer = summary.customer
    let facts = EmergencyRestoreFacts(
      line: line, stars: try star(of: customer, on: now.day)?.stars ?? 0,
      restores: try restores(of: number, customer),
      suspendedSince: try suspendedSince(line, customer))
    return (summary, facts)
  }
}
