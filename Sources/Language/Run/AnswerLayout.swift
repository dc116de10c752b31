/// Puts what a reading command answers beside the row that it was asked for.
///
/// The columns of the row come first, then those of the answer, then `outcome`, `rules` and
/// `reasons`, which a row in error fills. A column that both have shows the answer's value.
struct AnswerLayout {
  /// Where the value of a column comes from.
  private enum Origin {
    case row(Int)
    case answer(Int)
    case outcome
    case nothing
  }

  /// The columns of answers, until one has come.
  private let declared: Columns
  private var input: Columns?
  private var answer: Columns?
  private var output = Columns.none
  private var origins: [Origin] = []

  private static let fate = ["outcome", "rules", "reasons"]
  private static let single = Columns(["value"])

  init(_ command: Command) {
    declared = Columns(command.columns, words: command.words)
  }

  private mutating func prepare(_ input: Columns, _ answer: Columns) {
    guard self.input !== input || self.answer !== answer else { return }
    self.input = input
    self.answer = answer
    let shown = Array(input.names.prefix(input.shownCount))
    let added = answer.names.prefix(answer.shownCount).filter { input.shownIndex(of: $0) == nil }
    let known = shown + added
    let names = known + Self.fate.filter { !known.contains($0) }
    let hidden = (shown.count..<input.count).filter { !names.contains(input.names[$0]) }
    output = Columns(
      names + hidden.map { input.names[$0] }, isOpen: input.isOpen || answer.isOpen,
      hiddenCount: hidden.count, kinds: input.kinds.merging(answer.kinds) { _, own in own },
      words: answer.words ?? input.words)
    origins = names.enumerated().map { index, name in
      if let index = answer.shownIndex(of: name) { return .answer(index) }
      if index < shown.count { return .row(index) }
      return name == "outcome" ? .outcome : .nothing
    }
    origins += hidden.map { .row($0) }
  }

  /// Adds the rows that an answer is.
  mutating func add(_ value: Value, of row: Record, to rows: inout [Record]) {
    switch value.resolved {
    case .record(let record): rows.append(joined(row, record))
    case .table(let table): for record in table.rows { rows.append(joined(row, record)) }
    case .null: break
    case let other: rows.append(joined(row, Record(Self.single, [other])))
    }
  }

  private mutating func joined(_ row: Record, _ answer: Record) -> Record {
    prepare(row.columns, answer.columns)
    var values: [Value] = []
    values.reserveCapacity(origins.count)
    for origin in origins {
      switch origin {
      case .row(let index): values.append(row.raw(index))
      case .answer(let index): values.append(answer.raw(index))
      case .outcome: values.append("done")
      case .nothing: values.append(.null)
      }
    }
    return Record(output, values)
  }

  /// The row with the error that its call met.
  mutating func row(_ row: Record, _ error: LanguageError, _ reasons: Value) -> Record {
    prepare(row.columns, answer ?? declared)
    var values: [Value] = []
    values.reserveCapacity(origins.count)
    let inputCount = row.columns.shownCount
    for (index, name) in output.names.enumerated() {
      switch name {
      case "outcome": values.append("error")
      case "rules": values.append(.text(error.code))
      case "reasons": values.append(reasons)
      case _ where index < inputCount: values.append(row.raw(index))
      default:
        if case .row(let index) = origins[index] {
          values.append(row.raw(index))
        } else {
          values.append(.null)
        }
      }
    }
    return Record(output, values)
  }
}

extension Columns {
  /// The index of a column that is shown.
  fileprivate func shownIndex(of name: String) -> Int? {
    index(of: name).flatMap { $0 < shownCount ? $0 : nil }
  }
}
