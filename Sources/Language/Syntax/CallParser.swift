import Basics

/// Calls of commands and of functions.
extension Parser {
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
  /// - Returns: the index of the call in the program.
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
    if case .control(let control) = command.action { return control.isForConsole }
    return false
  }

  /// Takes what is not given from the row, and looks whether anything is missing.
  private mutating func complete(_ call: inout CallBuilder) throws(LanguageError) {
    let command = call.command
    if state.hasRow {
      for index in command.rowIndices where call.given >> UInt64(index) & 1 == 0 {
        guard let field = command.parameters[index].rowField else { continue }
        let isRequired = command.parameters[index].isOfRow
        let node = FieldNode(name: field, span: span(call.name), isOptional: !isRequired)
        if let columns = state.rowColumns, !columns.isOpen, columns.index(of: field) == nil {
          guard isRequired else { continue }
          throw unknownColumn(field, columns, at: call.name)
        }
        call.given |= 1 << UInt64(index)
        state.argumentStack.append(
          ArgumentNode(parameter: Int32(index), span: span(call.name), value: .field(node)))
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

  /// Reads the arguments of a function of the script.
  mutating func parseFunctionCall(
    _ function: FunctionNode, _ range: Range<Int>
  ) throws(LanguageError) -> Expression {
    var values: [Expression?] = Array(repeating: nil, count: function.parameters.count)
    skipGap()
    while !isAtEndOfCall {
      let start = scanner.position
      var index = values.firstIndex { $0 == nil }
      if let name = takeOptionName() {
        let text = scanner.text(name)
        guard let named = function.parameters.firstIndex(of: text) else {
          throw error(
            .optionUnknown, [function.name, text], at: name, expected: function.parameters,
            nearest: NearestWord.nearest(of: text, among: function.parameters))
        }
        guard values[named] == nil else { throw error(.optionTwice, [text], at: name) }
        index = named
      }
      guard let index else {
        throw error(.parameterMany, [function.name], at: argumentRange(start))
      }
      values[index] = try parseArgumentValue(.any)
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
