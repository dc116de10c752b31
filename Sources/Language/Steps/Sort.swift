import Basics

extension PipelineStep {
  /// `sort`: the rows in order of columns.
  static var sort: PipelineStep {
    PipelineStep(
      "sort", Words("sorts the rows by columns", "按列排序"),
      help: Words(
        "A column is sorted as numbers, or as dates, if all its values are numbers or dates; otherwise "
          + "as text, with a remark if some of them are numbers or dates. Equal rows keep their order; "
          + "empty values come first.",
        "某列的值全是数字（或全是日期）时按数字（日期）排序，否则按文本，且若其中有数字或日期会说明。"
          + "相等的行保持原有次序；空值在前。"),
      parameters: [
        .columnNames,
        .switch("descending", Words("largest first", "从大到小")),
      ],
      examples: [
        .init(
          "[{stars: 5}, {stars: 7}] | sort stars --descending",
          Words("the highest star first", "星级高的在前"))
      ],
      columns: { _, columns in columns },
      usage: { .arguments(of: $0.node, goOn: true) },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        let isDescending = try opening.bound().flag("descending")
        return .rows(
          SortStage(opening.upstream, opening.call.columns, isDescending: isDescending))
      })
  }
}

/// The rows in order of columns; those that are equal stay in their order, no value comes first.
///
/// A column is taken as numbers, or as dates, when each of its values is one; otherwise as text, which
/// is said where some of them are.
private final class SortStage: GatheringStage {
  private let nodes: [ColumnNode]
  private let isDescending: Bool

  init(_ upstream: Stage, _ nodes: [ColumnNode], isDescending: Bool) {
    self.nodes = nodes
    self.isDescending = isDescending
    super.init(upstream)
  }

  override var isListed: Bool {
    upstream.isListed && !upstream.isChanging && nodes.allSatisfy(\.value.isFixed)
  }

  override func gather() throws(LanguageError) -> [Record] {
    var rows: [Record] = []
    var keys = nodes.map { _ in [Value]() }
    let row = RecordRow(Record(.none, []))
    var budget = RowBudget()
    while let chunk = try upstream.pull() {
      try budget.take(chunk)
      try executor.state.with(row) { () throws(LanguageError) in
        for record in chunk {
          row.current = record
          for (index, node) in nodes.enumerated() {
            keys[index].append(try executor.evaluate(node.value))
          }
        }
      }
      rows += chunk
    }
    var columns: [SortColumn] = []
    for (node, values) in zip(nodes, keys) {
      let column = SortColumn(values, isText: node.isText)
      if let mixed = column.mixed { tell(mixed, of: node) }
      columns.append(column)
    }
    var failure: LanguageError?
    let order = rows.indices.sorted { left, right in
      if isBroken(&failure) { return left < right }
      for (column, node) in zip(columns, nodes) {
        do throws(LanguageError) {
          let order = try column.order(left, right)
          if order != 0 { return isDescending ? order > 0 : order < 0 }
        } catch {
          failure = failure ?? error.located(at: executor.program.location(node.span))
        }
      }
      return left < right
    }
    if let failure { throw failure }
    return order.map { rows[$0] }
  }

  private var compared = 0

  /// Whether a sort need not go on: asked by each comparison, which cannot throw, so that a long one
  /// can be broken off.
  private func isBroken(_ failure: inout LanguageError?) -> Bool {
    compared += 1
    if compared.isMultiple(of: 4096), failure == nil {
      do throws(LanguageError) { try executor.poll() } catch { failure = error }
    }
    return failure != nil
  }

  /// Says that a column is taken as text, and why.
  private func tell(_ mixed: (one: Value, other: Value), of node: ColumnNode) {
    func shown(_ value: Value) -> String {
      Literals.quoted(ValueText.text(value)).escapedForTerminal
    }
    let (one, other) = (shown(mixed.one), shown(mixed.other))
    executor.held.remark(
      executor.context.options.language == .chinese
        ? "\(node.name) 按文本排序：既有 \(one)，也有 \(other)\n"
        : "\(node.name) is sorted as text: it holds \(one) and \(other)\n")
  }
}

/// The values of a column as they are sorted.
private struct SortColumn {
  private enum Key {
    case none
    case comparand(Comparand)
    case text(String)
    case value(Value)
  }

  private var keys: [Key] = []
  /// Two values that are not alike, for which the column is taken as text; nil where there are none,
  /// or none of them is a number or a date.
  private(set) var mixed: (one: Value, other: Value)?

  /// - Parameter isText: whether the values are text, whatever they look like.
  init(_ values: [Value], isText: Bool) {
    var comparands: [Comparand?] = []
    comparands.reserveCapacity(values.count)
    var first: [Kind: Int] = [:]
    for (index, value) in values.enumerated() {
      let comparand = Self.comparand(value)
      comparands.append(comparand)
      let kind = Kind(comparand, value)
      if kind != .none, first[kind] == nil { first[kind] = index }
    }
    if first[.other] != nil {
      keys = values.map { $0.isNull ? .none : .value($0) }
    } else if first.count == 1, let kind = first.keys.first, kind != .text, !isText {
      keys = comparands.map { $0.map(Key.comparand) ?? .none }
    } else {
      keys = values.map { Self.isAbsent($0) ? .none : .text(ValueText.text($0)) }
      guard first.count > 1, !isText else { return }
      let indices = first.values.sorted()
      mixed = (values[indices[0]], values[indices[1]])
    }
  }

  /// What the values of a column have in common.
  private enum Kind: Hashable {
    case none, number, date, month, text, other

    init(_ comparand: Comparand?, _ value: Value) {
      switch (comparand, value) {
      case (nil, _): self = .none
      case (.number, _): self = .number
      case (.day, _), (.instant, _): self = .date
      case (.month, _): self = .month
      case (_, .text): self = .text
      default: self = .other
      }
    }
  }

  private static func isAbsent(_ value: Value) -> Bool {
    switch value {
    case .null, .text(""): true
    case .deferred(let deferred): isAbsent(deferred.value())
    default: false
    }
  }

  private static func comparand(_ value: Value) -> Comparand? {
    isAbsent(value) ? nil : Comparand(value)
  }

  func order(_ left: Int, _ right: Int) throws(LanguageError) -> Int {
    switch (keys[left], keys[right]) {
    case (.none, .none): return 0
    case (.none, _): return -1
    case (_, .none): return 1
    case (.comparand(let left), .comparand(let right)): return left.order(right) ?? 0
    case (.text(let left), .text(let right)): return left < right ? -1 : left > right ? 1 : 0
    case (.value(let left), .value(let right)): return try Comparison.order(left, right) ?? 0
    default: return 0
    }
  }
}
