import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  private static let canColumns = Columns.named(["operation", "outcome", "reasons"])

  /// What a number may have.
  static func canCommand(_ keeper: Keeper) -> Command {
    Command(
      "can", family: "line",
      Words("what can be done for a number, and why the rest cannot", "该号码可办理的业务及不能办理的原因"),
      help: Words(
        "Decides each operation as if you requested it now through the given channel; nothing is "
          + "changed. `possible` means that the operation would be done as shown.",
        "逐项判断：如由您现在经该渠道办理，结果如何；不做任何改动。`possible`（可以办）：照此办理即可完成。"),
      parameters: [
        .number,
        .named(
          "channel", .choice(Channel.allCases.map(\.rawValue)),
          Words("the channel of the request; hotline by default", "办理渠道，默认 hotline")),
      ], columns: canColumns.names, right: .field,
      examples: [.init("can 13300000001", Words("what helps this customer now", "可办理哪些业务"))],
      action: .lookup { (call) throws(LanguageError) in
        let number = call.text("number")
        let channel = call.optionalText("channel").flatMap(Channel.init) ?? .hotline
        let name = keeper.operatorName
        let rows = try keeper.look { (view, now, catalog) throws(DeskError) in
          let asking = Asking(
            number: number, channel: channel, region: try view.region(ofOperator: name),
            now: now, catalog: catalog)
          let rights = try view.rightsFacts(of: name)
          var rows: [Row] = []
          for (operation, decision) in try view.decisions(asking) {
            let bar = try view.bar(operation, number, rights)
            rows.append(row(operation, decision, bar, call.language))
          }
          return rows
        }
        return Language.Outcome(.table(Table(canColumns, rows)))
      })
  }

  private static func row(
    _ operation: String, _ decision: Decision, _ bar: Rights.Bar?, _ language: ReaderLanguage
  ) -> Row {
    var checks = decision.reasons
    if let bar { checks.insert(Check(bar.condition, false), at: 0) }
    return Row(
      canColumns,
      [
        .text(operation), .text(checks.isEmpty ? "possible" : "refused"),
        OutcomeValue.reasons(checks, language),
      ])
  }
}

/// How something would be asked for.
private struct Asking {
  let number: String
  let channel: Channel
  /// The province of the operator.
  let region: String
  let now: Instant
  let catalog: Catalog
}

extension StoreReading where Self: ~Copyable {
  /// What each operation would answer for a number, in the words of its command.
  fileprivate borrowing func decisions(
    _ asking: Asking
  ) throws(DeskError) -> [(String, Decision)] {
    let (number, now, catalog) = (asking.number, asking.now, asking.catalog)
    return [
      ("restore phone", try decidePhoneRestore(number, at: now, catalog: catalog).decision),
      (
        "restore broadband",
        try decideBroadbandRestore(number, at: now, catalog: catalog).decision
      ),
      (
        "card replace generation=4g",
        try decideCardReplacement(
          number, generation: .fourth, region: asking.region, channel: asking.channel, at: now,
          catalog: catalog
        ).decision
      ),
      (
        "roam open permission=all",
        try decideRoamingOpening(
          number, permission: .all, channel: asking.channel, at: now, catalog: catalog
        ).decision
      ),
      (
        "roam close",
        try decideRoamingClosing(
          number, channel: asking.channel, at: now, catalog: catalog
        ).decision
      ),
      try bestRedemption(asking),
    ]
  }

  /// The first item, by its price, that may be redeemed; where none may, the cheapest.
  private borrowing func bestRedemption(
    _ asking: Asking
  ) throws(DeskError) -> (String, Decision) {
    let (now, catalog) = (asking.now, asking.catalog)
    let customer = try line(asking.number).summary.customer
    let items = try all(Item.self, of: .absent).filter(\.isDeliverable)
      .sorted { ($0.points, $0.id) < ($1.points, $1.id) }
    var best: (String, Decision)?
    for item in items {
      let decision = try decideRedemption(of: item.id, customer, on: now.day, catalog: catalog)
        .decision
      let operation = "points redeem item=" + item.word
      if decision.isAllowed { return (operation, decision) }
      best = best ?? (operation, decision)
    }
    if let best { return best }
    let standing = try pointsView(of: customer, on: now.day, catalog: catalog).reasons
    return ("points redeem", Decision([Check("PTS-6.item", false)] + standing))
  }

  /// What keeps the operator from an operation.
  fileprivate borrowing func bar(
    _ operation: String, _ number: String, _ rights: Rights.Facts
  ) throws(DeskError) -> Rights.Bar? {
    if let bar = Rights.bar(.field, isSeveral: false, rights) { return bar }
    // Whose card may be replaced where is a rule of its own (BEN-34).
    guard rights.hasOperators, let asker = rights.asker, !operation.hasPrefix("card "),
      let owner = try customer(try line(number).summary.customer)
    else { return nil }
    return Rights.covers(asker, owner) ? nil : .region
  }
}

extension Item {
  /// The identifier as it is written in a command.
  fileprivate var word: String {
    let isPlain = id.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    if isPlain { return id }
    let escaped = id.map { "\"\\$".contains($0) ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }

  /// Whether what it stands for can be handed over: credit has money, data has KB.
  fileprivate var isDeliverable: Bool {
    switch (kind, amount) {
    case (.voucher, _), (.goods, _), (.credit, .money), (.data, .points): true
    case (.credit, _), (.data, _): false
    }
  }
}

extension Rights.Bar {
  /// The condition that does not hold.
  fileprivate var condition: String {
    switch self {
    case .unknown: "DESK-10.operator"
    case .inactive: "DESK-10.inactive"
    case .missing, .several: "DESK-10.missing"
    case .testStore: "DESK-10.test-store"
    case .region: "DESK-10.region"
    }
  }
}
