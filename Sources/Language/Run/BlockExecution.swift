import Basics

/// Loops, and blocks whose outcome is caught or expected.
extension StatementExecutor {
  // MARK: Loops

  func executeLoop(
    _ variable: Variable, _ rows: Expression, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) -> Flow {
    let stage: Stage
    if case .pipeline(let node) = rows {
      switch try PipelineBuilder(self).open(node) {
      case .rows(let rows): stage = rows
      case .value(let value): stage = SourceStage(ListSource.rows(of: value), self)
      }
    } else {
      return try executeLoop(variable, over: try evaluate(rows), block, span)
    }
    if context.mayChange(block) { try stage.confirmChanges(at: span) }
    return try state.withScope(.loop) { () throws(LanguageError) in
      while let chunk = try stage.pull() {
        for row in chunk {
          try context.poll()
          state[variable] = .record(row)
          switch try execute(block) {
          case .next, .continueLoop: continue
          case .breakLoop: return .next
          case let flow: return flow
          }
        }
      }
      return .next
    }
  }

  private func executeLoop(
    _ variable: Variable, over whole: Value, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) -> Flow {
    let values: [Value]
    switch whole.resolved {
    case .list(let list): values = list
    case .table(let table): values = table.rows.map(Value.record)
    case .null: values = []
    case let single: values = [single]
    }
    if context.mayChange(block) { try confirmation.request(values.count, at: span) }
    return try state.withScope(.loop) { () throws(LanguageError) in
      for value in values {
        try context.poll()
        state[variable] = value.resolved
        switch try execute(block) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case let flow: return flow
        }
      }
      return .next
    }
  }

  func executeLoop(
    while condition: Expression, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) -> Flow {
    try state.withScope(.loop) { () throws(LanguageError) in
      while try truth(condition, span) {
        try context.poll()
        switch try execute(block) {
        case .next, .continueLoop: continue
        case .breakLoop: return .next
        case let flow: return flow
        }
      }
      return .next
    }
  }

  // MARK: try, transaction, expect

  func executeAttempt(
    _ block: BlockNode, _ variable: Variable?, _ handler: BlockNode?
  ) throws(LanguageError) -> Flow {
    do throws(LanguageError) {
      return try state.withScope(.shield) { () throws(LanguageError) in try execute(block) }
    } catch {
      guard error.fault == .request else { throw error }
      guard let handler else { return .next }
      if let variable { state[variable] = error.value(in: context.options.language) }
      return try execute(handler)
    }
  }

  func executeExpectation(
    _ condition: Expression, _ span: Span
  ) throws(LanguageError) {
    guard try !truth(condition, span) else { return }
    var found = "false"
    if case .comparison(_, let left, _, _) = condition {
      found = Literals.quoted(ValueText.text(try evaluate(left)))
    }
    let location = program.location(span)
    let text = location.marked.drop { $0 != " " }.drop { $0 == " " }
    throw LanguageError(.expectCondition, Literals.quoted(String(text)), found, at: location)
  }

  func executeExpectation(
    _ fate: ExpectedFate, _ code: String?, _ block: BlockNode, _ span: Span
  ) throws(LanguageError) {
    let expected = ([fate.rawValue] + [code].compactMap { $0 }).joined(separator: " ")
    let came = try outcome(of: block)
    guard came.fate == fate, code.map({ came.codes.contains(code: $0) }) ?? true else {
      var found = ([came.fate.rawValue] + came.codes).joined(separator: " ")
      if !came.message.isEmpty { found += ": " + came.message }
      throw LanguageError(.expectFailed, expected, found, at: program.location(span))
    }
  }

  /// What a block of `expect` comes to: the first refusal or error that it meets.
  private func outcome(of block: BlockNode) throws(LanguageError) -> RunState.Expectation {
    try state.withExpectation { () throws(LanguageError) in
      do throws(LanguageError) {
        _ = try execute(block)
        return state.expectations.first ?? .init(fate: .done, codes: [], message: "")
      } catch {
        guard error.fault == .request else { throw error }
        let message = error.message(in: context.options.language)
        return error.isRefusal
          ? .init(fate: .refused, codes: error.reasons, message: message)
          : .init(fate: .error, codes: [error.code], message: message)
      }
    }
  }
}

extension [String] {
  /// Whether one of the codes is this one or lies under it: BEN-10 holds for BEN-10.star.
  fileprivate func contains(code: String) -> Bool {
    contains { $0 == code || $0.hasPrefix(code + ".") }
  }
}
