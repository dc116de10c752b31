import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

@Suite struct ViewsTests {
  private let request = Request(operator: "tester")
  private let customer = Identifier(prefix: "C", number: 1)

  /// Two customers; the first with a bill, a gift and some orders.
  private func store() throws -> TestStore {
    var house = try Household(stars: 5)
    house.customer.document = Customer.Document()
    house.customer.document?.number = "330102198001011237"
    let store = try house.store()
    var other = try Household(stars: 2, number: "13300000022", suffix: "2")
    other.customer.name = "王小红"
    try other.put(into: store)
    var bill = Bill()
    bill.account = house.account.id
    bill.month = try Month(parsing: "2016-01")
    bill.amount = Money(fen: 80_00)
    bill.paid = Money(fen: 30_00)
    bill.due = try Day(parsing: "2016-02-20")
    var gift = Bucket()
    gift.account = house.account.id
    gift.id = "gift"
    gift.kind = .gift
    gift.amount = Money(fen: 12_00)
    var charge = Charge()
    charge.line = house.line.number
    charge.month = bill.month
    charge.amount = bill.amount
    var contact = Contact()
    contact.customer = house.customer.id
    contact.at = try Instant(parsing: "2016-02-09T10:00")
    contact.kind = "phone"
    try store.put(bill, gift, charge, contact)
    for (index, permission) in [RoamingPermission.voice, .all].enumerated() {
      try store.move(to: "2016-02-1\(index)T09:00")
      try store.write { (transaction) throws(DeskError) in
        _ = try transaction.openRoaming("13300000001", permission: permission, request)
      }
    }
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.openRoaming("13300000022", permission: .all, request)
    }
    return store
  }

  @Test func `a customer is shown with star, accounts, lines and points`() throws {
    let store = try store()
    let view = try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.customerView(of: customer, at: now, catalog: catalog)
    }
    #expect(view.customer.name == "王小明")
    #expect(view.star?.stars == 5)
    #expect(view.accounts.map(\.balance.text) == ["12.00"])
    #expect(view.accounts.map(\.arrears.text) == ["50.00"])
    #expect(view.accounts.first?.oldestBill?.text == "2016-01")
    #expect(view.lines.map(\.line.number) == ["13300000001"])
    #expect(view.lines.first?.summary.state == .active)
    #expect(view.lines.first?.card?.iccid == "8986030000000000001")
    #expect(view.points.balance == 0)
  }

  @Test func `a star that is over is not shown`() throws {
    let store = try store()
    var star = try Household(stars: 5).star
    star.through = try Day(parsing: "2016-02-10")
    try store.put(star)
    let stars = try store.read { (view) throws(DeskError) in
      (
        try view.star(of: customer, on: star.through!)?.stars,
        try view.star(of: customer, on: star.through!.adding(days: 1))?.stars
      )
    }
    #expect(stars.0 == 5)
    #expect(stars.1 == nil)
  }

  @Test func `a view has a twin until the store changes`() throws {
    let store = try store()
    let view = try store.store.view()
    guard
      let twin = try store.store.view(ofCommit: view.commit, now: view.now, catalog: view.catalog)
    else {
      throw TestFailure(text: "no twin of a state that nobody has changed")
    }
    let same = twin.now == view.now
    #expect(same)
    let before = try twin.transaction.line("13300000001").line
    var line = before
    line.plan = "another"
    try store.put(line)
    let isAlone =
      try store.store.view(ofCommit: view.commit, now: view.now, catalog: view.catalog) == nil
    #expect(isAlone)
    let seen = try twin.transaction.line("13300000001").line
    #expect(seen == before)
  }

  @Test func `a line is shown with card, account, charges and the restore in force`() throws {
    let store = try store()
    var line = try store.read { (view) throws(DeskError) in try view.line("13300000001").line }
    var arrears = Line.Restriction()
    arrears.from = try Instant(parsing: "2016-02-05T00:00")
    line.restrictions = [arrears]
    try store.put(line)
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.restorePhone("13300000001", request)
    }
    let (view, charges) = try store.store.read { (view, now, catalog) throws(DeskError) in
      let line = try view.lineView(of: "13300000001", at: now, catalog: catalog)
      return (line, try view.charges(of: line.line))
    }
    #expect(view.summary.isRestored)
    #expect(view.restore?.credit?.text == "100.00")
    #expect(view.card?.generation == .fourth)
    #expect(charges.map(\.amount.text) == ["80.00"])
    #expect(view.account?.account.id.text == "A1")
    #expect(view.customer.id == customer)
  }

  @Test func `history is in order of time, the order before its text`() throws {
    let store = try store()
    let history = try store.read { (view) throws(DeskError) in
      try view.customerHistory(of: customer)
    }
    let kinds = history.map { entry in
      switch entry {
      case .order(let order): order.kind
      case .message(let message): message.textCode
      case .contact: "contact"
      }
    }
    #expect(kinds == ["contact", "roam-open", "text.roam-open", "roam-open", "text.roam-open"])
    let latest = try store.read { (view) throws(DeskError) in
      try view.customerHistory(of: customer, limit: 2)
    }
    #expect(latest == Array(history.suffix(2)))
    let ofLine = try store.read { (view) throws(DeskError) in
      try view.customerHistory(of: customer, line: "13300000001").count
    }
    #expect(ofLine == 4)
  }

  @Test(arguments: [
    ("王小明", ["C1"]), ("王", ["C1", "C2"]), ("王小", ["C1", "C2"]), ("李", []),
    ("13300000001", ["C1"]), ("133000000", ["C1", "C2"]), ("1330000002", ["C2"]),
    ("C2", ["C2"]), ("A1", ["C1"]), ("O1", ["C1"]), ("8986030000000000002", ["C2"]),
    ("330102198001011237", ["C1"]), ("", []), ("C", []),
  ])
  func `customers are found by a beginning or a whole identifier`(
    text: String, ids: [String]
  ) throws {
    let found = try store().read { (view) throws(DeskError) in
      try view.findCustomers(text, limit: 50)
    }
    #expect(found.map(\.id.text).sorted() == ids)
  }

  @Test func `what is found keeps to its limit`() throws {
    let store = try store()
    let (customers, lines) = try store.read { (view) throws(DeskError) in
      (try view.findCustomers("王", limit: 1), try view.findLines("133", limit: 1))
    }
    #expect(customers.count == 1)
    #expect(lines.map(\.number) == ["13300000001"])
    let all = try store.read { (view) throws(DeskError) in try view.findLines("", limit: 50) }
    #expect(all.map(\.number) == ["13300000001", "13300000022"])
    #expect(all.map(\.summary.stars) == [5, 2])
  }

  @Test(arguments: [false, true])
  func `orders come in chunks that join without gap or repetition`(isReversed: Bool) throws {
    let store = try store()
    for limit in 1...4 {
      var mine: [String] = []
      var all: [String] = []
      var ofLine: [String] = []
      try store.read { (view) throws(DeskError) in
        var next: Key?
        repeat {
          let chunk = try view.orders(
            of: customer, after: next, isReversed: isReversed, limit: limit)
          mine += chunk.orders.map(\.id.text)
          next = chunk.next
        } while next != nil
        repeat {
          let chunk = try view.orders(after: next, isReversed: isReversed, limit: limit)
          all += chunk.orders.map(\.id.text)
          next = chunk.next
        } while next != nil
        repeat {
          let chunk = try view.orders(
            ofLine: "13300000022", after: next, isReversed: isReversed, limit: limit)
          ofLine += chunk.orders.map(\.id.text)
          next = chunk.next
        } while next != nil
      }
      #expect(mine == (isReversed ? ["O2", "O1"] : ["O1", "O2"]))
      #expect(all == (isReversed ? ["O3", "O2", "O1"] : ["O1", "O2", "O3"]))
      #expect(ofLine == ["O3"])
    }
  }

  @Test func `what is not there is an error that names it`() throws {
    let store = try store()
    let nobody = Identifier(prefix: "C", number: 9)
    #expect(throws: DeskError("customer.unknown", ["name": "C9"])) {
      try store.store.read { (view, now, catalog) throws(DeskError) in
        _ = try view.customerView(of: nobody, at: now, catalog: catalog)
      }
    }
    #expect(throws: DeskError("line.unknown", ["number": "1"])) {
      try store.store.read { (view, now, catalog) throws(DeskError) in
        _ = try view.lineView(of: "1", at: now, catalog: catalog)
      }
    }
    #expect(throws: DeskError("line.unknown", ["number": "1"])) {
      try store.read { (view) throws(DeskError) in _ = try view.orders(ofLine: "1", limit: 1) }
    }
  }

  @Test func `restores are decided without writing`() throws {
    let store = try store()
    let (phone, broadband) = try store.store.read { (view, now, catalog) throws(DeskError) in
      (
        try view.decidePhoneRestore("13300000001", at: now, catalog: catalog).decision,
        try view.decideBroadbandRestore("13300000001", at: now, catalog: catalog).decision
      )
    }
    #expect(phone.reasons.map(\.code) == ["BEN-10.arrears"])
    #expect(broadband.reasons.first?.code == "BEN-20.kind")
  }
}

/// Looking things up by what names nothing.
@Suite struct LookupTests {
  @Test(arguments: [
    "", "\0", String(repeating: "1", count: 33), String(repeating: "张", count: 4000),
  ])
  func `an empty name or one that is too long is unknown, not a failure of the store`(
    name: String
  ) throws {
    let store = try TestStore()
    try store.load(lines: Samples.all)
    try store.read { (view) throws(DeskError) in
      #expect(try view.summary(of: name) == nil)
      #expect(try view.card(name) == nil)
      #expect(try view.findCustomers(name, limit: 10).isEmpty)
      if !name.isEmpty { #expect(try view.findLines(name, limit: 10).isEmpty) }
    }
    func code(_ body: (borrowing ReadTransaction) throws(DeskError) -> Void) -> String {
      do throws(DeskError) { try store.read(body) } catch { return error.code }
      return "found"
    }
    #expect(code { (view) throws(DeskError) in _ = try view.line(name) } == "line.unknown")
    #expect(code { (view) throws(DeskError) in _ = try view.identify(name) } == "customer.unknown")
    #expect(
      code { (view) throws(DeskError) in _ = try view.customer(named: name) } == "customer.unknown")
    #expect(
      code { (view) throws(DeskError) in _ = try view.account(named: name) } == "customer.unknown")
    #expect(
      code { (view) throws(DeskError) in _ = try view.orders(ofLine: name, limit: 9) }
        == "line.unknown")
  }

  @Test func `a long name finds the customer who has it, not one whose name begins alike`() throws {
    let store = try TestStore()
    let long = String(repeating: "公", count: 40)
    let named = Samples.customer.replacing("\"name\":\"A\"", with: "\"name\":\"\(long)甲\"")
    try store.load(lines: [Samples.header, named])
    try store.read { (view) throws(DeskError) in
      #expect(try view.identify(long + "甲").text == "C1")
    }
    #expect(throws: DeskError.self) {
      try store.read { (view) throws(DeskError) in _ = try view.identify(long + "乙") }
    }
  }

  @Test(arguments: [
    ("张\u{200B}三", "张三"), ("　张三 ", "张三"), ("ＡＢＣ１号", "ＡＢＣ１号"), ("ＡＢＣ１", "ABC1"),
    ("Ann Lee", "Ann Lee"), ("张三", "张三"),
  ])
  func `a name is found by its plain form, whatever stands in the store`(
    stored: String, read: String
  ) throws {
    let store = try TestStore()
    let named = Samples.customer.replacing("\"name\":\"A\"", with: "\"name\":\"\(stored)\"")
    try store.load(lines: [Samples.header, named])
    #expect(try normalisedNumber(stored) == read)
    try store.read { (view) throws(DeskError) in
      #expect(try view.identify(read).text == "C1")
      #expect(try view.identify(stored).text == "C1")
      #expect(try view.findCustomers(String(read.prefix(2)), limit: 9).map(\.id.text) == ["C1"])
    }
    #expect(try store.store.check().isSound)
  }

  @Test func `a document is found by its plain form, however it is written`() throws {
    let store = try TestStore()
    let document = "\"document\":{\"kind\":\"resident-id\",\"number\":\"11010519491231002X\"}"
    let other = "\"document\":{\"kind\":\"passport\",\"number\":\"E-1234 5678\"}"
    let passport = Samples.customer.replacing(document, with: other)
    for (customer, number) in [
      (Samples.customer, "110105 19491231 002x"), (passport, "E-1234 5678"),
    ] {
      try store.load(lines: [Samples.header, customer], replacing: true)
      let read = try normalisedNumber(number)
      try store.read { (view) throws(DeskError) in
        #expect(try view.identify(read).text == "C1")
      }
    }
  }

  @Test func `what is not to be seen in an identifier is shown in the error`() throws {
    let error = DeskError("line.unknown", ["number": .text("1380000000\u{41E}")])
    #expect(error.message(in: .english).contains("\\u{41e}"))
    #expect(error.message(in: .chinese).contains("\\u{41e}"))
  }
}
