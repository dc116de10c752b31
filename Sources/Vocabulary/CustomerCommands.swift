import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// Customers.
  static func customerCommands() -> [Command] {
    [showCustomer(), findCustomers(), history(), customers()]
  }

  private static func showCustomer() -> Command {
    Command(
      "customer show", family: "customer",
      Words("a customer with star, accounts, lines and points", "客户详情：星级、账户、号码与积分"),
      help: Words(
        "The name, document and contact data are masked.", "姓名、证件与联系方式以掩码显示。"),
      parameters: [.subject],
      columns: CustomerValue.columns.names + [
        "phone", "address", "flags", "document", "star", "accounts", "lineTable", "pointsView",
      ], right: .field,
      examples: [.init("customer show 13300000001", Words("whose number it is", "机主信息"))],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("customer")
        let language = call.language
        let value = try context.read { (view, now, catalog) throws(DeskError) in
          let id = try view.identify(name)
          return CustomerValue.shown(
            try view.customerView(of: id, at: now, catalog: catalog), language)
        }
        return Language.Outcome(value)
      })
  }

  private static func findCustomers() -> Command {
    Command(
      "customer find", family: "customer",
      Words("finds customers by name or any identifier", "按姓名或任一标识查找客户"),
      parameters: [
        .positional(
          "text", .subject,
          Words("the beginning of a name or number, or an identifier", "姓名或号码的开头，或任一标识"),
          completion: "customer"),
        .limit(50),
      ], columns: CustomerValue.columns.names, right: .field,
      examples: [.init("customer find 王", Words("customers by name", "按姓查找"))],
      action: .read { (call, context) throws(LanguageError) in
        let (text, limit) = (call.text("text"), call.limit)
        let (rows, ids) = try context.read { (view, now, catalog) throws(DeskError) in
          let reach = limit.addingReportingOverflow(Parameter.mostCounted)
          let ids = try view.identifiers(
            leadingFrom: text, limit: reach.overflow ? .max : reach.partialValue)
          var rows: [Row] = []
          for id in ids.prefix(limit) {
            rows.append(
              CustomerValue.row(try view.customerView(of: id, at: now, catalog: catalog)))
          }
          return (rows, ids.count)
        }
        var outcome = Language.Outcome(.table(Table(CustomerValue.columns, rows)))
        outcome.leftOut = LeftOut.counted(ids - rows.count, beside: rows.count)
        return outcome
      })
  }

  private static let historyColumns = Columns.named([
    "at", "what", "order", "kind", "number", "outcome", "rules", "text",
  ])

  private static func history() -> Command {
    Command(
      "customer history", family: "customer",
      Words("orders, texts and contacts of a customer in order of time", "客户的业务单、短信与接触记录"),
      parameters: [.subject, .limit(100)], columns: historyColumns.names, right: .field,
      examples: [.init("customer history 13300000001", Words("what happened", "办理历史"))],
      action: .read { (call, context) throws(LanguageError) in
        let (name, language) = (call.text("customer"), call.language)
        let entries = try context.read { (view, _, _) throws(DeskError) in
          try view.customerHistory(of: try view.identify(name))
        }
        let shown = entries.suffix(call.limit)
        var outcome = Language.Outcome(
          .table(Table(historyColumns, shown.map { row($0, language) })))
        outcome.leftOut = LeftOut(
          entries.count - shown.count, beside: shown.count, isOlder: true)
        return outcome
      })
  }

  private static func row(_ entry: HistoryEntry, _ language: ReaderLanguage) -> Row {
    switch entry {
    case .order(let order):
      Row(
        historyColumns,
        [
          .instant(order.at), "order", .text(order.id.text), .text(order.kind),
          order.line.isEmpty ? .null : .text(order.line), .text(order.outcome.rawValue),
          .list(order.checks.notHeld.map { .text($0.code) }),
          .text(DocumentNumber.masked(in: order.reason)),
        ])
    case .message(let message):
      Row(
        historyColumns,
        [
          .instant(message.at), "message", message.order.map { .text($0.text) } ?? .null,
          .text(message.textCode), message.line.isEmpty ? .null : .text(message.line), .null,
          .null, .text(Messages.text(message.textCode, message.values, in: language)),
        ])
    case .contact(let contact):
      Row(
        historyColumns,
        [
          .instant(contact.at), "contact", .null, .text(contact.kind), .null, .null, .null,
          .text(contact.masked.purpose),
        ])
    }
  }

  private static func customers() -> Command {
    Command(
      "customers", family: "customer", Words("all customers, in order of their ids", "全部客户"),
      columns: CustomerValue.columns.names, kinds: CustomerValue.columns.kinds,
      right: .support,
      examples: [
        .init("customers | where stars >= 6 | count", Words("how many have star 6 or 7", "六、七星客户数"))
      ],
      action: .rows { (_, context) throws(LanguageError) in
        ChunkSource(CustomerValue.columns, from: Identifier(packed: 1), longest: 1024) {
          (first, limit, needed) throws(LanguageError) in
          // Where nobody looks at more, the identifiers alone are read.
          let isIdentified = needed?.isSubset(of: [CustomerValue.identifierColumn]) ?? false
          let limit = isIdentified ? limit : min(limit, 256)
          return try context.read { (view, now, catalog) throws(DeskError) in
            let ids = try view.customers(from: first, limit: limit)
            var rows: [Row] = []
            rows.reserveCapacity(ids.count)
            for id in ids {
              rows.append(
                isIdentified
                  ? CustomerValue.row(id)
                  : CustomerValue.row(try view.customerView(of: id, at: now, catalog: catalog)))
            }
            let last = ids.count < limit ? nil : ids.last
            return (rows, last.map { Identifier(packed: $0.packed + 1) })
          }
        }
      })
  }
}

/// A customer as a row: of `customers` and `customer find`.
enum CustomerValue {
  static let columns = Columns.named(
    [
      "id", "name", "kind", "segment", "stars", "starThrough", "points", "lines", "joined",
      "manager", "province",
    ], kinds: kinds)

  private static let kinds: [String: ColumnKind] = [
    "id": .text, "name": .personal, "kind": .choice(CustomerKind.self),
    "segment": .choice(Segment.self), "manager": .text, "province": .text,
  ]

  static func row(_ view: CustomerView) -> Row { Row(columns, values(view)) }

  static let identifierColumn = 0

  /// A row of which nobody looks at more than the identifier.
  static func row(_ id: Identifier) -> Row { Row(identifierColumns, [.text(id.text)]) }

  private static let identifierColumns = Columns.named([columns.names[identifierColumn]])

  private static func values(_ view: CustomerView) -> [Value] {
    let customer = Masking.masked(view.customer)
    return [
      .text(customer.id.text), .text(customer.name), .text(customer.kind.rawValue),
      .text(customer.segment.rawValue), .integer(Int64(view.star?.stars ?? 0)),
      view.star?.through.map(Value.day) ?? .null, .integer(view.points.balance),
      .integer(Int64(view.lines.count)), .day(customer.joined), .text(customer.manager),
      .text(customer.province),
    ]
  }

  private static let accountColumns = Columns.named(
    ["id", "mode", "balance", "arrears", "oldestBill"],
    kinds: ["mode": .choice(PaymentMode.self)])
  private static let lineColumns = Columns.named(
    ["number", "kind", "state", "restored", "plan", "iccid"],
    kinds: ["kind": .choice(LineKind.self), "state": .choice(LineState.self)])

  /// What `customer show` answers; the tables of lines and the points stand under the names that
  /// the row gives to their counts.
  static func shown(_ view: CustomerView, _ language: ReaderLanguage) -> Value {
    let customer = Masking.masked(view.customer)
    let document = customer.document.map { document in
      Value.record(
        Row.named(
          ["kind": .text(document.kind.rawValue), "number": .text(document.number)],
          kinds: ["kind": .choice(DocumentKind.self), "number": .personal]))
    }
    let accounts = view.accounts.map { account in
      Row(
        accountColumns,
        [
          .text(account.account.id.text), .text(account.account.mode.rawValue),
          .money(account.balance), .money(account.arrears),
          account.oldestBill.map(Value.month) ?? .null,
        ])
    }
    let lines = view.lines.map { line in
      Row(
        lineColumns,
        [
          .text(line.line.number), .text(line.line.kind.rawValue),
          .text(line.summary.state.rawValue), .boolean(line.summary.isRestored),
          .text(line.line.plan), line.card.map { .text($0.iccid) } ?? .null,
        ])
    }
    let star = Row.named([
      "stars": .integer(Int64(view.star?.stars ?? 0)),
      "from": view.star.map { .day($0.from) } ?? .null,
      "through": view.star?.through.map(Value.day) ?? .null,
      "basis": view.star.map { .text($0.basis.rawValue) } ?? .null,
      "growth": view.star?.growth.map(Value.integer) ?? .null,
    ])
    return .record(
      Row.named(
        [
          "id": .text(customer.id.text), "name": .text(customer.name),
          "kind": .text(customer.kind.rawValue), "document": document ?? .null,
          "segment": .text(customer.segment.rawValue),
          "birthday": customer.birthday.map(Value.day) ?? .null, "joined": .day(customer.joined),
          "left": customer.left.map(Value.day) ?? .null, "phone": .text(customer.phone),
          "address": .text(customer.address), "province": .text(customer.province),
          "manager": .text(customer.manager),
          "flags": .list(customer.flags.map { .text($0.rawValue) }), "star": .record(star),
          "accounts": .table(Table(accountColumns, accounts)),
          "lines": .table(Table(lineColumns, lines)),
          "points": .record(Vocabulary.value(view.points, language)),
        ], kinds: kinds.merging(["phone": .personal, "address": .personal]) { own, _ in own }))
  }
}
