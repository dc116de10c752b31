package import Basics

/// How the changes of a run become durable.
package enum Grouping: Sendable, Hashable {
  /// Nothing is committed on the way: the whole is one transaction.
  case whole
  /// Every row has its own fate; commits are grouped: 1000 rows, or 10 ms after the first.
  case each
  /// A commit after exactly so many rows.
  case batch(Int)

  /// Whether it is time to commit what was done.
  ///
  /// - Parameters:
  ///   - pending: how many rows and commands wait for a commit.
  ///   - milliseconds: for how long the first of them has waited; asked only where it matters.
  package func isTime(pending: Int, milliseconds: () -> Double) -> Bool {
    switch self {
    case .whole: false
    case .each: pending >= 1000 || milliseconds() >= 10
    case .batch(let size): pending >= size
    }
  }
}

/// What a journal entry says of a script that was rolled back.
package struct Rollback: Sendable {
  /// The name of the script.
  package let script: String
  /// The line and column where it ended, from 1.
  package let line: Int
  package let column: Int
  /// The code of the error, or `refused`.
  package let code: String
  /// The message in both languages.
  package let message: Words
  /// The codes of the refusal's reasons; empty after an error.
  package let reasons: [String]
}

/// A job that is started or resumed.
package struct JobStart: Sendable {
  package let name: String
  /// The name of the script.
  package let script: String
  /// The text of the script and of all that it includes.
  package let texts: [[UInt8]]
  /// The words after the script's name.
  package let arguments: [String]
}

/// What became of the rows and commands of a job, those of earlier runs among them.
package struct JobCounts: Sendable, Hashable {
  package var done: Int
  package var refused: Int
  package var errors: Int

  package init(done: Int, refused: Int, errors: Int) {
    self.done = done
    self.refused = refused
    self.errors = errors
  }
}

/// How many records of one type a dry run would add, change and remove.
package struct ChangeCount: Sendable, Hashable {
  /// The type of the records, such as `order`.
  package var type: String
  package var added: Int
  package var changed: Int
  package var removed: Int

  package init(type: String, added: Int = 0, changed: Int = 0, removed: Int = 0) {
    self.type = type
    self.added = added
    self.changed = changed
    self.removed = removed
  }
}

/// How many changes are about to be made together.
package enum ChangeExtent: Sendable, Hashable {
  /// One, by a command that somebody gave by itself.
  case one
  /// Several, or as many as there come: by a script, a pipeline, a loop.
  case several
}

/// The store as a command that reads is handed it, on one thread.
///
/// The language passes it on and never looks into it: the room that makes the session makes its
/// contexts, and its commands know what is in them. (Were the language generic over them, its every row
/// would run unspecialised code.)
package protocol ReadContext: AnyObject {}

/// The open transaction as a command that changes the store is handed it, with what is known of the
/// call.
package protocol ChangeContext {}

/// What the language asks of whoever keeps the store: to commit, to roll back, and to carry out the
/// rows of a pipeline.
///
/// A session opens a transaction when the first changing command runs, and keeps
/// it until the language says ``commit()`` or ``rollback(_:)``; a reading command sees what that
/// transaction has written so far.
package protocol Session: AnyObject {
  /// Looks whether the operator has the right that a guarded command needs, before anything is read
  /// or changed for it.
  ///
  /// - Parameters:
  ///   - command: what is about to run.
  ///   - extent: whether it stands alone.
  /// - Throws: an error of fault `request` when the right is missing.
  func authorise(_ command: Command, _ extent: ChangeExtent) throws(LanguageError)

  /// The store as the open transaction has left it, otherwise as it is; for the thread of the run.
  var readContext: any ReadContext { get }

  /// The open transaction, for a command that is no row of a window. Opens none before the command
  /// changes something.
  var changeContext: any ChangeContext { get }

  /// Says that a statement of the script, or of the console, begins.
  func beginStatement()

  /// Carries out the calls of a window.
  ///
  /// Where the window keeps no order, it may run them in any order that leaves the calls of one
  /// customer in their given order. It commits as ``Window/grouping`` says, and calls
  /// ``Window/markDurable()`` after each commit. An order's number follows ``Window/firstRow`` plus the
  /// index of the call.
  ///
  /// - Throws: what ``Window/run(_:)`` throws, or a failure of the store. What was made durable before
  ///   stays done.
  func carryOut(_ window: Window) throws(LanguageError)

  /// Makes durable what was written since the last commit; does nothing when there is nothing.
  func commit() throws(LanguageError)

  /// Undoes what was written since the last commit.
  ///
  /// - Parameter entry: what the journal is to say of it; nil for a dry run or a `rollback` typed
  ///   at the console.
  func rollback(_ entry: Rollback?) throws(LanguageError)

  /// Sets a savepoint in the open transaction; opens one when none is open.
  ///
  /// - Parameter name: names are unique among those in force.
  func savepoint(_ name: String) throws(LanguageError)

  /// Undoes what was written since a savepoint, which stays in force; later ones end.
  func rollback(to savepoint: String) throws(LanguageError)

  /// Forgets a savepoint and later ones, and keeps what was written since.
  func release(_ savepoint: String) throws(LanguageError)

  /// Does something that looks at the store many times: as long as nothing is changed meanwhile, the
  /// looks may be at one state of it. It is done soon, as the rows of one chunk are.
  func reading<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result

  /// Begins to look many things up on several threads at once, all at one state of the store.
  ///
  /// - Parameters:
  ///   - count: how many things there are.
  ///   - lookUp: looks up those in a range, with the context of its thread; called for every index from
  ///     0 to `count` once.
  /// - Returns: The work, to be finished soon, within ``reading(_:)``; nil where one thread is to look
  ///   them all up with ``readContext``.
  func beginLookups(
    _ count: Int, _ lookUp: @escaping @Sendable (any ReadContext, Range<Int>) -> Void
  ) throws(LanguageError) -> PendingWork?

  /// Undoes what commands with `--dry-run` did, as a session does by itself before it changes
  /// something that is to be kept, and before ``commit()`` and ``rollback(_:)``.
  func endRehearsal() throws(LanguageError)

  /// The store's time.
  func now() throws(LanguageError) -> Instant

  /// Begins a job, or resumes it: from here on every call is looked up in its memory, and what
  /// was done before gives its answer again.
  ///
  /// - Throws: what keeps the job from being resumed; nothing has run then.
  func begin(_ job: JobStart) throws(LanguageError)

  /// Ends the job: all of its script has run.
  ///
  /// - Parameter counts: what became of the rows and commands of this run.
  /// - Returns: the same of all that the job has done in this run and earlier ones: rows that are
  ///   read from the store need not come again.
  func end(_ counts: JobCounts) throws(LanguageError) -> JobCounts

  /// Is told that a job is about to read a data file.
  ///
  /// - Throws: when the job knows the file with another content.
  func willRead(_ path: String) throws(LanguageError)

  /// The folder of the store, where nothing but the store may write; nil: there is none.
  var storeFolder: String? { get }

  /// The names of the files in a store's folder, that of its data first.
  var storeFileNames: [String] { get }

  /// What calls that keep nothing would have changed since this was asked last.
  func takeChangeCounts() -> [ChangeCount]
}

extension Session {
  package func endRehearsal() throws(LanguageError) {}
  package func reading<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result { try body() }
  package func beginLookups(
    _ count: Int, _ lookUp: @escaping @Sendable (any ReadContext, Range<Int>) -> Void
  ) throws(LanguageError) -> PendingWork? { nil }
  package func begin(_ job: JobStart) throws(LanguageError) {}
  package func end(_ counts: JobCounts) throws(LanguageError) -> JobCounts { counts }
  package func willRead(_ path: String) throws(LanguageError) {}
  package var storeFolder: String? { nil }
  package var storeFileNames: [String] { [] }
  package func takeChangeCounts() -> [ChangeCount] { [] }
}

extension Session {
  package func beginStatement() {}
}
