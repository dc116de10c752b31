import Basics
import Glibc

/// Runs scripts: reads and checks them whole, then carries them out statement by statement.
///
///     let interpreter = Interpreter(table, session: session, output: output)
///     let exitCode = interpreter.run(SourceText(name: "fix.desk", bytes: bytes))
///
/// One interpreter keeps its variables and functions from one text to the next, as a console needs.
package final class Interpreter {
  package let table: CommandTable
  let session: any Session
  package var options: Options
  let isInterrupted: () -> Bool
  let load: (String) throws(LanguageError) -> [UInt8]
  let output: any Output
  let held: HeldOutput
  /// The files that the run reads and writes.
  let files: RunFiles

  let program = Program()
  var variables: [String: Variable] = [:]
  var functions: [String: FunctionNode] = [:]
  private var globals: [Value] = []
  private var locals: [Value] = []
  private var localBase = 0
  private var callDepth = 0
  /// Where the stack of the thread stood when the interpreter was made, and how far it may go.
  private let stackStart = Interpreter.stackPlace()
  private static let stackBytes: UInt = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(3), &limit)  // RLIMIT_STACK
    return UInt(min(limit.rlim_cur, 8 << 20)) / 2
  }()

  /// The row of the pipeline, `$it`.
  var row: (any NativeRow)?

  // What is not yet durable.

  /// Whether a changing command ran since the last commit.
  var hasUncommitted = false
  /// How many changing commands and rows ran since the last commit.
  var pendingCount = 0
  private var pendingSince = 0.0
  /// How many `transaction` blocks are open.
  var transactionDepth = 0
  /// Whether `begin` opened a transaction at the console.
  package internal(set) var isTransactionOpen = false
  var savepoints: [String] = []
  var savepointCount = 0

  /// Whether commands with `--dry-run` have done something that is not undone yet.
  var isRehearsing = false

  // What became of the statements.

  /// How many rows and commands were refused or in error, and were not expected to be.
  var unexpectedCount = 0
  /// How many blocks of `try` and `expect` are open.
  var shieldDepth = 0
  /// The columns of the record that was put out last, with nothing after it.
  var lastHeading: Columns?
  /// How many blocks are open, of loops, functions and all others.
  var blockDepth = 0
  /// What became of all changing rows and commands, for a job.
  var runTally = Tally("")
  /// The pipelines of a job whose rows were told apart by their numbers: each once.
  var listedSites: Set<UInt64> = []
  /// The changing command that was bound last, while somebody asks for what is rejected.
  var lastCall: Call?
  /// Takes what was refused or in error, when somebody asked for it.
  var rejects: Rejects?
  /// How many blocks of `expect` are open, and what they met.
  var expectDepth = 0
  var expectations: [(fate: ExpectedFate, codes: [String], message: String)] = []
  /// How a block of `each` ended the script, if it did.
  var endedByRow: Flow?
  /// Whether a refused command alone ends the run in its own way: kept, shown, exit code 3.
  var isAlone = false
  var aloneWasRefused = false
  /// The exit code that `exit` asked for.
  package internal(set) var requestedExit: Int32?
  var consent = Consent()
  /// How many loops are open, those of `each` among them.
  var loopDepth = 0
  /// How many guarded commands the statement has run so far.
  var guardedCount = 0
  private var knownCalls = (count: 0, change: false)
  /// What of ``runTally`` was durable at the last commit.
  private var durableCounts = JobCounts(done: 0, refused: 0, errors: 0)
  /// The step that carries out rows in windows of their own, should the run end in its midst.
  weak var changeStage: ChangeStage?
  /// Whether all of the script has run.
  var hasRun = false
  /// The result of the first changing command outside of a pipeline, for as long as it is the only one.
  var onlyOutcome: (command: String, outcome: Outcome)?

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
    self.table = table
    self.session = session
    self.output = output
    self.options = options
    let files = RunFiles(session)
    self.files = files
    self.load = { (path) throws(LanguageError) in
      try files.read(path, as: .script)
      return try load(path)
    }
    self.isInterrupted = isInterrupted
    held = HeldOutput(output)
  }

  // MARK: Variables

  subscript(variable: Variable) -> Value {
    get {
      let slot = Int(variable.slot)
      if variable.isGlobal { return slot < globals.count ? globals[slot] : .null }
      return locals[localBase + slot]
    }
    set {
      let slot = Int(variable.slot)
      guard variable.isGlobal else {
        locals[localBase + slot] = newValue
        return
      }
      while globals.count <= slot { globals.append(.null) }
      globals[slot] = newValue
    }
  }

  /// Calls a function of the script.
  func call(
    _ function: FunctionNode, _ arguments: [Expression], _ span: Span
  ) throws(LanguageError) -> Value {
    guard callDepth < 100 else {
      throw LanguageError(.callDepth, "100", at: program.place(span))
    }
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    let outer = (localBase, row)
    localBase = locals.count
    row = nil
    callDepth += 1
    values += Array(repeating: .null, count: max(0, function.slotCount - values.count))
    locals += values
    defer {
      locals.removeSubrange(localBase...)
      (localBase, row) = outer
      callDepth -= 1
    }
    if case .giveBack(let value) = try execute(function.block) { return value }
    return .null
  }

  /// Looks whether the stack has room for one more block: what is nested deep through functions and
  /// blocks is an error of the script and must not end the program.
  @inline(__always)
  func checkStack() throws(LanguageError) {
    let place = Self.stackPlace()
    let used = stackStart > place ? stackStart - place : place - stackStart
    guard used < Self.stackBytes else { throw LanguageError(.stackDepth) }
  }

  private static func stackPlace() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }

  // MARK: Durability

  /// Throws when the run is broken off.
  func poll() throws(LanguageError) {
    if isInterrupted() { throw LanguageError(.interrupted, fault: .interruption) }
    if output.isClosed { try endUnread() }
  }

  /// Ends a run whose results nobody reads. One that changes something goes on: what it does is done
  /// whether or not it is read.
  private func endUnread() throws(LanguageError) {
    if !mayChangeAnything { throw LanguageError(.outputClosed, fault: .interruption) }
  }

  /// Whether anything that was read so far, run or not, changes the store.
  var mayChangeAnything: Bool {
    if knownCalls.count != program.calls.count {
      let calls = program.calls
      knownCalls = (calls.count, calls.contains { table.commands[Int($0.command)].changes })
    }
    return knownCalls.change
  }

  /// How the rows of a pipeline are to be committed.
  var grouping: Grouping {
    guard !options.isDryRun, transactionDepth == 0, !isTransactionOpen else { return .whole }
    switch options.mode {
    case .statement, .whole: return .whole
    case .each: return .each
    case .batch(let count): return .batch(max(1, count))
    }
  }

  /// Notes that changing commands ran, and commits when a group is full.
  func noteChange(_ count: Int = 1) throws(LanguageError) {
    if !hasUncommitted { pendingSince = Self.milliseconds() }
    hasUncommitted = true
    pendingCount += count
    held.isHolding = !options.isDryRun && !isTransactionOpen
    switch grouping {
    case .whole: break
    case .each:
      if pendingCount >= 1000 || Self.milliseconds() - pendingSince >= 10 { try commit() }
    case .batch(let size):
      if pendingCount >= size { try commit() }
    }
  }

  /// Makes durable what was done, then puts out what waited for it.
  func commit() throws(LanguageError) {
    guard !options.isDryRun else { return }
    // Also where nothing changed: a command in error may have left a transaction open.
    try session.commit()
    hasUncommitted = false
    pendingCount = 0
    durableCounts = runTally.counts
    held.isHolding = false
    try held.flush()
  }

  /// How many changing commands and rows of this run are durable: those that were put out, and those
  /// that still wait to be.
  var keptCounts: JobCounts {
    var counts = hasUncommitted ? durableCounts : runTally.counts
    if let more = changeStage?.settledCounts {
      counts.done += more.done
      counts.refused += more.refused
    }
    return counts
  }

  /// Forgets what an earlier run has kept.
  func beginCounting() {
    durableCounts = JobCounts(done: 0, refused: 0, errors: 0)
    changeStage = nil
    onlyOutcome = nil
    hasRun = false
  }

  /// Undoes what is not durable, and drops what tells of it.
  func rollback(_ entry: Rollback?) throws(LanguageError) {
    let had = hasUncommitted
    hasUncommitted = false
    pendingCount = 0
    held.isHolding = false
    held.drop()
    try session.rollback(had ? entry : nil)
  }

  private static func milliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }

  /// Looks whether the operator may run a command, before anything of it is read or changed.
  ///
  /// - Parameter isSeveral: whether it runs for rows.
  func authorise(
    _ command: Command, _ span: Span, isSeveral: Bool = false
  ) throws(LanguageError) {
    guard command.isGuarded else { return }
    let isAlone =
      !isSeveral && loopDepth == 0 && guardedCount == 0 && options.job == nil
      && (options.mode == .statement || options.isAlone)
    guardedCount += 1
    do throws(LanguageError) {
      try session.authorise(command, isAlone ? .one : .several)
    } catch {
      throw error.placed(at: program.place(span))
    }
  }
}
