/// What is the same in every run of a script, whatever is in the store.
extension Expression {
  /// Whether nothing but the script and the row decides the value.
  var isFixed: Bool { runsNothing && !hasVariable }

  /// Whether no function and no command runs for the value.
  var runsNothing: Bool {
    switch self {
    case .literal, .variable, .row, .field, .bareWord: true
    case .pipeline, .function, .block: false
    default: parts.allSatisfy(\.runsNothing)
    }
  }

  private var hasVariable: Bool {
    if case .variable = self { return true }
    return parts.contains(where: \.hasVariable)
  }

  /// The expressions of which it is put together.
  private var parts: [Expression] {
    switch self {
    case .literal, .variable, .row, .field, .bareWord, .pipeline, .function, .block: []
    case .member(let operand, _, _), .not(let operand, _), .negative(let operand, _),
      .matches(let operand, _, _):
      [operand]
    case .element(let left, let right, _), .and(let left, let right, _),
      .or(let left, let right, _), .comparison(_, let left, let right, _),
      .arithmetic(_, let left, let right, _):
      [left, right]
    case .list(let elements), .record(_, let elements), .interpolated(let elements): elements
    case .columns(let nodes): nodes.map(\.value)
    }
  }
}

extension PipelineNode {
  /// Whether it begins with a list that is written out.
  var isFixedList: Bool {
    if case .value(let expression) = head { return expression.isFixed }
    return false
  }
}
