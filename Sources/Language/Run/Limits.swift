/// What a script may hold in memory at once, so that a mistake ends with an error and not with the
/// machine's memory.
enum Limits {
  /// Bytes of a script.
  static let scriptBytes = 256 << 20
  /// Bytes of one text.
  static let textBytes = 16 << 20
  /// Values in the rows or the list that a step or a variable holds.
  static let values = 32 << 20

  /// Looks whether a text that is to be made may be so long.
  ///
  /// - Throws: `text.large`.
  static func checkText(_ bytes: Int) throws(LanguageError) {
    guard bytes <= textBytes else { throw LanguageError(.textLarge, "\(textBytes >> 20)") }
  }

  /// Looks whether so many values may be held.
  ///
  /// - Throws: `rows.many`.
  static func checkValues(_ count: Int) throws(LanguageError) {
    guard count <= values else { throw LanguageError(.rowsMany, "\(values)") }
  }
}

/// Counts the values of rows that a step holds.
struct RowBudget {
  private var count = 0

  /// Counts more rows.
  ///
  /// - Throws: `rows.many` when they are more than a step may hold.
  mutating func take(_ rows: [Record]) throws(LanguageError) {
    for row in rows { count += max(1, row.count) }
    try Limits.checkValues(count)
  }
}
