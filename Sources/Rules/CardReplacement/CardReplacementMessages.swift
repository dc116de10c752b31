import Records

extension RuleMessages {
  /// Card replacement (BEN-30 .. BEN-36, CARD-2, CARD-7).
  static let cardReplacement: [String: Words] = [
    "iccid.malformed": Words(
      "the ICCID {iccid} has {length} characters; expected 19 or 20 digits beginning 8986",
      "ICCID {iccid} 有 {length} 位；应为以 8986 开头的 19 或 20 位数字"),
    "iccid.rounded": Words(
      "the ICCID {iccid} has lost its last digits: its check digit is wrong, and a spreadsheet or a "
        + "program that takes it for a number makes just this of another; keep the column as text "
        + "and read the ICCID from the card again",
      "ICCID {iccid} 的末几位已丢失：校验位不符，且正是电子表格或程序把卡号当作数字处理后的结果；"
        + "请将该列设为文本，并按卡面重新录入"),
    "CARD-7.check-digit": Words(
      "the ICCID's check digit is wrong; compare it with the card",
      "ICCID 校验位不符，请与卡面核对"),
    "BEN-36.hall": Words(
      "an international card is not handed out by {actual}, only by {limit}",
      "国际卡不能通过 {actual} 发放，仅限 {limit}",
      help: (
        "have the customer come to a hall with the document and add channel=hall; to a key person "
          + "the manager may deliver it, with channel=manager",
        "请客户携证件到营业厅办理（channel=hall）；政企关键人可由客户经理送卡（channel=manager）"
      )),
    "BEN-30.kind": Words(
      "the number is {actual}, a card belongs to one of {limit}",
      "该号码类型为 {actual}，换卡仅限 {limit}"),
    "BEN-30.disconnected": Words("the number has been disconnected", "该号码已拆机"),
    "BEN-30.card": Words("the number has no card in use", "该号码没有在用的卡"),
    "BEN-30.scene": Words(
      "replacing {actual} is none of {limit}", "{actual} 不属于可办理的换卡场景 {limit}",
      help: (
        "ask for a 4G card with generation=4g, or for kind=new-international in place of an "
          + "ordinary card",
        "请换 4G 卡（generation=4g），或将普通卡换为国际卡（kind=new-international）"
      )),
    "BEN-32.kind": Words(
      "{actual} cards are not handed out, only {limit}", "{actual} 卡已不发放，可选 {limit}",
      help: ("add kind=new-international", "请加 kind=new-international")),
    "CARD-2.unique": Words(
      "a card has the ICCID {actual} already, in use or retired", "ICCID {actual} 已在用或已停用",
      help: ("take another card", "请换一张卡")),
    "BEN-34.province": Words(
      "asked for in {actual}, the number was opened in {limit}: no 4G card is replaced elsewhere",
      "办理地 {actual}，号码归属 {limit}：4G 卡不得异地更换",
      help: ("have it replaced in {limit}", "请在归属地 {limit} 办理")),
    "BEN-30.star": Words(
      "star {actual}, a free card needs {limit} or more", "客户星级 {actual}，免费换卡需 {limit} 星及以上",
      help: ("add --charge to pay for the card", "可加 --charge 付费办理")),
    "BEN-30.uses": Words(
      "{actual} of {limit} free cards left in these 12 months", "本期 {limit} 次免费换卡剩余 {actual} 次",
      help: (
        "add --charge to pay for the card; free again from {availableFrom}",
        "可加 --charge 付费办理；{availableFrom} 起可再免费"
      )),
    "BEN-30.province": Words(
      "asked for in {actual}, a card is free only in {limit}", "办理地 {actual}，免费换卡仅限归属地 {limit}",
      help: ("have it replaced in {limit}", "请在归属地 {limit} 办理")),
    "BEN-31.payment": Words(
      "a payment card is never free", "翼支付卡不免费",
      help: ("add --charge to pay for the card", "可加 --charge 付费办理")),
    "BEN-31.charge": Words(
      "the card costs {limit} yuan, which must be accepted", "换卡费 {limit} 元，需客户同意",
      help: ("add --charge", "请加 --charge")),
  ]
}
