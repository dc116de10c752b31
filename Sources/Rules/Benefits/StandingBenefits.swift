/// Benefits that stand on the wall for those whose star or purchase gives them, and of which no use is
/// decided here.
extension Benefit {
  static let pointsMultiplier = Benefit(
    "points-multiplier", field: "pointsMultiplier", fromStar: 1, counting: .none,
    "points multiplier", "积分倍增")
  static let priorityAccess = Benefit(
    "priority-access", field: "priorityAccess", fromStar: 1, counting: .none,
    "hotline priority", "10000 号优先接入")
  static let serviceManager = Benefit(
    "service-manager", field: "serviceManager", fromStar: 5, counting: .none,
    "own service manager", "星级客服经理")
  static let homeVisit = Benefit(
    "home-visit", field: "homeVisit", fromStar: 5, counting: .none,
    "broadband home visit", "宽带上门服务")
  static let hallPriority = Benefit(
    "hall-priority", field: "hallPriority", fromStar: 6, counting: .none,
    "priority in the hall", "营业厅优先办理")
  static let pointsGift = Benefit(
    "points-gift", field: "pointsGift", fromStar: 1, counting: .none,
    "points gift / tenure red packet", "积分礼包或网龄红包")
  static let handsetOffer = Benefit(
    "handset-offer", field: "handsetOffer", fromStar: 1, counting: .none,
    "handset voucher / early purchase", "优惠或优先购机")
  static let dataGift = Benefit(
    "data-gift", field: "dataGift", fromStar: 1, counting: .none,
    "data gift", "流量赠送")
}
