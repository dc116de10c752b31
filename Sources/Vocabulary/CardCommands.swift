import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Cards.
  static func cardCommands() -> [Command] {
    [replaceCard(), showCards()]
  }

  private static func replaceCard() -> Command {
    Command(
      "card replace", family: "card", Words("replace a number's card", "换卡"),
      help: Words(
        "From star 2: two free replacements in the 12 months from the month in which the star took "
          + "effect, in the home province; beyond that the card fee, which --charge accepts (BEN-30 "
          + ".. BEN-34). An international card is issued in a hall only; the manager may deliver it "
          + "to a key person (BEN-36). An ICCID whose last digits a spreadsheet has lost is an error; "
          + "any other wrong check digit gives a warning (CARD-7).",
        "二星及以上客户：自星级生效月起 12 个月内免费 2 次，限归属省；"
          + "超出部分收取卡费，需加 --charge 确认（BEN-30 至 BEN-34）。"
          + "国际卡仅限营业厅办理，政企关键人可由客户经理送卡（BEN-36）。"
          + "被电子表格舍去末位的 ICCID 报错，其他校验位不符的照办并提示（CARD-7）。"),
      parameters: [
        .number,
        .named(
          "iccid", .iccid, Words("the new card, 19 or 20 digits beginning 8986", "新卡 ICCID"),
          isRequired: true, fromRow: "iccid"),
        .named(
          "kind", .choice(CardKind.allCases.map(\.rawValue)),
          Words("kind of the new card; by default that of the present one", "新卡类型，默认与现卡相同"),
          fromRow: "kind"),
        .named(
          "generation", .choice(CardGeneration.allCases.map(\.rawValue)),
          Words("generation of the new card; by default that of the present one", "新卡制式，默认与现卡相同"),
          fromRow: "generation"),
        .switch("nfc", Words("the new card is an NFC card", "新卡为 NFC 卡")),
        .switch("charge", Words("the customer accepts the fee", "客户同意支付卡费")),
        .named(
          "papers", .text,
          Words("the papers that were shown, kept with the order", "已核验的材料，随业务单留存")),
        .named(
          "document", .text,
          Words("the document that was shown, kept masked", "已核验的证件，掩码留存")),
      ],
      columns: outcomeColumns + ["fee", "usesLeft", "warning"], shares: true,
      right: .field,
      // Whose card may be replaced where is a rule of its own (BEN-34).
      isRegional: false,
      examples: [
        .init(
          "card replace 13300000001 iccid=8986031300000000017 kind=new-international channel=hall",
          Words("an international card for a traveller", "为出国客户换国际卡"))
      ],
      action: .operation(["fee", "usesLeft", "warning"]) {
        (call, transaction, request) throws(DeskError) in
        let kind = call.optionalText("kind").flatMap(CardKind.init)
        let generation = call.optionalText("generation").flatMap(CardGeneration.init)
        let papers = ShownPapers(
          papers: call.text("papers"), document: call.text("document"))
        return try transaction.replaceCard(
          call.text("number"), iccid: call.text("iccid"), kind: kind, generation: generation,
          nfc: call.flag("nfc"), acceptsCharge: call.flag("charge"), papers: papers, request)
      })
  }

  private static let cardColumns = Columns.named([
    "iccid", "number", "kind", "generation", "nfc", "payment", "state", "from", "until",
  ])

  private static func showCards() -> Command {
    Command(
      "card show", family: "card", Words("the cards of a number, including past ones", "号码的卡及历史"),
      help: Words(
        "The number may be given by the ICCID of any of its cards.", "也可用该号码任一张卡的 ICCID 查询。"),
      parameters: [.number], columns: cardColumns.names, right: .field,
      examples: [
        .init("card show 13300000001", Words("which cards it has and had", "现卡与历史卡"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let number = call.text("number")
        let cards = try context.read { (view, _, _) throws(DeskError) in
          try view.cards(of: number)
        }
        return Language.Outcome(.table(Table(cardColumns, cards.map(row))))
      })
  }

  private static func row(_ card: Card) -> Row {
    Row(
      cardColumns,
      [
        .text(card.iccid), .text(card.line), .text(card.kind.rawValue),
        .text(card.generation.rawValue), .boolean(card.nfc), .boolean(card.payment),
        .text(card.until == nil ? "in-use" : "retired"), .instant(card.from),
        card.until.map(Value.instant) ?? .null,
      ])
  }
}
