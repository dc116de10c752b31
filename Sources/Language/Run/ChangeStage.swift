import Basics

/// Runs a changing command for each row, in windows, and gives the rows with what became of them.
final class ChangeStage: FollowingStage {
  private let node: CallNode
  private let command: Command
  private var varying: [Int] = []
  private var template: [Value] = []
  private let row = RecordRow(Record(.none, []))
  private var firstRow = 0
  private var hasBegun = false
  private var isSourceAtEnd = false
  /// What is left of the rows that came last.
  private var rest: ArraySlice<Record> = []
  private var window: Window?
  private var nextIndex = 0
  private var failure: LanguageError?
  private var layout: ResultLayout
  private(set) var tally: Tally
  /// Whether the rows can be told apart by their numbers.
  private let isNumbered: Bool

  init(_ upstream: Stage, _ node: CallNode, _ command: Command) throws(LanguageError) {
    self.node = node
    self.command = command
    isRehearsal = upstream.executor.context.isRehearsal(node, command)
    layout = ResultLayout(command, isRehearsal: isRehearsal)
    tally = Tally(command.name)
    let executor = upstream.executor
    isNumbered =
      executor.context.options.job != nil && upstream.isListed
      && executor.state.isFirstRun(ofSite: node.span.site)
    super.init(upstream)
    template = command.defaultValues
    let first = Int(node.firstArgument)
    for index in first..<first + Int(node.argumentCount) {
      let argument = executor.program.arguments[index]
      if executor.isConstant(argument.value) {
        try executor.bind(index, command, into: &template)
      } else if !varying.contains(Int(argument.parameter)) {
        varying.append(Int(argument.parameter))
      }
    }
  }

  override var columns: Columns? { upstream.columns.map { layout.columns(after: $0) } }

  override var isChanging: Bool { true }
  override var isListed: Bool { upstream.isListed }

  /// Whether nothing of what the rows do is kept.
  let isRehearsal: Bool
  /// How many rows of a rehearsal say in full what they would change.
  static let shownChanges = 20

  override func produce() throws(LanguageError) -> [Record]? {
    while true {
      if let window, nextIndex < window.count {
        let rows = take(window)
        if !rows.isEmpty { return rows }
        continue
      }
      if let window { executor.commits.endWindow(window) }
      window = nil
      if let failure { throw failure }
      guard try carryOutNext() else { return nil }
    }
  }

  // MARK: Windows

  /// Fills a window and has it carried out.
  ///
  /// - Returns: false when there are no more rows.
  private func carryOutNext() throws(LanguageError) -> Bool {
    let (grouping, capacity) = nextWindow()
    let rows = try fill(capacity)
    guard !rows.isEmpty else { return false }
    let window = try bind(rows, grouping)
    if !hasBegun { try ask(window) }
    hasBegun = true
    // What is tried together is undone together: no commit lies within it, and none is waited for.
    let isRehearsed = window.isDryRun && !executor.context.policy.keepsNothing
    if isRehearsed { executor.commits.noteRehearsal() }
    // What other commands did before is no part of the window's groups.
    if grouping != .whole, executor.commits.hasUncommitted {
      try executor.commits.commit()
    }
    // Broken off in the middle, it is told in the journal too.
    if grouping == .whole, !isRehearsed { try executor.commits.noteChange(0) }
    do throws(LanguageError) {
      try executor.session.carryOut(window)
    } catch {
      let located = error.located(at: executor.program.location(node.span))
      guard grouping != .whole else { throw located }
      failure = located
    }
    firstRow += rows.count
    self.window = window
    executor.commits.noteWindow(window)
    nextIndex = 0
    if grouping == .whole, !isRehearsed { try executor.commits.noteChange(rows.count) }
    return true
  }

  /// How the next window is committed, and how many rows it may hold.
  private func nextWindow() -> (grouping: Grouping, capacity: Int) {
    isRehearsal ? (.whole, Window.capacity) : executor.commits.nextWindow()
  }

  private func fill(_ capacity: Int) throws(LanguageError) -> [Record] {
    var rows: [Record] = []
    while rows.count < capacity {
      if rest.isEmpty {
        guard !isSourceAtEnd, let more = try upstream.pull() else {
          isSourceAtEnd = true
          break
        }
        rest = more[...]
      }
      let taken = min(capacity - rows.count, rest.count)
      rows += rest.prefix(taken)
      rest = rest.dropFirst(taken)
    }
    return rows
  }

  /// Binds the arguments that differ from row to row. A row whose arguments make no sense fails
  /// alone; a column that is not there fails them all.
  private func bind(
    _ rows: [Record], _ grouping: Grouping
  ) throws(LanguageError) -> Window {
    var arguments: [Value] = []
    arguments.reserveCapacity(rows.count * varying.count)
    var failures: [Int: LanguageError] = [:]
    var values = template
    let bound = Int(node.firstArgument)..<Int(node.firstArgument) + Int(node.argumentCount)
    let indexes = bound.filter {
      varying.contains(Int(executor.program.arguments[$0].parameter))
    }
    for (number, record) in rows.enumerated() {
      if let fault = record.columns.fault {
        failures[number] = fault.error
        for _ in varying { arguments.append(.null) }
        continue
      }
      row.current = record
      do throws(LanguageError) {
        try executor.state.with(row) { () throws(LanguageError) in
          for parameterIndex in varying { values[parameterIndex] = template[parameterIndex] }
          for index in indexes { try executor.bind(index, command, into: &values) }
        }
        for parameterIndex in varying { arguments.append(values[parameterIndex]) }
      } catch {
        guard error.isOfRow else { throw error }
        failures[number] = error
        for _ in varying { arguments.append(.null) }
      }
    }
    let call = executor.makeCall(node, command, template)
    if let rejects = executor.rejects, let first = rows.first {
      rejects.expect(upstream.columns ?? first.columns, upstream.form)
    }
    return Window(
      call, grouping: grouping, firstRow: firstRow, rows: rows, varying: varying,
      arguments: arguments, failures: failures, isListed: isNumbered,
      shownRows: isRehearsal ? Self.shownChanges : nil, poll: executor.context.poll,
      tell: teller(rows.count))
  }

  /// Tells how far the rows of the pipeline are, of those of a window.
  private func teller(_ count: Int) -> (ProgressCount) -> Void {
    let before = tally
    let total = isSourceAtEnd ? firstRow + count : upstream.likelyCount
    return { [firstRow, output = executor.context.output] window in
      output.progress(
        ProgressCount(
          rows: firstRow + window.rows, total: total.map { max($0, firstRow + count) },
          done: before.done + window.done, refused: before.refused + window.refused,
          errors: before.errors + window.errors))
    }
  }

  /// Asks before the first window when it is about more customers than a statement may change.
  private func ask(_ window: Window) throws(LanguageError) {
    guard executor.confirmation.isNeeded, !window.isDryRun else {
      return
    }
    var subjects: Set<String> = []
    for index in 0..<window.count where !window.hasFailed(index) {
      subjects.insert(ValueText.text(window.subject(index)))
    }
    guard subjects.count > ChangeConfirmation.freeCustomers else { return }
    let isAll = isSourceAtEnd || (window.count == upstream.count)
    try executor.confirmation.request(isAll ? subjects.count : nil, at: node.span)
  }

  // MARK: Results

  private func take(_ window: Window) -> [Record] {
    var rows: [Record] = []
    let isWhole = window.grouping == .whole
    while nextIndex < window.count, rows.count < Self.chunk {
      let index = nextIndex
      nextIndex += 1
      // What was broken off before its commit has not happened.
      guard isWhole || window.isDurable[index] else { continue }
      let row = window.rows[index]
      switch window.take(index) {
      case .waiting: continue
      case .done(let outcome):
        let fate: ExpectedFate = outcome.fate == .done ? .done : .refused
        tally.add(fate, outcome.codes, isRecalled: outcome.isRecalled)
        executor.state.tally.add(fate, outcome.codes, isRecalled: outcome.isRecalled)
        executor.state.countRow(fate, outcome.codes)
        if fate == .refused, !executor.state.isExpecting {
          executor.rejects?.add(row, window.call(index), outcome, upstream.form)
        }
        if isRehearsal, window.firstRow + index < Self.shownChanges,
          !executor.state.isExpecting
        {
          RehearsalReport(executor.context).showChanges(outcome, command)
        }
        rows.append(layout.row(row, outcome))
      case .failed(let error):
        tally.add(.error, [error.code])
        executor.state.tally.add(.error, [error.code])
        executor.state.countRow(.error, [error.code])
        if !executor.state.isExpecting {
          executor.rejects?.add(row, window.call(index), error, upstream.form)
        }
        let reasons = Self.reasons(of: error, executor.context.options.language)
        rows.append(layout.row(row, error, reasons))
      }
    }
    return rows
  }

  /// The reasons of a row in error, in the form of those of a refusal.
  static func reasons(of error: LanguageError, _ language: ReaderLanguage) -> Value {
    .list([
      .record(Record(reasonColumns, [.text(error.code), .text(error.message(in: language))]))
    ])
  }

  private static let reasonColumns = Columns(["code", "message"])
}

/// Puts the columns of a result behind those of the row that it belongs to.
private struct ResultLayout {
  /// Where the value of a column comes from.
  private enum Origin {
    case row(Int)
    case outcome
    case mark
    case rules
    case reasons
    case result(String)
  }

  private let command: Command
  private let isRehearsal: Bool
  private var input: Columns?
  private var output = Columns.none
  private var origins: [Origin] = []
  private var result: Columns?
  /// For each column of the output its index in the result, or -1.
  private var indices: [Int] = []

  init(_ command: Command, isRehearsal: Bool) {
    self.command = command
    self.isRehearsal = isRehearsal
  }

  /// The columns of the rows that come of rows with these columns: one object for all of them.
  mutating func columns(after columns: Columns) -> Columns {
    prepare(columns)
    return output
  }

  private mutating func prepare(_ columns: Columns) {
    guard input !== columns else { return }
    input = columns
    output = ResultColumns.after(columns, command, isRehearsal: isRehearsal)
    origins = output.names.prefix(output.shownCount).map { name in
      switch name {
      case "outcome": .outcome
      case ResultColumns.mark: .mark
      case "rules": .rules
      case "reasons": .reasons
      case _ where !ResultColumns.names.contains(name):
        columns.index(of: name).map(Origin.row) ?? .result(name)
      default: .result(name)
      }
    }
    origins += output.names.dropFirst(output.shownCount).map(Origin.result)
    result = nil
  }

  private mutating func prepare(result columns: Columns) {
    guard result !== columns else { return }
    result = columns
    indices = origins.map { origin in
      switch origin {
      case .result(let name): columns.index(of: name) ?? -1
      case .reasons: columns.index(of: "reasons") ?? -1
      default: -1
      }
    }
  }

  /// The row with the outcome of its call.
  mutating func row(_ row: Record, _ outcome: Outcome) -> Record {
    prepare(row.columns)
    let record = outcome.value.asRecord ?? Record(.none, [])
    prepare(result: record.columns)
    var values: [Value] = []
    values.reserveCapacity(origins.count)
    for index in origins.indices {
      switch origins[index] {
      case .row(let column): values.append(row.raw(column))
      case .outcome: values.append(outcome.fate == .done ? "done" : "refused")
      case .mark: values.append(.boolean(isRehearsal))
      case .rules:
        values.append(outcome.codes.isEmpty ? "" : .text(outcome.codes.joined(separator: " ")))
      case .reasons, .result:
        values.append(indices[index] < 0 ? .null : record.raw(indices[index]))
      }
    }
    return Record(output, values)
  }

  /// The row with the error that its call met.
  mutating func row(_ row: Record, _ error: LanguageError, _ reasons: Value) -> Record {
    prepare(row.columns)
    let values: [Value] = origins.map { origin in
      switch origin {
      case .row(let index): row.raw(index)
      case .outcome: "error"
      case .mark: .boolean(isRehearsal)
      case .rules: .text(error.code)
      case .reasons: reasons
      case .result: .null
      }
    }
    return Record(output, values)
  }
}
