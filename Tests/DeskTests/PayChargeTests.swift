import Basics
@testable import Desk
import Records
import Testing

@Suite struct PayChargeTests {
  private func scene(
    _ mode: PaymentMode, _ buckets: [Bucket] = [], _ bills: [Bill] = [], arrears: String? = nil,
    limit: String? = nil, validThrough: String? = nil
  ) throws -> TestStore {
    let store = try TestStore()
    var account = Make.account(mode)
    account.creditLimit = limit.map(Make.money)
    account.validThrough = validThrough.map(Make.day)
    try store.put(Make.customer(), account)
    try store.put(Make.line(arrears: arrears))
    for bucket in buckets { try store.put(bucket) }
    for bill in bills { try store.put(bill) }
    return store
  }

  @Test func `a charge is split over the buckets and counted for its month`() throws {
    let store = try scene(
      .postpaid, [Make.bucket("gift", "5.00", .gift), Make.bucket("cash", "10.00")])
    let outcome = try store.charge("13300000001", "12.00")
    #expect(
      outcome.order.takes
        == [LotMovement("gift", Make.money("5.00")), LotMovement("cash", Make.money("7.00"))])
    #expect(outcome.order.result["balance"] == "3.00")
    let second = try store.charge("13300000001", "8.00")
    #expect(second.order.result["billed"] == "5.00")
    #expect(second.order.result["arrears"] == "5.00")
    let view = try store.account()
    #expect(view.bills.map(\.due) == [Make.day("2016-03-20")])
    let charges = try store.read { (view) throws(DeskError) in
      try view.all(Charge.self, of: Make.id("C1"))
    }
    #expect(charges.map(\.amount) == [Make.money("20.00")])
    #expect(try store.state() == .active)
    try store.checkQueue()
  }

  @Test func `prepaid is suspended at once below zero, not at zero`() throws {
    let store = try scene(.prepaid, [Make.bucket("cash", "10.00")])
    try store.charge("13300000001", "10.00")
    #expect(try store.state() == .active)
    let outcome = try store.charge("13300000001", "0.01")
    #expect(outcome.order.result["balance"] == "-0.01")
    #expect(outcome.order.result["suspended"] == .texts(["13300000001"]))
    #expect(try store.state() == .twoWay)
    #expect(try store.suspensions() == [])
    #expect(try store.account().buckets.map(\.amount) == [.zero])
    try store.checkQueue()
  }

  @Test func `prepaid works again at once above zero, not at zero`() throws {
    let store = try scene(.prepaid, [Make.bucket("cash", "10.00")])
    try store.charge("13300000001", "15.00")
    #expect(try store.pay("13300000001", "5.00").order.result["restored"] == .texts([]))
    #expect(try store.state() == .twoWay)
    let outcome = try store.pay("13300000001", "0.01")
    #expect(outcome.order.result["restored"] == .texts(["13300000001"]))
    #expect(outcome.order.result["balance"] == "0.01")
    #expect(try store.state() == .active)
    #expect(try store.suspensions().count == 1)
    try store.checkQueue()
  }

  @Test func `prepay-postpaid is suspended by the next run`() throws {
    let store = try scene(.prepayPostpaid, [Make.bucket("cash", "30.00")], limit: "50.00")
    try store.charge("13300000001", "80.00")
    try store.advance(to: "2016-02-11T00:00")
    #expect(try store.state() == .active)
    try store.charge("13300000001", "0.01")
    #expect(try store.state() == .active)
    #expect(try store.account().balance == Make.money("-50.01"))
    try store.checkQueue()
    try store.advance(to: "2016-02-11T23:59:59")
    #expect(try store.state() == .active)
    try store.advance(to: "2016-02-12T00:00")
    #expect(try store.state() == .oneWay)
    try store.pay("A1", "0.01")
    #expect(try store.state() == .oneWay)
    try store.pay("A1", "0.01")
    #expect(try store.state() == .active)
    try store.checkQueue()
  }

  @Test func `a run that finds the account paid does nothing`() throws {
    let store = try scene(.prepayPostpaid, [Make.bucket("cash", "30.00")])
    try store.charge("13300000001", "30.01")
    try store.pay("A1", "1.00")
    #expect(try store.advance(to: "2016-02-13T00:00") == [])
    #expect(try store.state() == .active)
  }

  @Test func `postpaid works again when all that is due is paid`() throws {
    let store = try scene(
      .postpaid, [],
      [
        Make.bill("2015-12", "20.00", due: "2016-01-20"),
        Make.bill("2016-01", "30.00", due: "2016-02-20"),
      ], arrears: "2016-01-21T00:00")
    try store.pay("A1", "19.99")
    #expect(try store.state() == .oneWay)
    let first = try store.pay("A1", "0.01")
    #expect(first.order.result["bills"] == .texts(["2015-12 0.01"]))
    #expect(first.order.result["arrears"] == "30.00")
    #expect(first.order.result["restored"] == .texts(["13300000001"]))
    #expect(try store.state() == .active)
    let second = try store.pay("C1", "31.00")
    #expect(second.order.takes == [LotMovement("cash", Make.money("-1.00"))])
    #expect(try store.state() == .active)
    try store.checkQueue()
  }

  @Test func `a voluntary suspension on top stays when the arrears are paid`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    var line = Make.line(arrears: "2016-02-08T00:00")
    line.restrictions.append(Make.restriction("2016-02-09T00:00", .both, .voluntary))
    try store.put(line, Make.bill("2015-12", "9.00", due: "2016-02-07"))
    try store.pay("A1", "9.00")
    #expect(try store.state() == .voluntary)
    #expect(try store.line().restrictions.map(\.reason) == [.voluntary])
  }

  @Test func `a payment revives a balance whose validity ran out`() throws {
    let store = try scene(
      .prepaid, [Make.bucket("cash", "10.00")], validThrough: "2016-02-10")
    try store.advance(to: "2016-02-11T00:00")
    #expect(try store.state() == .twoWay)
    try store.pay("A1", "1.00")
    #expect(try store.state() == .active)
    #expect(try store.account().account.validThrough == Make.day("2016-05-11"))
    try store.checkQueue()
  }

  @Test func `credit for points brings a prepaid number back as a payment does`() throws {
    let store = try scene(
      .prepaid, [], [Make.bill("2016-01", "5.00", due: "2016-02-20")],
      arrears: "2016-02-08T00:00")
    var item = Item()
    item.id = "credit-10"
    item.points = 1000
    item.amount = .money(Make.money("10.00"))
    var lot = Points()
    lot.customer = Make.id("C1")
    lot.year = 2015
    lot.earned = 1000
    lot.left = 1000
    var points = PointsAccount()
    points.customer = lot.customer
    points.entitledSince = Make.day("2014-03-01")
    try store.put(item, lot, points)
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.redeemPoints(
        of: Make.id("C1"), line: "13300000001", item: "credit-10", TestStore.request)
    }
    #expect(outcome.isDone)
    #expect(outcome.order.result["restored"] == .texts(["13300000001"]))
    #expect(try store.state() == .active)
    try store.checkQueue()
  }

  @Test func `a suspended or disconnected line is charged nothing`() throws {
    let store = try scene(.postpaid, [], [], arrears: "2016-02-08T00:00")
    let outcome = try store.charge("13300000001", "1.00")
    #expect(outcome.reasons.map(\.code) == ["LED-6.suspended"])
    var line = try store.line()
    line.disconnected = Make.instant("2016-02-09T00:00")
    line.restrictions = []
    try store.put(line)
    #expect(
      try store.charge("13300000001", "1.00").reasons.map(\.code) == ["LED-6.disconnected"])
    #expect(try store.account().arrears == .zero)
  }

  @Test(arguments: ["0.00", "-1.00"])
  func `an amount that is not above zero is an error and writes nothing`(amount: String) throws {
    let store = try scene(.postpaid)
    let before = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(throws: DeskError("amount.positive", ["amount": .text(amount)])) {
      try store.pay("A1", amount)
    }
    #expect(throws: DeskError("amount.positive", ["amount": .text(amount)])) {
      try store.charge("13300000001", amount)
    }
    let after = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(before == after)
  }

  @Test func `a customer with two accounts must say which`() throws {
    let store = try scene(.postpaid)
    try store.put(Make.account(.postpaid, "A2"))
    #expect(throws: DeskError("account.ambiguous", ["candidates": .texts(["A1", "A2"])])) {
      try store.pay("C1", "1.00")
    }
    #expect(try store.pay("13300000001", "1.00").order.result["account"] == "A1")
  }

  @Test func `paying thaws points that old dunned arrears froze`() throws {
    var old = Make.bill("2015-10", "9.00", due: "2015-11-20")
    old.dunned = true
    let store = try scene(.postpaid, [], [old], arrears: "2015-11-21T00:00")
    var points = PointsAccount()
    points.customer = Make.id("C1")
    points.frozen = true
    try store.put(points)
    func isFrozen() throws -> Bool? {
      try store.read { (view) throws(DeskError) in
        try view.all(PointsAccount.self, of: Make.id("C1")).first?.frozen
      }
    }
    try store.pay("A1", "8.99")
    #expect(try isFrozen() == true)
    try store.pay("A1", "0.01")
    #expect(try isFrozen() == false)
  }

  @Test func `an account shows its age and what is overdue`() throws {
    let store = try scene(
      .postpaid, [Make.bucket("cash", "3.00")],
      [
        Make.bill("2015-12", "20.00", due: "2016-01-20", paid: "1.00"),
        Make.bill("2016-01", "30.00", due: "2016-02-20"),
      ], arrears: "2016-01-21T00:00")
    let view = try store.account("13300000001")
    #expect(view.balance == Make.money("3.00"))
    #expect(view.arrears == Make.money("49.00"))
    #expect(view.oldestBill == Make.month("2015-12"))
    #expect(view.ageMonths == 2)
    #expect(view.overdueDays == 21)
    #expect(view.lines.map(\.number) == ["13300000001"])
  }

  /// Beside the store runs a plain model that knows nothing but the sum of what went in and out.
  @Test(arguments: [PaymentMode.prepaid, .prepayPostpaid, .postpaid])
  func `entries add up to the balance, no gift is below zero, the queue follows the records`(
    mode: PaymentMode
  ) throws {
    var numbers = Numbers(seed: UInt64(mode.rawValue.utf8.count))
    let store = try scene(
      mode,
      [
        Make.bucket("cash", "20.00"), Make.bucket("gift", "9.00", .gift, expires: "2016-04-30"),
        Make.bucket("bound", "7.00", .gift, for: .mobile),
      ], limit: mode == .prepayPostpaid ? "30.00" : nil, validThrough: "2016-12-31")
    var model = Make.money("36.00")
    var entries: [String: Money] = [
      "cash": Make.money("20.00"), "gift": Make.money("9.00"), "bound": Make.money("7.00"),
    ]
    for step in 0..<150 {
      let amount = Money(fen: Int64(numbers.next() % 3000) + 1)
      var outcome: Outcome?
      switch numbers.next() % 4 {
      case 0, 1:
        outcome = try store.charge("13300000001", amount.text, "2016-0\(1 + numbers.next() % 3)")
        if outcome?.isDone == true { model -= amount }
      case 2:
        outcome = try store.pay("A1", amount.text)
        model += amount
      default:
        let now = try store.store.read { (_, now, _) throws(DeskError) in now }
        for result in try store.advance(to: now.adding(.hours(Int(numbers.next() % 40))).text) {
          model -= result.money
          if result.money > .zero { entries["gift"] = .zero }
        }
      }
      for movement in outcome?.order.takes ?? [] {
        guard case .money(let taken) = movement.amount else { continue }
        entries[movement.bucket, default: .zero] -= taken
      }
      let view = try store.account()
      let unpaid = view.bills.reduce(Money.zero) { $0 + $1.unpaid }
      let funds = view.buckets.reduce(Money.zero) { $0 + $1.amount }
      #expect(funds - unpaid == model, "step \(step)")
      for bucket in view.buckets {
        #expect(bucket.amount == entries[bucket.id], "step \(step), \(bucket.id)")
        let mayBeBelow = bucket.kind == .cash && mode == .prepayPostpaid
        #expect(bucket.amount >= .zero || mayBeBelow)
      }
      try store.checkQueue()
    }
  }
}

/// Numbers that look random and are the same every time.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 16
  }
}
