extension RuleMessages {
  /// Points (PTS-1, PTS-4 .. PTS-7).
  static let points: [String: Words] = [
    "points.quantity": Words(
      "a quantity of {quantity} cannot be redeemed; expected 1 or more",
      "兑换数量 {quantity} 无效；应为 1 或以上"),
    "item.amount": Words(
      "the item {item} of kind {kind} has no amount to hand over",
      "{kind} 类兑换项 {item} 没有可发放的数额"),
    "PTS-1.eligible": Words(
      "organisations of segment {actual} take no part in points, only {limit}",
      "{actual} 类单位客户不参与积分，仅限 {limit}"),
    "PTS-5.left": Words("the customer left on {actual}, points are void", "客户已于 {actual} 离网，积分已作废"),
    "PTS-5.wait": Words(
      "joined {actual}, points may be redeemed from {limit}", "入网日期 {actual}，{limit} 起可兑换积分",
      help: ("again from {limit}", "请于 {limit} 后再兑换")),
    "PTS-7.frozen": Words(
      "the points account is frozen for arrears", "积分账户因欠费冻结",
      help: ("pay what is owed", "请缴清欠费")),
    "PTS-6.item": Words("nothing can be redeemed: there is no item", "没有可兑换的项目"),
    "PTS-6.stock": Words(
      "{actual} of the item in stock, {limit} asked for", "兑换项库存 {actual}，需要 {limit}",
      help: ("take fewer or another item", "请减少数量或选择其他兑换项")),
    "PTS-6.points": Words(
      "{actual} points, the redemption costs {limit}", "积分 {actual}，兑换需 {limit}",
      help: ("take fewer or another item", "请减少数量或选择其他兑换项")),
    "PTS-6.redemption": Words(
      "the order is {actual}, not a redemption that was carried out", "该工单为 {actual}，不是已受理的积分兑换"),
    "PTS-6.reversed": Words("the redemption has been reversed already", "该兑换已撤销"),
    "PTS-6.delivered": Words(
      "the redemption is {actual}; it can be reversed only while it is one of {limit}",
      "该兑换状态为 {actual}，仅在 {limit} 时可撤销"),
  ]
}
