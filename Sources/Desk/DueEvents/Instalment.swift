import Basics
import Records
import Rules

extension DueEvent {
  /// A part of a sum paid out in instalments is released (LED-5).
  static let instalment = DueEvent(
    kind: .instalment, name: "instalment", chinese: "分期返还", subject: .account,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      try transaction.releaseInstalments(entry, &result)
    })
}

extension StoreTransaction {
  /// The parts of each plan whose time has come pay unpaid bills, the oldest first, and go to the
  /// plan's bucket for the rest (LED-5, LED-9); the lines work again where that makes good what the
  /// account owes (CRE-1 .. CRE-3), and frozen points thaw (PTS-7).
  fileprivate mutating func releaseInstalments(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let plans = try creditFacts(of: entry.account).instalments
    for var plan in plans {
      var released = Money.zero
      while let part = plan.nextPart, part.at <= now {
        plan.left -= part.amount
        released += part.amount
      }
      guard released > .zero else { continue }
      let facts = try creditFacts(of: entry.account)
      try put(plan, of: facts.account.customer)
      try receive(released, in: plan.bucket, facts)
      result.released += released
    }
    let account = try creditFacts(of: entry.account).account
    result.numbers = try restoreIfPaid(account.id)
    if account.mode == .prepaid { result.numbers += try suspendIfOwed(account.id) }
    try thawPoints(of: account.customer, paying: account.id)
  }

  /// Takes in a part of an instalment plan: money that may pay anything, and whose own last day is
  /// not over, pays unpaid bills first.
  private mutating func receive(
    _ amount: Money, in name: String, _ facts: CreditControl.AccountFacts
  ) throws(DeskError) {
    var bucket = Bucket.cash(of: facts.account.id)
    if !name.isEmpty { bucket.id = name }
    if let known = facts.buckets.first(where: { $0.id == bucket.id }) { bucket = known }
    var part = bucket
    part.amount = amount
    let isVoid = Ledger.isVoid(part, validThrough: nil, at: now, terms: catalog.credit)
    var rest = amount
    if bucket.kind != .deposit, bucket.restriction == nil, !isVoid {
      rest = try payBills(with: amount, facts).rest
    }
    if rest == .zero { return }
    bucket.amount += rest
    try put(bucket, of: facts.account.customer)
  }
}
