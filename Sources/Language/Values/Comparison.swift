import Basics

/// Comparisons of the language.
///
/// Whole numbers, decimals and money are compared as numbers, a number beside money being yuan; days,
/// months and instants by the calendar: a day beside an instant is its first second, a month is the
/// month of a day or an instant. A text that looks like a number or a date is one beside another such
/// (``Comparand``), since the fields of a file are text; beside a number or a date, a text that is none is
/// an error, so that nothing is silently left out. Digits with a zero before them are an identifier
/// beside a text, where `099` is not `99`, and a number beside a number. Null equals null and nothing else, and is in no order with anything; an empty
/// field is no value either beside what is no text. What is not alike cannot be compared.
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

    /// Whether it asks for equality, with one value or one of several.
    var isEquality: Bool { self == .equal || self == .unequal || self == .isIn }
  }

  /// Whether a comparison holds.
  ///
  /// - Throws: `compare.kinds` for what cannot be compared, `day.range` and the like for a date that
  ///   there is not.
  package static func holds(
    _ comparison: Operator, _ left: Value, _ right: Value
  ) throws(LanguageError) -> Bool {
    switch comparison {
    case .equal: try equal(left, right)
    case .unequal: try !equal(left, right)
    case .below: try order(left, right).map { $0 < 0 } ?? false
    case .atMost: try order(left, right).map { $0 <= 0 } ?? false
    case .above: try order(left, right).map { $0 > 0 } ?? false
    case .atLeast: try order(left, right).map { $0 >= 0 } ?? false
    case .isIn: try isIn(left, right)
    case .contains: try isIn(right, left)
    case .startsWith: ValueText.text(left).utf8.starts(with: ValueText.text(right).utf8)
    }
  }

  /// Whether two values are equal.
  ///
  /// - Throws: as ``holds(_:_:_:)``.
  package static func equal(_ left: Value, _ right: Value) throws(LanguageError) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)):
      // Other digits are another number.
      if left == right { return true }
      if isDigits(left), isDigits(right) { return false }
    case (.integer(let left), .integer(let right)): return left == right
    default: break
    }
    switch try relation(left, right) {
    case .ordered(let order): return order == 0
    case .absent(let isEqual), .unordered(let isEqual): return isEqual
    case .apart: return false
    }
  }

  /// How two values lie: below 0, 0, above 0; nil when one is null.
  ///
  /// - Throws: as ``holds(_:_:_:)``.
  package static func order(_ left: Value, _ right: Value) throws(LanguageError) -> Int? {
    if case .integer(let left) = left, case .integer(let right) = right {
      return sign(left, right)
    }
    switch try relation(left, right) {
    case .ordered(let order): return order
    case .absent: return nil
    case .unordered, .apart: throw kinds(left, right)
    }
  }

  private static func isIn(_ element: Value, _ whole: Value) throws(LanguageError) -> Bool {
    switch whole.resolved {
    case .list(let values): return try isIn(element, values)
    case .text(let text):
      return contains(text, ValueText.text(element))
    case .table(let table):
      return try isIn(element, table.rows.compactMap { $0.count > 0 ? $0[0] : nil })
    case .null, .deferred: return false
    default: throw kinds(element, whole)
    }
  }

  /// Whether one of several values is equal to one; an error where none of them is like it.
  private static func isIn(
    _ element: Value, _ values: [Value]
  ) throws(LanguageError) -> Bool {
    var failure: LanguageError?
    var isLike = false
    for value in values {
      do throws(LanguageError) {
        if try equal(element, value) { return true }
        isLike = true
      } catch {
        failure = failure ?? error
      }
    }
    if let failure, !isLike { throw failure }
    return false
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

  // MARK: How two values lie

  fileprivate enum Relation {
    case ordered(Int)
    /// They are alike and have no order.
    case unordered(Bool)
    /// One of them is no value.
    case absent(Bool)
    /// They are not equal and, not being alike, in no order.
    case apart
  }

  private static func sign<Each: Comparable>(_ left: Each, _ right: Each) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }

  private static func relation(
    _ left: Value, _ right: Value
  ) throws(LanguageError) -> Relation {
    switch (left, right) {
    case (.deferred(let deferred), _): return try relation(deferred.value(), right)
    case (_, .deferred(let deferred)): return try relation(left, deferred.value())
    case (.null, .null): return .absent(true)
    case (.null, _), (_, .null): return .absent(false)
    case (.text(let left), .text(let right)): return try relation(left, right)
    case (.money(let left), .money(let right)): return .ordered(sign(left, right))
    case (.instant(let left), .instant(let right)): return .ordered(sign(left, right))
    case (.boolean(let left), .boolean(let right)):
      return .ordered(sign(left ? 1 : 0, right ? 1 : 0))
    case (.duration(let left), .duration(let right)): return relation(left, right)
    case (.list, .list), (.record, .record), (.table, .table): return .unordered(left == right)
    case (.text(""), _), (_, .text("")): return .absent(false)
    case (.text(let text), _):
      guard let found = try relation(text, to: right) else { throw kinds(left, right) }
      return found
    case (_, .text(let text)):
      guard let found = try relation(text, to: left) else { throw kinds(left, right) }
      return found.turned
    default:
      guard let order = Comparand(left).order(Comparand(right)) else { throw kinds(left, right) }
      return .ordered(order)
    }
  }

  /// How two durations lie. Months have no fixed length: durations with months are in an order only
  /// with the like.
  private static func relation(_ left: Duration, _ right: Duration) -> Relation {
    if left == right { return .ordered(0) }
    guard (left.months == 0) == (right.months == 0) else { return .apart }
    return .ordered(
      left.months == right.months
        ? sign(left.seconds, right.seconds) : sign(left.months, right.months))
  }

  private static func relation(
    _ left: String, _ right: String
  ) throws(LanguageError) -> Relation {
    if left == right { return .ordered(0) }
    let comparands = (Comparand(left), Comparand(right))
    switch comparands {
    case (.impossible(let error), let other), (let other, .impossible(let error)):
      if other.isPlain { return .ordered(sign(left, right)) }
      if case .impossible = other { return .ordered(sign(left, right)) }
      throw LanguageError(error)
    case (.text, .text), (.text, .identifier), (.identifier, .text), (.identifier, .identifier):
      return .ordered(sign(left, right))
    case (.identifier, .number) where isDigits(right):
      return .ordered(identifier(left, to: right))
    case (.number, .identifier) where isDigits(left):
      return .ordered(-identifier(right, to: left))
    default:
      guard let order = comparands.0.order(comparands.1) else { return .apart }
      return .ordered(order)
    }
  }

  /// How digits that are no number lie to a number: with a zero before them below it, too many of them
  /// above it.
  private static func identifier(_ digits: String, to number: String) -> Int {
    digits.utf8.first == UInt8(ascii: "0") ? sign(digits, number) : 1
  }

  private static func isDigits(_ text: String) -> Bool { text.utf8.allSatisfy(Bytes.isDigit) }

  /// How a text lies to a value that is none; nil where it is nothing of the kind.
  private static func relation(
    _ text: String, to value: Value
  ) throws(LanguageError) -> Relation? {
    switch value {
    case .boolean(let truth):
      guard text == "true" || text == "false" else { return nil }
      return .ordered(sign(text == "true" ? 1 : 0, truth ? 1 : 0))
    case .duration(let duration):
      guard let read = try? Duration(parsing: text) else { return nil }
      return relation(read, duration)
    case .list, .record, .table: return nil
    default: break
    }
    let comparand = Comparand(text)
    let other = Comparand(value)
    if case .number(let number) = other {
      return Comparand.number(text).map { .ordered(sign($0, number)) }
    }
    if case .impossible(let error) = comparand { throw LanguageError(error) }
    return comparand.order(other).map(Relation.ordered)
  }
}

extension Comparison.Relation {
  /// The same, seen from the other side.
  fileprivate var turned: Self {
    if case .ordered(let order) = self { return .ordered(-order) }
    return self
  }
}
