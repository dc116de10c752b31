import Basics

/// Arithmetic on values.
///
/// Whole numbers stay whole under `+ - *`; `/` gives a decimal unless it comes out even. Money may be
/// added to money, and multiplied or divided by a number (half a fen is rounded away from zero). A
/// number beside money under `+` and `-` is yuan. Durations are added to instants and days, whole months
/// also to months. `+` joins texts and lists. Anything with null is null.
enum Arithmetic {
  enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
  }

  static func apply(
    _ operation: Operator, _ left: Value, _ right: Value
  ) throws(LanguageError) -> Value {
    switch (left.resolved, right.resolved) {
    case (.null, _), (_, .null), (.deferred, _), (_, .deferred): return .null
    case (.integer(let left), .integer(let right)): return try whole(operation, left, right)
    case (.integer(let left), .decimal(let right)):
      return try decimal(operation, Decimal(left), right)
    case (.decimal(let left), .integer(let right)):
      return try decimal(operation, left, Decimal(right))
    case (.decimal(let left), .decimal(let right)): return try decimal(operation, left, right)
    case (.text(let left), .text(let right)) where operation == .add:
      try Limits.checkText(left.utf8.count + right.utf8.count)
      return .text(left + right)
    case (.list(let left), .list(let right)) where operation == .add:
      try Limits.checkValues(left.count + right.count)
      return .list(left + right)
    case (.money(let money), let other): return try self.money(operation, money, other, left)
    case (let other, .money(let money)):
      return try moneyOnTheRight(operation, other, money)
    case (let time, let other): return try self.time(operation, time, other)
    }
  }

  private static func kinds(
    _ operation: Operator, _ left: Value, _ right: Value
  ) -> LanguageError {
    LanguageError(.operateKinds, "`\(operation.rawValue)`", left.kindName, right.kindName)
  }

  private static func whole(
    _ operation: Operator, _ left: Int64, _ right: Int64
  ) throws(LanguageError) -> Value {
    let result: (partialValue: Int64, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide:
      guard right != 0 else { throw LanguageError(.divisionZero) }
      if right == -1 {
        result = Int64(0).subtractingReportingOverflow(left)
      } else if left % right == 0 {
        result = (left / right, false)
      } else {
        return try decimal(.divide, Decimal(left), Decimal(right))
      }
    }
    guard !result.overflow else { throw LanguageError(.overflow) }
    return .integer(result.partialValue)
  }

  private static func decimal(
    _ operation: Operator, _ left: Decimal, _ right: Decimal
  ) throws(LanguageError) -> Value {
    do throws(BasicsError) {
      switch operation {
      case .add: return .decimal(try left + right)
      case .subtract: return .decimal(try left - right)
      case .multiply: return .decimal(try left * right)
      case .divide:
        guard right != .zero else { break }
        return .decimal(try left / right)
      }
    } catch {
      throw LanguageError(.overflow)
    }
    throw LanguageError(.divisionZero)
  }

  private static func money(
    _ operation: Operator, _ money: Money, _ other: Value, _ left: Value
  ) throws(LanguageError) -> Value {
    switch operation {
    case .add, .subtract:
      let amount: Money
      if case .money(let right) = other {
        amount = right
      } else if case .money(let read)? = try? Conversion.convert(other, to: .money) {
        amount = read
      } else {
        throw kinds(operation, left, other)
      }
      let (sum, isOver) =
        operation == .add
        ? money.fen.addingReportingOverflow(amount.fen)
        : money.fen.subtractingReportingOverflow(amount.fen)
      guard !isOver else { throw LanguageError(.overflow) }
      return .money(Money(fen: sum))
    case .multiply, .divide:
      let factor: Decimal
      switch other {
      case .integer(let number): factor = Decimal(number)
      case .decimal(let number): factor = number
      case .money(let right) where operation == .divide:
        return try whole(.divide, money.fen, right.fen)
      default: throw kinds(operation, left, other)
      }
      return .money(try scaled(money, operation, by: factor))
    }
  }

  private static func moneyOnTheRight(
    _ operation: Operator, _ left: Value, _ money: Money
  ) throws(LanguageError) -> Value {
    switch operation {
    case .multiply: return try self.money(.multiply, money, left, .money(money))
    case .add, .subtract:
      guard case .money(let amount)? = try? Conversion.convert(left, to: .money) else {
        throw kinds(operation, left, .money(money))
      }
      return try self.money(operation, amount, .money(money), left)
    case .divide: throw kinds(operation, left, .money(money))
    }
  }

  /// Money times or divided by a number, rounded to fen.
  private static func scaled(
    _ money: Money, _ operation: Operator, by factor: Decimal
  ) throws(LanguageError) -> Money {
    guard case .decimal(let exact) = try decimal(operation, Decimal(money.fen), factor) else {
      return money
    }
    var unit: Int64 = 1
    for _ in 0..<exact.scale { unit *= 10 }
    let (quotient, rest) = exact.mantissa.quotientAndRemainder(dividingBy: unit)
    let isUp = rest.magnitude >= unit.magnitude - rest.magnitude && rest != 0
    return Money(fen: quotient + (isUp ? rest.signum() : 0))
  }

  private static func time(
    _ operation: Operator, _ left: Value, _ right: Value
  ) throws(LanguageError) -> Value {
    switch (left, operation, right) {
    case (.instant(let instant), .add, .duration(let duration)):
      return .instant(try inRange(instant.exactly(adding: duration)))
    case (.instant(let instant), .subtract, .duration(let duration)):
      return .instant(try inRange(instant.exactly(adding: -duration)))
    case (.day(let day), .add, .duration(let duration)):
      return .day(try inRange(day.start.exactly(adding: duration)).day)
    case (.day(let day), .subtract, .duration(let duration)):
      return .day(try inRange(day.start.exactly(adding: -duration)).day)
    case (.month(let month), .add, .integer(let count)):
      return .month(try inRange(month.exactly(adding: Int(count))))
    case (.month(let month), .subtract, .integer(let count)) where count != .min:
      return .month(try inRange(month.exactly(adding: -Int(count))))
    case (.month(let month), .add, .duration(let duration)) where duration.seconds == 0:
      return .month(try inRange(month.exactly(adding: Int(duration.months))))
    case (.month(let month), .subtract, .duration(let duration)) where duration.seconds == 0:
      return .month(try inRange(month.exactly(adding: -Int(duration.months))))
    case (.instant(let left), .subtract, .instant(let right)):
      return .duration(Duration(seconds: left - right))
    case (.day(let left), .subtract, .day(let right)):
      return .duration(.days(left - right))
    case (.month(let left), .subtract, .month(let right)): return .integer(Int64(left - right))
    default: throw kinds(operation, left, right)
    }
  }

  /// - Throws: `number.overflow` for a time that no text can give.
  private static func inRange<Time>(_ time: Time?) throws(LanguageError) -> Time {
    guard let time else { throw LanguageError(.overflow) }
    return time
  }
}
