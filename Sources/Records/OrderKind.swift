package import Basics

/// The kinds of orders.
package enum OrderKind {
  /// A payment to an account.
  package static let pay = "pay"
  /// A charge booked to a line.
  package static let charge = "charge"

  /// All kinds, those of earlier systems that came with snapshots among them, with their names.
  package static let names = CodeNames([
    "restore-phone": "手机紧急开机",
    "restore-broadband": "宽带紧急复机",
    "card-replace": "换卡",
    "roam-open": "开通国际漫游",
    "roam-close": "关闭国际漫游",
    "points-redeem": "积分兑换",
    "points-reverse": "撤销积分兑换",
    "points-expire": "积分到期",
    "points-void": "积分作废",
    "points-gift": "积分礼包",
    pay: "缴费",
    charge: "计费",
    "undo": "撤销",
    "benefit-buy": "购买权益",
    "star-buy": "购买星级",
    "data-gift": "流量赠送",
    "home-visit": "上门服务",
  ])
}
