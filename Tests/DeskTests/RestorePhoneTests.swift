import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

/// A customer with one account and one mobile that is suspended for arrears.
private func suspended(stars: Int32, since: String) throws -> TestStore {
  let store = try TestStore()
  var customer = Customer()
  customer.id = try Identifier(parsing: "C1")
  customer.name = "王小明"
  customer.joined = try Day(parsing: "2013-09-01")
  var star = Star()
  star.customer = customer.id
  star.stars = stars
  star.from = try Day(parsing: "2016-01-01")
  var account = Account()
  account.id = try Identifier(parsing: "A1")
  account.customer = customer.id
  account.mode = .postpaid
  var line = Line()
  line.number = "13300000001"
  line.customer = customer.id
  line.account = account.id
  line.activated = customer.joined
  line.plan = "4g-169"
  var arrears = Line.Restriction()
  arrears.from = try Instant(parsing: since)
  arrears.by = "credit-control"
  line.restrictions = [arrears]
  try store.put(customer, star, account)
  try store.put(line)
  return store
}

@Suite struct RestorePhoneTests {
  private let request = Request(operator: "tester")

  @Test func `a restore masks the arrears until it ends`() throws {
    let store = try suspended(stars: 5, since: "2016-02-01T10:00")
    let now = try Instant(parsing: "2016-02-10T09:00")
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.restorePhone("13300000001", request)
    }
    #expect(outcome.isDone)
    #expect(outcome.order.id.text == "O1")
    #expect(outcome.order.result["credit"] == .text("100.00"))
    #expect(outcome.order.until == now.adding(.hours(48)))
    let summary = try store.read { (view) throws(DeskError) in
      try view.line("13300000001").summary
    }
    #expect(summary.state == .active)
    #expect(summary.isRestored)
    #expect(summary.nextDue == NextDue(.restoreEnd, at: now.adding(.hours(48))))
    let entries = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(entries == 3)
  }

  /// BEN-5.
  @Test func `a refusal names every condition and changes nothing but order and journal`() throws {
    let store = try suspended(stars: 4, since: "2016-01-25T08:00")
    let before = try store.read { (view) throws(DeskError) in try view.line("13300000001") }
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.restorePhone("13300000001", request)
    }
    #expect(outcome.order.outcome == .refused)
    #expect(outcome.reasons.map(\.code) == ["BEN-10.window", "BEN-10.star"])
    #expect(outcome.reasons.map(\.actual) == ["16d1h", 4])
    let after = try store.read { (view) throws(DeskError) in try view.line("13300000001") }
    #expect(before.line == after.line)
    #expect(before.summary == after.summary)
    let order = try store.read { (view) throws(DeskError) in try view.order(outcome.order.id) }
    #expect(order == outcome.order)
  }

  @Test func `an unknown number is an error and writes nothing`() throws {
    let store = try suspended(stars: 7, since: "2016-02-01T10:00")
    #expect(throws: DeskError.self) {
      try store.write { (transaction) throws(DeskError) in
        try transaction.restorePhone("13300000009", request)
      }
    }
    let entries = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(entries == 2)
  }
}
