import Basics

/// The arguments of calls, bound to the parameters of their commands.
extension StatementExecutor {
  /// Whether an argument is the same whatever the row is.
  func isConstant(_ expression: Expression) -> Bool {
    switch expression {
    case .literal, .variable: true
    default: false
    }
  }

  /// Binds all the arguments of a call.
  func bind(_ node: CallNode, _ command: Command) throws(LanguageError) -> [Value] {
    var values = command.defaultValues
    let first = Int(node.firstArgument)
    for index in first..<first + Int(node.argumentCount) {
      try bind(index, command, into: &values)
    }
    return values
  }

  /// Binds one argument.
  func bind(
    _ index: Int, _ command: Command, into values: inout [Value]
  ) throws(LanguageError) {
    let parameterIndex = Int(program.arguments[index].parameter)
    let value = try argument(index, command.parameters[parameterIndex])
    guard command.parameters[parameterIndex].isRepeated else {
      values[parameterIndex] = value
      return
    }
    if case .list(var list) = values[parameterIndex] {
      values[parameterIndex] = .null
      list.append(value)
      values[parameterIndex] = .list(list)
    } else {
      values[parameterIndex] = .list([value])
    }
  }

  /// The value of one argument, read by the kind of its parameter.
  func argument(_ index: Int, _ parameter: Parameter) throws(LanguageError) -> Value {
    if case .literal(let value) = program.arguments[index].value { return value }
    switch parameter.kind {
    case .condition, .columns, .block: return .null
    default: break
    }
    let expression = program.arguments[index].value
    var value = try evaluate(expression)
    do throws(LanguageError) {
      value = try Conversion.convert(value, to: parameter.kind)
      if let validate = parameter.validate, !value.isNull { value = try validate(value) }
    } catch {
      throw error.located(at: program.location(program.arguments[index].span))
    }
    guard value.isNull else { return value }
    if let problem = refusal(of: parameter, from: expression) {
      let location = program.location(program.arguments[index].span)
      throw parameter.kind.isIdentifier
        ? LanguageError(emptyNumber(parameter.name), at: location)
        : LanguageError(problem, "`\(parameter.name)`", at: location)
    }
    return parameter.defaultValue
  }

  /// Why a parameter cannot be given without a value; nil where it can.
  private func refusal(of parameter: Parameter, from expression: Expression) -> Problem? {
    if parameter.isRequired { return .textEmpty }
    guard let problem = parameter.emptiness.problem else { return nil }
    // What a command takes from the row without being told to need not be there.
    if case .field(let node) = expression, node.isOptional { return nil }
    return problem
  }

  /// A call with its arguments, ready to run.
  func makeCall(_ node: CallNode, _ command: Command, _ values: [Value]) -> Call {
    var isDryRun = false
    var wantsChanges = context.policy.keepsNothing
    if command.changes {
      if let index = command.dryRunIndex, case .boolean(true) = values[index] { isDryRun = true }
      if let index = command.changesIndex, case .boolean(true) = values[index] {
        wantsChanges = true
      }
    }
    return Call(
      command, values: values, location: program.location(node.span), site: node.span.site,
      isDryRun: isDryRun,
      wantsChanges: wantsChanges || isDryRun, isConsented: context.options.isConsented,
      language: context.options.language)
  }
}
