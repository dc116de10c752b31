/// What is the same in every run of a script, whatever is in the store.
extension Expression {
  /// Whether the value hangs on nothing but the script and the row at hand.
  var isFixed: Bool {
    switch self {
    case .literal, .row, .field, .bareWord: true
    case .member(let operand, _, _), .not(let operand, _), .negative(let operand, _),
      .matches(let operand, _, _):
      operand.isFixed
    case .element(let left, let right, _), .and(let left, let right, _),
      .or(let left, let right, _), .comparison(_, let left, let right, _),
      .arithmetic(_, let left, let right, _):
      left.isFixed && right.isFixed
    case .list(let elements), .record(_, let elements), .interpolated(let elements):
      elements.allSatisfy(\.isFixed)
    case .columns(let nodes): nodes.allSatisfy(\.value.isFixed)
    case .variable, .pipeline, .function, .block: false
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
