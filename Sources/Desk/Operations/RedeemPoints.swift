package import Basics
package import Records
package import Rules
package import Storage

/// What `points show` tells of a customer.
package struct PointsView: Hashable, Sendable {
  /// One lot that counts.
  package struct Lot: Hashable, Sendable {
    package var year: Int32
    package var left: Int64
    /// Its last day (PTS-4).
    package var expires: Day
  }

  package var customer: Identifier
  /// The sum of the lots.
  package var balance: Int64
  /// The lots with something left that have not expired, the oldest first.
  package var lots: [Lot]
  /// Whether arrears freeze the points, carried out or not (PTS-7, PTS-21).
  package var frozen: Bool
  package var stopped: Bool
  /// What may be redeemed now: the balance, or nothing.
  package var redeemable: Int64
  /// The first day on which points may be redeemed, also when it is still to come; nil for a
  /// customer who has left.
  package var entitledSince: Day?
  /// Why nothing may be redeemed.
  package var reasons: [Check]
}

extension Operation {
  static let redeemPoints = Operation(
    PointsRedemption.orderKind, chinese: "积分兑换",
    trial: { (view, asked) throws(DeskError) in try view.bestRedemption(asked) },
    undoing: .byRule { (transaction, facts, request, scan) throws(DeskError) in
      try transaction.undoRedemption(facts, request, scan)
    })

  static let reversePoints = Operation(
    "points-reverse", chinese: "撤销积分兑换", trial: nil, undoing: .byJournal)
}

extension Reading where Self: ~Copyable {
  /// A customer's points on a day.
  ///
  /// - Throws: `customer.unknown`.
  package borrowing func pointsView(
    of customer: Identifier, on day: Day, catalog: Catalog
  ) throws(DeskError) -> PointsView {
    let (record, account) = try pointsHolder(customer)
    return try pointsView(of: record, account, on: day, catalog: catalog)
  }

  /// The points on a day of a customer who has been read.
  ///
  /// - Parameters:
  ///   - account: what holds for all of the points.
  ///   - lines: the customer's lines where they have been read; nil: they are read.
  borrowing func pointsView(
    of record: Customer, _ account: PointsAccount?, lines: [Line]? = nil, on day: Day,
    catalog: Catalog
  ) throws(DeskError) -> PointsView {
    let (customer, terms) = (record.id, catalog.points)
    let isInArrears = try isInArrears(customer, lines: lines, on: day, terms)
    let usable = PointsRedemption.usable(
      try all(Points.self, of: customer), on: day, hasLeft: record.left != nil, terms: terms)
    let balance = PointsRedemption.balance(usable)
    let reasons = PointsRedemption.standingChecks(
      record, account, isInArrears: isInArrears, on: day, catalog: catalog
    ).filter { !$0.held }
    return PointsView(
      customer: customer, balance: balance,
      lots: usable.map { lot in
        .init(
          year: lot.year, left: lot.left,
          expires: PointsRedemption.expires(year: lot.year, terms: terms))
      },
      frozen: account?.frozen ?? false || isInArrears, stopped: account?.stopped ?? false,
      redeemable: reasons.isEmpty ? balance : 0,
      entitledSince: PointsRedemption.entitledSince(record, account, terms: terms),
      reasons: reasons)
  }

  /// The redemption item with an identifier.
  ///
  /// - Throws: `item.unknown` naming the nearest known one, or where none is near what there is.
  package borrowing func item(_ id: String) throws(DeskError) -> Item {
    var key = Key(customer: .absent, type: .item)
    key.append(text: id)
    if let item = try record(Item.self, key), item.id == id { return item }
    let known = try all(Item.self, of: .absent).map(\.id)
    let nearest = NearestWord.nearest(of: id, among: known)
    throw DeskError(
      "item.unknown",
      ["item": .text(id), "known": .texts(nearest.map { [$0] } ?? Array(known.prefix(20)))])
  }

  /// Decides whether a customer may redeem so many of an item now (PTS-1, PTS-5 .. PTS-7, PTS-21),
  /// without writing anything.
  ///
  /// - Throws: `customer.unknown`, `item.unknown`, `points.quantity` below 1.
  borrowing func decideRedemption(
    of item: String, quantity: Int64 = 1, _ customer: Identifier, on day: Day, catalog: Catalog
  ) throws(DeskError) -> Assessment<PointsRedemption.Facts> {
    guard quantity >= 1 else {
      throw DeskError("points.quantity", ["quantity": .integer(quantity)])
    }
    let (record, account) = try pointsHolder(customer)
    let facts = PointsRedemption.Facts(
      customer: record, account: account, lots: try all(Points.self, of: customer),
      item: try self.item(item), quantity: quantity,
      isInArrears: try isInArrears(customer, on: day, catalog.points))
    return Assessment(
      customer: customer, facts: facts,
      decision: PointsRedemption.decide(facts, on: day, catalog: catalog))
  }

  /// Decides whether a redemption may be reversed (PTS-6), without writing anything.
  ///
  /// - Throws: `order.unknown`.
  package borrowing func decideReversal(
    of order: Identifier
  ) throws(DeskError) -> Assessment<PointsRedemption.ReversalFacts> {
    let order = try self.order(order)
    let facts = PointsRedemption.ReversalFacts(
      order: order, lots: try all(Points.self, of: order.customer),
      hasLeft: try customer(order.customer)?.left != nil)
    return Assessment(
      customer: order.customer, facts: facts,
      decision: PointsRedemption.decideReversal(facts))
  }

  private borrowing func pointsHolder(
    _ customer: Identifier
  ) throws(DeskError) -> (Customer, PointsAccount?) {
    guard let record = try self.customer(customer) else {
      throw DeskError("customer.unknown", ["name": .text(customer.text)])
    }
    return (
      record,
      try self.record(PointsAccount.self, Key(customer: customer, type: .pointsAccount))
    )
  }

  /// The account that telephone credit goes to: the one named, otherwise the one that pays for the
  /// asking number, otherwise the customer's only one.
  fileprivate borrowing func creditAccount(
    _ named: Identifier?, line: String, _ customer: Identifier
  ) throws(DeskError) -> (account: Identifier, owner: Identifier) {
    var id = named
    if id == nil, !line.isEmpty { id = try payer(of: try self.line(line).line) }
    if id == nil {
      let own = try all(Account.self, of: customer).map(\.id)
      guard own.count <= 1 else {
        throw DeskError("account.ambiguous", ["candidates": .texts(own.map(\.text))])
      }
      id = own.first
    }
    guard let id, let summary = try summary(ofAccount: id) else {
      throw DeskError("account.unknown", ["name": .text(id?.text ?? customer.text)])
    }
    return (id, summary.customer)
  }
}

extension StoreTransaction {
  /// Redeems points for an item 积分兑换 (PTS-4 .. PTS-7): all of it or nothing.
  ///
  /// Takes from the oldest lot that has not expired first and records in the order what came from
  /// which. The item's stock falls. Telephone credit pays unpaid bills of an account first (LED-9); the rest
  /// goes to a gift bucket of its own (LED-1), valid without end, and lines that the account pays
  /// for work again as after a payment (CRE-1);
  /// data is noted in the order. Both are delivered at once, so the order is done; vouchers and
  /// goods leave it accepted until they are delivered.
  ///
  /// - Parameters:
  ///   - customer: whose points; losing the star changes nothing (PTS-13).
  ///   - line: the number that asks, any of the customer's; empty: the customer as such.
  ///   - item: the catalog's item.
  ///   - quantity: how many, 1 or more.
  ///   - account: where telephone credit goes; nil: the asking number's account, otherwise the
  ///     customer's only one.
  /// - Returns: The outcome; its result holds `item`, `quantity`, `points` (what it costs) and when
  ///   done `balance` (what is left), with `credit`, `account` and `bucket`, or `dataKB`. Its takes
  ///   say what each lot gave, and below zero what a bucket received.
  /// - Throws: `customer.unknown`, `line.unknown`, `item.unknown`, `item.amount` for an item of
  ///   credit or data without an amount, `points.quantity`, `account.unknown`, `account.ambiguous`.
  package mutating func redeemPoints(
    of customer: Identifier, line: String = "", item: String, quantity: Int64 = 1,
    account: Identifier? = nil, _ request: Request
  ) throws(DeskError) -> Outcome {
    let assessment = try storage.decideRedemption(
      of: item, quantity: quantity, customer, on: now.day, catalog: catalog)
    let facts = assessment.facts
    let delivery = try delivery(of: facts, line: line, account: account)
    var order = newOrder(.redeemPoints, customer: customer, line: line, request)
    order.result["item"] = .text(item)
    order.result["quantity"] = .integer(quantity)
    order.result["points"] = .integer(facts.cost)
    guard assessment.decision.isAllowed else { return try refuse(order, assessment.decision) }

    let usable = PointsRedemption.usable(facts.lots, on: now.day, terms: catalog.points)
    let shares = PointsRedemption.shares(of: facts.cost, from: usable)
    for share in shares {
      try change(lot: share.year, of: customer, by: -share.points, facts.lots)
    }
    order.takes = shares.map(\.movement)
    order.result["balance"] = .integer(PointsRedemption.balance(usable) - facts.cost)
    if let stock = facts.item.stock {
      var item = facts.item
      item.stock = stock - quantity
      try put(item, of: .absent)
    }
    try deliver(delivery, &order)
    order.checks = assessment.decision.checks
    order.state = PointsRedemption.state(after: facts.item.kind)
    order.effective = now
    return try finish(order)
  }

  /// Reverses a redemption 积分兑换撤销 (PTS-6, PTS-21) while its order is not delivered.
  ///
  /// The points go back to the lots that they came from; a lot that has expired meanwhile takes
  /// nothing back. The item's stock goes back. The order's state becomes reversed, the new order
  /// names it.
  ///
  /// - Parameter id: the redemption's order.
  /// - Returns: The outcome; its result holds `points` (what went back); its takes say, below zero,
  ///   which lots they went to.
  /// - Throws: `order.unknown`; `store.reference` when a lot is no longer there.
  package mutating func reverseRedemption(
    _ id: Identifier, _ request: Request
  ) throws(DeskError) -> Outcome {
    let assessment = try storage.decideReversal(of: id)
    let (customer, facts) = (assessment.customer, assessment.facts)
    var order = newOrder(.reversePoints, customer: customer, line: facts.order.line, request)
    order.reverses = id
    guard assessment.decision.isAllowed else { return try refuse(order, assessment.decision) }

    _ = try giveBack(facts, &order)
    order.checks = assessment.decision.checks
    order.effective = now
    return try finish(order)
  }

  /// Gives back what a redemption took, marks its order as reversed, and records in the order that
  /// does so what went back: for `points reverse` and for undoing alike (PTS-6, PTS-21).
  ///
  /// - Parameters:
  ///   - facts: the redemption, which may be reversed.
  ///   - order: the order that reverses it.
  /// - Returns: How many records changed, orders aside, and whether they are again as they were
  ///   before the redemption, but for what others have changed since.
  /// - Throws: `store.reference` when a lot is no longer there.
  mutating func giveBack(
    _ facts: PointsRedemption.ReversalFacts, _ order: inout Order
  ) throws(DeskError) -> (records: Int, isWhole: Bool) {
    let redemption = facts.order
    let shares = PointsRedemption.givenBack(facts, on: now.day, terms: catalog.points)
    for share in shares where !facts.lots.contains(where: { $0.year == share.year }) {
      throw DeskError(
        "store.reference", fault: .store,
        [
          "type": "order", "key": .text(redemption.id.text),
          "name": .text("points \(share.year)"),
        ])
    }
    for share in shares {
      try change(lot: share.year, of: redemption.customer, by: share.points, facts.lots)
    }
    order.takes = shares.map { PointsRedemption.Share(year: $0.year, points: -$0.points).movement }
    order.result["points"] = .integer(shares.reduce(0) { $0 + $1.points })
    let isRestocked = try restock(redemption)
    var reversed = redemption
    reversed.state = .reversed
    try put(reversed, of: redemption.customer)
    let records = shares.count + (isRestocked ? 1 : 0)
    return (records, try records == recordCount(of: redemption))
  }

  /// How many records a redemption changed, its order aside; nil where the journal does not tell.
  private borrowing func recordCount(of redemption: Order) throws(DeskError) -> Int? {
    guard redemption.entry > 0 else { return nil }
    return try storage.journalEntry(UInt64(redemption.entry)).changes
      .count { $0.type != .order && $0.type != .job }
  }

  /// Voids all points of a customer who leaves (PTS-7), as part of another operation.
  ///
  /// - Returns: What was taken from which lot, for that operation's order.
  package mutating func voidPoints(of customer: Identifier) throws(DeskError) -> [LotMovement] {
    let lots = try storage.all(Points.self, of: customer)
    var movements: [LotMovement] = []
    for lot in lots where lot.left > 0 {
      try change(lot: lot.year, of: customer, by: -lot.left, lots)
      movements.append(PointsRedemption.Share(year: lot.year, points: lot.left).movement)
    }
    return movements
  }

  mutating func change(
    lot year: Int32, of customer: Identifier, by points: Int64, _ lots: [Points]
  ) throws(DeskError) {
    guard var lot = lots.first(where: { $0.year == year }) else { return }
    let (left, isOver) = lot.left.addingReportingOverflow(points)
    guard !isOver, left <= Points.highest else {
      throw DeskError(
        "points.too-large", fault: .store,
        ["year": .integer(Int64(year)), "limit": .integer(Points.highest)])
    }
    lot.left = left
    try put(lot, of: customer)
  }

  /// Puts what a redemption took back into stock, where the item is still there and counted.
  ///
  /// - Returns: Whether it is.
  private mutating func restock(_ redemption: Order) throws(DeskError) -> Bool {
    guard case .text(let id) = redemption.result["item"],
      case .integer(let quantity) = redemption.result["quantity"]
    else { return false }
    var key = Key(customer: .absent, type: .item)
    key.append(text: id)
    guard var item = try storage.record(Item.self, key), let stock = item.stock else {
      return false
    }
    let (sum, isOver) = stock.addingReportingOverflow(quantity)
    item.stock = isOver ? Points.highest : min(sum, Points.highest)
    try put(item, of: .absent)
    return true
  }
}

/// What a redemption hands over at once.
private enum Delivery {
  case credit(Money, account: Identifier, owner: Identifier)
  case data(kilobytes: Int64)
  case nothing
}

extension StoreTransaction {
  /// Works out what a redemption hands over at once, before anything is written.
  private borrowing func delivery(
    of facts: PointsRedemption.Facts, line: String, account: Identifier?
  ) throws(DeskError) -> Delivery {
    let item = facts.item
    switch (item.kind, item.amount) {
    case (.voucher, _), (.goods, _): return .nothing
    case (.credit, .money(let money)):
      let fen = try total(money.fen, facts.quantity)
      let (account, owner) = try storage.creditAccount(
        account, line: line, facts.customer.id)
      try creditFacts(of: account).checkRoom(for: Money(fen: fen))
      return .credit(Money(fen: fen), account: account, owner: owner)
    case (.data, .points(let kilobytes)):
      return .data(kilobytes: try total(kilobytes, facts.quantity))
    case (.credit, _), (.data, _):
      throw DeskError("item.amount", ["item": .text(item.id), "kind": .text(item.kind.rawValue)])
    }
  }

  private borrowing func total(_ amount: Int64, _ quantity: Int64) throws(DeskError) -> Int64 {
    let (total, overflow) = amount.multipliedReportingOverflow(by: quantity)
    guard !overflow else {
      throw DeskError("points.quantity", ["quantity": .integer(quantity)])
    }
    return total
  }

  private mutating func deliver(
    _ delivery: Delivery, _ order: inout Order
  ) throws(DeskError) {
    switch delivery {
    case .nothing: break
    case .data(let kilobytes): order.result["dataKB"] = .integer(kilobytes)
    case .credit(let money, let account, let owner):
      let (bills, rest) = try payBills(with: money, try creditFacts(of: account))
      if !bills.isEmpty {
        order.result["bills"] = .texts(bills.map { "\($0.month.text) \($0.amount.text)" })
      }
      if rest > .zero {
        var bucket = Bucket()
        bucket.account = account
        bucket.id = "points-\(order.id.text)"
        bucket.kind = .gift
        bucket.amount = rest
        try put(bucket, of: owner)
        order.takes.append(bucket.received)
        order.result["bucket"] = .text(bucket.id)
      }
      let restored = try restoreIfPaid(account)
      if !restored.isEmpty { order.result["restored"] = .texts(restored) }
      try thawPoints(of: owner, paying: account)
      order.result["credit"] = .text(money.text)
      order.result["account"] = .text(account.text)
    }
  }
}

extension StoreTransaction {
  /// Undoes a redemption of points by the rule and in the way of its reversal (PTS-6, PTS-21).
  fileprivate mutating func undoRedemption(
    _ facts: Undo.Facts, _ request: Request, _ scan: UndoScan?
  ) throws(DeskError) -> Outcome {
    let old = facts.order
    let reversal = try storage.decideReversal(of: old.id)
    let decision = Undo.decide(facts, redemption: reversal.decision)
    var order = newOrder(.undo, customer: old.customer, line: old.line, request)
    order.reverses = old.id
    order.result["undone"] = .text(old.kind)
    // The walk goes by the order, whatever stands in nobody's way.
    let walk = scan.flatMap { $0.covers(facts.entry) ? $0 : nil }
    _ = try walk?.dependents(of: facts.entry, last: lastEntryNumber, in: storage)
    guard decision.isAllowed else {
      defer { (walk ?? scan)?.left(last: lastEntryNumber) }
      return try refuse(order, decision)
    }

    let (records, isWhole) = try giveBack(reversal.facts, &order)
    order.result["records"] = .integer(Int64(records))
    order.checks = decision.checks
    order.effective = now
    // Only where everything came back does the order cancel the other out for those before them.
    var values = FieldMap()
    if isWhole { values["reverses"] = .text(old.id.text) }
    let outcome = try finish(order, values: values)
    if isWhole {
      walk?.undid(facts.entry, last: lastEntryNumber)
    } else {
      walk?.left(last: lastEntryNumber)
    }
    return outcome
  }
}

extension Reading where Self: ~Copyable {
  /// The first item, by its price, that may be redeemed; where none may, the cheapest.
  fileprivate borrowing func bestRedemption(
    _ asked: Operation.TrialRequest
  ) throws(DeskError) -> (command: String, decision: Decision) {
    let (now, catalog) = (asked.now, asked.catalog)
    let customer = try line(asked.number).summary.customer
    let items = try all(Item.self, of: .absent).filter(\.isDeliverable)
      .sorted { ($0.points, $0.id) < ($1.points, $1.id) }
    var best: (command: String, decision: Decision)?
    for item in items {
      let decision = try decideRedemption(of: item.id, customer, on: now.day, catalog: catalog)
        .decision
      let operation = "points redeem item=" + item.word
      if decision.isAllowed { return (operation, decision) }
      best = best ?? (operation, decision)
    }
    if let best { return best }
    let standing = try pointsView(of: customer, on: now.day, catalog: catalog).reasons
    return ("points redeem", Decision([Check("PTS-6.item", false)] + standing))
  }
}

extension Item {
  /// The identifier as it is written in a command.
  fileprivate var word: String {
    let isPlain = id.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    if isPlain { return id }
    let escaped = id.map { "\"\\$".contains($0) ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }

  /// Whether what it stands for can be handed over: credit has money, data has KB.
  fileprivate var isDeliverable: Bool {
    switch (kind, amount) {
    case (.voucher, _), (.goods, _), (.credit, .money), (.data, .points): true
    case (.credit, _), (.data, _): false
    }
  }
}
