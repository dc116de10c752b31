package import Basics

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

  /// What the benefit is called.
  package func name(in language: ReaderLanguage) -> String {
    let names = names
    return language == .chinese ? names.chinese : names.english
  }

  private var names: (english: String, chinese: String) {
    switch self {
    case .pointsMultiplier: ("points multiplier", "积分倍增")
    case .priorityAccess: ("hotline priority", "10000号优先接入")
    case .cardReplacement: ("free card replacement", "免费换卡")
    case .broadbandRestore: ("emergency broadband restore", "宽带紧急复机")
    case .serviceManager: ("own service manager", "星级客服经理")
    case .phoneRestore: ("emergency phone restore", "手机紧急开机")
    case .homeVisit: ("broadband home visit", "宽带上门服务")
    case .roamingNoDeposit: ("roaming without deposit", "国漫免预存/押金开通")
    case .hallPriority: ("priority in the hall", "营业厅优先办理")
    case .pointsGift: ("points gift / tenure red packet", "积分礼包/网龄红包")
    case .handsetOffer: ("handset voucher / early purchase", "优惠/优先购机")
    case .dataGift: ("data gift", "流量赠送")
    }
  }
}
