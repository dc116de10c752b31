/// How far long work is.
package struct ProgressCount: Hashable, Sendable {
  /// Rows dealt with.
  package var rows: Int
  /// Rows in all, when known.
  package var total: Int?
  /// How the rows came out.
  package var done: Int
  package var refused: Int
  package var errors: Int

  package init(rows: Int, total: Int? = nil, done: Int = 0, refused: Int = 0, errors: Int = 0) {
    self.rows = rows
    self.total = total
    self.done = done
    self.refused = refused
    self.errors = errors
  }
}
