import Basics
@testable import Desk
import Records
import Storage
import TestSupport
import Testing

/// Random customers, accounts and lines that follow one another, in the store and in the model.
private struct CreditScenario {
  var random: SplitMix64
  var model = CreditModel(now: Make.instant("2016-02-10T10:00"))
  private var records: [String] = []
  private let customers = ["A1": "C1", "A2": "C1", "A3": "C2"]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let today = model.now.day
    for id in ["A1", "A2", "A3"] { model.accounts[id] = account(id, today) }
    var numbers = (1...6).map { "1330000000\($0)" }
    numbers.shuffle(using: &random)
    let coupling = happens(75) ? "tight" : "loose"
    let base = Array(numbers[0..<(2 + roll(2))]).shuffled(using: &random)
    for (index, number) in numbers.enumerated() {
      var line = CreditModel.Line(
        number: number, kind: happens(75) ? .mobile : .broadband,
        account: index > 3 ? happens(60) ? "A3" : "A1" : happens(60) ? "A1" : "A2")
      if happens(35) { line.main = numbers.filter { $0 != number }.randomElement(using: &random) }
      if happens(40) {
        line.scope = happens(50) ? .outgoing : .both
        line.from = model.now.adding(.hours(-roll(600)))
        line.since = line.from
        line.history = ["\(line.scope?.rawValue ?? "") \(line.from.text)"]
      } else if happens(12) {
        line.disconnected = model.now.adding(.hours(-roll(600)))
      }
      model.lines[number] = line
    }
    if coupling == "tight" { model.base = base }
    write(numbers, base, coupling)
  }

  mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func happens(_ percent: Int) -> Bool { roll(100) < percent }

  private mutating func account(_ id: String, _ today: Day) -> CreditModel.Account {
    var account = CreditModel.Account(
      id: id, mode: [PaymentMode.prepaid, .prepayPostpaid, .postpaid][roll(3)],
      regime: happens(70) ? .creditControl : .agreedTerm)
    if account.mode == .prepayPostpaid { account.limit = roll(3) * 1000 }
    if happens(25) {
      let from = today.adding(days: roll(30) - 15)
      account.exempt = from...from.adding(days: roll(20))
    }
    account.redList = happens(4)
    if happens(25) { account.validThrough = today.adding(days: roll(100) - 80) }
    account.cash = account.mode == .prepayPostpaid ? roll(6000) - 3000 : roll(3000)
    for _ in 0..<roll(3) {
      account.gifts.append((roll(2000) + 1, today.adding(days: roll(12) - 3)))
    }
    for month in [Make.month("2015-11"), Make.month("2015-12")] where happens(30) {
      account.bills[month] = (roll(3000) + 1, today.adding(days: roll(30) - 12))
    }
    if happens(30) {
      let first = Make.month(happens(30) ? "2016-01" : "2016-02")
      let months = 1 + roll(3)
      account.parts = (0..<months).map { (first.adding($0).end, 700) }
      account.partsThrough = first.adding(months - 1)
    }
    return account
  }

  // MARK: The same as a snapshot

  var snapshot: [String] { records }

  private mutating func write(_ numbers: [String], _ base: [String], _ coupling: String) {
    records = [
      #"{"type":"header","format":"stardesk","version":1,"clock":"\#(model.now.text)","test":true}"#
    ]
    for customer in ["C1", "C2"] {
      records.append(
        #"{"type":"customer","id":"\#(customer)","kind":"individual","name":"王","#
          + #""segment":"public","joined":"2013-09-01"}"#)
      for id in model.accounts.keys.sorted() where customers[id] == customer { write(id, customer) }
      if customer == "C1" {
        let list = base.map { "\"\($0)\"" }.joined(separator: ",")
        records.append(
          #"{"type":"bundle","id":"B1","customer":"C1","coupling":"\#(coupling)","offer":"e9","#
            + #""base":[\#(list)]}"#)
      }
      for (index, number) in numbers.enumerated() where (index > 3) == (customer == "C2") {
        write(number, customer, base.contains(number))
      }
    }
  }

  private mutating func write(_ id: String, _ customer: String) {
    guard let account = model.accounts[id] else { return }
    var fields = #""id":"\#(id)","customer":"\#(customer)","mode":"\#(account.mode.rawValue)","#
    fields += #""regime":"\#(account.regime.rawValue)","collection":"self""#
    if account.limit > 0 { fields += #","creditLimit":"\#(text(account.limit))""# }
    if let exempt = account.exempt {
      fields +=
        #","exempt":{"from":"\#(exempt.lowerBound.text)","through":"\#(exempt.upperBound.text)"}"#
    }
    if account.redList { fields += #","redList":true"# }
    if let through = account.validThrough { fields += #","validThrough":"\#(through.text)""# }
    records.append(#"{"type":"account",\#(fields)}"#)
    let of = #""account":"\#(id)""#
    records.append(
      #"{"type":"bucket",\#(of),"id":"cash","kind":"cash","amount":"\#(text(account.cash))"}"#)
    for (index, gift) in account.gifts.enumerated() {
      records.append(
        #"{"type":"bucket",\#(of),"id":"g\#(index)","kind":"gift","#
          + #""amount":"\#(text(gift.amount))","expires":"\#(gift.expires.text)"}"#)
    }
    if let through = account.partsThrough {
      let sum = text(700 * account.parts.count)
      records.append(
        #"{"type":"instalment",\#(of),"id":"plan","amount":"\#(sum)","perMonth":"7.00","#
          + #""left":"\#(sum)","from":"\#(through.adding(1 - account.parts.count).text)","#
          + #""through":"\#(through.text)","bucket":"cash"}"#)
    }
    for (month, bill) in account.bills.sorted(by: { $0.key < $1.key }) {
      records.append(
        #"{"type":"bill",\#(of),"month":"\#(month.text)","amount":"\#(text(bill.unpaid))","#
          + #""paid":"0.00","due":"\#(bill.due.text)"}"#)
    }
  }

  private mutating func write(_ number: String, _ customer: String, _ isBundled: Bool) {
    guard let line = model.lines[number] else { return }
    var fields =
      #""number":"\#(number)","kind":"\#(line.kind.rawValue)","customer":"\#(customer)","#
    fields += #""account":"\#(line.account)","activated":"2013-09-01","roaming":"none""#
    if let scope = line.scope {
      fields += #","restrictions":[{"scope":"\#(scope.rawValue)","reason":"arrears","#
      fields += #""from":"\#(line.from.text)"}]"#
    }
    if let main = line.main { fields += #","mainLine":"\#(main)""# }
    if isBundled { fields += #","bundle":"B1""# }
    if let at = line.disconnected { fields += #","disconnected":"\#(at.text)""# }
    records.append(#"{"type":"line",\#(fields)}"#)
  }

  private func text(_ fen: Int) -> String { Money(fen: Int64(fen)).text }

  // MARK: Steps

  /// Does something at random, in the model and in the store.
  ///
  /// - Returns: What it was.
  mutating func step(_ store: TestStore) throws -> String {
    let amount = roll(1500) + 1
    switch roll(10) {
    case 0, 1:
      let id = "A\(1 + roll(3))"
      model.pay(id, amount)
      try store.pay(id, text(amount))
      return "pay \(id) \(text(amount))"
    case 2:
      let line = model.lines["1330000000\(1 + roll(6))"]!
      model.pay(model.payer(of: line), amount)
      try store.pay(line.number, text(amount))
      return "pay \(line.number) \(text(amount))"
    case 3, 4, 5:
      let number = "1330000000\(1 + roll(6))"
      let month = model.now.month.adding(-roll(2))
      let isBooked = model.charge(number, amount, month)
      #expect(try store.charge(number, text(amount), month.text).isDone == isBooked)
      return "charge \(number) \(text(amount)) \(month.text)"
    default:
      let hours = [1 + roll(30), 24 * roll(4), 24 * roll(15), roll(1200)][roll(4)]
      let isToMidnight = happens(40)
      let target = model.now.adding(.hours(hours))
      let end = isToMidnight ? target.day.end : target
      model.advance(to: end)
      try store.advance(to: end.text)
      return "clock \(end.text)"
    }
  }
}

@Suite struct CreditModelTests {
  /// State, scope, start and every suspension so far of all lines, by the model and by the store.
  private func differences(_ model: CreditModel, _ store: TestStore) throws -> [String] {
    try model.lines.values.sorted { $0.number < $1.number }.compactMap { line in
      let found = try store.line(line.number)
      let arrears = found.restriction(for: .arrears)
      let starts =
        try store.suspensions(line.number).map(\.from) + [arrears?.from].compactMap { $0 }
      let seen = "\(arrears?.scope.rawValue ?? "none") \(found.disconnected?.text ?? "")"
      let right = "\(line.scope?.rawValue ?? "none") \(line.disconnected?.text ?? "")"
      let since = line.history.map { String($0.drop { $0 != " " }.dropFirst()) }
      let state = try store.state(line.number)
      let expected: LineState =
        line.disconnected != nil
        ? .disconnected : line.scope.map { $0 == .both ? .twoWay : .oneWay } ?? .active
      return seen == right && state == expected && arrears.map { $0.from == line.from } ?? true
        && Set(starts.map(\.text)) == Set(since)
        ? nil : "\(line.number): \(right) \(since), found \(seen) \(state) \(starts.map(\.text))"
    }
  }

  /// What is derived from the records.
  private func derived(_ store: TestStore) throws -> [[UInt8]] {
    try store.read { (view) throws(DeskError) in
      var entries: [[UInt8]] = []
      for table in [
        Tables.numbers, Tables.lines, Tables.accounts, Tables.payers, Tables.secondaries,
        Tables.due,
      ] {
        try view.scan(table, .all) { (key, value) throws(DeskError) in
          entries.append(
            [UInt8(table.slot)] + key.withUnsafeBytes { Array($0) }
              + value.withUnsafeBytes { Array($0) })
          return .next
        }
      }
      return entries
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34, 52] as [UInt64])
  func `credit control does as its rules say, live and loaded, whoever follows whom`(
    seed: UInt64
  ) throws {
    var scenario = CreditScenario(seed: seed)
    var store = try TestStore()
    try store.load(lines: scenario.snapshot)
    var steps = scenario.snapshot
    for step in 0..<16 {
      steps.append(try scenario.step(store))
      let differences = try differences(scenario.model, store)
      #expect(differences == [], "seed \(seed): \(steps.joined(separator: "\n"))")
      guard differences == [] else { return }
      let loaded = try TestStore()
      try loaded.load(try store.saved())
      let isSame = try derived(loaded) == derived(store)
      #expect(isSame, "seed \(seed), derived otherwise: \(steps.joined(separator: "\n"))")
      guard isSame else { return }
      // The future of what was loaded is that of what was saved.
      if step.isMultiple(of: 3) { store = loaded }
    }
    #expect(try store.store.check().faults == [])
  }
}
