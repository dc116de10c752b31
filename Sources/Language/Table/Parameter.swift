package import Basics

/// How the word of a parameter is read. A literal is read when the script is checked: a wrong one
/// is an error before anything runs.
package indirect enum ParameterKind: Sendable, Hashable {
  case text
  case integer
  case decimal
  case money
  case boolean
  case instant
  case day
  case month
  case duration
  /// The number of a line: digits; `+86`, spaces and hyphens are dropped.
  case number
  /// A customer by any identifier: id, number, account, ICCID, document, name.
  case subject
  /// An account by its id, or by a number that it pays for.
  case account
  case iccid
  case order
  /// One of these words.
  case choice([String])
  /// Values of one kind: `gsm,wcdma` or `[gsm, wcdma]`.
  case list(of: ParameterKind)
  /// Whatever value is given.
  case any
  /// A path.
  case file
  /// A condition over the row; only filters and `expect` have it.
  case condition
  /// Names of columns; a condition's fields are known in the same manner.
  case columns
  /// A block in braces, carried out for each row.
  case block
  /// The name of a command.
  case command
}

extension ParameterKind {
  /// Whether the value names a line, a customer, or something of a customer's.
  package var isIdentifier: Bool {
    switch self {
    case .number, .subject, .account, .iccid, .order: true
    default: false
    }
  }
}

extension Parameter {
  /// Whether what is given may name a customer: by its kind, or as a text that customers are found
  /// by.
  package var namesCustomer: Bool {
    if case .list(of: let kind) = kind, kind.isIdentifier { return true }
    return kind.isIdentifier || completion == "customer"
  }
}

/// One parameter of a command; an object, since every call of the command looks at it.
package final class Parameter: Sendable {
  /// How it is given.
  package enum Style: Sendable, Hashable {
    /// In its place, or as `name=value`.
    case positional
    /// As `name=value`.
    case named
    /// As `--name`: true when it stands there.
    case `switch`
  }

  /// What it means when a value is given, and there is none in it: the empty field of a row, a field
  /// that the row lacks, `""`.
  enum Emptiness: Sendable {
    /// The same as a value that is not given.
    case absence
    /// An error: what was asked for would be done to others, or to all.
    case refused(Problem)

    /// The error that it is; nil where it is none.
    var problem: Problem? {
      if case .refused(let problem) = self { return problem }
      return nil
    }
  }

  package let name: String
  package let kind: ParameterKind
  package let style: Style
  package let isRequired: Bool
  /// Whether a positional parameter takes all the words that are left; its value is a list.
  package let isRepeated: Bool
  /// What it is when it is not given; null when there is nothing.
  package let defaultValue: Value
  package let summary: Words
  /// How its values are completed: a tag that the vocabulary interprets.
  package let completion: String?
  /// The field of the row from which it is taken in a pipeline when it is not given.
  package let rowField: String?
  /// Whether it names a file that is written.
  package let isOutput: Bool
  /// What a value that is given but empty means.
  let emptiness: Emptiness
  /// Looks at a value after its kind was read; for what only the vocabulary knows.
  package let validate: (@Sendable (Value) throws(LanguageError) -> Value)?

  init(
    _ name: String, _ kind: ParameterKind, style: Style, isRequired: Bool = false,
    isRepeated: Bool = false, defaultValue: Value = .null, _ summary: Words,
    completion: String? = nil, fromRow rowField: String? = nil, isOutput: Bool = false,
    emptiness: Emptiness? = nil,
    validate: (@Sendable (Value) throws(LanguageError) -> Value)? = nil
  ) {
    self.name = name
    self.kind = kind
    self.style = style
    self.isRequired = isRequired
    self.isRepeated = isRepeated
    self.defaultValue = defaultValue
    self.summary = summary
    self.completion = completion
    self.rowField = rowField
    self.isOutput = isOutput
    self.emptiness = emptiness ?? Self.emptiness(of: kind)
    self.validate = validate
  }

  /// Whether a row must have it, where the command takes it from there: without it the command would
  /// not be about the row.
  var isOfRow: Bool { isRequired || (style == .positional && kind.isIdentifier) }

  /// A text may be empty; any other value that is given and empty is a mistake.
  private static func emptiness(of kind: ParameterKind) -> Emptiness {
    switch kind {
    case .text, .any, .boolean, .condition, .columns, .block, .command: .absence
    default: .refused(.textEmpty)
    }
  }

  /// A value in its place, required unless a default value is given or it is made optional.
  ///
  ///     .positional("number", .number, Words("the line's number", "号码"), fromRow: "number")
  package static func positional(
    _ name: String, _ kind: ParameterKind, _ summary: Words, isRequired: Bool = true,
    isRepeated: Bool = false, defaultValue: Value = .null, completion: String? = nil,
    fromRow rowField: String? = nil,
    validate: (@Sendable (Value) throws(LanguageError) -> Value)? = nil
  ) -> Parameter {
    Parameter(
      name, kind, style: .positional, isRequired: isRequired && defaultValue.isNull,
      isRepeated: isRepeated, defaultValue: defaultValue, summary, completion: completion,
      fromRow: rowField, validate: validate)
  }

  /// A value given as `name=value`.
  package static func named(
    _ name: String, _ kind: ParameterKind, _ summary: Words, isRequired: Bool = false,
    defaultValue: Value = .null, completion: String? = nil, fromRow rowField: String? = nil,
    validate: (@Sendable (Value) throws(LanguageError) -> Value)? = nil
  ) -> Parameter {
    Parameter(
      name, kind, style: .named, isRequired: isRequired, defaultValue: defaultValue, summary,
      completion: completion, fromRow: rowField, validate: validate)
  }

  /// The path of a file that the command writes, in its place.
  package static func output(_ name: String, _ summary: Words) -> Parameter {
    Parameter(
      name, .file, style: .positional, isRequired: true, summary, completion: "file",
      isOutput: true)
  }

  /// A text given as `name=value` that is never empty.
  static func named(
    _ name: String, _ summary: Words, emptiness: Emptiness,
    validate: @escaping @Sendable (Value) throws(LanguageError) -> Value
  ) -> Parameter {
    Parameter(
      name, .text, style: .named, summary, emptiness: emptiness, validate: validate)
  }

  /// A switch given as `--name`.
  package static func `switch`(_ name: String, _ summary: Words) -> Parameter {
    Parameter(name, .boolean, style: .switch, defaultValue: .boolean(false), summary)
  }
}
