/// The columns that a changing command adds to the rows of a pipeline.
enum ResultColumns {
  static let names = ["order", "outcome", "rules", "reasons", "at", "until"]

  /// The hidden column with the whole result, so that a later step can ask for more of it.
  static let result = "result"

  /// The columns of the input, then those of the result. A column that is there already, as in the
  /// report of an earlier run, is written over.
  static func after(_ columns: Columns, _ command: Command) -> Columns {
    let kept = columns.names.prefix(columns.shownCount)
    let added = names.filter { !kept.contains($0) }
    return Columns(kept + added + [result], isOpen: columns.isOpen, hiddenCount: 1)
  }
}
