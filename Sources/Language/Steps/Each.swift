import Basics

extension PipelineStep {
  /// `each`: runs a block for each row, or a reading command in its place.
  static var each: PipelineStep {
    PipelineStep(
      "each", Words("runs a block for each row", "对每一行执行一段语句"),
      help: Words(
        "The row is `$it`; it is passed on afterwards. If the block is a single reading command, its "
          + "results are passed on instead.",
        "当前行为 `$it`，执行后继续往后传。若语句段只是一条查询命令，则把其结果往后传。"),
      parameters: [.positional("block", .block, Words("what to run", "要执行的语句"))],
      examples: [
        .init(
          "[{name: \"A\"}, {name: \"B\"}] | each { print $it.name }",
          Words("something done with each row", "对每一行做一件事")),
        .init(
          "[\"b,a\", \"c\"] | each { split $it.value \",\" } | count",
          Words("what a command gives for each row", "每一行的查询结果")),
      ],
      columns: { call, columns in call.givenCall == nil ? columns : nil },
      usage: { call in call.givenCall.map { .arguments(of: $0, goOn: false) } ?? .all },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        let call = opening.call
        // Where the block is no more than a reading command, its results go on in the rows' place.
        if let given = call.givenCall {
          let command = call.table.commands[Int(given.command)]
          return .rows(
            MapStage(
              opening.upstream, given, command, endsAtError: true, looksAhead: opening.looksAhead))
        }
        guard case .block(let block) = call.firstArgument else {
          preconditionFailure("each has a block")
        }
        return .rows(EachStage(opening.upstream, block, call.node.span))
      })
  }
}

/// Runs a block for each row, and passes the row on.
private final class EachStage: FollowingStage {
  private let block: BlockNode
  private let span: Span
  private let changes: Bool
  private var hasBegun = false
  /// How the block ended the script, if it did.
  private(set) var flow: Flow = .next

  init(_ upstream: Stage, _ block: BlockNode, _ span: Span) {
    self.block = block
    self.span = span
    changes = upstream.executor.context.mayChange(block)
    super.init(upstream)
  }

  override var isChanging: Bool { changes || upstream.isChanging }

  override func produce() throws(LanguageError) -> [Record]? {
    if !hasBegun, changes { try upstream.confirmChanges(at: span) }
    hasBegun = true
    guard case .next = flow, let rows = try upstream.pull() else { return nil }
    let row = RecordRow(Record(.none, []))
    return try executor.state.withScope(.loop) { () throws(LanguageError) in
      for (index, record) in rows.enumerated() {
        try executor.poll()
        row.current = record
        let ended = try executor.state.with(row) { () throws(LanguageError) in
          try executor.execute(block)
        }
        guard case .exit = ended else { continue }
        flow = ended
        executor.state.endedByRow = ended
        return Array(rows[...index])
      }
      return rows
    }
  }
}
