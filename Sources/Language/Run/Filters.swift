import Basics

/// The rows for which a condition holds.
final class WhereStage: FollowingStage {
  private let condition: Expression
  private let row = RecordRow(Record(.none, []))
  private let keepsFaults: Bool

  /// - Parameter keepsFaults: whether rows for which the condition cannot be looked at are passed on,
  ///   for a step that tells what became of each row.
  init(_ upstream: Stage, _ condition: Expression, keepsFaults: Bool) {
    self.condition = condition
    self.keepsFaults = keepsFaults
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed && !upstream.isChanging && condition.isFixed }

  override func produce() throws(LanguageError) -> [Record]? {
    while let rows = try upstream.pull() {
      let kept = try interpreter.with(row) { () throws(LanguageError) in
        var kept: [Record] = []
        for record in rows {
          guard record.columns.fault == nil else {
            kept.append(record)
            continue
          }
          row.current = record
          do throws(LanguageError) {
            if try interpreter.truth(condition, nil) { kept.append(record) }
          } catch {
            guard keepsFaults, error.isOfRow else { throw error }
            kept.append(record.failed(error))
          }
        }
        return kept
      }
      if !kept.isEmpty { return kept }
    }
    return nil
  }
}

extension LanguageError {
  /// Whether it is the fault of the one row at which it was met.
  var isOfRow: Bool { fault == .request && code != Problem.columnUnknown.rawValue }
}

/// Rows of other columns.
final class SelectStage: FollowingStage {
  private let nodes: [ColumnNode]
  private let made: Columns
  private let row = RecordRow(Record(.none, []))

  init(_ upstream: Stage, _ nodes: [ColumnNode]) {
    self.nodes = nodes
    made = Columns(nodes.map(\.name))
    super.init(upstream)
  }

  override var columns: Columns? { made }
  override var count: Int? { upstream.count }
  override var isListed: Bool { upstream.isListed && nodes.allSatisfy(\.value.isFixed) }

  override func produce() throws(LanguageError) -> [Record]? {
    guard let rows = try upstream.pull() else { return nil }
    return try interpreter.with(row) { () throws(LanguageError) in
      var selected: [Record] = []
      selected.reserveCapacity(rows.count)
      for record in rows {
        if let fault = record.columns.fault {
          selected.append(
            Record(Columns(made, fault: fault), made.names.map { record[$0] ?? .null }))
          continue
        }
        row.current = record
        selected.append(Record(made, try interpreter.values(of: nodes)))
      }
      return selected
    }
  }
}

extension Interpreter {
  /// The values of columns for the row at hand.
  func values(of nodes: [ColumnNode]) throws(LanguageError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(nodes.count)
    for node in nodes { values.append(try evaluate(node.value)) }
    return values
  }
}

/// The first rows, or all but the first.
final class CutStage: FollowingStage {
  private var left: Int
  private let skips: Bool

  init(_ upstream: Stage, _ count: Int, skips: Bool) {
    left = count
    self.skips = skips
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed }

  override func produce() throws(LanguageError) -> [Record]? {
    guard skips else {
      guard left > 0, let rows = try upstream.pull() else {
        try drain()
        return nil
      }
      let taken = min(left, rows.count)
      left -= taken
      if left == 0 { try drain() }
      return taken == rows.count ? rows : Array(rows[..<taken])
    }
    while let rows = try upstream.pull() {
      let skipped = min(left, rows.count)
      left -= skipped
      if skipped < rows.count { return skipped == 0 ? rows : Array(rows[skipped...]) }
    }
    return nil
  }
}

/// A step that needs all rows before it can give the first.
class GatheringStage: FollowingStage {
  private var gathered: [Record]?
  private var place = 0

  /// Makes the rows to be given of all the rows that come.
  func gather() throws(LanguageError) -> [Record] { [] }

  final override func produce() throws(LanguageError) -> [Record]? {
    if gathered == nil { gathered = try gather() }
    guard let rows = gathered, place < rows.count else { return nil }
    let end = min(place + Self.chunk, rows.count)
    defer { place = end }
    return Array(rows[place..<end])
  }
}

/// The last rows, held in a ring.
final class LastStage: GatheringStage {
  private let most: Int

  init(_ upstream: Stage, _ count: Int) {
    most = count
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed }

  override func gather() throws(LanguageError) -> [Record] {
    var ring: [Record] = []
    var next = 0
    while let rows = try upstream.pull() {
      guard most > 0 else { continue }
      for row in rows {
        if ring.count < most {
          ring.append(row)
        } else {
          ring[next] = row
          next = (next + 1) % most
        }
      }
    }
    return Array(ring[next...] + ring[..<next])
  }
}

/// The first row of each combination of values.
final class DistinctStage: FollowingStage {
  private let nodes: [ColumnNode]
  private var seen: Set<[UInt8]> = []
  private let row = RecordRow(Record(.none, []))
  private var budget = RowBudget()

  init(_ upstream: Stage, _ nodes: [ColumnNode]) {
    self.nodes = nodes
    super.init(upstream)
  }

  override var isListed: Bool {
    upstream.isListed && !upstream.isChanging && nodes.allSatisfy(\.value.isFixed)
  }

  override func produce() throws(LanguageError) -> [Record]? {
    while let rows = try upstream.pull() {
      let kept = try interpreter.with(row) { () throws(LanguageError) in
        var kept: [Record] = []
        for record in rows {
          row.current = record
          if seen.insert(try interpreter.key(of: nodes, record)).inserted { kept.append(record) }
        }
        return kept
      }
      try budget.take(kept)
      if !kept.isEmpty { return kept }
    }
    return nil
  }
}

extension Interpreter {
  /// What tells combinations of values apart; without columns the whole row.
  func key(of nodes: [ColumnNode], _ record: Record) throws(LanguageError) -> [UInt8] {
    var writer = ByteWriter()
    if nodes.isEmpty {
      let keys = record.columns.jsonKeys
      for place in 0..<record.columns.shownCount {
        keys.write(place, to: &writer)
        Self.writeKey(record.raw(place), to: &writer)
      }
    } else {
      for node in nodes { Self.writeKey(try evaluate(node.value), to: &writer) }
    }
    return writer.bytes
  }

  /// Writes what is the same for values that are equal.
  private static func writeKey(_ value: Value, to writer: inout ByteWriter) {
    if !Look(value).writeKey(to: &writer) { ValueText.writeJSON(value, to: &writer) }
    writer.append(UInt8(ascii: ","))
  }
}

/// A row for each combination of values, with how many rows it has, and these rows.
final class GroupStage: GatheringStage {
  private let nodes: [ColumnNode]
  private let made: Columns
  private let withRows: Bool

  init(_ upstream: Stage, _ nodes: [ColumnNode], withRows: Bool) {
    self.nodes = nodes
    self.withRows = withRows
    made = Columns(nodes.map(\.name) + ["count"] + (withRows ? ["rows"] : []))
    super.init(upstream)
  }

  override var columns: Columns? { made }

  override func gather() throws(LanguageError) -> [Record] {
    var groups: [(keys: [Value], count: Int64, rows: [Record])] = []
    var places: [[UInt8]: Int] = [:]
    let row = RecordRow(Record(.none, []))
    var budget = RowBudget()
    while let chunk = try upstream.pull() {
      if withRows { try budget.take(chunk) }
      try interpreter.with(row) { () throws(LanguageError) in
        for record in chunk {
          row.current = record
          let key = try interpreter.key(of: nodes, record)
          let place = places[key] ?? groups.count
          if place == groups.count {
            places[key] = place
            groups.append((try interpreter.values(of: nodes), 0, []))
          }
          groups[place].count += 1
          if withRows { groups[place].rows.append(record) }
        }
      }
    }
    return groups.map { group in
      var values = group.keys + [.integer(group.count)]
      if withRows {
        values.append(.table(Table(Columns.union(nil, group.rows), group.rows)))
      }
      return Record(made, values)
    }
  }
}

/// Runs a block for each row, and passes the row on.
final class EachStage: FollowingStage {
  private let block: BlockNode
  private let span: Span
  private let changes: Bool
  private var hasBegun = false
  /// How the block ended the script, if it did.
  private(set) var flow: Flow = .next

  init(_ upstream: Stage, _ block: BlockNode, _ span: Span) {
    self.block = block
    self.span = span
    changes = upstream.interpreter.mayChange(block)
    super.init(upstream)
  }

  override var isChanging: Bool { changes || upstream.isChanging }

  override func produce() throws(LanguageError) -> [Record]? {
    if !hasBegun, changes { try upstream.requestConsent(at: span) }
    hasBegun = true
    guard case .next = flow, let rows = try upstream.pull() else { return nil }
    let row = RecordRow(Record(.none, []))
    interpreter.loopDepth += 1
    defer { interpreter.loopDepth -= 1 }
    for (index, record) in rows.enumerated() {
      try interpreter.poll()
      row.current = record
      let ended = try interpreter.with(row) { () throws(LanguageError) in
        try interpreter.execute(block)
      }
      guard case .exit = ended else { continue }
      flow = ended
      interpreter.endedByRow = ended
      return Array(rows[...index])
    }
    return rows
  }
}

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
  private var begun: Answers?
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
      interpreter.tell(all, by: command, isOfRows: true)
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

  private func bound() throws(LanguageError) -> Answers? {
    guard let rows = try upstream.pull() else { return nil }
    return try Answers(node, command, for: rows, interpreter)
  }

  private func results(of answers: Answers) throws(LanguageError) -> [Record] {
    var results: [Record] = []
    results.reserveCapacity(answers.rows.count)
    /// The rows in error: they have the columns of the results, which one that is found tells.
    var failures: [(place: Int, row: Int, error: LanguageError)] = []
    try answers.finish { (place, answer) throws(LanguageError) in
      switch answer {
      case .success(let outcome):
        if endsAtError {
          Self.add(outcome.value, to: &results)
        } else {
          layout.add(outcome.value, of: answers.rows[place], to: &results)
        }
        if let more = outcome.leftOut, answers.areAtOnce {
          leftOut += more.count
          isMoreLeftOut = isMoreLeftOut || more.isMore
        }
      case .failure(let error):
        guard !endsAtError, error.fault == .request else { throw error }
        interpreter.countRow(.error)
        failures.append((results.count, place, error))
        results.append(answers.rows[place])
      }
    }
    for failure in failures {
      results[failure.place] = layout.row(
        answers.rows[failure.row], failure.error,
        ChangeStage.reasons(of: failure.error, interpreter.options.language))
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
