package import Basics

/// What a variable, a field of a row or a result holds.
///
///     let row = Record(Columns(["number", "stars"]), [.text("13300000001"), .integer(5)])
///     row["stars"]                       // .integer(5)
package enum Value: Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case decimal(Decimal)
  case money(Money)
  case text(String)
  case instant(Instant)
  case day(Day)
  case month(Month)
  case duration(Duration)
  case list([Value])
  case record(Record)
  case table(Table)
  /// A value that is made when it is looked at, such as the messages of a refusal. Records and
  /// lists give it ``resolved``, so that only their makers meet it.
  case deferred(any Deferred)
}

/// Makes a value when it is looked at, so that a window of many rows stays small.
package protocol Deferred: AnyObject, Sendable {
  /// Makes the value; it must not be deferred again.
  func value() -> Value

  /// Whether ``Value/resolved`` keeps this as it is, since it stands for more than its value.
  var isLasting: Bool { get }

  /// Writes the text of the value, as ``ValueText/write(_:to:)`` does.
  func write(to writer: inout ByteWriter)

  /// Writes the value as compact JSON, as ``ValueText/writeJSON(_:to:)-(Value,_)`` does.
  func writeJSON(to writer: inout ByteWriter)
}

extension Deferred {
  package var isLasting: Bool { false }
  package func write(to writer: inout ByteWriter) { ValueText.write(value(), to: &writer) }
  package func writeJSON(to writer: inout ByteWriter) { ValueText.writeJSON(value(), to: &writer) }
}

/// A list of records that are made when they are looked at, and written without being made.
///
///     .deferred(DeferredRows(columns, count: charges.count) { row, column in
///       column == 0 ? .month(charges[row].month) : .money(charges[row].amount)
///     })
package final class DeferredRows: Deferred {
  private let columns: Columns
  private let count: Int
  private let cell: @Sendable (_ row: Int, _ column: Int) -> Value

  /// - Parameters:
  ///   - columns: the names of the fields, none of them hidden.
  ///   - count: how many records there are.
  ///   - cell: gives the value of one field of one record.
  package init(
    _ columns: Columns, count: Int, _ cell: @escaping @Sendable (_ row: Int, _ column: Int) -> Value
  ) {
    self.columns = columns
    self.count = count
    self.cell = cell
  }

  package func value() -> Value {
    .list(
      (0..<count).map { row in
        .record(Record(columns, (0..<columns.count).map { column in cell(row, column) }))
      })
  }

  package func write(to writer: inout ByteWriter) { writeJSON(to: &writer) }

  package func writeJSON(to writer: inout ByteWriter) {
    let keys = columns.jsonKeys
    writer.append(UInt8(ascii: "["))
    for row in 0..<count {
      writer.append(utf8: row == 0 ? "{" : ",{")
      for column in 0..<keys.count {
        keys.write(column, to: &writer)
        ValueText.writeJSON(cell(row, column), to: &writer)
      }
      writer.append(UInt8(ascii: "}"))
    }
    writer.append(UInt8(ascii: "]"))
  }
}

extension Value {
  /// The value itself, made now when it was deferred.
  @inlinable
  package var resolved: Value {
    if case .deferred(let deferred) = self, !deferred.isLasting { return deferred.value() }
    return self
  }

  /// Whether this is no value.
  @inlinable
  package var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The text that this is, if it is one.
  @inlinable
  package var asText: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// The record that this is, if it is one.
  package var asRecord: Record? {
    if case .record(let record) = resolved { return record }
    return nil
  }

  /// What kind of value it is, as messages name it.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .integer: "whole number"
    case .decimal: "decimal"
    case .money: "money"
    case .text: "text"
    case .instant: "instant"
    case .day: "day"
    case .month: "month"
    case .duration: "duration"
    case .list: "list"
    case .record: "record"
    case .table: "table"
    case .deferred(let deferred): deferred.value().kindName
    }
  }
}

extension Value: Equatable {
  /// Whether two values are of the same kind and hold the same. Conditions of the language compare
  /// across kinds: see ``Comparison``.
  package static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let left), .boolean(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.decimal(let left), .decimal(let right)): left == right
    case (.money(let left), .money(let right)): left == right
    case (.text(let left), .text(let right)): left == right
    case (.instant(let left), .instant(let right)): left == right
    case (.day(let left), .day(let right)): left == right
    case (.month(let left), .month(let right)): left == right
    case (.duration(let left), .duration(let right)): left == right
    case (.list(let left), .list(let right)): left == right
    case (.record(let left), .record(let right)): left == right
    case (.table(let left), .table(let right)): left == right
    case (.deferred(let left), _): left.value() == right
    case (_, .deferred(let right)): left == right.value()
    default: false
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
  package init(booleanLiteral truth: Bool) { self = .boolean(truth) }
  package init(nilLiteral: ()) { self = .null }
}
