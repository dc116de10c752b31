package import Basics
import Records
import Rules

extension Operation {
  static let pay = Operation(OrderKind.pay, chinese: "缴费", trial: nil, undoing: .byJournal)
}

extension StoreTransaction {
  /// Takes a payment to an account: it pays unpaid bills, the oldest first, and goes to the cash
  /// bucket for the rest.
  ///
  /// When the account's rule then says so, every line suspended for its arrears, and every line that
  /// follows one (CRE-15), works again at once and any emergency restore ends (CRE-1 .. CRE-3,
  /// BEN-12), and frozen points thaw (PTS-7). Where
  /// the validity of the balance is limited, a payment makes it last at least the catalog's months
  /// from now on, which revives a balance whose validity ran out (CRE-1, LED-3).
  ///
  /// - Parameters:
  ///   - name: the account, or a number that it pays for (BEN-14), or a customer that has one account.
  ///   - amount: what is paid, above zero.
  ///   - request: who asks, and why.
  /// - Returns: The outcome; its result holds `account`, `amount`, `bills` (month and amount of
  ///   each that was paid), `balance`, `arrears` and `restored`, the numbers whose suspension for
  ///   arrears ended; its takes say, below zero, what went to the cash bucket.
  /// - Throws: `account.unknown`, `account.ambiguous`, `customer.unknown`, `amount.positive`;
  ///   `money.too-large` when the account would hold more than can be kept.
  package mutating func pay(
    _ name: String, amount: Money, _ request: Request
  ) throws(DeskError) -> Outcome {
    let account = try storage.account(named: name)
    guard amount > .zero, amount <= .highest else {
      throw DeskError("amount.positive", ["amount": .text(amount.text)])
    }
    let number = try storage.summary(of: name) == nil ? "" : name
    let facts = try creditFacts(of: account.id)
    try facts.checkRoom(for: Ledger.settle(amount, facts.bills).cash)
    var order = newOrder(.pay, customer: account.customer, line: number, request)
    let (paid, cash) = try payBills(with: amount, facts)
    try receive(cash, facts, &order)
    let restored = try restoreIfPaid(account.id)
    try thawPoints(of: account.customer, paying: account.id)
    let after = try creditFacts(of: account.id)
    order.result["account"] = .text(account.id.text)
    order.result["amount"] = .text(amount.text)
    if !paid.isEmpty {
      order.result["bills"] = .texts(paid.map { "\($0.month.text) \($0.amount.text)" })
    }
    order.result["balance"] = .text(after.balance.text)
    order.result["arrears"] = .text(after.arrears.text)
    order.result["restored"] = .texts(restored)
    return try finish(order)
  }

  /// Puts money into the cash bucket, and makes it last.
  private mutating func receive(
    _ amount: Money, _ facts: CreditControl.AccountFacts, _ order: inout Order
  ) throws(DeskError) {
    let least = now.day.adding(months: Int(catalog.credit.paymentMonths))
    var account = facts.account
    if let through = account.validThrough, through < least {
      account.validThrough = least
      try put(account, of: account.customer)
    }
    let before = facts.buckets.first { $0.kind == .cash }
    var bucket = before ?? Bucket.cash(of: account.id)
    bucket.amount += amount
    if let expires = bucket.expires, expires < least { bucket.expires = least }
    // Void cash is written off here, lest the longer validity revive it.
    let isVoid = facts.void.contains { $0.id == bucket.id }
    if bucket == before ?? Bucket.cash(of: account.id), !isVoid { return }
    writeOff(bucket.id, facts, &order)
    try put(bucket, of: account.customer)
    if amount > .zero { order.takes.append(LotMovement(bucket.id, -amount)) }
  }
}
