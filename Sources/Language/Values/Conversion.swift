import Basics

/// Makes of a value what a parameter's kind asks for: of the field of a row, of a variable.
package enum Conversion {
  /// The value as a kind; null stays null.
  ///
  /// - Throws: what is wrong with the value, without a location: `kind.wrong`, or what reading its text
  ///   throws.
  package static func convert(
    _ value: Value, to kind: ParameterKind
  ) throws(LanguageError) -> Value {
    switch (value, kind) {
    case (.null, _): return .null
    case (.deferred(let deferred), _):
      if kind.isIdentifier, let order = value.rehearsedOrder { return .text(order) }
      return try convert(deferred.value(), to: kind)
    case (_, .any): return value
    case (.text(let text), _): return try read(text, as: kind)
    case (.list(let values), .list(let element)):
      var converted: [Value] = []
      for value in values { converted.append(try convert(value, to: element)) }
      return .list(converted)
    case (_, .list(let element)): return .list([try convert(value, to: element)])
    case (.integer, .integer), (.decimal, .decimal), (.money, .money), (.boolean, .boolean),
      (.instant, .instant), (.day, .day), (.month, .month), (.duration, .duration):
      return value
    case (.integer(let whole), .decimal): return .decimal(Decimal(whole))
    case (.integer(let whole), .money):
      let (fen, isOver) = whole.multipliedReportingOverflow(by: 100)
      guard !isOver, fen.magnitude <= Money.highest.fen.magnitude else { throw wrong(value, kind) }
      return .money(Money(fen: fen))
    case (.decimal(let decimal), .money): return try read(decimal.text, as: kind)
    case (.decimal(let decimal), .integer):
      guard let whole = decimal.whole else { throw wrong(value, kind) }
      return .integer(whole)
    case (.money(let money), .decimal): return try read(money.text, as: kind)
    case (.day(let day), .instant): return .instant(day.start)
    case (.instant(let instant), .day): return .day(instant.day)
    case (.day(let day), .month): return .month(day.month)
    case (.instant(let instant), .month): return .month(instant.month)
    case (.record(let record), _) where kind.isIdentifier: return try identifier(record, kind)
    case (.list, _), (.record, _), (.table, _): throw wrong(value, kind)
    default: return try readScalar(value, as: kind)
    }
  }

  /// A scalar of another kind is taken by its text where the kind is a text.
  private static func readScalar(
    _ value: Value, as kind: ParameterKind
  ) throws(LanguageError) -> Value {
    switch kind {
    case .text, .file, .command, .number, .subject, .account, .iccid, .order, .choice:
      return try read(ValueText.text(value), as: kind)
    default: throw wrong(value, kind)
    }
  }

  /// A row or a result stands for what it is about: its `number`, or its `id`.
  private static func identifier(
    _ record: Record, _ kind: ParameterKind
  ) throws(LanguageError) -> Value {
    let names =
      switch kind {
      case .number: ["number"]
      case .order: ["order", "id"]
      case .iccid: ["iccid"]
      case .account: ["account", "id"]
      default: ["id", "number", "customer"]
      }
    for name in names {
      if let value = record[name], !value.isNull { return try convert(value, to: kind) }
    }
    throw wrong(.record(record), kind)
  }

  private static func read(_ text: String, as kind: ParameterKind) throws(LanguageError) -> Value {
    switch kind {
    case .command: return .text(text)
    case .file: return .text(try Files.expanded(text))
    case .text: return .text(text.withoutBlanksAround)
    // An empty field of a file is no value.
    case .any: return text.isEmpty ? .null : .text(text)
    default: break
    }
    var text = text.withoutBlanksAround
    if text.isEmpty { return .null }
    let result = text.withUTF8 { bytes in
      Result { () throws(LanguageError) -> Value in
        try Literals.read(bytes, as: kind, isQuoted: true)
      }
    }
    return try result.get()
  }

  private static func wrong(_ value: Value, _ kind: ParameterKind) -> LanguageError {
    LanguageError(
      .kindWrong, Usage.name(of: kind), value.kindName, Literals.quoted(ValueText.text(value)))
  }
}
