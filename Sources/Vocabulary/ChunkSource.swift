import Language

/// Rows of the store that are read whole, chunk by chunk: no reader is held open between two chunks,
/// and a commit may lie between them.
final class ChunkSource<Mark>: RowSource {
  /// Reads the rows of a chunk: from a mark on, at most so many, with the columns that somebody
  /// looks at; nil: with all.
  ///
  /// - Returns: the rows, and where the next chunk begins; nil at the end.
  typealias Reading = (Mark, Int, Set<Int>?) throws(LanguageError) -> (rows: [Row], next: Mark?)

  let columns: Columns
  private let row: StoredRow
  private let longest: Int
  private let read: Reading
  private var mark: Mark?
  private var needed: Set<Int>?

  /// - Parameters:
  ///   - columns: the columns of the rows.
  ///   - first: where the first chunk begins.
  ///   - longest: the most rows of a chunk.
  ///   - read: reads a chunk.
  init(_ columns: Columns, from first: Mark, longest: Int = 1024, _ read: @escaping Reading) {
    self.columns = columns
    self.longest = longest
    self.read = read
    row = StoredRow(columns)
    mark = first
  }

  func need(_ columns: Set<Int>) { needed = columns }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    guard let mark else { return false }
    let (rows, next) = try read(mark, min(limit, longest), needed)
    self.mark = next
    for record in rows {
      row.record = record
      if try !take(row) { break }
    }
    return next != nil
  }
}

/// A row that a source has read whole.
final class StoredRow: NativeRow {
  var record: Row

  /// Those of the record: where nobody looks at the others it has fewer than the source.
  var columns: Columns { record.columns }

  init(_ columns: Columns) {
    record = Row(columns, Array(repeating: .null, count: columns.count))
  }

  func value(at column: Int) -> Value { record[column] }
}
