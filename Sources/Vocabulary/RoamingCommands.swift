import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// Roaming.
  static func roamingCommands() -> [Command] {
    [openRoaming(), closeRoaming(), showRoaming()]
  }

  private static func openRoaming() -> Command {
    Command(
      "roam open", family: "roam", Words("open international roaming", "开通国际漫游"),
      help: Words(
        "Without a deposit for stars 5 to 7 and on the other grounds of ROAM-2; otherwise at least 500 "
          + "yuan must be prepaid. Takes effect within 3 minutes.",
        "五至七星客户及符合 ROAM-2 其他条件者免预存；否则需预存至少 500 元。3 分钟内生效。"),
      parameters: [
        .number,
        .named(
          "permission", .choice(["voice", "all"]),
          Words("voice and text, or data as well", "仅语音短信，或含数据"), isRequired: true,
          fromRow: "permission"),
        .named(
          "deposit", .money, Words("the amount prepaid now, in yuan", "本次预存金额（元）"),
          fromRow: "deposit"),
      ],
      columns: outcomeColumns + ["permission", "ground", "deposit"],
      right: .field,
      examples: [
        .init(
          "roam open 13305711049 permission=all",
          Words("open roaming with data", "开通含数据的漫游"))
      ],
      action: .operation(["permission", "ground", "deposit"]) {
        (call, transaction, request) throws(DeskError) in
        try transaction.openRoaming(
          call.text("number"),
          permission: RoamingPermission(rawValue: call.text("permission")) ?? .all,
          deposit: call.money("deposit"), request)
      })
  }

  private static func closeRoaming() -> Command {
    Command(
      "roam close", family: "roam", Words("close international roaming", "关闭国际漫游"),
      help: Words("Only when the customer asks (ROAM-6).", "仅在客户要求时关闭（ROAM-6）。"),
      parameters: [.number], columns: outcomeColumns + ["permission"],
      right: .field,
      examples: [
        .init("roam close 18905711050", Words("close roaming", "关闭漫游"))
      ],
      action: .operation(["permission"]) { (call, transaction, request) throws(DeskError) in
        try transaction.closeRoaming(call.text("number"), request)
      })
  }

  private static func showRoaming() -> Command {
    Command(
      "roam show", family: "roam",
      Words("a number's roaming, and what would open it", "漫游状态及开通条件"),
      parameters: [
        .number,
        .named(
          "channel", .choice(Channel.allCases.map(\.rawValue)),
          Words("the channel of the request", "假定的受理渠道")),
      ],
      columns: ["number", "permission", "internationalCall", "deposit", "grounds", "opening"],
      right: .field,
      examples: [
        .init("roam show 13300000001", Words("whether it may roam", "是否可漫游"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let number = call.text("number")
        let channel = call.optionalText("channel").flatMap(Channel.init) ?? .hotline
        let view = try context.read { (view, now, catalog) throws(DeskError) in
          try view.roamingView(of: number, channel: channel, at: now, catalog: catalog)
        }
        let grounds = view.grounds.map { ground in
          Value.record(Row.named(["code": .text(ground.code), "held": .boolean(ground.held)]))
        }
        return Language.Outcome(
          .record(
            Row.named([
              "number": .text(number), "permission": .text(view.permission.rawValue),
              "internationalCall": .boolean(view.line.internationalCall),
              "deposit": .money(view.deposit), "grounds": .list(grounds),
              "opening": OutcomeValue.reasons(view.opening.reasons, call.language),
            ])))
      })
  }
}
