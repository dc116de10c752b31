package import Basics

extension Work {
  /// Takes a payment to an account: it pays unpaid bills, the oldest first, and goes to the cash
  /// bucket for the rest.
  ///
  /// When the account's rule then says so, every line suspended for its arrears works again at once
  /// and any emergency restore ends (CRE-1 .. CRE-3, BEN-12), and frozen points thaw (PTS-7). Where
  /// the validity of the balance is limited, a payment makes it last at least the catalog's months
  /// from now on, which revives a balance whose validity ran out (CRE-1, LED-3).
  ///
  /// - Parameters:
  ///   - name: the account, or any of its numbers, or a customer that has one account.
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
    let account = try transaction.account(named: name)
    guard amount > .zero, amount <= .highest else {
      throw DeskError("amount.positive", ["amount": .text(amount.text)])
    }
    let number = try transaction.summary(of: name) == nil ? "" : name
    let facts = try creditFacts(of: account.id)
    let (paid, cash) = Ledger.settle(amount, facts.bills)
    try facts.checkRoom(for: cash)
    var order = newOrder(OrderKind.pay, customer: account.customer, line: number, request)
    for part in paid {
      guard var bill = facts.bills.first(where: { $0.month == part.month }) else { continue }
      bill.paid += part.amount
      try put(bill, of: account.customer)
    }
    try receive(cash, facts, &order)
    try touchLines(of: account.id, account.customer)
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
    if bucket == before ?? Bucket.cash(of: account.id) { return }
    try put(bucket, of: account.customer)
    if amount > .zero { order.takes.append(Take(bucket.id, -amount)) }
  }
}
