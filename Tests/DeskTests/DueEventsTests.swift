import Basics
@testable import Desk
import Glibc
import Records
import Rules
import Storage
import TestSupport
import Testing

@Suite struct DueEventsTests {
  private func scene(
    _ account: Account, _ line: Line, _ bills: [Bill] = [], buckets: [Bucket] = []
  ) throws -> TestStore {
    let store = try TestStore()
    try store.put(Make.customer(), account)
    try store.put(line)
    for bill in bills { try store.put(bill) }
    for bucket in buckets { try store.put(bucket) }
    return store
  }

  /// CRE-3, CRE-4.
  @Test func `an unpaid bill leads from one-way over two-way to disconnection`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    #expect(try store.advance(to: "2016-02-20T23:59:59") == [])
    #expect(try store.advance(to: "2016-02-21T00:00").map(\.entry.kind) == [.billOverdue])
    #expect(try store.state() == .oneWay)
    #expect(try store.line().restrictions.map(\.by) == ["credit-control"])
    try store.checkQueue()
    #expect(try store.advance(to: "2016-02-27T23:59:59") == [])
    #expect(try store.advance(to: "2016-02-28T00:00").map(\.entry.kind) == [.twoWay])
    #expect(try store.state() == .twoWay)
    #expect(try store.line().restrictions.map(\.from) == [Make.instant("2016-02-28T00:00")])
    let oneWay = try store.suspensions()
    #expect(oneWay.map(\.scope) == [.outgoing])
    #expect(oneWay.map(\.until) == [Make.instant("2016-02-28T00:00")])
    try store.checkQueue()
    #expect(try store.advance(to: "2016-05-20T23:59:59") == [])
    #expect(try store.advance(to: "2016-05-21T00:00").map(\.entry.kind) == [.disconnection])
    #expect(try store.state() == .disconnected)
    #expect(try store.line().disconnected == Make.instant("2016-05-21T00:00"))
    #expect(try store.suspensions().map(\.scope) == [.outgoing, .both])
    let customer = try store.read { (view) throws(DeskError) in try view.customer(Make.id("C1")) }
    #expect(customer?.left == Make.day("2016-05-21"))
    #expect(try store.due() == [])
  }

  /// ARR-1: by the oldest unpaid bill, in months of the calendar; overdue from the day after the last.
  @Test(
    arguments: [
      ("2016-02-19T09:00", 1, nil), ("2016-02-20T09:00", 1, nil), ("2016-02-21T00:00", 1, 1),
      ("2016-02-29T23:59", 1, 9), ("2016-03-01T00:00", 2, 10),
    ] as [(String, Int, Int?)])
  func `an account's arrears are as old as its oldest unpaid bill`(
    at: String, months: Int, overdue: Int?
  ) throws {
    let bills = [
      Make.bill("2015-12", "9.00", due: "2016-01-20", paid: "9.00"),
      Make.bill("2016-01", "9.00", due: "2016-02-20", paid: "1.00"),
      Make.bill("2016-02", "9.00", due: "2016-03-20"),
    ]
    let store = try scene(Make.account(.postpaid), Make.line(), bills)
    try store.advance(to: at)
    let account = try store.account()
    #expect(account.oldestBill == Make.month("2016-01"))
    #expect(account.ageMonths == months)
    #expect(account.overdueDays == overdue)
  }

  /// CRE-9.
  @Test func `everything happens in the order of its time in one move of the clock`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    let results = try store.advance(to: "2017-01-01T00:00")
    #expect(results.map(\.entry.kind) == [.billOverdue, .twoWay, .disconnection])
    #expect(results.map(\.at.text) == results.map(\.entry.at.text))
    let entries = try store.read { (view) throws(DeskError) in
      (try view.verifyJournal().entries, try view.storeState()?.clock)
    }
    #expect(entries.1 == Make.instant("2017-01-01T00:00"))
    #expect(entries.0 == UInt64(3 + results.count + 1))
  }

  /// CRE-8.
  @Test func `days outside credit control are 30 and 60`() throws {
    let store = try scene(
      Make.account(.postpaid, regime: .agreedTerm), Make.line(arrears: "2016-02-01T10:00"))
    let results = try store.advance(to: "2016-12-31T00:00")
    #expect(
      results.map(\.at) == [Make.instant("2016-03-02T10:00"), Make.instant("2016-04-01T10:00")])
  }

  @Test func `the last line disconnected ends all points and the right to redeem`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    var lot = Points()
    lot.customer = Make.id("C1")
    lot.year = 2015
    lot.earned = 300
    lot.left = 200
    var points = PointsAccount()
    points.customer = Make.id("C1")
    points.entitledSince = Make.day("2014-03-01")
    try store.put(
      Make.line(arrears: "2016-01-01T00:00", scope: .both),
      Make.line("13300000002", arrears: "2016-01-02T00:00", scope: .both), lot, points)
    try store.advance(to: "2016-03-31T00:00")
    func left() throws -> [Int64] {
      try store.read { (view) throws(DeskError) in
        try view.all(Points.self, of: Make.id("C1")).map(\.left)
      }
    }
    #expect(try store.state() == .disconnected)
    #expect(try left() == [200])
    #expect(try store.advance(to: "2016-04-01T00:00").map(\.points) == [200])
    #expect(try left() == [0])
    #expect(try store.due() == [])
  }

  @Test func `a loose bundle dissolves with its base, a tight one's options leave it`() throws {
    for coupling in [Coupling.loose, .tight] {
      let store = try TestStore()
      var bundle = Bundle()
      bundle.id = Make.id("B1")
      bundle.customer = Make.id("C1")
      bundle.coupling = coupling
      bundle.base = ["13300000001"]
      bundle.options = ["057120000001"]
      try store.put(Make.customer(), Make.account(.postpaid), bundle)
      var mobile = Make.line(arrears: "2016-01-01T00:00", scope: .both)
      var broadband = Make.line("057120000001", .broadband)
      mobile.bundle = bundle.id
      broadband.bundle = bundle.id
      try store.put(mobile, broadband)
      try store.advance(to: "2016-04-01T00:00")
      #expect(try store.line("057120000001").bundle == nil)
      let bundles = try store.read { (view) throws(DeskError) in
        try view.all(Bundle.self, of: Make.id("C1"))
      }
      #expect(bundles.map(\.options) == (coupling == .loose ? [] : [[]]))
    }
  }

  @Test func `gift money is void after its last day, and what it covered is short`() throws {
    let store = try scene(
      Make.account(.prepaid), Make.line(),
      [Make.bill("2016-01", "3.00", due: "2016-02-20")],
      buckets: [
        Make.bucket("cash", "2.00"), Make.bucket("gift", "5.00", .gift, expires: "2016-02-12"),
      ])
    #expect(try store.advance(to: "2016-02-12T23:59:59") == [])
    let results = try store.advance(to: "2016-02-13T00:00")
    #expect(results.map(\.money) == [Make.money("5.00")])
    #expect(results.map(\.numbers) == [["13300000001"]])
    #expect(try store.account().balance == Make.money("-1.00"))
    try store.checkQueue()
  }

  /// CRE-1, LED-3.
  @Test func `cash whose validity ran out is suspended at once and written off two months later`()
    throws
  {
    var account = Make.account(.prepaid)
    account.validThrough = Make.day("2016-02-12")
    let store = try scene(
      account, Make.line(), buckets: [Make.bucket("cash", "5.00")])
    #expect(try store.advance(to: "2016-02-13T00:00").map(\.numbers) == [["13300000001"]])
    #expect(try store.state() == .twoWay)
    try store.advance(to: "2016-04-12T23:59:59")
    #expect(try store.account().balance == Make.money("5.00"))
    #expect(try store.advance(to: "2016-04-13T00:00").map(\.money) == [Make.money("5.00")])
    #expect(try store.account().balance == .zero)
    try store.checkQueue()
  }

  @Test func `an exemption holds off and a red list forbids`() throws {
    var account = Make.account(.postpaid)
    account.exempt = Account.Exemption()
    account.exempt?.through = Make.day("2016-02-29")
    let store = try scene(account, Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    #expect(try store.advance(to: "2016-02-29T23:59:59") == [])
    #expect(try store.advance(to: "2016-03-01T00:00").map(\.entry.kind) == [.billOverdue])
    account.redList = true
    account.exempt = nil
    try store.put(account)
    #expect(try store.due() == [])
    #expect(try store.advance(to: "2017-03-01T00:00") == [])
    account.redList = false
    try store.put(account)
    try store.checkQueue()
    #expect(
      try store.advance(to: "2017-03-01T00:01").map(\.entry.kind) == [.twoWay, .disconnection])
  }

  /// CRE-7.
  @Test func `nobody is suspended by credit control while a restore is in force`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(arrears: "2016-02-09T10:00"),
      [Make.bill("2016-01", "9.00", due: "2016-02-08")])
    try store.put(Make.star(5))
    try store.restorePhone("13300000001")
    #expect(try store.due().map(\.kind) == [.restoreEnd])
    #expect(try store.advance(to: "2016-02-12T08:59:59") == [])
  }

  @Test func `a top-up that is not enough puts off the disconnection of a prepaid line`() throws {
    let store = try scene(
      Make.account(.prepaid), Make.line(arrears: "2016-01-01T00:00", scope: .both),
      [Make.bill("2015-12", "9.00", due: "2016-01-20")])
    #expect(try store.due().map(\.at) == [Make.instant("2016-03-31T00:00")])
    try store.pay("A1", "1.00")
    #expect(try store.due().map(\.at) == [Make.instant("2016-05-10T09:00")])
    try store.checkQueue()
  }

  @Test func `instalments put off disconnection until they have ended`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(arrears: "2016-01-01T00:00", scope: .both))
    #expect(try store.due().map(\.at) == [Make.instant("2016-03-31T00:00")])
    var plan = Instalment()
    plan.account = Make.id("A1")
    plan.id = "plan"
    plan.from = Make.month("2015-06")
    plan.through = Make.month("2016-06")
    try store.put(plan)
    #expect(try store.due().map(\.at) == [Make.instant("2016-07-01T00:00")])
  }

  /// LED-5.
  @Test func `instalments are released when their month has ended, the rest with the last`() throws
  {
    let store = try scene(Make.account(.prepaid), Make.line())
    var plan = Instalment()
    plan.account = Make.id("A1")
    plan.id = "plan"
    plan.amount = Make.money("50.00")
    plan.perMonth = Make.money("20.00")
    plan.left = Make.money("50.00")
    plan.from = Make.month("2016-02")
    plan.through = Make.month("2016-04")
    plan.bucket = "cash"
    try store.put(plan)
    try store.charge("13300000001", "5.00")
    #expect(try store.state() == .twoWay)
    #expect(try store.advance(to: "2016-02-15T00:00") == [])
    let results = try store.advance(to: "2016-06-01T00:00").filter { $0.entry.kind == .instalment }
    #expect(results.map(\.at.day) == ["2016-03-01", "2016-04-01", "2016-05-01"].map(Make.day))
    #expect(results.map(\.released) == ["20.00", "20.00", "10.00"].map(Make.money))
    #expect(results.first?.numbers == ["13300000001"])
    #expect(try store.state() == .active)
    #expect(try store.account().balance == Make.money("45.00"))
    try store.checkQueue()
  }

  @Test func `the last part is released before a line is disconnected for want of it`() throws {
    let store = try scene(
      Make.account(.prepayPostpaid), Make.line(arrears: "2016-02-01T00:00", scope: .both),
      buckets: [Make.bucket("cash", "-5.00")])
    var plan = Instalment()
    plan.account = Make.id("A1")
    plan.id = "plan"
    plan.amount = Make.money("10.00")
    plan.perMonth = plan.amount
    plan.left = plan.amount
    plan.from = Make.month("2016-03")
    plan.through = plan.from
    try store.put(plan)
    #expect(try store.due().map(\.kind) == [.instalment, .disconnection])
    #expect(try store.advance(to: "2016-04-01T00:00").map(\.entry.kind) == [.instalment])
    #expect(try store.state() == .active)
  }

  @Test func `a line that comes after its account's overdue bill falls due with it`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    try store.pay("A1", "9.00")
    var line = try store.line()
    line.disconnected = Make.instant("2016-02-10T08:00")
    try store.put(line, Make.bill("2015-12", "9.00", due: "2016-02-25"))
    #expect(try store.due() == [])
    try store.put(Make.line("13300000002"))
    #expect(try store.due().map(\.kind) == [.billOverdue])
    try store.checkQueue()
  }

  @Test func `a star lent by a direct value ends with it and is not lent again`() throws {
    let store = try TestStore()
    var star = Make.star(5)
    star.basis = .contract
    star.through = Make.day("2016-03-31")
    var grant = Grant()
    grant.customer = star.customer
    grant.source = .contract
    grant.growth = 4000
    grant.from = star.from
    grant.through = star.through
    try store.put(Make.customer(), star, grant)
    #expect(try store.advance(to: "2016-04-01T00:00").map(\.entry.kind) == [.starEnd])
    let after = try store.read { (view) throws(DeskError) in
      try view.all(Star.self, of: star.customer)
    }
    #expect(after.map(\.stars) == [0])
    try store.checkQueue()
  }

  /// PTS-4.
  @Test func `points expire at the end of their third year`() throws {
    let store = try TestStore()
    try store.put(Make.customer())
    var lot = Points()
    lot.customer = Make.id("C1")
    lot.year = 2014
    lot.earned = 50
    lot.left = 50
    try store.put(lot)
    #expect(try store.advance(to: "2016-12-31T23:59:59") == [])
    let results = try store.advance(to: "2017-01-01T00:00")
    #expect(results.map(\.points) == [50])
    #expect(results.map(\.entry.subjectText) == ["2014"])
    #expect(try store.advance(to: "2018-01-01T00:00") == [])
  }

  @Test func `an entry that no longer holds is dropped and the right one takes its place`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    let entry = try #require(try store.due().first)
    try store.pay("A1", "9.00")
    let result = try store.write { (transaction) throws(DeskError) in
      transaction.move(to: Make.instant("2016-02-21T00:00"))
      return try transaction.carryOut(entry)
    }
    #expect(result.isDropped)
    #expect(try store.state() == .active)
    #expect(try store.due() == [])
  }

  @Test func `what is late happens at the clock's instant`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2015-12", "9.00", due: "2016-01-20")])
    let results = try store.advance(to: "2016-02-10T09:00:01")
    #expect(results.map(\.entry.at) == [Make.instant("2016-02-10T09:00")])
    #expect(results.map(\.at) == [Make.instant("2016-02-10T09:00")])
    #expect(try store.line().restrictions.map(\.from) == [Make.instant("2016-02-10T09:00")])
  }

  @Test func `a broken off event leaves the clock and the queue as they were`() throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    let entry = try #require(try store.due().first)
    do {
      var transaction = try store.store.begin(.never)
      transaction.move(to: entry.at)
      transaction.changeState { $0.clock = entry.at }
      _ = try transaction.carryOut(entry)
      _ = consume transaction
    }
    #expect(try store.due() == [entry])
    #expect(try store.state() == .active)
    #expect(try store.advance(to: "2016-02-21T00:00").map(\.entry) == [entry])
    #expect(try store.suspensions() == [])
  }

  /// CRE-9.
  @Test func `a program killed between two events loses none and repeats none`() async throws {
    let store = try scene(
      Make.account(.postpaid), Make.line(), [Make.bill("2016-01", "9.00", due: "2016-02-20")])
    let path = store.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try Store.open(path, access: .readWrite, wallClock: { Instant(seconds: 0) })
      try store.setClock(
        to: Make.instant("2017-01-01T00:00"), operator: "tester", writerWait: .never
      ) { result in
        if result.entry.kind == .twoWay { kill(getpid(), SIGKILL) }
      }
    }
    let clock = try store.read { (view) throws(DeskError) in try view.storeState()?.clock }
    #expect(clock == Make.instant("2016-02-28T00:00"))
    #expect(try store.state() == .twoWay)
    #expect(try store.suspensions().map(\.scope) == [.outgoing])
    try store.checkQueue()
    let rest = try store.advance(to: "2017-01-01T00:00")
    #expect(rest.map(\.entry.kind) == [.disconnection])
    let entries = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(entries == 3 + 3 + 1)
  }

  @Test func `by the wall clock a thing happens at its instant, or at the last change after it`()
    throws
  {
    let path = TemporaryFolder.make("stardesk-test")
    defer { TemporaryFolder.remove(path) }
    let box = WallClock("2016-02-10T09:00")
    let store = try Store.open(path, access: .create, wallClock: { box.now })
    try store.write(.never) { (transaction) throws(DeskError) in
      try transaction.put(Make.customer(), of: Make.id("C1"))
      try transaction.put(Make.account(.postpaid), of: Make.id("C1"))
      try transaction.put(Make.line(arrears: "2016-02-09T10:00"), of: Make.id("C1"))
      try transaction.put(Make.line("13300000002", arrears: "2016-02-10T10:00"), of: Make.id("C1"))
      try transaction.note("test", operator: "tester", values: FieldMap())
    }
    func carryOut() throws -> [Instant] {
      var at: [Instant] = []
      try store.carryOutDue(writerWait: .never) { at.append($0.at) }
      return at
    }
    #expect(try carryOut() == [])
    box.now = Make.instant("2016-02-16T12:00")
    #expect(try carryOut() == [Make.instant("2016-02-16T10:00")])
    box.now = Make.instant("2016-02-17T11:00")
    try store.write(.never) { (transaction) throws(DeskError) in
      try transaction.note("test", operator: "tester", values: FieldMap())
    }
    box.now = Make.instant("2016-02-17T12:00")
    #expect(try carryOut() == [Make.instant("2016-02-17T11:00")])
  }

  @Test func `the clock goes forward only, and in a test store only`() throws {
    let store = try TestStore()
    #expect(throws: DeskError.self) { try store.advance(to: "2016-02-10T08:59:59") }
    try store.advance(to: "2016-02-10T09:00")
    try store.store.advance(by: .days(1), operator: "tester", writerWait: .never)
    let now = try store.store.read { (_, now, _) throws(DeskError) in now }
    #expect(now == Make.instant("2016-02-11T09:00"))
    try store.write { (transaction) throws(DeskError) in
      transaction.changeState { $0.isTest = false }
    }
    #expect(throws: DeskError("clock.test-only")) { try store.advance(to: "2016-03-01T00:00") }
  }

  @Test(arguments: SnapshotFiles.shipped)
  func `a shipped snapshot falls due in order for two years, and the queue follows the records`(
    path: String
  ) throws {
    let store = try TestStore()
    _ = try store.store.loadSnapshot(.file(path), replacing: false, .never, operator: "tester")
    try store.checkQueue()
    let start = try store.store.read { (_, now, _) throws(DeskError) in now }
    var last = start
    for months in [1, 6, 24] {
      let results = try store.advance(to: start.adding(.months(months)).text)
      for result in results {
        #expect(result.at >= last && result.at >= result.entry.at)
        last = result.at
      }
      #expect(results.filter(\.isDropped) == [])
      try store.checkQueue()
    }
    _ = try store.read { (view) throws(DeskError) in try view.verifyJournal() }
  }

  @Test func `what is to come is read in chunks`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    for number in 1...7 {
      try store.put(Make.line("1330000000\(number)", arrears: "2016-02-0\(number)T10:00"))
    }
    var seen: [String] = []
    var next: DueEntry?
    repeat {
      let chunk = try store.read { (view) throws(DeskError) in try view.due(from: next, limit: 3) }
      #expect(chunk.entries.count <= 3)
      seen += chunk.entries.map(\.number)
      next = chunk.next
    } while next != nil
    #expect(seen == (1...7).map { "1330000000\($0)" })
  }

  @Test func `each text of one instant is kept`() throws {
    let store = try TestStore()
    try store.put(Make.customer(), Make.account(.postpaid))
    try store.put(
      Make.line(), Make.line("13300000002"), Make.bill("2015-12", "9.00", due: "2016-01-20"))
    try store.advance(to: "2016-02-10T10:00")
    let texts = try store.read { (view) throws(DeskError) in
      try view.all(Message.self, of: Make.id("C1"))
    }
    #expect(texts.map(\.line) == ["13300000001", "13300000002"])
    for text in texts { #expect(Messages.knows(text.textCode)) }
  }
}
