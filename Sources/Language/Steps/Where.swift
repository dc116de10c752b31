import Basics

extension PipelineStep {
  /// `where`: the rows for which a condition holds.
  static var `where`: PipelineStep {
    PipelineStep(
      "where", Words("the rows for which a condition holds", "满足条件的行"),
      help: Words(
        "The unquoted word on the left of a comparison is a field of the row, the one on the right "
          + "is text. A row whose field cannot be compared with the value is in error, never left out.",
        "比较左边不加引号的词是行的字段，右边的是文本。字段无法与所给的值比较的行算出错，不会悄悄略去。"),
      parameters: [.positional("condition", .condition, Words("the condition", "条件"))],
      examples: [
        .init("[1, 2, 3] | first 2", Words("the first two of a list", "列表的前两个"))
      ],
      columns: { _, columns in columns },
      usage: { .arguments(of: $0.node, goOn: true) },
      comparesColumns: true, passesFaults: true, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(
          WhereStage(
            opening.upstream, opening.call.firstArgument, keepsFaults: opening.tellsFaults))
      })
  }
}

/// The rows for which a condition holds.
private final class WhereStage: FollowingStage {
  private let condition: Expression
  private let row = RecordRow(Record(.none, []))
  private let keepsFaults: Bool

  /// - Parameter keepsFaults: whether rows for which the condition cannot be looked at are passed on,
  ///   for a step that tells what became of each row.
  init(_ upstream: Stage, _ condition: Expression, keepsFaults: Bool) {
    self.condition = condition
    self.keepsFaults = keepsFaults
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed && !upstream.isChanging && condition.isFixed }

  override func produce() throws(LanguageError) -> [Record]? {
    while let rows = try upstream.pull() {
      let kept = try executor.state.with(row) { () throws(LanguageError) in
        var kept: [Record] = []
        for record in rows {
          guard record.columns.fault == nil else {
            kept.append(record)
            continue
          }
          row.current = record
          do throws(LanguageError) {
            if try executor.truth(condition, nil) { kept.append(record) }
          } catch {
            guard keepsFaults, error.isOfRow else { throw error }
            kept.append(record.failed(error))
          }
        }
        return kept
      }
      if !kept.isEmpty { return kept }
    }
    return nil
  }
}
