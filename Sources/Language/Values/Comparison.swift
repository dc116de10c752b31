import Basics

/// Comparisons of the language.
///
/// Values of one kind compare as that kind does. Of two kinds, the text of one side is read as the
/// kind of the other, since the fields of a file are text: `stars >= 5` holds for the field `5`. A
/// whole number or decimal beside money is yuan; a day beside an instant is its first second; a
/// month is the month of a day or an instant. Null equals null and nothing else, and is in no order
/// with anything: such a comparison does not hold.
package enum Comparison {
  package enum Operator: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case below = "<"
    case atMost = "<="
    case above = ">"
    case atLeast = ">="
    case isIn = "in"
    case contains
    case startsWith = "starts-with"
  }

  /// Whether a comparison holds.
  ///
  /// - Throws: `compare.kinds` when the order of two kinds has no meaning.
  package static func holds(
    _ comparison: Operator, _ left: Value, _ right: Value
  ) throws(LanguageError) -> Bool {
    switch comparison {
    case .equal: equal(left, right)
    case .unequal: !equal(left, right)
    case .below: try order(left, right).map { $0 < 0 } ?? false
    case .atMost: try order(left, right).map { $0 <= 0 } ?? false
    case .above: try order(left, right).map { $0 > 0 } ?? false
    case .atLeast: try order(left, right).map { $0 >= 0 } ?? false
    case .isIn: try isIn(left, right)
    case .contains: try isIn(right, left)
    case .startsWith: ValueText.text(left).utf8.starts(with: ValueText.text(right).utf8)
    }
  }

  /// Whether two values are equal, across kinds where one can be read as the other.
  package static func equal(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): return left == right
    case (.integer(let left), .integer(let right)): return left == right
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    default:
      guard let (left, right) = alike(left, right) else { return false }
      return left == right
    }
  }

  private static func isIn(_ element: Value, _ whole: Value) throws(LanguageError) -> Bool {
    switch whole.resolved {
    case .list(let values):
      for value in values where equal(element, value) { return true }
      return false
    case .text(let text):
      return contains(text, ValueText.text(element))
    case .table(let table):
      return table.rows.contains { $0.count > 0 && equal(element, $0[0]) }
    case .null: return false
    default: throw kinds(element, whole)
    }
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    let text = Array(text.utf8)
    let part = Array(part.utf8)
    guard part.count <= text.count else { return false }
    return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
  }

  private static func kinds(_ left: Value, _ right: Value) -> LanguageError {
    LanguageError(
      .compareKinds, left.kindName, Literals.quoted(ValueText.text(left)), right.kindName,
      Literals.quoted(ValueText.text(right)))
  }

  /// How two values lie: below 0, 0, above 0; nil when one is null.
  package static func order(_ left: Value, _ right: Value) throws(LanguageError) -> Int? {
    if case .integer(let left) = left, case .integer(let right) = right {
      return left < right ? -1 : left > right ? 1 : 0
    }
    if left.isNull || right.isNull { return nil }
    // An empty field of a file is no value.
    if case .text("") = left, right.asText == nil { return nil }
    if case .text("") = right, left.asText == nil { return nil }
    guard let (left, right) = alike(left, right), let order = sameKindOrder(left, right) else {
      throw kinds(left, right)
    }
    return order
  }

  private static func sameKindOrder(_ left: Value, _ right: Value) -> Int? {
    func sign<Each: Comparable>(_ left: Each, _ right: Each) -> Int {
      left < right ? -1 : left > right ? 1 : 0
    }
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return sign(left, right)
    case (.decimal(let left), .decimal(let right)): return sign(left, right)
    case (.money(let left), .money(let right)): return sign(left, right)
    case (.text(let left), .text(let right)): return sign(left, right)
    case (.instant(let left), .instant(let right)): return sign(left, right)
    case (.day(let left), .day(let right)): return sign(left, right)
    case (.month(let left), .month(let right)): return sign(left, right)
    case (.boolean(let left), .boolean(let right)): return sign(left ? 1 : 0, right ? 1 : 0)
    case (.duration(let left), .duration(let right)):
      // Months have no fixed length: durations with months compare only with the like.
      guard (left.months == 0) == (right.months == 0) || left == right else { return nil }
      return left.months == right.months
        ? sign(left.seconds, right.seconds) : sign(left.months, right.months)
    default: return nil
    }
  }

  /// The two values as one kind, or nil when there is none.
  private static func alike(_ left: Value, _ right: Value) -> (Value, Value)? {
    switch (left, right) {
    case (.deferred(let deferred), _): return alike(deferred.value(), right)
    case (_, .deferred(let deferred)): return alike(left, deferred.value())
    case (.text(let text), .text(let other)): return (.text(text), .text(other))
    case (.text(let text), _): return read(text, like: right).map { ($0, right) }
    case (_, .text(let text)): return read(text, like: left).map { (left, $0) }
    case (.integer(let whole), .decimal): return (.decimal(Decimal(whole)), right)
    case (.decimal, .integer(let whole)): return (left, .decimal(Decimal(whole)))
    case (.money, .integer), (.money, .decimal): return money(right).map { (left, $0) }
    case (.integer, .money), (.decimal, .money): return money(left).map { ($0, right) }
    case (.day(let day), .instant): return (.instant(day.start), right)
    case (.instant, .day(let day)): return (left, .instant(day.start))
    case (.month, .day(let day)): return (left, .month(day.month))
    case (.day(let day), .month): return (.month(day.month), right)
    case (.month, .instant(let instant)): return (left, .month(instant.month))
    case (.instant(let instant), .month): return (.month(instant.month), right)
    default: return (left, right)
    }
  }

  private static func money(_ number: Value) -> Value? {
    try? Conversion.convert(number, to: .money)
  }

  /// A text read as the kind of another value.
  private static func read(_ text: String, like value: Value) -> Value? {
    switch value {
    case .integer:
      if let whole = Int64(text) { return .integer(whole) }
      return (try? Decimal(parsing: text)).map(Value.decimal).flatMap { decimal in
        decimal == .decimal(.zero) ? .integer(0) : nil
      }
    case .decimal: return (try? Decimal(parsing: text)).map(Value.decimal)
    case .money: return (try? Money(parsing: text)).map(Value.money)
    case .boolean: return text == "true" ? true : text == "false" ? false : nil
    case .instant: return (try? Instant(parsing: text)).map(Value.instant)
    case .day: return (try? Day(parsing: text)).map(Value.day)
    case .month: return (try? Month(parsing: text)).map(Value.month)
    case .duration: return (try? Duration(parsing: text)).map(Value.duration)
    default: return nil
    }
  }
}
