import Basics
@testable import Desk
import Records
import Rules
import Storage

/// A customer with an account and a mobile in good order, for a test to change.
struct Household {
  var customer = Customer()
  var star = Star()
  var account = Account()
  var line = Line()
  var card = Card()

  /// - Parameters:
  ///   - number: the mobile's.
  ///   - suffix: what tells customers apart: C1 with A1, C2 with A2.
  init(
    stars: Int32, from: String = "2015-08-01", number: String = "13300000001", suffix: String = "1"
  ) throws {
    customer.id = try Identifier(parsing: "C" + suffix)
    customer.name = "王小明"
    customer.joined = try Day(parsing: "2010-03-12")
    star.customer = customer.id
    star.stars = stars
    star.from = try Day(parsing: from)
    account.id = try Identifier(parsing: "A" + suffix)
    account.customer = customer.id
    account.mode = .postpaid
    line.number = number
    line.customer = customer.id
    line.account = account.id
    line.activated = customer.joined
    line.plan = "4g-169"
    line.province = "浙江"
    card.iccid = "89860300000000000" + (suffix.count == 1 ? "0" : "") + suffix
    card.line = number
    card.generation = .fourth
    card.from = try Instant(parsing: "2014-01-01")
  }

  func put(into store: TestStore) throws {
    try store.put(customer, star, account)
    try store.put(line)
    try store.put(card)
  }

  /// A store that holds it.
  func store(clock: String = "2016-02-10T09:00") throws -> TestStore {
    let store = try TestStore(clock: clock)
    try put(into: store)
    return store
  }
}

/// The value of a condition that an outcome or a decision names.
func check(_ code: String, in decision: Decision) -> Check? {
  decision.checks.first { $0.code == code }
}
