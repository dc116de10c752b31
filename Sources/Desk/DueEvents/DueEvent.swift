package import Basics
package import Records
package import Rules
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

/// One kind of thing that falls due: what it is called, what it concerns, how the next one is found, and
/// how it is carried out.
///
/// Each stands in a file of its own beside this one, and in ``all``.
package struct DueEvent: Sendable {
  /// Under which code the store keeps it, and when it comes among things of the same instant.
  package let kind: DueKind
  /// The name that `due` and the journal show.
  package let name: String
  /// What a reader of Chinese sees in its place.
  package let chinese: String
  let subject: Subject
  /// Carries it out, at ``StoreTransaction/now``, once it is known to hold, and adds to the result what
  /// became of it.
  let carryOut: CarryOut

  typealias CarryOut =
    @Sendable (inout StoreTransaction, DueEntry, inout DueResult) throws(DeskError) -> Void

  /// What it concerns, and with it where the next one stands.
  enum Subject: Sendable {
    /// A line: the next thing to happen to it stands in its summary, worked out by credit control.
    case line
    /// An account: likewise.
    case account
    /// A record.
    ///
    /// - Parameters:
    ///   - text: what it concerns, in words.
    ///   - next: what the records say is next; nil: nothing.
    case record(
      text: @Sendable (DueEntry) -> String,
      next: @Sendable (borrowing ReadTransaction, DueEntry, Catalog) throws(DeskError) -> NextDue?)
  }

  /// All kinds of things that fall due.
  package static let all: [DueEvent] = [
    .balanceEnd, .pointsEnd, .instalment, .starEnd, .restoreEnd, .billOverdue, .creditRun, .twoWay,
    .disconnection, .pointsFreeze,
  ]

  /// The names of all.
  package static let names = CodeNames(all.map { ($0.name, $0.chinese) })

  /// The event of a kind; nil when there is none.
  package static func of(_ kind: DueKind) -> DueEvent? { byCode[Int(kind.code)] }

  private static let byCode: [DueEvent?] = {
    var events = [DueEvent?](repeating: nil, count: 256)
    for event in all {
      precondition(events[Int(event.kind.code)] == nil, "two due events with one code")
      events[Int(event.kind.code)] = event
    }
    return events
  }()
}

extension DueKind {
  /// The name that `due` and the journal show.
  package var name: String { DueEvent.of(self)?.name ?? "\(code)" }
}

extension DueEntry {
  /// Whether it concerns a line.
  package var isOfLine: Bool {
    if case .line = DueEvent.of(kind)?.subject { return true }
    return false
  }

  /// The account, for what happens to an account.
  package var account: Identifier {
    var reader = KeyReader(subject.span.bytes)
    return Identifier(packed: reader.readUInt64() ?? 0)
  }

  /// The year of the lot, for points that expire.
  package var year: Int32 {
    var reader = KeyReader(subject.span.bytes)
    return reader.readInt32() ?? 0
  }

  /// What it concerns in words: the number, the account, the year of the lot, or the customer.
  package var subjectText: String {
    switch DueEvent.of(kind)?.subject {
    case .line: number
    case .account: account.text
    case .record(let text, _): text(self)
    case nil: ""
    }
  }

  var due: NextDue { NextDue(kind, at: at) }

  var queued: DueQueue.Entry {
    var rest = Key()
    rest.append(subject.span.bytes)
    return Self.queued(due, customer: customer, subject: rest)
  }
}

extension StoreTransaction {
  /// Carries out one thing that is due, at ``now``, with all that it causes (CRE-9).
  ///
  /// It is taken out of the queue and compared with the records first: what no longer holds is
  /// dropped. What follows from it stands in the queue afterwards; a credit run of this very instant
  /// still looks at what has changed (CRE-2).
  ///
  /// - Parameter entry: what is due, at or before ``now``.
  /// - Returns: What became of it.
  package mutating func carryOut(_ entry: DueEntry) throws(DeskError) -> DueResult {
    guard let event = DueEvent.of(entry.kind) else {
      preconditionFailure("an entry of the queue is of a known kind")
    }
    var result = DueResult(entry, at: now)
    isBeforeRun = entry.kind < .creditRun
    defer { isBeforeRun = false }
    let holds = try take(entry, event.subject)
    if holds {
      try event.carryOut(&self, entry, &result)
      try note(
        "due-" + event.name, operator: Self.system.operator, values: result.journalValues)
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
  private mutating func take(
    _ entry: DueEntry, _ subject: DueEvent.Subject
  ) throws(DeskError) -> Bool {
    try unqueue(entry.queued)
    switch subject {
    case .line: return try takeLine(entry)
    case .account: return try takeAccount(entry)
    case .record(_, let next):
      return try storage.read { (view) throws(DeskError) in
        try next(view, entry, catalog) == entry.due
      }
    }
  }

  private mutating func takeLine(_ entry: DueEntry) throws(DeskError) -> Bool {
    guard var summary = try storage.summary(of: entry.number), summary.nextDue == entry.due
    else { return false }
    summary.nextDue = nil
    try index(Tables.lines, Key(summaryOf: entry.number, summary.customer), summary.bytes)
    touch(line: entry.number, of: summary.customer)
    let line = try storage.line(entry.number).line
    let facts = try storage.creditFacts(line, summary.customer)
    return holds(entry, CreditControl.nextDue(facts, at: now, terms: catalog.credit))
  }

  private mutating func takeAccount(_ entry: DueEntry) throws(DeskError) -> Bool {
    let id = entry.account
    guard var summary = try storage.summary(ofAccount: id), summary.nextDue == entry.due else {
      return false
    }
    let pending = summary.due
    summary.due.next = nil
    if entry.kind == .creditRun { summary.due.run = nil }
    try index(Tables.accounts, Key(id.packed), summary.bytes)
    touch(account: id, of: summary.customer)
    let terms = catalog.credit
    guard let facts = try storage.accountFacts(id, summary.customer, at: now, terms: terms)
    else { return false }
    let due = CreditControl.nextDue(
      facts, pending: pending, isBeforeRun: isBeforeRun, at: now, terms: terms)
    return holds(entry, due.next)
  }

  /// Whether what the records say is next is what the entry says.
  private borrowing func holds(_ entry: DueEntry, _ next: NextDue?) -> Bool {
    next.map { $0.kind == entry.kind && $0.at <= now } ?? false
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
  /// - Returns: The entries, and the first of the others when there are more.
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
