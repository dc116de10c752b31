/// Looks whether the columns that steps speak of are there.
extension PipelineBuilder {
  /// Looks whether the columns that a step speaks of are there, before its first row.
  func checkArguments(of node: CallNode, _ columns: Columns?) throws(LanguageError) {
    guard columns != nil else { return }
    for argument in executor.program.arguments(of: node) { try check(argument.value, columns) }
  }

  func check(_ expression: Expression, _ columns: Columns?) throws(LanguageError) {
    guard let columns, !columns.isOpen else { return }
    switch expression {
    case .field(let node):
      guard columns.index(of: node.name) != nil || node.isOptional else {
        throw executor.unknownColumn(node, columns)
      }
    case .and(let left, let right, _), .or(let left, let right, _),
      .comparison(_, let left, let right, _), .arithmetic(_, let left, let right, _):
      try check(left, columns)
      try check(right, columns)
    case .element(let whole, let index, _):
      try check(whole, columns)
      try check(index, columns)
    case .not(let operand, _), .negative(let operand, _), .member(let operand, _, _),
      .matches(let operand, _, _):
      try check(operand, columns)
    case .list(let elements), .interpolated(let elements), .record(_, let elements):
      for element in elements { try check(element, columns) }
    case .columns(let nodes):
      for node in nodes { try check(node.value, columns) }
    case .literal, .variable, .row, .pipeline, .function, .block, .bareWord: return
    }
  }
}
