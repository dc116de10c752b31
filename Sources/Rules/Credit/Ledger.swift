package import Basics
package import Records

/// Ledgers 账本: from which buckets a charge is taken (LED-1, LED-2, LED-4).
package enum Ledger {
  /// How an amount is divided over the buckets of an account.
  package struct Split: Hashable, Sendable {
    /// What comes from a bucket.
    package struct Part: Hashable, Sendable {
      package var bucket: String
      package var amount: Money

      package init(bucket: String, amount: Money) {
        self.bucket = bucket
        self.amount = amount
      }
    }

    /// What comes from which bucket, in the order of taking; each part is above zero.
    package var parts: [Part]
    /// What no bucket pays: it stands on the bill.
    package var rest: Money

    package init(parts: [Part], rest: Money) {
      self.parts = parts
      self.rest = rest
    }
  }

  /// Divides a charge (LED-2).
  ///
  /// A restricted gift bucket pays first, within its restriction; then unrestricted gift money, the
  /// one expiring first first; then cash, as far as there is some. A deposit pays no charge, and
  /// nothing is taken from a bucket after its last day. The cash of a prepay-postpaid account alone
  /// goes below zero (LED-4); on a prepaid account what is left stands as an unpaid bill, which
  /// brings the balance below zero without a bucket below it, and on a postpaid account on its
  /// bill.
  ///
  /// - Parameters:
  ///   - amount: what is charged, above zero.
  ///   - buckets: all buckets of the account, in any order.
  ///   - mode: the account's payment mode.
  ///   - line: the kind and plan of the line that is charged.
  ///   - day: the day on which it is charged.
  package static func split(
    _ amount: Money, over buckets: [Bucket], mode: PaymentMode,
    line: (kind: LineKind, plan: String), on day: Day
  ) -> Split {
    var split = Split(parts: [], rest: amount)
    for bucket in order(buckets, line: line, on: day) {
      let overdrawn = mode == .prepayPostpaid && bucket.kind == .cash
      let part = overdrawn ? split.rest : min(split.rest, max(bucket.amount, .zero))
      guard part > .zero else { continue }
      split.parts.append(.init(bucket: bucket.id, amount: part))
      split.rest -= part
    }
    return split
  }

  /// The buckets that may pay for a line, in the order in which they do (LED-2).
  private static func order(
    _ buckets: [Bucket], line: (kind: LineKind, plan: String), on day: Day
  ) -> [Bucket] {
    func rank(_ bucket: Bucket) -> Int {
      if bucket.kind == .cash { return 2 }
      return bucket.restriction == nil ? 1 : 0
    }
    func isBefore(_ left: Bucket, _ right: Bucket) -> Bool {
      let ranks = (rank(left), rank(right))
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      let ends = (left.expires?.number ?? .max, right.expires?.number ?? .max)
      return ends.0 != ends.1 ? ends.0 < ends.1 : left.id < right.id
    }
    return buckets.filter { bucket in
      if bucket.kind == .deposit { return false }
      if bucket.kind == .gift, let expires = bucket.expires, expires < day { return false }
      return bucket.restriction.map { $0.allows(line) } ?? true
    }.sorted(by: isBefore)
  }

  /// Whether the money of a bucket is void at an instant: gift money after its last day, cash that
  /// was not revived after its validity ran out (LED-3).
  ///
  /// - Parameter validThrough: the last day on which the account's cash may be used.
  package static func isVoid(
    _ bucket: Bucket, validThrough: Day?, at now: Instant, terms: CreditTerms
  ) -> Bool {
    guard bucket.amount > .zero else { return false }
    switch bucket.kind {
    case .gift: return bucket.expires.map { $0 < now.day } ?? false
    case .cash: return validThrough.map { CreditControl.writeOff($0, terms: terms) <= now } ?? false
    case .deposit: return false
    }
  }

  /// Divides money that arrives, by whatever way: unpaid bills, the oldest first, then the bucket
  /// that it is for (LED-9).
  ///
  /// - Returns: What each bill gets, each above zero, and what is left for the bucket.
  package static func settle(
    _ amount: Money, _ bills: [Bill]
  ) -> (bills: [(month: Month, amount: Money)], cash: Money) {
    var left = amount
    var paid: [(month: Month, amount: Money)] = []
    for bill in bills.sorted(by: { $0.month < $1.month }) where bill.unpaid > .zero {
      let part = min(left, bill.unpaid)
      guard part > .zero else { break }
      paid.append((bill.month, part))
      left -= part
    }
    return (paid, left)
  }

  /// The day through which the bill of a month may be paid (CRE-3).
  package static func dueDay(of month: Month, terms: CreditTerms) -> Day {
    let next = month.adding(1)
    return next.first.adding(days: min(Int(terms.billDueDay), next.days) - 1)
  }
}

extension Bucket.Restriction {
  /// Whether the money may be spent on a line of a kind and plan.
  package func allows(_ line: (kind: LineKind, plan: String)) -> Bool {
    (kind == nil || kind == line.kind) && (plan.isEmpty || plan == line.plan)
  }
}

extension Instalment {
  /// The next part that is released, and when: the part of a month when the month has ended, the
  /// rest with the last month (LED-5; chosen). Nil when all has been released.
  package var nextPart: (at: Instant, amount: Money)? {
    guard left > .zero else { return nil }
    guard perMonth > .zero else { return (through.end, left) }
    let months = max(0, (amount - left).fen / perMonth.fen)
    let month = from.adding(Int(min(months, Int64(max(0, through - from)))))
    return (month.end, month >= through ? left : min(left, perMonth))
  }
}
