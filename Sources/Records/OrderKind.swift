package import Basics

/// The kinds of orders.
package enum OrderKind {
  /// A payment to an account.
  package static let pay = "pay"
  /// A charge booked to a line.
  package static let charge = "charge"

  /// Kinds that only come with snapshots, with their names.
  package static let imported = CodeNames([
    "points-gift": "积分礼包",
    "benefit-buy": "购买权益",
    "star-buy": "购买星级",
    "data-gift": "流量赠送",
    "home-visit": "上门服务",
  ])
}
