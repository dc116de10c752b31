package import Basics

/// The twelve benefits (BEN-1), in the order of the wall.
package enum Benefit: String, NamedCode {
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
    name.text(in: language)
  }

  package var chinese: String { name.chinese }

  private var name: Words {
    switch self {
    case .pointsMultiplier: Words("points multiplier", "积分倍增")
    case .priorityAccess: Words("hotline priority", "10000 号优先接入")
    case .cardReplacement: Words("free card replacement", "免费换卡")
    case .broadbandRestore: Words("emergency broadband restore", "宽带紧急复机")
    case .serviceManager: Words("own service manager", "星级客服经理")
    case .phoneRestore: Words("emergency phone restore", "手机紧急开机")
    case .homeVisit: Words("broadband home visit", "宽带上门服务")
    case .roamingNoDeposit: Words("roaming without deposit", "免预存开通国际漫游")
    case .hallPriority: Words("priority in the hall", "营业厅优先办理")
    case .pointsGift: Words("points gift / tenure red packet", "积分礼包或网龄红包")
    case .handsetOffer: Words("handset voucher / early purchase", "优惠或优先购机")
    case .dataGift: Words("data gift", "流量赠送")
    }
  }
}
