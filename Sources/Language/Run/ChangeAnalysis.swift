/// What of a script may change the store, found out before it runs.
extension RunContext {
  /// Whether a block may change the store.
  func mayChange(_ block: BlockNode) -> Bool {
    block.statements.contains(where: mayChange)
  }

  /// Whether a statement may change the store.
  func mayChange(_ statement: StatementNode) -> Bool {
    switch statement.kind {
    case .command(let call): changes(call)
    case .pipeline(let node): mayChange(node)
    case .variable(_, let value): mayChange(value)
    case .condition(let branches, let otherwise):
      branches.contains { mayChange($0.block) } || otherwise.map(mayChange) ?? false
    case .forEach(_, let rows, let block): mayChange(rows) || mayChange(block)
    case .whileTrue(_, let block), .transaction(let block), .expectFate(_, _, let block),
      .included(let block):
      mayChange(block)
    case .attempt(let block, _, let handler):
      mayChange(block) || handler.map(mayChange) ?? false
    case .giveBack(let value): value.map(mayChange) ?? false
    case .expectCondition(let value): mayChange(value)
    case .breakLoop, .continueLoop: false
    }
  }

  private func changes(_ call: Int32) -> Bool {
    table.commands[Int(program.calls[Int(call)].command)].changes
  }

  private func mayChange(_ node: PipelineNode) -> Bool {
    if node.stages.contains(where: changes) { return true }
    switch node.head {
    case .call(let call): return changes(call)
    case .value(let value): return mayChange(value)
    }
  }

  private func mayChange(_ expression: Expression) -> Bool {
    switch expression {
    case .pipeline(let node): mayChange(node)
    case .function(let function, _, _): mayChange(function)
    case .member(let whole, _, _), .element(let whole, _, _): mayChange(whole)
    default: false
    }
  }

  /// A function that calls itself is looked at once.
  private func mayChange(_ function: FunctionNode) -> Bool {
    if let known = function.mayChange { return known }
    function.mayChange = false
    let result = mayChange(function.block)
    function.mayChange = result
    return result
  }
}
