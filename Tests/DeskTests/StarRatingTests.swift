import Basics
import Desk
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
  let charges = try amounts.enumerated().map { place, yuan in
    var charge = Charge()
    charge.line = first.number
    charge.month = try month("2014-09").adding(place)
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

@Suite struct BenefitWallTests {
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
      .first { $0.benefit == .homeVisit }
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
