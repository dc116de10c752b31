import Basics
@testable import Desk
import Records
import Rules
import Testing

@Suite struct BroadbandRestoreTests {
  private static let number = "057120000001"

  /// The codes of the conditions that do not hold.
  private func reasons(
    _ line: Line, stars: Int32 = 3, restores: [Restore] = [], since: String? = nil,
    at now: String = "2016-02-10T09:00"
  ) -> [String] {
    let facts = BroadbandRestore.Facts(
      line: line, stars: stars, restores: restores,
      suspendedSince: (since ?? line.restriction(for: .arrears)?.from.text).map(Make.instant))
    return BroadbandRestore.decide(facts, at: Make.instant(now), catalog: .shipped).reasons.map(
      \.code)
  }

  private func broadband(_ arrears: String? = "2016-02-08T15:00") -> Line {
    Make.line(Self.number, .broadband, arrears: arrears, scope: .both)
  }

  @Test(arguments: [
    ("2016-02-10T09:00", "2016-02-10T09:00", true),
    ("2016-02-04T00:00", "2016-02-10T23:59:59", true),
    ("2016-02-04T23:59:59", "2016-02-10T00:00", true),
    ("2016-02-03T23:59:59", "2016-02-10T00:00", false),
    ("2016-02-04T00:00", "2016-02-11T00:00", false),
  ])
  func `the seventh calendar day is the last, the day of suspension the first`(
    since: String, now: String, isAllowed: Bool
  ) {
    #expect(reasons(broadband(since), at: now) == (isAllowed ? [] : ["BEN-20.window"]))
  }

  @Test func `the days count from the one-way start, not from the two-way start`() {
    let line = broadband("2016-02-09T00:00")
    #expect(reasons(line, since: "2016-02-02T00:00") == ["BEN-20.window"])
  }

  @Test(arguments: [(0, false), (2, false), (3, true), (7, true)])
  func `star 3 and up have it`(stars: Int32, isAllowed: Bool) {
    #expect(reasons(broadband(), stars: stars) == (isAllowed ? [] : ["BEN-20.star"]))
  }

  @Test func `what is no broadband, not in arrears or barred otherwise is refused by its reason`() {
    #expect(reasons(Make.line(arrears: "2016-02-08T15:00")) == ["BEN-20.kind"])
    #expect(reasons(broadband(nil)) == ["BEN-20.arrears"])
    var line = broadband()
    line.restrictions.append(Make.restriction("2016-02-09T10:00", .both, .voluntary))
    #expect(reasons(line) == ["BEN-20.voluntary"])
    line.restrictions.append(Make.restriction("2016-02-09T11:00", .both, .lost))
    #expect(reasons(line) == ["BEN-20.voluntary", "BEN-20.lost"])
    line = broadband()
    line.disconnected = Make.instant("2016-02-09T12:00")
    #expect(reasons(line) == ["BEN-20.disconnected"])
  }

  @Test func `a refusal names all that is wrong`() {
    let line = Make.line(arrears: "2016-01-08T15:00")
    #expect(reasons(line, stars: 1) == ["BEN-20.kind", "BEN-20.window", "BEN-20.star"])
  }

  @Test func `once a calendar month, and again in the next after paying`() {
    let earlier = Make.restore(
      "2016-02-01T10:00", until: "2016-02-08T00:00", ended: "2016-02-03T10:00", line: Self.number,
      .broadband)
    #expect(reasons(broadband(), restores: [earlier]) == ["BEN-20.month"])
    let january = Make.restore(
      "2016-01-31T23:59:59", until: "2016-02-07T00:00", ended: "2016-02-03T10:00",
      line: Self.number, .broadband)
    #expect(reasons(broadband(), restores: [january]) == [])
  }

  @Test func `one that ended unpaid forbids the next as long as the suspension goes on`() {
    let line = broadband("2016-01-28T00:00")
    let earlier = Make.restore(
      "2016-01-29T10:00", until: "2016-02-05T00:00", ended: "2016-02-05T00:00", line: Self.number,
      .broadband)
    #expect(
      reasons(line, restores: [earlier], at: "2016-02-05T00:00")
        == ["BEN-20.window", "BEN-22.unpaid"])
  }

  @Test func `one in force forbids another and is not taken for unpaid`() {
    let earlier = Make.restore(
      "2016-02-09T10:00", until: "2016-02-16T00:00", line: Self.number, .broadband)
    #expect(reasons(broadband(), restores: [earlier]) == ["BEN-20.month", "BEN-20.in-force"])
  }

  @Test func `every reason has words in both languages`() {
    let codes = ["kind", "disconnected", "arrears", "voluntary", "lost", "window", "star", "month"]
    for code in codes { #expect(Messages.knows("BEN-20." + code)) }
    #expect(Messages.knows("BEN-20.in-force") && Messages.knows("BEN-22.unpaid"))
  }

  // MARK: On a store

  private func scene(stars: Int32 = 3) throws -> TestStore {
    let store = try TestStore()
    try store.put(Make.customer(), Make.star(stars), Make.account(.postpaid))
    try store.put(
      broadband("2016-02-08T00:00"), Make.line(arrears: "2016-02-08T00:00"),
      Make.bill("2015-12", "99.00", due: "2016-02-07"))
    return store
  }

  /// BEN-21.
  @Test func `only that broadband works again, to the end of the seventh day`() throws {
    let store = try scene()
    let outcome = try store.restoreBroadband(Self.number)
    #expect(outcome.isDone)
    #expect(outcome.order.until == Make.instant("2016-02-17T00:00"))
    #expect(outcome.order.effective == Make.instant("2016-02-10T09:10"))
    #expect(try store.state(Self.number) == .active)
    #expect(try store.state() == .oneWay)
    try store.checkQueue()
  }

  @Test func `unpaid it is suspended again, and not restored until the arrears are cleared`()
    throws
  {
    let store = try scene()
    try store.restoreBroadband(Self.number)
    try store.advance(to: "2016-02-16T23:59:59")
    #expect(try store.state(Self.number) == .active)
    try store.advance(to: "2016-02-17T00:00")
    #expect(try store.state(Self.number) == .twoWay)
    #expect(try store.line(Self.number).restrictions == broadband("2016-02-08T00:00").restrictions)
    #expect(try store.restores(Self.number).first?.ended == Make.instant("2016-02-17T00:00"))
    try store.advance(to: "2016-03-01T00:00")
    let refused = try store.restoreBroadband(Self.number)
    #expect(refused.reasons.map(\.code) == ["BEN-20.window", "BEN-22.unpaid"])
    #expect(
      try store.pay("A1", "99").order.result["restored"] == .texts([Self.number, "13300000001"]))
    #expect(try store.state(Self.number) == .active)
    try store.checkQueue()
  }

  @Test func `what a restored broadband uses is charged on the bill`() throws {
    let store = try scene()
    #expect(!(try store.charge(Self.number, "10.00").isDone))
    try store.restoreBroadband(Self.number)
    let outcome = try store.charge(Self.number, "10.00")
    #expect(outcome.isDone)
    #expect(outcome.order.result["billed"] == "10.00")
    #expect(try store.state(Self.number) == .active)
  }
}
