import Basics

/// Runs scripts and the lines of a console: reads and checks a text whole, then has it carried out
/// statement by statement, to its exit code.
///
///     let runner = ScriptRunner(table, session: session, output: output)
///     let exitCode = runner.run(SourceText(name: "fix.desk", bytes: bytes))
///
/// One runner keeps its variables and functions from one text to the next, as a console needs.
package final class ScriptRunner {
  let context: RunContext
  let executor: StatementExecutor
  /// Reads a script that is included, by its path.
  private let load: (String) throws(LanguageError) -> [UInt8]
  /// The variables and functions of the texts so far.
  private(set) var variables: [String: Variable] = [:]
  private(set) var functions: [String: FunctionNode] = [:]
  /// Whether all of the script has run.
  private var hasRun = false
  /// The exit code that `exit` asked for.
  package private(set) var requestedExit: Int32?

  /// - Parameters:
  ///   - table: the commands.
  ///   - session: keeps the store.
  ///   - output: takes results and remarks.
  ///   - options: how scripts are run.
  ///   - load: reads a script that is included, by its path.
  ///   - isInterrupted: asked between rows and statements; true breaks the run off.
  package init(
    _ table: CommandTable, session: any Session, output: any Output, options: Options = Options(),
    load: @escaping (String) throws(LanguageError) -> [UInt8] = {
      (path) throws(LanguageError) in try Files.read(path)
    },
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    let context = RunContext(
      table, session: session, output: output, options: options, isInterrupted: isInterrupted)
    self.context = context
    executor = StatementExecutor(context)
    self.load = { [files = context.files] (path) throws(LanguageError) in
      try files.read(path, as: .script)
      return try load(path)
    }
  }

  /// The commands.
  package var table: CommandTable { context.table }

  /// How scripts are run.
  package var options: Options {
    get { context.options }
    set { context.options = newValue }
  }

  /// Whether `begin` opened a transaction at the console.
  package var isTransactionOpen: Bool { executor.commits.isConsoleOpen }

  /// Rolls the console's transaction back, as when it was left idle for too long.
  ///
  /// - Returns: whether one was open.
  @discardableResult
  package func abandonTransaction() throws(LanguageError) -> Bool {
    guard isTransactionOpen else { return false }
    try executor.commits.endTransaction(isKept: false)
    return true
  }

  // MARK: Runs

  /// Reads a text, checks it whole, and runs it.
  ///
  ///     runner.run(SourceText(name: "-c", "restore phone 13300000001"))
  ///
  /// Errors, warnings and summaries go to ``Output/remark(_:)``, results to ``Output/write(_:)``.
  ///
  /// - Returns: the exit code: 0 all done; 1 the store or the system failed; 2 usage, nothing ran; 3
  ///   ended by an error or a refusal and rolled back; 4 ran to the end, but rows were refused or
  ///   in error; 130 broken off; 141 whoever read the results of a run that only reads has gone.
  package func run(_ source: SourceText) -> Int32 {
    let block: BlockNode
    let known = context.program.calls.count
    context.files.begin()
    beginCounting()
    do throws(LanguageError) {
      try context.files.checkStreams()
      if let script = context.options.script { try context.files.read(script, as: .script) }
      block = try read(source)
    } catch {
      for each in [error] + error.others {
        context.output.remark(ErrorText.text(each, context.options))
      }
      return error.fault.exitCode
    }
    do throws(LanguageError) {
      try prepare(source)
      try context.files.check(context.program.calls[known...], context.program, table)
    } catch {
      executor.rejects = nil
      context.output.remark(ErrorText.text(error, context.options))
      return error.fault.exitCode
    }
    requestedExit = nil
    executor.lone.isExpected =
      context.options.isAlone && block.statements.count == 1 && block.statements[0].isCommand
    return execute(block)
  }

  private func execute(_ block: BlockNode) -> Int32 {
    do throws(LanguageError) {
      let flow = try executor.executeTop(block)
      try executor.commits.finish()
      try endJob()
      try executor.rejects?.finish(context.held, context.options.language)
      executor.rejects = nil
      hasRun = true
      try endOutput()
      if case .exit(let code) = flow { return exit(code) }
      if executor.lone.wasRefused { return 3 }
      return executor.state.unexpectedCount > 0 ? 4 : 0
    } catch {
      if error.code == Problem.outputClosed.rawValue, error.fault == .interruption {
        executor.rejects = nil
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
    guard !context.policy.isByStatement else { return }
    try context.output.flush()
    guard context.output.isClosed else { return }
    throw LanguageError(.outputClosed, fault: context.mayChangeAnything ? .store : .interruption)
  }

  private func beginCounting() {
    executor.state.beginCounting(context.options.job ?? "")
    executor.commits.beginCounting()
    executor.lone = LoneCommand()
    hasRun = false
  }

  private func exit(_ code: Int32) -> Int32 {
    // Never 0 when something was refused or failed and was not expected.
    let code = code == 0 && executor.state.unexpectedCount > 0 ? 4 : code
    requestedExit = code
    return code
  }

  // MARK: Failure

  /// Ends a run that met an error: keeps or undoes what is not durable, and tells why.
  private func fail(_ error: LanguageError) -> Int32 {
    let output = context.output
    var worst = error
    // What is not durable is about to be undone, and no longer told apart.
    let kept = executor.commits.keptCounts
    do throws(LanguageError) {
      try executor.commits.end(after: error)
    } catch let second {
      if second.fault == .store { worst = second }
      if second.code != error.code { output.remark(ErrorText.text(second, context.options)) }
    }
    output.remark(ErrorText.text(error, context.options))
    report.tellJob(isOpen: true)
    if error.fault == .interruption { report.tellInterruption() }
    if worst.fault == .store { report.tellKept(kept) }
    // What has its own fate stays rejected; of a script that is undone nothing is.
    if let rejects = executor.rejects, !context.policy.isWholeScript, worst.fault != .store {
      do throws(LanguageError) {
        try rejects.finish(context.held, context.options.language)
      } catch {
        output.remark(ErrorText.text(error, context.options))
      }
    }
    executor.rejects = nil
    return worst.fault.exitCode
  }

  // MARK: Reports

  /// Says what is durable of a run whose results, or one of whose files, could not be written.
  package func tellKept() { report.tellKept(executor.commits.keptCounts) }

  private var report: RunReport {
    RunReport(
      context: context, tally: executor.state.tally, onlyOutcome: executor.lone.last,
      hasRun: hasRun)
  }

  /// Opens the file of what is rejected, and begins the job, before anything runs.
  private func prepare(_ source: SourceText) throws(LanguageError) {
    if let path = context.options.rejects {
      do throws(LanguageError) {
        executor.rejects = try Rejects(path, context)
      } catch {
        throw error.blamed(.usage)
      }
    }
    guard let job = context.options.job else { return }
    try context.session.begin(
      JobStart(
        name: job, script: source.name, texts: context.program.sources.map(\.bytes),
        arguments: context.options.arguments))
  }

  /// Ends the job, and says what became of all its rows and commands.
  private func endJob() throws(LanguageError) {
    guard context.options.job != nil else { return }
    let tally = executor.state.tally
    let all = try context.session.end(tally.counts)
    let seen = tally.done + tally.refused
    report.tellJob(missing: context.policy.keepsNothing ? 0 : all.done + all.refused - seen)
  }

  // MARK: Reading

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
  ///     runner.identifiers(in: SourceText(name: "", "customer show G12345678"))
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
      for node in context.program.calls[calls...] {
        let parameters = table.commands[Int(node.command)].parameters
        for argument in context.program.arguments(of: node) {
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
  /// - Parameter body: takes the state after reading and the index of the first call that was read.
  private func reading<Result>(
    _ source: SourceText, load: @escaping (String) throws(LanguageError) -> [UInt8],
    _ body: (ParseState, Int) -> Result
  ) -> Result {
    let sources = context.program.sources.count
    let calls = context.program.calls.count
    let arguments = context.program.arguments.count
    let globals = context.program.globalCount
    defer {
      context.program.sources.removeSubrange(sources...)
      context.program.calls.removeSubrange(calls...)
      context.program.arguments.removeSubrange(arguments...)
      context.program.globalCount = globals
    }
    let state = parseState(source, load: load)
    _ = Parser.parse(source, state)
    return body(state, calls)
  }

  func parseState(
    _ source: SourceText, load: ((String) throws(LanguageError) -> [UInt8])? = nil
  ) -> ParseState {
    let state = ParseState(
      table: table, program: context.program, variables: variables, functions: functions,
      isConsole: context.policy.isByStatement, isDryRun: context.policy.keepsNothing,
      load: load ?? self.load)
    state.including = [Paths.simplified(source.name)]
    if variables["args"] == nil {
      let arguments = state.introduce("args")
      executor.state[arguments] = .list(context.options.arguments.map(Value.text))
      if !context.options.arguments.isEmpty {
        state.unreadArguments[arguments.slot] = context.options.arguments
      }
      for (name, value) in context.options.namedArguments {
        let variable = state.introduce(name)
        executor.state[variable] = .text(value)
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
}
