import Basics

/// Makes steps of the calls of a pipeline, before the first row comes.
struct PipelineBuilder {
  let executor: StatementExecutor

  init(_ executor: StatementExecutor) {
    self.executor = executor
  }

  private var program: Program { executor.program }
  private var table: CommandTable { executor.table }

  /// Opens the source of a pipeline and sets up its steps; nothing has changed yet.
  func open(_ node: PipelineNode) throws(LanguageError) -> PipelineResult {
    var calls = node.stages[...]
    for call in calls {
      let node = program.calls[Int(call)]
      try executor.authorise(table.commands[Int(node.command)], node.span, isSeveral: true)
    }
    var result = try openHead(node, hasStages: !calls.isEmpty)
    // Conditions directly behind a source are looked at before a row is made.
    if case .rows(let stage) = result, let source = stage as? SourceStage {
      while let call = calls.first, let condition = condition(of: call) {
        try check(condition, source.columns)
        source.conditions.append(condition)
        calls = calls.dropFirst()
      }
      if tellsFaults(calls) { source.keepFaults() }
      if let names = fields(of: calls, after: source.conditions) { source.need(names) }
    }
    let looksAhead = mayLookAhead(calls)
    for (index, call) in calls.enumerated() {
      let rest = calls.dropFirst(index + 1)
      let stage: Stage
      switch result {
      case .rows(let rows): stage = rows
      case .value(let value):
        stage = SourceStage(
          ListSource.rows(of: value), executor, isFixed: index == 0 && node.isFixedList)
      }
      let node = program.calls[Int(call)]
      result = try add(node, to: stage, before: rest, looksAhead: looksAhead)
    }
    return result
  }

  /// Whether rows may be looked up before those in front of them have gone through the steps: the
  /// steps change nothing, run nothing but themselves, and the last takes all rows as they come.
  private func mayLookAhead(_ calls: ArraySlice<Int32>) -> Bool {
    guard let last = calls.last,
      case .step(let step) = executor.context.stepCall(last).command.action,
      step.takesAllRows
    else { return false }
    return calls.allSatisfy { call in
      let call = executor.context.stepCall(call)
      switch call.command.action {
      case .reading: return program.runsNothing(for: call.node)
      case .step:
        return program.runsNothing(for: call.node)
          || call.givenCall.map(program.runsNothing) ?? false
      default: return false
      }
    }
  }

  /// Whether the first step that looks into the rows tells what became of each.
  private func tellsFaults(_ calls: ArraySlice<Int32>) -> Bool {
    for call in calls {
      switch executor.context.stepCall(call).command.action {
      case .step(let step) where step.passesFaults: continue
      case .plain, .reading, .changing, .session: return true
      default: return false
      }
    }
    return false
  }

  private func condition(of call: Int32) -> Expression? {
    let call = executor.context.stepCall(call)
    guard case .step(let step) = call.command.action, step.isCondition else { return nil }
    return call.firstArgument
  }

  private func openHead(
    _ node: PipelineNode, hasStages: Bool
  ) throws(LanguageError) -> PipelineResult {
    guard case .call(let index) = node.head else {
      guard case .value(let expression) = node.head else { return .value(.null) }
      if case .pipeline(let inner) = expression { return try open(inner) }
      return .value(try executor.evaluate(expression))
    }
    let call = program.calls[Int(index)]
    let command = table.commands[Int(call.command)]
    switch command.action {
    case .source(let open):
      try executor.authorise(command, call.span)
      var bound = executor.makeCall(call, command, try executor.bind(call, command))
      do throws(LanguageError) {
        let source = try executor.files.during(bound) { () throws(LanguageError) in
          try open(&bound, executor.session.readContext)
        }
        return .rows(SourceStage(source, executor))
      } catch {
        throw error.located(at: program.location(call.span))
      }
    case .bulk: return .rows(try openBulk(call, command))
    case .step(let step):
      guard case .source(let open) = step.run else { return .value(.null) }
      return .rows(try open(executor.context.stepCall(index), executor))
    case .control:
      return .value(.null)
    default:
      return .value(try runHead(call, command, hasStages: hasStages))
    }
  }

  /// Opens the rows that a command makes itself and runs for.
  func openBulk(_ node: CallNode, _ command: Command) throws(LanguageError) -> ChangeStage {
    guard case .bulk(let open, _) = command.action else {
      preconditionFailure("\(command.name) has no rows of its own")
    }
    try executor.authorise(command, node.span, isSeveral: true)
    var call = executor.makeCall(node, command, try executor.bind(node, command))
    do throws(LanguageError) {
      return try ChangeStage(
        SourceStage(try open(&call, executor.session.changeContext), executor), node, command)
    } catch {
      throw error.located(at: program.location(node.span))
    }
  }

  /// Runs the command with which a pipeline begins; refused, it is a row like any other.
  private func runHead(
    _ call: CallNode, _ command: Command, hasStages: Bool
  ) throws(LanguageError) -> Value {
    let outcome = try executor.run(call, command)
    if command.changes, !outcome.isRehearsed { try executor.commits.noteChange() }
    guard outcome.fate == .refused else { return outcome.value }
    guard hasStages else { throw executor.refusal(outcome, of: call, command) }
    executor.state.countRow(.refused, outcome.codes)
    return outcome.value
  }

  // MARK: Steps

  private func add(
    _ node: CallNode, to stage: Stage, before rest: ArraySlice<Int32>, looksAhead: Bool
  ) throws(LanguageError) -> PipelineResult {
    let command = table.commands[Int(node.command)]
    try checkArguments(of: node, stage.columns)
    switch command.action {
    case .step(let step):
      let call = StepCall(node: node, command: command, program: program, table: table)
      let opening = StepOpening(
        call: call, upstream: stage, tellsFaults: tellsFaults(rest), looksAhead: looksAhead,
        isLast: rest.isEmpty)
      switch step.run {
      case .filter(let open), .sink(let open, _): return try open(opening)
      case .source: preconditionFailure("a source begins a pipeline")
      }
    case .plain, .reading, .changing, .session:
      guard command.changes else {
        return .rows(MapStage(stage, node, command, looksAhead: looksAhead))
      }
      return .rows(try ChangeStage(stage, node, command))
    case .sink(let run):
      var call = executor.makeCall(node, command, try executor.bind(node, command))
      let outcome: Outcome
      do throws(LanguageError) {
        outcome = try executor.files.during(call) { () throws(LanguageError) in
          try run(
            &call, RowStream { () throws(LanguageError) in try stage.pull() }, executor.session)
        }
      } catch {
        throw error.located(at: program.location(node.span))
      }
      executor.tell(stage)
      return .value(outcome.value)
    case .source, .bulk: preconditionFailure("a source begins a pipeline")
    case .control: preconditionFailure("\(command.name) is no step of a pipeline")
    }
  }
}
