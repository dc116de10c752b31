package import Basics

/// The growth value and the star that follows from it 成长值与星级 (STAR-5 .. STAR-10, STAR-17,
/// STAR-18).
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

    package init(
      lines: [Line] = [], charges: [Charge] = [], suspensions: [Suspension] = [],
      grants: [Grant] = [], present: Star? = nil, joined: Day
    ) {
      self.lines = lines
      self.charges = charges.map(ChargedMonth.init)
      self.suspensions = suspensions
      self.grants = grants
      self.present = present
      self.joined = joined
    }
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
  package static func growth(_ facts: Facts, in month: Month, terms: StarTerms) -> Growth {
    let first = month.adding(-Int(terms.months))
    let last = month.adding(-1)
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
    for place in facts.lines.indices where facts.lines[place].kind == .mobile {
      if facts.lines[place].disconnected == nil {
        let activated = facts.lines[place].activated
        longest = longest.map { min($0, activated) } ?? activated
      }
      for restriction in facts.lines[place].restrictions where restriction.reason == .arrears {
        count(restriction.scope, restriction.from)
      }
      for suspension in facts.suspensions
      where suspension.reason == .arrears && suspension.line == facts.lines[place].number {
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
  /// - Returns: Every term and what it led to.
  package static func rate(_ facts: Facts, in month: Month, terms: StarTerms) -> Result {
    let growth = growth(facts, in: month, terms: terms)
    let isRated = month > facts.joined.month
    let graded = isRated ? stars(for: growth.value, terms: terms) : 0
    let direct = facts.grants.filter { isLive($0, in: month) }
    let candidate = best(growth.value, graded, direct, in: month, terms: terms)
    let award = award(candidate, growth.value, facts.present, in: month, terms: terms)
    var result = Result(
      month: month, growth: growth, graded: graded, direct: direct, award: award,
      nextStars: nil, missing: 0)
    if Int(award.stars) < terms.bounds.count {
      result.nextStars = award.stars + 1
      result.missing = terms.bounds[Int(award.stars)] - growth.value
    }
    result.willKeep = willKeep(growth.value, facts.present, candidate, in: month, terms: terms)
    return result
  }

  /// Whether a direct value counts in a month: granted by its end and not ended before it began.
  private static func isLive(_ grant: Grant, in month: Month) -> Bool {
    grant.state == .live && grant.from.month <= month
      && (grant.through.map { $0.month >= month } ?? true)
  }

  /// The graded value against every live direct one; graded wins a tie, among equal direct ones
  /// the longest-lasting (STAR-10).
  private static func best(
    _ growth: Int64, _ graded: Int32, _ direct: [Grant], in month: Month, terms: StarTerms
  ) -> Award {
    let next = month.adding(1)
    var best = Award(
      stars: graded, basis: .graded, growth: growth, from: next.first,
      through: next.adding(Int(terms.validityMonths) - 1).last)
    let longestFirst = direct.sorted { left, right in
      guard left.growth == right.growth else { return left.growth > right.growth }
      guard let leftEnd = left.through else { return true }
      return right.through.map { leftEnd > $0 } ?? false
    }
    if let grant = longestFirst.first {
      let stars = stars(for: grant.growth, terms: terms)
      if stars > best.stars {
        best = Award(
          stars: stars, basis: grant.source, growth: grant.growth, from: grant.from,
          through: grant.through)
      }
    }
    return best
  }

  /// Within its validity a star only rises (STAR-7); in the last month of it 90% of its bound keeps
  /// it for another year (STAR-8, STAR-18).
  private static func award(
    _ candidate: Award, _ growth: Int64, _ present: Star?, in month: Month, terms: StarTerms
  ) -> Award {
    guard let present, present.stars > candidate.stars, present.from.month <= month,
      present.through.map({ $0.month >= month }) ?? true
    else {
      if let present, present.stars == candidate.stars, present.from.month <= month,
        let through = present.through, through.month > month
      {
        return Award(present)
      }
      return candidate
    }
    guard let through = present.through, through.month == month else { return Award(present) }
    guard keeps(present.stars, growth, terms: terms) else { return candidate }
    return Award(
      stars: present.stars, basis: .graded, growth: growth, from: through.adding(days: 1),
      through: month.adding(Int(terms.validityMonths)).last)
  }

  private static func keeps(_ stars: Int32, _ growth: Int64, terms: StarTerms) -> Bool {
    let place = Int(stars) - 1
    return terms.keeping.indices.contains(place) && growth >= terms.keeping[place]
  }

  /// In the last three months of validity, whether the star would be kept (STAR-16).
  private static func willKeep(
    _ growth: Int64, _ present: Star?, _ candidate: Award, in month: Month, terms: StarTerms
  ) -> Bool? {
    guard let present, present.stars > 0, let through = present.through,
      through.month >= month, through.month - month < Int(terms.forecastMonths)
    else { return nil }
    return candidate.stars >= present.stars || keeps(present.stars, growth, terms: terms)
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
