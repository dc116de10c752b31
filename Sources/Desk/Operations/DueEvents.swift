package import Basics
package import Records
import Rules
package import Storage

/// What became of one thing that was due.
package struct DueResult: Hashable, Sendable {
  /// What was due, and when.
  package var entry: DueEntry
  /// When it was carried out: the due instant, or the clock's for what was late.
  package var at: Instant
  /// Whether it no longer held and was dropped.
  package var isDropped = false
  /// The numbers whose state it changed.
  package var numbers: [String] = []
  /// Money that became void or was written off.
  package var money = Money.zero
  /// Money that was released from instalments.
  package var released = Money.zero
  /// Points that became void.
  package var points: Int64 = 0

  init(_ entry: DueEntry, at: Instant) {
    self.entry = entry
    self.at = at
  }
}

extension DueEntry {
  /// The account, for what happens to an account.
  package var account: Identifier {
    var reader = KeyReader(subject.span.bytes)
    return Identifier(packed: reader.readUInt64() ?? 0)
  }

  /// The month of the bill, for points that are frozen for it.
  package var billMonth: Month {
    var reader = KeyReader(subject.span.bytes)
    _ = reader.readUInt64()
    return Month(index: reader.readInt32() ?? 0)
  }

  /// The year of the lot, for points that expire.
  package var year: Int32 {
    var reader = KeyReader(subject.span.bytes)
    return reader.readInt32() ?? 0
  }

  /// What it concerns in words: the number, the account, the year of the lot, or the customer.
  package var subjectText: String {
    switch kind {
    case .restoreEnd, .twoWay, .disconnection: number
    case .instalment, .balanceEnd, .billOverdue, .creditRun, .pointsFreeze: account.text
    case .starEnd: customer.text
    case .pointsEnd: String(year)
    }
  }

  var due: NextDue { NextDue(kind, at: at) }

  var queued: DueQueue.Entry {
    var rest = Key()
    rest.append(subject.span.bytes)
    return Self.queued(due, customer: customer, subject: rest)
  }
}

extension Work {
  /// Carries out one thing that is due, at ``now``, with all that it causes (CRE-9).
  ///
  /// It is taken out of the queue and compared with the records first: what no longer holds is
  /// dropped. What follows from it stands in the queue afterwards; a credit run of this very instant
  /// still looks at what has changed (CRE-2).
  ///
  /// - Parameter entry: what is due, at or before ``now``.
  /// - Returns: What became of it.
  package mutating func carryOut(_ entry: DueEntry) throws(DeskError) -> DueResult {
    var result = DueResult(entry, at: now)
    isBeforeRun = entry.kind.rawValue < DueKind.creditRun.rawValue
    defer { isBeforeRun = false }
    let holds = try take(entry)
    if holds {
      switch entry.kind {
      case .restoreEnd: try endRestore(entry, &result)
      case .twoWay: try goOnTwoWay(entry, &result)
      case .disconnection: try goOnToDisconnection(entry, &result)
      case .instalment: try releaseInstalments(entry, &result)
      case .balanceEnd: try endBalance(entry, &result)
      case .billOverdue, .creditRun: result.numbers = try suspendIfOwed(entry.account)
      case .starEnd: try endStar(of: entry.customer)
      case .pointsFreeze: try freezePoints(for: entry.account, of: entry.customer)
      case .pointsEnd:
        let outcome = try expirePoints(entry.year, of: entry.customer, Self.system)
        if case .integer(let points) = outcome?.order.result["points"] { result.points = points }
      }
      try note(
        "due-" + entry.kind.name, operator: Self.system.operator, values: result.journalValues)
    } else {
      result.isDropped = true
      try refresh()
    }
    return result
  }

  /// In whose name what falls due is carried out.
  static let system = Request(operator: "system")

  /// Takes an entry out of the queue, and has what belongs there worked out again at the end.
  ///
  /// - Returns: Whether it still holds.
  private mutating func take(_ entry: DueEntry) throws(DeskError) -> Bool {
    try unqueue(entry.queued)
    switch entry.kind {
    case .restoreEnd, .twoWay, .disconnection: return try takeLine(entry)
    case .instalment, .balanceEnd, .billOverdue, .creditRun: return try takeAccount(entry)
    case .starEnd:
      return try transaction.starDue(of: entry.customer) == entry.due
    case .pointsFreeze:
      return try freezingBill(entry) != nil
    case .pointsEnd:
      return try pointsLot(entry)?.nextDue(catalog.points) == entry.due
    }
  }

  private mutating func takeLine(_ entry: DueEntry) throws(DeskError) -> Bool {
    guard var summary = try transaction.summary(of: entry.number), summary.nextDue == entry.due
    else { return false }
    summary.nextDue = nil
    try index(Tables.lines, Key(summaryOf: entry.number, summary.customer), summary.bytes)
    touch(line: entry.number, of: summary.customer)
    let line = try transaction.line(entry.number).line
    let facts = try transaction.creditFacts(line, summary.customer)
    return holds(entry, CreditControl.nextDue(facts, at: now, terms: catalog.credit))
  }

  private mutating func takeAccount(_ entry: DueEntry) throws(DeskError) -> Bool {
    let id = entry.account
    guard var summary = try transaction.summary(ofAccount: id), summary.nextDue == entry.due else {
      return false
    }
    let pending = summary.due
    summary.due.next = nil
    if entry.kind == .creditRun { summary.due.run = nil }
    try index(Tables.accounts, Key(id.packed), summary.bytes)
    touch(account: id, of: summary.customer)
    let terms = catalog.credit
    guard let facts = try transaction.accountFacts(id, summary.customer, at: now, terms: terms)
    else { return false }
    let due = CreditControl.nextDue(
      facts, pending: pending, isBeforeRun: isBeforeRun, at: now, terms: terms)
    return holds(entry, due.next)
  }

  /// Whether what the records say is next is what the entry says.
  private borrowing func holds(_ entry: DueEntry, _ next: NextDue?) -> Bool {
    next.map { $0.kind == entry.kind && $0.at <= now } ?? false
  }

  /// The restore is over; a number still in arrears is suspended again as it was before, because
  /// its restriction stayed (BEN-12, BEN-22).
  private mutating func endRestore(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let line = try transaction.line(entry.number).line
    guard let restore = try transaction.restoreToEnd(of: line.number, line.customer) else {
      return
    }
    try end(restore, of: line.customer)
    try inform("text.restore-ended", line)
    result.numbers = [line.number]
  }

  /// The suspension goes on: two-way (CRE-4).
  private mutating func goOnTwoWay(_ entry: DueEntry, _ result: inout DueResult) throws(DeskError) {
    let line = try transaction.line(entry.number).line
    try suspendTwoWay(line)
    result.numbers = [line.number]
  }

  /// The suspension ends in disconnection (CRE-1, CRE-2, CRE-8), together with the followers whose
  /// time has come by the same rule (CRE-15); the line leads no more afterwards.
  private mutating func goOnToDisconnection(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let line = try transaction.line(entry.number).line
    var together: [Line] = []
    for follower in try transaction.allFollowers(of: line) {
      let facts = try transaction.creditFacts(follower, follower.customer)
      let next = CreditControl.nextDue(facts, at: now, terms: catalog.credit)
      if let next, next.kind == .disconnection, next.at <= now { together.append(follower) }
    }
    for follower in together.reversed() { result.points += try disconnect(follower) }
    result.points += try disconnect(line)
    result.numbers = [line.number] + together.map(\.number)
  }

  /// Gift money past its last day is void, cash that was not revived is written off (LED-3), and a
  /// prepaid account that is then below zero or no longer valid is suspended (CRE-1).
  private mutating func endBalance(
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

  /// The parts of each plan whose time has come pay unpaid bills, the oldest first, and go to the
  /// plan's bucket for the rest (LED-5, LED-9); the lines work again where that makes good what the
  /// account owes (CRE-1 .. CRE-3), and frozen points thaw (PTS-7).
  private mutating func releaseInstalments(
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

  /// The bill for which points are still to be frozen.
  private borrowing func freezingBill(_ entry: DueEntry) throws(DeskError) -> Bill? {
    guard let bill = try transaction.bill(of: entry), bill.freezeDue(catalog.points) == entry.due,
      try transaction.awaitsFreezing(entry.account, of: entry.customer)
    else { return nil }
    return bill
  }

  private borrowing func pointsLot(_ entry: DueEntry) throws(DeskError) -> Points? {
    var key = Key(customer: entry.customer, type: .points)
    key.append(entry.year)
    return try transaction.record(Points.self, key)
  }
}

extension DueResult {
  /// What the journal keeps of it.
  fileprivate var journalValues: FieldMap {
    var values = FieldMap()
    values["due"] = .text(entry.at.text)
    values["customer"] = .text(entry.customer.text)
    values["subject"] = .text(entry.subjectText)
    if !numbers.isEmpty { values["numbers"] = .texts(numbers) }
    if money != .zero { values["money"] = .text(money.text) }
    if released != .zero { values["released"] = .text(released.text) }
    if points != 0 { values["points"] = .integer(points) }
    return values
  }
}

extension Reading where Self: ~Copyable {
  /// What is to come, in the order in which it is carried out, some at a time.
  ///
  ///     var next: DueEntry?
  ///     repeat {
  ///       let chunk = try view.due(from: next, limit: 1000)
  ///       show(chunk.entries)
  ///       next = chunk.next
  ///     } while next != nil
  ///
  /// - Parameters:
  ///   - first: the entry to begin with; nil: the earliest.
  ///   - limit: the most entries to give.
  /// - Returns: The entries, and the one to go on with when there are more.
  package borrowing func due(
    from first: DueEntry? = nil, limit: Int
  ) throws(DeskError) -> (entries: [DueEntry], next: DueEntry?) {
    var entries: [DueEntry] = []
    let more = try Tables.dueQueue.scan(from: first?.queued, limit: limit, in: self) {
      (entry, _) throws(DeskError) in
      if let entry = DueEntry(entry) { entries.append(entry) }
      return .next
    }
    return (entries, more.flatMap { DueEntry($0) })
  }
}
