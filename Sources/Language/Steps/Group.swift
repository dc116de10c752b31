import Basics

extension PipelineStep {
  /// `group`: the rows gathered by the values of columns.
  static var group: PipelineStep {
    PipelineStep(
      "group", Words("groups the rows by the values of columns", "按列的值分组"),
      help: Words(
        "Gives one row for each group, with the columns, `count` and `rows`.",
        "每组一行，含各列、`count` 和 `rows`。"),
      parameters: [.columnNames],
      examples: [
        .init(
          "[{star: 5}, {star: 6}, {star: 5}] | group star",
          Words("the rows of each star together", "按星级归组"))
      ],
      columns: { call, columns in
        guard !call.columns.isEmpty else { return nil }
        return Columns(
          call.columns.map(\.name) + ["count", "rows"], kinds: call.columns.kinds(from: columns))
      },
      usage: { _ in .all },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(GroupStage(opening.upstream, opening.call.columns, withRows: true))
      })
  }
}

/// A row for each combination of values, with how many rows it has, and these rows.
final class GroupStage: GatheringStage {
  private let nodes: [ColumnNode]
  private var made: Columns
  private let withRows: Bool

  init(_ upstream: Stage, _ nodes: [ColumnNode], withRows: Bool) {
    self.nodes = nodes
    self.withRows = withRows
    made = Columns(nodes.map(\.name) + ["count"] + (withRows ? ["rows"] : []))
      .learning(nodes, from: upstream.columns)
    super.init(upstream)
  }

  override var columns: Columns? { made }

  override func gather() throws(LanguageError) -> [Record] {
    var groups: [(keys: [Value], count: Int64, rows: [Record])] = []
    var indices: [[UInt8]: Int] = [:]
    let row = RecordRow(Record(.none, []))
    var budget = RowBudget()
    while let chunk = try upstream.pull() {
      if withRows { try budget.take(chunk) }
      made = made.learning(nodes, from: chunk.first?.columns)
      try executor.state.with(row) { () throws(LanguageError) in
        for record in chunk {
          row.current = record
          let key = try executor.key(of: nodes, record)
          let index = indices[key] ?? groups.count
          if index == groups.count {
            indices[key] = index
            groups.append((try executor.values(of: nodes), 0, []))
          }
          groups[index].count += 1
          if withRows { groups[index].rows.append(record) }
        }
      }
    }
    return groups.map { group in
      var values = group.keys + [.integer(group.count)]
      if withRows {
        values.append(.table(Table(Columns.union(nil, group.rows), group.rows)))
      }
      return Record(made, values)
    }
  }
}
