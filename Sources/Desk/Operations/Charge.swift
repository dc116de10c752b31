package import Basics
package import Records
package import Rules
import Storage

extension Operation {
  static let charge = Operation(OrderKind.charge, chinese: "计费", trial: nil, undoing: .byJournal)
}

extension StoreTransaction {
  /// Books a service charge to a line (LED-2, LED-6).
  ///
  /// The money comes from the buckets of the account that pays for the line, a secondary card's main
  /// card's (BEN-14); what they do not pay stands on its bill of the month, or below zero in the cash
  /// of a prepay-postpaid account. A prepaid account whose balance falls below zero is suspended at
  /// once (CRE-1). While an emergency restore with a temporary credit is in force, what the account's
  /// own money does not pay uses that credit up (LED-9); it is owed all the same, and with the last
  /// of the credit the number is suspended again as it was before (BEN-12).
  ///
  /// - Parameters:
  ///   - number: the line.
  ///   - amount: what is charged, above zero.
  ///   - month: the month that it is for.
  ///   - uncounted: the part that does not count towards the growth value (STAR-5).
  ///   - request: who asks, and why.
  /// - Returns: The outcome; its result holds `account`, `amount`, `balance`, `arrears`, and where
  ///   they apply `bill`, `billed`, `credit` (left of a restore's) and `suspended`; its takes say
  ///   what came from which bucket. Refused when the line is suspended or disconnected.
  /// - Throws: `line.unknown`, `amount.positive`, `amount.uncounted`; `money.too-large` when the line's
  ///   charge of the month, its bill, or what the account owes would be more than can be kept.
  package mutating func charge(
    _ number: String, amount: Money, month: Month, uncounted: Money = .zero, _ request: Request
  ) throws(DeskError) -> Outcome {
    let (line, _) = try storage.line(number)
    guard amount > .zero, amount <= .highest else {
      throw DeskError("amount.positive", ["amount": .text(amount.text)])
    }
    guard uncounted >= .zero, uncounted <= amount else {
      throw DeskError(
        "amount.uncounted", ["uncounted": .text(uncounted.text), "amount": .text(amount.text)])
    }
    try checkCharge(amount, to: line, for: month)
    let restore = try storage.restoreInForce(of: number, line.customer, at: now)
    let decision = CreditControl.decideCharge(line, restore: restore)
    var order = newOrder(.charge, customer: line.customer, line: number, request)
    guard decision.isAllowed else { return try refuse(order, decision) }
    order.checks = decision.checks
    try book(amount, uncounted: uncounted, to: line, for: month, &order)
    return try finish(order)
  }

  /// Books a charge, whatever asks for it, and notes in its order what it did.
  ///
  /// - Parameter order: is given result and takes; it is still to be finished.
  mutating func book(
    _ amount: Money, uncounted: Money = .zero, to line: Line, for month: Month,
    _ order: inout Order
  ) throws(DeskError) {
    var facts = try creditFacts(of: try storage.payer(of: line))
    let account = facts.account.id
    let owner = facts.account.customer
    if facts.account.mode == .prepayPostpaid, !facts.buckets.contains(where: { $0.kind == .cash }) {
      facts.buckets.append(Bucket.cash(of: account))
    }
    let split = Ledger.split(
      amount, over: facts.buckets, mode: facts.account.mode, line: (line.kind, line.plan),
      on: now.day)
    var own = Money.zero
    for part in split.parts {
      guard var bucket = facts.buckets.first(where: { $0.id == part.bucket }) else { continue }
      own += min(part.amount, max(bucket.amount, .zero))
      writeOff(bucket.id, facts, &order)
      bucket.amount -= part.amount
      try put(bucket, of: owner)
      order.takes.append(LotMovement(part.bucket, part.amount))
    }
    order.result["account"] = .text(account.text)
    order.result["amount"] = .text(amount.text)
    if split.rest > .zero {
      try bill(split.rest, to: facts, for: month)
      order.result["bill"] = .text(month.text)
      order.result["billed"] = .text(split.rest.text)
    }
    try addCharge(amount, uncounted: uncounted, to: line, for: month)
    if amount > own { try useCredit(amount - own, of: line, &order) }
    if facts.account.mode == .prepaid {
      let suspended = try suspendIfOwed(account)
      if !suspended.isEmpty { order.result["suspended"] = .texts(suspended) }
    }
    let after = try creditFacts(of: account)
    order.result["balance"] = .text(after.balance.text)
    order.result["arrears"] = .text(after.arrears.text)
  }

  /// Looks whether what a charge may add up to can be kept.
  private borrowing func checkCharge(
    _ amount: Money, to line: Line, for month: Month
  ) throws(DeskError) {
    let facts = try creditFacts(of: try storage.payer(of: line))
    var key = Charge()
    key.line = line.number
    key.month = month
    let charged = try storage.record(Charge.self, Key(of: key, customer: line.customer))?.amount
    let billed = facts.bills.first { $0.month == month }?.amount
    for sum in [facts.debts, charged ?? .zero, billed ?? .zero] where sum + amount > .highest {
      throw DeskError.tooLarge(amount, beside: sum)
    }
  }

  /// Notes in an order that void money is taken out of a bucket which the order changes anyway
  /// (LED-3, LED-4).
  mutating func writeOff(
    _ bucket: String, _ facts: CreditControl.AccountFacts, _ order: inout Order
  ) {
    guard let void = facts.void.first(where: { $0.id == bucket }) else { return }
    order.takes.append(LotMovement(bucket, void.amount))
    order.result["void"] = .text(void.amount.text)
  }

  /// Adds to what a line was charged for a month.
  private mutating func addCharge(
    _ amount: Money, uncounted: Money, to line: Line, for month: Month
  ) throws(DeskError) {
    var charge = Charge()
    charge.line = line.number
    charge.month = month
    let key = Key(of: charge, customer: line.customer)
    if let before = try storage.record(Charge.self, key) { charge = before }
    charge.amount += amount
    charge.uncounted += uncounted
    try put(charge, of: line.customer)
  }

  /// Puts on an account's bill of a month what its money does not pay.
  private mutating func bill(
    _ amount: Money, to facts: CreditControl.AccountFacts, for month: Month
  ) throws(DeskError) {
    var bill = Bill()
    bill.account = facts.account.id
    bill.month = month
    bill.due = Ledger.dueDay(of: month, terms: catalog.credit)
    if let before = facts.bills.first(where: { $0.month == month }) { bill = before }
    bill.amount += amount
    try put(bill, of: facts.account.customer)
  }

  /// Uses up the temporary credit of a restore in force; with the last of it the restore ends
  /// (BEN-12).
  private mutating func useCredit(
    _ amount: Money, of line: Line, _ order: inout Order
  ) throws(DeskError) {
    guard
      var restore = try storage.restoreInForce(of: line.number, line.customer, at: now),
      let credit = restore.credit
    else { return }
    let used = min(credit, (restore.used ?? .zero) + amount)
    restore.used = used
    if used == credit { restore.ended = now }
    try put(restore, of: line.customer)
    order.result["credit"] = .text((credit - used).text)
    if used == credit {
      order.result["suspended"] = .texts([line.number])
      try inform("text.restore-ended", line)
    }
  }
}

extension CreditControl {
  /// Decides whether a service charge may be booked to a line: not after its suspension, unless an
  /// emergency restore is in force (LED-6).
  static func decideCharge(_ line: Line, restore: Restore?) -> Decision {
    let arrears = line.restriction(for: .arrears)
    return Decision([
      Check("LED-6.disconnected", line.disconnected == nil),
      Check(
        "LED-6.suspended", arrears == nil || restore != nil,
        actual: arrears.map { .text($0.from.text) }),
    ])
  }
}

extension LotMovement {
  /// What an order took from a bucket; below zero what it put in.
  package init(_ bucket: String, _ amount: Money) {
    self.init()
    self.bucket = bucket
    self.amount = .money(amount)
  }
}

extension Bucket {
  /// The empty cash bucket of an account (LED-1).
  package static func cash(of account: Identifier) -> Bucket {
    var bucket = Bucket()
    bucket.account = account
    bucket.id = "cash"
    return bucket
  }
}

extension CreditControl.AccountFacts {
  /// Looks whether the account can take in money.
  ///
  /// - Throws: `money.too-large` when it would hold more than ``Money/highest``.
  package func checkRoom(for amount: Money) throws(DeskError) {
    guard amount > .zero, holdings + amount > .highest else { return }
    throw DeskError.tooLarge(amount, beside: holdings)
  }
}

extension DeskError {
  /// The error for money that cannot be added to what is there.
  static func tooLarge(
    _ amount: Money, beside sum: Money, fault: Fault = .request
  ) -> DeskError {
    DeskError(
      "money.too-large", fault: fault,
      ["amount": .text(amount.text), "sum": .text(sum.text), "limit": .text(Money.highest.text)])
  }
}
