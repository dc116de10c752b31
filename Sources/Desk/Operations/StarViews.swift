package import Basics
package import Storage

extension Reading where Self: ~Copyable {
  /// What a rating of a customer looks at.
  package borrowing func starFacts(
    of customer: Customer
  ) throws(DeskError) -> StarRating.Facts {
    StarRating.Facts(
      lines: try all(Line.self, of: customer.id),
      charges: try all(Charge.self, of: customer.id),
      suspensions: try all(Suspension.self, of: customer.id),
      grants: try all(Grant.self, of: customer.id),
      present: try record(Star.self, Key(customer: customer.id, type: .star)),
      joined: customer.joined)
  }

  /// Explains the star of a customer 星级解释 (STAR-16).
  ///
  /// - Parameters:
  ///   - customer: whose star it is.
  ///   - month: the month of rating.
  @specialized(where Self == ReadTransaction)
  package borrowing func explainStar(
    of customer: Customer, in month: Month, _ catalog: Catalog
  ) throws(DeskError) -> StarRating.Result {
    StarRating.rate(try starFacts(of: customer), in: month, terms: catalog.stars)
  }

  /// The wall of benefits of a customer 勋章墙 (BEN-4).
  package borrowing func benefitWall(
    of customer: Customer, at now: Instant, _ catalog: Catalog
  ) throws(DeskError) -> [BenefitWall.Badge] {
    let lines = try all(Line.self, of: customer.id)
    let facts = BenefitWall.Facts(
      star: try star(of: customer.id, on: now.day),
      purchases: try all(Purchase.self, of: customer.id),
      uses: try all(Use.self, of: customer.id), lines: lines)
    return BenefitWall.badges(facts, at: now, catalog: catalog)
  }
}

extension Work {
  /// Rates a customer anew when the validity of the star ends (STAR-7, STAR-8).
  ///
  /// - Parameter customer: whose star's last day was the day before ``Work/now``.
  package mutating func endStar(of customer: Identifier) throws(DeskError) {
    guard let record = try transaction.customer(customer) else { return }
    var facts = try transaction.starFacts(of: record)
    guard let present = facts.present, let through = present.through, through < now.day else {
      return
    }
    // A direct value that ends with the star, or ended before it, lends nothing after it.
    facts.grants.removeAll { $0.through.map { $0 <= through } ?? false }
    let award = StarRating.rate(facts, in: through.month, terms: catalog.stars).award
    var star = Star()
    star.customer = customer
    star.stars = award.stars
    star.basis = award.basis
    star.growth = award.growth
    star.from = max(award.from, through.adding(days: 1))
    star.through = award.stars == 0 ? nil : award.through
    try put(star, of: customer)
  }
}
