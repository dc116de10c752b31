package import Basics
package import Records
package import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// The emergency restore of a line that is in force at an instant: one whose `until` has passed is
  /// over, whether or not the clock has carried out its end (BEN-14).
  package borrowing func restoreInForce(
    of number: String, _ customer: Identifier, at now: Instant
  ) throws(DeskError) -> Restore? {
    let restore = try restoreToEnd(of: number, customer)
    return restore.flatMap { $0.isInForce(at: now) ? $0 : nil }
  }

  /// The emergency restore of a line whose end has not been carried out.
  borrowing func restoreToEnd(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> Restore? {
    var found: Restore?
    try each(Restore.self, Key(records: .restore, of: number, customer), isReversed: true) {
      (restore) throws(DeskError) in
      if restore.ended == nil { found = restore }
      return false
    }
    return found
  }

  /// All emergency restores of a line, in order of time.
  package borrowing func restores(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> [Restore] {
    try all(Restore.self, Key(records: .restore, of: number, customer))
  }

  /// When the suspension for arrears began that lasts now: a one-way suspension that became two-way
  /// is one suspension. One that was lifted is not, even when the next began in the same second.
  package borrowing func suspendedSince(
    _ line: Line, _ customer: Identifier
  ) throws(DeskError) -> Instant? {
    guard let arrears = line.restriction(for: .arrears) else { return nil }
    var start = arrears.from
    guard arrears.scope == .both else { return start }
    try each(
      Suspension.self, Key(records: .suspension, of: line.number, customer), isReversed: true
    ) { (earlier) throws(DeskError) in
      guard earlier.reason == .arrears else { return true }
      if earlier.scope == .outgoing, earlier.until == start {
        start = earlier.from
        return false
      }
      return earlier.until >= start
    }
    return start
  }

  /// What decides the next thing to happen to a line.
  ///
  /// - Parameter restore: the restore in force where it is known; nil: it is looked up.
  package borrowing func creditFacts(
    _ line: Line, _ customer: Identifier, restore: Restore? = nil
  ) throws(DeskError) -> CreditControl.LineFacts {
    let ruler = try ruler(of: line)
    guard let account = try account(ruler.account, near: ruler.customer) else {
      throw DeskError(
        "store.reference", fault: .store,
        [
          "type": "line", "key": .text(ruler.number), "name": .text(ruler.account.text),
        ])
    }
    var facts = CreditControl.LineFacts(line: line, account: account)
    facts.restore =
      if let restore { restore } else { try restoreToEnd(of: line.number, customer) }
    if line.restriction(for: .arrears)?.scope == .both, facts.restore == nil {
      facts.suspendedSince = try suspendedSince(line, customer)
      if let since = facts.suspendedSince {
        let owner = account.customer
        facts.instalmentsThrough = try instalmentsThrough(account.id, owner, at: since)
        if account.mode == .prepaid {
          facts.toppedUp = try lastPayment(to: account.id, owner, since: since)
        }
      }
    }
    return facts
  }

  /// What the decision on an emergency restore of a line looks at, and the line's summary.
  ///
  /// - Throws: `line.unknown`.
  borrowing func emergencyRestoreFacts(
    _ number: String, at now: Instant
  ) throws(DeskError) -> (summary: LineSummary, facts: EmergencyRestoreFacts) {
    let (line, summary) = try line(number)
    let customer = summary.customer
    let facts = EmergencyRestoreFacts(
      line: line, stars: Int32(summary.at(now).stars),
      restores: try restores(of: number, customer),
      suspendedSince: try suspendedSince(line, customer))
    return (summary, facts)
  }
}

extension Restore {
  /// Whether it holds at an instant (BEN-14): `until` no longer belongs to it.
  package func isInForce(at now: Instant) -> Bool { ended == nil && until > now }
}

extension LineSummary {
  /// Works out the summary of a line.
  ///
  /// - Parameters:
  ///   - facts: the line, the account by whose rule it goes, and its restore.
  ///   - payer: the account that pays for it.
  ///   - star: the customer's star.
  ///   - now: the instant of looking.
  package init(
    _ facts: CreditControl.LineFacts, customer: Identifier, payer: Identifier, star: StarMark,
    at now: Instant, terms: CreditTerms
  ) {
    let line = facts.line
    let isRestored =
      facts.restore?.isInForce(at: now) == true && line.restriction(for: .arrears) != nil
    let state = line.state(isRestored: isRestored)
    let reason: RestrictionReason =
      switch state {
      case .lost: .lost
      case .voluntary: .voluntary
      case .active, .oneWay, .twoWay, .disconnected: .arrears
      }
    self.init(
      customer: customer, account: payer, kind: line.kind, state: state, isRestored: isRestored,
      stateWithoutRestore: line.state(isRestored: false), star: star,
      suspendedAt: line.restriction(for: reason)?.from,
      nextDue: CreditControl.nextDue(facts, at: now, terms: terms))
  }
}

extension Key {
  /// The beginning of the keys of a line's records of one type.
  package init(records type: RecordType, of number: String, _ customer: Identifier) {
    self.init(customer: customer, type: type)
    append(terminated: number)
  }
}
