import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

@Suite struct RoamingRuleTests {
  private static let now = Instant(day: Day(year: 2016, month: 2, day: 10)!, hour: 9)

  /// A number in good order that the benefit opens.
  private func facts(
    _ change: (inout Roaming.Facts) -> Void = { _ in }
  ) throws -> Roaming.Facts {
    var facts = Roaming.Facts(
      line: try Household(stars: 5).line, permission: .all,
      standing: .init(stars: 5, hasBenefit: true))
    change(&facts)
    return facts
  }

  private func reasons(_ change: (inout Roaming.Facts) -> Void) throws -> [String] {
    Roaming.decideOpening(try facts(change), at: Self.now, catalog: .shipped).reasons.map(\.code)
  }

  /// The ground that opens for a customer without star whose standing is as given.
  private func ground(
    plan: String = "4g-169", _ change: (inout Roaming.Facts) -> Void = { _ in }
  ) throws -> MapValue? {
    var facts = try facts { facts in
      facts.line.plan = plan
      facts.standing = Roaming.Standing(offers: [Catalog.shipped.plans[plan]!])
    }
    change(&facts)
    let decision = Roaming.decideOpening(facts, at: Self.now, catalog: .shipped)
    let found = try #require(check("ROAM-2.grounds", in: decision))
    return found.held ? found.actual : nil
  }

  @Test(arguments: [
    (LineKind.mobile, true), (.dataCard, false), (.broadband, false), (.fixed, false),
  ])
  func `only a mobile roams`(kind: LineKind, isAllowed: Bool) throws {
    #expect(try reasons { $0.line.kind = kind } == (isAllowed ? [] : ["BEN-40.kind"]))
  }

  @Test(arguments: [RestrictionReason.arrears, .voluntary, .lost])
  func `a number that is barred is not active`(reason: RestrictionReason) throws {
    #expect(
      try reasons { facts in
        var restriction = Line.Restriction()
        restriction.reason = reason
        facts.line.restrictions = [restriction]
      } == ["BEN-40.active"])
  }

  @Test func `a restored number is not active`() throws {
    let facts = try facts { facts in
      facts.line.restrictions = [Line.Restriction()]
      facts.isRestored = true
    }
    let decision = Roaming.decideOpening(facts, at: Self.now, catalog: .shipped)
    #expect(decision.reasons.map(\.code) == ["BEN-40.active"])
    #expect(decision.reasons.first?.actual == "restored")
  }

  @Test(arguments: [("no-roaming", false), ("4g-59", true), ("a-plan-of-tomorrow", true)])
  func `a plan may forbid roaming, an unknown one allows it`(
    plan: String, isAllowed: Bool
  ) throws {
    #expect(try reasons { $0.line.plan = plan } == (isAllowed ? [] : ["ROAM-4.plan"]))
  }

  /// ROAM-1.
  @Test(arguments: [
    (RoamingPermission.none, RoamingPermission.all, true), (.none, .voice, true),
    (.voice, .all, true), (.all, .voice, true), (.voice, .voice, false), (.all, .all, false),
  ])
  func `another permission opens, the same one is refused`(
    open: RoamingPermission, asked: RoamingPermission, isAllowed: Bool
  ) throws {
    #expect(
      try reasons { facts in
        facts.line.roaming = open
        facts.permission = asked
      } == (isAllowed ? [] : ["ROAM-4.same"]))
  }

  @Test(arguments: [
    ("17700000001", "standard-3g", Channel.text, false), ("17700000001", "4g-59", .web, false),
    ("17700000001", "4g-59", .app, true), ("17700000001", "4g-59", .hotline, true),
    ("17700000001", "4g-59", .hall, true), ("18900000001", "4g-59", .text, false),
    ("18000000001", "4g-59", .web, false), ("18100000001", "4g-59", .text, false),
    ("15300000001", "4g-59", .text, false), ("13300000001", "4g-59", .web, false),
    ("18900000001", "standard-3g", .text, true), ("18900000001", "4g-59", .wechat, true),
    ("17300000001", "4g-59", .text, true),
  ])
  func `some prefixes neither open nor close by text or web hall`(
    number: String, plan: String, channel: Channel, isAllowed: Bool
  ) throws {
    let facts = try facts { facts in
      facts.line.number = number
      facts.line.plan = plan
      facts.channel = channel
    }
    let opening = Roaming.decideOpening(facts, at: Self.now, catalog: .shipped)
    #expect(opening.reasons.map(\.code) == (isAllowed ? [] : ["ROAM-7.channel"]))
    var open = facts
    open.line.roaming = .voice
    let closing = Roaming.decideClosing(open, catalog: .shipped)
    #expect(closing.reasons.map(\.code) == (isAllowed ? [] : ["ROAM-7.channel"]))
    if let reason = opening.reasons.first {
      let help = Messages.help(reason, in: .english)
      #expect(help.contains("hotline") && help.contains("app") && help.contains("hall"))
    }
  }

  @Test func `without any ground the refusal names them all`() throws {
    let facts = try facts { $0.standing = Roaming.Standing(stars: 4, deposit: Money(fen: 49_999)) }
    let decision = Roaming.decideOpening(facts, at: Self.now, catalog: .shipped)
    let reason = try #require(decision.reasons.first)
    #expect(decision.reasons.count == 1)
    #expect(reason.code == "ROAM-2.grounds")
    #expect(
      reason.grounds == [
        "BEN-40.star", "ROAM-2.old-card", "ROAM-2.bundle", "ROAM-2.good-standing", "ROAM-2.bank",
        "ROAM-2.enterprise", "ROAM-2.deposit",
      ])
    #expect(reason.actual == "499.99")
    #expect(reason.limit == "500.00")
  }

  @Test(arguments: [(49_999, false), (50_000, true), (50_001, true)])
  func `a deposit of at least 500 yuan opens`(fen: Int64, opens: Bool) throws {
    let ground = try ground { $0.standing.deposit = Money(fen: fen) }
    #expect(ground == (opens ? "ROAM-2.deposit" : nil))
  }

  @Test func `old card, bundle and bank collection open`() throws {
    #expect(try ground { $0.standing.hasOldCard = true } == "ROAM-2.old-card")
    #expect(try ground(plan: "home-bundle") == "ROAM-2.bundle")
    #expect(try ground(plan: "business-bundle") == "ROAM-2.bundle")
    #expect(try ground { $0.standing.collection = .bank } == "ROAM-2.bank")
    #expect(try ground() == nil)
  }

  @Test(arguments: [
    (Segment.government, true), (.financeLarge, true), (.highEndCluster, true),
    (.ordinaryCluster, false), (.public, false),
  ])
  func `important enterprise customers open`(segment: Segment, opens: Bool) throws {
    let ground = try ground { $0.standing.segment = segment }
    #expect(ground == (opens ? "ROAM-2.enterprise" : nil))
  }

  @Test(arguments: [
    (RestrictionReason.voluntary, "2015-11-10T09:00:00", true),
    (.voluntary, "2015-11-10T09:00:01", false), (.arrears, "2015-11-10T09:00:00", true),
    (.arrears, "2015-11-10T09:00:01", false), (.lost, "2016-02-01T00:00:00", true),
  ])
  func `lexiang asks for three months without arrears and voluntary suspension`(
    reason: RestrictionReason, until: String, opens: Bool
  ) throws {
    var suspension = Suspension()
    suspension.reason = reason
    suspension.from = try Instant(parsing: "2015-10-01")
    suspension.until = try Instant(parsing: until)
    for plan in ["lexiang-3g", "blackberry-enterprise"] {
      let ground = try ground(plan: plan) { $0.standing.suspensions = [suspension] }
      #expect(ground == (opens ? "ROAM-2.good-standing" : nil))
    }
    #expect(try ground(plan: "standard-3g") { $0.standing.suspensions = [] } == nil)
  }

  @Test(arguments: [(0, true), (1, false)])
  func `lexiang with something overdue does not open`(fen: Int64, opens: Bool) throws {
    let ground = try ground(plan: "lexiang-3g") { $0.standing.overdue = Money(fen: fen) }
    #expect(ground == (opens ? "ROAM-2.good-standing" : nil))
  }

  @Test func `closing asks only that it is open`() throws {
    var facts = try facts { facts in
      facts.permission = .none
      facts.line.restrictions = [Line.Restriction()]
    }
    #expect(
      Roaming.decideClosing(facts, catalog: .shipped).reasons.map(\.code) == ["ROAM-6.open"])
    facts.line.roaming = .voice
    #expect(Roaming.decideClosing(facts, catalog: .shipped).isAllowed)
    facts.line.disconnected = Self.now
    #expect(
      Roaming.decideClosing(facts, catalog: .shipped).reasons.map(\.code)
        == ["ROAM-6.disconnected"])
  }
}

@Suite struct OpenRoamingTests {
  private let request = Request(operator: "tester")
  private let number = "13300000001"

  private func open(
    _ store: TestStore, _ permission: RoamingPermission = .all, deposit: Money = .zero
  ) throws(DeskError) -> Outcome {
    try store.write { (transaction) throws(DeskError) in
      try transaction.openRoaming(number, permission: permission, deposit: deposit, request)
    }
  }

  @Test func `star 5 opens without deposit within 3 minutes, and a text goes out`() throws {
    let store = try Household(stars: 5).store()
    let outcome = try open(store)
    #expect(outcome.isDone)
    #expect(outcome.order.kind == "roam-open")
    #expect(outcome.order.result["permission"] == "all")
    #expect(outcome.order.result["ground"] == "BEN-40.star")
    #expect(outcome.order.result["deposit"] == "0.00")
    #expect(outcome.order.effective?.text == "2016-02-10T09:03:00+08:00")
    let customer = outcome.order.customer
    let (line, messages, uses) = try store.read { (view) throws(DeskError) in
      (
        try view.line(number).line, try view.all(Message.self, of: customer),
        try view.uses(of: .roamingNoDeposit, customer)
      )
    }
    #expect(line.roaming == .all)
    #expect(messages.map(\.textCode) == ["text.roam-open"])
    #expect(uses.count == 1)
  }

  @Test func `star 4 is refused until the deposit is 500 with what lies there already`() throws {
    let store = try Household(stars: 4).store()
    var bucket = Bucket()
    bucket.account = try Identifier(parsing: "A1")
    bucket.id = "old"
    bucket.kind = .deposit
    bucket.amount = Money(fen: 300_00)
    try store.put(bucket)
    let refused = try open(store, deposit: Money(fen: 199_99))
    #expect(refused.reasons.map(\.code) == ["ROAM-2.grounds"])
    #expect(refused.reasons.first?.actual == "499.99")
    let done = try open(store, deposit: Money(fen: 200_00))
    #expect(done.isDone)
    #expect(done.order.result["ground"] == "ROAM-2.deposit")
    #expect(done.order.result["deposit"] == "200.00")
    #expect(done.order.takes.map(\.amount) == [.money(Money(fen: -200_00))])
    let account = try #require(
      try store.store.read { (view, now, catalog) throws(DeskError) in
        try view.accountView(of: bucket.account, at: now, catalog: catalog)
      })
    #expect(account.buckets.map(\.id) == ["deposit-\(done.order.id.text)", "old"])
    #expect(account.buckets.allSatisfy { $0.kind == .deposit })
    #expect(account.buckets.reduce(Money.zero) { $0 + $1.amount }.text == "500.00")
  }

  @Test func `the same permission again changes nothing, another one is changed`() throws {
    let store = try Household(stars: 5).store()
    _ = try open(store, .voice)
    #expect(try open(store, .voice).reasons.map(\.code) == ["ROAM-4.same"])
    #expect(try open(store, .all).isDone)
    let line = try store.read { (view) throws(DeskError) in try view.line(number).line }
    #expect(line.roaming == .all)
  }

  @Test func `closing works once`() throws {
    let store = try Household(stars: 5).store()
    _ = try open(store)
    for expected in [[], ["ROAM-6.open"]] {
      let outcome = try store.write { (transaction) throws(DeskError) in
        try transaction.closeRoaming(number, request)
      }
      #expect(outcome.reasons.map(\.code) == expected)
    }
    let line = try store.read { (view) throws(DeskError) in try view.line(number).line }
    #expect(line.roaming == .none)
  }

  /// STAR-15.
  @Test(arguments: [
    ("2016-02-10", GrantState.live, true), ("2016-02-09", .live, false),
    ("2016-02-10", .struck, false),
  ])
  func `an old card opens through its last day`(
    through: String, state: GrantState, opens: Bool
  ) throws {
    let store = try Household(stars: 0).store()
    var grant = Grant()
    grant.customer = try Identifier(parsing: "C1")
    grant.source = .oldCard
    grant.reference = "gold"
    grant.growth = 6000
    grant.from = try Day(parsing: "2014-01-01")
    grant.through = try Day(parsing: through)
    grant.state = state
    try store.put(grant)
    #expect(try open(store).isDone == opens)
  }

  @Test func `the offer of a bundle that holds the number opens`() throws {
    let store = try Household(stars: 0).store()
    var bundle = Bundle()
    bundle.id = try Identifier(parsing: "B1")
    bundle.customer = try Identifier(parsing: "C1")
    bundle.offer = "home-bundle"
    bundle.base = ["13300000099"]
    try store.put(bundle)
    #expect(try !open(store).isDone)
    bundle.base = [number]
    try store.put(bundle)
    #expect(try open(store).order.result["ground"] == "ROAM-2.bundle")
  }

  @Test(arguments: [("2016-02-09", false), ("2016-02-10", true)])
  func `a bill spoils good standing after its last day`(due: String, opens: Bool) throws {
    var house = try Household(stars: 0)
    house.line.plan = "lexiang-3g"
    let store = try house.store()
    var bill = Bill()
    bill.account = house.account.id
    bill.month = try Month(parsing: "2016-01")
    bill.amount = Money(fen: 50_00)
    bill.due = try Day(parsing: due)
    try store.put(bill)
    #expect(try open(store).isDone == opens)
  }

  @Test func `the view tells permission, grounds and what opening would answer`() throws {
    let store = try Household(stars: 3).store()
    let view = try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.roamingView(of: number, at: now, catalog: catalog)
    }
    #expect(view.permission == .none)
    #expect(view.grounds.count == 7)
    #expect(view.grounds.allSatisfy { !$0.held })
    #expect(view.opening.reasons.map(\.code) == ["ROAM-2.grounds"])
  }

  @Test func `permission none, a deposit below zero and an unknown number are errors`() throws {
    let store = try Household(stars: 5).store()
    #expect(throws: DeskError("roaming.permission", ["permission": "none"])) {
      try open(store, .none)
    }
    #expect(throws: DeskError("roaming.deposit", ["deposit": "-0.01"])) {
      try open(store, deposit: Money(fen: -1))
    }
    #expect(throws: DeskError("line.unknown", ["number": "1"])) {
      try store.write { (transaction) throws(DeskError) in
        try transaction.closeRoaming("1", request)
      }
    }
  }

  @Test func `every code of the family has words`() throws {
    var line = try Household(stars: 5).line
    line.roaming = .voice
    let facts = Roaming.Facts(line: line, permission: .all)
    let now = Instant(seconds: 0)
    let checks =
      Roaming.decideOpening(facts, at: now, catalog: .shipped).checks
      + Roaming.decideClosing(facts, catalog: .shipped).checks
      + Roaming.grounds(facts, at: now, catalog: .shipped)
    for code in checks.map(\.code) + ["text.roam-open", "text.roam-close", "roaming.deposit"] {
      #expect(Messages.knows(code), "\(code)")
    }
  }
}
