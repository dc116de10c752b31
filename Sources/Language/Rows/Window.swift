package import Basics

/// Up to 65,536 calls of one command, one a row of a pipeline, which a session carries out.
///
/// The window keeps the rows as they came and, of the arguments, only those that differ from row to
/// row, side by side in one array. Results are given on in the order of the rows, each only after
/// it is durable.
///
///     for index in order {                  // customer by customer
///       try window.run(index, context)
///       if groupIsFull { try commit(); window.markDurable() }
///     }
///     try commit()
///     window.markDurable()
package final class Window {
  /// The most rows a window holds.
  package static let capacity = 65_536

  package let command: Command
  package let grouping: Grouping
  /// How many rows of the pipeline came before this window.
  package let firstRow: Int
  /// Whether the same rows come in the same order whenever the script runs, as those of a file do.
  package let isListed: Bool
  /// How many rows of the pipeline are to list what they change.
  private let shownRows: Int
  private let wantsChanges: Bool

  /// What became of a row.
  enum Fate {
    case waiting
    case done(Outcome)
    // Boxed: few rows fail, and the error is far larger than an outcome.
    indirect case failed(LanguageError)
  }

  let rows: [Record]
  private(set) var fates: [Fate]
  /// The rows that were run since the last commit.
  private var uncommitted: [Int32] = []
  private(set) var isDurable: [Bool]
  private let width: Int
  private let varying: [Int]
  private let arguments: [Value]
  private var call: Call
  private let poll: () throws(LanguageError) -> Void
  /// How many of the rows have been dealt with, and what became of them.
  private var progress: ProgressCount
  private let tell: (ProgressCount) -> Void
  private let action: (inout Call, any ChangeContext) throws(LanguageError) -> Outcome
  /// Whether the command has made the rows itself, and looks at them.
  private let opensRows: Bool

  /// - Parameters:
  ///   - template: the call with the arguments that are the same for all rows.
  ///   - varying: the indices of the other arguments.
  ///   - arguments: the values of the others, row after row.
  ///   - failures: the rows whose arguments could not be bound, by their index.
  ///   - isListed: whether the rows are the same in every run.
  ///   - shownRows: how many rows of the pipeline are to list what they change, though the others
  ///     do not.
  ///   - poll: throws when the run is broken off.
  ///   - tell: is told of the window's rows every ``toldRows`` of them.
  init(
    _ template: Call, grouping: Grouping, firstRow: Int, rows: [Record], varying: [Int],
    arguments: [Value], failures: [Int: LanguageError], isListed: Bool, shownRows: Int?,
    poll: @escaping () throws(LanguageError) -> Void,
    tell: @escaping (ProgressCount) -> Void
  ) {
    switch template.command.action {
    case .changing(let action): (self.action, opensRows) = (action, false)
    case .bulk(_, let action): (self.action, opensRows) = (action, true)
    default: preconditionFailure("a window runs commands that change the store")
    }
    command = template.command
    call = template
    self.grouping = grouping
    self.firstRow = firstRow
    self.isListed = isListed
    self.shownRows = shownRows ?? 0
    wantsChanges = template.wantsChanges && shownRows == nil
    self.rows = rows
    self.varying = varying
    self.arguments = arguments
    self.poll = poll
    self.tell = tell
    progress = ProgressCount(rows: failures.count, errors: failures.count)
    width = varying.count
    fates = Array(repeating: .waiting, count: rows.count)
    isDurable = Array(repeating: false, count: rows.count)
    for (index, error) in failures {
      fates[index] = .failed(error)
      isDurable[index] = true
    }
  }

  /// How many calls there are.
  package var count: Int { rows.count }

  /// Whether the calls keep nothing.
  package var isDryRun: Bool { call.isDryRun }

  /// Whether the calls must run in the order in which they came.
  package var keepsOrder: Bool { command.shares && command.sequence == nil }

  /// Whether there is nothing to run at an index: its arguments made no sense.
  package func hasFailed(_ index: Int) -> Bool {
    if case .failed = fates[index] { return true }
    return false
  }

  /// Whom a call is about: the first of its arguments that names a line or something of a
  /// customer's, as it was bound; null when the command has none.
  package func subject(_ index: Int) -> Value {
    if opensRows { return rows[index]["customer"] ?? .null }
    guard let parameterIndex = command.subjectIndex else { return .null }
    return argument(parameterIndex, of: index)
  }

  /// One bound argument of a call, by the index of its parameter.
  package func argument(_ parameterIndex: Int, of index: Int) -> Value {
    guard let column = varying.firstIndex(of: parameterIndex) else {
      return call.values[parameterIndex]
    }
    return arguments[index * width + column]
  }

  /// Where the command stands in all that was read.
  package var site: UInt64 { call.site }

  /// The key of a call's request; empty when it has none.
  package func key(_ index: Int) -> String {
    guard let parameterIndex = command.keyIndex,
      case .text(let key) = argument(parameterIndex, of: index)
    else {
      return ""
    }
    return key
  }

  /// Whether calls have keys.
  package var hasKeys: Bool {
    guard let index = command.keyIndex else { return false }
    return varying.contains(index) || !call.values[index].isNull
  }

  /// Writes what a call asks for; see ``Call/writeRequest(to:)``.
  package func writeRequest(_ index: Int, to writer: inout ByteWriter) {
    self.call(index).writeRequest(to: &writer)
  }

  /// A call with its arguments.
  func call(_ index: Int) -> Call {
    for column in 0..<width {
      call.values[varying[column]] = arguments[index * width + column]
    }
    return call
  }

  /// Runs a call and keeps what became of it. A request that makes no sense becomes the result of
  /// its row.
  ///
  /// - Parameters:
  ///   - index: which.
  ///   - context: the open transaction, with what is known of the call.
  /// - Throws: a failure of the store, an interruption, or what the command throws as `usage`.
  package func run(_ index: Int, _ context: any ChangeContext) throws(LanguageError) {
    try poll()
    guard !hasFailed(index) else { return }
    uncommitted.append(Int32(index))
    for column in 0..<width {
      call.values[varying[column]] = arguments[index * width + column]
    }
    if opensRows { call.row = rows[index] }
    call.wantsChanges = wantsChanges || firstRow + index < shownRows
    do throws(LanguageError) {
      let outcome = try action(&call, context)
      if outcome.fate == .done { progress.done += 1 } else { progress.refused += 1 }
      fates[index] = .done(outcome)
    } catch {
      guard error.fault == .request else { throw error }
      progress.errors += 1
      fates[index] = .failed(error)
    }
    progress.rows += 1
    if progress.rows.isMultiple(of: Self.toldRows) { tell(progress) }
  }

  /// After how many rows somebody is told how far the work is.
  private static let toldRows = 256

  /// Says that all that was run so far is durable.
  package func markDurable() {
    for index in uncommitted { isDurable[Int(index)] = true }
    uncommitted.removeAll(keepingCapacity: true)
  }

  /// What became of the rows that are durable and were not taken yet, where rows are durable on the
  /// way.
  var durableCounts: (done: Int, refused: Int) {
    guard grouping != .whole else { return (0, 0) }
    var counts = (done: 0, refused: 0)
    for index in 0..<count where isDurable[index] {
      guard case .done(let outcome) = fates[index] else { continue }
      if outcome.fate == .done { counts.done += 1 } else { counts.refused += 1 }
    }
    return counts
  }

  /// What became of a row, and forgets it.
  func take(_ index: Int) -> Fate {
    let fate = fates[index]
    fates[index] = .waiting
    return fate
  }
}
