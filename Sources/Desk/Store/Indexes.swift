package import Basics
package import Records
package import Rules
import Storage

extension Identifier {
  /// The eight bytes that indexes keep, little-endian.
  var bytes: InlineArray<8, UInt8> {
    var bytes = InlineArray<8, UInt8>(repeating: 0)
    bytes.put(packed, at: 0)
    return bytes
  }
}

extension Customer {
  package static var derivation: Derivation { .entries }

  package static func follow(
    before: Customer?, after: Customer?, of customer: Identifier,
    in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if before?.left != after?.left {
      try transaction.requeue(customer, before: before?.left, after: after?.left)
    }
  }
}

extension LineSummary {
  /// The summary of a new number until the end of the operation, when all is worked out.
  fileprivate init(new line: Line, _ customer: Identifier) {
    let state = line.state(isRestored: false)
    self.init(
      customer: customer, account: line.account, kind: line.kind, state: state, isRestored: false,
      stateWithoutRestore: state, star: StarMark(nil), suspendedAt: nil, nextDue: nil)
  }
}

extension Star {
  package static func follow(
    before: Star?, after: Star?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    transaction.forgetSeen()
    let left = try transaction.storage.departure(of: customer)
    try transaction.moveEntry(from: before?.dueEntry(left: left), to: after?.dueEntry(left: left))
    for line in try transaction.storage.all(Line.self, of: customer) {
      transaction.touch(line: line.number, of: customer)
    }
  }

  /// When its validity ends; nothing is to come of the star of a customer who has left (STAR-25).
  package func nextDue(left: Day?) -> NextDue? {
    guard stars > 0, left == nil else { return nil }
    return through.map { NextDue(.starEnd, at: $0.end) }
  }
}

extension Reading where Self: ~Copyable {
  /// What is to come of a customer's star.
  borrowing func starDue(of customer: Identifier) throws(DeskError) -> NextDue? {
    let star = try record(Star.self, Key(customer: customer, type: .star))
    return try star?.nextDue(left: departure(of: customer))
  }
}

extension StoreTransaction {
  /// Works out again what depends on whether a customer has left: what is to come of the star, the
  /// stars beside the numbers, and the freezing of points.
  fileprivate mutating func requeue(
    _ customer: Identifier, before: Day?, after: Day?
  ) throws(DeskError) {
    forgetSeen()
    let star = try storage.record(Star.self, Key(customer: customer, type: .star))
    try moveEntry(from: star?.dueEntry(left: before), to: star?.dueEntry(left: after))
    for line in try storage.all(Line.self, of: customer) {
      touch(line: line.number, of: customer)
    }
    try requeueFreezing(of: customer)
  }
}

extension Points {
  package static var derivation: Derivation { .entries }

  package static func follow(
    before: Points?, after: Points?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
  }

  /// When what is left of the lot expires (PTS-4).
  package func nextDue(_ terms: PointsTerms) -> NextDue? {
    guard left > 0, let next = Day(year: Int(year + terms.validYears), month: 1, day: 1) else {
      return nil
    }
    return NextDue(.pointsEnd, at: next.start)
  }
}

extension Account {
  package static func follow(
    before: Account?, after: Account?, of customer: Identifier,
    in transaction: inout StoreTransaction
  ) throws(DeskError) {
    guard let id = after?.id ?? before?.id else { return }
    guard let after else {
      if let summary = try transaction.storage.summary(ofAccount: id) {
        try transaction.moveEntry(from: summary.dueEntry(of: id), to: nil)
      }
      return try transaction.unindex(Tables.accounts, Key(id.packed))
    }
    if let before {
      if !after.rulesAs(before) { try transaction.touchLinesRuled(by: id, customer) }
      if !after.sparesAs(before) { try transaction.touchRulers(ofLinesOf: id, customer) }
    } else {
      try transaction.index(
        Tables.accounts, Key(id.packed), AccountSummary(customer: customer).bytes)
    }
    transaction.touch(account: id, of: customer)
  }

  /// Whether lines go by it as by another version of it.
  private func rulesAs(_ other: Account) -> Bool {
    mode == other.mode && regime == other.regime && sparesAs(other)
  }

  private func sparesAs(_ other: Account) -> Bool {
    exempt == other.exempt && redList == other.redList
  }
}

extension Bundle {
  /// Who leads its base, and with it by what rule the base goes, may change (CRE-5).
  package static func follow(
    before: Bundle?, after: Bundle?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    let (was, tight) = (before?.coupling == .tight, after?.coupling == .tight)
    if was == tight, !tight || before?.base == after?.base { return }
    transaction.forgetSeen()
    try transaction.touchLinked([], bases: (before?.base ?? []) + (after?.base ?? []))
  }
}

extension Bucket {
  package static func follow(
    before: Bucket?, after: Bucket?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if let account = after?.account ?? before?.account {
      transaction.touch(account: account, of: customer)
    }
  }
}

extension Bill {
  package static func follow(
    before: Bill?, after: Bill?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    guard let account = after?.account ?? before?.account else { return }
    transaction.touch(account: account, of: customer)
    let terms = transaction.catalog.points
    guard before?.freezeDue(terms) != after?.freezeDue(terms) else { return }
    let isAwaited = try transaction.storage.awaitsFreezing(account, of: customer)
    try transaction.moveEntry(
      from: before?.freezeEntry(of: customer, isAwaited: true, terms),
      to: after?.freezeEntry(of: customer, isAwaited: isAwaited, terms))
  }
}

extension PointsAccount {
  package static func follow(
    before: PointsAccount?, after: PointsAccount?, of customer: Identifier,
    in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if before?.frozen ?? false != after?.frozen ?? false {
      try transaction.requeueFreezing(of: customer)
    }
  }
}

extension Instalment {
  /// When lines are disconnected may depend on the instalments (CRE-2).
  package static func follow(
    before: Instalment?, after: Instalment?, of customer: Identifier,
    in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if let account = after?.account ?? before?.account {
      transaction.touch(account: account, of: customer)
      try transaction.touchLinesRuled(by: account, customer)
    }
  }
}

extension Line {
  package static var derivation: Derivation { .entries }

  package static func follow(
    before: Line?, after: Line?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    guard let number = after?.number ?? before?.number else { return }
    transaction.forgetSeen()
    if before == nil, let after {
      // Others that name it find it from now on.
      try transaction.index(
        Tables.lines, Key(summaryOf: number, customer), LineSummary(new: after, customer).bytes)
    }
    if before?.account != after?.account {
      if let before { try transaction.unindex(Tables.payers, payerKey(before)) }
      if let after { try transaction.indexPayer(of: after, customer) }
      for id in [before?.account, after?.account].compactMap({ $0 }) {
        try transaction.requeueFreezing(by: id, unlessOf: customer)
      }
    }
    if after == nil, let summary = try transaction.storage.summary(of: number, customer) {
      try transaction.moveEntry(from: summary.dueEntry(of: number), to: nil)
      try transaction.unindex(Tables.lines, Key(summaryOf: number, customer))
    }
    guard let before, let after else {
      return try transaction.touchLinked([before, after].compactMap { $0 })
    }
    transaction.touch(line: number, of: customer)
    if after.isLinked(unlike: before) {
      try transaction.touchLinked([before, after])
    } else if before.isWithoutArrears != after.isWithoutArrears {
      let account = try transaction.storage.ruler(of: after).account
      if let owner = try transaction.storage.summary(ofAccount: account)?.customer {
        transaction.touch(account: account, of: owner)
      }
    }
  }

  static func payerKey(_ line: Line) -> Key {
    var key = Key(line.account.packed)
    key.append(line.number)
    return key
  }
}

extension Restore {
  package static func follow(
    before: Restore?, after: Restore?, of customer: Identifier,
    in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if before == nil, let after { transaction.seeRestore(after) } else { transaction.forgetSeen() }
    if let line = after?.line ?? before?.line { transaction.touch(line: line, of: customer) }
  }
}

extension Card {
  package static var derivation: Derivation { .entries }

  package static func follow(
    before: Card?, after: Card?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
  }
}

extension Order {
  package static var derivation: Derivation { .entries }

  package static func follow(
    _ order: borrowing Order, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    try transaction.indexPlace(of: order, customer)
    if order.kind == OrderKind.pay { try transaction.touchToppedUp(order) }
  }

  package static func follow(
    before: Order?, after: Order?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    if before == nil, let after { return try follow(after, of: customer, in: &transaction) }
    guard let before else { return }
    if before.kind == OrderKind.pay { try transaction.touchToppedUp(before) }
    if after != nil { return }
    try transaction.index(before.id, at: nil)
    try transaction.unindex(Tables.present, Key(of: before, customer: customer))
  }
}

extension StoreTransaction {
  /// Notes that the accounts by whose rule the lines of an account go must be worked out again.
  fileprivate mutating func touchRulers(
    ofLinesOf account: Identifier, _ customer: Identifier
  ) throws(DeskError) {
    for line in try storage.lines(of: account, customer) where line.isLinked {
      let ruling = try storage.ruler(of: line).account
      if let owner = try storage.summary(ofAccount: ruling)?.customer {
        touch(account: ruling, of: owner)
      }
    }
  }

  /// Notes that a top-up that was made or undone starts the days of lines again (CRE-1, CRE-10).
  fileprivate mutating func touchToppedUp(_ order: borrowing Order) throws(DeskError) {
    guard case .text(let name)? = order.result["account"],
      let id = try? Identifier(parsing: name), let account = try storage.account(id),
      account.mode == .prepaid
    else { return }
    try touchLinesRuled(by: id, account.customer) { line in
      line.restriction(for: .arrears)?.scope == .both
    }
  }

  /// Notes who uses an account of another customer.
  mutating func indexPayer(of line: Line, _ customer: Identifier) throws(DeskError) {
    let payer = try storage.summary(ofAccount: line.account)?.customer
    if let entry = line.payerEntry(of: customer, payer: payer) { try put(entry) }
  }
}

/// One thing in the queue of what falls due.
package struct DueEntry: Hashable, Sendable {
  package var at: Instant
  package var kind: DueKind
  package var customer: Identifier
  /// The line, the account or the year that it concerns; empty for a star.
  package var subject: [UInt8]

  /// How it stands in the queue, whose order is the one in which things are carried out: instant,
  /// kind, customer, subject.
  static func queued(_ due: NextDue, customer: Identifier, subject: Key) -> DueQueue.Entry {
    var whole = Key(customer.packed)
    whole.append(subject.span)
    return DueQueue.Entry(instant: due.at.seconds, kind: due.kind.code, subject: whole)
  }

  /// Reads an entry's key; nil when it is none.
  init?(key: RawSpan) {
    guard let entry = DueQueue.Entry(key) else { return nil }
    self.init(entry)
  }

  /// Reads an entry of the queue; nil when this room knows no such kind.
  init?(_ entry: DueQueue.Entry) {
    let whole = entry.subject
    var reader = KeyReader(whole.span)
    let kind = DueKind(code: entry.kind)
    guard DueEvent.of(kind) != nil, let customer = reader.readUInt64() else {
      return nil
    }
    at = Instant(seconds: entry.instant)
    self.kind = kind
    self.customer = Identifier(packed: customer)
    subject = reader.readRest().withUnsafeBytes { Array($0) }
  }

  /// The number, for what happens to a line.
  package var number: String { String(decoding: subject, as: UTF8.self) }
}
