import Basics
package import Records

/// Which stars have which benefit (BEN-1), and what may be bought (BEN-3).
package struct BenefitTerms: CatalogTerms {
  package static let section = "benefits"
  package var pointsMultiplier: Int32 = 1
  package var priorityAccess: Int32 = 1
  package var cardReplacement: Int32 = 2
  package var broadbandRestore: Int32 = 3
  package var serviceManager: Int32 = 5
  package var phoneRestore: Int32 = 5
  package var homeVisit: Int32 = 5
  package var roamingNoDeposit: Int32 = 5
  package var hallPriority: Int32 = 6
  package var pointsGift: Int32 = 1
  package var handsetOffer: Int32 = 1
  package var dataGift: Int32 = 1
  /// Benefits that any customer may buy (BEN-3).
  package var purchasable: [String] = ["home-visit"]
  /// Months for which a purchase is valid (BEN-3).
  package var purchaseMonths: Int32 = 12

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("pointsMultiplier", &pointsMultiplier)
    try visitor.required("priorityAccess", &priorityAccess)
    try visitor.required("cardReplacement", &cardReplacement)
    try visitor.required("broadbandRestore", &broadbandRestore)
    try visitor.required("serviceManager", &serviceManager)
    try visitor.required("phoneRestore", &phoneRestore)
    try visitor.required("homeVisit", &homeVisit)
    try visitor.required("roamingNoDeposit", &roamingNoDeposit)
    try visitor.required("hallPriority", &hallPriority)
    try visitor.required("pointsGift", &pointsGift)
    try visitor.required("handsetOffer", &handsetOffer)
    try visitor.required("dataGift", &dataGift)
    try visitor.list("purchasable", &purchasable)
    try visitor.required("purchaseMonths", &purchaseMonths)
  }
}
