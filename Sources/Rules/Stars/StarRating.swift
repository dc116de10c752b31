package import Basics
package import Records

/// The growth value and the star that follows from it 成长值与星级 (STAR-5 .. STAR-10, STAR-17,
/// STAR-18, STAR-25).
package enum StarRating {
  /// What a rating looks at.
  package struct Facts: Hashable, Sendable {
    package var lines: [Line]
    /// What the customer's lines were charged, month by month.
    package var charges: [ChargedMonth]
    /// The suspensions of the customer's lines that have ended.
    package var suspensions: [Suspension]
    /// The direct growth values, live or not.
    package var grants: [Grant]
    /// The star that was worked out last.
    package var present: Star?
    package var joined: Day
    /// The day on which the customer left: there is no star from then on (STAR-25).
    package var left: Day?

    package init(
      lines: [Line] = [], charges: [Charge] = [], suspensions: [Suspension] = [],
      grants: [Grant] = [], present: Star? = nil, joined: Day, left: Day? = nil
    ) {
      self.lines = lines
      self.charges = charges.map(ChargedMonth.init)
      self.suspensions = suspensions
      self.grants = grants
      self.present = present
      self.joined = joined
      self.left = left
    }

    /// Whether the customer has left by a day.
    package func hasLeft(by day: Day) -> Bool { left.map { $0 <= day } ?? false }
  }

  /// The graded growth value, term by term (STAR-5).
  package struct Growth: Hashable, Sendable {
    /// Charges of the months that count, in whole yuan.
    package var main: Int64
    /// For the months in network of the longest-standing mobile in use.
    package var plus: Int64
    /// For two-way suspensions.
    package var minus: Int64

    /// The growth value.
    package var value: Int64 { main + plus - minus }
  }

  /// A star with its validity and what it rests on.
  package struct Award: Hashable, Sendable {
    /// 0 (none) to 7.
    package var stars: Int32
    package var basis: StarBasis
    package var growth: Int64
    package var from: Day
    /// The last day; absent for as long as the ground lasts.
    package var through: Day?

    package init(
      stars: Int32, basis: StarBasis, growth: Int64, from: Day, through: Day? = nil
    ) {
      self.stars = stars
      self.basis = basis
      self.growth = growth
      self.from = from
      self.through = through
    }
  }

  /// What a rating found, in full (STAR-16).
  package struct Result: Hashable, Sendable {
    package var month: Month
    package var growth: Growth
    /// The star that the growth value alone gives.
    package var graded: Int32
    /// The direct growth values that were live in the month.
    package var direct: [Grant]
    /// The star that the rating gives, in view of the one in force.
    package var award: Award
    /// The next star, and how much growth is missing for it; nil at the highest.
    package var next: (stars: Int32, missing: Int64)? {
      nextStars.map { ($0, max(missing, 0)) }
    }
    /// In the last months of validity: whether the star will be kept.
    package var willKeep: Bool?

    fileprivate var nextStars: Int32?
    fileprivate var missing: Int64
  }

  /// The star that a growth value gives (STAR-6).
  package static func stars(for growth: Int64, terms: StarTerms) -> Int32 {
    Int32(terms.bounds.count { growth >= $0 })
  }

  /// The growth value as rated in a month (STAR-5).
  ///
  /// - Parameters:
  ///   - month: the month M of rating; the months M-12 to M-1 count.
  ///   - instant: a mobile that was disconnected at this instant or later still counts as in use;
  ///     nil: the end of the month, so that a past month gives what it gave then (STAR-25).
  package static func growth(
    _ facts: Facts, in month: Month, at instant: Instant? = nil, terms: StarTerms
  ) -> Growth {
    let first = month.adding(-Int(terms.months))
    let last = month.adding(-1)
    let instant = instant ?? month.end
    var charged = Money.zero
    for charge in facts.charges where charge.month >= first && charge.month <= last {
      charged = charged + charge.counted
    }
    var longest: Day?
    var suspensions = 0
    func count(_ scope: RestrictionScope, _ from: Instant) {
      let month = from.month
      if scope == .both, month >= first, month <= last { suspensions += 1 }
    }
    for index in facts.lines.indices where facts.lines[index].kind == .mobile {
      if facts.lines[index].disconnected.map({ $0 >= instant }) ?? true {
        let activated = facts.lines[index].activated
        longest = longest.map { min($0, activated) } ?? activated
      }
      for restriction in facts.lines[index].restrictions where restriction.reason == .arrears {
        count(restriction.scope, restriction.from)
      }
      for suspension in facts.suspensions
      where suspension.reason == .arrears && suspension.line == facts.lines[index].number {
        count(suspension.scope, suspension.from)
      }
    }
    let months = longest.map { max(last - $0.month, 0) } ?? 0
    return Growth(
      main: charged.fen / 100, plus: Int64(months) * terms.perMonthInNetwork,
      minus: Int64(suspensions) * terms.perSuspension)
  }

  /// Rates a customer in a month (STAR-5 .. STAR-10, STAR-17).
  ///
  /// - Parameters:
  ///   - facts: charges, suspensions, grants and the star in force.
  ///   - month: the month M of rating. What its growth gives holds from the 1st of the next month;
  ///     a direct value from the day of its grant.
  /// - Returns: Every term and what it led to; for who has left by the end of the month no star
  ///   (STAR-25).
  package static func rate(_ facts: Facts, in month: Month, terms: StarTerms) -> Result {
    let growth = growth(facts, in: month, terms: terms)
    if let left = facts.left, left <= month.last {
      let none = Award(stars: 0, basis: .graded, growth: growth.value, from: left)
      return Result(
        month: month, growth: growth, graded: 0, direct: [], award: none, nextStars: nil,
        missing: 0)
    }
    let graded = graded(growth, facts, in: month, terms: terms)
    let direct = facts.grants.filter { isLive($0, in: month) }
    let candidate = best(growth.value, graded, direct, in: month, terms: terms)
    let award = award(candidate, growth.value, facts, in: month, terms: terms)
    var result = Result(
      month: month, growth: growth, graded: graded, direct: direct, award: award,
      nextStars: nil, missing: 0)
    if Int(award.stars) < terms.bounds.count {
      result.nextStars = award.stars + 1
      result.missing = terms.bounds[Int(award.stars)] - growth.value
    }
    result.willKeep = willKeep(growth.value, facts, in: month, terms: terms)
    return result
  }

  /// The star that the growth value alone gives; none in the month of joining (STAR-5, STAR-6).
  private static func graded(
    _ growth: Growth, _ facts: Facts, in month: Month, terms: StarTerms
  ) -> Int32 {
    month > facts.joined.month ? stars(for: growth.value, terms: terms) : 0
  }

  /// Whether a direct value counts in a month: granted by its end and not ended before it began.
  private static func isLive(_ grant: Grant, in month: Month) -> Bool {
    grant.state == .live && grant.from.month <= month
      && (grant.through.map { $0.month >= month } ?? true)
  }

  /// Whether a direct value counts on a day.
  private static func isLive(_ grant: Grant, on day: Day) -> Bool {
    grant.state == .live && grant.from <= day && (grant.through.map { $0 >= day } ?? true)
  }

  /// The highest of some direct values; among equal ones the longest-lasting (STAR-10).
  private static func highest(_ direct: [Grant], terms: StarTerms) -> Award? {
    let longestFirst = direct.sorted { left, right in
      guard left.growth == right.growth else { return left.growth > right.growth }
      guard let leftEnd = left.through else { return true }
      return right.through.map { leftEnd > $0 } ?? false
    }
    return longestFirst.first.map { grant in
      Award(
        stars: stars(for: grant.growth, terms: terms), basis: grant.source,
        growth: grant.growth, from: grant.from, through: grant.through)
    }
  }

  /// Whether a direct value wins over a graded star: a higher one; on a tie graded wins (STAR-10),
  /// but against a key person, whose star holds as long as the person is one.
  private static func wins(_ direct: Award, over graded: Int32) -> Bool {
    direct.stars > graded || direct.stars == graded && graded > 0 && direct.basis == .keyPerson
  }

  /// The graded value against every live direct one (STAR-10).
  private static func best(
    _ growth: Int64, _ graded: Int32, _ direct: [Grant], in month: Month, terms: StarTerms
  ) -> Award {
    if let direct = highest(direct, terms: terms), wins(direct, over: graded) { return direct }
    let next = month.adding(1)
    return Award(
      stars: graded, basis: .graded, growth: growth, from: next.first,
      through: lastDay(ratedIn: month, terms: terms))
  }

  /// The last day of a graded star: a year from the 1st of the month after the rating (STAR-7).
  private static func lastDay(ratedIn month: Month, terms: StarTerms) -> Day {
    month.adding(Int(terms.validityMonths)).last
  }

  /// Within its validity a star only rises, and an open validity stays open (STAR-7, STAR-25); in
  /// the last month of it 90% of its bound keeps it for another year, from the day after its end
  /// (STAR-8, STAR-18).
  private static func award(
    _ candidate: Award, _ growth: Int64, _ facts: Facts, in month: Month, terms: StarTerms
  ) -> Award {
    guard let present = facts.present, present.stars > 0, present.stars >= candidate.stars,
      present.from.month <= month, present.through.map({ $0.month >= month }) ?? true,
      !isVoid(present, facts.grants, in: month, terms: terms)
    else { return candidate }
    guard let through = present.through, through.month == month else { return Award(present) }
    let isLent = candidate.stars == present.stars && candidate.basis != .graded
    guard !isLent, keeps(present.stars, growth, terms: terms) else { return candidate }
    return Award(
      stars: present.stars, basis: .graded, growth: growth, from: through.adding(days: 1),
      through: lastDay(ratedIn: month, terms: terms))
  }

  /// Whether a star rests on a direct value that ended before its time, which is void at once
  /// (STAR-11).
  private static func isVoid(
    _ star: Star, _ grants: [Grant], in month: Month, terms: StarTerms
  ) -> Bool {
    guard star.basis != .graded else { return false }
    var isStruck = false
    for grant in grants where grant.source == star.basis {
      if grant.state == .struck { isStruck = true }
      if isLive(grant, in: month), stars(for: grant.growth, terms: terms) >= star.stars {
        return false
      }
    }
    return isStruck
  }

  private static func keeps(_ stars: Int32, _ growth: Int64, terms: StarTerms) -> Bool {
    let index = Int(stars) - 1
    return terms.keeping.indices.contains(index) && growth >= terms.keeping[index]
  }

  /// In the last three months of validity, whether the star would be kept (STAR-16): by the growth
  /// value, or by a direct value that still holds on the day after its end (STAR-25).
  private static func willKeep(
    _ growth: Int64, _ facts: Facts, in month: Month, terms: StarTerms
  ) -> Bool? {
    guard let present = facts.present, present.stars > 0, let through = present.through,
      through.month >= month, through.month - month < Int(terms.forecastMonths)
    else { return nil }
    let after = through.adding(days: 1)
    return keeps(present.stars, growth, terms: terms)
      || facts.grants.contains { grant in
        isLive(grant, on: after) && stars(for: grant.growth, terms: terms) >= present.stars
      }
  }
}

extension StarRating {
  /// The star that follows one whose validity has ended (STAR-7, STAR-8, STAR-25).
  ///
  /// On the day after the end hold: the ended star, where the growth value of its last month keeps
  /// it, and any direct value that is live then. What that month's growth gives by the table holds
  /// from the 1st of the next month, a direct value that begins until then from its first day. Where
  /// one of these is higher, what held before it ends on the day before, and the end of that is
  /// looked at in turn.
  ///
  /// - Parameters:
  ///   - ended: the star.
  ///   - through: its last day.
  /// - Returns: The star, which may begin later than the day after; one of 0 stars where none
  ///   follows.
  package static func following(
    _ ended: Star, through: Day, _ facts: Facts, terms: StarTerms
  ) -> Award {
    let month = through.month
    let day = through.adding(days: 1)
    let next = month.adding(1).first
    let growth = growth(facts, in: month, at: day.start, terms: terms)
    let none = Award(stars: 0, basis: .graded, growth: growth.value, from: day)
    if facts.hasLeft(by: day) { return none }
    let graded = graded(growth, facts, in: month, terms: terms)
    let kept = keeps(ended.stars, growth.value, terms: terms) ? ended.stars : 0
    // By the table or by what keeps a star, the growth value gives a year.
    func own(on day: Day) -> Award {
      Award(
        stars: day < next ? kept : max(kept, graded), basis: .graded, growth: growth.value,
        from: day, through: lastDay(ratedIn: month, terms: terms))
    }
    var found: Award?
    for day in daysOfChange(from: day, through: next, facts.grants) {
      var award = own(on: day)
      let live = facts.grants.filter { isLive($0, on: day) }
      if let direct = highest(live, terms: terms),
        // A star that is merely kept gives way to a direct value of as many.
        wins(direct, over: award.stars) || direct.stars == award.stars && graded < award.stars
      {
        award = direct
        award.from = day
      }
      if let earlier = found {
        guard award.stars > earlier.stars else { continue }
        let eve = day.adding(days: -1)
        found?.through = earlier.through.map { min($0, eve) } ?? eve
        break
      }
      if award.stars > 0 { found = award }
    }
    return found ?? none
  }

  /// The days on which another star may begin: the first, those on which a direct value does, and
  /// the last.
  private static func daysOfChange(
    from first: Day, through last: Day, _ grants: [Grant]
  ) -> [Day] {
    let begins = grants.map(\.from).filter { first < $0 && $0 < last }
    return Set([first, last] + begins).sorted()
  }
}

extension StarRating.Award {
  /// The star in force as it was awarded.
  init(_ star: Star) {
    self.init(
      stars: star.stars, basis: star.basis, growth: star.growth ?? 0, from: star.from,
      through: star.through)
  }
}
