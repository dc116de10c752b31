import Basics

/// Whether a statement may change as many customers as it is about to.
struct Consent {
  /// How many customers a statement may change without being asked.
  static let free = 20

  /// Whether the statement at hand has it.
  var isGiven = false
  /// Whom the statement has changed so far, until there are more than may be.
  var subjects: Set<String> = []
}

extension Interpreter {
  /// Begins a new statement, which must ask again.
  func beginConsent() { consent = Consent() }

  /// Asks before the first change of a statement that may change many customers.
  ///
  /// - Parameter count: how many, or nil when it is only known that there are more than may be.
  /// - Throws: `consent.missing` where nobody can be asked, `consent.denied` after a no.
  func requestConsent(_ count: Int?, at span: Span) throws(LanguageError) {
    guard !options.isConsented, !options.isDryRun, !consent.isGiven else { return }
    if let count, count <= Consent.free { return }
    let isChinese = options.language == .chinese
    let most = isChinese ? "超过\(Consent.free)" : "more than \(Consent.free)"
    let shown = count.map(String.init) ?? most
    let question =
      isChinese
      ? "此操作可能改动\(shown)个客户,继续吗?" : "This may change \(shown) customers. Go on?"
    guard let answer = output.confirm(question) else {
      throw LanguageError(.consentMissing, shown, at: program.place(span), fault: .usage)
    }
    guard answer else {
      throw LanguageError(.consentDenied, at: program.place(span), fault: .usage)
    }
    consent.isGiven = true
  }

  /// Counts whom a command changes: the last guard, for loops whose number of customers could not
  /// be known.
  func countSubject(_ call: Call, at span: Span) throws(LanguageError) {
    guard !options.isConsented, !options.isDryRun, !call.isDryRun, !consent.isGiven else { return }
    guard let place = call.command.subjectPlace else { return }
    consent.subjects.insert(ValueText.text(call.values[place]))
    if consent.subjects.count > Consent.free { try requestConsent(nil, at: span) }
  }

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
