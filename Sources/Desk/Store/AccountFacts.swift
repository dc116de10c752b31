package import Basics
package import Records
package import Rules
package import Storage

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
}

extension Key {
  /// The beginning of the keys of an account's records of one type.
  init(records type: RecordType, of account: Identifier, _ customer: Identifier) {
    self.init(customer: customer, type: type)
    append(account)
  }
}
