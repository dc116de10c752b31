import Basics
import Records
import Rules

extension DueEvent {
  /// A balance or its validity runs out (CRE-1, LED-3).
  static let balanceEnd = DueEvent(
    kind: .balanceEnd, name: "balance-end", chinese: "余额到期", subject: .account,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      try transaction.endBalance(entry, &result)
    })
}

extension StoreTransaction {
  /// Gift money past its last day is void, cash that was not revived is written off (LED-3), and a
  /// prepaid account that is then below zero or no longer valid is suspended (CRE-1).
  fileprivate mutating func endBalance(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let facts = try creditFacts(of: entry.account)
    for var bucket in facts.void {
      result.money += bucket.amount
      bucket.amount = .zero
      try put(bucket, of: facts.account.customer)
    }
    if facts.account.mode == .prepaid, !facts.hasPart(by: now) {
      result.numbers = try suspendIfOwed(facts.account.id)
    }
  }
}
