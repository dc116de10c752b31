import Basics
package import Records
import Rules
import Storage

extension Operation {
  static let undo = Operation(Undo.orderKind, chinese: "撤销", trial: nil, undoing: .byJournal)
}

extension StoreTransaction {
  /// Undoes an order 撤销: every record that it changed is put back as it was before, as a new order
  /// that reverses it (DESK-1, DESK-11).
  ///
  /// What it made is taken out, what it changed gets back what stood there, what it took out comes
  /// back; what is derived follows. The order itself stays, with the state reversed. It is refused
  /// when something later touched one of these records, which it names. An undo can be undone in
  /// turn: then its order's work stands again.
  ///
  /// A redemption of points is undone as ``reverseRedemption(_:_:)`` reverses it, by the same rule
  /// (PTS-6, PTS-21): while it is not delivered, whatever came later.
  ///
  /// - Parameters:
  ///   - id: the order.
  ///   - scan: the walk over the journal in which the order is one of many; nil: one of its own.
  /// - Returns: The outcome; its result holds `undone` (the kind of the order) and when done
  ///   `records` (how many were put back, orders aside), of a redemption `points` as well.
  /// - Throws: `order.unknown`; `store.journal-astray` when a record is not as the journal says.
  package mutating func undo(
    _ id: Identifier, _ request: Request, _ scan: UndoScan? = nil
  ) throws(DeskError) -> Outcome {
    let old = try storage.order(id)
    let entry = UInt64(old.entry)
    var facts = Undo.Facts(order: old, entry: entry)
    if old.state == .reversed { facts.reversedBy = try storage.reverser(of: old) }
    if case .byRule(let undo)? = Operation.of(old.kind)?.undoing {
      return try undo(&self, facts, request, scan)
    }
    var walk: UndoScan?
    if old.stands, entry > 0 {
      let own =
        if let scan, scan.covers(entry) { scan } else { try UndoScan([entry], in: storage) }
      let later = try own.dependents(of: entry, last: lastEntryNumber, in: storage)
      facts.dependents = try storage.dependentTexts(later, of: entry)
      walk = own
    }
    let decision = Undo.decide(facts)
    var order = newOrder(.undo, customer: old.customer, line: old.line, request)
    order.reverses = id
    order.result["undone"] = .text(old.kind)
    guard decision.isAllowed else {
      defer { (walk ?? scan)?.left(last: lastEntryNumber) }
      return try refuse(order, decision)
    }

    let count = try putBack(try storage.journalEntry(entry))
    var reversed = old
    reversed.state = .reversed
    try put(reversed, of: old.customer)
    order.result["records"] = .integer(Int64(count))
    order.checks = decision.checks
    order.effective = now
    let outcome = try finish(
      order, values: FieldMap([.init(name: "reverses", value: .text(id.text))]))
    walk?.undid(entry, last: lastEntryNumber)
    return outcome
  }

  /// Puts back every record that an entry changed, but for the order that it made and a job's record.
  ///
  /// - Returns: How many records, other orders aside.
  private mutating func putBack(_ entry: JournalEntry) throws(DeskError) -> Int {
    // An operation may change a record twice: each is put back once, to how it stood at first.
    var states: [RecordState] = []
    var indices: [Key: Int] = [:]
    for change in entry.changes.reversed() {
      guard change.type != .job, change.type != .order || change.kind != .inserted else { continue }
      let key = change.key
      let index: Int
      if let known = indices[key] {
        index = known
      } else {
        index = states.count
        indices[key] = index
        states.append(
          RecordState(change.type, change.customer, now: try storage.bytes(change.type, key)))
      }
      guard states[index].takeBack(change) else {
        throw DeskError(
          "store.journal-astray", fault: .store,
          [
            "type": .text(change.type.name), "key": .text(key.description),
            "entry": .integer(Int64(clamping: entry.number)),
          ])
      }
    }
    for state in states {
      guard let step = state.type.open(state) else {
        throw DeskError(
          "store.record-damaged", fault: .store,
          ["type": .text(state.type.name), "key": .text(state.customer.text)])
      }
      try step(&self)
    }
    return states.count { $0.type != .order }
  }
}

/// A record as it stands and, by what a journal entry tells, as it stood.
private struct RecordState: RecordAction {
  typealias Step = (inout StoreTransaction) throws(DeskError) -> Void

  let type: RecordType
  let customer: Identifier
  private let now: [UInt8]?
  private var before: [UInt8]?

  init(_ type: RecordType, _ customer: Identifier, now: [UInt8]?) {
    self.type = type
    self.customer = customer
    self.now = now
    before = now
  }

  /// Goes back by one change.
  ///
  /// - Returns: False when the record does not stand as the change left it.
  mutating func takeBack(_ change: JournalEntry.Change) -> Bool { change.revert(&before) }

  /// How the record is put back; nil when its bytes are no record.
  func callAsFunction<R: StoredRecord>(_ type: R.Type) -> Step? {
    let customer = customer
    if let before {
      guard let record = before.withUnsafeBytes({ RecordDecoder.decode(R.self, from: $0) }) else {
        return nil
      }
      return { (transaction) throws(DeskError) in try transaction.put(record, of: customer) }
    }
    guard let now else { return { (_) throws(DeskError) in } }
    guard let record = now.withUnsafeBytes({ RecordDecoder.decode(R.self, from: $0) }) else {
      return nil
    }
    return { (transaction) throws(DeskError) in try transaction.remove(record, of: customer) }
  }
}

// MARK: What is in the way

extension Reading where Self: ~Copyable {
  /// The order that reversed an order.
  borrowing func reverser(of order: Order) throws(DeskError) -> Identifier? {
    var found: Identifier?
    try each(Order.self, Key(customer: order.customer, type: .order), isReversed: true) {
      (other) throws(DeskError) in
      if other.reverses == order.id, other.outcome == .done, other.state != .reversed {
        found = other.id
      }
      return found == nil && other.id > order.id
    }
    return found
  }

  /// Later changes in words, each with one of the records that it shares with an entry:
  /// `O52 pay: bucket A1 cash`; what is no order by its entry's number.
  ///
  /// - Returns: The first ``mostDependents`` of them, then how many more there are.
  borrowing func dependentTexts(
    _ later: [UInt64], of entry: UInt64
  ) throws(DeskError) -> [String] {
    guard !later.isEmpty else { return [] }
    let keys = Set(try journalEntry(entry).changes.map(\.key))
    var texts: [String] = []
    for number in later.prefix(mostDependents) {
      let other = try journalEntry(number)
      let name = other.order.map(\.text) ?? "#\(number)"
      let change = other.changes.first { keys.contains($0.key) }
      let record = try change.map { (change) throws(DeskError) in
        ": \(change.type.name) \(try keyText(change))"
      }
      texts.append("\(name) \(other.kind)\(record ?? "")")
    }
    if later.count > mostDependents { texts.append("+\(later.count - mostDependents)") }
    return texts
  }

  /// The key of a changed record in words.
  borrowing func keyText(_ change: JournalEntry.Change) throws(DeskError) -> String {
    let bytes =
      change.kind == .deleted ? change.before : try self.bytes(change.type, change.key) ?? []
    return change.type.open(KeyWords(bytes: bytes)) ?? change.customer.text
  }
}

/// How many of the changes that are in the way of an undo are named.
private let mostDependents = 20

private struct KeyWords: RecordAction {
  let bytes: [UInt8]

  func callAsFunction<R: StoredRecord>(_ type: R.Type) -> String? {
    bytes.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }?.keyText
  }
}
