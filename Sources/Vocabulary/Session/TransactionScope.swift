import Records
import Basics
import Desk
import Language
import Rules

/// The open transaction of a session: it begins with the first change, and ends when it is committed or
/// rolled back. It knows its savepoints, the statements whose changes it holds, and what is only tried
/// in it.
final class TransactionScope {
  /// Reads of the store while nothing is being changed.
  let reads: StoreReads
  /// How often something was undone that had been written, which nobody may rely on any more.
  private(set) var rollbackCount = 0
  /// Grows whenever other programs may have changed the store since something was read from it.
  private(set) var generation = 0

  private let connection: StoreConnection
  /// Whether nothing of the run is kept.
  private let keepsNothing: Bool
  private var transaction: StoreTransaction?
  private var savepoints: [(name: String, point: Savepoint)] = []
  private var mustCheckFiles = false
  /// The number of this program's last commit: where the next one's is greater by one, no other program
  /// has changed the store in between.
  private var ownCommit: Int?

  /// The number of the first journal entry of the current statement; nil: none was written yet.
  private var statement: UInt64?
  /// The numbers of the first journal entries of the statements of this session: those that are
  /// durable, and those of the open transaction.
  private var durableStatements: [UInt64] = []
  private var openStatements: [UInt64] = []
  /// Whether something of the statement is durable, so that its number is its own for good.
  private var isStatementDurable = false

  /// What commands with `--dry-run` have done that is not undone yet.
  private var rehearsal: OpenRehearsal?
  /// What the run has done, where nothing of it is to be kept.
  private var wholeRehearsal: OpenRehearsal?

  init(_ connection: StoreConnection, keepsNothing: Bool) {
    self.connection = connection
    self.keepsNothing = keepsNothing
    reads = StoreReads(connection)
  }

  /// Whether something was written that is not durable yet.
  var isOpen: Bool { transaction != nil }

  /// The numbers of the first journal entries of all statements of this session, in their order.
  var ownStatements: [UInt64] { durableStatements + openStatements }

  /// Says that a statement of the script, or of the console, begins.
  func beginStatement() {
    if transaction == nil { generation += 1 }
    mustCheckFiles = true
    statement = nil
    isStatementDurable = false
  }

  // MARK: Reading and changing

  /// Reads the store: as the open transaction has left it, otherwise as it is.
  func read<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    guard transaction != nil else { return try reads.read(body) }
    try checkFilesOnce()
    return try transaction!.read(body)
  }

  /// Changes the store within the open transaction, and opens one when there is none.
  ///
  /// - Parameters:
  ///   - activity: the command that runs, for those who wait for the store meanwhile.
  ///   - isKept: whether it is to be kept. Else later commands see what it changes, until
  ///     ``endRehearsal()`` undoes it.
  ///   - body: what it changes.
  func change<Result>(
    _ activity: String, keeping isKept: Bool = true,
    _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    if isKept {
      try endRehearsal()
    } else if rehearsal == nil {
      let isOwn = transaction == nil
      let before = (statement, openStatements.count)
      let (point, first) = try changeOpen(activity) { (transaction) throws(DeskError) in
        (try transaction.savepoint(), transaction.nextOrderNumber)
      }
      rehearsal = OpenRehearsal(from: first, point: isOwn ? nil : point, after: before)
    }
    return try changeOpen(activity, body)
  }

  private func changeOpen<Result>(
    _ activity: String, _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    if transaction == nil {
      try LanguageError.check(connection.operatorName, "--as", atMost: RecordLimits.operator)
    }
    do throws(DeskError) {
      if transaction == nil { transaction = try begin(activity) } else { try checkFilesOnce() }
      // Used where it stands: it is too large to be moved for every row.
      return try change(&transaction!, body)
    } catch {
      // A failed store has spoilt the transaction: nothing of it can be kept.
      guard error.fault == .request else {
        drop()
        throw LanguageError(error)
      }
      guard isRehearsing else { throw LanguageError(error) }
      throw LanguageError(error.replacingTexts { OutcomeValue.withoutRehearsed($0, self) })
    }
  }

  private func change<Result>(
    _ transaction: inout StoreTransaction,
    _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    if statement == nil {
      let first = transaction.lastEntryNumber + 1
      statement = first
      if openStatements.last != first { openStatements.append(first) }
    }
    transaction.statement = statement
    return try body(&transaction)
  }

  private func begin(_ activity: String) throws(DeskError) -> StoreTransaction {
    reads.release()
    let transaction = try connection.begin(activity)
    if ownCommit.map({ $0 + 1 }) != transaction.commitNumber { generation += 1 }
    if keepsNothing {
      wholeRehearsal = OpenRehearsal(from: transaction.nextOrderNumber, point: nil)
    }
    return transaction
  }

  /// Makes sure, once a statement, that the files under an open transaction are still the folder's:
  /// somebody may have been at the folder while nothing was typed.
  private func checkFilesOnce() throws(DeskError) {
    guard mustCheckFiles else { return }
    mustCheckFiles = false
    try connection.checkFiles()
  }

  /// Gives up the open transaction, and with it all that was tried in it.
  private func drop() {
    transaction = nil
    rehearsal.take()?.run.end()
    wholeRehearsal.take()?.run.end()
  }

  // MARK: The end

  /// Makes durable what was written; does nothing when there is nothing.
  ///
  /// - Parameter prepare: writes what belongs into the same commit.
  func commit(_ prepare: (inout StoreTransaction) throws(DeskError) -> Void) throws(LanguageError) {
    guard var current = transaction.take() else { return generation += 1 }
    do throws(DeskError) {
      try prepare(&current)
      let last = current.lastEntryNumber
      let number = current.commitNumber
      ownCommit = nil
      try current.commit()
      ownCommit = number
      durableStatements += openStatements.prefix { $0 <= last }
      openStatements.removeAll(keepingCapacity: true)
      // Another program may write the entry that was to be the first.
      if let first = statement, last < first {
        statement = nil
      } else {
        isStatementDurable = true
      }
    } catch {
      throw LanguageError(error)
    }
  }

  /// Gives up what was written without a word: it was only looked at.
  func abandon() { transaction = nil }

  /// Undoes what was written since the last commit.
  func rollback() {
    savepoints.removeAll()
    drop()
    rollbackCount += 1
    generation += 1
    openStatements.removeAll()
    if !isStatementDurable { statement = nil }
  }

  /// Makes sure that nothing is open before something that is a transaction of its own.
  ///
  /// - Throws: `transaction.unfinished`.
  func prepareForOther() throws(LanguageError) {
    try endRehearsal()
    guard transaction == nil else { throw LanguageError(DeskError("transaction.unfinished")) }
    reads.release()
    generation += 1
  }

  // MARK: Savepoints

  func savepoint(_ name: String) throws(LanguageError) {
    let point = try change("") { (transaction) throws(DeskError) in try transaction.savepoint() }
    savepoints.append((name, point))
  }

  func forgetSavepoints() { savepoints.removeAll() }

  func rollback(to name: String) throws(LanguageError) {
    guard let index = savepoints.lastIndex(where: { $0.name == name }) else { return }
    let point = savepoints[index].point
    savepoints.removeSubrange((index + 1)...)
    rollbackCount += 1
    try change("") { (transaction) throws(DeskError) in try transaction.rollback(to: point) }
  }

  func release(_ name: String) throws(LanguageError) {
    guard let index = savepoints.lastIndex(where: { $0.name == name }) else { return }
    let point = savepoints[index].point
    savepoints.removeSubrange(index...)
    try change("") { (transaction) throws(DeskError) in try transaction.release(point) }
  }

  /// Does something, and undoes it at once.
  func withRollback<Result>(
    _ transaction: inout StoreTransaction,
    _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    rollbackCount += 1
    let point = try transaction.savepoint()
    let result: Result
    do throws(DeskError) {
      result = try body(&transaction)
    } catch {
      if error.fault == .request {
        try transaction.rollback(to: point)
        try transaction.release(point)
      }
      throw error
    }
    try transaction.rollback(to: point)
    try transaction.release(point)
    return result
  }

  // MARK: Dry runs

  /// Undoes what commands with `--dry-run` did.
  func endRehearsal() throws(LanguageError) {
    guard let ended = rehearsal.take() else { return }
    ended.run.end()
    rollbackCount += 1
    // Somebody else may write the entry that its statement would have had.
    statement = ended.statement
    openStatements.removeSubrange(min(ended.statementCount, openStatements.count)...)
    // It may have opened the transaction, which then holds nothing else.
    guard let point = ended.point else { return transaction = nil }
    do throws(DeskError) {
      try transaction?.rollback(to: point)
      try transaction?.release(point)
    } catch {
      drop()
      throw LanguageError(error)
    }
  }

  /// Whether something is tried that will be undone.
  var isRehearsing: Bool { rehearsal != nil || wholeRehearsal != nil }

  /// Which of the orders that are only tried one is, from 1; nil where it is none of them.
  func numberOfRehearsed(_ order: Identifier) -> Int64? {
    (rehearsal ?? wholeRehearsal)?.number(of: order)
  }

  /// An order as results name it: the number of one that is only tried will be another's.
  func named(_ order: Identifier) -> Value {
    guard isRehearsing, let run = (rehearsal ?? wholeRehearsal)?.run(of: order) else {
      return .text(order.text)
    }
    return .deferred(RehearsedOrder(order.text, in: run))
  }
}
