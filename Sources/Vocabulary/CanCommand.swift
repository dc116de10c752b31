import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  private static let canColumns = Columns.named(["operation", "outcome", "reasons"])

  /// What a number may have.
  static func canCommand() -> Command {
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
      action: .read { (call, context) throws(LanguageError) in
        let number = call.text("number")
        let channel = call.optionalText("channel").flatMap(Channel.init) ?? .hotline
        let name = context.operatorName
        let rows = try context.read { (view, now, catalog) throws(DeskError) in
          let asked = Operation.TrialRequest(
            number: number, channel: channel, region: try view.region(ofOperator: name),
            now: now, catalog: catalog)
          let rights = try view.rightsFacts(of: name)
          var rows: [Row] = []
          for trial in Operation.all.compactMap({ $0.trial }) {
            let (operation, decision) = try trial(view, asked)
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

extension StoreReading where Self: ~Copyable {
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
