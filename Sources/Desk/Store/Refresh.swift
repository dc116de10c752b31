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
  /// is one suspension.
  package borrowing func suspendedSince(
    _ line: Line, _ customer: Identifier
  ) throws(DeskError) -> Instant? {
    guard var start = line.restriction(for: .arrears)?.from else { return nil }
    try each(
      Suspension.self, Key(records: .suspension, of: line.number, customer), isReversed: true
    ) { (earlier) throws(DeskError) in
      if earlier.reason == .arrears, earlier.until == start { start = earlier.from }
      return earlier.until >= start
    }
    return start
  }

  /// The last month of the instalments that an account still gets.
  borrowing func instalmentsThrough(
    _ account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> Month? {
    var prefix = Key(customer: customer, type: .instalment)
    prefix.append(account)
    return try all(Instalment.self, prefix).filter { $0.left > .zero }.map(\.through).max()
  }

  /// What decides the next thing to happen to a line.
  borrowing func creditFacts(
    _ line: Line, _ customer: Identifier
  ) throws(DeskError) -> CreditControl.LineFacts {
    guard let account = try account(line.account, near: customer) else {
      throw DeskError(
        "store.reference", fault: .store,
        [
          "type": "line", "key": .text(line.number), "name": .text(line.account.text),
        ])
    }
    var facts = CreditControl.LineFacts(line: line, account: account)
    facts.restore = try restoreInForce(of: line.number, customer)
    if line.restriction(for: .arrears)?.scope == .both, facts.restore == nil {
      facts.suspendedSince = try suspendedSince(line, customer)
      let owner = try summary(ofAccount: account.id)?.customer ?? customer
      facts.instalmentsThrough = try instalmentsThrough(account.id, owner)
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
  package init(
    _ facts: CreditControl.LineFacts, customer: Identifier, stars: Int32, terms: CreditTerms
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
      nextDue: CreditControl.nextDue(facts, terms: terms))
  }
}

extension Work {
  /// Works out anew what is derived of a line: its summary and what next happens to it.
  mutating func refresh(line number: String, of customer: Identifier) throws(DeskError) {
    var key = Key(customer: customer, type: .line)
    key.append(number)
    guard let line = try transaction.record(Line.self, key) else { return }
    let facts = try transaction.creditFacts(line, customer)
    let stars = try transaction.star(of: customer, on: now.day)?.stars ?? 0
    let summary = LineSummary(
      facts, customer: customer, stars: stars, terms: catalog.credit)
    let before = try transaction.summary(of: number)
    if summary == before { return }
    var subject = Key()
    subject.append(number)
    try moveDue(before?.nextDue, summary.nextDue, customer: customer, subject: subject)
    try index(Tables.numbers, subject, summary.bytes)
  }

  /// Works out anew what next happens to an account.
  mutating func refresh(account id: Identifier, of customer: Identifier) throws(DeskError) {
    guard let facts = try transaction.accountFacts(id, customer) else { return }
    let before = try transaction.summary(ofAccount: id)
    // What is in the queue and has not been carried out yet stays there, even when it is late.
    let horizon = min(now, before?.nextDue.map { $0.at.adding(Duration(seconds: -1)) } ?? now)
    let due = CreditControl.nextDue(facts, after: horizon, terms: catalog.credit)
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
    var prefix = Key(customer: customer, type: .bucket)
    prefix.append(id)
    let buckets = try all(Bucket.self, prefix)
    prefix = Key(customer: customer, type: .bill)
    prefix.append(id)
    let bills = try all(Bill.self, prefix)
    let hasWorkingLine = try lines(of: id, customer).contains { line in
      line.disconnected == nil && line.restriction(for: .arrears) == nil
    }
    return CreditControl.AccountFacts(
      account: account, buckets: buckets, bills: bills, hasWorkingLine: hasWorkingLine)
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
}
