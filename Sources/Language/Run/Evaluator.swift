import Basics

/// Values of expressions.
extension StatementExecutor {
  func evaluate(_ expression: Expression) throws(LanguageError) -> Value {
    switch expression {
    case .literal(let value): return value
    case .variable(let variable): return state[variable]
    case .field(let node): return try field(node)
    case .row(let span): return .record(try rowRecord(span))
    case .comparison(let comparison, let left, let right, let span):
      return .boolean(try compare(comparison, left, right, span))
    case .and(let left, let right, let span):
      guard try truth(left, span) else { return .boolean(false) }
      return .boolean(try truth(right, span))
    case .or(let left, let right, let span):
      if try truth(left, span) { return .boolean(true) }
      return .boolean(try truth(right, span))
    case .not(let operand, let span): return .boolean(try !truth(operand, span))
    case .matches(let operand, let pattern, _):
      return .boolean(try pattern.matches(ValueText.text(try evaluate(operand)), context.poll))
    case .arithmetic(let operation, let left, let right, let span):
      let left = try evaluate(left)
      let right = try evaluate(right)
      do throws(LanguageError) {
        return try Arithmetic.apply(operation, left, right)
      } catch {
        throw error.located(at: program.location(span))
      }
    case .negative(let operand, let span): return try negative(try evaluate(operand), span)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try evaluate(element)) }
      return .list(values)
    case .record(let columns, let fields):
      var values: [Value] = []
      for field in fields { values.append(try evaluate(field)) }
      return .record(Record(columns, values))
    default: return try evaluateRare(expression)
    }
  }

  private func compare(
    _ comparison: Comparison.Operator, _ left: Expression, _ right: Expression, _ span: Span
  ) throws(LanguageError) -> Bool {
    let first = try operand(left)
    let second = try operand(right)
    do throws(LanguageError) {
      try allow(comparison, left, first, with: second.value)
      try allow(comparison, right, second, with: first.value)
      return try Comparison.holds(comparison, first.value, second.value)
    } catch {
      throw error.located(at: program.location(span))
    }
  }

  /// A side of a comparison, and what is known of the column from which it comes.
  @inline(__always)
  private func operand(
    _ expression: Expression
  ) throws(LanguageError) -> (value: Value, kind: ColumnKind?) {
    guard case .member(let whole, let name, let span) = expression else {
      return (try evaluate(expression), nil)
    }
    let record = try evaluate(whole)
    return (try member(record, name, span), record.asRecord?.columns.kinds[name])
  }

  /// Looks whether a side of a comparison can be compared with a value; of a field only what was not
  /// looked at when its columns were met.
  @inline(__always)
  private func allow(
    _ comparison: Comparison.Operator, _ side: Expression,
    _ operand: (value: Value, kind: ColumnKind?), with value: Value
  ) throws(LanguageError) {
    if case .field(let node) = side, let choices = node.choices {
      try ColumnKind.refuseUnknown(value, choices)
    }
    guard let kind = operand.kind, case .member(_, let name, _) = side else { return }
    try kind.allow(comparison.isEquality ? .literal(value) : .part, of: name)
  }

  private func evaluateRare(_ expression: Expression) throws(LanguageError) -> Value {
    switch expression {
    case .member(let whole, let name, let span):
      return try member(try evaluate(whole), name, span)
    case .element(let whole, let index, let span):
      return try element(try evaluate(whole), try evaluate(index), span)
    case .interpolated(let parts):
      var text = ""
      for part in parts {
        text += ValueText.text(try evaluate(part))
        try Limits.checkText(text.utf8.count)
      }
      return .text(text)
    case .pipeline(let node): return try value(of: node)
    case .function(let function, let arguments, let span):
      return try call(function, arguments, span)
    case .bareWord, .columns, .block: preconditionFailure("no expression of a checked program")
    default: preconditionFailure("an expression of the other function")
    }
  }

  /// Whether a condition holds; null does not.
  func truth(_ condition: Expression, _ span: Span?) throws(LanguageError) -> Bool {
    let value = try evaluate(condition)
    switch value {
    case .boolean(let truth): return truth
    case .null: return false
    case .text("true"): return true
    case .text("false"), .text(""): return false
    default:
      throw LanguageError(
        .conditionKind, value.kindName, Literals.quoted(ValueText.text(value)),
        at: span.map(program.location))
    }
  }

  private func field(_ node: FieldNode) throws(LanguageError) -> Value {
    guard let row = state.row else {
      throw LanguageError(.rowNone, node.name, at: program.location(node.span))
    }
    let columns = row.columns
    if node.columns !== columns {
      try allow(node, columns)
      node.columns = columns
      node.index = columns.index(of: node.name) ?? -1
    }
    guard node.index >= 0 else {
      if node.isOptional || columns.isOpen { return .null }
      throw unknownColumn(node, columns)
    }
    return try row.value(at: node.index)
  }

  /// Looks whether a field of these columns can be compared as it is.
  private func allow(_ node: FieldNode, _ columns: Columns) throws(LanguageError) {
    node.choices = nil
    guard let comparison = node.comparison, let kind = columns.kinds[node.name] else { return }
    do throws(LanguageError) {
      try kind.allow(comparison, of: node.name)
    } catch {
      throw error.located(at: program.location(node.span))
    }
    if case .choice(let words) = kind, case .value = comparison { node.choices = words }
  }

  func unknownColumn(_ node: FieldNode, _ columns: Columns) -> LanguageError {
    var error = LanguageError(
      .columnUnknown, node.name, columns.told,
      at: program.location(node.span),
      nearest: NearestWord.nearest(of: node.name, among: columns.names))
    error.wide = FullWidth.first(in: node.name)
    return error
  }

  private func rowRecord(_ span: Span) throws(LanguageError) -> Record {
    guard let row = state.row else {
      throw LanguageError(.rowNone, "$it", at: program.location(span))
    }
    return try row.record()
  }

  private func negative(_ value: Value, _ span: Span) throws(LanguageError) -> Value {
    switch value {
    case .money(let money): return .money(-money)
    case .duration(let duration): return .duration(-duration)
    default:
      do throws(LanguageError) {
        return try Arithmetic.apply(.subtract, .integer(0), value)
      } catch {
        throw error.located(at: program.location(span))
      }
    }
  }

  private func member(
    _ whole: Value, _ name: String, _ span: Span
  ) throws(LanguageError) -> Value {
    switch whole.resolved {
    case .record(let record):
      if let value = record[name] { return value }
      if record.columns.isOpen { return .null }
      throw LanguageError(
        .fieldUnknown, name, record.columns.told,
        at: program.location(span),
        nearest: NearestWord.nearest(of: name, among: record.columns.names))
    case .table(let table):
      guard table.columns.index(of: name) != nil || table.rows.isEmpty else {
        throw LanguageError(
          .fieldUnknown, name, table.columns.told,
          at: program.location(span),
          nearest: NearestWord.nearest(of: name, among: table.columns.names))
      }
      return .list(table.rows.map { $0[name] ?? .null })
    case .null: return .null
    case let other:
      throw LanguageError(
        .kindWrong, "record", other.kindName, Literals.quoted(ValueText.text(other)),
        at: program.location(span))
    }
  }

  private func element(
    _ whole: Value, _ key: Value, _ span: Span
  ) throws(LanguageError) -> Value {
    if case .text(let name) = key { return try member(whole, name, span) }
    let values: [Value]
    switch whole.resolved {
    case .list(let list): values = list
    case .table(let table): values = table.rows.map(Value.record)
    case .null: return .null
    case let other:
      throw LanguageError(
        .kindWrong, "list", other.kindName, Literals.quoted(ValueText.text(other)),
        at: program.location(span))
    }
    guard case .integer(let number) = key, let index = Int(exactly: number),
      values.indices.contains(index)
    else {
      throw LanguageError(
        .indexRange, ValueText.text(key), "\(values.count)", at: program.location(span))
    }
    return values[index].resolved
  }

  /// Calls a function of the script.
  private func call(
    _ function: FunctionNode, _ arguments: [Expression], _ span: Span
  ) throws(LanguageError) -> Value {
    guard state.nesting.calls < 100 else {
      throw LanguageError(.callDepth, "100", at: program.location(span))
    }
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument)) }
    values += Array(repeating: .null, count: max(0, function.slotCount - values.count))
    let flow = try state.withFrame(values) { () throws(LanguageError) in
      try execute(function.block)
    }
    if case .giveBack(let value) = flow { return value }
    return .null
  }
}
