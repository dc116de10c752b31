import Basics
import Desk
import Language
import Records

/// The columns of what a changing command answers; one object for all its outcomes.
final class OutcomeShape: Sendable {
  /// What the command's result holds beside the fields that all have.
  let special: [String]
  /// The columns, and those with what changed.
  let columns: Columns
  let columnsWithChanges: Columns

  init(_ special: [String] = []) {
    self.special = special
    let words: ColumnWords = special.contains("undone") ? .undoing : .desk
    columns = Columns.named(outcomeColumns + special, words: words)
    columnsWithChanges = Columns.named(outcomeColumns + special + ["changes"], words: words)
  }

  /// What commands with nothing special answer.
  static let plain = OutcomeShape()
}

/// Makes the outcome of an operation a value of the language.
enum OutcomeValue {

  /// The outcome of an operation as the language sees it.
  ///
  /// - Parameters:
  ///   - shape: the columns of the command's answer.
  ///   - scope: knows which orders are only tried.
  static func outcome(
    _ outcome: Desk.Outcome, _ shape: OutcomeShape, _ call: Call, _ scope: TransactionScope
  ) -> Language.Outcome {
    let columns = call.wantsChanges ? shape.columnsWithChanges : shape.columns
    var values: [Value] = []
    values.reserveCapacity(columns.count)
    values.append(scope.named(outcome.order.id))
    values.append(.text(outcome.order.kind))
    values.append(outcome.order.line.isEmpty ? .null : .text(outcome.order.line))
    values.append(.text(outcome.order.customer.text))
    values.append(.text(outcome.order.outcome.rawValue))
    let reasons =
      scope.isRehearsing
      ? outcome.reasons.map { withoutRehearsed($0, scope) } : outcome.reasons
    values.append(
      reasons.isEmpty
        ? .list([])
        : .deferred(
          DeferredValue { [language = call.language] in Self.reasons(reasons, language) }))
    values.append(.instant(outcome.order.at))
    values.append(outcome.order.effective.map(Value.instant) ?? .null)
    values.append(outcome.order.until.map(Value.instant) ?? .null)
    for name in shape.special {
      switch name {
      case "lots": values.append(lots(outcome.order.takes))
      case "warning": values.append(warning(of: outcome.order, call.language))
      case "reverses": values.append(outcome.order.reverses.map(scope.named) ?? .null)
      default: values.append(outcome.order.result[name].map(value) ?? .null)
      }
    }
    if call.wantsChanges { values.append(changes(outcome.changes, scope)) }
    return Language.Outcome(
      .record(Language.Record(columns, values)), fate: outcome.isDone ? .done : .refused,
      codes: reasons.map(\.code))
  }

  /// What the operator is to mind although it was done, in words.
  private static func warning(of order: Order, _ language: ReaderLanguage) -> Value {
    guard case .text(let code)? = order.result["warning"] else { return .null }
    return .text(Messages.text(code, order.result, in: language))
  }

  private static let lotColumns = Columns.named(["year", "points"])

  /// What was taken from lots of points; below zero what went back (PTS-6).
  private static func lots(_ movements: [LotMovement]) -> Value {
    let rows = movements.compactMap { (movement) -> Row? in
      guard let year = movement.lot, case .points(let points) = movement.amount else { return nil }
      return Row(lotColumns, [.integer(Int64(year)), .integer(points)])
    }
    return .table(Table(lotColumns, rows))
  }

  /// A value whose kind its field does not fix.
  static func value(_ value: MapValue) -> Value {
    switch value {
    case .text(let text): .text(text)
    case .integer(let number): .integer(number)
    case .boolean(let mark): .boolean(mark)
    case .texts(let texts): .list(texts.map(Value.text))
    case .numbers(let numbers): .list(numbers.map(Value.integer))
    }
  }

  /// Fields whose names are not fixed.
  static func value(_ map: FieldMap) -> Value {
    .record(
      Language.Record(
        Columns.named(map.entries.map(\.name), isOpen: true), map.entries.map { value($0.value) }))
  }

  private static let changeColumns = Columns.named(["type", "key", "field", "before", "after"])

  /// What changed, a row a field.
  private static func changes(_ changes: [RecordChange], _ scope: TransactionScope) -> Value {
    let isRehearsed = scope.isRehearsing
    func shown(_ text: String) -> Value {
      .text(isRehearsed ? withoutRehearsed(text, scope) : text)
    }
    var rows: [Language.Record] = []
    for change in changes {
      for field in change.fields {
        rows.append(
          Language.Record(
            changeColumns,
            [
              .text(change.type.name), shown(change.key), .text(field.name),
              field.before.map(shown) ?? .null, field.after.map(shown) ?? .null,
            ]))
      }
    }
    return .table(Table(changeColumns, rows))
  }

  /// A condition that names no order that is only tried.
  private static func withoutRehearsed(_ check: Check, _ scope: TransactionScope) -> Check {
    func shown(_ value: MapValue?) -> MapValue? {
      if case .text(let text)? = value { return .text(withoutRehearsed(text, scope)) }
      return value
    }
    var check = check
    check.actual = shown(check.actual)
    check.limit = shown(check.limit)
    return check
  }

  /// A text in which `O?1`, `O?2` and so on stand for the orders that are only tried.
  static func withoutRehearsed(_ text: String, _ scope: TransactionScope) -> String {
    guard text.utf8.contains(UInt8(ascii: "O")) else { return text }
    var shown = ""
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0.isLetter || $0.isNumber }) {
      shown += rest[..<start]
      let word = rest[start...].prefix { $0.isLetter || $0.isNumber }
      if word.first == "O", let order = try? Identifier(parsing: String(word)),
        let number = scope.numberOfRehearsed(order)
      {
        shown += "O?\(number)"
      } else {
        shown += word
      }
      rest = rest[word.endIndex...]
    }
    return shown + rest
  }

  /// The conditions that do not hold, as `reasons` shows them.
  static func reasons(_ checks: [Check], _ language: ReaderLanguage) -> Value {
    .list(
      checks.map { check in
        .record(
          Language.Record(
            reasonColumns,
            [
              .text(check.code), .text(check.rule), .text(Messages.text(check, in: language)),
              .text(String(check.code.drop { $0 != "." }.dropFirst())),
              check.actual.map(value) ?? .null, check.limit.map(value) ?? .null,
              .text(Messages.help(check, in: language)),
              check.availableFrom.map(Value.instant) ?? .null,
              .list(check.grounds.map(Value.text)),
            ]))
      })
  }

  private static let reasonColumns = Columns.named([
    "code", "rule", "message", "field", "actual", "limit", "help", "availableFrom", "grounds",
  ])
}

/// A value that is made when somebody looks at it, on whichever thread: the reasons of a refusal.
final class DeferredValue: Deferred {
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) {
    self.make = make
  }

  func value() -> Value { make() }
}
