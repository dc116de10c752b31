import Basics
@testable import Desk
import Records
import Rules
import Testing

@Suite struct PhoneRestoreTests {
  private func reasons(
    _ line: Line, stars: Int32 = 5, restores: [Restore] = [], since: String? = nil,
    at now: String
  ) -> [String] {
    let facts = PhoneRestore.Facts(
      line: line, stars: stars, restores: restores,
      suspendedSince: (since ?? line.restriction(for: .arrears)?.from.text).map(Make.instant))
    return PhoneRestore.decide(facts, at: Make.instant(now), catalog: .shipped).reasons.map(\.code)
  }

  @Test(arguments: [
    (RestrictionScope.outgoing, "2016-02-15T10:00:00", true),
    (.outgoing, "2016-02-15T10:00:01", false),
    (.both, "2016-02-08T10:00:00", true),
    (.both, "2016-02-08T10:00:01", false),
  ])
  func `one-way within 14 days and two-way within 7, to the second`(
    scope: RestrictionScope, now: String, isAllowed: Bool
  ) {
    let line = Make.line(arrears: "2016-02-01T10:00:00", scope: scope)
    let since = scope == .both ? "2016-01-25T10:00:00" : nil
    #expect(reasons(line, since: since, at: now) == (isAllowed ? [] : ["BEN-10.window"]))
  }

  @Test(
    arguments: [
      (4, nil), (5, "100.00"), (6, "200.00"), (7, "300.00"),
    ] as [(Int32, String?)])
  func `stars 5, 6 and 7 get 100, 200 and 300 yuan for 48 hours`(stars: Int32, credit: String?) {
    let now = Make.instant("2016-02-10T09:00")
    let line = Make.line(arrears: "2016-02-09T10:00")
    let expected = credit == nil ? ["BEN-10.star"] : []
    #expect(reasons(line, stars: stars, at: now.text) == expected)
    if let credit {
      let grant = PhoneRestore.grant(stars: stars, at: now, terms: PhoneRestoreTerms())
      #expect(grant.credit == Make.money(credit))
      #expect(grant.until == Make.instant("2016-02-12T09:00"))
    }
  }

  @Test func `a voluntary suspension or a lost report on top refuses`() {
    var line = Make.line(arrears: "2016-02-09T10:00")
    line.restrictions.append(Make.restriction("2016-02-09T11:00", .both, .voluntary))
    #expect(reasons(line, at: "2016-02-10T09:00") == ["BEN-10.voluntary"])
    line.restrictions.append(Make.restriction("2016-02-09T12:00", .both, .lost))
    #expect(reasons(line, at: "2016-02-10T09:00") == ["BEN-10.voluntary", "BEN-10.lost"])
    line.restrictions.removeFirst()
    #expect(
      reasons(line, at: "2016-02-10T09:00")
        == ["BEN-10.arrears", "BEN-10.voluntary", "BEN-10.lost"])
  }

  @Test func `only a mobile that is not disconnected`() {
    var line = Make.line("01058008899", .fixed, arrears: "2016-02-09T10:00")
    line.disconnected = Make.instant("2016-02-09T12:00")
    #expect(reasons(line, at: "2016-02-10T09:00") == ["BEN-10.kind", "BEN-10.disconnected"])
  }

  @Test func `once a calendar month, with a payment and a new suspension between`() {
    let earlier = Make.restore(
      "2016-02-02T10:00", until: "2016-02-04T10:00", ended: "2016-02-03T10:00")
    let line = Make.line(arrears: "2016-02-20T00:00")
    #expect(reasons(line, restores: [earlier], at: "2016-02-29T23:59:59") == ["BEN-10.month"])
    #expect(reasons(line, restores: [earlier], at: "2016-03-01T00:00:00") == [])
  }

  @Test func `once a suspension, also in the next month and after it became two-way`() {
    let earlier = Make.restore(
      "2016-02-28T10:00", until: "2016-03-01T10:00", ended: "2016-03-01T10:00")
    let line = Make.line(arrears: "2016-03-01T10:00", scope: .both)
    #expect(
      reasons(line, restores: [earlier], since: "2016-02-23T10:00", at: "2016-03-02T10:00")
        == ["BEN-10.month", "BEN-10.suspension"].filter { $0 != "BEN-10.month" })
  }

  @Test func `one in force refuses another`() {
    let earlier = Make.restore("2016-02-10T09:00", until: "2016-02-12T09:00")
    let line = Make.line(arrears: "2016-02-09T10:00")
    #expect(
      reasons(line, restores: [earlier], at: "2016-02-12T08:59:59")
        == ["BEN-10.month", "BEN-10.suspension", "BEN-10.in-force"])
    #expect(
      reasons(line, restores: [earlier], at: "2016-02-12T09:00:00")
        == ["BEN-10.month", "BEN-10.suspension"])
  }

  // MARK: On a store

  private func scene(
    stars: Int32 = 5, since: String = "2016-02-09T10:00", scope: RestrictionScope = .outgoing,
    clock: String = "2016-02-10T09:00"
  ) throws -> TestStore {
    let store = try TestStore(clock: clock)
    try store.put(Make.customer(), Make.star(stars), Make.account(.postpaid))
    try store.put(
      Make.line(arrears: since, scope: scope), Make.bill("2015-12", "89.00", due: "2016-02-08"))
    return store
  }

  @Test func `after 48 hours unpaid it is suspended again as it was before`() throws {
    let store = try scene()
    let before = try store.line()
    try store.restorePhone("13300000001")
    try store.advance(to: "2016-02-12T08:59:59")
    #expect(try store.state() == .active)
    try store.advance(to: "2016-02-12T09:00:00")
    #expect(try store.state() == .oneWay)
    #expect(try store.line() == before)
    #expect(try store.summary().nextDue == NextDue(.twoWay, at: Make.instant("2016-02-16T10:00")))
    try store.checkQueue()
  }

  @Test func `where one-way has run out meanwhile it is two-way as soon as the restore ends`()
    throws
  {
    let store = try scene(since: "2016-02-04T10:00")
    try store.restorePhone("13300000001")
    try store.advance(to: "2016-02-11T12:00")
    #expect(try store.state() == .active)
    let results = try store.advance(to: "2016-02-13T00:00")
    #expect(results.map(\.entry.kind) == [.restoreEnd, .twoWay])
    #expect(
      results.map(\.at) == [Make.instant("2016-02-12T09:00"), Make.instant("2016-02-12T09:00")])
    #expect(try store.line().restrictions.map(\.from) == [Make.instant("2016-02-12T09:00")])
    #expect(try store.state() == .twoWay)
    let again = try store.restorePhone("13300000001")
    #expect(again.reasons.map(\.code) == ["BEN-10.month", "BEN-10.suspension"])
  }

  @Test func `paying ends the restore and the credit lapses`() throws {
    let store = try scene()
    try store.restorePhone("13300000001")
    try store.charge("13300000001", "30.00")
    try store.pay("13300000001", "88.99")
    #expect(try store.summary().isRestored)
    try store.pay("13300000001", "0.01")
    #expect(try store.summary().isRestored == false)
    #expect(try store.state() == .active)
    #expect(try store.restores().first?.ended == Make.instant("2016-02-10T09:00"))
    #expect(try store.advance(to: "2016-02-20T00:00") == [])
    try store.checkQueue()
  }

  @Test func `the last of the credit used suspends it again at once`() throws {
    let store = try scene()
    try store.restorePhone("13300000001")
    let first = try store.charge("13300000001", "99.99")
    #expect(first.order.result["credit"] == "0.01")
    #expect(try store.state() == .active)
    let last = try store.charge("13300000001", "0.01")
    #expect(last.order.result["credit"] == "0.00")
    #expect(try store.state() == .oneWay)
    #expect(try store.restores().map(\.used) == [Make.money("100.00")])
    #expect(try store.account().arrears == Make.money("189.00"))
    let after = try store.charge("13300000001", "0.01")
    #expect(after.reasons.map(\.code) == ["LED-6.suspended"])
    try store.checkQueue()
  }

  @Test func `paid and suspended again in another month it may be restored again`() throws {
    let store = try scene()
    try store.restorePhone("13300000001")
    try store.pay("A1", "89.00")
    try store.charge("13300000001", "50.00", "2016-01")
    try store.advance(to: "2016-02-25T00:00")
    #expect(try store.line().restrictions.map(\.from) == [Make.instant("2016-02-21T00:00")])
    #expect(
      try store.restorePhone("13300000001").reasons.map(\.code) == ["BEN-10.month"])
    try store.advance(to: "2016-03-01T00:00")
    #expect(try store.state() == .twoWay)
    #expect(try store.restorePhone("13300000001").isDone)
    try store.checkQueue()
  }
}
