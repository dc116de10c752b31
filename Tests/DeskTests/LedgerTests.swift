import Basics
@testable import Desk
import Records
import Rules
import Testing

@Suite struct LedgerTests {
  private let today = Make.day("2016-02-10")
  private let mobile: (kind: LineKind, plan: String) = (.mobile, "standard-3g")

  private func split(
    _ amount: String, _ buckets: [Bucket], _ mode: PaymentMode = .prepaid
  ) -> [String] {
    let split = Ledger.split(Make.money(amount), over: buckets, mode: mode, line: mobile, on: today)
    let parts = split.parts.map { "\($0.bucket) \($0.amount.text)" }
    return split.rest > .zero ? parts + ["rest \(split.rest.text)"] : parts
  }

  private let buckets = [
    Make.bucket("cash", "40.00"),
    Make.bucket("gift-1", "10.00", .gift, expires: "2016-12-31"),
    Make.bucket("gift-2", "5.00", .gift, expires: "2016-03-31"),
    Make.bucket("gift-3", "8.00", .gift, expires: "2016-12-31", for: .mobile),
    Make.bucket("gift-4", "9.00", .gift, expires: "2016-12-31", for: .broadband),
    Make.bucket("gift-5", "7.00", .gift, expires: "2016-02-10"),
    Make.bucket("gift-6", "6.00", .gift),
    Make.bucket("gift-7", "3.00", .gift, expires: "2016-02-09"),
    Make.bucket("deposit", "500.00", .deposit),
  ]

  /// LED-1, LED-2.
  @Test(arguments: [
    ("8.00", ["gift-3 8.00"]),
    ("8.01", ["gift-3 8.00", "gift-5 0.01"]),
    ("20.00", ["gift-3 8.00", "gift-5 7.00", "gift-2 5.00"]),
    ("30.00", ["gift-3 8.00", "gift-5 7.00", "gift-2 5.00", "gift-1 10.00"]),
    (
      "36.01",
      ["gift-3 8.00", "gift-5 7.00", "gift-2 5.00", "gift-1 10.00", "gift-6 6.00", "cash 0.01"]
    ),
    (
      "76.01",
      [
        "gift-3 8.00", "gift-5 7.00", "gift-2 5.00", "gift-1 10.00", "gift-6 6.00", "cash 40.00",
        "rest 0.01",
      ]
    ),
  ])
  func `restricted gift money first, then what expires first, then cash, never a deposit`(
    amount: String, parts: [String]
  ) {
    #expect(split(amount, buckets) == parts)
  }

  /// LED-4.
  @Test func `the cash of a prepay-postpaid account alone goes below zero`() {
    let cash = [Make.bucket("cash", "5.00")]
    #expect(split("8.00", cash, .prepaid) == ["cash 5.00", "rest 3.00"])
    #expect(split("8.00", cash, .postpaid) == ["cash 5.00", "rest 3.00"])
    #expect(split("8.00", cash, .prepayPostpaid) == ["cash 8.00"])
    #expect(split("8.00", [Make.bucket("cash", "-5.00")], .postpaid) == ["rest 8.00"])
  }

  @Test func `gift money bound to a plan pays for that plan alone`() {
    var gift = Make.bucket("gift", "5.00", .gift)
    gift.restriction = Bucket.Restriction()
    gift.restriction?.plan = "4g-169"
    #expect(split("1.00", [gift]) == ["rest 1.00"])
    gift.restriction?.plan = "standard-3g"
    #expect(split("1.00", [gift]) == ["gift 1.00"])
  }

  /// LED-9.
  @Test func `a payment goes to the oldest bill first and then to cash`() {
    let bills = [
      Make.bill("2016-01", "30.00", due: "2016-02-20"),
      Make.bill("2015-11", "10.00", due: "2015-12-20", paid: "10.00"),
      Make.bill("2015-12", "20.00", due: "2016-01-20", paid: "5.00"),
    ]
    func settled(_ amount: String) -> [String] {
      let (paid, cash) = Ledger.settle(Make.money(amount), bills)
      return paid.map { "\($0.month.text) \($0.amount.text)" } + [cash.text]
    }
    #expect(settled("14.99") == ["2015-12 14.99", "0.00"])
    #expect(settled("15.01") == ["2015-12 15.00", "2016-01 0.01", "0.00"])
    #expect(settled("50.00") == ["2015-12 15.00", "2016-01 30.00", "5.00"])
  }

  @Test func `a bill is due on the catalog's day of the next month`() {
    var terms = CreditTerms()
    #expect(Ledger.dueDay(of: Make.month("2015-12"), terms: terms) == Make.day("2016-01-20"))
    terms.billDueDay = 31
    #expect(Ledger.dueDay(of: Make.month("2016-01"), terms: terms) == Make.day("2016-02-29"))
  }
}
