import Basics

/// The arguments of calls, each read for its parameter.
extension Parser {
  mutating func parseArgument(_ call: inout CallBuilder) throws(LanguageError) {
    let start = scanner.position
    if scanner.next == UInt8(ascii: "-"), scanner.peek(1) == UInt8(ascii: "-") {
      return try parseSwitch(&call)
    }
    if let index = nextPositional(call), isSpecial(call.command.parameters[index].kind) {
      return try parseSpecial(&call, index)
    }
    if let name = takeOptionName() ?? takeWideOptionName(call.command) {
      return try parseOption(&call, name)
    }
    guard let index = nextPositional(call) else {
      if call.command.parameters.contains(where: { $0.kind == .condition }) {
        throw unexpected("an operator or the end")
      }
      throw error(
        .parameterMany, [call.command.name], at: argumentRange(start),
        expected: [Usage.line(of: call.command)])
    }
    try bind(&call, index, start: start)
  }

  /// The whole argument that begins at an offset, for an error that points at it.
  func argumentRange(_ start: Int) -> Range<Int> {
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

  /// The index of the parameter to which the next value in its place belongs.
  private func nextPositional(_ call: CallBuilder) -> Int? {
    for index in call.command.positionals {
      if call.given >> UInt64(index) & 1 == 0 || call.command.parameters[index].isRepeated {
        return index
      }
    }
    return nil
  }

  private mutating func parseSpecial(
    _ call: inout CallBuilder, _ index: Int
  ) throws(LanguageError) {
    let start = scanner.position
    let value: Expression
    switch call.command.parameters[index].kind {
    case .condition:
      value = try parseCondition()
    case .block: value = .block(try parseBlock())
    default:
      var columns = try parseColumns()
      if case .step(let step) = call.command.action, step.comparesColumns {
        try compare(&columns)
      }
      guard !columns.isEmpty else {
        throw error(
          .parameterMissing, [call.command.name, "columns"], at: start..<scanner.position)
      }
      value = .columns(columns)
    }
    push(&call, index, value, start..<scanner.position)
  }

  private mutating func parseSwitch(_ call: inout CallBuilder) throws(LanguageError) {
    let word = scanner.word()
    let name = scanner.text(word.lowerBound + 2..<word.upperBound)
    let command = call.command
    guard let index = command.index(of: name) else {
      note(unknownOption(command, name, at: word))
      return
    }
    guard command.parameters[index].style == .switch else {
      note(error(.optionValue, [name], at: word, expected: ["\(name)=..."]))
      return
    }
    try checkOnce(call, index, at: word)
    push(&call, index, .literal(.boolean(true)), word)
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
    _ call: CallBuilder, _ index: Int, at range: Range<Int>
  ) throws(LanguageError) {
    guard call.given >> UInt64(index) & 1 == 1 else { return }
    throw error(.optionTwice, [call.command.parameters[index].name], at: range)
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
    for parameter in command.parameters where parameter.style != .switch {
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
    guard let index = command.parameters.firstIndex(where: { equals($0.name, name) }) else {
      note(unknownOption(command, scanner.text(name), at: name))
      if !isAtEndOfCall, !Bytes.isBlank(scanner.next) { _ = try parseArgumentValue(.any) }
      return
    }
    try checkOnce(call, index, at: name)
    guard !isSpecial(command.parameters[index].kind) else {
      throw error(.optionUnknown, [command.name, scanner.text(name)], at: name)
    }
    guard !isAtEndOfCall, !Bytes.isBlank(scanner.next) else {
      throw error(.optionValue, [scanner.text(name)], at: name.lowerBound..<start)
    }
    try bind(&call, index, start: start)
  }

  private func equals(_ text: String, _ range: Range<Int>) -> Bool {
    text.utf8.count == range.count && text.utf8.elementsEqual(scanner.slice(range))
  }

  /// Reads a value and binds it to a parameter.
  private mutating func bind(
    _ call: inout CallBuilder, _ index: Int, start: Int
  ) throws(LanguageError) {
    let parameter = call.command.parameters[index]
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
        note(error.located(at: state.program.location(span(range))).blamed(.usage))
      }
    }
    push(&call, index, value, range)
  }

  private func push(
    _ call: inout CallBuilder, _ index: Int, _ value: Expression, _ range: Range<Int>
  ) {
    call.given |= 1 << UInt64(index)
    state.argumentStack.append(
      ArgumentNode(parameter: Int32(index), span: span(range), value: value))
  }
}
