import Basics

/// What a pipeline gives.
enum PipelineResult {
  case rows(Stage)
  case value(Value)
}

/// Pipelines that are carried out, and what they give.
extension StatementExecutor {
  /// Carries out a pipeline that is a statement, and shows what it gives.
  func executePipeline(_ node: PipelineNode) throws(LanguageError) -> Flow {
    switch try PipelineBuilder(self).open(node) {
    case .value(let value):
      if !state.isExpecting { try emit(value) }
    case .rows(let stage):
      if !state.isExpecting {
        try emit(rows: stage)
      } else {
        while try stage.pull() != nil {}
      }
      tell(stage)
    }
    defer { state.endedByRow = nil }
    return state.endedByRow ?? .next
  }

  /// The value of a pipeline in an expression: a table, or what its last step gives.
  func value(of node: PipelineNode) throws(LanguageError) -> Value {
    switch try PipelineBuilder(self).open(node) {
    case .value(let value): return value
    case .rows(let stage):
      let table = try collect(stage)
      tell(stage)
      return .table(table)
    }
  }

  /// All rows of a stage.
  func collect(_ stage: Stage) throws(LanguageError) -> Table {
    var rows: [Record] = []
    var budget = RowBudget()
    while let more = try stage.pull() {
      try budget.take(more)
      rows += more
    }
    return Table(Columns.union(stage.columns, rows), rows)
  }

  /// Says how many rows of the changing commands were done, refused, in error.
  func tell(_ stage: Stage) {
    guard stage.isChanging, !state.isExpecting else { return }
    if let following = stage as? FollowingStage { tell(following.upstream) }
    if let change = stage as? ChangeStage {
      held.remark(change.tally.text(in: context.options.language, isRehearsal: change.isRehearsal))
      if change.isRehearsal { RehearsalReport(context).tellChanges() }
    }
  }
}
