/// Which fields of the row expressions and steps look at.
extension Expression {
  /// The conditions that must all hold, in their order.
  var conjuncts: [Expression] {
    if case .and(let left, let right, _) = self { return left.conjuncts + right.conjuncts }
    return [self]
  }

  /// The one field that decides the value; nil where several do, none does, or the
  /// whole row.
  var onlyField: String? {
    var names: Set<String> = []
    guard gatherFields(&names), names.count == 1 else { return nil }
    return names.first
  }

  /// Adds the fields that are looked at.
  ///
  /// - Returns: False where that cannot be told: the whole row is asked for.
  func gatherFields(_ names: inout Set<String>) -> Bool {
    switch self {
    case .literal, .variable, .bareWord: return true
    case .field(let node):
      names.insert(node.name)
      return true
    case .member(let operand, _, _), .not(let operand, _), .negative(let operand, _),
      .matches(let operand, _, _):
      return operand.gatherFields(&names)
    case .element(let left, let right, _), .and(let left, let right, _),
      .or(let left, let right, _), .comparison(_, let left, let right, _),
      .arithmetic(_, let left, let right, _):
      return left.gatherFields(&names) && right.gatherFields(&names)
    case .list(let elements), .record(_, let elements), .interpolated(let elements):
      return elements.allSatisfy { $0.gatherFields(&names) }
    case .columns(let nodes): return nodes.allSatisfy { $0.value.gatherFields(&names) }
    case .row, .pipeline, .function, .block: return false
    }
  }
}

extension PipelineBuilder {
  /// The fields of a source's rows that the steps behind it look at; nil where that cannot be told,
  /// or the rows go on whole.
  func fields(of calls: ArraySlice<Int32>, after conditions: [Expression]) -> Set<String>? {
    var names: Set<String> = []
    guard conditions.allSatisfy({ $0.gatherFields(&names) }) else { return nil }
    for call in calls {
      let call = executor.context.stepCall(call)
      guard case .step(let step) = call.command.action,
        case .arguments(let node, let goOn) = step.usage(call),
        executor.program.arguments(of: node).allSatisfy({ $0.value.gatherFields(&names) })
      else { return nil }
      if !goOn { return names }
    }
    return nil
  }
}

extension Program {
  /// The reading command of which the block of a call of `each` consists: its results go on in the
  /// place of the rows.
  func givenCall(of each: CallNode, _ table: CommandTable) -> CallNode? {
    guard case .block(let block) = arguments[Int(each.firstArgument)].value,
      block.statements.count == 1, case .command(let call) = block.statements[0].kind
    else {
      return nil
    }
    let node = calls[Int(call)]
    let command = table.commands[Int(node.command)]
    switch command.action {
    case .plain, .reading, .session: return node
    default: return nil
    }
  }
}
