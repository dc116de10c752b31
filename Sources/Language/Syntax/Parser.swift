/// Reads a script and checks it: commands, options, kinds of literal values, variables, columns as
/// far as they are known. An error ends its statement; the next ones are still read.
struct Parser {
  var scanner: Scanner
  let state: ParseState
  let source: Int32
  /// Whether a bracket is open, so that a newline ends nothing.
  var isBracketed = false
  /// How many operators the current expression has.
  var operatorCount = 0

  /// Reads a whole source.
  ///
  /// - Parameters:
  ///   - text: the source; it is added to the sources of the program.
  ///   - state: takes what is found, with the errors.
  /// - Returns: its statements; they must not run when there are errors.
  static func parse(_ text: SourceText, _ state: ParseState) -> BlockNode {
    let source = Int32(state.program.sources.count)
    state.program.sources.append(text)
    guard text.bytes.count < Int32.max else {
      state.errors.append(
        LanguageError(.tooLarge, "\(Int32.max)", at: SourceLocation(text, 0, 0), fault: .usage))
      return BlockNode()
    }
    return text.bytes.withUnsafeBufferPointer { bytes in
      var parser = Parser(scanner: Scanner(bytes), state: state, source: source)
      let block = BlockNode()
      if let offset = parser.scanner.firstMalformed {
        parser.note(parser.malformed(text, offset))
      } else {
        parser.parseStatements(of: block, opened: nil)
      }
      return block
    }
  }

  // MARK: Errors

  func span(_ start: Int, _ end: Int) -> Span {
    Span(source: source, start: Int32(start), end: Int32(end))
  }

  func span(_ range: Range<Int>) -> Span { span(range.lowerBound, range.upperBound) }

  func error(
    _ problem: Problem, _ values: [String] = [], at range: Range<Int>, expected: [String] = [],
    nearest: String? = nil
  ) -> LanguageError {
    LanguageError(
      problem, values, at: state.program.location(span(range)), fault: .usage, expected: expected,
      nearest: nearest)
  }

  /// The error for a text that is not UTF-8, such as a script that was saved in GBK.
  private func malformed(_ text: SourceText, _ offset: Int) -> LanguageError {
    let line = SourceLocation(text, offset, offset).line
    return error(
      .fileEncoding, [Literals.quoted(text.name), "UTF-8", "\(line)"], at: offset..<offset + 1)
  }

  /// Keeps an error and goes on: the statement can still be read.
  func note(_ error: LanguageError) {
    guard state.errors.count < ParseState.mostErrors else { return }
    var error = error
    if error.code != Problem.syntaxWide.rawValue { error.wide = wideMark(near: error) }
    state.errors.append(error)
  }

  /// The first full-width mark at the location of an error.
  private func wideMark(near error: LanguageError) -> (mark: String, plain: String)? {
    guard let location = error.location, location.source === state.program.sources[Int(source)]
    else {
      return nil
    }
    return FullWidth.first(in: location.marked + location.after.prefix(1))
  }

  /// The error that something else is expected at the present offset.
  func unexpected(_ expected: String) -> LanguageError {
    let start = scanner.position
    guard !scanner.isAtEnd else {
      return error(.syntaxExpected, [expected, "the end"], at: start..<start)
    }
    guard scanner.next != Bytes.newline else {
      return error(.syntaxExpected, [expected, "the end of the line"], at: start..<start)
    }
    var probe = scanner
    if probe.word().isEmpty { probe.position += 1 }
    while probe.position < probe.bytes.count, probe.bytes[probe.position] & 0xC0 == 0x80 {
      probe.position += 1
    }
    let range = start..<probe.position
    return error(.syntaxExpected, [expected, Literals.quoted(scanner.text(range))], at: range)
  }

  // MARK: Nesting

  mutating func enter(_ start: Int) throws(LanguageError) {
    state.depth += 1
    guard state.depth <= ParseState.deepest else {
      state.depth -= 1
      throw error(.syntaxDepth, ["\(ParseState.deepest)"], at: start..<start + 1)
    }
  }

  func leave() { state.depth -= 1 }

  /// Passes blanks; inside brackets newlines too.
  @inline(__always)
  mutating func skipGap() {
    if isBracketed { scanner.skipSpace() } else { scanner.skipBlanks() }
  }

  /// Whether the current call or expression ends here.
  @inline(__always)
  var isAtEndOfCall: Bool {
    if scanner.isAtEnd { return true }
    switch scanner.next {
    case Bytes.newline, UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ")"),
      UInt8(ascii: "}"), UInt8(ascii: "]"):
      return true
    default: return false
    }
  }

  // MARK: Blocks

  /// Reads statements up to the end, or up to the brace that closes the block.
  mutating func parseStatements(of block: BlockNode, opened: Int?) {
    while true {
      scanner.skipSeparators()
      if scanner.isAtEnd {
        if let opened { note(error(.syntaxUnclosed, ["`{`"], at: opened..<opened + 1)) }
        return
      }
      if scanner.next == UInt8(ascii: "}"), opened != nil {
        scanner.position += 1
        return
      }
      let start = scanner.position
      do throws(LanguageError) {
        let kind = try parseStatement()
        block.statements.append(StatementNode(span: span(start, scanner.position), kind: kind))
        try endStatement()
      } catch {
        note(error)
        isBracketed = false
        scanner.skipStatement()
        passStrayBracket(opened: opened)
      }
    }
  }

  private mutating func endStatement() throws(LanguageError) {
    scanner.skipBlanks()
    guard !scanner.isAtEnd else { return }
    switch scanner.next {
    case Bytes.newline, UInt8(ascii: ";"), UInt8(ascii: "}"): return
    case UInt8(ascii: ")"), UInt8(ascii: "]"):
      let offset = scanner.position
      throw error(
        .syntaxUnopened, [Literals.quoted(scanner.text(offset..<offset + 1))],
        at: offset..<offset + 1)
    default: throw unexpected("the end of the statement")
    }
  }

  /// A bracket that closes nothing was told already: pass it, so that reading goes on.
  private mutating func passStrayBracket(opened: Int?) {
    switch scanner.next {
    case UInt8(ascii: ")"), UInt8(ascii: "]"): scanner.position += 1
    case UInt8(ascii: "}") where opened == nil: scanner.position += 1
    default: break
    }
  }

  /// Reads a block in braces with a scope of its own.
  mutating func parseBlock() throws(LanguageError) -> BlockNode {
    scanner.skipSpace()
    let opened = scanner.position
    guard scanner.take("{") else { throw unexpected("`{`") }
    try enter(opened)
    let wasBracketed = isBracketed
    isBracketed = false
    state.scopes.append([:])
    let block = BlockNode()
    parseStatements(of: block, opened: opened)
    state.scopes.removeLast()
    isBracketed = wasBracketed
    leave()
    return block
  }
}
