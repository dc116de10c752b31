import Basics
package import Records
package import Rules
import Storage

extension StoreTransaction {
  /// Suspends the lines that go by an account's rule when that says so now (CRE-1 .. CRE-3, CRE-10,
  /// CRE-15): prepaid ones both ways at once, others one-way.
  ///
  /// - Returns: The numbers that were suspended.
  package mutating func suspendIfOwed(_ id: Identifier) throws(DeskError) -> [String] {
    let facts = try creditFacts(of: id)
    guard facts.hasWorkingLine || !facts.sparing.isEmpty,
      CreditControl.mustSuspend(facts, at: now, terms: catalog.credit)
    else { return [] }
    let account = facts.account
    let scope = CreditControl.firstScope(account)
    var suspended: [String] = []
    for var line in try storage.linesRuled(by: id, account.customer)
    where line.isWithoutArrears {
      if let marks = try storage.sparing(line, ruledBy: id),
        CreditControl.isExempt(marks, on: now.day)
      {
        continue
      }
      var arrears = Line.Restriction()
      arrears.scope = scope
      arrears.from = now
      arrears.by = "credit-control"
      line.restrictions.append(arrears)
      try put(line, of: line.customer)
      try inform(scope == .both ? "text.two-way" : "text.suspended", line)
      suspended.append(line.number)
    }
    return suspended
  }

  /// Restores the lines that go by an account's rule in the normal way when that says so after money
  /// came in (CRE-1 .. CRE-3, CRE-15): every suspension for arrears ends, and with it any emergency
  /// restore (BEN-12).
  ///
  /// - Returns: The numbers whose suspension for arrears ended.
  package mutating func restoreIfPaid(_ id: Identifier) throws(DeskError) -> [String] {
    let facts = try creditFacts(of: id)
    guard CreditControl.mayRestore(facts, at: now, terms: catalog.credit) else { return [] }
    var restored: [String] = []
    for line in try storage.linesRuled(by: id, facts.account.customer)
    where line.disconnected == nil && line.restriction(for: .arrears) != nil {
      try endArrears(of: line)
      try inform("text.restored", line)
      restored.append(line.number)
    }
    return restored
  }

  /// Pays unpaid bills, the oldest first, with money that arrives (LED-9).
  ///
  /// - Returns: The bills that were paid, each with the amount, and what is left.
  mutating func payBills(
    with amount: Money, _ facts: CreditControl.AccountFacts
  ) throws(DeskError) -> (bills: [(month: Month, amount: Money)], rest: Money) {
    let (paid, rest) = Ledger.settle(amount, facts.bills)
    for part in paid {
      guard var bill = facts.bills.first(where: { $0.month == part.month }) else { continue }
      bill.paid += part.amount
      try put(bill, of: facts.account.customer)
    }
    return (paid, rest)
  }

  /// What an account has and owes now; void money counts for nothing (LED-3).
  ///
  /// - Throws: `account.unknown`.
  package borrowing func creditFacts(
    of id: Identifier
  ) throws(DeskError) -> CreditControl.AccountFacts {
    let owner = try storage.summary(ofAccount: id)?.customer
    guard let owner,
      let facts = try storage.accountFacts(id, owner, at: now, terms: catalog.credit)
    else {
      throw DeskError("account.unknown", ["name": .text(id.text)])
    }
    return facts
  }

  /// Makes a one-way suspension two-way: the one-way stretch is kept as ended (CRE-4).
  mutating func suspendTwoWay(_ line: Line) throws(DeskError) {
    guard
      let index = line.restrictions.firstIndex(where: {
        $0.reason == .arrears && $0.scope == .outgoing
      })
    else { return }
    try keepSuspension(line.restrictions[index], of: line)
    var line = line
    line.restrictions[index].scope = .both
    line.restrictions[index].from = now
    try put(line, of: line.customer)
    try inform("text.two-way", line)
  }

  /// Ends what bars a line for arrears, and the emergency restore that masked it (BEN-12).
  ///
  /// - Returns: The line as it is now.
  @discardableResult
  mutating func endArrears(of line: Line) throws(DeskError) -> Line {
    guard let arrears = line.restriction(for: .arrears) else { return line }
    try keepSuspension(arrears, of: line)
    var line = line
    line.restrictions.removeAll { $0.reason == .arrears }
    try put(line, of: line.customer)
    if let restore = try storage.restoreToEnd(of: line.number, line.customer) {
      try end(restore, of: line.customer)
    }
    return line
  }

  /// Ends an emergency restore: now, or with its `until` where that has passed.
  mutating func end(_ restore: Restore, of customer: Identifier) throws(DeskError) {
    var restore = restore
    restore.ended = min(now, restore.until)
    try put(restore, of: customer)
  }

  /// Keeps a suspension that ends now.
  private mutating func keepSuspension(
    _ restriction: Line.Restriction, of line: Line
  ) throws(DeskError) {
    var ended = Suspension()
    ended.line = line.number
    ended.from = restriction.from
    ended.scope = restriction.scope
    ended.reason = restriction.reason
    ended.until = now
    try put(ended, of: line.customer)
  }

  /// Keeps a text about a line for its customer, when no order causes it.
  mutating func inform(
    _ textCode: String, _ line: Line, _ more: KeyValuePairs<String, MapValue> = [:]
  ) throws(DeskError) {
    var message = Message()
    message.customer = line.customer
    message.at = now
    message.line = line.number
    message.kind = "notice"
    message.textCode = textCode
    message.values["number"] = .text(line.number)
    for (name, value) in more { message.values[name] = value }
    try put(message, of: line.customer)
  }
}
