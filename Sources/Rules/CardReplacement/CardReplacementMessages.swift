import Records

private typealias Scene = CardReplacement.Scene

extension RuleMessages {
  /// Card replacement (BEN-30 .. BEN-36, CARD-2, CARD-7).
  static let cardReplacement: [String: Wording] = [
    "iccid.malformed": Wording(
      "the ICCID {iccid} has {length} characters; expected 19 or 20 digits beginning 8986",
      "ICCID {iccid} 有 {length} 位；应为以 8986 开头的 19 或 20 位数字"),
    "iccid.rounded": Wording(
      "the ICCID {iccid} has lost its last digits: its check digit is wrong in the way that happens "
        + "when a spreadsheet or a program reads it as a number; format the column as text and read the "
        + "ICCID from the card again",
      "ICCID {iccid} 的末几位已丢失：校验位不符，像是被电子表格或程序当作数字处理过；"
        + "请将该列设为文本，并按卡面重新录入"),
    "CARD-7.check-digit": Wording(
      "the ICCID's check digit is wrong; compare it with the card",
      "ICCID 校验位不符，请与卡面核对"),
    "BEN-36.hall": Wording(
      "an international card cannot be issued through {actual}, only through {limit}",
      "国际卡不能通过{actual}发放，仅限{limit}",
      help: (
        "ask the customer to come to a hall with the document and add channel=hall; the manager may "
          + "deliver it to a key person with channel=manager",
        "请客户携证件到营业厅办理，加 channel=hall；政企关键人可由客户经理送卡，加 channel=manager"
      ), kinds: ["actual": .code(Channel.self), "limit": .code(Channel.self)]),
    "BEN-30.kind": Wording(
      "the number is of kind {actual}; only {limit} have cards",
      "该号码是{actual}，换卡仅限{limit}",
      kinds: ["actual": .code(LineKind.self), "limit": .code(LineKind.self)]),
    "BEN-30.disconnected": Wording("the number has been disconnected", "该号码已拆机"),
    "BEN-30.card": Wording("the number has no card in use", "该号码没有在用的卡"),
    "BEN-30.scene": Wording(
      "replacing {actual} is not one of {limit}", "{actual}不属于可办理的换卡：{limit}",
      help: (
        "ask for a 4G card with generation=4g, or for kind=new-international in place of an "
          + "ordinary card",
        "请换 4G 卡，加 generation=4g；或将普通卡换为国际卡，加 kind=new-international"
      ), kinds: ["actual": .code(Scene.self), "limit": .code(Scene.self)]),
    "BEN-32.kind": Wording(
      "{actual} cards are no longer issued, only {limit}", "{actual}已不发放，可选{limit}",
      help: ("add kind=new-international", "请加 kind=new-international"),
      kinds: ["actual": .code(CardKind.self), "limit": .code(CardKind.self)]),
    "CARD-2.unique": Wording(
      "the ICCID {actual} already belongs to a card, in use or retired", "ICCID {actual} 已在用或已停用",
      help: ("take another card", "请换一张卡")),
    "BEN-34.province": Wording(
      "requested in {actual}, but the number belongs to {limit}: a 4G card is replaced in its home province only",
      "办理地 {actual}，号码归属 {limit}：4G 卡不得异地更换",
      help: ("replace it in {limit}", "请在归属地 {limit} 办理")),
    "BEN-30.star": Wording(
      "star {actual}; a free card needs star {limit} or above", "客户星级 {actual}，免费换卡需 {limit} 星及以上",
      help: ("add --charge to pay for the card", "可加 --charge 付费办理")),
    "BEN-30.uses": Wording(
      "{actual} of {limit} free cards left in this 12-month period",
      "本期共 {limit} 次免费换卡，剩余 {actual} 次",
      help: (
        "add --charge to pay for the card; free again from {availableFrom}",
        "可加 --charge 付费办理；{availableFrom} 起可再免费"
      )),
    "BEN-30.province": Wording(
      "requested in {actual}; a card is free in {limit} only", "办理地 {actual}，免费换卡仅限归属地 {limit}",
      help: ("replace it in {limit}", "请在归属地 {limit} 办理")),
    "BEN-31.payment": Wording(
      "a payment card is never free", "翼支付卡不免费",
      help: ("add --charge to pay for the card", "可加 --charge 付费办理")),
    "BEN-31.charge": Wording(
      "the card costs {limit} yuan, which the customer must accept", "换卡费 {limit} 元，需客户同意",
      help: ("add --charge", "请加 --charge")),
  ]
}
