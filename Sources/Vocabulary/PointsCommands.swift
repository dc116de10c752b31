import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Points.
  static func pointsCommands() -> [Command] {
    [showPoints(), redeemPoints(), reversePoints()]
  }

  private static let lotColumns = Columns.named(["year", "left", "expires"], words: .remaining)

  private static func showPoints() -> Command {
    Command(
      "points show", family: "points", Words("a customer's points, lot by lot", "积分及各年批次"),
      parameters: [.subject],
      columns: [
        "customer", "balance", "redeemable", "entitledSince", "frozen", "stopped", "lots",
        "reasons",
      ], right: .field,
      examples: [
        .init(
          "points show 13300000001", Words("how many there are, and when they expire", "余额与到期日"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("customer")
        let points = try context.read { (view, now, catalog) throws(DeskError) in
          try view.pointsView(
            of: try view.identify(name), on: now.day, catalog: catalog)
        }
        return Language.Outcome(.record(value(points, call.language)))
      })
  }

  /// What `points show` answers.
  static func value(_ points: PointsView, _ language: ReaderLanguage) -> Row {
    let lots = points.lots.map { lot in
      Row(
        lotColumns, [.integer(Int64(lot.year)), .integer(lot.left), .day(lot.expires)])
    }
    return Row.named([
      "customer": .text(points.customer.text), "balance": .integer(points.balance),
      "redeemable": .integer(points.redeemable),
      "entitledSince": points.entitledSince.map(Value.day) ?? .null,
      "frozen": .boolean(points.frozen), "stopped": .boolean(points.stopped),
      "lots": .table(Table(lotColumns, lots)),
      "reasons": OutcomeValue.reasons(points.reasons, language),
    ])
  }

  private static func redeemPoints() -> Command {
    Command(
      "points redeem", family: "points", Words("redeem points for an item", "积分兑换"),
      help: Words(
        "Takes points from the oldest lot first; all of them or none (PTS-4 .. PTS-6).",
        "先用最早的批次；要么全部兑换，要么不兑换（PTS-4 至 PTS-6）。"),
      parameters: [
        .subject,
        .named(
          "item", .text, Words("the item", "兑换项"), isRequired: true,
          completion: "item", fromRow: "item"),
        .named(
          "quantity", .integer, Words("the quantity", "数量"), defaultValue: 1, fromRow: "quantity"),
        .named(
          "account", .account, Words("the account that gets telephone credit", "话费入账账户"),
          completion: "account"),
      ],
      columns: outcomeColumns + ["item", "quantity", "points", "lots", "balance"],
      shares: true, right: .field,
      examples: [
        .init(
          "points redeem 13300000001 item=credit-10",
          Words("telephone credit for points", "用积分兑换话费"))
      ],
      action: .operation(["item", "quantity", "points", "lots", "balance"]) {
        (call, transaction, request) throws(DeskError) in
        let name = call.text("customer")
        let customer = try transaction.storage.customer(named: name)
        let isLine = try transaction.storage.summary(of: name) != nil
        let account = try call.optionalText("account").map { (name) throws(DeskError) in
          try transaction.storage.account(named: name).id
        }
        return try transaction.redeemPoints(
          of: customer.id, line: isLine ? name : "", item: call.text("item"),
          quantity: call.integer("quantity"), account: account, request)
      })
  }

  private static func reversePoints() -> Command {
    Command(
      "points reverse", family: "points", Words("reverse a redemption", "撤销积分兑换"),
      help: Words(
        "Possible until the item is delivered, that is while the order is accepted or in progress. "
          + "The points go back to the lots they came from, except to expired ones (PTS-6, PTS-21). "
          + "Undoing the order does the same.",
        "兑换业务单未交付（已受理或处理中）前可撤销；积分退回原批次，已到期的批次不退（PTS-6、PTS-21）。"
          + "撤销该业务单效果相同。"),
      parameters: [
        .positional(
          "order", .order, Words("the redemption's order", "兑换业务单"), completion: "order",
          fromRow: "order")
      ],
      columns: outcomeColumns + ["points", "lots"], shares: true, right: .field,
      examples: [
        .init("points reverse O31", Words("reverse it", "撤销该兑换"))
      ],
      action: .operation(["points", "lots"]) { (call, transaction, request) throws(DeskError) in
        try transaction.reverseRedemption(try Identifier(ofOrder: call.text("order")), request)
      })
  }
}
