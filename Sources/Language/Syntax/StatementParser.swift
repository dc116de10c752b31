import Basics

/// Statements: what stands at the beginning of a line.
extension Parser {
  mutating func parseStatement() throws(LanguageError) -> Statement {
    operatorCount = 0
    let start = scanner.position
    switch scanner.next {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "{"):
      return .pipeline(try parseValuePipeline())
    case let byte where Bytes.isDigit(byte):
      return .pipeline(try parseValuePipeline())
    case UInt8(ascii: "}"):
      throw error(.syntaxUnopened, ["`}`"], at: start..<start + 1)
    default: break
    }
    let name = try parseName()
    switch name {
    case .keyword(let index, let range):
      return try parseKeyword(CommandTable.keywords[index], range)
    case .command(let command, let range):
      return try parseCommandStatement(command, range)
    case .function(let function, let range):
      let call = try parseFunctionCall(function, range)
      let head = PipelineNode.Head.value(call)
      return .pipeline(try parseStages(after: head, columns: nil, start: start))
    }
  }

  /// What the words at the beginning of a statement or a step name.
  enum Name {
    case command(Command, Range<Int>)
    case keyword(Int, Range<Int>)
    case function(FunctionNode, Range<Int>)
  }

  /// Takes the one or two words that name a command, a keyword or a function.
  mutating func parseName() throws(LanguageError) -> Name {
    let first = scanner.word()
    guard !first.isEmpty else { throw strayCharacter() }
    let afterFirst = scanner.position
    while Bytes.isBlank(scanner.next) { scanner.position += 1 }
    let second = scanner.word()
    switch state.table.find(scanner.slice(first), scanner.slice(second)) {
    case .command(let index, let isTwoWords):
      if isTwoWords {
        return .command(state.table.commands[index], first.lowerBound..<second.upperBound)
      }
      scanner.position = afterFirst
      return .command(state.table.commands[index], first)
    case .keyword(let index):
      scanner.position = afterFirst
      return .keyword(index, first)
    case .family:
      if let function = function(first) {
        scanner.position = afterFirst
        return .function(function, first)
      }
      throw unknownCommand(first, second, isFamily: true)
    case .nothing:
      scanner.position = afterFirst
      if let function = function(first) { return .function(function, first) }
      throw unknownCommand(first, second, isFamily: false)
    }
  }

  private func function(_ range: Range<Int>) -> FunctionNode? {
    state.functions.isEmpty ? nil : state.functions[scanner.text(range)]
  }

  private func strayCharacter() -> LanguageError {
    var end = scanner.position + 1
    while end < scanner.bytes.count, scanner.bytes[end] & 0xC0 == 0x80 { end += 1 }
    let range = scanner.position..<end
    let byte = scanner.next
    let shown =
      byte < 32 || byte == 127 ? "byte \(byte)" : Literals.quoted(scanner.text(range))
    return error(.syntaxCharacter, [shown], at: range)
  }

  private func unknownCommand(
    _ first: Range<Int>, _ second: Range<Int>, isFamily: Bool
  ) -> LanguageError {
    let names = state.table.words + state.functions.keys
    let firstText = scanner.text(first)
    guard !second.isEmpty else {
      let family = names.filter { $0.hasPrefix(firstText + " ") }
      return error(
        .commandUnknown, [firstText], at: first, expected: family.sorted(),
        nearest: family.isEmpty ? NearestWord.nearest(of: firstText, among: names) : nil)
    }
    let both = firstText + " " + scanner.text(second)
    if isFamily {
      let family = names.filter { $0.hasPrefix(firstText + " ") }
      return error(
        .commandUnknown, [both], at: first.lowerBound..<second.upperBound,
        expected: family.sorted(), nearest: NearestWord.nearest(of: both, among: names))
    }
    let nearest =
      NearestWord.nearest(of: firstText, among: names) ?? NearestWord.nearest(
        of: both, among: names)
      ?? NearestWord.nearest(
        of: firstText, among: names.compactMap { $0.split(separator: " ").first.map(String.init) })
    return error(.commandUnknown, [firstText], at: first, nearest: nearest)
  }

  private mutating func parseCommandStatement(
    _ command: Command, _ range: Range<Int>
  ) throws(LanguageError) -> Statement {
    try checkHead(command, range)
    let call = try parseCall(command, range)
    skipGap()
    if scanner.next != UInt8(ascii: "|"), command.role == .plain || command.role == .sink {
      return .command(call)
    }
    guard !command.standsAlone else {
      throw error(.commandLast, [command.name], at: scanner.position..<scanner.position + 1)
    }
    return .pipeline(
      try parseStages(after: .call(call), columns: command.rowColumns, start: range.lowerBound))
  }

  // MARK: Keywords

  private mutating func parseKeyword(
    _ word: String, _ range: Range<Int>
  ) throws(LanguageError) -> Statement {
    switch word {
    case "let": return try parseLet()
    case "if": return try parseIf()
    case "for": return try parseFor()
    case "while":
      let condition = try parseCondition()
      return .whileTrue(condition, try parseLoopBlock())
    case "break", "continue":
      guard state.loopDepth > 0 else {
        throw error(.controlPlace, [word, "inside for or while"], at: range)
      }
      return word == "break" ? .breakLoop : .continueLoop
    case "def": return try parseFunction()
    case "return":
      guard state.isInFunction else { throw error(.controlPlace, [word, "inside def"], at: range) }
      scanner.skipBlanks()
      return .giveBack(isAtEndOfCall ? nil : try parseValue())
    case "try": return try parseTry()
    case "transaction": return .transaction(try parseBlock())
    case "include": return try parseInclude(range)
    case "expect": return try parseExpect()
    default: throw error(.commandPlace, [word], at: range)
    }
  }

  /// Takes the name of a variable that is made here; a `$` before it is allowed.
  private mutating func parseVariableName() throws(LanguageError) -> (String, Range<Int>) {
    scanner.skipBlanks()
    let start = scanner.position
    _ = scanner.take("$")
    let range = scanner.name()
    guard !range.isEmpty else { throw unexpected("the name of a variable") }
    let name = scanner.text(range)
    guard name != "it" else { throw error(.variableName, ["$it"], at: start..<range.upperBound) }
    return (name, range)
  }

  private mutating func parseLet() throws(LanguageError) -> Statement {
    let (name, _) = try parseVariableName()
    scanner.skipBlanks()
    guard scanner.take("=") else { throw unexpected("`=`") }
    scanner.skipBlanks()
    let value: Expression
    do throws(LanguageError) {
      value = try parsePipelineValue()
    } catch {
      // The name is known from here on, so that one mistake is told once.
      _ = state.declare(name)
      throw error
    }
    return .variable(state.declare(name), value)
  }

  private mutating func parseIf() throws(LanguageError) -> Statement {
    var branches: [(condition: Expression, block: BlockNode)] = []
    var otherwise: BlockNode?
    let condition = try parseCondition()
    branches.append((condition, try parseBlock()))
    while takeWord("else") {
      if takeWord("if") {
        let condition = try parseCondition()
        branches.append((condition, try parseBlock()))
      } else {
        otherwise = try parseBlock()
        break
      }
    }
    return .condition(branches, otherwise: otherwise)
  }

  /// Takes a word that may stand on the next line, as `else` and `catch` do after a brace.
  private mutating func takeWord(_ word: StaticString) -> Bool {
    let before = scanner
    scanner.skipSpace()
    if scanner.matches(scanner.word(), word) { return true }
    scanner = before
    return false
  }

  private mutating func parseFor() throws(LanguageError) -> Statement {
    let (name, _) = try parseVariableName()
    guard takeWord("in") else { throw unexpected("`in`") }
    scanner.skipBlanks()
    let rows = try parseValue()
    state.scopes.append([:])
    defer { state.scopes.removeLast() }
    let variable = state.introduce(name)
    return .forEach(variable, rows, try parseLoopBlock())
  }

  private mutating func parseLoopBlock() throws(LanguageError) -> BlockNode {
    state.loopDepth += 1
    defer { state.loopDepth -= 1 }
    return try parseBlock()
  }

  private mutating func parseFunction() throws(LanguageError) -> Statement {
    scanner.skipBlanks()
    let range = scanner.word()
    let name = scanner.text(range)
    guard !range.isEmpty, Bytes.isLetter(scanner.bytes[range.lowerBound]) || name.utf8.first! >= 128
    else { throw unexpected("the name of a function") }
    guard case .nothing = state.table.find(scanner.slice(range), scanner.slice(0..<0)) else {
      throw error(.functionTaken, [name], at: range)
    }
    guard !state.isInFunction else {
      throw error(.controlPlace, ["def", "at the top level"], at: range)
    }
    let parameters = try parseFunctionParameters()
    let function = FunctionNode(name: name, parameters: parameters, span: span(range))
    state.functions[name] = function
    let outer = (state.scopes, state.loopDepth, state.hasRow)
    state.isInFunction = true
    state.localCount = 0
    state.loopDepth = 0
    state.hasRow = false
    state.scopes.append([:])
    for parameter in parameters { _ = state.introduce(parameter) }
    defer {
      (state.scopes, state.loopDepth, state.hasRow) = outer
      state.isInFunction = false
    }
    function.block = try parseBlock()
    function.slotCount = Int(state.localCount)
    return .included(BlockNode())
  }

  private mutating func parseFunctionParameters() throws(LanguageError) -> [String] {
    scanner.skipBlanks()
    guard scanner.take("(") else { throw unexpected("`(`") }
    var names: [String] = []
    scanner.skipSpace()
    while !scanner.take(")") {
      let (name, range) = try parseVariableName()
      if names.contains(name) { throw error(.optionTwice, [name], at: range) }
      names.append(name)
      scanner.skipSpace()
      _ = scanner.take(",")
      scanner.skipSpace()
    }
    return names
  }

  private mutating func parseTry() throws(LanguageError) -> Statement {
    let block = try parseBlock()
    guard takeWord("catch") else { return .attempt(block, nil, handler: nil) }
    scanner.skipBlanks()
    state.scopes.append([:])
    defer { state.scopes.removeLast() }
    guard scanner.next != UInt8(ascii: "{") else {
      return .attempt(block, nil, handler: try parseBlock())
    }
    let (name, _) = try parseVariableName()
    let variable = state.introduce(name)
    return .attempt(block, variable, handler: try parseBlock())
  }

  private mutating func parseExpect() throws(LanguageError) -> Statement {
    scanner.skipBlanks()
    let before = scanner
    let word = scanner.word()
    guard let fate = ExpectedFate(rawValue: scanner.text(word)) else {
      scanner = before
      return .expectCondition(try parseCondition())
    }
    scanner.skipBlanks()
    if scanner.next == UInt8(ascii: "{") {
      return .expectFate(fate, code: nil, try parseBlock())
    }
    let start = scanner.position
    var code: String
    if scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'") {
      guard case .literal(.text(let text)) = try parseText() else {
        throw error(
          .syntaxExpected, ["a code that is written out", "$"], at: start..<scanner.position)
      }
      code = text
    } else {
      let range = scanner.word()
      guard !range.isEmpty, fate != .done else { throw unexpected("`{`") }
      code = scanner.text(range)
    }
    if code.hasSuffix(".") { code.removeLast() }
    return .expectFate(fate, code: code, try parseBlock())
  }

  // MARK: Included scripts

  private mutating func parseInclude(_ keyword: Range<Int>) throws(LanguageError) -> Statement {
    scanner.skipBlanks()
    let start = scanner.position
    let path: String
    if scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'") {
      guard case .literal(.text(let text)) = try parseText() else {
        throw error(.includeLiteral, at: start..<scanner.position)
      }
      path = text
    } else {
      let range = scanner.word()
      guard !range.isEmpty else { throw unexpected("a path") }
      path = scanner.text(range)
    }
    let range = start..<scanner.position
    guard state.scopes.count == 1, !state.isInFunction else {
      throw error(.controlPlace, ["include", "at the top level"], at: keyword)
    }
    let resolved: String
    do throws(LanguageError) {
      resolved = Paths.beside(state.including.last ?? "", try Files.expanded(path))
    } catch let failure {
      throw failure.located(at: state.program.location(span(range))).blamed(.usage)
    }
    guard !state.including.contains(resolved) else {
      let chain = (state.including + [resolved]).joined(separator: " > ")
      throw error(.includeCycle, [path, chain], at: range)
    }
    guard state.including.count < ParseState.deepest else {
      throw error(.syntaxDepth, ["\(ParseState.deepest)"], at: range)
    }
    // Few files that include one another by several names would be read without end.
    guard state.includedCount < ParseState.mostIncluded else {
      throw error(.includeMany, ["\(ParseState.mostIncluded)"], at: range)
    }
    state.includedCount += 1
    let bytes: [UInt8]
    do throws(LanguageError) {
      bytes = try state.load(resolved)
    } catch let failure {
      throw failure.located(at: state.program.location(span(range))).blamed(.usage)
    }
    state.including.append(resolved)
    defer { state.including.removeLast() }
    return .included(Parser.parse(SourceText(name: resolved, bytes: bytes), state))
  }
}
