import Basics

extension PipelineStep {
  /// `distinct`: the first row of each combination of values.
  static var distinct: PipelineStep {
    PipelineStep(
      "distinct", Words("each row once", "去掉重复的行"),
      help: Words(
        "With columns: the first row with each combination of their values.", "给出列名时：每组值只留第一行。"),
      parameters: [.optionalColumnNames],
      examples: [.init("[1, 2, 1] | distinct", Words("each value once", "每个值一次"))],
      columns: { _, columns in columns },
      usage: { _ in .all },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(DistinctStage(opening.upstream, opening.call.columns))
      })
  }
}

/// The first row of each combination of values.
private final class DistinctStage: FollowingStage {
  private let nodes: [ColumnNode]
  private var seen: Set<[UInt8]> = []
  private let row = RecordRow(Record(.none, []))
  private var budget = RowBudget()

  init(_ upstream: Stage, _ nodes: [ColumnNode]) {
    self.nodes = nodes
    super.init(upstream)
  }

  override var isListed: Bool {
    upstream.isListed && !upstream.isChanging && nodes.allSatisfy(\.value.isFixed)
  }

  override func produce() throws(LanguageError) -> [Record]? {
    while let rows = try upstream.pull() {
      let kept = try executor.state.with(row) { () throws(LanguageError) in
        var kept: [Record] = []
        for record in rows {
          row.current = record
          if seen.insert(try executor.key(of: nodes, record)).inserted { kept.append(record) }
        }
        return kept
      }
      try budget.take(kept)
      if !kept.isEmpty { return kept }
    }
    return nil
  }
}
