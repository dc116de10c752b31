package import Basics
package import Desk
package import Language
import Records
import Rules

extension DeskError: SpeakingError {}

extension LanguageError {
  /// The error of the desk as the language carries it.
  package init(_ error: DeskError) {
    let fault: Fault =
      switch error.fault {
      case .request: .request
      case .consent: .usage
      case .store: .store
      case .interruption: .interruption
      }
    self.init(error, fault: fault)
  }
}

/// A session of one operator with a store: what the language asks of it, carried out by its parts.
///
/// It is used on one thread.
package final class StoreSession: Session {
  let connection: StoreConnection
  let scope: TransactionScope
  let rights: OperatorRights
  /// The store for commands that read on the thread of the run.
  let context: StoreReadContext
  /// The walk over the journal that commands share which undo.
  let undoing: Undoing
  /// The job that is being carried out, if any.
  private(set) var job: JobRecorder?
  /// What would have changed, where nothing is kept.
  var counts = ChangeTally()

  /// The program that reads a doubtful store in a process of its own; nil: none does.
  package var program: String?
  /// How the run's changes are kept.
  private let policy: CommitPolicy
  /// A clock that only goes forward, in seconds.
  let seconds: () -> Double
  /// Those who look many things up at once.
  private let threads: WorkerPool
  /// How many look-ups are worth other threads.
  private static let sharedLookups = 128

  /// Prepares a session; the store is opened by the first command that needs it.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - policy: how the run's changes are kept.
  ///   - makesHome: whether a new store's folder is made with all folders above it, as where nobody
  ///     has named it.
  ///   - operatorName: who asks; looked up when it is first needed.
  ///   - isReadOnly: whether nothing may be changed.
  ///   - writerWait: how long another writer is waited for, and how the waiting is broken off.
  ///   - seconds: a clock that only goes forward, in seconds, for the grouping of commits.
  ///   - wallClock: the instant on the wall.
  ///   - threads: how many threads look at the store at once for a command that runs for many rows.
  package init(
    path: String, policy: CommitPolicy, makesHome: Bool = false,
    operatorName: @autoclosure @escaping () -> String, isReadOnly: Bool = false,
    writerWait: @escaping () -> StoreWait, seconds: @escaping () -> Double,
    wallClock: @escaping @Sendable () -> Instant, threads: Int = WorkerPool.usefulThreads
  ) {
    connection = StoreConnection(
      path: path, makesHome: makesHome, operatorName: operatorName, isReadOnly: isReadOnly,
      writerWait: writerWait, wallClock: wallClock)
    scope = TransactionScope(connection, keepsNothing: policy.keepsNothing)
    rights = OperatorRights(connection, scope)
    context = StoreReadContext(scope, connection)
    undoing = Undoing(scope, context)
    self.policy = policy
    self.seconds = seconds
    self.threads = WorkerPool(threads: threads)
  }

  /// Prepares a session that waits for another writer until the waiting is broken off.
  ///
  /// - Parameters:
  ///   - language: in which the holder of the store is told.
  ///   - isInterrupted: whether the waiting is broken off.
  ///   - tell: given who holds the store, in words.
  ///   - path: and the others, as for the other initialiser.
  package convenience init(
    path: String, policy: CommitPolicy, makesHome: Bool,
    operatorName: @autoclosure @escaping () -> String, isReadOnly: Bool,
    language: ReaderLanguage, isInterrupted: @escaping () -> Bool,
    tell: @escaping (String) -> Void, seconds: @escaping () -> Double,
    wallClock: @escaping @Sendable () -> Instant
  ) {
    self.init(
      path: path, policy: policy, makesHome: makesHome, operatorName: operatorName(),
      isReadOnly: isReadOnly,
      writerWait: { .untilInterrupted(isInterrupted, in: language, telling: tell) },
      seconds: seconds, wallClock: wallClock)
  }

  /// The path of the program that runs; see ``program``.
  package static var ownProgram: String { Store.ownProgram }

  /// Looks whether a name can be an operator's.
  ///
  /// - Throws: `operator.name`.
  package static func checkOperatorName(_ name: String) throws(LanguageError) {
    do throws(DeskError) {
      try PlainName.check(name, code: "operator.name")
    } catch {
      throw LanguageError(error)
    }
  }

  /// The store's folder.
  package var path: String { connection.path }

  /// Who asks; every order records it.
  package var operatorName: String { connection.operatorName }

  /// Told once that the store's last change lies far ahead of the clock.
  package var onWarning: ((any SpeakingError) -> Void)? {
    get { connection.onWarning }
    set { connection.onWarning = newValue }
  }

  /// Whether nothing may be changed.
  package var isReadOnly: Bool { connection.isReadOnly }

  /// Whether nothing of the whole run is kept.
  var keepsNothing: Bool { policy.keepsNothing }

  /// Whether something was written that is not durable yet.
  package var isOpen: Bool { scope.isOpen }

  /// Does something with the store that is a transaction of its own.
  ///
  /// - Parameters:
  ///   - call: the command that does it.
  ///   - body: is given the store, and how long it may wait for another writer.
  /// - Throws: `transaction.unfinished` when something is not durable yet, which it would not see.
  func withStore<Result>(
    _ call: Call, _ body: (Store, StoreWait) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    try scope.prepareForOther()
    do throws(DeskError) {
      return try connection.withStore(call.command.name, body)
    } catch {
      throw LanguageError(error)
    }
  }

  /// Moves the clock of a test store and carries out what falls due on the way: inside the script's
  /// transaction when the whole script is one, so that it can be rolled back with it; otherwise
  /// each thing in a transaction of its own.
  func moveClock(to instant: Instant, _ call: Call) throws(LanguageError) -> CarriedOut {
    var carriedOut = CarriedOut()
    let name = operatorName
    if !call.isDryRun { try scope.endRehearsal() }
    if policy.isWholeScript || isOpen || policy.keepsNothing || call.isDryRun {
      try scope.change(call.command.name, keeping: !call.isDryRun) {
        (transaction) throws(DeskError) in
        try transaction.moveClock(to: instant, operator: name) { carriedOut.add($0) }
      }
    } else {
      do throws(DeskError) {
        try connection.withStore(call.command.name) { (store, wait) throws(DeskError) in
          _ = try store.setClock(to: instant, operator: name, writerWait: wait) {
            carriedOut.add($0)
          }
        }
      } catch {
        throw LanguageError(error)
      }
    }
    return carriedOut
  }

  // MARK: Session

  package var readContext: any ReadContext { context }

  package var changeContext: any ChangeContext { StoreChangeContext(session: self, row: nil) }

  package var storeFolder: String? { path }

  package var storeFileNames: [String] { Store.fileNames }

  package func now() throws(LanguageError) -> Instant {
    try context.read { (_, now, _) in now }
  }

  package func beginStatement() { scope.beginStatement() }

  package func authorise(
    _ command: Command, _ extent: ChangeExtent
  ) throws(LanguageError) {
    try require(command.needed, for: command.name, isSeveral: extent == .several)
  }

  private func require(
    _ right: Role, for command: String, isSeveral: Bool
  ) throws(LanguageError) {
    let error: DeskError?
    do throws(DeskError) {
      error = try rights.bar(right, for: command, isSeveral: isSeveral)
    } catch {
      throw LanguageError(error)
    }
    guard let error else { return }
    if !isOpen { try commit() }
    throw LanguageError(error)
  }

  package func reading<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    try scope.reads.together(body)
  }

  package func beginLookups(
    _ count: Int, _ lookUp: @escaping @Sendable (any ReadContext, Range<Int>) -> Void
  ) throws(LanguageError) -> PendingWork? {
    guard count >= Self.sharedLookups, !isOpen, threads.threads > 1 else { return nil }
    let contexts: [ThreadContext]?
    do throws(DeskError) {
      contexts = try scope.reads.contexts(threads.threads)
    } catch {
      throw LanguageError(error)
    }
    guard let contexts else { return nil }
    return threads.begin(count) { thread, indices in
      contexts[thread].use { lookUp($0, indices) }
    }
  }

  package func endRehearsal() throws(LanguageError) { try scope.endRehearsal() }

  package func commit() throws(LanguageError) {
    try scope.endRehearsal()
    scope.forgetSavepoints()
    if rights.hasMissing { try rights.recordMissing() }
    // What a job that has ended tries again is not kept.
    if let job, job.isEnded, scope.isOpen { return scope.abandon() }
    try scope.commit { (transaction) throws(DeskError) in try job?.save(in: &transaction) }
    job?.markDurable()
  }

  package func rollback(_ entry: Rollback?) throws(LanguageError) {
    scope.rollback()
    guard !rights.hasMissing else {
      try rights.recordMissing(entry)
      return try commit()
    }
    guard let entry, job?.isEnded != true else { return }
    let name = operatorName
    try scope.change("") { (transaction) throws(DeskError) in
      try transaction.note(
        "script-rollback", operator: name,
        values: [
          "script": .text(entry.script), "line": .integer(Int64(entry.line)),
          "column": .integer(Int64(entry.column)), "code": .text(entry.code),
          "message": .text(String(entry.message.english.prefix(Self.keptMessage))),
          "reasons": .texts(entry.reasons),
        ])
    }
    try commit()
  }

  /// How much of the message of an error the journal keeps.
  private static let keptMessage = 4096

  package func savepoint(_ name: String) throws(LanguageError) {
    try scope.savepoint(name)
  }

  package func rollback(to name: String) throws(LanguageError) {
    try scope.rollback(to: name)
  }

  package func release(_ name: String) throws(LanguageError) {
    try scope.release(name)
  }

  package func carryOut(_ window: Window) throws(LanguageError) {
    try WindowExecutor(session: self, window: window).run()
  }

  package func takeChangeCounts() -> [ChangeCount] { counts.take() }

  // MARK: Jobs

  package func begin(_ start: JobStart) throws(LanguageError) {
    let name = operatorName
    try require(.support, for: "--job", isSeveral: true)
    do throws(LanguageError) {
      try LanguageError.check(start.script, "FILE", atMost: RecordLimits.script)
      try LanguageError.check(
        start.arguments.joined(), "ARGUMENT", atMost: RecordLimits.arguments)
      for word in start.arguments {
        try LanguageError.check(word, "ARGUMENT", atMost: RecordLimits.text)
      }
      job = try context.read { (view, now, _) throws(DeskError) in
        try JobRecorder(start, view, now: now, operator: name)
      }
    } catch {
      var error = error
      // Nothing has run yet.
      if error.fault == .request { error.fault = .usage }
      throw error
    }
  }

  package func end(_ counts: JobCounts) throws(LanguageError) -> JobCounts {
    guard let job else { return counts }
    // Rows of the store that were done before need not have come again.
    let memory = try context.read { (view, _, _) throws(DeskError) in
      try view.counts(of: job.memory)
    }
    let all = JobCounts(
      done: Int(memory.done), refused: Int(memory.refused), errors: counts.errors)
    guard !job.isEnded, !policy.keepsNothing else { return all }
    let now = try now()
    try scope.change("") { (transaction) throws(DeskError) in
      try job.end(all, at: now, in: &transaction)
    }
    try commit()
    return all
  }

  package func willRead(_ path: String) throws(LanguageError) {
    guard let job, let hash = ContentHash.text(ofFile: path) else { return }
    guard job.read(path, hash) else {
      throw LanguageError(JobRecorder.changedFile(path, job.record))
    }
  }
}
