import Basics

/// Writes a population as a snapshot, customer by customer.
struct SnapshotText {
  private(set) var writer = ByteWriter(capacity: 1 << 20)
  private static let clock = Instant.start(2016, 2, 10, hour: 9)
  private static let lastMonth = Month(year: 2016, month: 1)!
  private static let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"]
  private static let names = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军"]
  private static let cities = ["杭州市西湖区文三路", "宁波市海曙区中山路", "温州市鹿城区人民路"]
  private static let plans = ["4g-59", "4g-129", "4g-169", "4g-299", "lexiang-3g"]

  /// Begins a snapshot.
  init() {
    line("header") { json in
      json.text("format", "stardesk")
      json.number("version", 1)
      json.text("clock", Self.clock.text)
      json.flag("test")
    }
  }

  /// Forgets what was written so far.
  mutating func removeAll() { writer.removeAll() }

  /// Writes all records of a customer in canonical order.
  mutating func write(_ household: Population.Household) {
    var dice = household.dice
    let id = "C\(Population.firstCustomer + household.index)"
    let account = "A\(Population.firstCustomer + household.index)"
    let joined = Day(year: 2016, month: 1, day: 1)!.adding(days: -365 * (1 + dice.roll(10)))
    writeCustomer(id, joined, &dice)
    if household.stars > 0 {
      line("star") { json in
        json.text("customer", id)
        json.number("stars", household.stars)
        json.text("from", "2015-08-01")
        json.text("through", "2016-07-31")
        json.text("basis", "graded")
        json.number("growth", household.stars * 1000)
      }
    }
    let isSuspended = household.lines.contains { $0.suspended != nil }
    writeAccount(id, account, isSuspended, &dice)
    for own in household.lines { writeLine(own, id, account, joined) }
    for own in household.lines.sorted(by: { $0.iccid < $1.iccid }) {
      line("card") { json in
        json.text("iccid", own.iccid)
        json.text("line", own.number)
        json.text("kind", "ordinary")
        json.text("generation", "4g")
        json.text("from", joined.start.text)
      }
    }
    writeHistory(household, id, &dice)
  }

  private mutating func writeCustomer(_ id: String, _ joined: Day, _ dice: inout Dice) {
    line("customer") { json in
      json.text("id", id)
      json.text("kind", "individual")
      json.text(
        "name",
        Self.surnames[dice.roll(10)] + Self.names[dice.roll(12)] + Self.names[dice.roll(12)])
      json.text("segment", "public")
      json.text("joined", joined.text)
      json.text("phone", "138" + Population.padded(UInt64(dice.roll(100_000_000)), 8))
      json.text("address", "浙江省" + Self.cities[dice.roll(3)] + "\(1 + dice.roll(300))号")
      json.text("province", "浙江")
      json.text("manager", "wangmin")
    }
  }

  private mutating func writeAccount(
    _ id: String, _ account: String, _ isSuspended: Bool, _ dice: inout Dice
  ) {
    line("account") { json in
      json.text("id", account)
      json.text("customer", id)
      json.text("mode", "postpaid")
      json.text("regime", "credit-control")
      json.text("collection", "self")
    }
    line("bucket") { json in
      json.text("account", account)
      json.text("id", "cash")
      json.text("kind", "cash")
      json.text("amount", "0.00")
    }
    line("bill") { json in
      let amount = Money(fen: Int64(5000 + dice.roll(20_000)))
      json.text("account", account)
      json.text("month", Self.lastMonth.text)
      json.text("amount", amount.text)
      json.text("paid", isSuspended ? "0.00" : amount.text)
      json.text("due", isSuspended ? "2016-01-20" : "2016-02-20")
    }
  }

  private mutating func writeLine(
    _ own: Population.Line, _ id: String, _ account: String, _ joined: Day
  ) {
    line("line") { json in
      json.text("number", own.number)
      json.text("kind", "mobile")
      json.text("customer", id)
      json.text("account", account)
      json.text("activated", joined.text)
      json.text("plan", Self.plans[own.number.utf8.reduce(0) { $0 + Int($1) } % 5])
      json.text("province", "浙江")
      json.text("roaming", "none")
      guard let suspended = own.suspended else { return }
      let (scope, days) =
        switch suspended {
        case .oneWay(let days): ("outgoing", days)
        case .twoWay(let days): ("both", days)
        }
      let from = Self.clock.adding(.days(-days)).text
      json.raw(
        "restrictions",
        "[{\"scope\":\"\(scope)\",\"reason\":\"arrears\",\"from\":\"\(from)\","
          + "\"by\":\"credit-control\"}]")
    }
  }

  /// Twelve months of charges, ended suspensions, contracts, and points.
  private mutating func writeHistory(
    _ household: Population.Household, _ id: String, _ dice: inout Dice
  ) {
    for own in household.lines {
      for back in (0..<12).reversed() {
        line("charge") { json in
          json.text("line", own.number)
          json.text("month", Self.lastMonth.adding(-back).text)
          json.text("amount", Money(fen: Int64(3000 + dice.roll(20_000))).text)
        }
      }
    }
    for own in household.lines where dice.happens(10) {
      line("suspension") { json in
        json.text("line", own.number)
        json.text("from", "2015-11-13T09:00:00+08:00")
        json.text("scope", "outgoing")
        json.text("reason", "arrears")
        json.text("until", "2015-11-20T09:00:00+08:00")
      }
    }
    if dice.happens(20) {
      line("contract") { json in
        json.text("id", "K\(Population.firstCustomer + household.index)")
        json.text("customer", id)
        json.text("line", household.lines[0].number)
        json.text("offer", "handset-24")
        json.text("monthlyFee", "129.00")
        json.text("from", "2015-03")
        json.text("through", "2017-02")
      }
    }
    for year in [2014, 2015] where household.stars > 0 {
      line("points") { json in
        let earned = dice.roll(20_000)
        json.text("customer", id)
        json.number("year", year)
        json.number("earned", earned)
        json.number("left", earned)
      }
    }
  }

  private mutating func line(_ type: StaticString, _ fields: (inout Fields) -> Void) {
    var json = Fields(writer: writer)
    // The writer's memory moves into the fields and back: a copy for each line would be dear.
    writer = ByteWriter()
    json.writer.append(utf8: "{\"type\":\"")
    json.writer.append(utf8: type)
    json.writer.append(UInt8(ascii: "\""))
    fields(&json)
    json.writer.append(utf8: "}\n")
    writer = json.writer
  }
}

/// The fields of one line of JSON; the texts need no escapes.
struct Fields {
  var writer: ByteWriter

  mutating func text(_ name: StaticString, _ value: String) {
    key(name)
    writer.append(UInt8(ascii: "\""))
    writer.append(utf8: value)
    writer.append(UInt8(ascii: "\""))
  }

  mutating func number(_ name: StaticString, _ value: Int) {
    key(name)
    writer.append(Int64(value))
  }

  mutating func flag(_ name: StaticString) { raw(name, "true") }

  mutating func raw(_ name: StaticString, _ value: String) {
    key(name)
    writer.append(utf8: value)
  }

  private mutating func key(_ name: StaticString) {
    writer.append(utf8: ",\"")
    writer.append(utf8: name)
    writer.append(utf8: "\":")
  }
}

extension Instant {
  /// The instant at an hour of a day.
  static func start(_ year: Int, _ month: Int, _ day: Int, hour: Int) -> Instant {
    Day(year: year, month: month, day: day)!.start.adding(.hours(hour))
  }
}
