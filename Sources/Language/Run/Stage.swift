import Basics

/// A step of a pipeline: gives rows when it is asked.
class Stage {
  let executor: StatementExecutor

  init(_ executor: StatementExecutor) {
    self.executor = executor
  }

  /// The columns of the rows; nil when each row may have others.
  var columns: Columns? { nil }

  /// How the file is written from which the rows come; nil of rows from elsewhere.
  var form: FileForm? { nil }

  /// How many rows there are, where that is known beforehand.
  var count: Int? { nil }

  /// How many rows there are likely to be, of those that came so far; nil where nobody can say.
  var likelyCount: Int? { count }

  /// Whether a command of the pipeline so far changes the store: then it runs for all its rows, also
  /// when a later step wants no more of them.
  var isChanging: Bool { false }

  /// The next rows; nil after the last. A step that needs no memory gives at most ``chunk`` rows.
  func produce() throws(LanguageError) -> [Record]? { nil }

  /// Whether the same rows come in the same order in every run of the script, whatever is in the
  /// store.
  var isListed: Bool { false }

  /// Counts the rows that are left, which nobody looks at.
  func countRows() throws(LanguageError) -> Int {
    var count = 0
    while let rows = try pull() { count += rows.count }
    return count
  }

  /// How many rows are passed on at once.
  static let chunk = 1024

  private var ahead: [[Record]] = []

  /// The next rows, those first that were looked at before.
  final func pull() throws(LanguageError) -> [Record]? {
    if !ahead.isEmpty { return ahead.removeFirst() }
    return try produce()
  }

  /// Asks for confirmation when more rows come than a statement may change without it.
  final func confirmChanges(at span: Span) throws(LanguageError) {
    guard executor.confirmation.isNeeded else { return }
    if let count { return try executor.confirmation.request(count, at: span) }
    var seen = 0
    while seen <= ChangeConfirmation.freeCustomers, let rows = try produce() {
      ahead.append(rows)
      seen += rows.count
    }
    if seen > ChangeConfirmation.freeCustomers { try executor.confirmation.request(nil, at: span) }
  }
}

/// The rows of a source, with the conditions that stand directly behind it: those are looked at
/// before a row is made.
final class SourceStage: Stage {
  private let source: any RowSource
  var conditions: [Expression] = []
  private var keepsFaults = false
  private var isAtEnd = false
  private let isFixed: Bool
  private var givenRows = 0
  private var areCoded = false

  /// - Parameter isFixed: whether the source gives the same rows in every run.
  init(_ source: any RowSource, _ executor: StatementExecutor, isFixed: Bool = false) {
    self.source = source
    self.isFixed = isFixed
    super.init(executor)
  }

  override var isListed: Bool { isFixed && conditions.allSatisfy(\.isFixed) }

  /// Says that nobody will look at other columns than these.
  func need(_ names: Set<String>) {
    source.need(Set(names.compactMap { source.columns.index(of: $0) }))
  }

  /// Has rows that cannot be read, or for which the conditions cannot be looked at, passed on for a
  /// step that tells what became of each row.
  func keepFaults() {
    keepsFaults = true
    source.keepFaults()
  }

  override var columns: Columns? { source.columns.isOpen ? nil : source.columns }
  override var form: FileForm? { source.form }
  override var count: Int? { conditions.isEmpty ? source.count : nil }

  override var likelyCount: Int? {
    if let count { return count }
    guard let share = source.share, share > 0 else { return nil }
    return Int(Double(givenRows) / share)
  }

  override func produce() throws(LanguageError) -> [Record]? {
    codeConditions()
    var rows: [Record] = []
    while rows.isEmpty, !isAtEnd {
      try goOver { row throws(LanguageError) in rows.append(try row.record()) }
    }
    givenRows += rows.count
    return rows.isEmpty ? nil : rows
  }

  override func countRows() throws(LanguageError) -> Int {
    codeConditions()
    if conditions.isEmpty, let count = try source.countRows(executor.poll) { return count }
    var count = 0
    while !isAtEnd { try goOver { _ in count += 1 } }
    return count
  }

  /// Hands over those of the next rows for which the conditions hold.
  private func goOver(
    _ take: (any NativeRow) throws(LanguageError) -> Void
  ) throws(LanguageError) {
    try executor.poll()
    let outer = executor.state.row
    defer { executor.state.row = outer }
    do throws(LanguageError) {
      isAtEnd = try !executor.session.reading { () throws(LanguageError) in
        try source.next(Self.chunk) { row throws(LanguageError) in
          executor.state.row = row
          if row.columns.fault == nil {
            do throws(LanguageError) {
              for condition in conditions where try !executor.truth(condition, nil) {
                return true
              }
            } catch {
              guard keepsFaults, error.isOfRow else { throw error }
              try take(RecordRow(try row.record().failed(error)))
              return true
            }
          }
          try take(row)
          return true
        }
      }
    } catch {
      // A read that was broken off is no fault of the file.
      try executor.poll()
      throw error
    }
  }

  /// Has the source look at the conditions that need one coded column each, as many as stand
  /// first: what follows one that does not is not looked at where that one fails.
  private func codeConditions() {
    guard !areCoded else { return }
    areCoded = true
    var left: [Expression] = []
    for condition in conditions.flatMap(\.conjuncts) {
      if left.isEmpty, let (column, bytes) = coded(condition) {
        source.keepOnly(bytes, of: column)
      } else {
        left.append(condition)
      }
    }
    conditions = left
  }

  /// The column that alone decides a condition, and for which of its bytes the condition holds.
  private func coded(_ condition: Expression) -> (column: Int, bytes: ByteSet)? {
    guard condition.isFixed, let name = condition.onlyField,
      let column = source.columns.index(of: name),
      let values = source.values(ofCoded: column)
    else { return nil }
    let row = RecordRow(
      Record(source.columns, Array(repeating: .null, count: source.columns.count)))
    let outer = executor.state.row
    executor.state.row = row
    defer { executor.state.row = outer }
    var members: [Bool] = []
    for value in values {
      row.current[column] = value
      guard let holds = try? executor.truth(condition, nil) else { return nil }
      members.append(holds)
    }
    return (column, ByteSet(members))
  }
}

/// A step behind another.
class FollowingStage: Stage {
  let upstream: Stage

  init(_ upstream: Stage) {
    self.upstream = upstream
    super.init(upstream.executor)
  }

  override var columns: Columns? { upstream.columns }
  override var form: FileForm? { upstream.form }
  override var isChanging: Bool { upstream.isChanging }

  /// Passes on what is left without looking at it, where it changes the store.
  final func drain() throws(LanguageError) {
    guard isChanging else { return }
    while try upstream.pull() != nil {}
  }
}

/// A step that needs all rows before it can give the first.
class GatheringStage: FollowingStage {
  private var gathered: [Record]?
  private var index = 0

  /// Makes the rows to be given of all the rows that come.
  func gather() throws(LanguageError) -> [Record] { [] }

  final override func produce() throws(LanguageError) -> [Record]? {
    if gathered == nil { gathered = try gather() }
    guard let rows = gathered, index < rows.count else { return nil }
    let end = min(index + Self.chunk, rows.count)
    defer { index = end }
    return Array(rows[index..<end])
  }
}

extension LanguageError {
  /// Whether it is the fault of the one row at which it was met.
  var isOfRow: Bool { fault == .request && code != Problem.columnUnknown.rawValue }
}
