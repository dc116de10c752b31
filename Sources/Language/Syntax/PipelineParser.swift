import Basics

/// Pipelines: their heads and steps, and the columns that go from one to the next.
extension Parser {
  /// Reads a pipeline that begins with a value.
  mutating func parseValuePipeline() throws(LanguageError) -> PipelineNode {
    let start = scanner.position
    let value = try parseValue()
    return try parseStages(after: .value(value), columns: nil, start: start)
  }

  /// Reads what stands after `let name =`: a command, a pipeline, or an expression.
  mutating func parsePipelineValue() throws(LanguageError) -> Expression {
    let start = scanner.position
    if let head = try parseHeadCommand() {
      return .pipeline(try parseStages(after: head.head, columns: head.columns, start: start))
    }
    let value = try parseValue()
    skipGap()
    guard scanner.next == UInt8(ascii: "|") else { return value }
    return .pipeline(try parseStages(after: .value(value), columns: nil, start: start))
  }

  /// Reads a command with which a pipeline begins; nil, and nothing is taken, when what stands here
  /// is an expression.
  mutating func parseHeadCommand() throws(LanguageError) -> (
    head: PipelineNode.Head, columns: Columns?
  )? {
    guard Bytes.isWord(scanner.next), !Bytes.isDigit(scanner.next) else { return nil }
    let before = scanner
    let name: Name
    do throws(LanguageError) {
      name = try parseName()
    } catch {
      scanner = before
      // A word before other words is meant for a command, not for text.
      if looksLikeCall { throw error }
      return nil
    }
    switch name {
    case .command(let command, let range) where command.hasValue && !isAtComparison:
      return (.call(try parseCall(command, range)), command.rowColumns)
    case .function(let function, let range) where !isAtComparison:
      return (.value(try parseFunctionCall(function, range)), nil)
    default:
      scanner = before
      return nil
    }
  }

  /// Whether a word with further words behind it stands here, and no operator between them.
  private var looksLikeCall: Bool {
    var probe = scanner
    let word = probe.word()
    guard probe.text(word) != "not", Bytes.isBlank(probe.next), !isOperator(probe) else {
      return false
    }
    probe.skipBlanks()
    if probe.next == UInt8(ascii: "-") { return Bytes.isWord(probe.peek(1)) }
    return Bytes.isWord(probe.next) || probe.next == UInt8(ascii: "$")
      || probe.next == UInt8(ascii: "\"")
  }

  /// Whether an operator stands next, so that the word before it is a field and no command.
  private var isAtComparison: Bool { isOperator(scanner) }

  private func isOperator(_ scanner: Scanner) -> Bool {
    var probe = scanner
    probe.skipBlanks()
    switch probe.next {
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "/"):
      return true
    default:
      let word = probe.word()
      return ["in", "contains", "starts-with", "and", "or"].contains(probe.text(word))
    }
  }

  func checkHead(_ command: Command, _ range: Range<Int>) throws(LanguageError) {
    guard command.canBegin else { throw error(.commandFirst, [command.name], at: range) }
  }

  /// Reads the steps after the head of a pipeline.
  mutating func parseStages(
    after head: PipelineNode.Head, columns: Columns?, start: Int
  ) throws(LanguageError) -> PipelineNode {
    var stages: [Int32] = []
    var columns = columns
    if case .call(let call) = head { columns = columnsAfter(call, nil, isHead: true) }
    var last: Command?
    skipGap()
    while scanner.next == UInt8(ascii: "|") {
      let bar = scanner.position
      if let last, last.role == .sink {
        throw error(.commandLast, [last.name], at: bar..<bar + 1)
      }
      scanner.position += 1
      if scanner.next == UInt8(ascii: "|") {
        throw error(.syntaxOperator, ["`||`"], at: bar..<bar + 2, nearest: "or")
      }
      scanner.skipSpace()
      guard stages.count < ParseState.mostSteps else {
        throw error(.syntaxSteps, ["\(ParseState.mostSteps)"], at: bar..<bar + 1)
      }
      let (call, command) = try parseStage(columns)
      stages.append(call)
      columns = columnsAfter(call, columns, isHead: false)
      last = command
      skipGap()
    }
    return PipelineNode(head: head, stages: stages, span: span(start, scanner.position))
  }

  private mutating func parseStage(
    _ columns: Columns?
  ) throws(LanguageError) -> (Int32, Command) {
    let start = scanner.position
    guard Bytes.isWord(scanner.next) else { throw unexpected("a command") }
    guard case .command(let command, let range) = try parseName() else {
      throw error(
        .commandPlace, [scanner.text(start..<scanner.position)], at: start..<scanner.position)
    }
    guard command.role != .source, !command.standsAlone else {
      throw error(.commandPlace, [command.name], at: range)
    }
    let outer = (state.hasRow, state.rowColumns)
    (state.hasRow, state.rowColumns) = (true, columns)
    defer { (state.hasRow, state.rowColumns) = outer }
    return (try parseCall(command, range), command)
  }

  /// The columns of the rows after a step, where they can be known before anything runs.
  private func columnsAfter(_ call: Int32, _ columns: Columns?, isHead: Bool) -> Columns? {
    let node = state.program.calls[Int(call)]
    let command = state.table.commands[Int(node.command)]
    switch command.action {
    case .step(let step):
      return step.columns(
        StepCall(
          node: node, command: command, program: state.program, table: state.table), columns)
    case .control: return nil
    default:
      if isHead { return command.rowColumns }
      guard command.changes, let columns else { return nil }
      return ResultColumns.after(
        columns, command,
        isRehearsal: state.isDryRun || state.program.isDryRun(node, command))
    }
  }
}
