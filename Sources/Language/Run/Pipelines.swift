import Basics

/// What a pipeline gives.
enum PipelineResult {
  case rows(Stage)
  case value(Value)
}

/// Pipelines.
extension Interpreter {
  /// Carries out a pipeline that is a statement, and shows what it gives.
  func executePipeline(_ node: PipelineNode) throws(LanguageError) -> Flow {
    switch try open(node) {
    case .value(let value):
      if expectDepth == 0 { try emit(value) }
    case .rows(let stage):
      if expectDepth == 0 {
        try emit(rows: stage)
      } else {
        while try stage.pull() != nil {}
      }
      tell(stage)
    }
    defer { endedByRow = nil }
    return endedByRow ?? .next
  }

  /// The value of a pipeline in an expression: a table, or what its last step gives.
  func value(of node: PipelineNode) throws(LanguageError) -> Value {
    switch try open(node) {
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
    guard stage.isChanging, expectDepth == 0 else { return }
    if let following = stage as? FollowingStage { tell(following.upstream) }
    if let change = stage as? ChangeStage {
      held.remark(change.tally.text(in: options.language, isRehearsal: change.isRehearsal))
      if change.isRehearsal { tellChanges() }
    }
  }

  /// Counts a row of a changing command.
  func countRow(_ fate: ExpectedFate, _ codes: [String] = []) {
    guard fate != .done else { return }
    if expectDepth > 0 {
      if expectations.isEmpty { expectations.append((fate, codes, "")) }
    } else {
      unexpectedCount += 1
    }
  }

  // MARK: Opening

  /// Opens the source of a pipeline and sets up its steps; nothing has changed yet.
  func open(_ node: PipelineNode) throws(LanguageError) -> PipelineResult {
    var calls = node.stages[...]
    for call in calls {
      let node = program.calls[Int(call)]
      try authorise(table.commands[Int(node.command)], node.span, isSeveral: true)
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
        stage = SourceStage(listSource(value), self, isFixed: index == 0 && node.isFixedList)
      }
      let node = program.calls[Int(call)]
      result = try add(node, to: stage, before: rest, looksAhead: looksAhead)
    }
    return result
  }

  /// A call of a pipeline by its place in the program.
  func stepCall(_ call: Int32) -> StepCall {
    let node = program.calls[Int(call)]
    return StepCall(
      node: node, command: table.commands[Int(node.command)], program: program, table: table)
  }

  /// Whether rows may be looked up before those in front of them have gone through the steps: the
  /// steps change nothing, run nothing but themselves, and the last takes all rows as they come.
  private func mayLookAhead(_ calls: ArraySlice<Int32>) -> Bool {
    guard let last = calls.last, case .step(let step) = stepCall(last).command.action,
      step.takesAllRows
    else { return false }
    return calls.allSatisfy { call in
      let call = stepCall(call)
      switch call.command.action {
      case .lookup: return runsNothing(for: call.node)
      case .step:
        return runsNothing(for: call.node) || call.givenCall.map(runsNothing) ?? false
      default: return false
      }
    }
  }

  /// Whether nothing runs for the arguments of a call.
  func runsNothing(for node: CallNode) -> Bool {
    program.arguments(of: node).allSatisfy(\.value.runsNothing)
  }

  /// Whether the first step that looks into the rows tells what became of each.
  private func tellsFaults(_ calls: ArraySlice<Int32>) -> Bool {
    for call in calls {
      switch stepCall(call).command.action {
      case .step(let step) where step.passesFaults: continue
      case .plain, .lookup: return true
      default: return false
      }
    }
    return false
  }

  private func condition(of call: Int32) -> Expression? {
    let call = stepCall(call)
    guard case .step(let step) = call.command.action, step.isCondition else { return nil }
    return call.firstArgument
  }

  private func openHead(
    _ node: PipelineNode, hasStages: Bool
  ) throws(LanguageError) -> PipelineResult {
    guard case .call(let index) = node.head else {
      guard case .value(let expression) = node.head else { return .value(.null) }
      if case .pipeline(let inner) = expression { return try open(inner) }
      return .value(try evaluate(expression))
    }
    let call = program.calls[Int(index)]
    let command = table.commands[Int(call.command)]
    switch command.action {
    case .source(let open):
      try authorise(command, call.span)
      var bound = makeCall(call, command, try bind(call, command))
      do throws(LanguageError) {
        let source = try withFiles(of: bound) { () throws(LanguageError) in try open(&bound) }
        return .rows(SourceStage(source, self))
      } catch {
        throw error.placed(at: program.place(call.span))
      }
    case .bulk: return .rows(try openBulk(call, command))
    case .step(let step):
      guard case .source(let open) = step.run else { return .value(.null) }
      return .rows(try open(stepCall(index), self))
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
    try authorise(command, node.span, isSeveral: true)
    var call = makeCall(node, command, try bind(node, command))
    do throws(LanguageError) {
      return try ChangeStage(SourceStage(try open(&call), self), node, command)
    } catch {
      throw error.placed(at: program.place(node.span))
    }
  }

  /// Runs the command with which a pipeline begins; refused, it is a row like any other.
  private func runHead(
    _ call: CallNode, _ command: Command, hasStages: Bool
  ) throws(LanguageError) -> Value {
    let outcome = try run(call, command)
    if command.changes, !outcome.isTried { try noteChange() }
    guard outcome.fate == .refused else { return outcome.value }
    guard hasStages else { throw refusal(outcome, of: call, command) }
    countRow(.refused, outcome.codes)
    return outcome.value
  }

  /// The rows of a value: of a table, of a list, or the value alone.
  func listSource(_ value: Value) -> ListSource {
    switch value.resolved {
    case .table(let table): ListSource(table)
    case .list(let values): ListSource(values)
    case .null: ListSource([])
    case let single: ListSource([single])
    }
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
    case .plain, .lookup:
      guard command.changes else {
        return .rows(MapStage(stage, node, command, looksAhead: looksAhead))
      }
      return .rows(try ChangeStage(stage, node, command))
    case .sink(let run):
      var call = makeCall(node, command, try bind(node, command))
      if command.changes { try stage.requestConsent(at: node.span) }
      let outcome: Outcome
      do throws(LanguageError) {
        outcome = try withFiles(of: call) { () throws(LanguageError) in
          try run(&call, RowStream { () throws(LanguageError) in try stage.pull() })
        }
      } catch {
        throw error.placed(at: program.place(node.span))
      }
      tell(stage)
      if command.changes { try noteChange() }
      guard outcome.fate == .done else { throw refusal(outcome, of: node, command) }
      return .value(outcome.value)
    case .source, .bulk: preconditionFailure("a source begins a pipeline")
    case .control: preconditionFailure("\(command.name) is no step of a pipeline")
    }
  }

  // MARK: Columns

  /// Looks whether the columns that a step speaks of are there, before its first row.
  private func checkArguments(of node: CallNode, _ columns: Columns?) throws(LanguageError) {
    guard columns != nil else { return }
    for argument in program.arguments(of: node) { try check(argument.value, columns) }
  }

  private func check(_ expression: Expression, _ columns: Columns?) throws(LanguageError) {
    guard let columns, !columns.isOpen else { return }
    switch expression {
    case .field(let node):
      guard columns.place(of: node.name) != nil || node.isOptional else {
        throw unknownColumn(node, columns)
      }
    case .and(let left, let right, _), .or(let left, let right, _),
      .comparison(_, let left, let right, _), .arithmetic(_, let left, let right, _):
      try check(left, columns)
      try check(right, columns)
    case .element(let whole, let place, _):
      try check(whole, columns)
      try check(place, columns)
    case .not(let operand, _), .negative(let operand, _), .member(let operand, _, _),
      .matches(let operand, _, _):
      try check(operand, columns)
    case .list(let elements), .interpolated(let elements), .record(_, let elements):
      for element in elements { try check(element, columns) }
    case .columns(let nodes):
      for node in nodes { try check(node.value, columns) }
    case .literal, .variable, .row, .pipeline, .function, .block, .bareWord: return
    }
  }
}
