import Basics

/// The plans of the shipped catalog (PLAN-1, ROAM-2).
enum ShippedPlans {
  static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  private static let all: [PlanTerms] =
    [59, 79, 99, 129, 169, 199, 229, 299, 399, 499, 599, 999].map { fee in
      PlanTerms(id: "4g-\(fee)", monthlyFee: Money(fen: fee * 100), is4G: true)
    } + [
      PlanTerms(id: "lexiang-3g", isGoodStandingGround: true),
      PlanTerms(id: "blackberry-enterprise", isGoodStandingGround: true),
      PlanTerms(id: "home-bundle", isBundleGround: true),
      PlanTerms(id: "business-bundle", isBundleGround: true),
      PlanTerms(id: "standard-3g"),
      PlanTerms(id: "no-roaming", forbidsRoaming: true),
      PlanTerms(id: "broadband-standard"),
      PlanTerms(id: "fixed-standard"),
      PlanTerms(id: "data-card-50", monthlyFee: Money(fen: 50_00)),
      PlanTerms(id: "data-card-100", monthlyFee: Money(fen: 100_00)),
      PlanTerms(id: "data-card-180", monthlyFee: Money(fen: 180_00)),
    ]
}
