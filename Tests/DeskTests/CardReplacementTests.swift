import Basics
@testable import Desk
import Records
import Rules
import Storage
import Testing

@Suite struct CardReplacementRuleTests {
  private func facts(
    _ change: (inout CardReplacement.Facts) -> Void = { _ in }
  ) throws -> CardReplacement.Facts {
    let house = try Household(stars: 4)
    var facts = CardReplacement.Facts(
      line: house.line, present: house.card,
      asked: .init(iccid: "8986031300000000017", kind: .ordinary, generation: .fourth), stars: 4,
      benefitSince: house.star.from, uses: [], region: "浙江", channel: .hall)
    change(&facts)
    return facts
  }

  private func reasons(
    at now: String = "2016-02-10T09:00", _ change: (inout CardReplacement.Facts) -> Void
  ) throws -> [String] {
    CardReplacement.decide(
      try facts(change), at: try Instant(parsing: now), catalog: .shipped
    ).reasons.map(\.code)
  }

  @Test(arguments: [
    (
      CardKind.ordinary, CardGeneration.third, CardKind.newInternational, CardGeneration.third, true
    ),
    (.ordinary, .third, .newInternational, .fourth, true),
    (.ordinary, .third, .ordinary, .fourth, true),
    (.newInternational, .third, .newInternational, .fourth, true),
    (.ordinary, .fourth, .ordinary, .fourth, true),
    (.ordinary, .fourth, .newInternational, .fourth, true),
    (.newInternational, .fourth, .ordinary, .fourth, true),
    (.ordinary, .third, .ordinary, .third, false),
    (.ordinary, .fourth, .ordinary, .third, false),
    (.newInternational, .third, .newInternational, .third, false),
    (.newInternational, .third, .ordinary, .third, false),
  ])
  func `a card is replaced in the scenes of BEN-30 and in no other`(
    from: CardKind, _ old: CardGeneration, to: CardKind, _ new: CardGeneration, isScene: Bool
  ) throws {
    let reasons = try reasons { facts in
      facts.present?.kind = from
      facts.present?.generation = old
      facts.asked.kind = to
      facts.asked.generation = new
    }
    #expect(reasons == (isScene ? [] : ["BEN-30.scene"]))
  }

  @Test(arguments: [
    (LineKind.mobile, true), (.dataCard, true), (.broadband, false), (.fixed, false),
    (.iptv, false),
  ])
  func `only mobiles and data cards have a card`(kind: LineKind, isAllowed: Bool) throws {
    #expect(try reasons { $0.line.kind = kind } == (isAllowed ? [] : ["BEN-30.kind"]))
  }

  @Test func `a suspended line may have its card replaced, a disconnected one not`() throws {
    #expect(
      try reasons { facts in
        var arrears = Line.Restriction()
        arrears.scope = .both
        var lost = Line.Restriction()
        lost.reason = .lost
        facts.line.restrictions = [arrears, lost]
      } == [])
    #expect(
      try reasons { $0.line.disconnected = Instant(seconds: 1) } == ["BEN-30.disconnected"])
  }

  @Test func `a number without a card in use has nothing to replace`() throws {
    #expect(try reasons { $0.present = nil } == ["BEN-30.card"])
  }

  /// ROAM-18.
  @Test(
    arguments: Channel.allCases.map { ($0, $0 == .hall, $0 == .hall || $0 == .manager) })
  func `an international card is handed out in the hall, to a key person by the manager too`(
    channel: Channel, isAllowed: Bool, isAllowedToKeyPerson: Bool
  ) throws {
    for kind in [CardKind.newInternational, .oldInternational] {
      for (isKeyPerson, isAllowed) in [(false, isAllowed), (true, isAllowedToKeyPerson)] {
        let reasons = try reasons { facts in
          facts.asked.kind = kind
          facts.channel = channel
          facts.isKeyPerson = isKeyPerson
        }
        #expect(reasons.contains("BEN-36.hall") == !isAllowed)
      }
    }
    #expect(try reasons { $0.channel = channel } == [])
  }

  @Test func `old international cards are not handed out`() throws {
    #expect(try reasons { $0.asked.kind = .oldInternational } == ["BEN-32.kind"])
  }

  @Test func `without the benefit the fee must be accepted`() throws {
    let poor: (inout CardReplacement.Facts) -> Void = { facts in
      facts.stars = 1
      facts.benefitSince = nil
    }
    #expect(try reasons(poor) == ["BEN-30.star", "BEN-31.charge"])
    var facts = try facts(poor)
    facts.asked.acceptsCharge = true
    let now = try Instant(parsing: "2016-02-10T09:00")
    let decision = CardReplacement.decide(facts, at: now, catalog: .shipped)
    #expect(decision.isAllowed)
    #expect(check("BEN-31.charge", in: decision)?.actual == .texts(["BEN-30.star"]))
    #expect(CardReplacement.fee(facts, at: now, catalog: .shipped).text == "20.00")
    #expect(CardReplacement.usesLeft(facts, at: now, catalog: .shipped) == 0)
  }

  @Test func `a payment card is never free`() throws {
    #expect(
      try reasons { $0.present?.payment = true } == ["BEN-31.payment", "BEN-31.charge"])
    #expect(
      try reasons { facts in
        facts.present?.payment = true
        facts.asked.acceptsCharge = true
      } == [])
  }

  @Test func `no 4G card is replaced outside the home province, not even for the fee`() throws {
    let away: (inout CardReplacement.Facts) -> Void = { $0.region = "福建" }
    #expect(try reasons(away) == ["BEN-34.province", "BEN-30.province"])
    #expect(
      try reasons { facts in
        away(&facts)
        facts.asked.acceptsCharge = true
      } == ["BEN-34.province"])
    #expect(
      try reasons { facts in
        away(&facts)
        facts.present?.generation = .third
        facts.asked.acceptsCharge = true
      } == ["BEN-34.province"])
  }

  @Test func `a 3G card outside the home province costs the fee`() throws {
    let away: (inout CardReplacement.Facts) -> Void = { facts in
      facts.region = "福建"
      facts.present?.generation = .third
      facts.asked.kind = .newInternational
      facts.asked.generation = .third
    }
    #expect(try reasons(away) == ["BEN-30.province", "BEN-31.charge"])
    #expect(
      try reasons { facts in
        away(&facts)
        facts.asked.acceptsCharge = true
      } == [])
  }

  @Test(arguments: ["", "浙江"])
  func `a place that is not known is the home province`(region: String) throws {
    #expect(try reasons { $0.region = region } == [])
  }

  @Test func `star 4 from 2015-08 with one use in 08 has one left`() throws {
    let since = try Day(parsing: "2015-08-01")
    let used = try Instant(parsing: "2015-08-20T10:00")
    let found = CardReplacement.usesLeft(
      [used], since: since, at: try Instant(parsing: "2015-08-31T23:59:59"),
      terms: Catalog.shipped.cards)
    #expect(found.left == 1)
    #expect(found.renews.text == "2016-08-01T00:00:00+08:00")
  }

  @Test func `star 6 from 2015-09 has two again until 2016-08`() throws {
    let since = try Day(parsing: "2015-09-01")
    let used = try Instant(parsing: "2015-08-20T10:00")
    let found = CardReplacement.usesLeft(
      [used], since: since, at: try Instant(parsing: "2015-09-01"),
      terms: Catalog.shipped.cards)
    #expect(found.left == 2)
    #expect(found.renews.text == "2016-09-01T00:00:00+08:00")
  }

  @Test(arguments: [
    ("2016-08-31T23:59:59", 0), ("2016-09-01T00:00:00", 2), ("2017-08-31T23:59:59", 2),
  ])
  func `the uses come back after 12 months, to the second`(now: String, left: Int64) throws {
    let uses = [
      try Instant(parsing: "2015-09-01T00:00:00"), try Instant(parsing: "2016-08-31T20:00:00"),
    ]
    let found = CardReplacement.usesLeft(
      uses, since: try Day(parsing: "2015-09-01"), at: try Instant(parsing: now),
      terms: Catalog.shipped.cards)
    #expect(found.left == left)
  }

  @Test func `a use before the day of the rise in its month belongs to the star before`() throws {
    let uses = [
      try Instant(parsing: "2015-09-09T23:59:59"), try Instant(parsing: "2015-09-10T00:00:00"),
    ]
    let found = CardReplacement.usesLeft(
      uses, since: try Day(parsing: "2015-09-10"), at: try Instant(parsing: "2015-12-01"),
      terms: Catalog.shipped.cards)
    #expect(found.left == 1)
    #expect(found.renews.text == "2016-09-01T00:00:00+08:00")
  }

  @Test(arguments: [
    ("8986031300000000017", true), ("89860313000000000178", true),
    ("898603130000000001", false), ("898603130000000001789", false),
    ("8987031300000000017", false), ("898603130000000001a", false), ("", false),
    ("８９８６031300000000017", false),
  ])
  func `an ICCID has 19 or 20 digits and begins 8986`(text: String, isGood: Bool) {
    if isGood {
      #expect(throws: Never.self) { try ICCID.check(text) }
    } else {
      let error = #expect(throws: RuleError.self) { try ICCID.check(text) }
      #expect(error?.code == "iccid.malformed")
      let message = error.map { DeskError($0).message(in: .english) }
      #expect(message?.contains("19 or 20 digits beginning 8986") == true)
    }
  }

  @Test(arguments: [
    ("8986031300000000017F", "8986031300000000017"),
    ("8986031300000000017f", "8986031300000000017"),
    ("89860313000000000170F", "89860313000000000170"),
    ("8986 0313 0000 0000 017F", "8986031300000000017"),
    ("8986-0313-0000-0000-017 F", "8986031300000000017"),
    ("８９８６０３１３０００００００００１７Ｆ", "8986031300000000017"),
    (" 8986031300000000017 ", "8986031300000000017"),
    ("8986031300000000017FF", nil), ("F8986031300000000017", nil),
    ("898603130000000001F", nil),
  ])
  func `a filler at the end of an ICCID is dropped (CARD-7)`(text: String, digits: String?) {
    if let digits {
      #expect((try? ICCID.read(text)) == digits)
    } else {
      let error = #expect(throws: RuleError.self) { try ICCID.read(text) }
      #expect(error?.code == "iccid.malformed")
    }
  }

  @Test(arguments: [
    // Of a double: multiples of 1024, of 16384 at 20 digits.
    ("8986031600000003072", true), ("8986031600000002048", true),
    ("89860316000000032768", true), ("89860316000000016384", true),
    // Of a spreadsheet: zeros after the 15th digit.
    ("8986031600000010000", true), ("89860316000000100000", true),
    ("8986031234567810000", true),
    // Merely a wrong check digit: old stock.
    ("8986031600000003073", false), ("8986031600000003015", false),
    ("89860316000000008194", false), ("8986031234567890120", false),
  ])
  func `an ICCID that a number made of another is told, other wrong ones are taken (CARD-7)`(
    text: String, isRounded: Bool
  ) throws {
    #expect(!ICCID.hasCheckDigit(text))
    if isRounded {
      let error = #expect(throws: RuleError.self) { try ICCID.read(text) }
      #expect(error?.code == "iccid.rounded")
      let message = error.map { DeskError($0).message(in: .english) }
      #expect(message?.contains("check digit") == true)
    } else {
      #expect(try ICCID.read(text) == text)
    }
  }

  @Test func `an ICCID whose check digit is right is taken, however it ends (CARD-7)`() throws {
    var seen = 0
    for index in 0..<1000 {
      let text = "8986031\(1000 + index)00000000"
      if ICCID.hasCheckDigit(text) {
        seen += 1
        #expect(try ICCID.read(text) == text)
      } else {
        #expect(throws: RuleError.self) { try ICCID.read(text) }
      }
    }
    #expect(seen == 100)
  }
}

@Suite struct ReplaceCardTests {
  private let request = Request(operator: "tester", region: "浙江")
  private let hall = Request(operator: "tester", channel: .hall, region: "浙江")
  private let iccid = "8986031300000000017"

  @Test func `the manager delivers an international card to a key person alone (BEN-36)`() throws {
    for ground in ["", "mark", "grant", "star"] {
      var house = try Household(stars: 4)
      if ground == "mark" { house.customer.flags = [.keyPersonSection] }
      if ground == "star" { house.star.basis = .keyPerson }
      let store = try house.store()
      var grant = Grant()
      grant.customer = house.customer.id
      grant.source = .keyPerson
      grant.growth = 2300
      grant.from = try Day(parsing: "2016-02-10")
      if ground == "grant" { try store.put(grant) }
      let outcome = try store.write { (transaction) throws(DeskError) in
        try transaction.replaceCard(
          "13300000001", iccid: iccid, kind: .newInternational,
          Request(operator: "tester", channel: .manager, region: "浙江"))
      }
      #expect(outcome.reasons.map(\.code) == (ground.isEmpty ? ["BEN-36.hall"] : []))
    }
  }

  @Test func `the papers are kept with the order, a document's number masked (ROAM-3)`() throws {
    let store = try Household(stars: 4).store()
    for (iccid, document, kept) in [
      (iccid, "33010619800101001X", "3301**********001X"),
      ("8986031300000000025", "passport", "passport"),
    ] {
      let outcome = try store.write { (transaction) throws(DeskError) in
        try transaction.replaceCard(
          "13300000001", iccid: iccid, kind: .newInternational,
          papers: ShownPapers(papers: "sealed letter", document: document), hall)
      }
      #expect(outcome.isDone)
      #expect(outcome.order.result["papers"] == "sealed letter")
      #expect(outcome.order.result["document"] == .text(kept))
    }
  }

  @Test func `an ICCID with a wrong check digit is booked with a warning, a cut one is not`() throws
  {
    let store = try Household(stars: 4).store()
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: "8986031600000003015F", request)
    }
    #expect(outcome.isDone)
    #expect(outcome.order.result["iccid"] == "8986031600000003015")
    #expect(outcome.order.result["warning"] == "CARD-7.check-digit")
    let entries = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    for cut in ["8986031600000003072", "8986031600000000000"] {
      let error = #expect(throws: DeskError.self) {
        try store.write { (transaction) throws(DeskError) in
          try transaction.replaceCard("13300000001", iccid: cut, request)
        }
      }
      #expect(error?.code == "iccid.rounded")
    }
    let after = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(after == entries)
    let right = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: iccid, request)
    }
    #expect(right.order.result["warning"] == nil)
  }

  @Test func `a card is found by its ICCID however it is written, a cut one is told`() throws {
    let store = try Household(stars: 4).store()
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.replaceCard("13300000001", iccid: iccid, request)
    }
    try store.read { (view) throws(DeskError) in
      let cards = try view.cards(of: "13300000001")
      for name in ["8986030000000000001", iccid, iccid + "F"] {
        #expect(try view.cards(of: name) == cards)
        #expect(try view.identify(name) == Make.id("C1"))
      }
    }
    for look in ["8986031300000000000", "8986031600000003072"] {
      let error = #expect(throws: DeskError.self) {
        try store.read { (view) throws(DeskError) in _ = try view.cards(of: look) }
      }
      #expect(error?.code == "iccid.rounded")
      let other = #expect(throws: DeskError.self) {
        try store.read { (view) throws(DeskError) in _ = try view.identify(look) }
      }
      #expect(other?.code == "iccid.rounded")
    }
    let unknown = #expect(throws: DeskError.self) {
      try store.read { (view) throws(DeskError) in _ = try view.cards(of: "8986031300000000025") }
    }
    #expect(unknown?.code == "line.unknown")
  }

  /// CARD-1.
  @Test func `the old card is retired and kept, the new one is in use`() throws {
    let store = try Household(stars: 4).store()
    let now = try Instant(parsing: "2016-02-10T09:00")
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard(
        "13300000001", iccid: iccid, kind: .newInternational, nfc: true, hall)
    }
    #expect(outcome.isDone)
    #expect(outcome.order.kind == "card-replace")
    #expect(outcome.order.result["fee"] == "0.00")
    #expect(outcome.order.result["usesLeft"] == 1)
    let cards = try store.read { (view) throws(DeskError) in try view.cards(of: "13300000001") }
    #expect(cards.map(\.iccid) == ["8986030000000000001", iccid])
    #expect(cards.first?.until == now)
    #expect(cards.last?.kind == .newInternational)
    #expect(cards.last?.generation == .fourth)
    #expect(cards.last?.nfc == true)
    #expect(cards.last?.until == nil)
  }

  @Test func `two uses at one instant are two, the third is charged`() throws {
    let store = try Household(stars: 2).store()
    for (index, left) in [(0, Int64(1)), (1, 0)] {
      let outcome = try store.write { (transaction) throws(DeskError) in
        try transaction.replaceCard("13300000001", iccid: "898603130000000002\(index)", request)
      }
      #expect(outcome.order.result["usesLeft"] == .integer(left))
    }
    let third = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: iccid, request)
    }
    #expect(third.reasons.map(\.code) == ["BEN-30.uses", "BEN-31.charge"])
    #expect(third.reasons.first?.availableFrom?.text == "2016-08-01T00:00:00+08:00")
    #expect(third.order.result["fee"] == "20.00")
    let paid = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: iccid, acceptsCharge: true, request)
    }
    #expect(paid.isDone)
    #expect(paid.order.result["fee"] == "20.00")
    #expect(paid.order.result["usesLeft"] == 0)
    let uses = try store.read { (view) throws(DeskError) in
      try view.uses(of: .cardReplacement, paid.order.customer).count
    }
    #expect(uses == 2)
  }

  @Test func `an ICCID in use or retired is refused, and nothing but the order is written`() throws
  {
    let store = try Household(stars: 4).store()
    try Household(stars: 4, number: "13300000002", suffix: "2").put(into: store)
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.replaceCard("13300000002", iccid: iccid, request)
    }
    for taken in [iccid, "8986030000000000002"] {
      let outcome = try store.write { (transaction) throws(DeskError) in
        try transaction.replaceCard("13300000001", iccid: taken, request)
      }
      #expect(outcome.reasons.map(\.code) == ["CARD-2.unique"])
    }
    let cards = try store.read { (view) throws(DeskError) in try view.cards(of: "13300000001") }
    #expect(cards.count == 1)
    #expect(cards.first?.until == nil)
  }

  @Test func `a rise of star gives two uses again`() throws {
    let store = try Household(stars: 4, from: "2015-08-01").store(clock: "2015-08-20T10:00")
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.replaceCard("13300000001", iccid: iccid, request)
    }
    try store.put(Household(stars: 6, from: "2015-09-01").star)
    try store.move(to: "2015-09-01T00:00")
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: "8986031300000000025", request)
    }
    #expect(outcome.order.result["usesLeft"] == 1)
  }

  @Test func `kind and generation are the present card's unless given`() throws {
    var house = try Household(stars: 4)
    house.card.kind = .oldInternational
    house.card.payment = true
    let store = try house.store()
    let outcome = try store.write { (transaction) throws(DeskError) in
      try transaction.replaceCard("13300000001", iccid: iccid, acceptsCharge: true, hall)
    }
    #expect(outcome.isDone)
    let card = try store.read { (view) throws(DeskError) in try view.card(iccid) }
    #expect(card?.kind == .newInternational)
    #expect(card?.generation == .fourth)
    #expect(card?.payment == true)
  }

  @Test func `looking at the right alone needs no ICCID and writes nothing`() throws {
    let store = try Household(stars: 4).store()
    let before = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    let allowed = try store.store.read { (view, now, catalog) throws(DeskError) in
      try view.decideCardReplacement("13300000001", at: now, catalog: catalog).decision.isAllowed
    }
    #expect(allowed)
    let after = try store.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    #expect(before == after)
  }

  @Test func `every code of the family has words in both languages`() {
    for code in [
      "BEN-30.kind", "BEN-30.disconnected", "BEN-30.card", "BEN-30.scene", "BEN-32.kind",
      "CARD-2.unique", "BEN-34.province", "BEN-30.star", "BEN-30.uses", "BEN-30.province",
      "BEN-31.payment", "BEN-31.charge", "iccid.malformed", "iccid.rounded", "BEN-36.hall",
      "CARD-7.check-digit",
    ] {
      #expect(Messages.knows(code), "\(code)")
    }
  }
}
