/// The twelve benefits (BEN-1), in the order of the wall.
package enum Benefit: String, CaseIterable, Sendable {
  case pointsMultiplier = "points-multiplier"
  case priorityAccess = "priority-access"
  case cardReplacement = "card-replacement"
  case broadbandRestore = "broadband-restore"
  case serviceManager = "service-manager"
  case phoneRestore = "phone-restore"
  case homeVisit = "home-visit"
  case roamingNoDeposit = "roaming-no-deposit"
  case hallPriority = "hall-priority"
  case pointsGift = "points-gift"
  case handsetOffer = "handset-offer"
  case dataGift = "data-gift"

  /// Whether the customer has it as it is, or claims it (BEN-1).
  package var isClaimed: Bool {
    switch self {
    case .pointsGift, .handsetOffer, .dataGift: true
    default: false
    }
  }

  /// The lowest star that has it (BEN-1).
  package func lowestStar(_ terms: BenefitTerms) -> Int32 {
    switch self {
    case .pointsMultiplier: terms.pointsMultiplier
    case .priorityAccess: terms.priorityAccess
    case .cardReplacement: terms.cardReplacement
    case .broadbandRestore: terms.broadbandRestore
    case .serviceManager: terms.serviceManager
    case .phoneRestore: terms.phoneRestore
    case .homeVisit: terms.homeVisit
    case .roamingNoDeposit: terms.roamingNoDeposit
    case .hallPriority: terms.hallPriority
    case .pointsGift: terms.pointsGift
    case .handsetOffer: terms.handsetOffer
    case .dataGift: terms.dataGift
    }
  }
}
