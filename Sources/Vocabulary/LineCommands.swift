import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Lines.
  static func lineCommands() -> [Command] {
    [showLine(), findLines(), lines(), canCommand()]
  }

  private static func showLine() -> Command {
    Command(
      "line show", family: "line", Words("a line, with card, restore and charges", "号码详情"),
      parameters: [.number],
      columns: LineValue.shownColumns.names,
      right: .field,
      examples: [.init("line show 13300000001", Words("all of a line", "号码的全部信息"))],
      action: .read { (call, context) throws(LanguageError) in
        let number = call.text("number")
        let value = try context.read { (view, now, catalog) throws(DeskError) in
          let line = try view.lineView(of: number, at: now, catalog: catalog)
          return LineValue.shown(line, try view.charges(of: line.line), at: now)
        }
        return Language.Outcome(value)
      })
  }

  private static func findLines() -> Command {
    Command(
      "line find", family: "line", Words("lines by the first digits of their numbers", "按号段查找号码"),
      parameters: [
        .positional(
          "prefix", .number, Words("the first digits", "号码的前几位"), completion: "number"),
        .limit(50),
      ], columns: LineValue.columns.names, right: .field,
      examples: [.init("line find 1330000", Words("numbers by their beginning", "按开头查找"))],
      action: .read { (call, context) throws(LanguageError) in
        let (prefix, limit) = (call.text("prefix"), call.limit)
        let (rows, count) = try context.read { (view, now, catalog) throws(DeskError) in
          let reach = limit.addingReportingOverflow(Parameter.mostCounted)
          let found = try view.findLines(prefix, limit: reach.overflow ? .max : reach.partialValue)
          var rows: [Row] = []
          for found in found.prefix(limit) {
            let line = try view.lineView(of: found.number, at: now, catalog: catalog)
            rows.append(LineValue.row(line, at: now))
          }
          return (rows, found.count)
        }
        var outcome = Language.Outcome(.table(Table(LineValue.columns, rows)))
        outcome.leftOut = LeftOut.counted(count - rows.count, beside: rows.count)
        return outcome
      })
  }

  private static func lines() -> Command {
    Command(
      "lines", family: "line",
      Words("all lines, in order of customers, then numbers", "全部号码，按客户、再按号码排列"),
      columns: LineValue.columns.names, kinds: LineValue.columns.kinds, right: .support,
      examples: [
        .init(
          "lines | where state in [one-way, two-way] and stars >= 5 | count",
          Words("suspended lines of star customers", "星级客户的停机号码数"))
      ],
      action: .rows { (_, context) throws(LanguageError) in LineSource(context) })
  }
}

/// A line as a row: of `lines`, `line find` and `line show`.
enum LineValue {
  static let columns = Columns.named(
    [
      "number", "kind", "state", "restored", "scope", "suspendedAt", "suspendedDays", "customer",
      "name", "stars", "account", "mode", "balance", "arrears", "plan", "roaming", "iccid",
      "cardKind", "generation", "province", "activated", "disconnected",
    ], kinds: kinds)

  private static let kinds: [String: ColumnKind] = [
    "number": .text, "kind": .choice(LineKind.self), "state": .choice(LineState.self),
    "scope": .choice(RestrictionScope.self), "customer": .text, "name": .personal,
    "account": .text, "mode": .choice(PaymentMode.self), "plan": .text,
    "roaming": .choice(RoamingPermission.self), "iccid": .text,
    "cardKind": .choice(CardKind.self), "generation": .choice(CardGeneration.self),
    "province": .text,
  ]

  private static let summaryColumns = 11

  /// Whether the summary beside the number gives a column; the others need the records.
  static func isInSummary(_ column: Int) -> Bool {
    column < summaryColumns && column != 4 && column != 8
  }

  /// The values of a column that is one byte of the summary, by that byte.
  static func values(ofCoded column: Int) -> [Value]? {
    switch column {
    case 1: LineKind.allCases.map { .text($0.rawValue) }
    case 2: LineState.allCases.map { .text($0.rawValue) }
    case 3: [false, true]
    case 9: (0..<256).map { .integer($0) }
    default: nil
    }
  }

  /// Where the byte of a coded column stands in the summary.
  static func codedOffset(_ column: Int) -> Int? {
    switch column {
    case 1: LineSummary.kindOffset
    case 2: LineSummary.stateOffset
    case 3: LineSummary.restoredOffset
    case 9: LineSummary.starsOffset
    default: nil
    }
  }

  /// One of the first columns, from the summary of the number at the instant of looking.
  static func value(
    _ column: Int, _ number: String, _ summary: LineSummary, at now: Instant
  ) -> Value {
    switch column {
    case 0: .text(number)
    case 1: .text(summary.kind.rawValue)
    case 2: .text(summary.state.rawValue)
    case 3: .boolean(summary.isRestored)
    case 5: summary.suspendedAt.map(Value.instant) ?? .null
    case 6: summary.suspendedAt.map { .integer((now - $0) / 86400) } ?? .null
    case 7: .text(summary.customer.text)
    case 9: .integer(Int64(summary.stars))
    case 10: .text(summary.account.text)
    default: .null
    }
  }

  /// The whole row.
  static func row(_ view: LineView, at now: Instant) -> Row {
    Row(columns, values(view, at: now))
  }

  private static func values(_ view: LineView, at now: Instant) -> [Value] {
    let (line, card) = (view.line, view.card)
    var values: [Value] = []
    values.reserveCapacity(shownColumns.count)
    for column in 0..<summaryColumns {
      values.append(value(column, line.number, view.summary, at: now))
    }
    values[4] = scope(view).map { .text($0.rawValue) } ?? .null
    values[8] = .text(Masking.name(of: view.customer))
    values.append(view.account.map { .text($0.account.mode.rawValue) } ?? .null)
    values.append(view.account.map { .money($0.balance) } ?? .null)
    values.append(view.account.map { .money($0.arrears) } ?? .null)
    values.append(.text(line.plan))
    values.append(.text(line.roaming.rawValue))
    values.append(card.map { .text($0.iccid) } ?? .null)
    values.append(card.map { .text($0.kind.rawValue) } ?? .null)
    values.append(card.map { .text($0.generation.rawValue) } ?? .null)
    values.append(.text(line.province))
    values.append(.day(line.activated))
    values.append(line.disconnected.map(Value.instant) ?? .null)
    return values
  }

  private static func scope(_ view: LineView) -> RestrictionScope? {
    view.line.restrictions.contains { $0.scope == .both }
      ? .both : view.line.restrictions.first?.scope
  }

  /// The columns of what `line show` answers.
  static let shownColumns = Columns.named(
    columns.names + ["restrictions", "card", "restore", "charges"], kinds: kinds)
  private static let restrictionColumns = Columns.named(["scope", "reason", "from", "by"])
  private static let cardColumns = Columns.named([
    "iccid", "kind", "generation", "nfc", "payment", "from",
  ])
  private static let restoreColumns = Columns.named(["kind", "from", "until", "credit", "used"])
  private static let chargeColumns = Columns.named(["month", "amount", "uncounted"])

  /// What `line show` answers: the row, and what lies behind it.
  static func shown(
    _ view: LineView, _ charges: [ChargedMonth], at now: Instant
  ) -> Value {
    let restrictions = view.line.restrictions.map { restriction in
      Value.record(
        Row(
          restrictionColumns,
          [
            .text(restriction.scope.rawValue), .text(restriction.reason.rawValue),
            .instant(restriction.from), .text(restriction.by),
          ]))
    }
    let card = view.card.map { card in
      Value.record(
        Row(
          cardColumns,
          [
            .text(card.iccid), .text(card.kind.rawValue), .text(card.generation.rawValue),
            .boolean(card.nfc), .boolean(card.payment), .instant(card.from),
          ]))
    }
    let restore = view.restore.map { restore in
      Value.record(
        Row(
          restoreColumns,
          [
            .text(restore.kind.rawValue), .instant(restore.from), .instant(restore.until),
            restore.credit.map(Value.money) ?? .null, restore.used.map(Value.money) ?? .null,
          ]))
    }
    var values = values(view, at: now)
    values.append(.list(restrictions))
    values.append(card ?? .null)
    values.append(restore ?? .null)
    values.append(.deferred(rows(of: charges)))
    return .record(Row(shownColumns, values))
  }

  private static func rows(of charges: [ChargedMonth]) -> DeferredRows {
    DeferredRows(chargeColumns, count: charges.count) { row, column in
      let charge = charges[row]
      return switch column {
      case 0: .month(charge.month)
      case 1: .money(charge.amount)
      default: .money(charge.uncounted)
      }
    }
  }
}

/// All lines in the order of customers, then numbers, in chunks: the summaries are read at once, the
/// records behind them only when a column asks for them.
final class LineSource: RowSource {
  private let context: StoreReadContext
  private let row: StoredLine
  private var range: KeyRange?
  /// The bytes that rows must have, by the columns that are coded.
  private var kept: SummaryFilter = []

  init(_ context: StoreReadContext) {
    self.context = context
    row = StoredLine(context)
    range = .all
  }

  var columns: Columns { LineValue.columns }

  func values(ofCoded column: Int) -> [Value]? { LineValue.values(ofCoded: column) }

  func keepOnly(_ bytes: ByteSet, of column: Int) {
    guard let offset = LineValue.codedOffset(column) else { return }
    kept.append((offset, bytes))
  }

  func need(_ columns: Set<Int>) { row.needed = columns }

  func countRows(_ poll: () throws(LanguageError) -> Void) throws(LanguageError) -> Int? {
    let kept = kept
    var total = 0
    while let range {
      try poll()
      self.range = try context.read { (view, now, _) throws(DeskError) in
        let counted = try view.countLines(
          range, limit: Self.countedTogether, filter: kept, at: now)
        total += counted.count
        return counted.next
      }
    }
    return total
  }

  /// How many rows are counted at one state of the store.
  private static let countedTogether = 65_536

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    guard let range else { return false }
    let kept = kept
    var found: [FoundLine] = []
    (row.now, self.range) = try context.read { (view, now, _) throws(DeskError) in
      let chunk = try view.lines(range, limit: min(limit, 1024), filter: kept, at: now)
      found = chunk.lines
      return (now, chunk.next)
    }
    for line in found {
      row.move(to: line.number, line.summary)
      if try !take(row) { break }
    }
    return self.range != nil
  }
}

/// The line at which a source stands.
private final class StoredLine: NativeRow {
  private let context: StoreReadContext
  private var number = ""
  private var summary: LineSummary?
  private var whole: Row?
  var now = Instant(seconds: 0)
  /// The columns that somebody looks at; nil: any.
  var needed: Set<Int>?

  init(_ context: StoreReadContext) {
    self.context = context
  }

  var columns: Columns { LineValue.columns }

  func move(to number: String, _ summary: LineSummary) {
    self.number = number
    self.summary = summary
    whole = nil
  }

  func value(at column: Int) throws(LanguageError) -> Value {
    if let whole { return whole[column] }
    if let summary, LineValue.isInSummary(column) {
      return LineValue.value(column, number, summary, at: now)
    }
    let (number, now) = (number, now)
    let row = try context.read { (view, _, catalog) throws(DeskError) in
      LineValue.row(try view.lineView(of: number, at: now, catalog: catalog), at: now)
    }
    whole = row
    return row[column]
  }

  func record() throws(LanguageError) -> Row {
    var values: [Value] = []
    values.reserveCapacity(columns.count)
    for column in 0..<columns.count {
      values.append(needed?.contains(column) ?? true ? try value(at: column) : .null)
    }
    return Row(columns, values)
  }
}
