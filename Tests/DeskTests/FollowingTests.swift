import Basics
@testable import Desk
import Records
import Storage
import Testing

@Suite struct FollowingTests {
  private let overdue = Make.bill("2015-12", "9.00", due: "2016-02-07")

  private func bundle(_ base: [String], _ coupling: Coupling = .tight) -> Bundle {
    var bundle = Bundle()
    bundle.id = Make.id("B1")
    bundle.customer = Make.id("C1")
    bundle.coupling = coupling
    bundle.offer = "e9"
    bundle.base = base
    return bundle
  }

  private func line(
    _ number: String, _ kind: LineKind = .mobile, account: String = "A1",
    of customer: String = "C1",
    main: String = "", isBundled: Bool = false, arrears: String? = nil,
    scope: RestrictionScope = .outgoing
  ) -> Line {
    var line = Make.line(
      number, kind, account: account, of: customer, arrears: arrears, scope: scope)
    line.mainLine = main
    if isBundled { line.bundle = Make.id("B1") }
    return line
  }

  /// A store with the accounts A1 and A2 of C1 and A3 of C2.
  private func scene(_ lines: [Line], _ bundle: Bundle? = nil, bill: Bill? = nil) throws
    -> TestStore
  {
    let store = try TestStore()
    try store.put(
      Make.customer(), Make.customer("C2"), Make.account(.postpaid), Make.account(.postpaid, "A2"),
      Make.account(.postpaid, "A3", of: "C2"))
    if let bundle { try store.put(bundle) }
    for line in lines { try store.put(line) }
    if let bill { try store.put(bill) }
    return store
  }

  private func states(_ store: TestStore, _ numbers: [String]) throws -> [LineState] {
    try numbers.map { (number) throws(DeskError) in try store.state(number) }
  }

  @Test(arguments: [["1", "2", "3", "4"], ["4", "3", "2", "1"], ["2", "4", "1", "3"]])
  func `a chain of followers goes with its leader's account, whatever the order of numbers`(
    numbers: [String]
  ) throws {
    let (main, second, mate, other) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let store = try scene(
      [
        line(other, account: "A3", of: "C2", main: mate),
        line(mate, .broadband, account: "A2", isBundled: true),
        line(second, account: "A2", main: main, isBundled: true), line(main),
      ], bundle([second, mate]), bill: overdue)
    try store.checkQueue()
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, numbers) == [.oneWay, .oneWay, .oneWay, .oneWay])
    try store.advance(to: "2016-02-17T09:00")
    #expect(try states(store, numbers) == [.twoWay, .twoWay, .twoWay, .twoWay])
    let before = try store.saved()
    let paid = try store.pay(second, "9.00")
    #expect(paid.order.result["account"] == "A1")
    #expect(try states(store, numbers) == [.active, .active, .active, .active])
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.undo(paid.order.id, TestStore.request)
    }
    #expect(try states(store, numbers) == [.twoWay, .twoWay, .twoWay, .twoWay])
    try store.checkQueue()
    #expect(try store.store.check().faults == [])
    #expect(
      try store.saved().split(separator: 10).filter { !$0.starts(with: #"{"type":"order""#.utf8) }
        == before.split(separator: 10).filter { !$0.starts(with: #"{"type":"order""#.utf8) })
    try store.advance(to: "2016-05-10T09:00")
    #expect(try store.line(main).disconnected == Make.instant("2016-05-10T09:00"))
    #expect(
      try states(store, numbers) == [.disconnected, .disconnected, .disconnected, .disconnected])
  }

  @Test func `a leader that is disconnected leads no more`() throws {
    let store = try scene(
      [
        line("1", isBundled: true, arrears: "2016-02-08T00:00"),
        line("2", account: "A2", isBundled: true, arrears: "2016-02-08T00:00"),
        line("3", .broadband, account: "A2", isBundled: true, arrears: "2016-02-08T00:00"),
        line("4", account: "A2", main: "1", arrears: "2016-02-08T00:00"),
      ], bundle(["1", "2", "3"]), bill: overdue)
    try store.pay("A2", "1.00")
    #expect(try states(store, ["2", "3", "4"]) == [.oneWay, .oneWay, .oneWay])
    var leader = try store.line("1")
    leader.disconnected = Make.instant("2016-02-10T08:00")
    leader.restrictions = []
    try store.put(leader)
    try store.checkQueue()
    // Now the second mobile leads the base, and the secondary card is an ordinary line.
    let paid = try store.pay("A2", "1.00")
    #expect(paid.order.result["restored"] == .texts(["2", "3", "4"]))
    #expect(try store.pay("4", "1.00").order.result["account"] == "A2")
    try store.put(Make.bill("2015-12", "9.00", due: "2016-02-07", account: "A2"))
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, ["2", "3", "4"]) == [.oneWay, .oneWay, .oneWay])
    #expect(try store.store.check().faults == [])
  }

  @Test func `those whom a disconnected leader leaves behind work again when they owe nothing`()
    throws
  {
    let store = try scene(
      [
        line("1", arrears: "2016-01-01T00:00", scope: .both),
        line("2", account: "A2", main: "1", arrears: "2016-01-01T00:00", scope: .both),
        line("3", account: "A2", main: "1", arrears: "2016-03-01T00:00"),
      ], bill: overdue)
    let results = try store.advance(to: "2016-03-31T00:00")
    #expect(results.last?.numbers == ["1", "2"])
    #expect(try states(store, ["1", "2", "3"]) == [.disconnected, .disconnected, .active])
    try store.checkQueue()
  }

  @Test(arguments: [["1", "2"], ["2", "1"]])
  func `a main card leads the bundle that its secondary card leads`(numbers: [String]) throws {
    let (main, second) = (numbers[0], numbers[1])
    let store = try scene(
      [
        line(main, account: "A2", isBundled: true), line(second, main: main, isBundled: true),
        line("3", .broadband, isBundled: true),
      ], bundle([second, main, "3"]),
      bill: Make.bill("2015-12", "9.00", due: "2016-02-07", account: "A2"))
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, ["1", "2", "3"]) == [.oneWay, .oneWay, .oneWay])
    try store.checkQueue()
  }

  @Test func `secondary cards of one another all go by one of them`() throws {
    let store = try scene(
      [line("1", main: "2"), line("2", account: "A2", main: "1")], bill: overdue)
    #expect(try store.pay("2", "1.00").order.result["account"] == "A1")
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, ["1", "2"]) == [.oneWay, .oneWay])
    #expect(try store.store.check().faults == [])
  }

  @Test func `regime, mark and instalments of the leader count, not the follower's own`() throws {
    let store = try scene(
      [
        line("1", arrears: "2016-02-01T00:00"),
        line("2", account: "A2", main: "1", arrears: "2016-02-01T00:00"),
      ], bill: overdue)
    func next() throws -> [Instant] { try store.due().map(\.at) }
    var own = Make.account(.postpaid, "A2", regime: .agreedTerm)
    own.exempt = Account.Exemption()
    own.exempt?.from = Make.day("2016-01-01")
    try store.put(own)
    #expect(try next() == [Make.instant("2016-02-10T09:00"), Make.instant("2016-02-10T09:00")])
    var account = Make.account(.postpaid, regime: .agreedTerm)
    try store.put(account)
    #expect(try next() == [Make.instant("2016-03-02T00:00"), Make.instant("2016-03-02T00:00")])
    account.exempt = Account.Exemption()
    account.exempt?.from = Make.day("2016-02-11")
    account.exempt?.through = Make.day("2016-02-20")
    try store.put(account)
    #expect(try next() == [Make.instant("2016-03-12T00:00"), Make.instant("2016-03-12T00:00")])
    try store.checkQueue()
  }

  @Test func `a mark of its own spares a base product while it is valid, not a secondary card`()
    throws
  {
    var own = Make.account(.postpaid, "A2")
    own.exempt = Account.Exemption()
    own.exempt?.from = Make.day("2016-01-01")
    own.exempt?.through = Make.day("2016-02-20")
    let store = try scene(
      [
        line("1", isBundled: true), line("2", .broadband, account: "A2", isBundled: true),
        line("3", account: "A2", main: "1"),
      ], bundle(["1", "2"]), bill: overdue)
    try store.put(own)
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, ["1", "2", "3"]) == [.oneWay, .active, .oneWay])
    try store.checkQueue()
    try store.advance(to: "2016-02-20T23:59:59")
    #expect(try store.state("2") == .active)
    try store.advance(to: "2016-02-21T00:00")
    #expect(try states(store, ["1", "2", "3"]) == [.twoWay, .oneWay, .twoWay])
  }

  @Test func `a bundle that changes changes who leads`() throws {
    let store = try scene(
      [line("1", isBundled: true), line("2", account: "A2", isBundled: true)],
      bundle(["1", "2"], .loose), bill: overdue)
    #expect(try store.due().map(\.account) == [Make.id("A1")])
    try store.put(bundle(["2", "1"]))
    #expect(try store.due() == [])
    try store.put(bundle(["1", "2"]))
    try store.advance(to: "2016-02-10T10:00")
    #expect(try states(store, ["1", "2"]) == [.oneWay, .oneWay])
    try store.put(bundle(["1", "2"], .loose))
    try store.checkQueue()
    #expect(try store.store.check().faults == [])
  }

  @Test func `a charge by a secondary card's number falls on its main card's account`() throws {
    let store = try scene([line("1"), line("2", account: "A2", main: "1")])
    try store.put(Make.bucket("cash", "5.00"), Make.bucket("cash", "7.00", account: "A2"))
    let charged = try store.charge("2", "6.00")
    #expect(charged.order.result["account"] == "A1")
    #expect(charged.order.result["billed"] == "1.00")
    #expect(try store.account("A2").balance == Make.money("7.00"))
    #expect(try store.account("2").account.id == Make.id("A1"))
    #expect(try store.account("A1").lines.map(\.number) == ["1", "2"])
    #expect(try store.account("A2").lines == [])
  }
}
