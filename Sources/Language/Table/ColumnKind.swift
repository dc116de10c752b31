package import Basics

/// What is known of the values of a column before any row is read, where that is more than each value
/// tells by itself.
package enum ColumnKind: Sendable {
  /// Text, also where it consists of digits: numbers of lines, identifiers, tickets.
  case text
  /// One of these codes, or nothing.
  case choice(CodeNames)
  /// Text of which only a part is shown, so that it cannot be compared; and the command to use
  /// instead.
  case masked(instead: String)
}

/// How a field is compared.
enum FieldComparison {
  /// Whether it is equal to a value that is written out, or among such values.
  case literal(Value)
  /// Whether it is equal to any other value.
  case value
  /// In any other way: by its order, its beginning, a pattern.
  case part
}

extension ColumnKind {
  /// Looks whether a column of this kind can be compared so.
  ///
  /// - Throws: `compare.masked`; `choice.unknown` for a word that the column never holds.
  func allow(_ comparison: FieldComparison, of name: String) throws(LanguageError) {
    switch (self, comparison) {
    case (.masked(let instead), _):
      throw LanguageError(.compareMasked, name, Literals.quoted(instead))
    case (.choice(let names), .literal(let value)): try Self.refuseUnknown(value, names)
    default: return
    }
  }

  /// Refuses a word that a choice does not have.
  static func refuseUnknown(_ value: Value, _ names: CodeNames) throws(LanguageError) {
    let words = names.codes
    switch value {
    case .list(let values): for value in values { try refuseUnknown(value, names) }
    case .null, .text(""), .deferred: break
    default:
      let text = ValueText.text(value)
      guard !words.contains(text) else { return }
      var error = LanguageError(
        .choiceUnknown, Literals.quoted(text), words.joined(separator: ", "), expected: words,
        nearest: NearestWord.nearest(of: text, among: words))
      error.expectedNames = names
      throw error
    }
  }

  /// A value that is written out as it compares with the column: what looks like a number is text
  /// beside text.
  func operand(_ value: Value) -> Value {
    guard case .text = self else { return value }
    switch value {
    case .list(let values): return .list(values.map(operand))
    case .integer, .decimal, .day, .month, .instant, .duration: return .text(ValueText.text(value))
    default: return value
    }
  }
}
