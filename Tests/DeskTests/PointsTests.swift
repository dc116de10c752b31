import Basics
@testable import Desk
import Records
import Rules
import Storage
import TestSupport
import Testing

private func lot(_ year: Int32, _ left: Int64, earned: Int64? = nil) -> Points {
  var lot = Points()
  lot.customer = Identifier(prefix: "C", number: 1)
  lot.year = year
  lot.earned = earned ?? left
  lot.left = left
  return lot
}

private func item(
  _ id: String = "kettle", _ kind: ItemKind = .goods, points: Int64 = 1000, stock: Int64? = nil,
  amount: Amount? = nil
) -> Item {
  var item = Item()
  item.id = id
  item.name = id
  item.kind = kind
  item.points = points
  item.stock = stock
  item.amount = amount
  return item
}

@Suite struct PointsRuleTests {
  private func day(_ text: String) throws -> Day { try Day(parsing: text) }

  private func facts(
    _ change: (inout PointsRedemption.Facts) -> Void = { _ in }
  ) throws -> PointsRedemption.Facts {
    var facts = PointsRedemption.Facts(
      customer: try Household(stars: 0).customer, lots: [lot(2015, 1000)], item: item())
    change(&facts)
    return facts
  }

  private func reasons(
    on day: String = "2016-02-10", _ change: (inout PointsRedemption.Facts) -> Void
  ) throws -> [String] {
    PointsRedemption.decide(
      try facts(change), on: try self.day(day), catalog: .shipped
    ).reasons.map(\.code)
  }

  /// PTS-4.
  @Test(arguments: [("2012-12-31", Int64(500)), ("2013-01-01", 0)])
  func `a lot of 2010 is valid through 2012-12-31`(on day: String, balance: Int64) throws {
    let terms = Catalog.shipped.points
    #expect(PointsRedemption.expires(year: 2010, terms: terms).text == "2012-12-31")
    let usable = PointsRedemption.usable([lot(2010, 500)], on: try self.day(day), terms: terms)
    #expect(PointsRedemption.balance(usable) == balance)
  }

  @Test(arguments: [
    ("2015-01-01", "2015-06-30", false), ("2015-01-01", "2015-07-01", true),
    ("2015-01-31", "2015-06-30", false), ("2015-01-31", "2015-07-01", true),
    ("2015-08-31", "2016-01-31", false), ("2015-08-31", "2016-02-01", true),
  ])
  func `joined in 2015-01 the right begins on 2015-07-01`(
    joined: String, on day: String, isEntitled: Bool
  ) throws {
    let joined = try self.day(joined)
    #expect(
      try reasons(on: day) { $0.customer.joined = joined } == (isEntitled ? [] : ["PTS-5.wait"]))
  }

  @Test(arguments: [("2015-11-20", true), ("2015-11-19", false)])
  func `a right gained under the older rule holds from its day`(
    on day: String, isEntitled: Bool
  ) throws {
    var account = PointsAccount()
    account.entitledSince = try self.day("2015-11-20")
    let joined = try self.day("2015-11-01")
    #expect(
      try reasons(on: day) { facts in
        facts.customer.joined = joined
        facts.account = account
      } == (isEntitled ? [] : ["PTS-5.wait"]))
  }

  @Test func `who has left has neither points nor the right`() throws {
    let left = try self.day("2016-01-01")
    #expect(try reasons { $0.customer.left = left } == ["PTS-5.left", "PTS-6.points"])
  }

  @Test func `a frozen account redeems nothing, a stopped one does`() throws {
    var account = PointsAccount()
    account.stopped = true
    #expect(try reasons { $0.account = account } == [])
    account.frozen = true
    #expect(try reasons { $0.account = account } == ["PTS-7.frozen"])
  }

  @Test(arguments: [
    (Segment.ordinaryCluster, true), (.government, false), (.financeLarge, false),
    (.highEndCluster, false), (.public, false),
  ])
  func `of organisations only ordinary clusters take part`(
    segment: Segment, takesPart: Bool
  ) throws {
    #expect(
      try reasons { facts in
        facts.customer.kind = .organisation
        facts.customer.segment = segment
      } == (takesPart ? [] : ["PTS-1.eligible"]))
  }

  @Test(arguments: [(Int64(999), 1, false), (1000, 1, true), (1999, 2, false), (2000, 2, true)])
  func `the whole redemption or none`(left: Int64, quantity: Int64, isAllowed: Bool) throws {
    #expect(
      try reasons { facts in
        facts.lots = [lot(2014, 600), lot(2015, left - 600)]
        facts.quantity = quantity
      } == (isAllowed ? [] : ["PTS-6.points"]))
  }

  @Test(arguments: [(Int64(0), false), (1, false), (2, true), (3, true)])
  func `stock must be there for all of it`(stock: Int64, isAllowed: Bool) throws {
    #expect(
      try reasons { facts in
        facts.lots = [lot(2015, 5000)]
        facts.item.stock = stock
        facts.quantity = 2
      } == (isAllowed ? [] : ["PTS-6.stock"]))
  }

  @Test func `a quantity beyond all numbers is refused, not wrapped round`() throws {
    #expect(try reasons { $0.quantity = .max } == ["PTS-6.points"])
  }

  /// PTS-4.
  @Test func `the oldest lot that counts is taken first`() throws {
    let lots = [lot(2016, 300), lot(2014, 100), lot(2012, 999), lot(2015, 200), lot(2013, 0)]
    let usable = PointsRedemption.usable(
      lots, on: try self.day("2016-02-10"), terms: Catalog.shipped.points)
    #expect(usable.map(\.year) == [2014, 2015, 2016])
    let shares = PointsRedemption.shares(of: 350, from: usable)
    #expect(
      shares == [
        .init(year: 2014, points: 100), .init(year: 2015, points: 200),
        .init(year: 2016, points: 50),
      ])
    #expect(PointsRedemption.shares(of: 100, from: usable) == [.init(year: 2014, points: 100)])
    #expect(PointsRedemption.shares(of: 0, from: usable) == [])
  }

  @Test(arguments: [
    (OrderState.accepted, [String]()), (.done, ["PTS-6.delivered"]),
    (.inProgress, []), (.cancelled, ["PTS-6.delivered"]),
    (.reversed, ["PTS-6.reversed"]),
  ])
  func `a redemption is reversed while it is not delivered`(
    state: OrderState, reasons: [String]
  ) {
    var order = Order()
    order.kind = "points-redeem"
    order.state = state
    let decision = PointsRedemption.decideReversal(.init(order: order, lots: []))
    #expect(decision.reasons.map(\.code) == reasons)
    order.kind = "restore-phone"
    let other = PointsRedemption.decideReversal(.init(order: order, lots: []))
    #expect(other.reasons.map(\.code) == ["PTS-6.redemption"])
  }

  @Test(arguments: [("2016-12-31", [Int32(2014), 2015]), ("2017-01-01", [2015])])
  func `a lot that has expired meanwhile takes nothing back`(
    on day: String, years: [Int32]
  ) throws {
    var order = Order()
    order.takes = [2014, 2015].map { PointsRedemption.Share(year: $0, points: 10).movement }
    let facts = PointsRedemption.ReversalFacts(order: order, lots: [])
    let back = PointsRedemption.givenBack(
      facts, on: try self.day(day), terms: Catalog.shipped.points)
    #expect(back.map(\.year) == years)
  }

  @Test func `every code of the family has words`() throws {
    var order = Order()
    order.kind = PointsRedemption.orderKind
    let checks =
      PointsRedemption.decide(
        try facts { $0.item.stock = 1 }, on: try day("2016-02-10"), catalog: .shipped
      ).checks + PointsRedemption.decideReversal(.init(order: order, lots: [])).checks
    #expect(checks.count == 9)
    for code in checks.map(\.code) + ["points.quantity", "item.amount", "item.unknown"] {
      #expect(Messages.knows(code), "\(code)")
    }
  }
}

@Suite struct RedeemPointsTests {
  private let request = Request(operator: "tester")
  private let customer = Identifier(prefix: "C", number: 1)

  private func store(_ lots: Points..., clock: String = "2016-02-10T09:00") throws -> TestStore {
    let store = try Household(stars: 0).store(clock: clock)
    for lot in lots { try store.put(lot) }
    try store.put(
      item(stock: 3), item("credit-10", .credit, points: 500, amount: .money(Money(fen: 10_00))),
      item("data-100", .data, points: 800, amount: .points(102_400)),
      item("broken", .credit, points: 1))
    return store
  }

  private func redeem(
    _ store: TestStore, _ item: String = "kettle", _ quantity: Int64 = 1, line: String = ""
  ) throws(DeskError) -> Outcome {
    try store.write { (transaction) throws(DeskError) in
      try transaction.redeemPoints(
        of: customer, line: line, item: item, quantity: quantity, request)
    }
  }

  private func reverse(_ store: TestStore, _ order: Identifier) throws(DeskError) -> Outcome {
    try store.write { (transaction) throws(DeskError) in
      try transaction.reverseRedemption(order, request)
    }
  }

  private func view(_ store: TestStore) throws(DeskError) -> PointsView {
    try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.pointsView(of: customer, on: now.day, catalog: catalog)
    }
  }

  private func stock(_ store: TestStore) throws(DeskError) -> Int64? {
    try store.read { (view) throws(DeskError) in try view.item("kettle").stock }
  }

  @Test func `goods are accepted: points and stock go, and come back when reversed`() throws {
    let store = try store(lot(2014, 1500), lot(2015, 2000))
    let outcome = try redeem(store, "kettle", 2)
    #expect(outcome.isDone)
    #expect(outcome.order.kind == "points-redeem")
    #expect(outcome.order.state == .accepted)
    #expect(outcome.order.result["points"] == 2000)
    #expect(outcome.order.result["balance"] == 1500)
    #expect(outcome.order.takes.map(\.lot) == [2014, 2015])
    #expect(outcome.order.takes.map(\.amount) == [.points(1500), .points(500)])
    #expect(try view(store).lots.map(\.left) == [1500])
    #expect(try stock(store) == 1)

    let reversal = try reverse(store, outcome.order.id)
    #expect(reversal.isDone)
    #expect(reversal.order.reverses == outcome.order.id)
    #expect(reversal.order.result["points"] == 2000)
    #expect(reversal.order.takes.map(\.amount) == [.points(-1500), .points(-500)])
    #expect(try view(store).lots.map(\.left) == [1500, 2000])
    #expect(try stock(store) == 3)
    let order = try store.read { (view) throws(DeskError) in try view.order(outcome.order.id) }
    #expect(order.state == .reversed)
    #expect(try reverse(store, outcome.order.id).reasons.map(\.code) == ["PTS-6.reversed"])
    #expect(try view(store).balance == 3500)
  }

  /// PTS-13.
  @Test func `points earned stay valid when the star is lost`() throws {
    let store = try store(lot(2015, 2000))
    var star = Star()
    star.customer = customer
    star.stars = 5
    star.from = try Day(parsing: "2015-03-01")
    star.through = try Day(parsing: "2016-02-29")
    try store.put(star)
    #expect(try view(store).balance == 2000)
    try store.advance(to: "2016-03-01T00:00")
    let stars = try store.store.read { (view, now, _) throws(DeskError) in
      try view.star(of: customer, on: now.day)?.stars ?? 0
    }
    #expect(stars < 5)
    #expect(try view(store).balance == 2000)
    #expect(try redeem(store).isDone)
  }

  @Test func `telephone credit goes to a gift bucket of its own and is done`() throws {
    let store = try store(lot(2015, 2000))
    let outcome = try redeem(store, "credit-10", 3, line: "13300000001")
    #expect(outcome.order.state == .done)
    #expect(outcome.order.result["credit"] == "30.00")
    #expect(outcome.order.result["account"] == "A1")
    #expect(outcome.order.takes.map(\.amount) == [.points(1500), .money(Money(fen: -30_00))])
    let account = Identifier(prefix: "A", number: 1)
    let view = try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.accountView(of: account, at: now, catalog: catalog)
    }
    #expect(view?.buckets.map(\.kind) == [.gift])
    #expect(view?.buckets.map(\.amount.text) == ["30.00"])
    #expect(try reverse(store, outcome.order.id).reasons.map(\.code) == ["PTS-6.delivered"])
  }

  @Test func `telephone credit that fills a prepaid account makes its line work again`() throws {
    var house = try Household(stars: 0)
    house.account.mode = .prepaid
    house.line.restrictions = [Line.Restriction()]
    house.line.restrictions[0].from = try Instant(parsing: "2016-02-09T09:00")
    let store = try house.store()
    try store.put(
      lot(2015, 500), item("credit-10", .credit, points: 500, amount: .money(Money(fen: 10_00))))
    let outcome = try redeem(store, "credit-10")
    #expect(outcome.order.result["restored"] == .texts([house.line.number]))
    let summary = try store.read { (view) throws(DeskError) in
      try view.line(house.line.number).summary
    }
    #expect(summary.state == .active)
  }

  @Test func `data is noted in KB and done`() throws {
    let store = try store(lot(2015, 2000))
    let outcome = try redeem(store, "data-100", 2)
    #expect(outcome.order.result["dataKB"] == 204_800)
    #expect(outcome.order.state == .done)
  }

  @Test func `a refusal takes nothing`() throws {
    let store = try store(lot(2015, 1999))
    let outcome = try redeem(store, "kettle", 2)
    #expect(outcome.reasons.map(\.code) == ["PTS-6.points"])
    #expect(outcome.reasons.first?.actual == 1999)
    #expect(outcome.reasons.first?.limit == 2000)
    #expect(outcome.order.takes == [])
    #expect(try view(store).balance == 1999)
    #expect(try stock(store) == 3)
    #expect(try reverse(store, outcome.order.id).reasons.map(\.code) == ["PTS-6.redemption"])
  }

  @Test func `requests that make no sense are errors and write nothing`() throws {
    let store = try store(lot(2015, 2000))
    let before = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(throws: DeskError("points.quantity", ["quantity": 0])) {
      try redeem(store, "kettle", 0)
    }
    #expect(throws: DeskError("item.unknown", ["item": "ketle", "known": .texts(["kettle"])])) {
      try redeem(store, "ketle")
    }
    #expect(throws: DeskError("item.amount", ["item": "broken", "kind": "credit"])) {
      try redeem(store, "broken")
    }
    #expect(throws: DeskError("order.unknown", ["order": "O99"])) {
      try reverse(store, Identifier(prefix: "O", number: 99))
    }
    let after = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(before == after)
  }

  @Test func `with several accounts telephone credit needs one named`() throws {
    let store = try store(lot(2015, 2000))
    var second = Account()
    second.id = Identifier(prefix: "A", number: 2)
    second.customer = customer
    try store.put(second)
    #expect(
      throws: DeskError("account.ambiguous", ["candidates": .texts(["A1", "A2"])])
    ) { try redeem(store, "credit-10") }
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.redeemPoints(of: customer, item: "credit-10", account: second.id, request)
    }
    #expect(outcome.order.result["account"] == "A2")
  }

  @Test func `a lot expires after its last day, once`() throws {
    let store = try store(lot(2014, 700), lot(2015, 100), clock: "2016-12-31T23:59:59")
    func expire() throws(DeskError) -> Outcome? {
      try store.write { (transaction) throws(DeskError) in
        try transaction.expirePoints(2014, of: customer, request)
      }
    }
    #expect(try expire() == nil)
    try store.move(to: "2017-01-01T00:00")
    let outcome = try #require(try expire())
    #expect(outcome.order.result["points"] == 700)
    #expect(outcome.order.takes.map(\.lot) == [2014])
    #expect(try expire() == nil)
    #expect(try view(store).balance == 100)
    let lots = try store.read { (view) throws(DeskError) in
      try view.all(Points.self, of: customer)
    }
    #expect(lots.map(\.left) == [0, 100])
    #expect(lots.map(\.earned) == [700, 100])
  }

  @Test func `points of a lot past its day do not count before the event is carried out`() throws {
    let store = try store(lot(2013, 600), lot(2014, 400))
    let view = try view(store)
    #expect(view.balance == 400)
    #expect(view.lots.map(\.expires.text) == ["2016-12-31"])
    #expect(try redeem(store).reasons.map(\.code) == ["PTS-6.points"])
  }

  @Test func `who leaves loses all points at once`() throws {
    let store = try store(lot(2014, 700), lot(2015, 100))
    let movements = try store.write { (transaction) throws(DeskError) in
      let movements = try transaction.voidPoints(of: customer)
      try transaction.note("test", operator: "tester", values: FieldMap())
      return movements
    }
    #expect(movements.map(\.amount) == [.points(700), .points(100)])
    #expect(try view(store).balance == 0)
  }

  @Test func `the view tells what may be redeemed and why not`() throws {
    var account = PointsAccount()
    account.customer = customer
    account.frozen = true
    let store = try store(lot(2015, 100))
    #expect(try view(store).redeemable == 100)
    #expect(try view(store).entitledSince?.text == "2010-09-01")
    try store.put(account)
    let frozen = try view(store)
    #expect(frozen.redeemable == 0)
    #expect(frozen.balance == 100)
    #expect(frozen.frozen)
    #expect(frozen.reasons.map(\.code) == ["PTS-7.frozen"])
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `lots add up to what a plain model says, whatever comes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let store = try store(
      lot(2013, 900), lot(2014, 2500), lot(2015, 4000), clock: "2015-07-01T09:00")
    var model = Model(lots: [2013: 900, 2014: 2500, 2015: 4000], stock: 3, day: 0)
    var orders: [(id: Identifier, takes: [Int32: Int64], quantity: Int64, isOpen: Bool)] = []
    let days = ["2015-07-01", "2015-12-31", "2016-01-01", "2016-12-31", "2017-01-01", "2018-01-01"]
    for _ in 0..<60 {
      switch random.next() % 6 {
      case 0...2:
        let quantity = Int64(random.next() % 3) + 1
        let outcome = try redeem(store, "kettle", quantity)
        let takes = model.redeem(1000 * quantity, quantity)
        #expect(outcome.isDone == (takes != nil))
        if let takes { orders.append((outcome.order.id, takes, quantity, true)) }
      case 3...4:
        guard !orders.isEmpty else { continue }
        let index = Int(random.next() % UInt64(orders.count))
        let outcome = try reverse(store, orders[index].id)
        #expect(outcome.isDone == orders[index].isOpen)
        if orders[index].isOpen { model.reverse(orders[index].takes, orders[index].quantity) }
        orders[index].isOpen = false
      default:
        model.day = min(model.day + 1, days.count - 1)
        let year = Int32(try Day(parsing: days[model.day]).year)
        try store.move(to: days[model.day])
        for lot in model.lots.keys.sorted() {
          let outcome = try store.write { (transaction) throws(DeskError) in
            try transaction.expirePoints(lot, of: customer, request)
          }
          #expect((outcome != nil) == (lot + 2 < year && model.lots[lot]! > 0))
        }
        model.expire(year)
      }
      let lots = try store.read { (view) throws(DeskError) in
        try view.all(Points.self, of: customer)
      }
      #expect(Dictionary(uniqueKeysWithValues: lots.map { ($0.year, $0.left) }) == model.lots)
      #expect(try view(store).balance == model.lots.values.reduce(0, +))
      #expect(try stock(store) == model.stock)
    }
    #expect(orders.contains { !$0.isOpen })
  }
}

/// Points as a dictionary of years, without orders, days and stores.
private struct Model {
  var lots: [Int32: Int64]
  var stock: Int64
  /// The place in the list of days.
  var day: Int
  private var expired: Set<Int32> = []

  init(lots: [Int32: Int64], stock: Int64, day: Int) {
    self.lots = lots
    self.stock = stock
    self.day = day
  }

  mutating func redeem(_ cost: Int64, _ quantity: Int64) -> [Int32: Int64]? {
    guard stock >= quantity, lots.values.reduce(0, +) >= cost else { return nil }
    stock -= quantity
    var rest = cost
    var takes: [Int32: Int64] = [:]
    while rest > 0 {
      let oldest = lots.filter { $0.value > 0 }.keys.min()!
      lots[oldest]! -= 1
      takes[oldest, default: 0] += 1
      rest -= 1
    }
    return takes
  }

  mutating func reverse(_ takes: [Int32: Int64], _ quantity: Int64) {
    stock += quantity
    for (year, points) in takes where !expired.contains(year) { lots[year]! += points }
  }

  mutating func expire(_ year: Int32) {
    for lot in lots.keys where lot + 2 < year {
      lots[lot] = 0
      expired.insert(lot)
    }
  }
}
