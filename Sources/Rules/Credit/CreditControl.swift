package import Basics
package import Records

/// Credit control and suspension 信控 (CRE-1 .. CRE-10, CRE-15).
package enum CreditControl {
  /// What decides the next thing to happen to a line.
  package struct LineFacts: Hashable, Sendable {
    package var line: Line
    /// The account by whose rule the line goes: its own, or its leader's (CRE-15).
    package var account: Account
    /// The emergency restore whose end has not been carried out, if there is one.
    package var restore: Restore?
    /// Start of the suspension for arrears that lasts now: where one-way became two-way, the start
    /// of the one-way one.
    package var suspendedSince: Instant?
    /// The last top-up since then, which starts the days to the disconnection of a prepaid line
    /// again (CRE-1, CRE-10).
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
  /// control does not suspend (CRE-7); days under the exempt mark do not count, red-list accounts
  /// are left alone (CRE-6).
  ///
  /// - Parameters:
  ///   - facts: the line, the account by whose rule it goes, and since when it is suspended.
  ///   - now: the instant of looking: what is late happens at it.
  package static func nextDue(
    _ facts: LineFacts, at now: Instant, terms: CreditTerms
  ) -> NextDue? {
    let (line, account) = (facts.line, facts.account)
    if line.disconnected != nil { return nil }
    if let restore = facts.restore { return NextDue(.restoreEnd, at: max(restore.until, now)) }
    guard let arrears = line.restriction(for: .arrears) else { return nil }
    let kind: DueKind = arrears.scope == .outgoing ? .twoWay : .disconnection
    let at =
      switch kind {
      case .twoWay: twoWay(after: arrears.from, account, terms: terms)
      default: disconnection(facts, arrears, terms: terms)
      }
    guard let at, let allowed = afterExemption(at, account, at: now) else { return nil }
    return NextDue(kind, at: max(allowed, now))
  }

  /// In which directions a suspension for arrears begins: a prepaid line is barred in both at once
  /// (CRE-1), any other one-way first (CRE-4).
  package static func firstScope(_ account: Account) -> RestrictionScope {
    account.mode == .prepaid ? .both : .outgoing
  }

  /// When one-way becomes two-way (CRE-4), also of a prepaid line that came in barred one-way
  /// (chosen). Nil: never.
  private static func twoWay(
    after start: Instant, _ account: Account, terms: CreditTerms
  ) -> Instant? {
    let days =
      switch account.regime {
      case .creditControl: terms.twoWayDaysCreditControl
      case .agreedTerm: terms.twoWayDaysAgreedTerm
      }
    return passing(days, since: start, account)
  }

  /// When a line that is suspended both ways is disconnected: after 90 days under credit control
  /// (CRE-1, CRE-2); with the end of the instalments that were running, or the two-way start where
  /// that is later (CRE-2); after 60 days outside credit control (CRE-8, CRE-10). A top-up starts
  /// the days of a prepaid line again. Nil: never.
  private static func disconnection(
    _ facts: LineFacts, _ arrears: Line.Restriction, terms: CreditTerms
  ) -> Instant? {
    let account = facts.account
    var start = facts.suspendedSince ?? arrears.from
    if account.mode == .prepaid, let toppedUp = facts.toppedUp { start = max(start, toppedUp) }
    switch account.regime {
    case .agreedTerm: return passing(terms.disconnectDaysAgreedTerm, since: start, account)
    case .creditControl:
      if let through = facts.instalmentsThrough, account.mode != .prepaid {
        return max(through.end, arrears.from)
      }
      return passing(terms.disconnectDaysCreditControl, since: start, account)
    }
  }

  /// When a number of days has passed since an instant, days under the exempt mark not counted
  /// (CRE-6).
  ///
  /// - Returns: Nil when they never pass: the account is on the red list, or its mark has no end.
  static func passing(_ days: Int32, since start: Instant, _ account: Account) -> Instant? {
    if account.redList { return nil }
    let end = start.adding(.days(Int(days)))
    guard let mark = account.exempt, end >= mark.from.start else { return end }
    guard let through = mark.through else { return nil }
    if start >= through.end || through < mark.from { return end }
    return through.end.adding(Duration(seconds: end - max(start, mark.from.start)))
  }

  /// Whether an account is exempt from suspension and disconnection on a day (CRE-6).
  package static func isExempt(_ account: Account, on day: Day) -> Bool {
    if account.redList { return true }
    guard let exempt = account.exempt else { return false }
    return exempt.from <= day && exempt.through.map { day <= $0 } ?? true
  }

  /// Puts off what an exemption forbids until it ends; nil when it has no end (CRE-6).
  private static func afterExemption(
    _ at: Instant, _ account: Account, at now: Instant
  ) -> Instant? {
    guard isExempt(account, on: at.day) || at < now && isExempt(account, on: now.day) else {
      return at
    }
    return account.redList ? nil : account.exempt?.through?.end
  }
}

extension CreditControl {
  /// What decides the next thing to happen to an account.
  package struct AccountFacts: Hashable, Sendable {
    package var account: Account
    package var buckets: [Bucket]
    package var bills: [Bill]
    package var instalments: [Instalment]
    /// Whether any of the lines that go by its rule is not suspended for arrears and may be.
    package var hasWorkingLine: Bool
    /// The accounts of their own whose exempt mark spares base products that work and go by this
    /// account's rule, each as long as it is valid (CRE-5, CRE-6).
    package var sparing: [Account] = []
    /// Buckets whose money is void and has not been taken out yet (LED-3); in ``buckets`` they stand
    /// empty.
    package private(set) var void: [Bucket] = []

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

    /// The facts as they count at an instant: money that is void at it counts for nothing, whether
    /// or not it has been taken out (LED-3).
    package func counting(at now: Instant, terms: CreditTerms) -> Self {
      let through = validThrough
      func isVoid(_ bucket: Bucket) -> Bool {
        Ledger.isVoid(bucket, validThrough: through, at: now, terms: terms)
      }
      guard buckets.contains(where: isVoid) else { return self }
      var facts = self
      for index in buckets.indices where isVoid(buckets[index]) {
        facts.void.append(buckets[index])
        facts.buckets[index].amount = .zero
      }
      return facts
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
    var spendable: Money { account.mode == .prepaid ? funds - unpaid : funds }

    /// What the account owes: unpaid bills, and what its cash is below zero. A prepay-postpaid
    /// account owes what its available balance is below zero; what gift money or its credit limit
    /// covers is no arrears (CRE-2, ROAM-2).
    package var arrears: Money {
      account.mode == .prepayPostpaid ? max(.zero, .zero - available) : unpaid + overdrawn
    }

    /// What cash is below zero.
    fileprivate var overdrawn: Money {
      buckets.reduce(.zero) { sum, bucket in
        bucket.kind == .cash && bucket.amount < .zero ? sum - bucket.amount : sum
      }
    }

    /// Whether a bill is unpaid after its due date, for which a postpaid account is suspended
    /// (CRE-3); a bill that is not due yet suspends nothing.
    package func isOverdue(on day: Day) -> Bool {
      bills.contains { $0.unpaid > .zero && $0.due < day }
    }

    /// What is owed beyond its last day: bills unpaid after it, and what cash is below zero (ARR-1);
    /// of a prepay-postpaid account its arrears (ROAM-2).
    package func overdue(on day: Day) -> Money {
      if account.mode == .prepayPostpaid { return arrears }
      return bills.reduce(overdrawn) { sum, bill in
        bill.unpaid > .zero && bill.due < day ? sum + bill.unpaid : sum
      }
    }

    /// Balance and credit limit less what is charged and not paid (CRE-2).
    package var available: Money { funds + (account.creditLimit ?? .zero) - unpaid }

    /// The oldest unpaid bill, by which the account's age goes (ARR-1).
    package var oldestBill: Bill? { bills.filter { $0.unpaid > .zero }.min { $0.month < $1.month } }

    /// Whether a part of an instalment plan is released by an instant, before the account is decided
    /// upon at it.
    package func hasPart(by instant: Instant) -> Bool {
      instalments.contains { $0.nextPart.map { $0.at <= instant } ?? false }
    }

    /// All that the account holds or is promised: its buckets above zero, deposits and void money
    /// too, and what is left of instalments. It is never more than ``Money/highest``, so that
    /// whatever moves within the account can be kept.
    package var holdings: Money {
      let money = (buckets + void).reduce(.zero) { $0 + max($1.amount, .zero) }
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
    let facts = facts.counting(at: now, terms: terms)
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
    let facts = facts.counting(at: now, terms: terms)
    switch facts.account.mode {
    case .prepaid:
      return facts.spendable > .zero && !isShort(facts, terms: terms) && !isOver(facts, on: now.day)
    case .prepayPostpaid: return facts.available > .zero
    case .postpaid: return !facts.isOverdue(on: now.day) && facts.overdrawn == .zero
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

  /// The next thing to happen to an account: a bucket or the validity of the balance ends (CRE-1,
  /// LED-3), a part of an instalment plan is released (LED-5), a bill is overdue (CRE-3), the
  /// accounts are looked at (CRE-2). What is late happens now.
  ///
  /// - Parameters:
  ///   - pending: what was due so far: a credit run that is to look at the account does so whatever
  ///     else happens in between (CRE-2).
  ///   - isBeforeRun: whether a credit run at this very instant is still to come.
  ///   - now: the instant of looking.
  package static func nextDue(
    _ facts: AccountFacts, pending: AccountDue = AccountDue(), isBeforeRun: Bool = false,
    at now: Instant, terms: CreditTerms
  ) -> AccountDue {
    let facts = facts.counting(at: now, terms: terms)
    var due = AccountDue()
    func offer(_ kind: DueKind, _ at: Instant) {
      let at = max(at, now)
      if let next = due.next, (next.at, next.kind) <= (at, kind) { return }
      due.next = NextDue(kind, at: at)
    }
    for bucket in facts.buckets + facts.void {
      if let end = moneyEnd(bucket, facts, terms: terms) { offer(.balanceEnd, end) }
    }
    for instalment in facts.instalments {
      if let part = instalment.nextPart { offer(.instalment, part.at) }
    }
    let spared = facts.sparing.map { [facts.account, $0] }
    for marks in facts.hasWorkingLine ? [[facts.account]] + spared : spared {
      if facts.account.mode == .prepayPostpaid {
        guard facts.available < .zero,
          let run = run(marks, pending.run, isBeforeRun, at: now, terms: terms)
        else { continue }
        due.run = due.run.map { min($0, run) } ?? run
        offer(.creditRun, run)
      } else if let (kind, at) = suspension(facts, at: now, terms: terms),
        let allowed = afterExemptions(at, marks, at: now), !facts.hasPart(by: max(allowed, now))
      {
        offer(kind, allowed)
      }
    }
    return due
  }

  /// When the money of a bucket ends: gift money becomes void, cash whose validity ran out is
  /// written off (LED-3).
  private static func moneyEnd(
    _ bucket: Bucket, _ facts: AccountFacts, terms: CreditTerms
  ) -> Instant? {
    guard bucket.amount > .zero else { return nil }
    return switch bucket.kind {
    case .gift: bucket.expires?.end
    case .cash: facts.validThrough.map { writeOff($0, terms: terms) }
    case .deposit: nil
    }
  }

  /// When cash is written off whose validity ended with a day (LED-3).
  package static func writeOff(_ through: Day, terms: CreditTerms) -> Instant {
    max(through.adding(days: 1).adding(months: Int(terms.reviveMonths)).start, through.end)
  }

  /// When the lines of a prepaid or postpaid account are suspended by its rule, were it not exempt
  /// (CRE-1, CRE-3).
  private static func suspension(
    _ facts: AccountFacts, at now: Instant, terms: CreditTerms
  ) -> (DueKind, Instant)? {
    guard facts.account.mode == .prepaid else {
      let overdue = facts.bills.filter { $0.unpaid > .zero }.map(\.due).min()
      return overdue.map { (.billOverdue, $0.end) }
    }
    if isShort(facts, terms: terms) { return (.balanceEnd, now) }
    guard facts.spendable > .zero else { return nil }
    return facts.validThrough.map { (.balanceEnd, $0.end) }
  }

  /// The credit run that is to look at an account: the one that was to, or the next at which no
  /// mark holds (CRE-2, CRE-6).
  private static func run(
    _ marks: [Account], _ pending: Instant?, _ isBeforeRun: Bool, at now: Instant,
    terms: CreditTerms
  ) -> Instant? {
    let isNowTaken = pending != nil || !isBeforeRun
    var run = nextRun(
      after: isNowTaken ? now : now.adding(Duration(seconds: -1)), terms: terms)
    while let mark = marks.first(where: { isExempt($0, on: run.day) }) {
      guard !mark.redList, let through = mark.exempt?.through else { return nil }
      let later = nextRun(after: through.end.adding(Duration(seconds: -1)), terms: terms)
      guard later > run else { return nil }
      run = later
    }
    guard let pending, afterExemptions(pending, marks, at: now) == pending else { return run }
    return min(pending, run)
  }

  /// Puts off what any of several marks forbids until none does; nil when one has no end (CRE-6).
  private static func afterExemptions(
    _ at: Instant, _ marks: [Account], at now: Instant
  ) -> Instant? {
    var allowed = at
    var isMoved = true
    while isMoved {
      isMoved = false
      for mark in marks {
        guard let later = afterExemption(allowed, mark, at: now) else { return nil }
        if later != allowed { isMoved = true }
        allowed = later
      }
    }
    return allowed
  }

  /// The next instant after another at which accounts are looked at (CRE-2).
  package static func nextRun(after instant: Instant, terms: CreditTerms) -> Instant {
    let today = instant.day.start.adding(.hours(Int(terms.runHour)))
    return today > instant ? today : Instant(seconds: today.seconds + 86_400)
  }
}
