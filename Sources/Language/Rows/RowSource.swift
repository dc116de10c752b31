package import Basics

/// A row whose fields are fetched only when they are asked for.
///
/// A source gives one such object again and again, moved to the current row; what is to be kept of
/// the row is taken before the source goes on.
package protocol NativeRow: AnyObject {
  /// The names of the fields.
  var columns: Columns { get }

  /// The field in a column by its index.
  func value(at column: Int) throws(LanguageError) -> Value

  /// The row with all its fields, to be kept.
  func record() throws(LanguageError) -> Record
}

extension NativeRow {
  package func record() throws(LanguageError) -> Record {
    let columns = columns
    var values: [Value] = []
    values.reserveCapacity(columns.count)
    for column in 0..<columns.count { values.append(try value(at: column)) }
    return Record(columns, values)
  }
}

/// Where the rows of a pipeline come from.
///
/// A source of the store holds no reader open between two calls of ``next(_:_:)``: it remembers the
/// key at which it goes on, so that a pipeline that reads the store and changes it sees each key
/// once (a commit may lie between two calls).
package protocol RowSource: AnyObject {
  /// The columns of the rows; of a source with open columns those known so far.
  var columns: Columns { get }

  /// How many rows there are, where that is known without reading them.
  var count: Int? { get }

  /// How much of all has been gone over, from 0 to 1, where the rows are not counted but that is
  /// known.
  var share: Double? { get }

  /// How the file is written from which the rows come; nil of rows from elsewhere.
  var form: FileForm? { get }

  /// Has a row that cannot be read, where the rows behind it can, given with ``Columns/fault`` and
  /// not thrown.
  func keepFaults()

  /// The values that a column may have, where rows keep it as one byte, by that byte; nil of other
  /// columns.
  func values(ofCoded column: Int) -> [Value]?

  /// Leaves out rows before anything else of them is read: all but those whose byte of a coded
  /// column is in a set.
  func keepOnly(_ bytes: ByteSet, of column: Int)

  /// Says that nobody will look at the other columns of the rows, which may then be null or not there.
  func need(_ columns: Set<Int>)

  /// Counts all rows that are left without giving them; nil where that is not possible.
  ///
  /// - Parameter poll: throws when the run is broken off; called now and then.
  func countRows(_ poll: () throws(LanguageError) -> Void) throws(LanguageError) -> Int?

  /// Goes over the next rows.
  ///
  /// - Parameters:
  ///   - limit: the most rows to go over before returning.
  ///   - take: is given each row; it returns false to stop after that row.
  /// - Returns: whether there may be more rows.
  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool
}

extension RowSource {
  package var count: Int? { nil }
  package var share: Double? { nil }
  package var form: FileForm? { nil }
  package func keepFaults() {}
  package func values(ofCoded column: Int) -> [Value]? { nil }
  package func keepOnly(_ bytes: ByteSet, of column: Int) {}
  package func need(_ columns: Set<Int>) {}
  package func countRows(
    _ poll: () throws(LanguageError) -> Void
  ) throws(LanguageError) -> Int? { nil }
}

/// A row that is a record already.
package final class RecordRow: NativeRow {
  package var current: Record

  package init(_ record: Record) {
    current = record
  }

  package var columns: Columns { current.columns }

  package func value(at column: Int) -> Value { current[column] }

  package func record() -> Record { current }
}

/// Rows that are in memory: the rows of a table, or any list.
///
/// What is no record becomes a row with the one column `value`.
package final class ListSource: RowSource {
  package let columns: Columns
  private let rows: [Record]
  private var index = 0
  private let row = RecordRow(Record(.none, []))

  package init(_ table: Table) {
    columns = table.columns
    rows = table.rows
  }

  /// The rows of a value: of a table, of a list, or the value alone.
  static func rows(of value: Value) -> ListSource {
    switch value.resolved {
    case .table(let table): ListSource(table)
    case .list(let values): ListSource(values)
    case .null: ListSource([])
    case let single: ListSource([single])
    }
  }

  /// - Parameter values: what the rows are made of.
  package init(_ values: [Value]) {
    let single = Columns(["value"])
    rows = values.map { value in
      if case .record(let record) = value.resolved { return record }
      return Record(single, [value])
    }
    columns = rows.first?.columns ?? .none
  }

  package var count: Int? { rows.count }

  package func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    var left = limit
    while left > 0, index < rows.count {
      row.current = rows[index]
      index += 1
      left -= 1
      if try !take(row) { return index < rows.count }
    }
    return index < rows.count
  }
}
