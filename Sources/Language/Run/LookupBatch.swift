import Basics

/// Rows for which a reading command runs, and what it answers.
///
/// One that only looks things up is asked for many rows at once, on several threads, which may begin
/// before the answers are waited for; any other runs for one row after another when they are.
final class LookupBatch {
  let rows: [Record]
  /// Why there is no call for a row, by its index.
  private var failures: [Int: LanguageError] = [:]
  private let node: CallNode
  private let command: Command
  private let executor: StatementExecutor
  /// Looks one thing up, where the rows are asked at once.
  private let lookUp: LookUp?
  /// The calls and their answers, each worked on by one thread at a time, for the rows without a
  /// failure.
  private var calls: UnsafeMutableBufferPointer<Call> = .init(start: nil, count: 0)
  private var answers: UnsafeMutableBufferPointer<Result<Outcome, LanguageError>> =
    .init(start: nil, count: 0)
  private var pending: PendingWork?

  /// Binds the calls, where they can be asked at once.
  ///
  /// - Throws: what is no fault of one row.
  init(
    _ node: CallNode, _ command: Command, for rows: [Record], _ executor: StatementExecutor
  ) throws(LanguageError) {
    self.rows = rows
    self.node = node
    self.command = command
    self.executor = executor
    lookUp = Self.lookUp(node, command, executor)
    guard lookUp != nil else { return }
    try executor.authorise(command, node.span)
    let bound = try bind()
    calls = .allocate(capacity: bound.count)
    _ = calls.initialize(fromContentsOf: bound)
    answers = .allocate(capacity: bound.count)
    answers.initialize(repeating: .success(Outcome(.null)))
  }

  deinit {
    pending = nil
    calls.deinitialize()
    calls.deallocate()
    answers.deinitialize()
    answers.deallocate()
  }

  private typealias LookUp =
    @Sendable (inout Call, any ReadContext) throws(LanguageError) -> Outcome

  /// Rows are asked at once when the command looks things up, and nothing runs for its arguments that
  /// one row after another would have to run for.
  private static func lookUp(
    _ node: CallNode, _ command: Command, _ executor: StatementExecutor
  ) -> LookUp? {
    guard case .reading(let lookUp) = command.action, executor.program.runsNothing(for: node) else {
      return nil
    }
    return lookUp
  }

  private func bind() throws(LanguageError) -> [Call] {
    let template = executor.makeCall(node, command, command.defaultValues)
    let row = RecordRow(Record(.none, []))
    var calls: [Call] = []
    calls.reserveCapacity(rows.count)
    try executor.state.with(row) { () throws(LanguageError) in
      for (index, record) in rows.enumerated() {
        try executor.poll()
        row.current = record
        do throws(LanguageError) {
          if let fault = record.columns.fault { throw fault.error }
          var call = template
          call.values = try executor.bind(node, command)
          calls.append(call)
        } catch {
          guard error.fault == .request else { throw error }
          failures[index] = error
        }
      }
    }
    return calls
  }

  /// Whether the rows are looked up at once, and not by the executor one after another.
  var areAtOnce: Bool { lookUp != nil }

  /// Has the look-ups begun.
  func begin() throws(LanguageError) {
    guard let lookUp else { return }
    nonisolated(unsafe) let (calls, answers) = (calls, answers)
    pending = try executor.session.beginLookups(calls.count) { context, indices in
      for index in indices {
        answers[index] = Result { () throws(LanguageError) in
          try lookUp(&calls[index], context)
        }
      }
    }
  }

  /// Waits for the answers, and hands them over in the order of the rows.
  ///
  /// - Parameter take: takes the index of each row and what became of it; what it throws ends the
  ///   walk.
  func finish(
    _ take: (Int, Result<Outcome, LanguageError>) throws(LanguageError) -> Void
  ) throws(LanguageError) {
    try executor.session.reading { () throws(LanguageError) in
      guard let lookUp else { return try answerInTurn(take) }
      try gatherAnswers(lookUp)
      try handOver(take)
    }
  }

  /// Has every call answered: by all threads, or by this one where no other helps.
  private func gatherAnswers(_ lookUp: LookUp) throws(LanguageError) {
    guard let pending else {
      let context = executor.session.readContext
      for index in calls.indices {
        try executor.poll()
        answers[index] = Result { () throws(LanguageError) in
          try lookUp(&calls[index], context)
        }
      }
      return
    }
    var stop: LanguageError?
    pending.finish {
      do throws(LanguageError) { try executor.poll() } catch { stop = error }
      return stop != nil
    }
    self.pending = nil
    if let stop { throw stop }
  }

  private func handOver(
    _ take: (Int, Result<Outcome, LanguageError>) throws(LanguageError) -> Void
  ) throws(LanguageError) {
    var next = 0
    for index in rows.indices {
      if let failure = failures[index] {
        try take(index, .failure(failure))
        continue
      }
      if case .failure(let error) = answers[next] {
        try take(index, .failure(error.located(at: executor.program.location(node.span))))
      } else {
        try take(index, answers[next])
      }
      next += 1
    }
  }

  private func answerInTurn(
    _ take: (Int, Result<Outcome, LanguageError>) throws(LanguageError) -> Void
  ) throws(LanguageError) {
    let row = RecordRow(Record(.none, []))
    try executor.state.with(row) { () throws(LanguageError) in
      for (index, record) in rows.enumerated() {
        try executor.poll()
        row.current = record
        try take(
          index,
          Result { () throws(LanguageError) in
            if let fault = record.columns.fault { throw fault.error }
            return try executor.run(node, command)
          })
      }
    }
  }
}
