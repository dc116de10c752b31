import Basics
import Records
import Rules
import Storage

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
      guard let line = try storage.record(Line.self, Key(line: number, of: customer)) else {
        return
      }
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
