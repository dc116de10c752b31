import Basics

/// Expressions and conditions.
extension Parser {
  /// How a bare word that no comparison decides is read.
  enum WordMode {
    /// As a field of the row: in a condition.
    case condition
    /// As text, or as the number or date that it looks like.
    case value
  }

  mutating func parseCondition() throws(LanguageError) -> Expression {
    skipGap()
    return try parseExpression(mode: .condition)
  }

  mutating func parseValue() throws(LanguageError) -> Expression {
    skipGap()
    return try parseExpression(mode: .value)
  }

  mutating func parseExpression(mode: WordMode) throws(LanguageError) -> Expression {
    let expression = try parseBinary(above: 0, mode: mode)
    return try resolve(expression, mode)
  }

  // MARK: Operators

  enum Infix {
    case or, and
    case comparison(Comparison.Operator)
    case matches
    case arithmetic(Arithmetic.Operator)

    var strength: Int {
      switch self {
      case .or: 1
      case .and: 2
      case .comparison, .matches: 4
      case .arithmetic(.add), .arithmetic(.subtract): 5
      case .arithmetic: 6
      }
    }
  }

  /// Operators in order of how strongly they bind: or, and, not, comparisons, + and -, * and /.
  private mutating func parseBinary(
    above strength: Int, mode: WordMode
  ) throws(LanguageError) -> Expression {
    let start = scanner.position
    try enter(start)
    defer { leave() }
    var left = try parsePrefix(mode: mode, start: start)
    var wasComparison = false
    while true {
      let before = scanner
      skipGap()
      let operatorStart = scanner.position
      guard let infix = try takeInfix(), infix.strength > strength else {
        scanner = before
        return left
      }
      let operatorSpan = operatorStart..<scanner.position
      operatorCount += 1
      guard operatorCount <= ParseState.mostOperators else {
        throw error(.syntaxDepth, ["\(ParseState.mostOperators)"], at: operatorSpan)
      }
      let isComparison = infix.strength == 4
      if isComparison, wasComparison {
        throw error(
          .syntaxExpected, ["`and`, `or` or the end", Literals.quoted(scanner.text(operatorSpan))],
          at: operatorSpan)
      }
      wasComparison = isComparison
      scanner.skipSpace()
      left = try combine(left, infix, operatorSpan, mode)
    }
  }

  private mutating func combine(
    _ left: Expression, _ infix: Infix, _ range: Range<Int>, _ mode: WordMode
  ) throws(LanguageError) -> Expression {
    let right = try parseBinary(above: infix.strength, mode: mode)
    switch infix {
    case .or:
      return .or(try resolve(left, .condition), try resolve(right, .condition), span(range))
    case .and:
      return .and(try resolve(left, .condition), try resolve(right, .condition), span(range))
    case .comparison(let comparison):
      let left = try resolve(left, .condition)
      let right = try resolve(right, .value)
      let operands = (
        try operand(right, of: left, comparison), try operand(left, of: right, comparison)
      )
      return .comparison(comparison, operands.1, operands.0, span(range))
    case .matches:
      guard case .literal(.text(let text)) = try resolve(right, .value) else {
        throw error(.syntaxExpected, ["a pattern that is written out", "a value"], at: range)
      }
      let pattern: Pattern
      do throws(LanguageError) {
        pattern = try Pattern(text)
      } catch let failure {
        throw failure.located(at: state.program.location(span(range))).blamed(.usage)
      }
      let operand = try resolve(left, .condition)
      try noteComparison(of: operand, .part)
      return .matches(operand, pattern, span(range))
    case .arithmetic(let arithmetic):
      if case .literal(let left) = left, case .literal(let right) = right,
        let value = try? Arithmetic.apply(arithmetic, left, right)
      {
        return .literal(value)
      }
      return .arithmetic(arithmetic, left, right, span(range))
    }
  }

  /// A side of a comparison as it compares with a field on the other.
  ///
  /// - Throws: `choice.unknown`, `compare.masked` where the columns are known.
  private func operand(
    _ side: Expression, of field: Expression, _ comparison: Comparison.Operator
  ) throws(LanguageError) -> Expression {
    guard case .field(let node) = field else { return side }
    guard case .literal(let value) = side else {
      try noteComparison(of: field, comparison.isEquality ? .value : .part)
      return side
    }
    try noteComparison(of: field, comparison.isEquality ? .literal(value) : .part)
    return .literal(state.rowColumns?.kinds[node.name]?.operand(value) ?? value)
  }

  /// Notes how a field is compared, and looks whether that can be where its column is known.
  func noteComparison(
    of field: Expression, _ comparison: FieldComparison
  ) throws(LanguageError) {
    guard case .field(let node) = field else { return }
    node.comparison = comparison
    do throws(LanguageError) {
      try state.rowColumns?.kinds[node.name]?.allow(comparison, of: node.name)
    } catch let failure {
      throw failure.located(at: state.program.location(node.span)).blamed(.usage)
    }
  }

  /// Takes the operator that stands here.
  private mutating func takeInfix() throws(LanguageError) -> Infix? {
    let start = scanner.position
    switch scanner.next {
    case UInt8(ascii: "="):
      if scanner.peek(1) == UInt8(ascii: "=") { return take(2, .comparison(.equal)) }
      if scanner.peek(1) == UInt8(ascii: "~") { return take(2, .matches) }
      throw error(.syntaxOperator, ["`=`"], at: start..<start + 1, nearest: "==")
    case UInt8(ascii: "!"):
      if scanner.peek(1) == UInt8(ascii: "=") { return take(2, .comparison(.unequal)) }
      throw error(.syntaxOperator, ["`!`"], at: start..<start + 1, nearest: "!=")
    case UInt8(ascii: "<"):
      if let wide = widePair(.comparison(.atMost)) { return wide }
      if scanner.peek(1) == UInt8(ascii: "=") { return take(2, .comparison(.atMost)) }
      return take(1, .comparison(.below))
    case UInt8(ascii: ">"):
      if let wide = widePair(.comparison(.atLeast)) { return wide }
      if scanner.peek(1) == UInt8(ascii: "=") { return take(2, .comparison(.atLeast)) }
      return take(1, .comparison(.above))
    case UInt8(ascii: "+"): return take(1, .arithmetic(.add))
    case UInt8(ascii: "-"):
      // `--name` is a switch of the command around the condition.
      if scanner.peek(1) == UInt8(ascii: "-") { return nil }
      return take(1, .arithmetic(.subtract))
    case UInt8(ascii: "*"): return take(1, .arithmetic(.multiply))
    case UInt8(ascii: "/"): return take(1, .arithmetic(.divide))
    case UInt8(ascii: "&"):
      throw error(.syntaxOperator, ["`&`"], at: start..<start + 1, nearest: "and")
    case 0xEF: return try takeWideInfix() ?? takeInfixWord()
    default: return takeInfixWord()
    }
  }

  /// Takes an operator of two signs, the second of which is a full-width `＝`.
  private mutating func widePair(_ infix: Infix) -> Infix? {
    guard scanner.peek(1) == 0xEF else { return nil }
    guard FullWidth.mark(scanner.bytes, at: scanner.position + 1) == UInt8(ascii: "=") else {
      return nil
    }
    return take(1 + FullWidth.length, infix)
  }

  /// Takes an operator whose first sign is full-width.
  private mutating func takeWideInfix() throws(LanguageError) -> Infix? {
    let start = scanner.position
    guard let first = scanner.nextMark else { return nil }
    var probe = scanner
    probe.position += FullWidth.length
    let second = probe.nextMark ?? probe.next
    let length = probe.nextMark == nil ? 1 : FullWidth.length
    let infix: Infix? =
      switch (first, second) {
      case (UInt8(ascii: "="), UInt8(ascii: "=")): .comparison(.equal)
      case (UInt8(ascii: "="), UInt8(ascii: "~")): .matches
      case (UInt8(ascii: "!"), UInt8(ascii: "=")): .comparison(.unequal)
      case (UInt8(ascii: "<"), UInt8(ascii: "=")): .comparison(.atMost)
      case (UInt8(ascii: ">"), UInt8(ascii: "=")): .comparison(.atLeast)
      default: nil
      }
    if let infix { return take(FullWidth.length + length, infix) }
    switch first {
    case UInt8(ascii: "<"): return take(FullWidth.length, .comparison(.below))
    case UInt8(ascii: ">"): return take(FullWidth.length, .comparison(.above))
    case UInt8(ascii: "="):
      throw error(
        .syntaxOperator, ["`＝`"], at: start..<start + FullWidth.length, nearest: "==")
    default: return nil
    }
  }

  private mutating func take(_ count: Int, _ infix: Infix) -> Infix {
    scanner.position += count
    return infix
  }

  private mutating func takeInfixWord() -> Infix? {
    let before = scanner
    let word = scanner.operand()
    if scanner.matches(word, "and") { return .and }
    if scanner.matches(word, "or") { return .or }
    if scanner.matches(word, "in") { return .comparison(.isIn) }
    if scanner.matches(word, "contains") { return .comparison(.contains) }
    if scanner.matches(word, "starts-with") { return .comparison(.startsWith) }
    scanner = before
    return nil
  }

  private mutating func parsePrefix(
    mode: WordMode, start: Int
  ) throws(LanguageError) -> Expression {
    let before = scanner
    if scanner.next == UInt8(ascii: "n"), scanner.matches(scanner.operand(), "not") {
      let range = before.position..<scanner.position
      scanner.skipSpace()
      let operand = try parseBinary(above: 3, mode: mode)
      return .not(try resolve(operand, .condition), span(range))
    }
    scanner = before
    if scanner.next == UInt8(ascii: "-"), !Bytes.isDigit(scanner.peek(1)) {
      scanner.position += 1
      let operand = try parseBinary(above: 6, mode: mode)
      return .negative(operand, span(start, start + 1))
    }
    return try parsePostfix(mode: mode)
  }

  // MARK: Values

  /// A value and what follows close behind it: `.name` and `[index]`.
  mutating func parsePostfix(mode: WordMode) throws(LanguageError) -> Expression {
    let start = scanner.position
    var value = try parsePrimary(mode: mode)
    guard scanner.next == UInt8(ascii: ".") || scanner.next == UInt8(ascii: "[") else {
      return value
    }
    if case .bareWord = value { return value }
    if case .literal(.text) = value, scanner.next == UInt8(ascii: ".") { return value }
    while true {
      operatorCount += 1
      guard operatorCount <= ParseState.mostOperators else {
        throw error(.syntaxDepth, ["\(ParseState.mostOperators)"], at: start..<start + 1)
      }
      if scanner.next == UInt8(ascii: ".") {
        value = try parseMember(of: value)
      } else if scanner.next == UInt8(ascii: "[") {
        let opened = scanner.position
        scanner.position += 1
        let element = try parseBracketed("]", opened) { parser throws(LanguageError) in
          try parser.parseExpression(mode: .value)
        }
        value = .element(value, element, span(opened, scanner.position))
      } else {
        return value
      }
    }
  }

  private mutating func parseMember(of value: Expression) throws(LanguageError) -> Expression {
    scanner.position += 1
    let start = scanner.position
    let name: String
    if scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'") {
      guard case .literal(.text(let text)) = try parseText() else {
        throw error(.syntaxExpected, ["the name of a field", "$"], at: start..<scanner.position)
      }
      name = text
    } else {
      let range = scanner.fieldName()
      guard !range.isEmpty else { throw unexpected("the name of a field") }
      name = scanner.text(range)
    }
    let range = start..<scanner.position
    if case .row = value { return try field(name, at: range) }
    return .member(value, name, span(range))
  }

  mutating func parsePrimary(mode: WordMode) throws(LanguageError) -> Expression {
    let start = scanner.position
    switch scanner.next {
    case UInt8(ascii: "$"): return try parseVariable()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try parseText()
    case UInt8(ascii: "("):
      scanner.position += 1
      return try parseBracketed(")", start) { parser throws(LanguageError) in
        try parser.parseParenthesised(mode: mode)
      }
    case UInt8(ascii: "["): return try parseList()
    case UInt8(ascii: "{"): return try parseRecord()
    default:
      if scanner.next >= 0xE2, let text = scanner.takeWideText() {
        return .literal(.text(scanner.text(text)))
      }
      let word = scanner.operand()
      guard !word.isEmpty else { throw unexpected("a value") }
      let value = Literals.value(scanner.slice(word))
      if case .text(let text) = value, case .impossible(let failure) = Comparand(text) {
        throw LanguageError(
          failure, at: state.program.location(span(word)), fault: .usage)
      }
      if case .text = value, !Bytes.isDigit(scanner.bytes[word.lowerBound]) {
        return .bareWord(span(word))
      }
      return .literal(value)
    }
  }

  /// Reads what stands in brackets, and the bracket that closes them.
  private mutating func parseBracketed(
    _ close: Unicode.Scalar, _ opened: Int,
    _ body: (inout Parser) throws(LanguageError) -> Expression
  ) throws(LanguageError) -> Expression {
    try enter(opened)
    defer { leave() }
    let wasBracketed = isBracketed
    isBracketed = true
    defer { isBracketed = wasBracketed }
    scanner.skipSpace()
    let value = try body(&self)
    scanner.skipSpace()
    guard scanner.take(close) else {
      if scanner.isAtEnd { throw unclosed(opened) }
      throw unexpected("`\(close)`")
    }
    return value
  }

  private func unclosed(_ opened: Int) -> LanguageError {
    let bracket = Literals.quoted(scanner.text(opened..<opened + 1))
    return error(.syntaxUnclosed, [bracket], at: opened..<opened + 1)
  }

  private mutating func parseParenthesised(mode: WordMode) throws(LanguageError) -> Expression {
    let start = scanner.position
    if let head = try parseHeadCommand() {
      return .pipeline(try parseStages(after: head.head, columns: head.columns, start: start))
    }
    let value = try parseExpression(mode: mode)
    skipGap()
    guard scanner.next == UInt8(ascii: "|") else { return value }
    return .pipeline(try parseStages(after: .value(value), columns: nil, start: start))
  }

  private mutating func parseVariable() throws(LanguageError) -> Expression {
    let start = scanner.position
    scanner.position += 1
    let range = scanner.name()
    guard !range.isEmpty else { throw unexpected("the name of a variable") }
    return try variable(scanner.text(range), at: start..<range.upperBound)
  }

  func variable(_ name: String, at range: Range<Int>) throws(LanguageError) -> Expression {
    if name == "it" {
      guard state.hasRow else { throw error(.rowNone, ["$it"], at: range) }
      return .row(span(range))
    }
    guard let variable = state.variable(name) else {
      let nearest = NearestWord.nearest(of: name, among: state.variableNames).map { "$" + $0 }
      throw error(
        .variableUnknown, [name], at: range,
        expected: state.isConsole || nearest != nil
          ? [] : ["\(name)=VALUE after the script's name"],
        nearest: nearest)
    }
    if !state.unreadArguments.isEmpty, variable.isGlobal {
      state.unreadArguments[variable.slot] = nil
    }
    return .variable(variable)
  }

  private mutating func parseList() throws(LanguageError) -> Expression {
    let opened = scanner.position
    scanner.position += 1
    return try parseBracketed("]", opened) { parser throws(LanguageError) in
      var values: [Expression] = []
      while !parser.scanner.isAtEnd, parser.scanner.next != UInt8(ascii: "]") {
        values.append(try parser.parseExpression(mode: .value))
        try parser.passComma("]")
      }
      let literals = values.compactMap { value in
        if case .literal(let literal) = value { return literal }
        return nil
      }
      return literals.count == values.count ? .literal(.list(literals)) : .list(values)
    }
  }

  private mutating func parseRecord() throws(LanguageError) -> Expression {
    let opened = scanner.position
    scanner.position += 1
    return try parseBracketed("}", opened) { parser throws(LanguageError) in
      var names: [String] = []
      var values: [Expression] = []
      while !parser.scanner.isAtEnd, parser.scanner.next != UInt8(ascii: "}") {
        names.append(try parser.parseFieldName(names))
        parser.scanner.skipSpace()
        guard parser.scanner.take(":") else { throw parser.unexpected("`:`") }
        parser.scanner.skipSpace()
        values.append(try parser.parseExpression(mode: .value))
        try parser.passComma("}")
      }
      return .record(Columns(names), values)
    }
  }

  private mutating func parseFieldName(_ names: [String]) throws(LanguageError) -> String {
    let start = scanner.position
    let name: String
    if scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'") {
      guard case .literal(.text(let text)) = try parseText() else {
        throw error(.syntaxExpected, ["the name of a field", "$"], at: start..<scanner.position)
      }
      name = text
    } else {
      let range = scanner.fieldName()
      guard !range.isEmpty else { throw unexpected("the name of a field") }
      name = scanner.text(range)
    }
    guard !names.contains(name) else {
      throw error(.optionTwice, [name], at: start..<scanner.position)
    }
    return name
  }

  /// Passes the comma or newline between elements.
  private mutating func passComma(_ close: Unicode.Scalar) throws(LanguageError) {
    let before = scanner.position
    scanner.skipSpace()
    let hasNewline = scanner.bytes[before..<scanner.position].contains(Bytes.newline)
    if scanner.takeComma() {
      scanner.skipSpace()
      return
    }
    guard hasNewline || scanner.isAtEnd || scanner.next == UInt8(ascii: close) else {
      throw unexpected("`,` or `\(close)`")
    }
  }

  // MARK: Bare words

  /// Gives the bare words in an expression their meaning.
  func resolve(_ expression: Expression, _ mode: WordMode) throws(LanguageError) -> Expression {
    switch expression {
    case .bareWord(let span):
      let range = Int(span.start)..<Int(span.end)
      guard mode == .condition else { return .literal(Literals.value(scanner.slice(range))) }
      return try field(scanner.text(range), at: range)
    case .arithmetic(let operation, let left, let right, let span):
      return .arithmetic(operation, try resolve(left, mode), try resolve(right, mode), span)
    case .negative(let operand, let span):
      return .negative(try resolve(operand, mode), span)
    default: return expression
    }
  }

  /// A field of the row, looked up in the columns where they are known.
  func field(_ name: String, at range: Range<Int>) throws(LanguageError) -> Expression {
    guard state.hasRow else { throw error(.rowNone, [name], at: range) }
    if let columns = state.rowColumns, !columns.isOpen, columns.index(of: name) == nil {
      throw unknownColumn(name, columns, at: range)
    }
    return .field(FieldNode(name: name, span: span(range)))
  }

  func unknownColumn(_ name: String, _ columns: Columns, at range: Range<Int>) -> LanguageError {
    error(
      .columnUnknown, [name, columns.names.joined(separator: ", ")], at: range,
      nearest: NearestWord.nearest(of: name, among: columns.names))
  }
}
