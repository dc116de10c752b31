import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

/// Records for tests of credit control: one customer C1 with account A1.
enum Make {
  // Reads what a test writes down; a slip in it ends the test.
  static func instant(_ text: String) -> Instant { try! Instant(parsing: text) }
  static func day(_ text: String) -> Day { try! Day(parsing: text) }
  static func month(_ text: String) -> Month { try! Month(parsing: text) }
  static func money(_ text: String) -> Money { try! Money(parsing: text) }
  static func id(_ text: String) -> Identifier { try! Identifier(parsing: text) }

  static func customer(_ name: String = "C1") -> Customer {
    var customer = Customer()
    customer.id = id(name)
    customer.name = "王小明"
    customer.joined = day("2013-09-01")
    return customer
  }

  static func star(_ stars: Int32, of name: String = "C1") -> Star {
    var star = Star()
    star.customer = id(name)
    star.stars = stars
    star.from = day("2016-01-01")
    return star
  }

  static func account(
    _ mode: PaymentMode, _ name: String = "A1", of customer: String = "C1",
    regime: Regime = .creditControl
  ) -> Account {
    var account = Account()
    account.id = id(name)
    account.customer = id(customer)
    account.mode = mode
    account.regime = regime
    return account
  }

  static func line(
    _ number: String = "13300000001", _ kind: LineKind = .mobile, account: String = "A1",
    of customer: String = "C1", arrears: String? = nil, scope: RestrictionScope = .outgoing
  ) -> Line {
    var line = Line()
    line.number = number
    line.kind = kind
    line.customer = id(customer)
    line.account = id(account)
    line.activated = day("2013-09-01")
    line.plan = "standard-3g"
    if let arrears { line.restrictions = [restriction(arrears, scope)] }
    return line
  }

  static func restriction(
    _ from: String, _ scope: RestrictionScope = .outgoing,
    _ reason: RestrictionReason = .arrears
  ) -> Line.Restriction {
    var restriction = Line.Restriction()
    restriction.scope = scope
    restriction.reason = reason
    restriction.from = instant(from)
    return restriction
  }

  static func bucket(
    _ name: String, _ amount: String, _ kind: BucketKind = .cash, expires: String? = nil,
    for lines: LineKind? = nil, account: String = "A1"
  ) -> Bucket {
    var bucket = Bucket()
    bucket.account = id(account)
    bucket.id = name
    bucket.kind = kind
    bucket.amount = money(amount)
    bucket.expires = expires.map(day)
    if let lines {
      bucket.restriction = Bucket.Restriction()
      bucket.restriction?.kind = lines
    }
    return bucket
  }

  static func bill(
    _ name: String, _ amount: String, due: String, paid: String = "0", account: String = "A1"
  ) -> Bill {
    var bill = Bill()
    bill.account = id(account)
    bill.month = month(name)
    bill.amount = money(amount)
    bill.paid = money(paid)
    bill.due = day(due)
    return bill
  }

  static func restore(
    _ from: String, until: String, ended: String? = nil, line: String = "13300000001",
    _ kind: RestoreKind = .phone
  ) -> Restore {
    var restore = Restore()
    restore.line = line
    restore.from = instant(from)
    restore.kind = kind
    restore.until = instant(until)
    restore.ended = ended.map(instant)
    return restore
  }
}

extension TestStore {
  static let request = Request(operator: "tester")

  @discardableResult
  func pay(_ name: String, _ amount: String) throws(DeskError) -> Outcome {
    try write { (transaction) throws(DeskError) in
      try transaction.pay(name, amount: Make.money(amount), Self.request)
    }
  }

  @discardableResult
  func charge(
    _ number: String, _ amount: String, _ name: String = "2016-02"
  ) throws(DeskError) -> Outcome {
    try write { (transaction) throws(DeskError) in
      try transaction.charge(
        number, amount: Make.money(amount), month: Make.month(name), Self.request)
    }
  }

  @discardableResult
  func restorePhone(_ number: String) throws(DeskError) -> Outcome {
    try write { (transaction) throws(DeskError) in
      try transaction.restorePhone(number, Self.request)
    }
  }

  @discardableResult
  func restoreBroadband(_ number: String) throws(DeskError) -> Outcome {
    try write { (transaction) throws(DeskError) in
      try transaction.restoreBroadband(number, Self.request)
    }
  }

  /// Moves the clock on and carries out what falls due.
  @discardableResult
  func advance(to text: String) throws(DeskError) -> [DueResult] {
    var results: [DueResult] = []
    try store.setClock(to: Make.instant(text), operator: "tester", writerWait: .never) {
      results.append($0)
    }
    return results
  }

  func line(_ number: String = "13300000001") throws(DeskError) -> Line {
    try read { (view) throws(DeskError) in try view.line(number).line }
  }

  func summary(_ number: String = "13300000001") throws(DeskError) -> LineSummary {
    try store.read { (view, now, _) throws(DeskError) in
      try view.line(number).summary.at(now)
    }
  }

  func state(_ number: String = "13300000001") throws(DeskError) -> LineState {
    try summary(number).state
  }

  func account(_ name: String = "A1") throws(DeskError) -> AccountDetail {
    try store.read { (view, now, catalog) throws(DeskError) in
      try view.accountDetail(name, at: now, terms: catalog.credit)
    }
  }

  func suspensions(_ number: String = "13300000001") throws(DeskError) -> [Suspension] {
    try read { (view) throws(DeskError) in
      let customer = try view.line(number).summary.customer
      return try view.all(Suspension.self, of: customer).filter { $0.line == number }
    }
  }

  func restores(_ number: String = "13300000001") throws(DeskError) -> [Restore] {
    try read { (view) throws(DeskError) in
      try view.restores(of: number, try view.line(number).summary.customer)
    }
  }

  func due() throws(DeskError) -> [DueEntry] {
    try read { (view) throws(DeskError) in try view.due(limit: 10_000).entries }
  }

  /// Whether the queue holds exactly what the records, looked at now, say is to come.
  func checkQueue(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (expected, found) = try store.read {
      (view, now, catalog) throws(DeskError) -> (Set<String>, [String]) in
      var expected: Set<String> = []
      func add(_ due: NextDue?, _ subject: String, of customer: Identifier) {
        if let due { expected.insert("\(due.at.text) \(due.kind.name) \(customer) \(subject)") }
      }
      for customer in try view.allCustomers() {
        for line in try view.all(Line.self, of: customer) {
          let facts = try view.creditFacts(line, customer)
          add(
            CreditControl.nextDue(facts, at: now, terms: catalog.credit), line.number,
            of: customer)
        }
        for account in try view.all(Account.self, of: customer) {
          let terms = catalog.credit
          guard let facts = try view.accountFacts(account.id, customer, at: now, terms: terms)
          else { continue }
          let pending = try view.summary(ofAccount: account.id)?.due ?? AccountDue()
          let due = CreditControl.nextDue(facts, pending: pending, at: now, terms: terms)
          add(due.next, account.id.text, of: customer)
        }
        for lot in try view.all(Points.self, of: customer) {
          add(lot.nextDue(catalog.points), String(lot.year), of: customer)
        }
        for star in try view.all(Star.self, of: customer) {
          let left = try view.customer(customer)?.left
          add(star.nextDue(left: left), customer.text, of: customer)
        }
        for bill in try view.all(Bill.self, of: customer) {
          guard try view.awaitsFreezing(bill.account, of: customer) else { continue }
          add(bill.freezeDue(catalog.points), bill.account.text, of: customer)
        }
      }
      let found = try view.due(limit: 10_000).entries.map {
        "\($0.at.text) \($0.kind.name) \($0.customer) \($0.subjectText)"
      }
      return (expected, found)
    }
    #expect(Set(found).subtracting(expected) == [], sourceLocation: sourceLocation)
    #expect(expected.subtracting(found) == [], sourceLocation: sourceLocation)
  }
}

extension Reading where Self: ~Copyable {
  /// Every customer of a small store.
  borrowing func allCustomers() throws(DeskError) -> [Identifier] {
    var customers: Set<Identifier> = []
    try scan(Tables.present, .all) { (key, _) throws(DeskError) in
      var reader = KeyReader(key)
      if let packed = reader.readUInt64(), packed != 0 {
        customers.insert(Identifier(packed: packed))
      }
      return .next
    }
    return customers.sorted()
  }
}
