import Basics
@testable import Desk
import Records
import Rules
import Testing

private func month(_ text: String) throws -> Month { try Month(parsing: text) }
private func day(_ text: String) throws -> Day { try Day(parsing: text) }

/// Customer A of STAR-6: one mobile since 2013-09 and a second one.
private func customerA() throws -> StarRating.Facts {
  var first = Line()
  first.number = "13300000001"
  first.activated = try day("2013-09-15")
  var second = first
  second.number = "13300000002"
  second.activated = try day("2014-03-01")
  let amounts: [Int64] = [70, 80, 50, 50, 90, 90, 90, 100, 100, 120, 120, 120, 130]
  let charges = try amounts.enumerated().map { index, yuan in
    var charge = Charge()
    charge.line = first.number
    charge.month = try month("2014-09").adding(index)
    charge.amount = Money(fen: yuan * 100)
    return charge
  }
  let suspensions = try [
    (second.number, "2014-10-05"), (first.number, "2015-04-05"), (second.number, "2015-09-05"),
  ].map { number, from in
    var suspension = Suspension()
    suspension.line = number
    suspension.from = try Instant(parsing: from)
    suspension.scope = .both
    suspension.until = suspension.from.adding(.days(2))
    return suspension
  }
  return StarRating.Facts(
    lines: [first, second], charges: charges, suspensions: suspensions,
    joined: try day("2013-09-15"))
}

private func grant(
  _ source: StarBasis, _ growth: Int64, _ from: String, _ through: String?
) throws -> Grant {
  var grant = Grant()
  grant.source = source
  grant.reference = "\(growth)"
  grant.growth = growth
  grant.from = try day(from)
  grant.through = try through.map { try day($0) }
  return grant
}

@Suite struct StarRatingTests {
  private let terms = Catalog.shipped.stars

  @Test(arguments: [("2015-09", 1080, 230, 20, 1290), ("2015-10", 1140, 240, 30, 1350)])
  func `the growth value of customer A is the one of STAR-6`(
    rated: String, main: Int64, plus: Int64, minus: Int64, growth: Int64
  ) throws {
    let result = StarRating.rate(try customerA(), in: try month(rated), terms: terms)
    #expect([result.growth.main, result.growth.plus, result.growth.minus] == [main, plus, minus])
    #expect(result.growth.value == growth)
    #expect(result.graded == 2)
    #expect(result.award.stars == 2)
    #expect(result.award.from == (try month(rated).adding(1).first))
    #expect(result.award.through == (try month(rated).adding(12).last))
    #expect(result.next?.stars == 3)
    #expect(result.next?.missing == 1500 - growth)
  }

  @Test(
    arguments: [
      (599, 0), (600, 1), (999, 1), (1000, 2), (1499, 2), (1500, 3), (2299, 3), (2300, 4),
      (3999, 4), (4000, 5), (5999, 5), (6000, 6), (7999, 6), (8000, 7), (-20, 0),
    ] as [(Int64, Int32)])
  func `a star begins at its bound (STAR-6)`(growth: Int64, stars: Int32) {
    #expect(StarRating.stars(for: growth, terms: terms) == stars)
  }

  @Test(
    arguments: [
      (["a", "b"], 5, "2017-12-31"), (["a", "b", "c"], 6, "2017-06-30"), (["a", "d"], 7, nil),
      (["a", "b", "d"], 7, nil), (["a", "c", "d"], 7, nil), (["a"], 4, "2016-12-31"),
    ] as [([String], Int32, String?)])
  func `the highest of graded and direct values wins with its validity (STAR-10)`(
    held: [String], stars: Int32, through: String?
  ) throws {
    var charge = Charge()
    charge.line = "13300000001"
    charge.month = try month("2015-11")
    charge.amount = Money(fen: 3000_00)
    var facts = StarRating.Facts(charges: [charge], joined: try day("2010-01-01"))
    if held.contains("b") {
      facts.grants.append(try grant(.contract, 4000, "2016-01-01", "2017-12-31"))
    }
    if held.contains("c") {
      facts.grants.append(try grant(.contract, 6000, "2016-01-01", "2017-06-30"))
    }
    if held.contains("d") { facts.grants.append(try grant(.keyPerson, 8000, "2016-01-01", nil)) }
    let rated = held == ["a"] ? "2015-12" : "2016-01"
    let award = StarRating.rate(facts, in: try month(rated), terms: terms).award
    #expect(award.stars == stars)
    #expect(award.through == (try through.map { try day($0) }))
  }

  @Test func `graded wins a tie with direct (STAR-10)`() throws {
    var charge = Charge()
    charge.month = try month("2015-11")
    charge.amount = Money(fen: 4000_00)
    let facts = StarRating.Facts(
      charges: [charge], grants: [try grant(.contract, 4000, "2016-01-05", "2017-12-31")],
      joined: try day("2010-01-01"))
    let award = StarRating.rate(facts, in: try month("2016-01"), terms: terms).award
    #expect(award.basis == .graded)
    #expect(award.through == (try day("2017-01-31")))
  }

  @Test(arguments: [(2069, 3, 2), (2070, 4, 4), (2299, 4, 4)] as [(Int64, Int32, Int32)])
  func `90 percent of the bound keeps a star in the last month of its validity (STAR-8)`(
    growth: Int64, last: Int32, _: Int32
  ) throws {
    var charge = Charge()
    charge.month = try month("2015-11")
    charge.amount = Money(fen: growth * 100)
    var star = Star()
    star.stars = 4
    star.from = try day("2015-02-01")
    star.through = try day("2016-01-31")
    let facts = StarRating.Facts(
      charges: [charge], present: star, joined: try day("2010-01-01"))
    let inLastMonth = StarRating.rate(facts, in: try month("2016-01"), terms: terms)
    #expect(inLastMonth.award.stars == last)
    #expect(inLastMonth.award.from == (try day("2016-02-01")))
    #expect(inLastMonth.award.through == (try day("2017-01-31")))
    #expect(inLastMonth.willKeep == (last == 4))
    let before = StarRating.rate(facts, in: try month("2015-12"), terms: terms)
    #expect(before.award.stars == 4)
    #expect(before.award.through == star.through)
  }

  @Test func `a rise starts a new year (STAR-7)`() throws {
    var charge = Charge()
    charge.month = try month("2015-11")
    charge.amount = Money(fen: 6000_00)
    var star = Star()
    star.stars = 5
    star.from = try day("2015-08-01")
    star.through = try day("2016-07-31")
    let facts = StarRating.Facts(
      charges: [charge], present: star, joined: try day("2010-01-01"))
    let award = StarRating.rate(facts, in: try month("2016-01"), terms: terms).award
    #expect(award.stars == 6)
    #expect(award.from == (try day("2016-02-01")))
    #expect(award.through == (try day("2017-01-31")))
  }

  @Test func `fen of the total are dropped and uncounted charges left out (STAR-5)`() throws {
    var charge = Charge()
    charge.month = try month("2015-11")
    charge.amount = Money(fen: 700_60)
    charge.uncounted = Money(fen: 100_00)
    var second = charge
    second.month = try month("2015-12")
    second.amount = Money(fen: 99_39)
    second.uncounted = .zero
    let facts = StarRating.Facts(charges: [charge, second], joined: try day("2010-01-01"))
    let growth = StarRating.growth(facts, in: try month("2016-01"), terms: terms)
    #expect(growth.main == 699)
  }
}

@Suite struct StarValidityTests {
  private let terms = Catalog.shipped.stars

  /// A customer since 2010 with so much growth from charges alone, rated in 2016-03.
  private func facts(
    _ growth: Int64, _ grants: [Grant] = [], present: Star? = nil
  ) throws -> StarRating.Facts {
    var charge = Charge()
    charge.line = "13300000001"
    charge.month = try month("2015-06")
    charge.amount = Money(fen: growth * 100)
    return StarRating.Facts(
      charges: [charge], grants: grants, present: present, joined: try day("2010-01-01"))
  }

  private func star(
    _ stars: Int32, _ from: String, _ through: String?, _ basis: StarBasis = .graded
  ) throws -> Star {
    var star = Star()
    star.stars = stars
    star.from = try day(from)
    star.through = try through.map { try day($0) }
    star.basis = basis
    return star
  }

  private func text(_ award: StarRating.Award) -> String {
    "\(award.stars) \(award.basis.rawValue) \(award.from.text) \(award.through?.text ?? "-")"
  }

  @Test(arguments: [
    (Int64(899), "2016-03-15", "1 graded 2016-04-01 2017-03-31"),
    (900, "2016-03-15", "2 graded 2016-03-16 2017-03-31"),
    (999, "2016-03-15", "2 graded 2016-03-16 2017-03-31"),
    (1000, "2016-03-15", "2 graded 2016-03-16 2017-03-31"),
    (1060, "2016-03-15", "2 graded 2016-03-16 2017-03-31"),
    (1499, "2016-03-15", "2 graded 2016-03-16 2017-03-31"),
    (1500, "2016-03-15", "2 graded 2016-03-16 2016-03-31"),
    (8000, "2016-03-15", "2 graded 2016-03-16 2016-03-31"),
    (899, "2016-03-31", "1 graded 2016-04-01 2017-03-31"),
    (900, "2016-03-31", "2 graded 2016-04-01 2017-03-31"),
    (1500, "2016-03-31", "3 graded 2016-04-01 2017-03-31"),
    (599, "2016-03-15", "0 graded 2016-03-16 -"),
    (599, "2016-03-31", "0 graded 2016-04-01 -"),
  ])
  func `a star that is kept leaves no gap, whatever the growth (STAR-25)`(
    growth: Int64, through: String, expected: String
  ) throws {
    let facts = try facts(growth)
    let ended = try star(2, "2015-03-16", through, .oldCard)
    let award = StarRating.following(ended, through: try day(through), facts, terms: terms)
    #expect(text(award) == expected)
  }

  @Test func `a star kept until a higher one is followed by that on the 1st (STAR-25)`() throws {
    let facts = try facts(1600)
    let ended = try star(2, "2016-03-16", "2016-03-31")
    let award = StarRating.following(ended, through: try day("2016-03-31"), facts, terms: terms)
    #expect(text(award) == "3 graded 2016-04-01 2017-03-31")
  }

  @Test(
    arguments: [
      (0, .purchase, 6000, "2016-04-01", "2017-03-31", "6 purchase 2016-04-01 2017-03-31"),
      (0, .contract, 4000, "2016-03-31", "2016-03-31", "0 graded 2016-04-01 -"),
      (0, .contract, 4000, "2016-04-02", "2017-03-31", "0 graded 2016-04-01 -"),
      (4000, .contract, 4000, "2016-01-01", "2018-12-31", "5 graded 2016-04-01 2017-03-31"),
      (4000, .keyPerson, 4000, "2016-01-01", nil, "5 key-person 2016-04-01 -"),
      (6000, .keyPerson, 4000, "2016-01-01", nil, "6 graded 2016-04-01 2017-03-31"),
      (3700, .contract, 4000, "2016-01-01", "2018-12-31", "5 contract 2016-04-01 2018-12-31"),
      (3700, .contract, 2300, "2016-01-01", "2018-12-31", "5 graded 2016-04-01 2017-03-31"),
    ] as [(Int64, StarBasis, Int64, String, String?, String)])
  func `a direct value that is live on the day after takes over on that day (STAR-25)`(
    growth: Int64, source: StarBasis, value: Int64, from: String, through: String?,
    expected: String
  ) throws {
    let facts = try facts(growth, [try grant(source, value, from, through)])
    let ended = try star(5, "2015-04-01", "2016-03-31")
    let award = StarRating.following(ended, through: try day("2016-03-31"), facts, terms: terms)
    #expect(text(award) == expected)
  }

  @Test func `a direct value that begins within the month takes over from then (STAR-17)`()
    throws
  {
    let facts = try facts(3700, [try grant(.contract, 6000, "2016-03-20", "2018-03-19")])
    let ended = try star(5, "2015-03-16", "2016-03-15", .oldCard)
    let first = StarRating.following(ended, through: try day("2016-03-15"), facts, terms: terms)
    #expect(text(first) == "5 graded 2016-03-16 2016-03-19")
    let kept = try star(5, "2016-03-16", "2016-03-19")
    let then = StarRating.following(kept, through: try day("2016-03-19"), facts, terms: terms)
    #expect(text(then) == "6 contract 2016-03-20 2018-03-19")
  }

  @Test func `who has left gets no star when one ends (STAR-25)`() throws {
    var facts = try facts(9000)
    facts.left = try day("2016-03-20")
    let ended = try star(5, "2015-04-01", "2016-03-31")
    let award = StarRating.following(ended, through: try day("2016-03-31"), facts, terms: terms)
    #expect(award.stars == 0)
    facts.present = ended
    for (rated, stars) in [("2016-02", 7), ("2016-03", 0), ("2016-04", 0)] {
      let result = StarRating.rate(facts, in: try month(rated), terms: terms)
      #expect(result.award.stars == Int32(stars))
      #expect((result.next == nil) == (stars == 7 || stars == 0))
    }
  }

  @Test(
    arguments: [
      (2299, "4 key-person 2015-01-04 -"), (2680, "4 key-person 2015-01-04 -"),
      (4000, "5 graded 2016-04-01 2017-03-31"),
    ] as [(Int64, String)])
  func `a key person's open validity stays open (STAR-25)`(
    growth: Int64, expected: String
  ) throws {
    let lent = try grant(.keyPerson, 2300, "2015-01-04", nil)
    for present in [try star(4, "2015-01-04", nil, .keyPerson), nil] {
      let facts = try facts(growth, [lent], present: present)
      let result = StarRating.rate(facts, in: try month("2016-03"), terms: terms)
      #expect(text(result.award) == expected)
    }
  }

  @Test func `a direct value that ended before its time holds no star any more (STAR-11)`() throws {
    var lent = try grant(.keyPerson, 6000, "2015-01-04", nil)
    let present = try star(6, "2015-01-04", nil, .keyPerson)
    var facts = try facts(1000, [lent], present: present)
    #expect(StarRating.rate(facts, in: try month("2016-03"), terms: terms).award.stars == 6)
    lent.state = .struck
    facts.grants = [lent]
    #expect(StarRating.rate(facts, in: try month("2016-03"), terms: terms).award.stars == 2)
    facts.grants = [lent, try grant(.keyPerson, 6000, "2016-02-01", nil)]
    #expect(StarRating.rate(facts, in: try month("2016-03"), terms: terms).award.stars == 6)
  }

  @Test(
    arguments: [
      (1480, "2016-03-31", false), (3599, "2016-03-31", false), (3600, "2016-03-31", true),
      (1480, "2016-04-01", true), (1480, nil, true),
    ] as [(Int64, String?, Bool)])
  func `a star is not kept by what ends with it (STAR-16, STAR-25)`(
    growth: Int64, through: String?, willKeep: Bool
  ) throws {
    let facts = try facts(
      growth, [try grant(.contract, 4000, "2014-04-01", through)],
      present: try star(5, "2014-04-01", "2016-03-31", .contract))
    for rated in ["2016-01", "2016-02", "2016-03"] {
      #expect(StarRating.rate(facts, in: try month(rated), terms: terms).willKeep == willKeep)
    }
    #expect(StarRating.rate(facts, in: try month("2015-12"), terms: terms).willKeep == nil)
  }

  @Test func `what begins on the day after a star's end keeps it (STAR-16)`() throws {
    let present = try star(5, "2015-04-01", "2016-03-31")
    for (from, willKeep) in [("2016-04-01", true), ("2016-04-02", false)] {
      let facts = try facts(
        0, [try grant(.purchase, 4000, from, "2017-03-31")], present: present)
      #expect(StarRating.rate(facts, in: try month("2016-02"), terms: terms).willKeep == willKeep)
    }
  }

  @Test(arguments: [
    (nil, Int64(260)), ("2016-02-01T00:00", 260), ("2016-01-01T00:00", 260),
    ("2015-12-31T23:59:59", 50), ("2015-12-01T00:00", 50),
  ])
  func `a past month counts a mobile that was disconnected afterwards (STAR-5, STAR-25)`(
    disconnected: String?, plus: Int64
  ) throws {
    var first = Line()
    first.number = "13300000001"
    first.activated = try day("2013-09-05")
    first.disconnected = try disconnected.map { try Instant(parsing: $0) }
    var second = Line()
    second.number = "13300000002"
    second.activated = try day("2015-06-10")
    let facts = StarRating.Facts(lines: [first, second], joined: try day("2013-09-05"))
    let growth = StarRating.growth(facts, in: try month("2015-12"), terms: terms)
    #expect(growth.plus == plus)
  }
}

@Suite struct BenefitWallTests {
  /// BEN-4: all twelve, and which of them are held.
  @Test(arguments: [(0, 0), (1, 5), (2, 6), (3, 7), (4, 7), (5, 11), (6, 12), (7, 12)])
  func `each star has its benefits (BEN-1)`(stars: Int32, count: Int) throws {
    var star = Star()
    star.stars = stars
    star.from = try day("2016-01-01")
    let badges = BenefitWall.badges(
      BenefitWall.Facts(star: star), at: try Instant(parsing: "2016-02-10"),
      catalog: .shipped)
    #expect(badges.count == 12)
    #expect(badges.count(where: \.isHeld) == count)
  }

  @Test(
    arguments: [
      ("2016-03-31", false, nil), ("2016-04-01", true, "2017-03-31"),
      ("2016-07-01", true, "2017-06-30"), ("2017-04-01", true, "2017-06-30"),
    ] as [(String, Bool, String?)])
  func `a benefit held both ways is held until the later end (BEN-3)`(
    at: String, isHeld: Bool, through: String?
  ) throws {
    var purchase = Purchase()
    purchase.benefit = "home-visit"
    purchase.from = try day("2016-04-01")
    purchase.through = try day("2017-03-31")
    var star = Star()
    star.stars = 5
    star.from = try day("2016-07-01")
    star.through = try day("2017-06-30")
    let now = try Instant(parsing: at)
    let facts = BenefitWall.Facts(
      star: star.isInForce(on: now.day) ? star : nil, purchases: [purchase])
    let badge = BenefitWall.badges(facts, at: now, catalog: .shipped)
      .first { $0.benefit.id == "home-visit" }
    #expect(badge?.isHeld == isHeld)
    #expect(badge?.through == (try through.map { try day($0) }))
  }

  @Test func `a phone restore is used up until the next month (BEN-10)`() throws {
    var star = Star()
    star.stars = 5
    star.from = try day("2016-01-01")
    var line = Line()
    line.number = "13300000001"
    var use = Use()
    use.benefit = "phone-restore"
    use.line = line.number
    use.at = try Instant(parsing: "2016-02-03T10:00")
    let facts = BenefitWall.Facts(star: star, uses: [use], lines: [line])
    for (at, left) in [("2016-02-29T23:59:59", 0), ("2016-03-01", 1)] {
      let badge = BenefitWall.badges(
        facts, at: try Instant(parsing: at), catalog: .shipped
      ).first { $0.benefit == .phoneRestore }
      #expect(badge?.left == Int64(left))
    }
  }
}
