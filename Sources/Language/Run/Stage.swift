import Basics

/// A step of a pipeline: gives rows when it is asked.
class Stage {
  let interpreter: Interpreter

  init(_ interpreter: Interpreter) {
    self.interpreter = interpreter
  }

  /// The columns of the rows; nil when each row may have others.
  var columns: Columns? { nil }

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

  /// How many rows are passed on at once.
  static let chunk = 1024

  private var ahead: [[Record]] = []

  /// The next rows, those first that were looked at before.
  final func pull() throws(LanguageError) -> [Record]? {
    if !ahead.isEmpty { return ahead.removeFirst() }
    return try produce()
  }

  /// Asks for consent when more rows come than a statement may change without it.
  final func requestConsent(at span: Span) throws(LanguageError) {
    guard !interpreter.options.isConsented, !interpreter.options.isDryRun else { return }
    if let count { return try interpreter.requestConsent(count, at: span) }
    var seen = 0
    while seen <= Consent.free, let rows = try produce() {
      ahead.append(rows)
      seen += rows.count
    }
    if seen > Consent.free { try interpreter.requestConsent(nil, at: span) }
  }

  /// Runs something with a row as `$it`.
  @inline(__always)
  final func with<Result>(
    _ row: any NativeRow, _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let outer = interpreter.row
    interpreter.row = row
    defer { interpreter.row = outer }
    return try body()
  }
}

/// The rows of a source, with the conditions that stand directly behind it: those are looked at
/// before a row is made.
final class SourceStage: Stage {
  private let source: any RowSource
  var conditions: [Expression] = []
  private var isAtEnd = false
  private let isFixed: Bool
  private var givenRows = 0

  /// - Parameter isFixed: whether the source gives the same rows in every run.
  init(_ source: any RowSource, _ interpreter: Interpreter, isFixed: Bool = false) {
    self.source = source
    self.isFixed = isFixed
    super.init(interpreter)
  }

  override var isListed: Bool { isFixed && conditions.allSatisfy(\.isFixed) }

  /// Has rows that cannot be read passed on, whatever the conditions, for a step that tells what
  /// became of each row.
  func keepFaults() { source.keepFaults() }

  override var columns: Columns? { source.columns.isOpen ? nil : source.columns }
  override var count: Int? { conditions.isEmpty ? source.count : nil }

  override var likelyCount: Int? {
    if let count { return count }
    guard let share = source.share, share > 0 else { return nil }
    return Int(Double(givenRows) / share)
  }

  override func produce() throws(LanguageError) -> [Record]? {
    var rows: [Record] = []
    while rows.isEmpty, !isAtEnd {
      try interpreter.poll()
      let outer = interpreter.row
      defer { interpreter.row = outer }
      isAtEnd = try !source.next(Self.chunk) { row throws(LanguageError) in
        interpreter.row = row
        if row.columns.fault == nil {
          for condition in conditions where try !interpreter.truth(condition, nil) { return true }
        }
        rows.append(try row.record())
        return true
      }
    }
    givenRows += rows.count
    return rows.isEmpty ? nil : rows
  }
}

/// A step behind another.
class FollowingStage: Stage {
  let upstream: Stage

  init(_ upstream: Stage) {
    self.upstream = upstream
    super.init(upstream.interpreter)
  }

  override var columns: Columns? { upstream.columns }
  override var isChanging: Bool { upstream.isChanging }

  /// Passes on what is left without looking at it, where it changes the store.
  final func drain() throws(LanguageError) {
    guard isChanging else { return }
    while try upstream.pull() != nil {}
  }
}
