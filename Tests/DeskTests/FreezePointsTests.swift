import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

/// Points are frozen by the clock, and by what the bills say when somebody redeems (PTS-7, PTS-21).
@Suite struct FreezePointsTests {
  private func bill(_ month: String, dunned: Bool = true, account: String = "A1") -> Bill {
    let due = Make.month(month).adding(1).first.adding(days: 19)
    var bill = Make.bill(month, "50.00", due: due.text, account: account)
    bill.dunned = dunned
    return bill
  }

  /// A customer with points on a red-list account, so that nothing else falls due.
  private func scene(
    _ bills: Bill..., clock: String = "2015-12-10T10:00", customers: [String] = ["1"]
  ) throws -> TestStore {
    let store = try TestStore(clock: clock)
    for name in customers {
      var account = Make.account(.postpaid, "A" + name, of: "C" + name)
      account.redList = true
      var lot = Points()
      lot.customer = Make.id("C" + name)
      lot.year = 2015
      lot.earned = 90
      lot.left = 90
      try store.put(Make.customer("C" + name), account, lot)
      try store.put(
        Make.line("1330000000" + name, account: "A" + name, of: "C" + name),
        Make.bucket("cash", "0", account: "A" + name))
    }
    var kettle = Item()
    kettle.id = "kettle"
    kettle.kind = .goods
    kettle.points = 10
    kettle.stock = 9
    try store.put(kettle)
    for bill in bills { try store.put(bill) }
    return store
  }

  private func redeem(_ store: TestStore, _ name: String = "C1") throws(DeskError) -> [String] {
    try store.write { (transaction) throws(DeskError) in
      try transaction.redeemPoints(of: Make.id(name), item: "kettle", TestStore.request)
    }.reasons.map(\.code)
  }

  private func account(
    _ store: TestStore, _ name: String = "C1"
  ) throws(DeskError) -> PointsAccount? {
    try store.read { (view) throws(DeskError) in
      try view.record(PointsAccount.self, Key(customer: Make.id(name), type: .pointsAccount))
    }
  }

  private func freezings(_ store: TestStore) throws(DeskError) -> [String] {
    try store.due().filter { $0.kind == .pointsFreeze }.map { "\($0.at.day) \($0.subjectText)" }
  }

  @Test(arguments: [
    ("2016-01-31T23:59:59", false), ("2016-02-01T00:00:00", true), ("2016-04-01T00:00:00", true),
  ])
  func `the clock freezes on the 1st of the month in which the bill is four months old`(
    at: String, isFrozen: Bool
  ) throws {
    let store = try scene(bill("2015-10"))
    #expect(try freezings(store) == ["2016-02-01 A1"])
    let results = try store.advance(to: at)
    #expect(results.map(\.entry.kind.name) == (isFrozen ? ["points-freeze"] : []))
    #expect((try account(store)?.frozen ?? false) == isFrozen)
    #expect(try redeem(store) == (isFrozen ? ["PTS-7.frozen"] : []))
    #expect(try freezings(store) == (isFrozen ? [] : ["2016-02-01 A1"]))
    try store.checkQueue()
    #expect(try store.store.check().faults.map { $0.message(in: .english) } == [])
  }

  @Test func `a redemption looks at the bills though the clock has carried nothing out`() throws {
    let store = try scene(bill("2015-10"))
    try store.move(to: "2016-01-31T23:59:59")
    #expect(try redeem(store) == [])
    try store.move(to: "2016-02-01T00:00")
    #expect(try redeem(store) == ["PTS-7.frozen"])
    let view = try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.pointsView(of: Make.id("C1"), on: now.day, catalog: catalog)
    }
    #expect(view.frozen && view.redeemable == 0 && view.balance == 80)
    #expect(view.reasons.map(\.code) == ["PTS-7.frozen"])
    #expect(try account(store) == nil)
  }

  @Test func `a bill that is not dunned, paid or young freezes nothing`() throws {
    var paid = bill("2015-09")
    paid.paid = paid.amount
    let store = try scene(bill("2015-10", dunned: false), paid, bill("2015-11"))
    #expect(try freezings(store) == ["2016-03-01 A1"])
    try store.advance(to: "2016-02-29T23:59:59")
    #expect(try redeem(store) == [])
  }

  @Test func `dunning, paying and forgiving a bill move what is to come`() throws {
    let store = try scene(bill("2015-10", dunned: false), bill("2015-11"))
    #expect(try freezings(store) == ["2016-03-01 A1"])
    try store.put(bill("2015-10"))
    #expect(try freezings(store) == ["2016-02-01 A1", "2016-03-01 A1"])
    try store.pay("A1", "50.00")
    #expect(try freezings(store) == ["2016-03-01 A1"])
    var adjusted = bill("2015-11")
    adjusted.amount = .zero
    try store.put(adjusted)
    #expect(try freezings(store) == [])
    try store.checkQueue()
  }

  @Test func `a bill dunned late freezes at once when the clock next moves`() throws {
    let store = try scene(bill("2015-06", dunned: false))
    #expect(try store.advance(to: "2016-01-10T10:00") == [])
    try store.put(bill("2015-06"))
    #expect(try redeem(store) == ["PTS-7.frozen"])
    #expect(try store.advance(to: "2016-01-10T10:01").map(\.entry.kind) == [.pointsFreeze])
    #expect(try account(store)?.frozen == true)
  }

  @Test func `paid, the points thaw, and a younger bill freezes them in its turn`() throws {
    let store = try scene(bill("2015-10"), bill("2015-12"))
    try store.advance(to: "2016-02-10T00:00")
    #expect(try freezings(store) == [])
    try store.pay("A1", "49.99")
    #expect(try redeem(store) == ["PTS-7.frozen"])
    try store.pay("A1", "0.01")
    #expect(try account(store)?.frozen == false)
    #expect(try redeem(store) == [])
    #expect(try freezings(store) == ["2016-04-01 A1"])
    try store.advance(to: "2016-04-01T00:00")
    #expect(try redeem(store) == ["PTS-7.frozen"])
    try store.checkQueue()
  }

  @Test func `points are frozen once, whatever bills there are`() throws {
    let store = try scene(bill("2015-08"), bill("2015-09"), bill("2015-10"))
    let results = try store.advance(to: "2016-06-01T00:00")
    #expect(results.map(\.entry.kind) == [.pointsFreeze])
    #expect(results.map(\.isDropped) == [false])
  }

  @Test func `a line that another's account pays for freezes its owner's points too`() throws {
    let store = try scene(customers: ["1", "2"])
    try store.put(Make.line("13300000002", account: "A1", of: "C2"))
    try store.put(bill("2015-10"))
    try store.advance(to: "2016-02-01T00:00")
    #expect(try redeem(store, "C1") == ["PTS-7.frozen"])
    #expect(try redeem(store, "C2") == ["PTS-7.frozen"])
    try store.pay("A1", "50.00")
    #expect(try redeem(store, "C1") == [])
    #expect(try redeem(store, "C2") == [])
    #expect(try store.store.check().faults.map { $0.message(in: .english) } == [])
  }

  @Test func `a line that moves to an account with an old bill freezes its owner's points`() throws
  {
    let store = try scene(bill("2015-10"), customers: ["1", "2"])
    try store.advance(to: "2016-02-10T00:00")
    #expect(try account(store, "C2") == nil)
    try store.put(Make.line("13300000002", account: "A1", of: "C2"))
    #expect(try redeem(store, "C2") == ["PTS-7.frozen"])
    try store.checkQueue()
    try store.advance(to: "2016-02-10T00:01")
    #expect(try account(store, "C2")?.frozen == true)
    #expect(try freezings(store) == [])
  }

  @Test func `who has left has no points to freeze`() throws {
    let store = try scene(bill("2015-10"))
    var customer = Make.customer()
    customer.left = Make.day("2015-12-10")
    try store.put(customer)
    #expect(try freezings(store) == [])
    #expect(try store.advance(to: "2016-06-01T00:00") == [])
    try store.checkQueue()
  }

  @Test func `a snapshot brings what is to come, and nothing of what was carried out`() throws {
    let store = try scene(bill("2015-10"), bill("2015-11"), customers: ["1", "2"])
    try store.put(Make.line("13300000002", account: "A1", of: "C2"))
    for at in ["2015-12-20T00:00", "2016-02-01T00:00"] {
      try store.advance(to: at)
      let before = try store.queue()
      let saved = try store.saved()
      try store.load(saved)
      #expect(try store.queue() == before)
      #expect(try store.store.check().faults.map { $0.message(in: .english) } == [])
    }
    #expect(try freezings(store) == [])
  }

  @Test func `a stray or a missing freezing in the queue is found`() throws {
    let store = try scene(bill("2015-10"))
    let entry = try #require(try store.due().first { $0.kind == .pointsFreeze })
    let key = DueKeys(entry)
    try store.store.environment.write(wait: .never) { (transaction) throws(StorageError) in
      _ = try transaction.delete(Tables.due, key.right)
      _ = try transaction.put(Tables.due, key.wrong, [])
    }
    #expect(Set(try store.store.check().faults.map(\.code)) == ["check.missing", "check.stray"])
  }
}

/// The key of an entry of the queue, and one for a month later.
private struct DueKeys {
  var right = Key()
  var wrong = Key()

  init(_ entry: DueEntry) {
    for (index, at) in [entry.at, entry.at.adding(.days(29))].enumerated() {
      var key = Key()
      key.append(at.seconds)
      key.append(DueKind.pointsFreeze.code)
      key.append(entry.customer.packed)
      key.append(entry.subject.span.bytes)
      if index == 0 { right = key } else { wrong = key }
    }
  }
}

/// The star in force: of a customer who has left, and after a gap (STAR-25).
@Suite struct StarInForceTests {
  private func scene(_ star: Star) throws -> TestStore {
    let store = try TestStore()
    var account = Make.account(.postpaid)
    account.redList = true
    try store.put(Make.customer(), star, account)
    try store.put(Make.line())
    return store
  }

  private func star(_ stars: Int32, from: String, through: String?) -> Star {
    var star = Make.star(stars)
    star.from = Make.day(from)
    star.through = through.map(Make.day)
    return star
  }

  private func shown(_ store: TestStore) throws(DeskError) -> [Int32] {
    try store.store.read { (view, now, catalog) throws(DeskError) in
      let id = Make.id("C1")
      let customer = try view.customer(id)!
      let wall = try view.benefitWall(of: customer, at: now, catalog)
      return [
        try view.star(of: id, on: now.day)?.stars ?? 0,
        Int32(try view.line("13300000001").summary.at(now).stars),
        try view.customerView(of: id, at: now, catalog: catalog).star?.stars ?? 0,
        wall.contains { $0.benefit == .phoneRestore && $0.isHeld } ? 5 : 0,
      ]
    }
  }

  @Test func `a customer who leaves has no star from that day, anywhere`() throws {
    let store = try scene(star(5, from: "2016-01-01", through: "2016-02-29"))
    #expect(try shown(store) == [5, 5, 5, 5])
    #expect(try store.due().map(\.kind) == [.starEnd])
    var customer = Make.customer()
    customer.left = Make.day("2016-02-10")
    try store.put(customer)
    #expect(try shown(store) == [0, 0, 0, 0])
    #expect(try store.due() == [])
    #expect(try store.store.check().faults.map { $0.message(in: .english) } == [])
    let saved = try store.saved()
    try store.load(saved)
    #expect(try shown(store) == [0, 0, 0, 0])
    #expect(try store.advance(to: "2016-06-01T00:00") == [])
    #expect(try shown(store) == [0, 0, 0, 0])
    customer.left = nil
    try store.put(customer)
    try store.checkQueue()
  }

  @Test func `the last line disconnected ends the star with it`() throws {
    let store = try TestStore()
    var star = Make.star(5)
    star.through = Make.day("2016-12-31")
    try store.put(Make.customer(), star, Make.account(.postpaid))
    try store.put(Make.line(arrears: "2016-01-01T00:00", scope: .both))
    #expect(try store.due().map(\.kind) == [.disconnection, .starEnd])
    #expect(try store.advance(to: "2016-03-31T00:00").map(\.entry.kind) == [.disconnection])
    #expect(try shown(store) == [0, 0, 0, 0])
    #expect(try store.due() == [])
  }

  @Test func `a star lost in mid-month comes back on the 1st with what the table gives`() throws {
    let store = try scene(star(4, from: "2015-02-16", through: "2016-02-15"))
    var charge = Charge()
    charge.line = "13300000001"
    charge.month = Make.month("2015-11")
    charge.amount = Make.money("1300.00")
    try store.put(charge)
    // With 280 for 28 months: 1580, star 3; star 4 is kept from 2070.
    #expect(try store.advance(to: "2016-02-16T00:00").map(\.entry.kind) == [.starEnd])
    #expect(try shown(store) == [0, 0, 0, 0])
    #expect(try store.advance(to: "2016-03-01T00:00") == [])
    #expect(try shown(store) == [3, 3, 3, 0])
    let star = try store.store.read { (view, now, _) throws(DeskError) in
      try view.star(of: Make.id("C1"), on: now.day)
    }
    #expect(star?.through == Make.day("2017-02-28"))
    try store.checkQueue()
  }
}
