package import Basics

/// Credit control and suspension 信控 (CRE-1 .. CRE-10).
package enum CreditControl {
  /// What decides the next thing to happen to a line.
  package struct LineFacts: Hashable, Sendable {
    package var line: Line
    package var account: Account
    /// The emergency restore in force, if there is one.
    package var restore: Restore?
    /// Start of the suspension for arrears that lasts now: where one-way became two-way, the start
    /// of the one-way one.
    package var suspendedSince: Instant?
    /// The last month of the account's instalments, if any are left.
    package var instalmentsThrough: Month?

    package init(
      line: Line, account: Account, restore: Restore? = nil, suspendedSince: Instant? = nil,
      instalmentsThrough: Month? = nil
    ) {
      self.line = line
      self.account = account
      self.restore = restore
      self.suspendedSince = suspendedSince
      self.instalmentsThrough = instalmentsThrough
    }
  }

  /// The next thing to happen to a line: the end of its restore (BEN-12, BEN-22), two-way after
  /// one-way (CRE-4), disconnection (CRE-1, CRE-2, CRE-8). While a restore is in force credit
  /// control does not suspend (CRE-7); exempt accounts wait until the mark ends, red-list accounts
  /// are left alone (CRE-6).
  package static func nextDue(_ facts: LineFacts, terms: CreditTerms) -> NextDue? {
    let line = facts.line
    if line.disconnected != nil { return nil }
    if let restore = facts.restore { return NextDue(.restoreEnd, at: restore.until) }
    guard let arrears = line.restriction(for: .arrears), !facts.account.redList else { return nil }
    let due: NextDue
    switch arrears.scope {
    case .outgoing:
      due = NextDue(.twoWay, at: twoWay(after: arrears.from, facts.account, terms: terms))
    case .both:
      due = NextDue(
        .disconnection,
        at: disconnection(
          after: facts.suspendedSince ?? arrears.from, facts.account,
          instalmentsThrough: facts.instalmentsThrough, terms: terms))
    }
    return afterExemption(due, facts.account)
  }

  /// When one-way becomes two-way (CRE-4).
  package static func twoWay(
    after start: Instant, _ account: Account, terms: CreditTerms
  ) -> Instant {
    let days =
      switch account.regime {
      case .creditControl: terms.twoWayDaysCreditControl
      case .agreedTerm: terms.twoWayDaysAgreedTerm
      }
    return start.adding(.days(Int(days)))
  }

  /// When a suspended line is disconnected: after 90 days under credit control (CRE-1, CRE-2), when
  /// the instalments have ended if that is later (CRE-2), after 60 days outside it (CRE-8).
  package static func disconnection(
    after start: Instant, _ account: Account, instalmentsThrough: Month?, terms: CreditTerms
  ) -> Instant {
    switch account.regime {
    case .agreedTerm:
      return start.adding(.days(Int(terms.disconnectDaysAgreedTerm)))
    case .creditControl:
      if let instalmentsThrough, account.mode != .prepaid {
        return max(instalmentsThrough.end, start)
      }
      return start.adding(.days(Int(terms.disconnectDaysCreditControl)))
    }
  }

  /// Whether an account is exempt from suspension and disconnection on a day (CRE-6).
  package static func isExempt(_ account: Account, on day: Day) -> Bool {
    if account.redList { return true }
    guard let exempt = account.exempt else { return false }
    return exempt.from <= day && exempt.through.map { day <= $0 } ?? true
  }

  private static func afterExemption(_ due: NextDue, _ account: Account) -> NextDue? {
    guard isExempt(account, on: due.at.day) else { return due }
    return account.exempt?.through.map { NextDue(due.kind, at: $0.adding(days: 1).start) }
  }
}

extension CreditControl {
  /// What decides the next thing to happen to an account.
  package struct AccountFacts: Hashable, Sendable {
    package var account: Account
    package var buckets: [Bucket]
    package var bills: [Bill]
    /// Whether any of its lines works and could be suspended for arrears.
    package var hasWorkingLine: Bool

    package init(
      account: Account, buckets: [Bucket] = [], bills: [Bill] = [], hasWorkingLine: Bool = true
    ) {
      self.account = account
      self.buckets = buckets
      self.bills = bills
      self.hasWorkingLine = hasWorkingLine
    }

    /// The sum of all buckets: the balance, which is never kept on its own.
    package var balance: Money { buckets.reduce(.zero) { $0 + $1.amount } }
  }

  /// The next thing to happen to an account: a bucket or the validity of the balance ends (CRE-1,
  /// LED-3), a bill is overdue (CRE-3), the accounts are looked at (CRE-2).
  ///
  /// - Parameter horizon: what lay at or before it has been carried out.
  package static func nextDue(
    _ facts: AccountFacts, after horizon: Instant, terms: CreditTerms
  ) -> NextDue? {
    var candidates: [NextDue] = []
    for bucket in facts.buckets where bucket.amount > .zero {
      if let expires = bucket.expires {
        candidates.append(NextDue(.balanceEnd, at: expires.adding(days: 1).start))
      }
    }
    if let through = facts.account.validThrough {
      candidates.append(NextDue(.balanceEnd, at: through.adding(days: 1).start))
    }
    if facts.account.mode == .postpaid {
      for bill in facts.bills where bill.unpaid > .zero {
        candidates.append(NextDue(.billOverdue, at: bill.due.adding(days: 1).start))
      }
    }
    if facts.account.mode == .prepayPostpaid, facts.hasWorkingLine, available(facts) < .zero {
      candidates.append(NextDue(.creditRun, at: nextRun(after: horizon, terms: terms)))
    }
    return candidates.filter { $0.at > horizon }.min { left, right in
      (left.at, left.kind.rawValue) < (right.at, right.kind.rawValue)
    }
  }

  /// Balance and credit limit less what is not paid (CRE-2).
  package static func available(_ facts: AccountFacts) -> Money {
    let unpaid = facts.bills.reduce(Money.zero) { $0 + $1.unpaid }
    return facts.balance + (facts.account.creditLimit ?? .zero) - unpaid
  }

  /// The next instant at which accounts are looked at (CRE-2).
  package static func nextRun(after instant: Instant, terms: CreditTerms) -> Instant {
    let today = instant.day.start.adding(.hours(Int(terms.runHour)))
    return today > instant ? today : today.adding(.days(1))
  }
}
