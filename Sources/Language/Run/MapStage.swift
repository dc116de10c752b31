import Basics

/// Runs a reading command for each row and gives its results as rows.
///
/// As a step of its own it keeps the columns of the rows and adds what became of each; as the block
/// of `each` its results alone go on.
final class MapStage: FollowingStage {
  private let node: CallNode
  private let command: Command
  private let endsAtError: Bool
  private let looksAhead: Bool
  private var layout: AnswerLayout
  /// The rows that are being answered.
  private var begun: LookupBatch?
  /// What limits have left out so far, of those that were looked up many at once.
  private var leftOut = 0
  private var isMoreLeftOut = false

  /// - Parameters:
  ///   - endsAtError: whether an error ends the pipeline; else it is a row like any other.
  ///   - looksAhead: whether rows may be looked up before those in front of them have gone through
  ///     the pipeline.
  init(
    _ upstream: Stage, _ node: CallNode, _ command: Command, endsAtError: Bool = false,
    looksAhead: Bool
  ) {
    self.node = node
    self.command = command
    self.endsAtError = endsAtError
    self.looksAhead = looksAhead && !upstream.isChanging
    layout = AnswerLayout(command)
    super.init(upstream)
  }

  override var columns: Columns? { nil }

  override func produce() throws(LanguageError) -> [Record]? {
    if begun == nil {
      begun = try bound()
      try begun?.begin()
    }
    guard let answers = begun else {
      let all = LeftOut(leftOut, beside: 0, isOlder: false, isMore: isMoreLeftOut)
      executor.tell(all, by: command, isOfRows: true)
      leftOut = 0
      return nil
    }
    begun = nil
    // What comes next is read while other threads still look things up, and looked up while what
    // was found goes on.
    let next = looksAhead ? try bound() : nil
    let results = try results(of: answers)
    try next?.begin()
    begun = next
    return results
  }

  private func bound() throws(LanguageError) -> LookupBatch? {
    guard let rows = try upstream.pull() else { return nil }
    return try LookupBatch(node, command, for: rows, executor)
  }

  private func results(of answers: LookupBatch) throws(LanguageError) -> [Record] {
    var results: [Record] = []
    results.reserveCapacity(answers.rows.count)
    /// The rows in error: they have the columns of the results, which one that is found tells.
    var failures: [(index: Int, row: Int, error: LanguageError)] = []
    try answers.finish { (index, answer) throws(LanguageError) in
      switch answer {
      case .success(let outcome):
        if endsAtError {
          Self.add(outcome.value, to: &results)
        } else {
          layout.add(outcome.value, of: answers.rows[index], to: &results)
        }
        if let more = outcome.leftOut, answers.areAtOnce {
          leftOut += more.count
          isMoreLeftOut = isMoreLeftOut || more.isMore
        }
      case .failure(let error):
        guard !endsAtError, error.fault == .request else { throw error }
        executor.state.countRow(.error)
        failures.append((results.count, index, error))
        results.append(answers.rows[index])
      }
    }
    for failure in failures {
      results[failure.index] = layout.row(
        answers.rows[failure.row], failure.error,
        ChangeStage.reasons(of: failure.error, executor.context.options.language))
    }
    return results
  }

  /// Adds the rows that the value of a command is.
  private static func add(_ value: Value, to rows: inout [Record]) {
    switch value.resolved {
    case .record(let record): rows.append(record)
    case .table(let table): rows += table.rows
    case .null: break
    case let other: rows.append(Record(Columns(["value"]), [other]))
    }
  }
}
