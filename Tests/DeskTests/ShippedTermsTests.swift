import Basics
import Records
import Rules
import Testing

/// The numbers of the shipped catalog, against the rules as they are written.
@Suite struct ShippedTermsTests {
  /// PLAN-1: the monthly fees of the 4G plans, and that no other 4G plan is shipped.
  @Test(arguments: 50...1000)
  func `the 4G plans are those of PLAN-1`(fee: Int) {
    let fees = [59, 79, 99, 129, 169, 199, 229, 299, 399, 499, 599, 999]
    let plan = Catalog.shipped.plans["4g-\(fee)"]
    #expect((plan != nil) == fees.contains(fee))
    guard let plan else { return }
    #expect(plan.monthlyFee == Money(fen: Int64(fee) * 100))
    #expect(plan.is4G)
  }

  /// STAR-3: five lines of one kind.
  @Test func `five lines of one kind count (STAR-3)`() {
    #expect(Catalog.shipped.stars.linesOfAKind == 5)
  }

  /// STAR-9: what a direct account may be worth, by the star; STAR-18: what keeps that star.
  @Test(
    arguments: [
      (1, 600, 540), (2, 1000, 900), (3, 1500, 1350), (4, 2300, 2070), (5, 4000, 3600),
      (6, 6000, 5400), (7, 8000, 7200),
    ] as [(Int, Int64, Int64)])
  func `each star has its direct value (STAR-9) and what keeps it (STAR-18)`(
    stars: Int, direct: Int64, keeping: Int64
  ) {
    let terms = Catalog.shipped.stars
    #expect(terms.bounds.count == 7)
    #expect(terms.keeping.count == 7)
    #expect(terms.bounds[stars - 1] == direct)
    #expect(terms.keeping[stars - 1] == keeping)
  }
}
