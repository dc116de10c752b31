import Basics

/// Calls of commands, their arguments, and pipelines of them.
extension Parser {
  // MARK: Pipelines

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
    switch command.role {
    case .filter: throw error(.commandFirst, [command.name], at: range)
    case .sink:
      guard case .builtin(let builtin) = command.action, builtin != .print else { return }
      throw error(.commandFirst, [command.name], at: range)
    default: break
    }
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
    guard case .builtin(let builtin) = command.action else {
      if isHead { return command.rowColumns }
      guard command.changes, let columns else { return nil }
      return ResultColumns.after(
        columns, command,
        isRehearsal: state.isDryRun || state.program.isDryRun(node, command))
    }
    switch builtin {
    case .where, .sort, .first, .last, .skip, .distinct, .tee: return columns
    case .each:
      return state.program.givenCall(of: node, state.table) == nil ? columns : nil
    case .select, .group:
      for argument in state.program.arguments(of: node) {
        guard case .columns(let names) = argument.value else { continue }
        return Columns(
          names.map(\.name) + (builtin == .group ? ["count", "rows"] : []),
          kinds: kinds(of: names, columns))
      }
      return nil
    default: return nil
    }
  }

  // MARK: Calls

  /// A call whose arguments are being read.
  struct CallBuilder {
    let command: Command
    let name: Range<Int>
    /// One bit a parameter that is given.
    var given: UInt64 = 0
    /// Where its arguments begin on the stack.
    let base: Int
  }

  /// Reads the arguments of a command whose name has been taken.
  ///
  /// - Returns: the place of the call in the program.
  mutating func parseCall(_ command: Command, _ range: Range<Int>) throws(LanguageError) -> Int32 {
    let base = state.argumentStack.count
    var call = CallBuilder(command: command, name: range, base: base)
    if isConsoleCommand(command), !state.isConsole {
      note(error(.consoleOnly, [command.name], at: range))
    }
    do throws(LanguageError) {
      skipGap()
      while !isAtEndOfCall {
        try parseArgument(&call)
        skipGap()
      }
      try complete(&call)
    } catch {
      state.argumentStack.removeSubrange(base...)
      throw error
    }
    let program = state.program
    let first = program.arguments.count
    let count = state.argumentStack.count - base
    for index in base..<base + count { program.arguments.append(state.argumentStack[index]) }
    state.argumentStack.removeSubrange(base...)
    program.calls.append(
      CallNode(
        command: UInt16(command.index), argumentCount: UInt16(clamping: count),
        firstArgument: Int32(first), span: span(range.lowerBound, scanner.position)))
    return Int32(program.calls.count - 1)
  }

  private func isConsoleCommand(_ command: Command) -> Bool {
    guard case .builtin(let builtin) = command.action else { return false }
    switch builtin {
    case .begin, .commit, .rollback, .savepoint, .rollbackTo: return true
    default: return false
    }
  }

  /// Takes what is not given from the row, and looks whether anything is missing.
  private mutating func complete(_ call: inout CallBuilder) throws(LanguageError) {
    let command = call.command
    if state.hasRow {
      for place in command.rowPlaces where call.given >> UInt64(place) & 1 == 0 {
        guard let field = command.parameters[place].rowField else { continue }
        let isRequired = command.parameters[place].isOfRow
        let node = FieldNode(name: field, span: span(call.name), isOptional: !isRequired)
        if let columns = state.rowColumns, !columns.isOpen, columns.place(of: field) == nil {
          guard isRequired else { continue }
          throw unknownColumn(field, columns, at: call.name)
        }
        call.given |= 1 << UInt64(place)
        state.argumentStack.append(
          ArgumentNode(parameter: Int32(place), span: span(call.name), value: .field(node)))
      }
    }
    let missing = command.requiredMask & ~call.given
    guard missing != 0 else { return }
    let names = command.parameters.indices.filter { missing >> UInt64($0) & 1 == 1 }.map {
      command.parameters[$0].name
    }
    throw error(
      .parameterMissing, [command.name, names.joined(separator: ", ")], at: call.name,
      expected: [Usage.line(of: command)])
  }

  // MARK: Arguments

  private mutating func parseArgument(_ call: inout CallBuilder) throws(LanguageError) {
    let start = scanner.position
    if scanner.next == UInt8(ascii: "-"), scanner.peek(1) == UInt8(ascii: "-") {
      return try parseSwitch(&call)
    }
    if let place = nextPositional(call), isSpecial(call.command.parameters[place].kind) {
      return try parseSpecial(&call, place)
    }
    if let name = takeOptionName() ?? takeWideOptionName(call.command) {
      return try parseOption(&call, name)
    }
    guard let place = nextPositional(call) else {
      if call.command.parameters.contains(where: { $0.kind == .condition }) {
        throw unexpected("an operator or the end")
      }
      throw error(
        .parameterMany, [call.command.name], at: argumentRange(start),
        expected: [Usage.line(of: call.command)])
    }
    try bind(&call, place, start: start)
  }

  /// The whole argument that begins at a place, for an error that points at it.
  private func argumentRange(_ start: Int) -> Range<Int> {
    var probe = scanner
    probe.position = start
    if probe.word().isEmpty { probe.position += 1 }
    return start..<min(probe.position, scanner.bytes.count)
  }

  private func isSpecial(_ kind: ParameterKind) -> Bool {
    switch kind {
    case .condition, .columns, .block: true
    default: false
    }
  }

  /// The place of the parameter to which the next value in its place belongs.
  private func nextPositional(_ call: CallBuilder) -> Int? {
    for place in call.command.positionals {
      if call.given >> UInt64(place) & 1 == 0 || call.command.parameters[place].isRepeated {
        return place
      }
    }
    return nil
  }

  private mutating func parseSpecial(
    _ call: inout CallBuilder, _ place: Int
  ) throws(LanguageError) {
    let start = scanner.position
    let value: Expression
    switch call.command.parameters[place].kind {
    case .condition:
      value = try parseCondition()
    case .block: value = .block(try parseBlock())
    default:
      var columns = try parseColumns()
      if case .builtin(.select) = call.command.action {} else { try compare(&columns) }
      guard !columns.isEmpty else {
        throw error(
          .parameterMissing, [call.command.name, "columns"], at: start..<scanner.position)
      }
      value = .columns(columns)
    }
    push(&call, place, value, start..<scanner.position)
  }

  private mutating func parseSwitch(_ call: inout CallBuilder) throws(LanguageError) {
    let word = scanner.word()
    let name = scanner.text(word.lowerBound + 2..<word.upperBound)
    let command = call.command
    guard let place = command.place(of: name) else {
      note(unknownOption(command, name, at: word))
      return
    }
    guard command.parameters[place].style == .toggle else {
      note(error(.optionValue, [name], at: word, expected: ["\(name)=..."]))
      return
    }
    try checkOnce(call, place, at: word)
    push(&call, place, .literal(.boolean(true)), word)
  }

  private func unknownOption(
    _ command: Command, _ name: String, at range: Range<Int>
  ) -> LanguageError {
    let names = command.parameters.map(\.name)
    return error(
      .optionUnknown, [command.name, name], at: range,
      expected: command.parameters.map(Usage.option),
      nearest: NearestWord.nearest(of: name, among: names))
  }

  private func checkOnce(
    _ call: CallBuilder, _ place: Int, at range: Range<Int>
  ) throws(LanguageError) {
    guard call.given >> UInt64(place) & 1 == 1 else { return }
    throw error(.optionTwice, [call.command.parameters[place].name], at: range)
  }

  /// Takes `name=` when it stands here.
  mutating func takeOptionName() -> Range<Int>? {
    let start = scanner.position
    var end = start
    let bytes = scanner.bytes
    while end < bytes.count, Bytes.isName(bytes[end]) || bytes[end] == UInt8(ascii: "-") {
      end += 1
    }
    guard end > start, end < bytes.count, bytes[end] == UInt8(ascii: "=") else { return nil }
    guard !Bytes.isDigit(bytes[start]) else { return nil }
    guard end + 1 >= bytes.count || bytes[end + 1] != UInt8(ascii: "=") else { return nil }
    scanner.position = end + 1
    return start..<end
  }

  /// Takes the name of a parameter with a full-width `＝` behind it.
  private mutating func takeWideOptionName(_ command: Command) -> Range<Int>? {
    guard scanner.mayBeWide else { return nil }
    for parameter in command.parameters where parameter.style != .toggle {
      let end = scanner.position + parameter.name.utf8.count
      let range = scanner.position..<end
      guard end + FullWidth.length <= scanner.bytes.count, equals(parameter.name, range),
        FullWidth.mark(scanner.bytes, at: end) == UInt8(ascii: "=")
      else { continue }
      scanner.position = end + FullWidth.length
      return range
    }
    return nil
  }

  private mutating func parseOption(
    _ call: inout CallBuilder, _ name: Range<Int>
  ) throws(LanguageError) {
    let command = call.command
    let start = scanner.position
    guard let place = command.parameters.firstIndex(where: { equals($0.name, name) }) else {
      note(unknownOption(command, scanner.text(name), at: name))
      if !isAtEndOfCall, !Bytes.isBlank(scanner.next) { _ = try parseArgumentValue(.any) }
      return
    }
    try checkOnce(call, place, at: name)
    guard !isSpecial(command.parameters[place].kind) else {
      throw error(.optionUnknown, [command.name, scanner.text(name)], at: name)
    }
    guard !isAtEndOfCall, !Bytes.isBlank(scanner.next) else {
      throw error(.optionValue, [scanner.text(name)], at: name.lowerBound..<start)
    }
    try bind(&call, place, start: start)
  }

  private func equals(_ text: String, _ range: Range<Int>) -> Bool {
    text.utf8.count == range.count && text.utf8.elementsEqual(scanner.slice(range))
  }

  /// Reads a value and binds it to a parameter.
  private mutating func bind(
    _ call: inout CallBuilder, _ place: Int, start: Int
  ) throws(LanguageError) {
    let parameter = call.command.parameters[place]
    let known = state.errors.count
    var value = try parseArgumentValue(parameter.kind)
    let range = start..<scanner.position
    if case .literal(.null) = value, state.errors.count == known,
      let problem = parameter.isRequired ? .textEmpty : parameter.emptiness.problem
    {
      note(error(problem, ["`\(parameter.name)`"], at: range))
    }
    if case .literal(let literal) = value, let validate = parameter.validate {
      do throws(LanguageError) {
        value = .literal(try validate(literal))
      } catch {
        note(error.placed(at: state.program.place(span(range))).blamed(.usage))
      }
    }
    push(&call, place, value, range)
  }

  private func push(
    _ call: inout CallBuilder, _ place: Int, _ value: Expression, _ range: Range<Int>
  ) {
    call.given |= 1 << UInt64(place)
    state.argumentStack.append(
      ArgumentNode(parameter: Int32(place), span: span(range), value: value))
  }

  /// Reads the value of an argument; a literal is read by the kind of the parameter.
  private mutating func parseArgumentValue(
    _ kind: ParameterKind
  ) throws(LanguageError) -> Expression {
    let start = scanner.position
    let value: Expression
    var isQuoted = false
    switch scanner.next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      value = try parseText()
      isQuoted = true
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      value = try parsePostfix(mode: .value)
    default:
      if scanner.next >= 0xE2, let text = scanner.takeWideText() {
        value = .literal(.text(scanner.text(text)))
        isQuoted = true
        break
      }
      let word = scanner.word()
      guard !word.isEmpty else { throw unexpected("a value") }
      try requireGap(after: start)
      try refuseSeparator(in: word)
      return read(scanner.slice(word), as: kind, at: word)
    }
    try requireGap(after: start)
    guard case .literal(let literal) = value else { return value }
    if isQuoted, case .any = kind { return value }
    do throws(LanguageError) {
      let read = try Conversion.convert(literal, to: kind)
      return read.isNull && kind.isIdentifier ? Self.readLater(literal) : .literal(read)
    } catch {
      if error.code == Self.empty { return Self.readLater(literal) }
      note(error.placed(at: state.program.place(span(start, scanner.position))).blamed(.usage))
      return .literal(.null)
    }
  }

  /// Refuses a bare word with a full-width `；` or `｜`, which may well be meant to end it.
  private func refuseSeparator(in word: Range<Int>) throws(LanguageError) {
    guard scanner.mayBeWide else { return }
    for place in word {
      guard let mark = FullWidth.mark(scanner.bytes, at: place),
        mark == UInt8(ascii: ";") || mark == UInt8(ascii: "|")
      else { continue }
      let range = place..<place + FullWidth.length
      throw error(
        .syntaxWide,
        [Literals.quoted(scanner.text(range)), "`\(Character(Unicode.Scalar(mark)))`"], at: range)
    }
  }

  private func read(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind, at range: Range<Int>
  ) -> Expression {
    do throws(LanguageError) {
      return .literal(try Literals.read(word, as: kind))
    } catch {
      if error.code == Self.empty {
        return Self.readLater(.text(String(decoding: word, as: UTF8.self)))
      }
      note(error.placed(at: state.program.place(span(range))).blamed(.usage))
      return .literal(.null)
    }
  }

  /// The code of an identifier that is not there.
  private static let empty = emptyNumber("").code

  /// A value that is read when the command runs: that an identifier is empty is found out there, as
  /// it is with one that a file gives.
  private static func readLater(_ value: Value) -> Expression { .interpolated([.literal(value)]) }

  /// Nothing may stand close behind a value.
  private func requireGap(after start: Int) throws(LanguageError) {
    guard !isAtEndOfCall, !Bytes.isBlank(scanner.next) else { return }
    if scanner.next == UInt8(ascii: "$") {
      let place = scanner.position
      throw error(.textDollar, ["$"], at: place..<place + 1)
    }
    throw unexpected("a blank")
  }

  // MARK: Functions

  /// Reads the arguments of a function of the script.
  mutating func parseFunctionCall(
    _ function: FunctionNode, _ range: Range<Int>
  ) throws(LanguageError) -> Expression {
    var values: [Expression?] = Array(repeating: nil, count: function.parameters.count)
    skipGap()
    while !isAtEndOfCall {
      let start = scanner.position
      var place = values.firstIndex { $0 == nil }
      if let name = takeOptionName() {
        let text = scanner.text(name)
        guard let named = function.parameters.firstIndex(of: text) else {
          throw error(
            .optionUnknown, [function.name, text], at: name, expected: function.parameters,
            nearest: NearestWord.nearest(of: text, among: function.parameters))
        }
        guard values[named] == nil else { throw error(.optionTwice, [text], at: name) }
        place = named
      }
      guard let place else {
        throw error(.parameterMany, [function.name], at: argumentRange(start))
      }
      values[place] = try parseArgumentValue(.any)
      skipGap()
    }
    let missing = values.indices.filter { values[$0] == nil }.map { function.parameters[$0] }
    guard missing.isEmpty else {
      throw error(
        .parameterMissing, [function.name, missing.joined(separator: ", ")], at: range,
        expected: function.parameters)
    }
    return .function(function, values.compactMap { $0 }, span(range))
  }
}
