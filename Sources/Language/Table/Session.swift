package import Basics

/// How the changes of a run become durable.
package enum Grouping: Sendable, Hashable {
  /// Nothing is committed on the way: the whole is one transaction.
  case whole
  /// Every row has its own fate; commits are grouped: 1000 rows, or 10 ms after the first.
  case each
  /// A commit after exactly so many rows.
  case batch(Int)
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

/// What the language asks of whoever keeps the store: to commit, to roll back, and to carry out the
/// rows of a pipeline.
///
/// A session opens a transaction of its own accord when the first changing command runs, and keeps
/// it until the language says ``commit()`` or ``rollback(_:)``; a reading command sees what that
/// transaction has written so far.
package protocol Session: AnyObject {
  /// Looks whether the operator may use a command.
  ///
  /// - Throws: an error of fault `request` when he may not.
  func authorise(_ command: Command) throws(LanguageError)

  /// Says that a statement of the script, or of the console, begins.
  func beginStatement()

  /// Carries out the calls of a window.
  ///
  /// Where the window keeps no order, it may run them in any order that leaves the calls of one
  /// customer in their given order. It commits as ``Window/grouping`` says, and calls
  /// ``Window/settle()`` after each commit. An order's number follows ``Window/firstRow`` plus the
  /// index of the call.
  ///
  /// - Throws: what ``Window/run(_:)`` throws, or a failure of the store. What was settled before
  ///   stays done.
  func carryOut(_ window: Window) throws(LanguageError)

  /// Makes durable what was written since the last commit; does nothing when there is nothing.
  func commit() throws(LanguageError)

  /// Undoes what was written since the last commit.
  ///
  /// - Parameter entry: what the journal is to say of it; nil for a dry run or a `rollback` typed
  ///   at the console.
  func rollback(_ entry: Rollback?) throws(LanguageError)

  /// Marks a place in the open transaction to which it can go back; opens one when none is open.
  ///
  /// - Parameter name: names are unique among those in force.
  func savepoint(_ name: String) throws(LanguageError)

  /// Undoes what was written since a savepoint, which stays in force; later ones end.
  func rollback(to savepoint: String) throws(LanguageError)

  /// Forgets a savepoint and later ones, and keeps what was written since.
  func release(_ savepoint: String) throws(LanguageError)

  /// The store's time.
  func now() throws(LanguageError) -> Instant
}

extension Session {
  package func beginStatement() {}
}
