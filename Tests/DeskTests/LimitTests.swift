import Basics
@testable import Desk
import Records
import Storage
import Testing

/// Numbers and texts at their limits: refused when a snapshot is loaded or a command is given, and
/// never more than the next snapshot can hold.
@Suite struct LimitTests {
  private static let request = Request(operator: "tester")
  private static let most = "999999999999.99"

  private static func bucket(_ id: String, _ amount: String, kind: String = "cash") -> String {
    #"{"type":"bucket","account":"A1","id":"\#(id)","kind":"\#(kind)","amount":"\#(amount)"}"#
  }

  @Test(arguments: [
    (#""type":"points","customer":"C1","year":2015,"earned":1,"left":4611686018427387904"#, "left"),
    (#""type":"points","customer":"C1","year":2015,"earned":1000000000000,"left":1"#, "earned"),
    (#""type":"points","customer":"C1","year":10000,"earned":1,"left":1"#, "year"),
    (
      #""type":"star","customer":"C1","stars":5,"from":"2015-01-01","basis":"graded","#
        + #""growth":9223372036854775807"#, "growth"
    ),
    (
      #""type":"grant","customer":"C1","source":"contract","reference":"K1","#
        + #""growth":-9223372036854775808,"from":"2015-01-01","state":"live""#, "growth"
    ),
    (
      #""type":"usage","line":"13300000001","month":"2016-01","dataKB":9223372036854775807"#,
      "dataKB"
    ),
    (
      #""type":"item","id":"i","name":"i","kind":"goods","points":9223372036854775807"#, "points"
    ),
    (
      #""type":"item","id":"i","name":"i","kind":"goods","points":1,"stock":1000000000000"#, "stock"
    ),
    (
      #""type":"catalog","section":"stars","from":"2016-01-01","#
        + #""values":{"perMonthInNetwork":9223372036854775807}"#, "values.perMonthInNetwork"
    ),
    (
      #""type":"catalog","section":"points","from":"2016-01-01","values":{"waitMonths":-1}"#,
      "values.waitMonths"
    ),
    (
      #""type":"catalog","section":"stars","from":"2016-01-01","values":{"bounds":[1,2,3]}"#,
      "values.bounds"
    ),
    (
      #""type":"catalog","section":"card-replacement","from":"2016-01-01","#
        + #""values":{"fee":"-1.00"}"#, "values.fee"
    ),
    (
      #""type":"bill","account":"A1","month":"0000-12","amount":"1.00","paid":"0.00","due":"2016-01-01""#,
      "month"
    ),
  ])
  func `a number beyond its limit is refused with line and field`(
    fields: String, field: String
  ) throws {
    let test = try TestStore()
    let error = #expect(throws: DeskError.self) {
      try test.load(lines: Samples.all + ["{\(fields)}"])
    }
    #expect(error?.code == "snapshot.value")
    #expect(error?.values["line"] == 7)
    #expect(error?.values["field"] == .text(field))
  }

  @Test(arguments: [
    ("reason", RecordLimits.reason), ("ticket", RecordLimits.ticket), ("key", RecordLimits.key),
    ("operator", RecordLimits.operator),
  ])
  func `a text of an order has the limit that the command has`(field: String, limit: Int) throws {
    for (count, isFit) in [(limit, true), (limit + 1, false)] {
      let test = try TestStore()
      let text = String(repeating: "x", count: count)
      let order = Samples.order.dropLast() + ",\"\(field)\":\"\(text)\"}"
      let lines = Samples.all.map { $0 == Samples.order ? String(order) : $0 }
      if isFit {
        try test.load(lines: lines)
      } else {
        #expect(throws: DeskError.self) { try test.load(lines: lines) }
      }
    }
  }

  @Test func `the numbers of orders end with an error, and nothing of the operation stays`() throws
  {
    let test = try TestStore()
    try test.load(lines: Samples.all.map { $0.replacing("\"O52\"", with: "\"O999999999998\"") })
    try test.write { (transaction) throws(DeskError) in
      let outcome = try transaction.pay("A1", amount: Money(fen: 100), Self.request)
      #expect(outcome.order.id.text == "O999999999999")
    }
    let before = try test.saved()
    for _ in 0..<2 {
      let error = #expect(throws: DeskError.self) {
        try test.write { (transaction) throws(DeskError) in
          _ = try transaction.pay("A1", amount: Money(fen: 100), Self.request)
        }
      }
      #expect(error?.code == "order.numbers")
    }
    let error = #expect(throws: DeskError.self) {
      try test.write { (transaction) throws(DeskError) in _ = try transaction.reserveOrders(1) }
    }
    #expect(error?.code == "order.numbers")
    #expect(try test.saved() == before)
    let again = try TestStore()
    try again.load(before)
    #expect(try again.saved() == before)
  }

  @Test(arguments: [2, 92_400])
  func `buckets that add up beyond what can be kept are refused`(count: Int) throws {
    let test = try TestStore()
    let buckets = (0..<count).map { Self.bucket("g\($0)", Self.most, kind: "gift") }.sorted()
    let error = #expect(throws: DeskError.self) { try test.load(lines: Samples.all + buckets) }
    #expect(error?.code == "snapshot.sum")
    #expect(error?.values["line"] == 3)
    #expect(error?.message(in: .english).contains("the limit is 999999999999.99") == true)
  }

  @Test func `debts and instalments count as what an account holds and owes`() throws {
    let bills = ["2015-11", "2015-12"].map {
      #"{"type":"bill","account":"A1","month":"\#($0)","amount":"\#(Self.most)","paid":"0.00","#
        + #""due":"2016-01-20"}"#
    }
    let plan =
      #"{"type":"instalment","account":"A1","id":"i","amount":"\#(Self.most)","perMonth":"1.00","#
      + #""left":"\#(Self.most)","from":"2016-01","through":"2016-12"}"#
    for records in [bills, [Self.bucket("cash", "0.01"), plan]] {
      let test = try TestStore()
      let error = #expect(throws: DeskError.self) { try test.load(lines: Samples.all + records) }
      #expect(error?.code == "snapshot.sum")
      try test.load(lines: Samples.all + records.dropFirst())
    }
  }

  @Test func `money that adds up beyond what can be kept is an error when given`() throws {
    let household = try Household(stars: 5)
    let test = try household.store()
    func pay(_ amount: Money) throws(DeskError) {
      try test.write { (transaction) throws(DeskError) in
        _ = try transaction.pay("A1", amount: amount, Self.request)
      }
    }
    func charge(_ amount: Money, _ month: String = "2016-02") throws {
      let month = try Month(parsing: month)
      try test.write { (transaction) throws(DeskError) in
        _ = try transaction.charge("13300000001", amount: amount, month: month, Self.request)
      }
    }
    try pay(.highest)
    let paid = try test.saved()
    let tooMuch = #expect(throws: DeskError.self) { try pay(Money(fen: 1)) }
    #expect(tooMuch?.code == "money.too-large")
    #expect(tooMuch?.fault == .request)
    #expect(try test.saved() == paid)
    try charge(.highest)
    for month in ["2016-02", "2016-02"] {
      #expect(throws: DeskError.self) { try charge(Money(fen: 1), month) }
    }
    try charge(.highest, "2016-01")
    let error = #expect(throws: DeskError.self) { try charge(Money(fen: 1), "2015-12") }
    #expect(error?.code == "money.too-large")
    let bytes = try test.saved()
    let again = try TestStore()
    try again.load(bytes)
    #expect(try again.saved() == bytes)
  }

  @Test func `what no snapshot can hold is never put, whatever asks for it`() throws {
    let household = try Household(stars: 5)
    let test = try household.store()
    let before = try test.saved()
    var bucket = Bucket()
    bucket.account = household.account.id
    bucket.id = "b"
    var order = Order()
    order.id = try Identifier(parsing: "O9")
    order.customer = household.customer.id
    func put<R: StoredRecord>(_ record: R) -> DeskError? {
      #expect(throws: DeskError.self) {
        try test.write { (transaction) throws(DeskError) in
          try transaction.put(record, of: household.customer.id)
        }
      }
    }
    bucket.amount = Money.highest + Money(fen: 1)
    #expect(put(bucket)?.values["field"] == "amount")
    bucket.amount = .zero
    bucket.expires = Day(number: Day.latest.number + 1)
    #expect(put(bucket)?.values["field"] == "expires")
    order.reason = String(repeating: "x", count: RecordLimits.text + 1)
    #expect(put(order)?.values["field"] == "reason")
    order.reason = ""
    order.until = Instant(seconds: Instant.latest.seconds + 1)
    #expect(put(order)?.values["field"] == "until")
    order.until = nil
    order.result["restored"] = .texts(Array(repeating: "13300000001", count: 300_000))
    #expect(put(order)?.values["field"] == "result")
    order.result = ["note": .text(String(repeating: "号", count: 30_000))]
    #expect(put(order)?.values["field"] == "result")
    var charge = Charge()
    charge.line = household.line.number
    charge.month = Month(index: Month.latest.index + 1)
    #expect(put(charge)?.code == "record.limits")
    #expect(try test.saved() == before)
  }

  @Test func `an entry of the journal with more than 65,535 bytes of values is read again`() throws
  {
    let test = try TestStore()
    for count in [4_000, 5_000, 8_000, 200_000] {
      let numbers = (0..<count).map { "133\(10_000_000 + $0)" }
      try test.write { (transaction) throws(DeskError) in
        try transaction.note("test", operator: "tester", values: ["numbers": .texts(numbers)])
      }
      let entry = try test.read { (view) throws(DeskError) in
        try view.journal(.all, isReversed: true, limit: 1).entries.first
      }
      #expect(entry?.values["numbers"] == .texts(numbers))
      #expect(entry?.operator == "tester")
    }
    let count = try test.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(count == 4)
  }
}
