import Basics
import Glibc

/// Keeps count of what is not yet durable, and commits it or undoes it as the policy says.
final class CommitControl {
  private let context: RunContext
  private let state: RunState
  /// Whether a changing command ran since the last commit.
  private(set) var hasUncommitted = false
  /// How many changing commands and rows ran since the last commit, and since when.
  private var pendingCount = 0
  private var pendingSince = 0.0
  /// What of the tally was durable at the last commit.
  private var durableCounts = JobCounts(done: 0, refused: 0, errors: 0)
  /// The window that was carried out last, should the run end before its rows were passed on.
  private var window: Window?
  private var savepointCount = 0
  /// Whether commands with `--dry-run` have done something that is not undone yet.
  private(set) var hasRehearsal = false
  /// Whether `begin` opened a transaction at the console, and its savepoints.
  private(set) var isConsoleOpen = false
  private var consoleSavepoints: [String] = []

  init(_ context: RunContext, _ state: RunState) {
    self.context = context
    self.state = state
  }

  private var session: any Session { context.session }
  private var held: CommitGatedOutput { context.held }
  private var policy: CommitPolicy { context.policy }
  private var isInTransaction: Bool { isConsoleOpen || state.nesting.transactions > 0 }

  // MARK: Commits

  /// How the rows of a pipeline are to be committed.
  var grouping: Grouping { policy.grouping(isInTransaction: isInTransaction) }

  /// How the next window is committed, and how many rows it may hold.
  func nextWindow() -> (grouping: Grouping, capacity: Int) {
    policy.window(isInTransaction: isInTransaction, pending: pendingCount)
  }

  /// Notes that changing commands ran, and commits when it is time.
  func noteChange(_ count: Int = 1) throws(LanguageError) {
    if !hasUncommitted { pendingSince = Self.milliseconds() }
    pendingCount += count
    noteUncommitted()
    let isTime = policy.isTime(isInTransaction: isInTransaction, pending: pendingCount) {
      Self.milliseconds() - pendingSince
    }
    if isTime { try commit() }
  }

  /// Has what is put out from now on wait for the next commit.
  func noteUncommitted() {
    hasUncommitted = true
    held.isHolding = policy.holdsOutput(isConsoleOpen: isConsoleOpen)
  }

  /// Makes durable what was done, then puts out what waited for it.
  func commit() throws(LanguageError) {
    guard !policy.keepsNothing else { return }
    // Also where nothing changed: a command in error may have left a transaction open.
    try session.commit()
    hasUncommitted = false
    pendingCount = 0
    durableCounts = state.tally.counts
    held.isHolding = false
    try held.flush()
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

  /// Ends a run, or a statement of the console: keeps what was done, or shows what would have changed.
  func finish() throws(LanguageError) {
    guard !isConsoleOpen else { return }
    guard policy.keepsNothing else { return try commit() }
    hasUncommitted = false
    pendingCount = 0
    RehearsalReport(context).tellChanges()
    try session.rollback(nil)
    try held.flush()
  }

  /// Keeps or undoes what is not durable, after an error that ends the run.
  func end(after error: LanguageError) throws(LanguageError) {
    switch policy.ending(after: error.fault) {
    case .undo(let isRecorded):
      // The console's transaction is the operator's to end.
      if !policy.isByStatement || !isConsoleOpen {
        try rollback(isRecorded ? entry(of: error) : nil)
      }
    case .keep: try finish()
    }
  }

  /// What the journal is to say of a script that was rolled back.
  private func entry(of error: LanguageError) -> Rollback? {
    guard policy.recordsRollback else { return nil }
    let location = error.location
    return Rollback(
      script: location?.source.name ?? "", line: location?.line ?? 0, column: location?.column ?? 0,
      code: error.code,
      message: Words(error.message(in: .english), error.message(in: .chinese)),
      reasons: error.reasons)
  }

  private static func milliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }

  // MARK: What is kept

  /// Notes a window that was carried out, of which rows may be durable before they are passed on.
  func noteWindow(_ window: Window) { self.window = window }

  /// Notes that all rows of a window were passed on.
  func endWindow(_ ended: Window) {
    if window === ended { window = nil }
  }

  /// How many changing commands and rows of this run are durable: those that were put out, and those
  /// that still wait to be.
  var keptCounts: JobCounts {
    var counts = hasUncommitted ? durableCounts : state.tally.counts
    if let more = window?.durableCounts {
      counts.done += more.done
      counts.refused += more.refused
    }
    return counts
  }

  /// Forgets what an earlier run has kept.
  func beginCounting() {
    durableCounts = JobCounts(done: 0, refused: 0, errors: 0)
    window = nil
  }

  // MARK: Rehearsals

  /// Notes that a command with `--dry-run` has done something that is to be undone.
  func noteRehearsal() { hasRehearsal = true }

  /// Undoes what commands with `--dry-run` did: before a statement that only reads, which is to see
  /// what there is; at the console after each statement.
  func endRehearsal() throws(LanguageError) {
    guard hasRehearsal else { return }
    hasRehearsal = false
    try session.endRehearsal()
  }

  // MARK: All or nothing

  /// Carries out a block all or nothing: in a script that is one transaction behind a savepoint,
  /// elsewhere in a transaction of its own.
  func withTransaction<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    if grouping != .whole { try commit() }
    let before = (hasUncommitted, state.unexpectedCount, held.mark, held.isHolding)
    let name = nextSavepoint()
    try session.savepoint(name)
    do throws(LanguageError) {
      let result = try state.withScope(.transaction) { () throws(LanguageError) in
        // What the block puts out waits for its end, since it may be undone.
        held.isHolding = held.isHolding || !policy.keepsNothing
        return try body()
      }
      try session.release(name)
      if grouping != .whole { try commit() }
      if !hasUncommitted, state.nesting.transactions == 0 { try commit() }
      return result
    } catch {
      if error.fault != .store {
        try session.rollback(to: name)
        try session.release(name)
        state.unexpectedCount = before.1
        held.drop(after: before.2)
        if !before.0, !isInTransaction { try rollback(entry(of: error)) }
        held.isHolding = before.3
      }
      throw error
    }
  }

  /// Carries out a statement within the console's transaction: what it began is undone when it fails,
  /// what came before it stays.
  func withSavepoint<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let name = nextSavepoint()
    try session.savepoint(name)
    do throws(LanguageError) {
      let result = try body()
      try session.release(name)
      return result
    } catch {
      if error.fault != .store {
        try session.rollback(to: name)
        try session.release(name)
      }
      throw error
    }
  }

  private func nextSavepoint() -> String {
    savepointCount += 1
    return "#\(savepointCount)"
  }

  // MARK: The console's transaction

  func beginTransaction() throws(LanguageError) {
    guard !isConsoleOpen else { throw LanguageError(.transactionOpen) }
    isConsoleOpen = true
    consoleSavepoints = []
  }

  /// Ends the console's transaction.
  ///
  /// - Parameter isKept: whether what it did is kept; else it is undone.
  func endTransaction(isKept: Bool) throws(LanguageError) {
    guard isConsoleOpen else { throw LanguageError(.transactionNone) }
    isConsoleOpen = false
    consoleSavepoints = []
    if isKept { try commit() } else { try rollback(nil) }
  }

  func setSavepoint(_ name: String) throws(LanguageError) {
    guard isConsoleOpen else { throw LanguageError(.transactionNone) }
    if let index = consoleSavepoints.firstIndex(of: name) {
      try session.release(name)
      consoleSavepoints.removeSubrange(index...)
    }
    try session.savepoint(name)
    consoleSavepoints.append(name)
  }

  func rollback(toSavepoint name: String) throws(LanguageError) {
    guard isConsoleOpen else { throw LanguageError(.transactionNone) }
    guard let index = consoleSavepoints.firstIndex(of: name) else {
      throw LanguageError(
        .savepointUnknown, Literals.quoted(name),
        nearest: NearestWord.nearest(of: name, among: consoleSavepoints))
    }
    try session.rollback(to: name)
    consoleSavepoints.removeSubrange((index + 1)...)
  }
}
