import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// Orders.
  static func orderCommands() -> [Command] {
    [listOrders(), showOrder(), orders()]
  }

  private static func listOrders() -> Command {
    Command(
      "order list", family: "order", Words("the orders of a customer or a number", "客户或号码的业务单"),
      help: Words(
        "The latest orders, by number; it says how many older ones are left out.",
        "列出最近的业务单，按业务单号排列；未列出的较早业务单会说明条数。"),
      parameters: [.subject, .limit(100)], columns: OrderValue.columns.names, right: .field,
      examples: [.init("order list 13300000001", Words("what was asked for", "办理过的业务"))],
      action: .read { (call, context) throws(LanguageError) in
        let (name, limit) = (call.text("customer"), call.limit)
        let (orders, earlier) = try context.read { (view, _, _) throws(DeskError) in
          if let line = try view.summary(of: name) {
            return try view.latestOrders(of: line.customer, line: name, limit: limit)
          }
          return try view.latestOrders(of: try view.identify(name), limit: limit)
        }
        var outcome = Language.Outcome(
          .table(Table(OrderValue.columns, orders.map { OrderValue.row($0, call.language) })))
        outcome.leftOut = LeftOut(earlier, beside: orders.count, isOlder: true)
        return outcome
      })
  }

  private static func showOrder() -> Command {
    Command(
      "order show", family: "order",
      Words("an order with every condition that was checked", "业务单及全部判断条件"),
      parameters: [
        .positional(
          "order", .order, Words("the order", "业务单号"), completion: "order", fromRow: "order")
      ], columns: OrderValue.columns.names + ["checks"], right: .field,
      examples: [.init("order show O1", Words("how it was decided", "如何判定"))],
      action: .read { (call, context) throws(LanguageError) in
        let text = call.text("order")
        let order = try context.read { (view, _, _) throws(DeskError) in
          try view.order(Identifier(ofOrder: text))
        }
        return Language.Outcome(OrderValue.shown(order, call.language))
      })
  }

  private static func orders() -> Command {
    Command(
      "orders", family: "order", Words("all orders, by number", "全部业务单"),
      columns: OrderValue.columns.names, kinds: OrderValue.columns.kinds, right: .support,
      examples: [
        .init("orders | where outcome == refused | count", Words("how many were refused", "被拒业务单数"))
      ],
      action: .rows { (call, context) throws(LanguageError) in
        let language = call.language
        return ChunkSource(OrderValue.columns, from: Key?.none) {
          (after, limit, _) throws(LanguageError) in
          let chunk = try context.read { (view, _, _) throws(DeskError) in
            try view.orders(after: after, limit: limit)
          }
          return (
            chunk.orders.map { OrderValue.row($0, language) }, chunk.next.map { Key?.some($0) }
          )
        }
      })
  }
}

/// An order as a row of `orders`, and what `order show` adds.
enum OrderValue {
  static let columns = Columns.named(
    [
      "id", "kind", "customer", "number", "outcome", "state", "channel", "operator", "reason",
      "ticket", "key", "at", "effective", "until", "reasons", "result", "reverses", "job", "row",
    ], kinds: kinds)

  private static let kinds: [String: ColumnKind] = [
    "id": .text, "kind": .text, "customer": .text, "number": .text,
    "outcome": .choice(OutcomeKind.self), "state": .choice(OrderState.self),
    "channel": .choice(Channel.self), "operator": .text, "reason": .text, "ticket": .text,
    "key": .text, "reverses": .text, "job": .text,
  ]

  static func row(_ order: Order, _ language: ReaderLanguage) -> Row {
    Row(columns, values(order, language))
  }

  private static func values(_ order: Order, _ language: ReaderLanguage) -> [Value] {
    [
      .text(order.id.text), .text(order.kind), .text(order.customer.text),
      order.line.isEmpty ? .null : .text(order.line), .text(order.outcome.rawValue),
      .text(order.state.rawValue), .text(order.channel.rawValue), .text(order.operator),
      .text(DocumentNumber.masked(in: order.reason)), .text(order.ticket), .text(order.key),
      .instant(order.at),
      order.effective.map(Value.instant) ?? .null, order.until.map(Value.instant) ?? .null,
      OutcomeValue.reasons(order.checks.notHeld, language),
      OutcomeValue.value(order.result), order.reverses.map { .text($0.text) } ?? .null,
      .text(order.job), order.row.map(Value.integer) ?? .null,
    ]
  }

  private static let checkColumns = Columns.named(["code", "held", "actual", "limit"])

  static func shown(_ order: Order, _ language: ReaderLanguage) -> Value {
    let checks = order.checks.map { check in
      Row(
        checkColumns,
        [
          .text(check.code), .boolean(check.held),
          check.actual.map(OutcomeValue.value) ?? .null,
          check.limit.map(OutcomeValue.value) ?? .null,
        ])
    }
    return .record(
      Row(
        Columns.named(columns.names + ["checks"], kinds: kinds),
        values(order, language) + [.table(Table(checkColumns, checks))]))
  }
}
