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
  private let row = RecordRow(Row([:]))
  private let longest: Int
  private let read: Reading
  private var mark: Mark?
  private var needed: Set<Int>?

  /// - Parameters:
  ///   - columns: the columns of the rows.
  ///   - first: where the first chunk begins.
  ///   - longest: the most rows of a chunk.
  ///   - read: reads a chunk.
  init(_ columns: Columns, from first: Mark, longest: Int = 256, _ read: @escaping Reading) {
    self.columns = columns
    self.longest = longest
    self.read = read
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
      row.current = record
      if try !take(row) { break }
    }
    return next != nil
  }
}
