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

/// The value of an entry that says all with its key.
private let nothing = InlineArray<0, UInt8>(repeating: 0)

extension Customer {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Customer?, after: Customer?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if before?.name != after?.name {
      if let before { try work.unindex(Tables.names, nameKey(before)) }
      if let after { try work.index(Tables.names, nameKey(after), nothing) }
    }
    if before?.document != after?.document {
      if let key = before.flatMap(documentKey) { try work.unindex(Tables.documents, key) }
      if let key = after.flatMap(documentKey) { try work.index(Tables.documents, key, nothing) }
    }
    if before?.left != after?.left {
      try work.requeue(customer, before: before?.left, after: after?.left)
    }
  }

  static func nameKey(_ customer: Customer) -> Key {
    var key = NameKey.key(of: customer.name)
    key.append(customer.id)
    return key
  }

  static func documentKey(_ customer: Customer) -> Key? {
    customer.document.map { document in
      var key = DocumentKey.key(kind: document.kind, number: document.number)
      key.append(customer.id)
      return key
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
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Star?, after: Star?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    work.forgetSeen()
    let left = try work.transaction.departure(of: customer)
    try work.moveDue(
      before?.nextDue(left: left), after?.nextDue(left: left), customer: customer)
    for line in try work.transaction.all(Line.self, of: customer) {
      work.touch(line: line.number, of: customer)
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

extension Work {
  /// Works out again what depends on whether a customer has left: what is to come of the star, the
  /// stars beside the numbers, and the freezing of points.
  fileprivate mutating func requeue(
    _ customer: Identifier, before: Day?, after: Day?
  ) throws(DeskError) {
    forgetSeen()
    let star = try transaction.record(Star.self, Key(customer: customer, type: .star))
    try moveDue(
      star?.nextDue(left: before), star?.nextDue(left: after), customer: customer)
    for line in try transaction.all(Line.self, of: customer) {
      touch(line: line.number, of: customer)
    }
    try requeueFreezing(of: customer)
  }
}

extension Points {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Points?, after: Points?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    let terms = work.catalog.points
    var subject = Key()
    subject.append(after?.year ?? before?.year ?? 0)
    try work.moveDue(
      before?.nextDue(terms), after?.nextDue(terms), customer: customer, subject: subject)
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
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Account?, after: Account?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    guard let id = after?.id ?? before?.id else { return }
    guard let after else {
      if let summary = try work.transaction.summary(ofAccount: id) {
        try work.moveDue(summary.nextDue, nil, customer: customer, subject: Key(id.packed))
      }
      return try work.unindex(Tables.accounts, Key(id.packed))
    }
    if let before {
      if !after.rulesAs(before) { try work.touchLinesRuled(by: id, customer) }
      if !after.sparesAs(before) { try work.touchRulers(ofLinesOf: id, customer) }
    } else {
      try work.index(Tables.accounts, Key(id.packed), AccountSummary(customer: customer).bytes)
    }
    work.touch(account: id, of: customer)
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
  package static var isIndexed: Bool { true }

  /// Who leads its base, and with it by what rule the base goes, may change (CRE-5).
  package static func reindex(
    before: Bundle?, after: Bundle?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    let (was, tight) = (before?.coupling == .tight, after?.coupling == .tight)
    if was == tight, !tight || before?.base == after?.base { return }
    work.forgetSeen()
    try work.touchLinked([], bases: (before?.base ?? []) + (after?.base ?? []))
  }
}

extension Bucket {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Bucket?, after: Bucket?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if let account = after?.account ?? before?.account {
      work.touch(account: account, of: customer)
    }
  }
}

extension Bill {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Bill?, after: Bill?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    guard let account = after?.account ?? before?.account else { return }
    work.touch(account: account, of: customer)
    let terms = work.catalog.points
    let (old, new) = (before?.freezeDue(terms), after?.freezeDue(terms))
    guard old != new, let bill = after ?? before else { return }
    if let old { try work.unqueue(bill.queued(old, of: customer)) }
    if let new, try work.transaction.awaitsFreezing(account, of: customer) {
      try work.queue(bill.queued(new, of: customer))
    }
  }

  /// How the freezing of points for it stands in the queue.
  func queued(_ due: NextDue, of customer: Identifier) -> DueQueue.Entry {
    var subject = Key(account.packed)
    subject.append(month)
    return DueEntry.queued(due, customer: customer, subject: subject)
  }
}

extension PointsAccount {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: PointsAccount?, after: PointsAccount?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if before?.frozen ?? false != after?.frozen ?? false {
      try work.requeueFreezing(of: customer)
    }
  }
}

extension Instalment {
  package static var isIndexed: Bool { true }

  /// When lines are disconnected may depend on the instalments (CRE-2).
  package static func reindex(
    before: Instalment?, after: Instalment?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if let account = after?.account ?? before?.account {
      work.touch(account: account, of: customer)
      try work.touchLinesRuled(by: account, customer)
    }
  }
}

extension Line {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Line?, after: Line?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    guard let number = after?.number ?? before?.number else { return }
    work.forgetSeen()
    var key = Key()
    key.append(number)
    if before == nil, let after {
      // Others that name it find it from now on.
      try work.index(Tables.numbers, key, customer.bytes)
      try work.index(
        Tables.lines, Key(summaryOf: number, customer), LineSummary(new: after, customer).bytes)
    }
    if before?.account != after?.account {
      if let before { try work.unindex(Tables.payers, payerKey(before)) }
      if let after { try work.indexPayer(of: after, customer) }
      for id in [before?.account, after?.account].compactMap({ $0 }) {
        try work.requeueFreezing(by: id, unlessOf: customer)
      }
    }
    if before?.mainLine != after?.mainLine {
      if let before, !before.mainLine.isEmpty {
        try work.unindex(Tables.secondaries, before.secondaryKey)
      }
      if let after, !after.mainLine.isEmpty {
        try work.index(Tables.secondaries, after.secondaryKey, customer.bytes)
      }
    }
    if after == nil, let summary = try work.transaction.summary(of: number, customer) {
      try work.moveDue(summary.nextDue, nil, customer: customer, subject: key)
      try work.unindex(Tables.lines, Key(summaryOf: number, customer))
      // Another customer may have it already.
      if try work.transaction.customer(ofNumber: number) == customer {
        try work.unindex(Tables.numbers, key)
      }
    }
    guard let before, let after else {
      return try work.touchLinked([before, after].compactMap { $0 })
    }
    work.touch(line: number, of: customer)
    if after.isLinked(unlike: before) {
      try work.touchLinked([before, after])
    } else if before.isWithoutArrears != after.isWithoutArrears {
      let account = try work.transaction.ruler(of: after).account
      if let owner = try work.transaction.summary(ofAccount: account)?.customer {
        work.touch(account: account, of: owner)
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
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Restore?, after: Restore?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if before == nil, let after { work.seeRestore(after) } else { work.forgetSeen() }
    if let line = after?.line ?? before?.line { work.touch(line: line, of: customer) }
  }
}

extension Card {
  package static var isIndexed: Bool { true }

  package static func reindex(
    before: Card?, after: Card?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    guard (before == nil) != (after == nil), let iccid = after?.iccid ?? before?.iccid else {
      return
    }
    var key = Key()
    key.append(iccid)
    if after == nil {
      try work.unindex(Tables.iccids, key)
    } else {
      try work.index(Tables.iccids, key, customer.bytes)
    }
  }
}

extension Order {
  package static var isIndexed: Bool { true }

  package static func index(
    _ order: borrowing Order, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    try work.indexPlace(of: order, customer)
    if order.kind == OrderKind.pay { try work.touchToppedUp(order) }
    if order.isKeyed {
      try work.index(Tables.keys, RequestKey.key(of: order.key), order.keyBytes)
    }
  }

  package static func reindex(
    before: Order?, after: Order?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    if before == nil, let after { return try index(after, of: customer, in: &work) }
    guard let before else { return }
    if before.kind == OrderKind.pay { try work.touchToppedUp(before) }
    if after != nil { return }
    try work.index(before.id, at: nil)
    try work.unindex(Tables.present, Key(of: before, customer: customer))
    if before.isKeyed { try work.unindex(Tables.keys, RequestKey.key(of: before.key)) }
  }
}

extension Work {
  /// Notes that the accounts by whose rule the lines of an account go must be worked out again.
  fileprivate mutating func touchRulers(
    ofLinesOf account: Identifier, _ customer: Identifier
  ) throws(DeskError) {
    for line in try transaction.lines(of: account, customer) where line.isLinked {
      let ruling = try transaction.ruler(of: line).account
      if let owner = try transaction.summary(ofAccount: ruling)?.customer {
        touch(account: ruling, of: owner)
      }
    }
  }

  /// Notes that a top-up that was made or undone starts the days of lines again (CRE-1, CRE-10).
  fileprivate mutating func touchToppedUp(_ order: borrowing Order) throws(DeskError) {
    guard case .text(let name)? = order.result["account"],
      let id = try? Identifier(parsing: name), let account = try transaction.account(id),
      account.mode == .prepaid
    else { return }
    try touchLinesRuled(by: id, account.customer) { line in
      line.restriction(for: .arrears)?.scope == .both
    }
  }

  /// Notes who uses an account of another customer.
  mutating func indexPayer(of line: Line, _ customer: Identifier) throws(DeskError) {
    let payer = try transaction.summary(ofAccount: line.account)?.customer
    if let payer, payer != customer {
      try index(Tables.payers, Line.payerKey(line), customer.bytes)
    }
  }

  /// Moves what next happens to something in the queue of what falls due.
  ///
  /// - Parameters:
  ///   - before: what stood in the queue.
  ///   - after: what is to stand there.
  ///   - customer: whose it is.
  ///   - subject: the rest of the queue's key: the line, the account, the year.
  mutating func moveDue(
    _ before: NextDue?, _ after: NextDue?, customer: Identifier, subject: Key = Key()
  ) throws(DeskError) {
    if before == after { return }
    if let before { try unqueue(DueEntry.queued(before, customer: customer, subject: subject)) }
    if let after { try queue(DueEntry.queued(after, customer: customer, subject: subject)) }
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
