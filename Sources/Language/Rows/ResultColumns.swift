import Basics

/// The columns that a changing command adds to the rows of a pipeline.
enum ResultColumns {
  static let names = ["order", "outcome", "rules", "reasons", "at", "until"]

  /// The column that marks what a dry run says, behind the outcome: `outcome` is there what it would
  /// be.
  static let mark = "dryRun"

  private static let kinds: [String: ColumnKind] = [
    "order": .text, "outcome": .choice(CodeNames(ExpectedFate.self)),
  ]

  /// The columns of the input, then those of the result. A column that is there already, as in the
  /// report of an earlier run, is written over. What else the result has can be asked for by later
  /// steps and is not shown.
  ///
  /// - Parameter isRehearsal: whether nothing is kept, which ``mark`` tells of each row.
  static func after(
    _ columns: Columns, _ command: Command, isRehearsal: Bool
  ) -> Columns {
    let kept = columns.names.prefix(columns.shownCount)
    var shown = kept + names.filter { !kept.contains($0) }
    if isRehearsal, !shown.contains(mark), let outcome = shown.firstIndex(of: "outcome") {
      shown.insert(mark, at: outcome + 1)
    }
    let hidden = command.columns.filter { !shown.contains($0) }
    let kinds = columns.kinds.merging(Self.kinds) { _, own in own }
    return Columns(
      shown + hidden, isOpen: columns.isOpen, hiddenCount: hidden.count, kinds: kinds,
      words: command.words ?? columns.words)
  }
}
