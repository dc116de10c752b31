import Basics
package import Records

/// Which stars have which benefit (BEN-1), and what may be bought (BEN-3).
package struct BenefitTerms: CatalogTerms {
  package static let section = "benefits"
  /// The lowest star that has each benefit, in the order of ``Benefit/all``.
  private var lowestStars = Benefit.all.map(\.shippedStar)
  /// Benefits that any customer may buy (BEN-3).
  package var purchasable: [String] = ["home-visit"]
  /// Months for which a purchase is valid (BEN-3).
  package var purchaseMonths: Int32 = 12

  package init() {}

  /// The lowest star that has a benefit (BEN-1).
  package func lowestStar(of benefit: Benefit) -> Int32 {
    guard let index = Benefit.all.firstIndex(of: benefit) else {
      preconditionFailure("\(benefit.id) is none of the benefits")
    }
    return lowestStars[index]
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    for (index, benefit) in Benefit.all.enumerated() {
      try visitor.required(benefit.field, &lowestStars[index])
    }
    try visitor.list("purchasable", &purchasable)
    try visitor.required("purchaseMonths", &purchaseMonths)
  }
}

extension RuleFamily {
  static let benefits = RuleFamily(terms: BenefitTerms.self, messages: [:])
}

extension Catalog {
  package var benefits: BenefitTerms { self[BenefitTerms.self] }
}
