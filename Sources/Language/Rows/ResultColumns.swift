/// The columns that a changing command adds to the rows of a pipeline.
enum ResultColumns {
  static let names = ["order", "outcome", "rules", "reasons", "at", "until"]

  /// The columns of the input, then those of the result. A column that is there already, as in the
  /// report of an earlier run, is written over. What else the result has can be asked for by later
  /// steps and is not shown.
  static func after(_ columns: Columns, _ command: Command) -> Columns {
    let kept = columns.names.prefix(columns.shownCount)
    let shown = kept + names.filter { !kept.contains($0) }
    let hidden = command.columns.filter { !shown.contains($0) }
    return Columns(shown + hidden, isOpen: columns.isOpen, hiddenCount: hidden.count)
  }
}
