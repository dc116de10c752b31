import Basics

/// How a statement ended.
enum Flow {
  case next
  case breakLoop
  case continueLoop
  case giveBack(Value)
  case exit(Int32)
}

/// Carries out statements and gives the values of expressions.
final class StatementExecutor {
  let context: RunContext
  let state = RunState()
  /// Makes changes durable, or undoes them.
  let commits: CommitControl
  /// Asks before many customers are changed.
  let confirmation: ChangeConfirmation
  /// Takes what was refused or in error, when somebody asked for it.
  var rejects: Rejects?
  /// The command that is all of the text.
  var lone = LoneCommand()
  /// The columns of the record that was put out last, with nothing after it.
  var lastHeading: Columns?
  /// The changing command that was bound last, while somebody asks for what is rejected.
  private var lastCall: Call?
  /// How many guarded commands the statement has run so far.
  private var guardedCount = 0

  init(_ context: RunContext) {
    self.context = context
    commits = CommitControl(context, state)
    confirmation = ChangeConfirmation(context)
  }

  var table: CommandTable { context.table }
  var program: Program { context.program }
  var session: any Session { context.session }
  var held: CommitGatedOutput { context.held }
  var files: RunFiles { context.files }

  /// Throws when the run is broken off.
  func poll() throws(LanguageError) { try context.poll() }

  // MARK: Statements

  /// Carries out the statements of the top level; at the console each is durable by itself.
  func executeTop(_ block: BlockNode) throws(LanguageError) -> Flow {
    let isByStatement = context.policy.isByStatement
    for statement in block.statements {
      confirmation.begin()
      guardedCount = 0
      session.beginStatement()
      if commits.hasRehearsal, !context.mayChange(statement) { try commits.endRehearsal() }
      let flow =
        isByStatement ? try executeAtConsole(statement) : try executeOrGoOn(statement)
      if isByStatement { try commits.endRehearsal() }
      guard case .next = flow else { return flow }
    }
    return .next
  }

  private func executeAtConsole(_ statement: StatementNode) throws(LanguageError) -> Flow {
    // One command undoes nothing when it fails.
    if commits.isConsoleOpen, !statement.isCommand {
      return try commits.withSavepoint { () throws(LanguageError) in
        try executeOrGoOn(statement)
      }
    }
    let flow = try executeOrGoOn(statement)
    if !commits.isConsoleOpen { try commits.finish() }
    return flow
  }

  /// Carries out the statements of a block.
  func execute(_ block: BlockNode) throws(LanguageError) -> Flow {
    try state.checkStack()
    return try state.withScope(.block) { () throws(LanguageError) in
      for statement in block.statements {
        let flow = try executeOrGoOn(statement)
        guard case .next = flow else { return flow }
      }
      return .next
    }
  }

  /// Carries out one statement; after an error goes on where that was asked for.
  func executeOrGoOn(_ statement: StatementNode) throws(LanguageError) -> Flow {
    try context.poll()
    do throws(LanguageError) {
      return try execute(statement)
    } catch {
      let located = error.located(at: program.location(statement.span))
      guard goesOn(after: located) else { throw located }
      state.unexpectedCount += 1
      rejects?.add(
        statement, located, lastCall: lastCall, isInBlock: state.nesting.blocks > 0)
      held.remark(ErrorText.text(located, context.options))
      return .next
    }
  }

  /// Whether nothing around the statement catches what goes wrong, or undoes it.
  private var isUnshielded: Bool {
    state.nesting.shields == 0 && state.nesting.transactions == 0
  }

  /// Whether the script goes on after an error, as `--on-error=continue` asks.
  private func goesOn(after error: LanguageError) -> Bool {
    guard isUnshielded, error.fault == .request else { return false }
    let options = context.options
    return error.isRefusal ? options.onRefusal == .continue : options.onError == .continue
  }

  private func execute(_ statement: StatementNode) throws(LanguageError) -> Flow {
    switch statement.kind {
    case .command(let call): return try executeCommand(call)
    case .pipeline(let node): return try executePipeline(node)
    case .variable(let variable, let value): state[variable] = try evaluate(value)
    case .condition(let branches, let otherwise):
      for branch in branches where try truth(branch.condition, statement.span) {
        return try execute(branch.block)
      }
      if let otherwise { return try execute(otherwise) }
    case .forEach(let variable, let rows, let block):
      return try executeLoop(variable, rows, block, statement.span)
    case .whileTrue(let condition, let block):
      return try executeLoop(while: condition, block, statement.span)
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    case .giveBack(let value): return .giveBack(try value.map(evaluate) ?? .null)
    case .attempt(let block, let variable, let handler):
      return try executeAttempt(block, variable, handler)
    case .transaction(let block):
      return try commits.withTransaction { () throws(LanguageError) in try execute(block) }
    case .expectFate(let fate, let code, let block):
      try executeExpectation(fate, code, block, statement.span)
    case .expectCondition(let condition):
      try executeExpectation(condition, statement.span)
    case .included(let block): return try executeTop(block)
    }
    return .next
  }

  // MARK: Commands

  private func executeCommand(_ index: Int32) throws(LanguageError) -> Flow {
    let node = program.calls[Int(index)]
    let command = table.commands[Int(node.command)]
    switch command.action {
    case .control(let control): return try execute(control, node, command)
    case .step(let step):
      try executeAlone(step, node, command)
      return .next
    default: break
    }
    let outcome = try run(node, command)
    try show(outcome, of: node, command)
    if command.changes, !outcome.isRehearsed { try commits.noteChange() }
    return .next
  }

  /// Runs a command of the vocabulary once.
  ///
  /// - Returns: its outcome; a refusal is one.
  func run(_ node: CallNode, _ command: Command) throws(LanguageError) -> Outcome {
    if case .bulk = command.action {
      let stage = try PipelineBuilder(self).openBulk(node, command)
      let rows = try collect(stage)
      tell(stage)
      return Outcome(.table(rows))
    }
    guard command.changes else { return try runOnce(node, command) }
    lastCall = nil
    do throws(LanguageError) {
      let outcome = try runOnce(node, command)
      // Told only where it is all that is kept: of the others nothing is remembered.
      if state.tally.changeCount == 0 { lone.last = (command.name, outcome) }
      state.tally.add(
        outcome.fate == .done ? .done : .refused, outcome.codes, isRecalled: outcome.isRecalled)
      return outcome
    } catch {
      if error.fault == .request { state.tally.add(.error, [error.code]) }
      throw error
    }
  }

  private func runOnce(_ node: CallNode, _ command: Command) throws(LanguageError) -> Outcome {
    let outcome = try answer(node, command)
    for remark in outcome.remarks { held.remark(remark + "\n") }
    return outcome
  }

  private func answer(_ node: CallNode, _ command: Command) throws(LanguageError) -> Outcome {
    try authorise(command, node.span)
    var call = makeCall(node, command, try bind(node, command))
    if command.changes {
      if rejects != nil { lastCall = call }
      try confirmation.count(call, at: node.span)
    }
    var outcome: Outcome
    do throws(LanguageError) {
      if command.fileIndices.isEmpty {
        outcome = try runAction(&call)
      } else {
        outcome = try files.during(call) { () throws(LanguageError) in try runAction(&call) }
      }
    } catch {
      throw error.located(at: program.location(node.span))
    }
    tell(outcome.leftOut, by: command)
    if command.changes { outcome = marked(outcome, call) }
    return outcome
  }

  /// Says how many rows a limit has left out, and how to see them.
  ///
  /// - Parameter isOfRows: whether the command ran for many rows.
  func tell(_ leftOut: LeftOut?, by command: Command, isOfRows: Bool = false) {
    guard let leftOut, !state.isExpecting else { return }
    let isChinese = context.options.language == .chinese
    var count = "\(leftOut.count)"
    if leftOut.isMore { count = (isChinese ? "超过 " : "more than ") + count }
    var text = command.name + (isChinese ? "：" : ": ")
    if isChinese {
      text += "另有 \(count) 条\(leftOut.isOlder ? "较早的" : "")未列出"
      text +=
        isOfRows || leftOut.isMore ? "；可增大 limit=" : "；limit=\(leftOut.limit) 可全部列出"
    } else {
      text += "\(count) \(leftOut.isOlder ? "older" : "more") left out; "
      text +=
        isOfRows || leftOut.isMore
        ? "a higher limit= shows more" : "limit=\(leftOut.limit) shows all"
    }
    held.remark(text + "\n")
  }

  private func runAction(_ call: inout Call) throws(LanguageError) -> Outcome {
    switch call.command.action {
    case .plain(let run): return try run(&call)
    case .reading(let run): return try run(&call, session.readContext)
    case .changing(let run): return try run(&call, session.changeContext)
    case .session(let run): return try run(&call, session)
    case .sink(let run): return try run(&call, .none, session)
    case .source(let open):
      return Outcome(.table(try collect(SourceStage(try open(&call, session.readContext), self))))
    case .bulk, .step, .control: preconditionFailure("a command of the language runs by itself")
    }
  }

  /// Shows the outcome of a command that stands alone, or ends the script with its refusal.
  private func show(
    _ outcome: Outcome, of node: CallNode, _ command: Command
  ) throws(LanguageError) {
    if outcome.fate == .refused {
      // Its order is written, also where the script goes on or catches the refusal.
      let mayStay =
        context.policy.isByStatement || lone.isExpected || context.options.onRefusal == .continue
      guard mayStay, isUnshielded else {
        if !outcome.isRehearsed { try commits.noteChange(0) }
        throw refusal(outcome, of: node, command)
      }
      if lone.isExpected { lone.wasRefused = true }
      state.unexpectedCount += 1
      if let rejects, let lastCall { rejects.add(lastCall, outcome) }
    }
    if command.changes, !outcome.isRehearsed { commits.noteUncommitted() }
    guard !state.isExpecting else { return }
    try emit(outcome.value)
  }

  /// The error with which a refusal ends a script.
  func refusal(_ outcome: Outcome, of node: CallNode, _ command: Command) -> LanguageError {
    var messages: [String] = []
    if case .list(let reasons)? = outcome.value.asRecord?["reasons"] {
      messages = reasons.compactMap { $0.asRecord?["message"]?.asText }
    }
    if messages.isEmpty { messages = outcome.codes }
    var error = LanguageError(
      .refused, command.name, messages.joined(separator: "; "), at: program.location(node.span))
    error.reasons = outcome.codes
    error.result = outcome.value
    return error
  }

  // MARK: Rights

  /// Looks whether the operator may run a command, before anything of it is read or changed.
  ///
  /// - Parameter isSeveral: whether it runs for rows.
  func authorise(
    _ command: Command, _ span: Span, isSeveral: Bool = false
  ) throws(LanguageError) {
    guard command.isGuarded else { return }
    let isOne =
      !isSeveral && state.nesting.loops == 0 && guardedCount == 0 && context.options.job == nil
      && (context.policy.isByStatement || context.options.isAlone)
    guardedCount += 1
    do throws(LanguageError) {
      try session.authorise(command, isOne ? .one : .several)
    } catch {
      throw error.located(at: program.location(span))
    }
  }

  /// The outcome of a changing command with its mark, where nothing of it is kept.
  private func marked(_ outcome: Outcome, _ call: Call) -> Outcome {
    let keepsNothing = context.policy.keepsNothing
    guard call.isDryRun || keepsNothing else { return outcome }
    var outcome = outcome
    outcome.isRehearsed = call.isDryRun && !keepsNothing
    if outcome.isRehearsed { commits.noteRehearsal() }
    if case .record(let record) = outcome.value {
      outcome.value = .record(record.markedAsRehearsal)
    }
    return outcome
  }
}

/// What is known of a command that is all of a text: refused, it ends the run in its own way: kept,
/// shown, exit code 3.
struct LoneCommand {
  /// Whether the text is one command and was given to be that.
  var isExpected = false
  var wasRefused = false
  /// What the first changing command of the text came to, alone or not.
  var last: (command: String, outcome: Outcome)?
}

extension StatementNode {
  /// Whether it is one command that is no part of a pipeline.
  var isCommand: Bool {
    if case .command = kind { return true }
    return false
  }
}

extension LanguageError {
  /// Whether this is a refusal by the rules that ended a statement.
  package var isRefusal: Bool {
    if case .own(.refused, _) = cause { return true }
    return false
  }
}
