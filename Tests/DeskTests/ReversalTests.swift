import Basics
@testable import Desk
import Records
import Storage
import Testing

/// A redemption taken back by `points reverse` and by `undo`: one rule for both (PTS-6, PTS-21).
@Suite struct ReversalTests {
  enum Way: CaseIterable { case reverse, undo }

  private let request = Request(operator: "tester")
  private let customer = Make.id("C1")

  /// A customer with 700 points of 2013 and 5000 of 2014, who redeems three kettles.
  private func scene() throws -> (test: TestStore, order: Order) {
    let test = try Household(stars: 0).store(clock: "2015-12-30T09:00")
    for (year, left) in [(Int32(2013), Int64(700)), (2014, 5000)] {
      var lot = Points()
      lot.customer = customer
      lot.year = year
      lot.earned = left
      lot.left = left
      try test.put(lot)
    }
    var kettle = Item()
    kettle.id = "kettle"
    kettle.kind = .goods
    kettle.points = 300
    kettle.stock = 5
    var credit = kettle
    credit.id = "credit-10"
    credit.kind = .credit
    credit.stock = nil
    credit.amount = .money(Money(fen: 10_00))
    try test.put(kettle, credit)
    return (test, try redeem(test, "kettle", 3).order)
  }

  private func redeem(
    _ test: TestStore, _ item: String, _ quantity: Int64 = 1
  ) throws(DeskError) -> Outcome {
    try test.write { (transaction) throws(DeskError) in
      try transaction.redeemPoints(of: customer, item: item, quantity: quantity, request)
    }
  }

  private func takeBack(
    _ test: TestStore, _ id: Identifier, _ way: Way
  ) throws(DeskError) -> Outcome {
    try test.write { (transaction) throws(DeskError) in
      switch way {
      case .reverse: try transaction.reverseRedemption(id, request)
      case .undo: try transaction.undo(id, request)
      }
    }
  }

  private func set(_ state: OrderState, of order: Order, _ test: TestStore) throws(DeskError) {
    var order = order
    order.state = state
    try test.write { (transaction) throws(DeskError) in
      try transaction.put(order, of: customer)
      try transaction.note("test", operator: "tester", values: FieldMap())
    }
  }

  private func left(_ test: TestStore) throws(DeskError) -> [Int64] {
    try test.read { (view) throws(DeskError) in
      try view.all(Points.self, of: customer).map(\.left)
    }
  }

  private func stock(_ test: TestStore) throws(DeskError) -> Int64? {
    try test.read { (view) throws(DeskError) in try view.item("kettle").stock }
  }

  @Test(arguments: Way.allCases, [OrderState.accepted, .inProgress, .done, .cancelled])
  func `it is taken back while it is accepted or in progress`(
    way: Way, state: OrderState
  ) throws {
    let (test, order) = try scene()
    #expect(try left(test) == [0, 4800])
    try set(state, of: order, test)
    let outcome = try takeBack(test, order.id, way)
    let isOpen = state == .accepted || state == .inProgress
    #expect(outcome.reasons.map(\.code) == (isOpen ? [] : ["PTS-6.delivered"]))
    #expect(try left(test) == (isOpen ? [700, 5000] : [0, 4800]))
    #expect(try stock(test) == (isOpen ? 5 : 2))
    if isOpen {
      #expect(outcome.order.result["points"] == 900)
      #expect(outcome.order.takes.map(\.amount) == [.points(-700), .points(-200)])
      #expect(outcome.order.reverses == order.id)
      let old = try test.read { (view) throws(DeskError) in try view.order(order.id) }
      #expect(old.state == .reversed)
      let again = try takeBack(test, order.id, way)
      #expect(again.reasons.map(\.code) == [way == .undo ? "DESK-1.reversed" : "PTS-6.reversed"])
    }
    #expect(try test.store.check().faults.map { $0.message(in: .english) } == [])
  }

  @Test(arguments: Way.allCases)
  func `a lot that has expired meanwhile takes nothing back, stock goes back`(way: Way) throws {
    let (test, order) = try scene()
    let year = try redeem(test, "kettle")
    #expect(year.isDone)
    try test.advance(to: "2016-01-01T00:00")
    let outcome = try takeBack(test, order.id, way)
    #expect(outcome.isDone)
    #expect(outcome.order.result["points"] == 200)
    #expect(try left(test) == [0, 4700])
    #expect(try stock(test) == 4)
  }

  @Test(arguments: Way.allCases)
  func `later redemptions from the same lots are not in the way`(way: Way) throws {
    let (test, order) = try scene()
    #expect(try redeem(test, "credit-10").isDone)
    #expect(try takeBack(test, order.id, way).isDone)
    #expect(try left(test) == [700, 4700])
  }

  @Test(arguments: Way.allCases)
  func `frozen meanwhile, the points still come back`(way: Way) throws {
    let (test, order) = try scene()
    var account = PointsAccount()
    account.customer = customer
    account.frozen = true
    try test.put(account)
    #expect(try takeBack(test, order.id, way).isDone)
    #expect(try left(test) == [700, 5000])
  }

  @Test(arguments: Way.allCases)
  func `who has left meanwhile gets no points back, stock goes back`(way: Way) throws {
    let (test, order) = try scene()
    var left = try test.read { (view) throws(DeskError) in try view.customer(customer)! }
    left.left = Make.day("2015-12-30")
    try test.put(left)
    try test.write { (transaction) throws(DeskError) in
      _ = try transaction.voidPoints(of: customer)
      try transaction.note("test", operator: "tester", values: FieldMap())
    }
    let outcome = try takeBack(test, order.id, way)
    #expect(outcome.isDone)
    #expect(outcome.order.result["points"] == 0)
    #expect(try self.left(test) == [0, 0])
    #expect(try stock(test) == 5)
  }

  @Test(arguments: Way.allCases)
  func `telephone credit is delivered at once and is not taken back`(way: Way) throws {
    let (test, _) = try scene()
    let credit = try redeem(test, "credit-10")
    #expect(try takeBack(test, credit.order.id, way).reasons.map(\.code) == ["PTS-6.delivered"])
  }

  @Test(arguments: Way.allCases)
  func `a redemption that came with a snapshot is taken back too`(way: Way) throws {
    let (test, order) = try scene()
    let saved = try test.saved()
    try test.load(saved)
    #expect(try takeBack(test, order.id, way).isDone)
    #expect(try left(test) == [700, 5000])
  }

  @Test func `an undo of a redemption can be undone, unless the points went elsewhere`() throws {
    let (test, order) = try scene()
    let undo = try takeBack(test, order.id, .undo)
    #expect(try takeBack(test, undo.order.id, .undo).isDone)
    #expect(try left(test) == [0, 4800])
    #expect(try stock(test) == 2)
    let again = try takeBack(test, order.id, .undo)
    #expect(again.isDone)
    #expect(try redeem(test, "credit-10").isDone)
    let outcome = try takeBack(test, again.order.id, .undo)
    #expect(outcome.reasons.map(\.code) == ["DESK-11.dependents"])
  }

  @Test func `a redemption that came back in part stays in the way of what was before`() throws {
    let (test, order) = try scene()
    // The reversal puts 700 into a lot, the second redemption takes them out again.
    let reversal = try takeBack(test, order.id, .reverse)
    let second = try redeem(test, "kettle", 3)
    try test.advance(to: "2016-01-01T00:00")
    #expect(try takeBack(test, second.order.id, .undo).isDone)
    #expect(try left(test) == [0, 5000])
    let outcome = try takeBack(test, reversal.order.id, .undo)
    #expect(outcome.reasons.map(\.code) == ["DESK-11.dependents"])
  }

  @Test func `redemptions of a job are undone in one walk, whatever came between`() throws {
    let (test, first) = try scene()
    let between = try redeem(test, "credit-10").order
    let second = try redeem(test, "kettle").order
    try test.write { (transaction) throws(DeskError) in
      let ids = [second, between, first]
      let scan = try UndoScan(ids.map { UInt64($0.entry) }, in: transaction.storage)
      for (order, isDone) in zip(ids, [true, false, true]) {
        let outcome = try transaction.undo(order.id, request, scan)
        #expect(outcome.isDone == isDone)
      }
    }
    #expect(try left(test) == [700, 4700])
    #expect(try stock(test) == 5)
  }
}
