/// When what a run changes becomes durable.
///
/// It is made from the options alone, once for a run; whoever needs to know how changes are kept asks
/// it and nothing else.
package struct CommitPolicy: Sendable, Hashable {
  /// What is one durable unit.
  private enum Unit: Sendable, Hashable {
    /// Each statement, unless `begin` opened a transaction.
    case statement
    /// The whole script.
    case script
    /// Rows and commands, in groups.
    case group(Grouping)
  }

  private let unit: Unit
  /// Whether all of the run is tried and nothing of it kept.
  package let keepsNothing: Bool

  package init(_ options: Options) {
    keepsNothing = options.isDryRun
    switch options.mode {
    case .statement: unit = .statement
    case .whole: unit = .script
    case .each: unit = .group(.each)
    case .batch(let count): unit = .group(.batch(max(1, count)))
    }
  }

  /// Whether statements are typed one after the other, each durable by itself.
  package var isByStatement: Bool { unit == .statement }

  /// Whether the script is one transaction: an error undoes all of it.
  package var isWholeScript: Bool { unit == .script }

  /// Whether every row and command has its own fate: what was done stays done after an error.
  var keepsRows: Bool {
    if case .group = unit { return true }
    return false
  }

  /// How rows and commands are committed.
  ///
  /// - Parameter isInTransaction: whether a transaction that the script or the console opened is
  ///   still open.
  func grouping(isInTransaction: Bool) -> Grouping {
    guard !keepsNothing, !isInTransaction, case .group(let grouping) = unit else { return .whole }
    return grouping
  }

  /// How a window of rows is committed, and how many rows it may hold so that batches come out
  /// exactly.
  ///
  /// - Parameter pending: how many rows and commands wait for a commit.
  func window(
    isInTransaction: Bool, pending: Int
  ) -> (grouping: Grouping, capacity: Int) {
    let grouping = grouping(isInTransaction: isInTransaction)
    guard case .batch(let size) = grouping else { return (grouping, Window.capacity) }
    guard size > Window.capacity else { return (grouping, Window.capacity / size * size) }
    // A batch that no window can hold: its rows are counted over several.
    return (.whole, min(Window.capacity, size - pending))
  }

  /// Whether it is time to commit what was done.
  ///
  /// - Parameters:
  ///   - pending: how many rows and commands wait for a commit.
  ///   - milliseconds: for how long the first of them has waited; asked only where it matters.
  func isTime(
    isInTransaction: Bool, pending: Int, milliseconds: () -> Double
  ) -> Bool {
    grouping(isInTransaction: isInTransaction).isTime(
      pending: pending, milliseconds: milliseconds)
  }

  /// Whether what is put out waits for a commit after something was changed.
  ///
  /// - Parameter isConsoleOpen: whether `begin` opened a transaction at the console, whose results
  ///   are shown at once.
  func holdsOutput(isConsoleOpen: Bool) -> Bool { !keepsNothing && !isConsoleOpen }

  /// Whether the journal tells of a script that is rolled back.
  var recordsRollback: Bool { !keepsNothing && !isByStatement }

  /// What becomes of what is not durable when an error ends the run.
  enum Ending {
    /// It is undone.
    ///
    /// - Parameter isRecorded: whether the journal tells why.
    case undo(isRecorded: Bool)
    /// It is kept.
    case keep
  }

  /// What becomes of what is not durable when an error ends the run.
  ///
  /// - Parameter fault: whose fault the error is.
  func ending(after fault: LanguageError.Fault) -> Ending {
    switch unit {
    case .statement: .undo(isRecorded: false)
    case .script: .undo(isRecorded: fault != .store)
    case .group: fault == .store || fault == .interruption ? .undo(isRecorded: false) : .keep
    }
  }
}
