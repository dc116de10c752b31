import Basics
@testable import Desk
import Records
import Rules
import Testing

@Suite struct CreditControlTests {
  private let terms = CreditTerms()

  private func due(
    _ line: Line, _ account: Account, restore: Restore? = nil, since: String? = nil,
    toppedUp: String? = nil, instalments: String? = nil, at now: String = "2016-02-10T09:00"
  ) -> NextDue? {
    let facts = CreditControl.LineFacts(
      line: line, account: account, restore: restore, suspendedSince: since.map(Make.instant),
      toppedUp: toppedUp.map(Make.instant), instalmentsThrough: instalments.map(Make.month))
    return CreditControl.nextDue(facts, at: Make.instant(now), terms: terms)
  }

  /// CRE-4.
  @Test(arguments: [
    (Regime.creditControl, "2016-02-16T10:00"), (.agreedTerm, "2016-03-10T10:00"),
  ])
  func `one-way becomes two-way after 7 days, under an agreed term after 30`(
    regime: Regime, at: String
  ) {
    let account = Make.account(.postpaid, regime: regime)
    #expect(
      due(Make.line(arrears: "2016-02-09T10:00"), account) == NextDue(.twoWay, at: Make.instant(at))
    )
  }

  /// CRE-1, CRE-2, CRE-3: 90 days, or when instalments have ended; CRE-8: 60.
  @Test(
    arguments: [
      (Regime.creditControl, PaymentMode.postpaid, nil, "2016-05-09T10:00"),
      (.agreedTerm, .postpaid, nil, "2016-04-09T10:00"),
      (.creditControl, .postpaid, "2016-06", "2016-07-01T00:00"),
      (.creditControl, .prepayPostpaid, "2016-03", "2016-04-01T00:00"),
      (.creditControl, .prepaid, "2016-06", "2016-05-09T10:00"),
      (.agreedTerm, .postpaid, "2016-06", "2016-04-09T10:00"),
    ] as [(Regime, PaymentMode, String?, String)])
  func `disconnected after 90 days, 60 under an agreed term, or when instalments have ended`(
    regime: Regime, mode: PaymentMode, instalments: String?, at: String
  ) {
    let line = Make.line(arrears: "2016-02-16T10:00", scope: .both)
    let account = Make.account(mode, regime: regime)
    #expect(
      due(line, account, since: "2016-02-09T10:00", instalments: instalments)
        == NextDue(.disconnection, at: Make.instant(at)))
  }

  /// CRE-1.
  @Test func `a top-up starts the days of a prepaid line again, and of no other`() {
    let line = Make.line(arrears: "2016-02-16T10:00", scope: .both)
    for (mode, at) in [
      (PaymentMode.prepaid, "2016-05-19T09:00"), (.postpaid, "2016-05-09T10:00"),
    ] {
      #expect(
        due(line, Make.account(mode), since: "2016-02-09T10:00", toppedUp: "2016-02-19T09:00")
          == NextDue(.disconnection, at: Make.instant(at)))
    }
  }

  /// CRE-7.
  @Test func `a restore in force comes first`() {
    let line = Make.line(arrears: "2016-02-01T10:00")
    let restore = Make.restore("2016-02-07T09:00", until: "2016-02-09T09:00")
    #expect(
      due(line, Make.account(.postpaid), restore: restore)
        == NextDue(.restoreEnd, at: Make.instant("2016-02-10T09:00")))
    #expect(
      due(line, Make.account(.postpaid), restore: restore, at: "2016-02-09T08:59:59")
        == NextDue(.restoreEnd, at: Make.instant("2016-02-09T09:00")))
  }

  /// CRE-6.
  @Test(arguments: [
    ("2016-01-01", "2016-02-08", "2016-02-16T10:00"),
    ("2016-01-01", "2016-02-09", "2016-02-17T00:00"),
    ("2016-01-01", "2016-02-15", "2016-02-23T00:00"),
    ("2016-02-09", "2016-02-09", "2016-02-17T00:00"),
    ("2016-02-10", "2016-02-10", "2016-02-17T10:00"),
    ("2016-02-16", "2016-02-16", "2016-02-17T10:00"),
    ("2016-02-17", "2016-02-20", "2016-02-16T10:00"),
  ])
  func `days under the exempt mark do not count towards two-way`(
    from: String, through: String, at: String
  ) {
    var account = Make.account(.postpaid)
    account.exempt = Account.Exemption()
    account.exempt?.from = Make.day(from)
    account.exempt?.through = Make.day(through)
    #expect(
      due(Make.line(arrears: "2016-02-09T10:00"), account) == NextDue(.twoWay, at: Make.instant(at))
    )
  }

  @Test func `days under the exempt mark do not count towards disconnection, before it they do`() {
    var account = Make.account(.prepaid)
    account.exempt = Account.Exemption()
    account.exempt?.from = Make.day("2016-02-20")
    account.exempt?.through = Make.day("2016-02-29")
    let line = Make.line(arrears: "2016-02-10T08:00", scope: .both)
    #expect(due(line, account) == NextDue(.disconnection, at: Make.instant("2016-05-20T08:00")))
    account.exempt?.through = nil
    #expect(due(line, account) == nil)
    #expect(
      due(Make.line(arrears: "2015-11-01T08:00", scope: .both), account)
        == NextDue(.disconnection, at: Make.instant("2016-02-10T09:00")))
  }

  @Test(arguments: [
    ("2015-12", "2016-02-16T10:00"), ("2016-01", "2016-02-16T10:00"),
    ("2016-02", "2016-03-01T00:00"),
  ])
  func `with instalments a line is disconnected at their end or its two-way start`(
    through: String, at: String
  ) {
    let line = Make.line(arrears: "2016-02-16T10:00", scope: .both)
    #expect(
      due(
        line, Make.account(.prepayPostpaid), since: "2016-02-09T10:00", instalments: through)
        == NextDue(.disconnection, at: Make.instant(at)))
  }

  @Test func `what is late waits for an exemption that began since`() {
    var account = Make.account(.postpaid)
    account.exempt = Account.Exemption()
    account.exempt?.from = Make.day("2016-02-10")
    account.exempt?.through = Make.day("2016-02-20")
    #expect(
      due(Make.line(arrears: "2016-02-01T10:00"), account)
        == NextDue(.twoWay, at: Make.instant("2016-02-21T00:00")))
  }

  @Test func `nothing happens to red-list accounts, endless exemptions, and the disconnected`() {
    var line = Make.line(arrears: "2016-02-09T10:00")
    var account = Make.account(.postpaid)
    account.redList = true
    #expect(due(line, account) == nil)
    account.redList = false
    account.exempt = Account.Exemption()
    #expect(due(line, account) == nil)
    line.disconnected = Make.instant("2016-02-09T12:00")
    #expect(due(line, Make.account(.postpaid)) == nil)
    #expect(due(Make.line(), Make.account(.postpaid)) == nil)
  }

  // MARK: Accounts

  private func facts(
    _ mode: PaymentMode, _ buckets: [Bucket] = [], _ bills: [Bill] = [], limit: String? = nil,
    validThrough: String? = nil, regime: Regime = .creditControl
  ) -> CreditControl.AccountFacts {
    var account = Make.account(mode, regime: regime)
    account.creditLimit = limit.map(Make.money)
    account.validThrough = validThrough.map(Make.day)
    return .init(account: account, buckets: buckets, bills: bills)
  }

  private func answers(
    _ facts: CreditControl.AccountFacts, at now: String = "2016-02-10T09:00"
  ) -> [Bool] {
    [
      CreditControl.mustSuspend(facts, at: Make.instant(now), terms: terms),
      CreditControl.mayRestore(facts, at: Make.instant(now), terms: terms),
    ]
  }

  @Test(arguments: [
    ("-0.01", [true, false]), ("0.00", [false, false]), ("0.01", [false, true]),
  ])
  func `prepaid is suspended below 0 and restored above 0`(balance: String, expected: [Bool]) {
    #expect(answers(facts(.prepaid, [Make.bucket("cash", balance)])) == expected)
    let unpaid = Make.bill("2016-01", "20.00", due: "2016-02-20")
    let cash = Make.bucket("cash", (Make.money("20.00") + Make.money(balance)).text)
    #expect(answers(facts(.prepaid, [cash], [unpaid])) == expected)
  }

  @Test func `a deposit shows in the balance and keeps nobody from suspension`() {
    let facts = facts(
      .prepaid, [Make.bucket("cash", "0.00"), Make.bucket("deposit", "500.00", .deposit)],
      [
        Make.bill("2015-12", "20.00", due: "2016-01-20", paid: "20.00"),
        Make.bill("2016-01", "1.00", due: "2016-02-20"),
      ])
    #expect(facts.balance == Make.money("499.00"))
    #expect(facts.arrears == Make.money("1.00"))
    #expect(answers(facts) == [true, false])
  }

  /// CRE-10.
  @Test func `prepaid outside credit control must pay the smallest communication`() {
    #expect(
      answers(facts(.prepaid, [Make.bucket("cash", "0.09")], regime: .agreedTerm))
        == [true, false])
    #expect(
      answers(facts(.prepaid, [Make.bucket("cash", "0.10")], regime: .agreedTerm))
        == [false, true])
  }

  @Test(arguments: [("2016-02-10", [false, true]), ("2016-02-09", [true, false])])
  func `a positive balance counts through its last day`(through: String, expected: [Bool]) {
    #expect(
      answers(facts(.prepaid, [Make.bucket("cash", "9.00")], validThrough: through)) == expected)
  }

  @Test(arguments: [
    ("-50.01", [true, false]), ("-50.00", [false, false]), ("-49.99", [false, true]),
  ])
  func `prepay-postpaid goes by balance and credit limit`(balance: String, expected: [Bool]) {
    #expect(
      answers(facts(.prepayPostpaid, [Make.bucket("cash", balance)], limit: "50.00")) == expected)
  }

  @Test(arguments: [("2016-02-10", [false, true]), ("2016-02-09", [true, false])])
  func `postpaid is suspended after the due date and restored when nothing is overdue`(
    dueDay: String, expected: [Bool]
  ) {
    let bill = Make.bill("2015-12", "10.00", due: dueDay, paid: "9.99")
    #expect(answers(facts(.postpaid, [], [bill])) == expected)
    #expect(answers(facts(.postpaid)) == [false, true])
    #expect(answers(facts(.postpaid, [Make.bucket("cash", "-0.01")])) == [false, false])
  }

  /// CRE-6, ARR-1.
  @Test func `exempt and red-list accounts are not suspended but still owe`() {
    var facts = facts(.postpaid, [], [Make.bill("2015-12", "10.00", due: "2016-01-20")])
    facts.account.redList = true
    #expect(answers(facts) == [false, false])
    facts.account.redList = false
    facts.account.exempt = Account.Exemption()
    facts.account.exempt?.through = Make.day("2016-02-10")
    #expect(answers(facts) == [false, false])
    #expect(facts.arrears == Make.money("10.00"))
    #expect(answers(facts, at: "2016-02-11T00:00") == [true, false])
    #expect(
      CreditControl.nextDue(facts, at: Make.instant("2016-02-10T09:00"), terms: terms).next
        == NextDue(.billOverdue, at: Make.instant("2016-02-11T00:00")))
  }

  @Test(arguments: [
    ("2016-02-10T09:00", "2016-02-11T00:00"), ("2016-02-10T00:00", "2016-02-11T00:00"),
    ("2016-02-09T23:59:59", "2016-02-10T00:00"),
  ])
  func `accounts are looked at once a day`(now: String, next: String) {
    #expect(CreditControl.nextRun(after: Make.instant(now), terms: terms) == Make.instant(next))
    let short = facts(.prepayPostpaid, [Make.bucket("cash", "-0.01")])
    #expect(
      CreditControl.nextDue(short, at: Make.instant(now), terms: terms)
        == AccountDue(next: NextDue(.creditRun, at: Make.instant(next)), run: Make.instant(next)))
  }

  @Test func `an exempt account is looked at first when its exemption has ended`() {
    var terms = terms
    terms.runHour = 2
    var short = facts(.prepayPostpaid, [Make.bucket("cash", "-0.01")])
    short.account.exempt = Account.Exemption()
    short.account.exempt?.through = Make.day("2016-02-20")
    for now in ["2016-02-10T09:00", "2016-02-20T23:00", "2016-02-21T01:59"] {
      #expect(
        CreditControl.nextDue(short, at: Make.instant(now), terms: terms).next
          == NextDue(.creditRun, at: Make.instant("2016-02-21T02:00")))
    }
  }

  @Test func `a run that is late is not put off to the next day`() {
    let short = facts(.prepayPostpaid, [Make.bucket("cash", "-0.01")])
    let now = Make.instant("2016-02-10T09:00")
    let run = Make.instant("2016-02-10T00:00")
    #expect(
      CreditControl.nextDue(short, pending: AccountDue(run: run), at: now, terms: terms)
        == AccountDue(next: NextDue(.creditRun, at: now), run: run))
  }

  @Test func `a run of the very instant is still to come for what comes before it`() {
    let short = facts(.prepayPostpaid, [Make.bucket("cash", "-0.01")])
    let now = Make.instant("2016-02-10T00:00")
    for (isBeforeRun, run) in [(true, "2016-02-10T00:00"), (false, "2016-02-11T00:00")] {
      #expect(
        CreditControl.nextDue(short, isBeforeRun: isBeforeRun, at: now, terms: terms).run
          == Make.instant(run))
    }
    // One that is to look tomorrow does so: today's has been.
    let tomorrow = AccountDue(run: Make.instant("2016-02-11T00:00"))
    #expect(
      CreditControl.nextDue(short, pending: tomorrow, isBeforeRun: true, at: now, terms: terms)
        .run == tomorrow.run)
  }

  @Test func `a run passes over days of a mark, the base product's own too`() {
    var short = facts(.prepayPostpaid, [Make.bucket("cash", "-0.01")])
    short.hasWorkingLine = false
    var own = Make.account(.postpaid, "A2")
    own.exempt = Account.Exemption()
    own.exempt?.from = Make.day("2016-02-11")
    own.exempt?.through = Make.day("2016-02-12")
    short.sparing = [own]
    let now = Make.instant("2016-02-10T09:00")
    let pending = AccountDue(run: Make.instant("2016-02-11T00:00"))
    #expect(
      CreditControl.nextDue(short, pending: pending, at: now, terms: terms).run
        == Make.instant("2016-02-13T00:00"))
    short.account.exempt = own.exempt
    short.account.exempt?.from = Make.day("2016-02-13")
    short.account.exempt?.through = Make.day("2016-02-14")
    #expect(
      CreditControl.nextDue(short, pending: pending, at: now, terms: terms).run
        == Make.instant("2016-02-15T00:00"))
    short.sparing[0].redList = true
    #expect(CreditControl.nextDue(short, pending: pending, at: now, terms: terms) == AccountDue())
  }

  /// LED-3.
  @Test func `gift money ends after its last day, cash two months after its validity`() {
    let gift = facts(.postpaid, [Make.bucket("gift", "1.00", .gift, expires: "2016-02-29")])
    #expect(
      CreditControl.nextDue(gift, at: Make.instant("2016-02-10T09:00"), terms: terms).next
        == NextDue(.balanceEnd, at: Make.instant("2016-03-01T00:00")))
    var cash = facts(.prepaid, [Make.bucket("cash", "1.00")], validThrough: "2016-02-29")
    cash.hasWorkingLine = false
    #expect(
      CreditControl.nextDue(cash, at: Make.instant("2016-02-10T09:00"), terms: terms).next
        == NextDue(.balanceEnd, at: Make.instant("2016-05-01T00:00")))
  }

  @Test(arguments: [
    ("2016-02-09T23:59:59", "-9.00", [true, false]), ("2016-02-10T00:00", "-9.00", [true, false]),
    ("2016-02-09T23:59:59", "-4.00", [false, true]), ("2016-02-10T00:00", "-4.00", [true, false]),
  ])
  func `gift money counts through its last day and not a second longer`(
    now: String, cash: String, expected: [Bool]
  ) {
    let gift = Make.bucket("gift", "5.00", .gift, expires: "2016-02-09")
    let facts = facts(.prepayPostpaid, [Make.bucket("cash", cash), gift])
    #expect(answers(facts, at: now) == expected)
  }

  @Test(arguments: [("2016-04-28T23:59:59", "5.00"), ("2016-04-29T00:00", "0.00")])
  func `cash counts until it is written off`(now: String, balance: String) {
    let cash = facts(.postpaid, [Make.bucket("cash", "5.00")], validThrough: "2016-02-28")
    let counting = cash.counting(at: Make.instant(now), terms: terms)
    #expect(counting.balance == Make.money(balance))
    #expect(counting.void.map(\.amount) == (balance == "0.00" ? [Make.money("5.00")] : []))
  }

  @Test(arguments: [
    ("-60.00", "0.00", "10.00"), ("-50.01", "0.00", "0.01"), ("-50.00", "0.00", "0.00"),
    ("-10.00", "0.00", "0.00"), ("5.00", "60.00", "5.00"), ("10.00", "60.00", "0.00"),
  ])
  func `prepay-postpaid owes what neither money nor credit limit covers`(
    cash: String, unpaid: String, arrears: String
  ) {
    let bill = Make.bill("2015-12", unpaid, due: "2016-01-20")
    let facts = facts(.prepayPostpaid, [Make.bucket("cash", cash)], [bill], limit: "50.00")
    #expect(facts.arrears == Make.money(arrears))
    #expect(facts.overdue(on: Make.day("2016-02-10")) == Make.money(arrears))
  }

  // MARK: Suspensions that hang together

  @Test func `a one-way suspension that became two-way is one, whatever lies between`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    try store.put(Make.line(arrears: "2016-02-08T10:00", scope: .both))
    for (from, until, scope, reason) in [
      (
        "2016-01-01T10:00", "2016-01-05T10:00", RestrictionScope.outgoing, RestrictionReason.arrears
      ),
      ("2016-02-01T10:00", "2016-02-08T10:00", .outgoing, .arrears),
      ("2016-02-03T10:00", "2016-02-04T10:00", .both, .voluntary),
    ] {
      var suspension = Suspension()
      suspension.line = "13300000001"
      suspension.from = Make.instant(from)
      suspension.until = Make.instant(until)
      suspension.scope = scope
      suspension.reason = reason
      try store.put(suspension)
    }
    let since = try store.read { (view) throws(DeskError) in
      let (line, summary) = try view.line("13300000001")
      return try view.suspendedSince(line, summary.customer)
    }
    #expect(since == Make.instant("2016-02-01T10:00"))
  }

  @Test func `one that was paid is no part of the next, begun in the same second`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.prepaid))
    try store.put(Make.line(), Make.bucket("cash", "1.00"))
    try store.charge("13300000001", "2.00")
    try store.advance(to: "2016-02-11T09:00")
    try store.pay("A1", "2.00")
    try store.charge("13300000001", "2.00")
    let since = try store.read { (view) throws(DeskError) in
      let (line, summary) = try view.line("13300000001")
      return try view.suspendedSince(line, summary.customer)
    }
    #expect(since == Make.instant("2016-02-11T09:00"))
    #expect(try store.suspensions().map(\.from) == [Make.instant("2016-02-10T09:00")])
  }

  /// CRE-5, CRE-15.
  @Test func `the base of a tight bundle goes by the mobile, its options by their own rule`()
    throws
  {
    let store = try TestStore()
    var bundle = Bundle()
    bundle.id = Make.id("B1")
    bundle.customer = Make.id("C1")
    bundle.offer = "home-bundle"
    bundle.base = ["057120000001", "13300000001"]
    bundle.options = ["01058008899"]
    try store.put(
      Make.customer(), Make.account(.prepaid), Make.account(.postpaid, "A2"), bundle)
    var mobile = Make.line()
    var broadband = Make.line("057120000001", .broadband, account: "A2")
    var fixed = Make.line("01058008899", .fixed, account: "A2")
    mobile.bundle = bundle.id
    broadband.bundle = bundle.id
    fixed.bundle = bundle.id
    try store.put(mobile, broadband, fixed, Make.bucket("cash", "1.00"))
    let outcome = try store.charge("13300000001", "2.00")
    #expect(outcome.order.result["suspended"] == .texts(["13300000001", "057120000001"]))
    #expect(try store.state("01058008899") == .active)
    try store.checkQueue()
    #expect(
      try store.pay("A1", "5.00").order.result["restored"]
        == .texts(["13300000001", "057120000001"]))
    try store.put(Make.bill("2015-12", "9.00", due: "2016-01-20", account: "A2"))
    #expect(try store.advance(to: "2016-02-10T10:00").map(\.numbers) == [["01058008899"]])
    #expect(try store.state("057120000001") == .active)
    try store.checkQueue()
  }

  /// BEN-14, CRE-15.
  @Test func `a secondary card goes with its main card`() throws {
    let store = try TestStore()
    try store.put(
      Make.customer(), Make.account(.prepaid), Make.account(.prepaid, "A2"),
      Make.bucket("cash", "1.00"))
    var second = Make.line("13300000002", account: "A2")
    second.mainLine = "13300000001"
    try store.put(Make.line(), second)
    #expect(
      try store.charge("13300000001", "2.00").order.result["suspended"]
        == .texts(["13300000001", "13300000002"]))
    try store.pay("A2", "5.00")
    #expect(try store.state("13300000002") == .twoWay)
    try store.pay("A1", "5.00")
    #expect(try store.state("13300000002") == .active)
  }
}
