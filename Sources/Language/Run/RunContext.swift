/// What all parts of a run work with: the commands, the store, the output, and how it is to run.
final class RunContext {
  let table: CommandTable
  let session: any Session
  let output: any Output
  /// Passes results and remarks on to ``output``, once what they tell of is durable.
  let held: CommitGatedOutput
  /// The files that the run reads and writes.
  let files: RunFiles
  /// All that was read so far.
  let program = Program()
  let isInterrupted: () -> Bool

  var options: Options {
    didSet { policy = CommitPolicy(options) }
  }
  /// When changes become durable.
  private(set) var policy: CommitPolicy

  private var knownCalls = (count: 0, change: false)

  init(
    _ table: CommandTable, session: any Session, output: any Output, options: Options,
    isInterrupted: @escaping () -> Bool
  ) {
    self.table = table
    self.session = session
    self.output = output
    self.options = options
    self.isInterrupted = isInterrupted
    policy = CommitPolicy(options)
    held = CommitGatedOutput(output)
    files = RunFiles(session)
  }

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

  /// A call of a pipeline by its index in the program.
  func stepCall(_ call: Int32) -> StepCall {
    let node = program.calls[Int(call)]
    return StepCall(
      node: node, command: table.commands[Int(node.command)], program: program, table: table)
  }

  /// Whether nothing is kept of what a call does.
  func isRehearsal(_ node: CallNode, _ command: Command) -> Bool {
    policy.keepsNothing || program.isDryRun(node, command)
  }
}
