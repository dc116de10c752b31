import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

/// What is over at an instant is over everywhere, whether or not the clock has carried out its end.
@Suite struct OverTests {
  /// A number whose restore ends on 2016-02-12 at 09:00, in a store that goes by the wall clock.
  private func restored() throws -> TestStore {
    let store = try Household(stars: 5, from: "2015-08-01").store()
    var star = Make.star(5)
    star.from = Make.day("2015-08-01")
    star.through = Make.day("2016-02-12")
    var line = try store.line()
    line.restrictions = [Make.restriction("2016-02-08T00:00")]
    line.plan = "lexiang-3g"
    try store.put(star, line, Make.bill("2015-12", "9.00", due: "2016-02-07"))
    try store.restorePhone("13300000001")
    try store.write { (transaction) throws(DeskError) in
      transaction.changeState { $0.isTest = false }
    }
    store.wall.now = Make.instant("2016-02-10T09:00")
    return store
  }

  @Test(arguments: [("2016-02-12T08:59:59", true), ("2016-02-12T09:00", false)])
  func `a restore whose until has passed is over in every view and decision`(
    now: String, isInForce: Bool
  ) throws {
    let store = try restored()
    store.wall.now = Make.instant(now)
    #expect(try store.summary().isRestored == isInForce)
    #expect(try store.state() == (isInForce ? .active : .oneWay))
    #expect(try store.account().lines.map(\.isRestored) == [isInForce])
    try store.store.read { (view, now, catalog) throws(DeskError) in
      let line = try view.lineView(of: "13300000001", at: now, catalog: catalog)
      #expect((line.restore != nil) == isInForce)
      #expect(line.summary.isRestored == isInForce)
      let customer = try view.customerView(of: Make.id("C1"), at: now, catalog: catalog)
      #expect(customer.lines.map(\.summary.isRestored) == [isInForce])
      let roaming = try view.decideRoamingOpening(
        "13300000001", permission: .all, at: now, catalog: catalog)
      #expect(
        check("BEN-40.active", in: roaming.decision)?.actual
          == .text(isInForce ? "restored" : "one-way"))
      let again = try view.decidePhoneRestore("13300000001", at: now, catalog: catalog)
      #expect(check("BEN-10.in-force", in: again.decision)?.held == !isInForce)
    }
    #expect(try store.store.check().faults == [])
    #expect(try store.charge("13300000001", "1.00").isDone == isInForce)
  }

  @Test(arguments: [
    ("2016-02-11T00:00", [0, 1, 5]), ("2016-02-12T09:00", [1, 0, 5]),
    ("2016-02-13T00:00", [1, 0, 0]),
  ])
  func `the bytes by which lists are searched know what is over`(now: String, bytes: [UInt8]) throws
  {
    let store = try restored()
    store.wall.now = Make.instant(now)
    let offsets = [LineSummary.stateOffset, LineSummary.restoredOffset, LineSummary.starsOffset]
    var found: [UInt8] = []
    try store.store.read { (view, now, _) throws(DeskError) in
      _ = try view.scan(Tables.lines, .all) { (_, value) throws(DeskError) in
        found = offsets.map { LineSummary.byte(value, at: $0, LineSummary.Moment(now)) }
        return .next
      }
    }
    #expect(found == bytes)
    #expect(try store.summary().stars == bytes[2])
    #expect(try store.store.check().faults == [])
  }

  @Test func `a restore that ended late ended with its until`() throws {
    let store = try restored()
    store.wall.now = Make.instant("2016-02-14T12:00")
    try store.pay("A1", "9.00")
    #expect(try store.restores().map(\.ended) == [Make.instant("2016-02-12T09:00")])
  }

  @Test func `void money counts for nothing in any view, and what is left of it is noted`() throws {
    let store = try TestStore()
    var account = Make.account(.prepaid)
    account.validThrough = Make.day("2015-12-01")
    try store.put(Make.customer(), account)
    try store.put(
      Make.line(), Make.bucket("cash", "5.00"),
      Make.bucket("gift", "3.00", .gift, expires: "2016-02-09"),
      Make.bucket("last", "2.00", .gift, expires: "2016-02-10"))
    let view = try store.account()
    #expect(view.balance == Make.money("2.00"))
    #expect(view.available == Make.money("2.00"))
    #expect(view.buckets.map(\.amount.text) == ["0.00", "0.00", "2.00"])
    let balances = try store.store.read { (view, now, catalog) throws(DeskError) in
      let line = try view.lineView(of: "13300000001", at: now, catalog: catalog)
      let customer = try view.customerView(of: Make.id("C1"), at: now, catalog: catalog)
      return [line.account?.balance.text, customer.accounts.first?.balance.text]
    }
    #expect(balances == ["2.00", "2.00"])
    let paid = try store.pay("A1", "1.00")
    #expect(paid.order.result["void"] == "5.00")
    #expect(
      paid.order.takes == [
        LotMovement("cash", Make.money("5.00")), LotMovement("cash", Make.money("-1.00")),
      ])
    #expect(try store.account().balance == Make.money("3.00"))
    #expect(try store.advance(to: "2016-02-10T09:00").map(\.money) == [Make.money("3.00")])
    try store.checkQueue()
  }

  @Test func `a released instalment pays the oldest bill first`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    try store.put(
      Make.line(arrears: "2016-02-08T00:00"), Make.bill("2015-11", "5.00", due: "2016-01-20"),
      Make.bill("2015-12", "9.00", due: "2016-02-07"))
    var plan = Instalment()
    plan.account = Make.id("A1")
    plan.id = "plan"
    plan.amount = Make.money("20.00")
    plan.perMonth = plan.amount
    plan.left = plan.amount
    plan.from = Make.month("2016-02")
    plan.through = plan.from
    try store.put(plan)
    let results = try store.advance(to: "2016-03-01T00:00")
    #expect(results.last?.numbers == ["13300000001"])
    let view = try store.account()
    #expect(view.bills.map(\.unpaid) == [.zero, .zero])
    #expect(view.balance == Make.money("6.00"))
    #expect(try store.state() == .active)
  }

  @Test func `a gift that ends with an instalment suspends no prepaid number for a moment`() throws
  {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.prepaid))
    var plan = Instalment()
    plan.account = Make.id("A1")
    plan.id = "plan"
    plan.amount = Make.money("9.00")
    plan.perMonth = plan.amount
    plan.left = plan.amount
    plan.from = Make.month("2016-02")
    plan.through = plan.from
    try store.put(
      Make.line(), plan, Make.bill("2016-01", "5.00", due: "2016-02-20"),
      Make.bucket("gift", "6.00", .gift, expires: "2016-02-29"))
    try store.advance(to: "2016-03-01T00:00")
    #expect(try store.state() == .active)
    #expect(try store.suspensions() == [])
    #expect(try store.account().balance == Make.money("4.00"))
    try store.checkQueue()
  }

  @Test func `a temporary credit is used only after the account's own money`() throws {
    let store = try Household(stars: 5).store()
    var line = try store.line()
    line.restrictions = [Make.restriction("2016-02-08T00:00")]
    try store.put(
      line, Make.bill("2015-12", "9.00", due: "2016-02-07"), Make.bucket("cash", "30.00"))
    try store.restorePhone("13300000001")
    #expect(try store.charge("13300000001", "30.00").order.result["credit"] == nil)
    #expect(try store.charge("13300000001", "99.99").order.result["credit"] == "0.01")
    #expect(try store.summary().isRestored)
    let last = try store.charge("13300000001", "0.01")
    #expect(last.order.result["suspended"] == .texts(["13300000001"]))
    #expect(try store.state() == .oneWay)
  }

  @Test func `prepaid is barred both ways in one stage, restored within 7 days, and undone whole`()
    throws
  {
    let store = try Household(stars: 5).store()
    var account = Make.account(.prepaid)
    account.id = Make.id("A1")
    try store.put(account, Make.bucket("cash", "10.00"))
    let charged = try store.charge("13300000001", "12.00")
    #expect(try store.line().restrictions.map(\.scope) == [.both])
    #expect(try store.suspensions() == [])
    #expect(
      try store.due().map(\.kind) == [.disconnection]
        && store.due().map(\.at) == [Make.instant("2016-05-10T09:00")])
    for (now, isAllowed) in [("2016-02-17T09:00", true), ("2016-02-17T09:00:01", false)] {
      try store.move(to: now)
      let decision = try store.store.read { (view, now, catalog) throws(DeskError) in
        try view.decidePhoneRestore("13300000001", at: now, catalog: catalog).decision
      }
      #expect(check("BEN-10.window", in: decision)?.held == isAllowed)
    }
    let texts = try store.read { (view) throws(DeskError) in
      try view.all(Message.self, of: Make.id("C1")).map(\.textCode)
    }
    #expect(texts == ["text.two-way"])
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.undo(charged.order.id, TestStore.request)
    }
    #expect(try store.state() == .active)
    #expect(try store.due() == [])
    try store.checkQueue()
  }

  @Test func `a top-up that is undone no longer starts the 90 days of prepaid lines again`() throws
  {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.prepaid), Make.account(.postpaid, "A2"))
    var second = Make.line(
      "13300000002", account: "A2", arrears: "2016-02-01T00:00", scope: .both)
    second.mainLine = "13300000001"
    try store.put(
      Make.line(arrears: "2016-02-01T00:00", scope: .both), second,
      Make.bill("2015-12", "9.00", due: "2016-01-20"))
    let (before, after) = (Make.instant("2016-05-01T00:00"), Make.instant("2016-05-10T09:00"))
    #expect(try store.due().map(\.at) == [before, before])
    let paid = try store.pay("A1", "1.00")
    #expect(try store.due().map(\.at) == [after, after])
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.undo(paid.order.id, TestStore.request)
    }
    #expect(try store.due().map(\.at) == [before, before])
    try store.checkQueue()
  }

  @Test(arguments: [
    (0, "-30.00", "2016-02-11T00:00"), (2, "-30.00", "2016-02-11T02:00"),
    (0, "-10.00", "2016-02-14T00:00"), (2, "-10.00", "2016-02-14T02:00"),
  ])
  func `a credit run never slips, whatever else happens at its instant`(
    hour: Int64, cash: String, at: String
  ) throws {
    let store = try TestStore()
    var section = CatalogSection()
    section.section = "credit"
    section.from = Make.day("2016-01-01")
    section.values["runHour"] = .integer(hour)
    try store.put(section)
    try store.put(Make.customer(), Make.account(.prepayPostpaid))
    try store.put(Make.line(), Make.bucket("cash", cash))
    // Each night 5.00 of 25.00 become void.
    for day in 10...14 {
      try store.put(Make.bucket("gift-\(day)", "5.00", .gift, expires: "2016-02-\(day)"))
    }
    try store.advance(to: "2016-02-15T12:00")
    #expect(try store.line().restriction(for: .arrears)?.from == Make.instant(at))
    try store.checkQueue()
  }
}
