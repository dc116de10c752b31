import Basics
import Synchronization

/// The names of the columns that rows share.
///
/// A source makes one object for all its rows, so that a row costs one array of values, and a name
/// is looked up once for all rows.
package final class Columns: Sendable {
  /// The names in the order in which they are shown.
  package let names: [String]

  /// Whether a row may lack a column that others have, as JSON objects do. A missing field is then
  /// null; elsewhere it is an error that lists the columns that exist.
  package let isOpen: Bool

  /// How many columns at the end are not shown: a later step can ask for them, a table leaves
  /// them out.
  package let hiddenCount: Int

  /// What is wrong with the one row that has these columns, which its file does not give whole:
  /// for a step that tells what became of each row.
  let fault: RowFault?

  /// What is known of the values of columns, by their names.
  package let kinds: [String: ColumnKind]

  /// What readers of Chinese are shown for the columns and their codes; nil for columns that are no
  /// command's, such as those of a file.
  package let words: ColumnWords?

  private let indices: [String: Int]
  private let writtenKeys = Mutex<JSONKeys?>(nil)

  /// The columns of a row that its file does not give whole.
  convenience init(_ columns: Columns, fault: RowFault) {
    self.init(
      names: columns.names, isOpen: columns.isOpen, hiddenCount: columns.hiddenCount,
      kinds: columns.kinds, words: columns.words, fault: fault)
  }

  /// - Parameters:
  ///   - names: the names in order; of two equal ones the first is found.
  ///   - isOpen: whether a missing field is null.
  ///   - hiddenCount: how many names at the end are not shown.
  ///   - kinds: what is known of the values of columns.
  ///   - words: what readers of Chinese are shown.
  package convenience init(
    _ names: [String], isOpen: Bool = false, hiddenCount: Int = 0,
    kinds: [String: ColumnKind] = [:], words: ColumnWords? = nil
  ) {
    self.init(
      names: names, isOpen: isOpen, hiddenCount: hiddenCount, kinds: kinds, words: words, fault: nil
    )
  }

  private init(
    names: [String], isOpen: Bool, hiddenCount: Int, kinds: [String: ColumnKind],
    words: ColumnWords?, fault: RowFault?
  ) {
    self.fault = fault
    self.words = words
    self.kinds = kinds
    self.names = names
    self.isOpen = isOpen
    self.hiddenCount = hiddenCount
    var indices: [String: Int] = [:]
    if names.count > 8 {
      indices.reserveCapacity(names.count)
      for (index, name) in names.enumerated() where indices[name] == nil { indices[name] = index }
    }
    self.indices = indices
  }

  /// The names as the keys of a JSON object, written when they are first asked for.
  var jsonKeys: JSONKeys {
    writtenKeys.withLock { keys in
      if let keys { return keys }
      let made = JSONKeys(names)
      keys = made
      return made
    }
  }

  /// No columns.
  package static let none = Columns([])

  /// How many columns there are, with the hidden ones.
  package var count: Int { names.count }

  /// How many columns are shown.
  package var shownCount: Int { names.count - hiddenCount }

  /// The names for a message: without the column that the reader of a file adds for itself.
  var told: String {
    names.filter { $0 != FileSource.lineColumn }.joined(separator: ", ")
  }

  /// The columns of rows that need not have the same: those of the first row, then what others have
  /// besides.
  ///
  /// - Parameters:
  ///   - first: the columns to begin with, if they are known.
  ///   - rows: the rows.
  static func union(_ first: Columns?, _ rows: [Record]) -> Columns {
    guard let first = first ?? rows.first?.columns else { return .none }
    var names = Array(first.names.prefix(first.shownCount))
    var known = Set(names)
    var seen = first
    for row in rows where row.columns !== seen {
      seen = row.columns
      for name in seen.names.prefix(seen.shownCount) where known.insert(name).inserted {
        names.append(name)
      }
    }
    return names.count == first.shownCount
      ? first : Columns(names, isOpen: true, kinds: first.kinds, words: first.words)
  }

  /// The index of a column, or nil when there is none of the name.
  package func index(of name: String) -> Int? {
    indices.isEmpty ? names.firstIndex(of: name) : indices[name]
  }
}

/// The names of columns as the keys of a JSON object: in quotation marks, with the comma before all
/// but the first and the colon behind.
struct JSONKeys: Sendable {
  /// All keys, one after another, so that no key is an object of its own that is counted each time.
  private let bytes: [UInt8]
  private let ends: [Int]

  init(_ names: [String]) {
    var writer = ByteWriter()
    var ends: [Int] = []
    for name in names {
      if !ends.isEmpty { writer.append(UInt8(ascii: ",")) }
      ValueText.writeJSON(name, to: &writer)
      writer.append(UInt8(ascii: ":"))
      ends.append(writer.count)
    }
    bytes = writer.bytes
    self.ends = ends
  }

  var count: Int { ends.count }

  /// Writes the key of a column.
  @inline(__always)
  func write(_ index: Int, to writer: inout ByteWriter) {
    let start = index == 0 ? 0 : ends[index - 1]
    bytes.span.extracting(start..<ends[index]).withUnsafeBufferPointer {
      writer.append(contentsOf: $0)
    }
  }
}

/// What is wrong with a row: its file does not give it whole, or a condition on it cannot be looked at.
package final class RowFault: Sendable {
  let error: LanguageError
  /// What stands there, as far as it can be read: the fields of the row, or its line; nil where the row
  /// was read whole.
  let fields: [String]?

  init(_ error: LanguageError, _ fields: [String]? = nil) {
    self.error = error
    self.fields = fields
  }
}

/// Named values in order: a row of a table, or the result of a command.
package struct Record: Sendable {
  package let columns: Columns
  private var values: [Value]

  /// - Parameters:
  ///   - columns: the names, best one object for many rows.
  ///   - values: one value a column.
  package init(_ columns: Columns, _ values: [Value]) {
    precondition(columns.count == values.count, "a record has one value a column")
    self.columns = columns
    self.values = values
  }

  /// Makes a record with columns of its own: for results that come one at a time.
  ///
  ///     Record(["number": .text("13300000001"), "credit": .money(Money(fen: 10000))])
  package init(
    _ fields: KeyValuePairs<String, Value>, kinds: [String: ColumnKind] = [:],
    words: ColumnWords? = nil
  ) {
    self.init(Columns(fields.map(\.key), kinds: kinds, words: words), fields.map(\.value))
  }

  package var count: Int { values.count }

  /// The value in a column by its index.
  package subscript(index: Int) -> Value {
    get { values[index].resolved }
    set { values[index] = newValue }
  }

  /// The value in a column by its name; nil when there is no such column.
  package subscript(name: String) -> Value? {
    columns.index(of: name).map { values[$0].resolved }
  }

  /// The value as it is kept, without making what is deferred.
  func raw(_ index: Int) -> Value { values[index] }

  /// The same row, which an error keeps from going on as the others do.
  func failed(_ error: LanguageError) -> Record {
    Record(Columns(columns, fault: RowFault(error)), values)
  }

  /// The same values under other names.
  func renamed(_ columns: Columns) -> Record { Record(columns, values) }
}

extension Record: Equatable {
  package static func == (left: Record, right: Record) -> Bool {
    guard left.count == right.count else { return false }
    guard left.columns === right.columns || left.columns.names == right.columns.names else {
      return false
    }
    return (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }
}

/// Rows with the same columns, held in memory.
package struct Table: Sendable, Equatable {
  package let columns: Columns
  package var rows: [Record]

  package init(_ columns: Columns, _ rows: [Record] = []) {
    self.columns = columns
    self.rows = rows
  }

  package static func == (left: Table, right: Table) -> Bool {
    left.columns.names == right.columns.names && left.rows == right.rows
  }
}
