import Basics
@testable import Desk
import TestSupport

/// A snapshot of random records of every type, in canonical order, with references that hold.
struct RandomSnapshot {
  private var random: SplitMix64
  private var lines: [String] = []
  private var orders = 0
  private var numbers: [String] = []
  private var accounts: [String] = []
  private var customers: [String] = []
  private let isTest: Bool

  /// - Parameters:
  ///   - seed: what makes it this one.
  ///   - customers: how many there are.
  static func lines(seed: UInt64, customers: Int) -> [String] {
    var snapshot = RandomSnapshot(seed: seed)
    snapshot.writeStore()
    for index in 1...customers { snapshot.writeCustomer(index) }
    return snapshot.lines
  }

  private init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    isTest = seed.isMultiple(of: 2)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

  private mutating func one(of names: String...) -> String {
    names[number(0...names.count - 1)]
  }

  private mutating func money(_ range: ClosedRange<Int> = 0...99_999) -> String {
    Money(fen: Int64(number(range))).text
  }

  private mutating func day() -> String { Day(number: Int32(number(14_000...17_000))).text }

  private mutating func month(_ index: Int) -> String {
    Month(year: 2015, month: 1)!.adding(index).text
  }

  private mutating func instant() -> String {
    Instant(seconds: Int64(number(1_400_000_000...1_460_000_000))).text
  }

  private mutating func text() -> String {
    one(of: "上海", "a \\\"quoted\\\" word", "tab\\tand\\nline", "é𝄞", "plain", "北京市朝阳区1号")
  }

  /// Writes a record: fields that are given as nil are left out; values are JSON already.
  private mutating func write(_ type: String, _ fields: KeyValuePairs<String, String?>) {
    var line = "{\"type\":\"\(type)\""
    for case (let name, let value?) in fields { line += ",\"\(name)\":\(value)" }
    lines.append(line + "}")
  }

  private func q(_ text: String) -> String { "\"\(text)\"" }

  private mutating func maybe(_ percent: Int, _ value: String) -> String? {
    happens(percent) ? value : nil
  }

  /// The next order, which may be one that the snapshot does not have.
  private mutating func order() -> String { q("O\(number(1...900))") }

  private mutating func writeStore() {
    write(
      "header",
      [
        "format": q("stardesk"), "version": "1", "clock": q("2016-02-10T09:00:00+08:00"),
        "test": isTest ? "true" : nil,
      ])
    write(
      "catalog",
      ["section": q("credit"), "from": q("2016-03-01"), "values": "{\"billDueDay\":21}"])
    write(
      "campaign",
      [
        "id": q("spring"), "name": q(text()), "benefit": q("data-gift"), "from": q(day()),
        "through": maybe(50, q(day())), "stars": maybe(80, "[3,4,7]"), "stock": maybe(50, "0"),
        "points": maybe(50, "1000"), "voucher": maybe(50, q(money())),
      ])
    write(
      "item",
      [
        "id": q("credit-10"), "name": q(text()), "kind": q("credit"), "points": "1000",
        "stock": maybe(50, "3"), "amount": one(of: "\"10.00\"", "102400"),
      ])
    write(
      "operator",
      ["name": q("zhang"), "role": q("support"), "region": maybe(50, q("浙江")), "active": "true"])
    write(
      "job",
      [
        "name": q("batch"), "script": q("a.desk"), "arguments": maybe(50, "[\"x\",\"y\"]"),
        "from": q(instant()), "until": maybe(50, q(instant())),
        "counts": maybe(50, "{\"rows\":3,\"of\":[1,2],\"names\":[\"a\"],\"done\":true}"),
      ])
  }

  private mutating func writeCustomer(_ index: Int) {
    let id = "C\(index * 7)"
    let isPerson = happens(80)
    customers.append(id)
    write(
      "customer",
      [
        "id": q(id), "kind": q(isPerson ? "individual" : "organisation"), "name": q(text()),
        "document": maybe(
          70,
          isPerson
            ? "{\"kind\":\"resident-id\",\"number\":\"\(residentID())\"}"
            : "{\"kind\":\"business-licence\",\"number\":\"3301\(index)\"}"),
        "segment": q(one(of: "public", "government", "ordinary-cluster")),
        "birthday": maybe(50, q(day())), "joined": q(day()), "left": maybe(5, q(day())),
        "phone": maybe(20, q("13300000000")), "address": maybe(50, q(text())),
        "manager": maybe(30, q("wang")),
        "flags": maybe(20, "[\"blacklisted\",\"payphone\"]"),
        "wishesNoVisit": maybe(10, "true"),
      ])
    if happens(80) {
      write(
        "star",
        [
          "customer": q(id), "stars": "\(number(0...7))", "from": q(day()),
          "through": maybe(90, q(day())), "basis": q(one(of: "graded", "contract", "key-person")),
          "growth": maybe(70, "\(number(0...9000))"), "order": maybe(20, order()),
        ])
    }
    if happens(20) {
      write(
        "grant",
        [
          "customer": q(id), "source": q("contract"), "reference": maybe(50, q("H1")),
          "growth": "6000", "from": q(day()), "through": maybe(50, q(day())),
          "state": q(one(of: "live", "struck", "proposed")),
        ])
    }
    writeAccounts(id, index)
    writeLines(id, index)
    writeRest(id, index)
  }

  private mutating func writeAccounts(_ id: String, _ index: Int) {
    let own = (1...number(1...2)).map { "A\(index * 10 + $0)" }
    accounts = own + accounts.suffix(3)
    for account in own {
      write(
        "account",
        [
          "id": q(account), "customer": q(id),
          "mode": q(one(of: "prepaid", "prepay-postpaid", "postpaid")),
          "regime": q(one(of: "credit-control", "agreed-term")),
          "creditLimit": maybe(30, q(money())), "collection": q(one(of: "self", "bank")),
          "exempt": maybe(10, "{\"from\":\"2015-01-01\",\"through\":\"2016-12-31\"}"),
          "redList": maybe(5, "true"), "validThrough": maybe(40, q(day())),
        ])
    }
    for account in own where happens(80) {
      write(
        "bucket",
        [
          "account": q(account), "id": q("cash"), "kind": q("cash"),
          "amount": q(money(-9_999...99_999)), "expires": maybe(20, q(day())),
        ])
      if happens(40) {
        write(
          "bucket",
          [
            "account": q(account), "id": q("gift-1"), "kind": q("gift"), "amount": q(money()),
            "expires": maybe(80, q(day())),
            "restriction": maybe(50, "{\"kind\":\"mobile\",\"plan\":\"4g-59\"}"),
          ])
      }
    }
    for account in own where happens(15) {
      write(
        "instalment",
        [
          "account": q(account), "id": q("i1"), "amount": q("240.00"), "perMonth": q("10.00"),
          "left": q("100.00"), "from": q("2015-01"), "through": q("2016-12"),
          "bucket": maybe(50, q("gift-1")),
        ])
    }
    for account in own {
      for index in 10..<(10 + number(0...4)) {
        write(
          "bill",
          [
            "account": q(account), "month": q(month(index)), "amount": q("59.00"),
            "paid": q(one(of: "59.00", "0.00", "20.00")), "due": q("2016-02-20"),
            "dunned": maybe(10, "true"),
          ])
      }
    }
  }
}

extension RandomSnapshot {
  private mutating func residentID() -> String {
    var digits = "33010619"
    for _ in 0..<9 { digits += "\(number(0...9))" }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(digits.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return digits + String(Array("10X98765432")[sum % 11])
  }

  private mutating func restrictions() -> String? {
    var list: [String] = []
    for (reason, scope) in [("arrears", one(of: "outgoing", "both")), ("lost", "both")]
    where happens(25) {
      list.append(
        "{\"scope\":\"\(scope)\",\"reason\":\"\(reason)\",\"from\":\"\(instant())\"}")
    }
    return list.isEmpty ? nil : "[\(list.joined(separator: ","))]"
  }

  private mutating func writeLines(_ id: String, _ customerIndex: Int) {
    let own = (0..<number(1...3)).map { "133\(10_000_000 + customerIndex * 10 + $0)" }
    let bundle = happens(20) ? "B\(customerIndex)" : nil
    if let bundle {
      write(
        "bundle",
        [
          "id": q(bundle), "customer": q(id), "coupling": q(one(of: "tight", "loose")),
          "offer": q("home-bundle"), "base": "[\(own.map(q).joined(separator: ","))]",
          "options": numbers.last.flatMap { maybe(50, "[\(q($0))]") },
        ])
    }
    for (index, number) in own.enumerated() {
      let paid = happens(85) ? accounts[0] : accounts[self.number(0...accounts.count - 1)]
      write(
        "line",
        [
          "number": q(number), "kind": q(one(of: "mobile", "broadband", "fixed", "data-card")),
          "customer": q(id), "account": q(paid),
          "user": customers.first.flatMap { maybe(10, q($0)) }, "activated": q(day()),
          "plan": maybe(80, q("4g-59")), "province": maybe(50, q("浙江")),
          "internationalCall": maybe(20, "true"),
          "roaming": q(one(of: "none", "voice", "all")), "restrictions": restrictions(),
          "mainLine": index > 0 ? maybe(30, q(own[0])) : nil, "bundle": bundle.map(q),
          "disconnected": maybe(5, q(instant())),
        ])
    }
    for (index, number) in own.enumerated() {
      write(
        "card",
        [
          "iccid": q("8986\(100_000_000_000_000 + customerIndex * 10 + index)"), "line": q(number),
          "kind": q(one(of: "ordinary", "new-international")), "generation": q(one(of: "3g", "4g")),
          "nfc": maybe(10, "true"), "from": q(instant()), "until": maybe(20, q(instant())),
        ])
    }
    writeHistory(own)
    numbers = own
  }

  private mutating func writeHistory(_ own: [String]) {
    for number in own {
      for index in 0..<self.number(0...3) {
        write(
          "charge",
          [
            "line": q(number), "month": q(month(index)), "amount": q("88.00"),
            "uncounted": maybe(30, q("8.00")),
          ])
      }
    }
    for number in own where happens(30) {
      write(
        "usage",
        [
          "line": q(number), "month": q("2016-01"), "minutes": maybe(50, "120"),
          "dataKB": maybe(50, "2048"),
        ])
    }
    for number in own where happens(30) {
      write(
        "suspension",
        [
          "line": q(number), "from": q("2016-01-02T00:00:00+08:00"), "scope": q("outgoing"),
          "reason": q("arrears"), "until": q("2016-01-05T00:00:00+08:00"),
        ])
    }
  }

  private mutating func writeRest(_ id: String, _ index: Int) {
    if happens(30) {
      write(
        "contract",
        [
          "id": q("K\(index)"), "customer": q(id), "line": maybe(80, q(numbers[0])),
          "offer": q("4g"), "monthlyFee": q("59.00"), "from": q("2015-01"),
          "through": q("2016-12"), "handset": maybe(50, q(text())),
          "subsidy": maybe(50, q(money())),
        ])
    }
    if happens(20) {
      write(
        "purchase",
        [
          "customer": q(id), "benefit": q("home-visit"), "from": q(day()),
          "through": maybe(50, q(day())), "paid": q(money()), "order": maybe(50, order()),
        ])
    }
    for number in numbers where happens(20) {
      write(
        "restore",
        [
          "line": q(number), "from": q(instant()), "kind": q(one(of: "phone", "broadband")),
          "credit": maybe(50, q("100.00")), "used": maybe(20, q("3.20")), "until": q(instant()),
          "ended": maybe(50, q(instant())), "order": maybe(50, order()),
        ])
    }
    if happens(20) {
      write(
        "use",
        [
          "customer": q(id), "benefit": q("phone-restore"), "at": q(instant()),
          "line": maybe(80, q(numbers[0])), "order": maybe(50, order()),
          "givenBack": maybe(20, "true"),
        ])
    }
    if happens(10) {
      write(
        "appointment",
        [
          "id": q("V\(index)"), "customer": q(id), "line": maybe(80, q(numbers[0])),
          "kind": q("check-up"), "address": maybe(80, q(text())), "from": q(instant()),
          "until": q(instant()), "state": q(one(of: "booked", "done", "cancelled")),
        ])
    }
    writeRecords(id)
  }

  private mutating func writeRecords(_ id: String) {
    for year in 2014...2015 where happens(60) {
      write(
        "points",
        [
          "customer": q(id), "year": "\(year)", "earned": "1200", "left": "\(number(0...1200))",
          "entries": maybe(
            20, "[{\"at\":\"\(instant())\",\"source\":\"campaign\",\"amount\":-5}]"),
        ])
    }
    if happens(60) {
      write(
        "pointsAccount",
        [
          "customer": q(id), "entitledSince": maybe(60, q(day())), "frozen": maybe(10, "true"),
        ])
    }
    if happens(30) {
      write(
        "message",
        [
          "customer": q(id), "at": q(instant()), "line": maybe(80, q(numbers[0])),
          "kind": maybe(80, q("notice")), "textCode": q("text.phone-restore"),
          "values": maybe(50, "{\"number\":\(q(numbers[0])),\"n\":7}"),
          "order": maybe(50, order()),
        ])
    }
    if happens(20) {
      write(
        "contact",
        [
          "customer": q(id), "at": q(instant()), "kind": q("visit"),
          "direction": maybe(50, q("out")), "manager": maybe(50, q("wang")),
          "note": maybe(80, q(text())), "next": maybe(30, q(instant())),
        ])
    }
    for _ in 0..<number(0...2) {
      orders += number(1...3)
      write(
        "order",
        [
          "id": q("O\(orders)"), "kind": q("restore-phone"), "customer": q(id),
          "line": maybe(80, q(numbers[0])), "outcome": q("refused"), "state": q("refused"),
          "channel": q(one(of: "hotline", "app", "hall")), "operator": maybe(80, q("zhang")),
          "key": maybe(20, q("k\(orders)")), "catalog": q("2010-01-01"), "at": q(instant()),
          "until": maybe(30, q(instant())),
          "checks":
            "[{\"code\":\"BEN-10.star\",\"held\":false,\"actual\":3,\"limit\":\"5\"},"
            + "{\"code\":\"ROAM-2\",\"held\":true,\"grounds\":[\"a\",\"b\"]}]",
          "result": maybe(50, "{\"credit\":\"100.00\",\"list\":[]}"),
          "takes": maybe(
            30, "[{\"lot\":2014,\"amount\":300},{\"bucket\":\"cash\",\"amount\":\"2.00\"}]"),
          "reverses": maybe(10, order()), "row": maybe(20, "17"),
        ])
    }
  }
}
