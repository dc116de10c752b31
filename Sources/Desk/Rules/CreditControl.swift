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
    /// The last top-up since then, which starts the days to the disconnection of a prepaid line
    /// anew (CRE-1, CRE-10).
    package var toppedUp: Instant?
    /// The last month of the instalments that were running when the suspension began (CRE-2).
    package var instalmentsThrough: Month?

    package init(
      line: Line, account: Account, restore: Restore? = nil, suspendedSince: Instant? = nil,
      toppedUp: Instant? = nil, instalmentsThrough: Month? = nil
    ) {
      self.line = line
      self.account = account
      self.restore = restore
      self.suspendedSince = suspendedSince
      self.toppedUp = toppedUp
      self.instalmentsThrough = instalmentsThrough
    }
  }

  /// The next thing to happen to a line: the end of its restore (BEN-12, BEN-22), two-way after
  /// one-way (CRE-4), disconnection (CRE-1, CRE-2, CRE-8). While a restore is in force credit
  /// control does not suspend (CRE-7); exempt accounts wait until the mark ends, red-list accounts
  /// are left alone (CRE-6).
  ///
  /// - Parameters:
  ///   - facts: the line, its account, and since when it is suspended.
  ///   - now: the instant of looking: what lies before it is late, and happens at once.
  package static func nextDue(
    _ facts: LineFacts, at now: Instant, terms: CreditTerms
  ) -> NextDue? {
    let line = facts.line
    if line.disconnected != nil { return nil }
    if let restore = facts.restore { return NextDue(.restoreEnd, at: restore.until) }
    guard let arrears = line.restriction(for: .arrears) else { return nil }
    let due: NextDue
    switch arrears.scope {
    case .outgoing:
      due = NextDue(.twoWay, at: twoWay(after: arrears.from, facts.account, terms: terms))
    case .both:
      var start = facts.suspendedSince ?? arrears.from
      if facts.account.mode == .prepaid, let toppedUp = facts.toppedUp {
        start = max(start, toppedUp)
      }
      due = NextDue(
        .disconnection,
        at: disconnection(
          after: start, facts.account, instalmentsThrough: facts.instalmentsThrough, terms: terms))
    }
    return afterExemption(due, facts.account, at: now)
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

  /// When a suspended line is disconnected: after 90 days under credit control (CRE-1, CRE-2); when
  /// the instalments that were running have ended, where there are any (CRE-2); after 60 days
  /// outside credit control (CRE-8, CRE-10).
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

  /// Puts off what an exemption forbids until it ends; nil when it has no end (CRE-6).
  private static func afterExemption(
    _ due: NextDue, _ account: Account, at now: Instant
  ) -> NextDue? {
    let isLate = due.at < now
    guard isExempt(account, on: due.at.day) || isLate && isExempt(account, on: now.day) else {
      return due
    }
    if account.redList { return nil }
    return account.exempt?.through.map { NextDue(due.kind, at: $0.end) }
  }
}

extension CreditControl {
  /// What decides the next thing to happen to an account.
  package struct AccountFacts: Hashable, Sendable {
    package var account: Account
    package var buckets: [Bucket]
    package var bills: [Bill]
    package var instalments: [Instalment]
    /// Whether any of its lines is not suspended for arrears and could be.
    package var hasWorkingLine: Bool

    package init(
      account: Account, buckets: [Bucket] = [], bills: [Bill] = [],
      instalments: [Instalment] = [], hasWorkingLine: Bool = true
    ) {
      self.account = account
      self.buckets = buckets
      self.bills = bills
      self.instalments = instalments
      self.hasWorkingLine = hasWorkingLine
    }

    /// The sum of cash and gift buckets. A deposit is held for the customer and pays no charge.
    package var funds: Money {
      buckets.reduce(.zero) { $1.kind == .deposit ? $0 : $0 + $1.amount }
    }

    /// What is still to be paid of all bills.
    package var unpaid: Money { bills.reduce(.zero) { $0 + $1.unpaid } }

    /// The balance that is shown: the sum of all buckets, never kept on its own (LED-4).
    ///
    /// A prepaid account has no bucket below zero (LED-4), yet is suspended for a balance below
    /// zero (CRE-1): what its money did not pay stands as an unpaid bill, and its balance is its
    /// buckets less that.
    package var balance: Money { spendable + buckets.reduce(.zero) { $0 + $1.deposit } }

    /// The balance by which credit control goes: without deposits, which pay no charge.
    package var spendable: Money { account.mode == .prepaid ? funds - unpaid : funds }

    /// What the account owes: unpaid bills, and what its cash is below zero.
    package var arrears: Money {
      buckets.reduce(unpaid) { sum, bucket in
        bucket.kind == .cash && bucket.amount < .zero ? sum - bucket.amount : sum
      }
    }

    /// Whether a bill is unpaid after its due date, for which a postpaid account is suspended
    /// (CRE-3); a bill that is not due yet suspends nothing.
    package func isOverdue(on day: Day) -> Bool {
      bills.contains { $0.unpaid > .zero && $0.due < day }
    }

    /// Balance and credit limit less what is charged and not paid (CRE-2).
    package var available: Money { funds + (account.creditLimit ?? .zero) - unpaid }

    /// The oldest unpaid bill, by which the account's age goes (ARR-1).
    package var oldestBill: Bill? { bills.filter { $0.unpaid > .zero }.min { $0.month < $1.month } }

    /// All that the account holds or is promised: its buckets above zero, deposits too, and what is
    /// left of instalments. It is never more than ``Money/highest``, so that whatever moves within the
    /// account can be kept.
    package var holdings: Money {
      let money = buckets.reduce(.zero) { $0 + max($1.amount, .zero) }
      return instalments.reduce(money) { $0 + $1.left }
    }

    /// All that the account owes: what its bills have unpaid and its buckets below zero. It is never
    /// more than ``Money/highest``.
    package var debts: Money {
      let money = buckets.reduce(.zero) { $0 + max(-$1.amount, .zero) }
      return bills.reduce(money) { $0 + max($1.unpaid, .zero) }
    }

    /// The last day on which the cash may be used (CRE-1, LED-3).
    package var validThrough: Day? {
      account.validThrough ?? buckets.filter { $0.kind == .cash }.compactMap(\.expires).max()
    }
  }

  /// Whether the lines of an account are to be suspended now (CRE-1, CRE-2, CRE-3, CRE-10), which
  /// exempt and red-list accounts never are (CRE-6).
  package static func mustSuspend(
    _ facts: AccountFacts, at now: Instant, terms: CreditTerms
  ) -> Bool {
    if isExempt(facts.account, on: now.day) { return false }
    switch facts.account.mode {
    case .prepaid: return isShort(facts, terms: terms) || isOver(facts, on: now.day)
    case .prepayPostpaid: return facts.available < .zero
    case .postpaid: return facts.isOverdue(on: now.day)
    }
  }

  /// Whether the lines of an account are to be restored after a payment: prepaid with a balance
  /// above 0 and its validity running (CRE-1), prepay-postpaid with an available balance above 0
  /// (CRE-2), postpaid with no bill unpaid after its due date and no cash below zero (CRE-3).
  package static func mayRestore(
    _ facts: AccountFacts, at now: Instant, terms: CreditTerms
  ) -> Bool {
    switch facts.account.mode {
    case .prepaid:
      return facts.spendable > .zero && !isShort(facts, terms: terms) && !isOver(facts, on: now.day)
    case .prepayPostpaid: return facts.available > .zero
    case .postpaid: return !facts.isOverdue(on: now.day) && facts.arrears == facts.unpaid
    }
  }

  /// Whether a prepaid balance is too small: below 0 (CRE-1), outside credit control below the
  /// smallest single communication (CRE-10).
  private static func isShort(_ facts: AccountFacts, terms: CreditTerms) -> Bool {
    switch facts.account.regime {
    case .creditControl: facts.spendable < .zero
    case .agreedTerm: facts.spendable < terms.smallestCommunication
    }
  }

  /// Whether the validity of a positive balance is over (CRE-1).
  private static func isOver(_ facts: AccountFacts, on day: Day) -> Bool {
    facts.spendable > .zero && facts.validThrough.map { $0 < day } ?? false
  }

  /// The next thing to happen to an account: a part of an instalment plan is released (LED-5), a
  /// bucket or the validity of the balance ends (CRE-1, LED-3), a bill is overdue (CRE-3), the
  /// accounts are looked at (CRE-2).
  ///
  /// What is worked out depends on the records and on `now` alone as long as nothing is late.
  ///
  /// - Parameters:
  ///   - pending: what stands in the queue now: when it is late, it stays where it is.
  ///   - now: the instant of looking.
  package static func nextDue(
    _ facts: AccountFacts, pending: NextDue? = nil, at now: Instant, terms: CreditTerms
  ) -> NextDue? {
    var candidates = moneyEnds(facts, terms: terms)
    for instalment in facts.instalments {
      if let part = instalment.nextPart { candidates.append(NextDue(.instalment, at: part.at)) }
    }
    if facts.hasWorkingLine, let due = suspension(facts, pending: pending, at: now, terms: terms) {
      if let allowed = afterExemption(due, facts.account, at: now) { candidates.append(allowed) }
    }
    return candidates.min { left, right in
      (left.at, left.kind.rawValue) < (right.at, right.kind.rawValue)
    }
  }

  /// When gift money becomes void, and when cash whose validity ran out is written off (LED-3).
  private static func moneyEnds(_ facts: AccountFacts, terms: CreditTerms) -> [NextDue] {
    var ends: [NextDue] = []
    for bucket in facts.buckets where bucket.amount > .zero {
      switch bucket.kind {
      case .gift:
        if let expires = bucket.expires {
          ends.append(NextDue(.balanceEnd, at: expires.end))
        }
      case .cash:
        if let through = facts.validThrough {
          ends.append(NextDue(.balanceEnd, at: writeOff(through, terms: terms)))
        }
      case .deposit: break
      }
    }
    return ends
  }

  /// When cash is written off whose validity ended with a day (LED-3).
  package static func writeOff(_ through: Day, terms: CreditTerms) -> Instant {
    max(through.adding(days: 1).adding(months: Int(terms.reviveMonths)).start, through.end)
  }

  /// When the lines of an account are suspended by its own rule, were it not exempt.
  private static func suspension(
    _ facts: AccountFacts, pending: NextDue?, at now: Instant, terms: CreditTerms
  ) -> NextDue? {
    switch facts.account.mode {
    case .prepaid:
      if isShort(facts, terms: terms) {
        let isPending = pending?.kind == .balanceEnd
        return NextDue(.balanceEnd, at: isPending ? min(now, pending?.at ?? now) : now)
      }
      guard facts.spendable > .zero else { return nil }
      return facts.validThrough.map { NextDue(.balanceEnd, at: $0.end) }
    case .prepayPostpaid:
      guard facts.available < .zero else { return nil }
      if let pending, pending.kind == .creditRun, pending.at <= now { return pending }
      var last = now
      if let through = facts.account.exempt?.through, isExempt(facts.account, on: now.day) {
        last = through.end.adding(Duration(seconds: -1))
      }
      return NextDue(.creditRun, at: nextRun(after: last, terms: terms))
    case .postpaid:
      let overdue = facts.bills.filter { $0.unpaid > .zero }.map(\.due).min()
      return overdue.map { NextDue(.billOverdue, at: $0.end) }
    }
  }

  /// The next instant after another at which accounts are looked at (CRE-2).
  package static func nextRun(after instant: Instant, terms: CreditTerms) -> Instant {
    let today = instant.day.start.adding(.hours(Int(terms.runHour)))
    return today > instant ? today : Instant(seconds: today.seconds + 86_400)
  }
}
