import Basics

/// A run of a text from its reading to its exit code.
extension Interpreter {
  /// Reads a text, checks it whole, and runs it.
  ///
  ///     interpreter.run(SourceText(name: "-c", "restore phone 13300000001"))
  ///
  /// Errors, warnings and summaries go to ``Output/remark(_:)``, results to ``Output/write(_:)``.
  ///
  /// - Returns: the exit code: 0 all done; 1 the store or the system failed; 2 usage, nothing ran; 3
  ///   ended by an error or a refusal and rolled back; 4 ran to the end, but rows were refused or
  ///   in error; 130 broken off; 141 whoever read the results of a run that only reads has gone.
  package func run(_ source: SourceText) -> Int32 {
    let block: BlockNode
    let known = program.calls.count
    files.begin()
    beginCounting()
    do throws(LanguageError) {
      try files.checkStreams()
      if let script = options.script { try files.read(script, as: .script) }
      block = try read(source)
    } catch {
      for each in [error] + error.others { output.remark(ErrorText.text(each, options)) }
      return error.fault.exitCode
    }
    do throws(LanguageError) {
      try prepare(source)
      try files.check(program.calls[known...], program, table)
    } catch {
      rejects = nil
      output.remark(ErrorText.text(error, options))
      return error.fault.exitCode
    }
    loopDepth = 0
    unexpectedCount = 0
    requestedExit = nil
    aloneWasRefused = false
    isAlone = options.isAlone && isSingleCommand(block)
    do throws(LanguageError) {
      let flow = try executeTop(block)
      try finish()
      try endJob()
      try rejects?.finish(held, options.language)
      rejects = nil
      hasRun = true
      try endOutput()
      if case .exit(let code) = flow { return exit(code) }
      if aloneWasRefused { return 3 }
      return unexpectedCount > 0 ? 4 : 0
    } catch {
      if error.code == Problem.outputClosed.rawValue, error.fault == .interruption {
        rejects = nil
        return Self.unreadCode
      }
      return fail(error)
    }
  }

  /// The exit code of a run that only reads and whose reader has gone: that of a program which
  /// SIGPIPE ends.
  private static let unreadCode: Int32 = 141

  /// Has the last results written, before the run can count as done; at the console they may still
  /// wait for the pager.
  private func endOutput() throws(LanguageError) {
    guard options.mode != .statement else { return }
    try output.flush()
    guard output.isClosed else { return }
    throw LanguageError(.outputClosed, fault: mayChangeAnything ? .store : .interruption)
  }

  /// Says what is durable of a run whose results, or one of whose files, could not be written.
  package func tellKept() { tellKept(keptCounts) }

  private func tellKept(_ kept: JobCounts) {
    let count = kept.done + kept.refused
    guard !options.isDryRun, options.job == nil, count > 0 else { return }
    let isChinese = options.language == .chinese
    if runTally.changeCount == 1, let onlyOutcome {
      return output.remark(Self.kept(onlyOutcome, isChinese) + "\n")
    }
    var text =
      isChinese
      ? "已办并保留：完成 \(kept.done) 项，拒绝 \(kept.refused) 项；`orders | last \(count)` 可列出"
      : "done and kept all the same: \(kept.done) done, \(kept.refused) refused; "
        + "`orders | last \(count)` lists them"
    if !hasRun {
      text +=
        isChinese
        ? "。其余未办：再次运行前请去掉已办的行；使用 --job 名称 的运行会自动跳过"
        : ". The rest was not done: leave those rows out before you run it again; "
          + "a run with --job NAME does so by itself"
    }
    output.remark(text + "\n")
  }

  /// What became of one command: `pay: done and kept, order O35`.
  private static func kept(
    _ only: (command: String, outcome: Outcome), _ isChinese: Bool
  ) -> String {
    let (command, outcome) = only
    let fate =
      outcome.fate == .done
      ? isChinese ? "已办理并保留" : "done and kept"
      : isChinese ? "已拒绝，拒绝结果已保留" : "refused, and the refusal kept"
    let order = outcome.value.asRecord?["order"]?.asText
    return command + (isChinese ? "：" : ": ") + fate
      + (order.map { (isChinese ? "，工单 " : ", order ") + $0 } ?? "")
  }

  /// Opens the file of what is rejected, and begins the job, before anything runs.
  private func prepare(_ source: SourceText) throws(LanguageError) {
    runTally = Tally(options.job ?? "")
    listedSites = []
    if let path = options.rejects {
      do throws(LanguageError) {
        rejects = try Rejects(path, self)
      } catch {
        throw error.blamed(.usage)
      }
    }
    guard let job = options.job else { return }
    try session.begin(
      JobStart(
        name: job, script: source.name, texts: program.sources.map(\.bytes),
        arguments: options.arguments))
  }

  /// Ends the job, and says what became of all its rows and commands.
  private func endJob() throws(LanguageError) {
    guard options.job != nil else { return }
    let all = try session.end(runTally.counts)
    let seen = runTally.done + runTally.refused
    tellJob(missing: options.isDryRun ? 0 : all.done + all.refused - seen)
  }

  /// - Parameters:
  ///   - missing: how many were done by earlier runs and did not come again.
  ///   - isOpen: whether the job has not ended.
  private func tellJob(missing: Int = 0, isOpen: Bool = false) {
    guard options.job != nil else { return }
    var text = runTally.text(in: options.language, isRehearsal: options.isDryRun)
    text = (options.language == .chinese ? "任务 " : "job ") + text
    if missing > 0 {
      text +=
        options.language == .chinese
        ? "另有 \(missing) 项此前已办，本次未再出现\n"
        : "\(missing) more were done before and did not come again\n"
    }
    if isOpen, !options.isDryRun {
      text +=
        options.language == .chinese ? "再次运行同一命令即可继续\n" : "run the same again to go on\n"
    }
    output.remark(text)
  }

  /// Says what is left of a run that somebody broke off.
  private func tellInterruption() {
    guard options.job == nil, !options.isDryRun else { return }
    let isChinese = options.language == .chinese
    switch options.mode {
    case .statement: return
    case .whole:
      output.remark(
        isChinese ? "全部已撤销，未作任何改动\n" : "all of it was rolled back: nothing has changed\n")
    case .each, .batch:
      output.remark(
        isChinese
          ? "已完成的 \(runTally.done) 项仍有效；使用 --job 名称 的运行可从中断处继续\n"
          : "the \(runTally.done) done stay done; a run with --job NAME can be continued\n")
    }
  }

  /// Reads a text and checks it, without running it.
  ///
  /// - Returns: every error that was found, in the order of the text; empty when it can run.
  package func check(_ source: SourceText) -> [LanguageError] {
    reading(source, load: load) { state, _ in
      if state.errors.isEmpty, let error = unreadArguments(of: state) { return [error] }
      return state.errors
    }
  }

  /// The texts that a program gives to parameters that name a customer or something of a customer's,
  /// as those parameters read them; of statements in error none. Nothing runs, and no included
  /// script is read.
  ///
  ///     interpreter.identifiers(in: SourceText(name: "", "customer show G12345678"))
  package func identifiers(in source: SourceText) -> [String] {
    reading(source, load: { (_) throws(LanguageError) in [] }) { _, calls in
      var found: [String] = []
      func add(_ value: Value) {
        switch value {
        case .text(let text): found.append(text)
        case .list(let values): values.forEach(add)
        default: break
        }
      }
      for node in program.calls[calls...] {
        let parameters = table.commands[Int(node.command)].parameters
        for argument in program.arguments(of: node) {
          let parameter = parameters[Int(argument.parameter)]
          guard parameter.namesCustomer, case .literal(let value) = argument.value else { continue }
          add(value)
        }
      }
      return found
    }
  }

  /// Reads a text, looks at what was read, and forgets it.
  ///
  /// - Parameter look: takes the state after reading and the place of the first call that was read.
  private func reading<Result>(
    _ source: SourceText, load: @escaping (String) throws(LanguageError) -> [UInt8],
    _ look: (ParseState, Int) -> Result
  ) -> Result {
    let sources = program.sources.count
    let calls = program.calls.count
    let arguments = program.arguments.count
    let globals = program.globalCount
    defer {
      program.sources.removeSubrange(sources...)
      program.calls.removeSubrange(calls...)
      program.arguments.removeSubrange(arguments...)
      program.globalCount = globals
    }
    let state = parseState(source, load: load)
    _ = Parser.parse(source, state)
    return look(state, calls)
  }

  func parseState(
    _ source: SourceText, load: ((String) throws(LanguageError) -> [UInt8])? = nil
  ) -> ParseState {
    let state = ParseState(
      table: table, program: program, variables: variables, functions: functions,
      isConsole: options.mode == .statement, isDryRun: options.isDryRun, load: load ?? self.load)
    state.including = [Paths.simplified(source.name)]
    if variables["args"] == nil {
      let arguments = state.introduce("args")
      self[arguments] = .list(options.arguments.map(Value.text))
      if !options.arguments.isEmpty { state.unreadArguments[arguments.slot] = options.arguments }
      for (name, value) in options.namedArguments {
        let variable = state.introduce(name)
        self[variable] = .text(value)
        state.unreadArguments[variable.slot] = ["\(name)=\(value)"]
      }
    }
    return state
  }

  private func read(_ source: SourceText) throws(LanguageError) -> BlockNode {
    let state = parseState(source)
    let block = Parser.parse(source, state)
    if let error = state.error { throw error }
    if let error = unreadArguments(of: state) { throw error }
    variables = state.scopes[0]
    functions = state.functions
    return block
  }

  /// The error for arguments that the text does not read; nil when it reads all.
  private func unreadArguments(of state: ParseState) -> LanguageError? {
    let words = state.unreadArguments.sorted { $0.key < $1.key }.flatMap(\.value)
    guard !words.isEmpty else { return nil }
    let shown = words.map(Literals.quoted).joined(separator: ", ")
    return LanguageError(.argumentUnused, shown, fault: .usage)
  }

  private func isSingleCommand(_ block: BlockNode) -> Bool {
    guard block.statements.count == 1, case .command = block.statements[0].kind else {
      return false
    }
    return true
  }

  /// Carries out the statements of the top level; at the console each is durable by itself.
  func executeTop(_ block: BlockNode) throws(LanguageError) -> Flow {
    for statement in block.statements {
      beginConsent()
      guardedCount = 0
      session.beginStatement()
      if isRehearsing, !mayChange(statement) { try endRehearsal() }
      let flow =
        options.mode == .statement
        ? try executeAtConsole(statement) : try executeOrGoOn(statement)
      if options.mode == .statement { try endRehearsal() }
      guard case .next = flow else { return flow }
    }
    return .next
  }

  /// Undoes what commands with `--dry-run` did: before a statement that only reads, which is to see
  /// what there is; at the console after each statement.
  private func endRehearsal() throws(LanguageError) {
    guard isRehearsing else { return }
    isRehearsing = false
    try session.endRehearsal()
  }

  private func executeAtConsole(_ statement: StatementNode) throws(LanguageError) -> Flow {
    guard isTransactionOpen, !isPlain(statement) else {
      let flow = try executeOrGoOn(statement)
      if !isTransactionOpen { try finish() }
      return flow
    }
    // What a statement began is undone when it fails; what came before it stays.
    savepointCount += 1
    let name = "#\(savepointCount)"
    try session.savepoint(name)
    do throws(LanguageError) {
      let flow = try executeOrGoOn(statement)
      try session.release(name)
      return flow
    } catch {
      if error.fault != .store {
        try session.rollback(to: name)
        try session.release(name)
      }
      throw error
    }
  }

  /// Whether a statement is one command, which undoes nothing when it fails.
  private func isPlain(_ statement: StatementNode) -> Bool {
    if case .command = statement.kind { return true }
    return false
  }

  private func finish() throws(LanguageError) {
    guard !isTransactionOpen else { return }
    guard options.isDryRun else { return try commit() }
    hasUncommitted = false
    pendingCount = 0
    tellChanges()
    try session.rollback(nil)
    try held.flush()
  }

  private func exit(_ code: Int32) -> Int32 {
    // Never 0 when something was refused or failed and was not expected.
    let code = code == 0 && unexpectedCount > 0 ? 4 : code
    requestedExit = code
    return code
  }

  // MARK: Failure

  /// Ends a run that met an error: keeps or undoes what is not durable, and tells why.
  private func fail(_ error: LanguageError) -> Int32 {
    var worst = error
    // What is not durable is about to be undone, and no longer told apart.
    let kept = keptCounts
    do throws(LanguageError) {
      switch (options.mode, error.fault) {
      case (.statement, _):
        if !isTransactionOpen { try rollback(nil) }
      case (.whole, let fault):
        try rollback(fault == .store ? nil : entry(of: error))
      case (.each, .store), (.batch, .store), (_, .interruption): try rollback(nil)
      // Every row has its own fate: what was done stays done.
      case (.each, _), (.batch, _): try finish()
      }
    } catch let second {
      if second.fault == .store { worst = second }
      if second.code != error.code { output.remark(ErrorText.text(second, options)) }
    }
    output.remark(ErrorText.text(error, options))
    tellJob(isOpen: true)
    if error.fault == .interruption { tellInterruption() }
    if worst.fault == .store { tellKept(kept) }
    if let rejects {
      // What has its own fate stays rejected; of a script that is undone nothing is.
      if options.mode != .whole, worst.fault != .store {
        do throws(LanguageError) {
          try rejects.finish(held, options.language)
        } catch {
          output.remark(ErrorText.text(error, options))
        }
      }
    }
    rejects = nil
    transactionDepth = 0
    blockDepth = 0
    shieldDepth = 0
    expectDepth = 0
    row = nil
    return worst.fault.exitCode
  }

  /// What the journal is to say of a script that was rolled back.
  func entry(of error: LanguageError) -> Rollback? {
    guard !options.isDryRun, options.mode != .statement else { return nil }
    let place = error.place
    return Rollback(
      script: place?.source.name ?? "", line: place?.line ?? 0, column: place?.column ?? 0,
      code: error.code,
      message: Words(error.message(in: .english), error.message(in: .chinese)),
      reasons: error.reasons)
  }
}
