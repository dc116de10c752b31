import Records
import Rules

extension DueEvent {
  /// A suspended line is disconnected (CRE-1, CRE-2, CRE-8).
  static let disconnection = DueEvent(
    kind: .disconnection, name: "disconnection", chinese: "拆机", subject: .line,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      try transaction.disconnectWithFollowers(entry, &result)
    })
}

extension StoreTransaction {
  /// The suspension ends in disconnection (CRE-1, CRE-2, CRE-8), together with the followers whose
  /// time has come by the same rule (CRE-15); the line leads no more afterwards.
  fileprivate mutating func disconnectWithFollowers(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let line = try storage.line(entry.number).line
    var together: [Line] = []
    for follower in try storage.allFollowers(of: line) {
      let facts = try storage.creditFacts(follower, follower.customer)
      let next = CreditControl.nextDue(facts, at: now, terms: catalog.credit)
      if let next, next.kind == .disconnection, next.at <= now { together.append(follower) }
    }
    for follower in together.reversed() { result.points += try disconnect(follower) }
    result.points += try disconnect(line)
    result.numbers = [line.number] + together.map(\.number)
  }
}
