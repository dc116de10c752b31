import Basics

extension PipelineStep {
  /// `select`: rows of other columns.
  static var select: PipelineStep {
    PipelineStep(
      "select", Words("only these columns, in this order", "只取这些列，按此顺序"),
      help: Words(
        "`name=value` makes a column from any expression over the row.",
        "`名称=值` 由行上的表达式得出一列。"),
      parameters: [.columnNames],
      examples: [
        .init(
          "[{price: 3, count: 2}] | select price total=($it.price * $it.count)",
          Words("a column and a computed one", "一列及算出的一列"))
      ],
      columns: { call, columns in
        guard !call.columns.isEmpty else { return nil }
        return Columns(call.columns.map(\.name), kinds: call.columns.kinds(from: columns))
      },
      usage: { .arguments(of: $0.node, goOn: false) },
      comparesColumns: false, passesFaults: true, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(SelectStage(opening.upstream, opening.call.columns))
      })
  }
}

/// Rows of other columns.
private final class SelectStage: FollowingStage {
  private let nodes: [ColumnNode]
  private var made: Columns
  private let row = RecordRow(Record(.none, []))

  init(_ upstream: Stage, _ nodes: [ColumnNode]) {
    self.nodes = nodes
    made = Columns(nodes.map(\.name)).learning(nodes, from: upstream.columns)
    super.init(upstream)
  }

  override var columns: Columns? { made }
  override var count: Int? { upstream.count }
  override var isListed: Bool { upstream.isListed && nodes.allSatisfy(\.value.isFixed) }

  override func produce() throws(LanguageError) -> [Record]? {
    guard let rows = try upstream.pull() else { return nil }
    made = made.learning(nodes, from: rows.first?.columns)
    return try executor.state.with(row) { () throws(LanguageError) in
      var selected: [Record] = []
      selected.reserveCapacity(rows.count)
      for record in rows {
        if let fault = record.columns.fault {
          selected.append(
            Record(Columns(made, fault: fault), made.names.map { record[$0] ?? .null }))
          continue
        }
        row.current = record
        selected.append(Record(made, try executor.values(of: nodes)))
      }
      return selected
    }
  }
}
