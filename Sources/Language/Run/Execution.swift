import Basics

/// How a statement ended.
enum Flow {
  case next
  case breakLoop
  case continueLoop
  case giveBack(Value)
  case exit(Int32)
}

/// Statements.
extension Interpreter {
  /// Carries out the statements of a block.
  func execute(_ block: BlockNode) throws(LanguageError) -> Flow {
    try checkStack()
    blockDepth += 1
    defer { blockDepth -= 1 }
    for statement in block.statements {
      let flow = try executeOrGoOn(statement)
      guard case .next = flow else { return flow }
    }
    return .next
  }

  /// Carries out one statement; after an error goes on where that was asked for.
  func executeOrGoOn(_ statement: StatementNode) throws(LanguageError) -> Flow {
    try poll()
    do throws(LanguageError) {
      return try execute(statement)
    } catch {
      let placed = error.placed(at: program.place(statement.span))
      guard goesOn(after: placed) else { throw placed }
      unexpectedCount += 1
      rejects?.add(statement, placed, self)
      held.remark(ErrorText.text(placed, options))
      return .next
    }
  }

  /// Whether the script goes on after an error, as `--on-error=continue` asks.
  private func goesOn(after error: LanguageError) -> Bool {
    guard shieldDepth == 0, transactionDepth == 0, error.fault == .request else { return false }
    return error.isRefusal ? options.onRefusal == .continue : options.onError == .continue
  }

  private func execute(_ statement: StatementNode) throws(LanguageError) -> Flow {
    switch statement.kind {
    case .command(let call): return try executeCommand(call)
    case .pipeline(let node): return try executePipeline(node)
    case .variable(let variable, let value): self[variable] = try evaluate(value)
    case .condition(let branches, let otherwise):
      for branch in branches where try truth(branch.condition, statement.span) {
        return try execute(branch.block)
      }
      if let otherwise { return try execute(otherwise) }
    case .forEach(let variable, let rows, let block):
      return try executeLoop(variable, rows, block, statement.span)
    case .whileTrue(let condition, let block):
      loopDepth += 1
      defer { loopDepth -= 1 }
      while try truth(condition, statement.span) {
        try poll()
        switch try execute(block) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case let flow: return flow
        }
      }
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    case .giveBack(let value): return .giveBack(try value.map(evaluate) ?? .null)
    case .attempt(let block, let variable, let handler):
      return try executeAttempt(block, variable, handler)
    case .transaction(let block): return try executeTransaction(block)
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
    if command.changes, !outcome.isTried { try noteChange() }
    return .next
  }

  /// Runs a command of the vocabulary once.
  ///
  /// - Returns: its outcome; a refusal is one.
  func run(_ node: CallNode, _ command: Command) throws(LanguageError) -> Outcome {
    if case .bulk = command.action {
      let stage = try openBulk(node, command)
      let rows = try collect(stage)
      tell(stage)
      return Outcome(.table(rows))
    }
    guard command.changes else { return try runOnce(node, command) }
    lastCall = nil
    do throws(LanguageError) {
      let outcome = try runOnce(node, command)
      if isAlone { lastOutcome = (command.name, outcome) }
      runTally.add(
        outcome.fate == .done ? .done : .refused, outcome.codes, isRecalled: outcome.isRecalled)
      return outcome
    } catch {
      if error.fault == .request { runTally.add(.error, [error.code]) }
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
      try countSubject(call, at: node.span)
    }
    var outcome: Outcome
    do throws(LanguageError) {
      if command.filePlaces.isEmpty {
        outcome = try runAction(&call)
      } else {
        outcome = try withFiles(of: call) { () throws(LanguageError) in try runAction(&call) }
      }
    } catch {
      throw error.placed(at: program.place(node.span))
    }
    tell(outcome.leftOut, by: command)
    if command.changes { outcome = marked(outcome, call) }
    return outcome
  }

  /// Says how many rows a limit has left out, and how to see them.
  ///
  /// - Parameter isOfRows: whether the command ran for many rows.
  func tell(_ leftOut: LeftOut?, by command: Command, isOfRows: Bool = false) {
    guard let leftOut, expectDepth == 0 else { return }
    let isChinese = options.language == .chinese
    var count = "\(leftOut.count)"
    if leftOut.isMore { count = (isChinese ? "超过 " : "more than ") + count }
    var text = "\(command.name): "
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
    case .lookup(let run): return try run(&call)
    case .sink(let run): return try run(&call, .none)
    case .source(let open):
      return Outcome(.table(try collect(SourceStage(try open(&call), self))))
    case .bulk, .step, .control: preconditionFailure("a command of the language runs by itself")
    }
  }

  /// Shows the outcome of a command that stands alone, or ends the script with its refusal.
  private func show(
    _ outcome: Outcome, of node: CallNode, _ command: Command
  ) throws(LanguageError) {
    if outcome.fate == .refused {
      // Its order is written, also where the script goes on or catches the refusal.
      let mayStay = options.mode == .statement || isAlone || options.onRefusal == .continue
      guard mayStay, shieldDepth == 0, transactionDepth == 0 else {
        if !outcome.isTried { try noteChange(0) }
        throw refusal(outcome, of: node, command)
      }
      if isAlone { aloneWasRefused = true }
      unexpectedCount += 1
      if let rejects, let lastCall { rejects.add(lastCall, outcome, self) }
    }
    if command.changes, !outcome.isTried {
      hasUncommitted = true
      held.isHolding = !options.isDryRun && !isTransactionOpen
    }
    guard expectDepth == 0 else { return }
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
      .refused, command.name, messages.joined(separator: "; "), at: program.place(node.span))
    error.reasons = outcome.codes
    error.result = outcome.value
    return error
  }

  // MARK: Loops

  private func executeLoop(
    _ variable: Variable, _ rows: Expression, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) -> Flow {
    let stage: Stage
    if case .pipeline(let node) = rows {
      switch try open(node) {
      case .rows(let rows): stage = rows
      case .value(let value): stage = SourceStage(listSource(value), self)
      }
    } else {
      return try executeLoop(variable, over: try evaluate(rows), block, span)
    }
    if mayChange(block) { try stage.requestConsent(at: span) }
    loopDepth += 1
    defer { loopDepth -= 1 }
    while let chunk = try stage.pull() {
      for row in chunk {
        try poll()
        self[variable] = .record(row)
        switch try execute(block) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case let flow: return flow
        }
      }
    }
    return .next
  }

  private func executeLoop(
    _ variable: Variable, over whole: Value, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) -> Flow {
    let values: [Value]
    switch whole.resolved {
    case .list(let list): values = list
    case .table(let table): values = table.rows.map(Value.record)
    case .null: values = []
    case let single: values = [single]
    }
    if mayChange(block) { try requestConsent(values.count, at: span) }
    loopDepth += 1
    defer { loopDepth -= 1 }
    for value in values {
      try poll()
      self[variable] = value.resolved
      switch try execute(block) {
      case .next, .continueLoop: continue
      case .breakLoop: return .next
      case let flow: return flow
      }
    }
    return .next
  }

  // MARK: try, transaction, expect

  private func executeAttempt(
    _ block: BlockNode, _ variable: Variable?, _ handler: BlockNode?
  ) throws(LanguageError) -> Flow {
    shieldDepth += 1
    do throws(LanguageError) {
      let flow = try execute(block)
      shieldDepth -= 1
      return flow
    } catch {
      shieldDepth -= 1
      guard error.fault == .request else { throw error }
      guard let handler else { return .next }
      if let variable { self[variable] = error.value(in: options.language) }
      return try execute(handler)
    }
  }

  /// All or nothing: in a script that is one transaction a savepoint, elsewhere one of its own.
  private func executeTransaction(_ block: BlockNode) throws(LanguageError) -> Flow {
    if case .whole = grouping {} else { try commit() }
    savepointCount += 1
    let name = "#\(savepointCount)"
    let before = (hasUncommitted, unexpectedCount, held.mark, held.isHolding)
    try session.savepoint(name)
    transactionDepth += 1
    // What the block puts out waits for its end, since it may be undone.
    held.isHolding = held.isHolding || !options.isDryRun
    do throws(LanguageError) {
      let flow = try execute(block)
      transactionDepth -= 1
      try session.release(name)
      if case .whole = grouping {} else { try commit() }
      if !hasUncommitted, transactionDepth == 0 { try commit() }
      return flow
    } catch {
      transactionDepth -= 1
      if error.fault != .store {
        try session.rollback(to: name)
        try session.release(name)
        unexpectedCount = before.1
        held.drop(after: before.2)
        if !before.0, transactionDepth == 0, !isTransactionOpen {
          try rollback(entry(of: error))
        }
        held.isHolding = before.3
      }
      throw error
    }
  }

  private func executeExpectation(
    _ condition: Expression, _ span: Span
  ) throws(LanguageError) {
    guard try !truth(condition, span) else { return }
    var found = "false"
    if case .comparison(_, let left, _, _) = condition {
      found = Literals.quoted(ValueText.text(try evaluate(left)))
    }
    let place = program.place(span)
    let text = place.marked.drop { $0 != " " }.drop { $0 == " " }
    throw LanguageError(.expectCondition, Literals.quoted(String(text)), found, at: place)
  }

  private func executeExpectation(
    _ fate: ExpectedFate, _ code: String?, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) {
    let expected = ([fate.rawValue] + [code].compactMap { $0 }).joined(separator: " ")
    let outer = (expectations, unexpectedCount)
    expectations = []
    shieldDepth += 1
    expectDepth += 1
    defer {
      shieldDepth -= 1
      expectDepth -= 1
      (expectations, unexpectedCount) = outer
    }
    var came: (fate: ExpectedFate, codes: [String], message: String)
    do throws(LanguageError) {
      _ = try execute(block)
      came = expectations.first { $0.fate != .done } ?? (.done, [], "")
    } catch {
      guard error.fault == .request else { throw error }
      let message = error.message(in: options.language)
      came = error.isRefusal ? (.refused, error.reasons, message) : (.error, [error.code], message)
    }
    guard came.fate == fate, code.map({ came.codes.contains(code: $0) }) ?? true else {
      var found = ([came.fate.rawValue] + came.codes).joined(separator: " ")
      if !came.message.isEmpty { found += ": " + came.message }
      throw LanguageError(.expectFailed, expected, found, at: program.place(span))
    }
  }
}

extension [String] {
  /// Whether one of the codes is this one or lies under it: BEN-10 holds for BEN-10.star.
  fileprivate func contains(code: String) -> Bool {
    contains { $0 == code || $0.hasPrefix(code + ".") }
  }
}

extension LanguageError {
  /// Whether this is a refusal by the rules that ended a statement.
  package var isRefusal: Bool {
    if case .own(.refused, _) = cause { return true }
    return false
  }
}
