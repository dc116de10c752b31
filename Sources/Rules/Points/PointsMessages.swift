import Records

extension RuleMessages {
  /// Points (PTS-1, PTS-4 .. PTS-7).
  static let points: [String: Wording] = [
    "points.quantity": Wording(
      "the quantity is {quantity}; expected 1 or more",
      "兑换数量为 {quantity}，应为 1 或以上"),
    "item.amount": Wording(
      "the item {item} of kind {kind} has no amount to give",
      "{kind}类兑换项 {item} 没有可发放的数额", kinds: ["kind": .code(ItemKind.self)]),
    "PTS-1.eligible": Wording(
      "organisations in segment {actual} do not take part in points, only those in {limit}",
      "{actual}单位客户不参与积分，仅限{limit}",
      kinds: ["actual": .code(Segment.self), "limit": .code(Segment.self)]),
    "PTS-5.left": Wording(
      "the customer left on {actual}; the points are void", "客户已于 {actual} 离网，积分已作废"),
    "PTS-5.wait": Wording(
      "joined on {actual}; points may be redeemed from {limit}", "入网日期 {actual}，{limit} 起可兑换积分",
      help: ("possible from {limit}", "请于 {limit} 起再兑换")),
    "PTS-7.frozen": Wording(
      "the points account is frozen for arrears", "积分账户因欠费冻结",
      help: ("pay what is owed", "请缴清欠费")),
    "PTS-6.item": Wording("there is no item to redeem", "没有可兑换的项目"),
    "PTS-6.stock": Wording(
      "{actual} of the item in stock, {limit} requested", "兑换项库存 {actual}，需要 {limit}",
      help: ("take fewer or another item", "请减少数量或选择其他兑换项")),
    "PTS-6.points": Wording(
      "{actual} points, the redemption costs {limit}", "积分 {actual}，兑换需 {limit}",
      help: ("take fewer or another item", "请减少数量或选择其他兑换项")),
    "PTS-6.redemption": Wording(
      "the order is {actual}, not a completed redemption", "该业务单为 {actual}，不是已办理的积分兑换"),
    "PTS-6.reversed": Wording("the redemption has already been reversed", "该兑换已撤销"),
    "PTS-6.delivered": Wording(
      "the redemption is {actual}; it can be reversed only while it is one of {limit}",
      "该兑换状态为{actual}，仅在{limit}时可撤销",
      kinds: ["actual": .code(OrderState.self), "limit": .code(OrderState.self)]),
  ]
}
