import Basics

/// The problems that this room finds; the raw value is the stable code.
enum Problem: String, CaseIterable, Sendable {
  case syntaxExpected = "syntax.expected"
  case syntaxUnclosed = "syntax.unclosed"
  case syntaxUnopened = "syntax.unopened"
  case syntaxDepth = "syntax.depth"
  case syntaxSteps = "syntax.steps"
  case syntaxCharacter = "syntax.character"
  case syntaxEscape = "syntax.escape"
  case syntaxOperator = "syntax.operator"
  case syntaxWide = "syntax.wide"
  case textUnclosed = "text.unclosed"
  case textDollar = "text.dollar"
  case commandUnknown = "command.unknown"
  case commandPlace = "command.place"
  case commandFirst = "command.first"
  case commandLast = "command.last"
  case optionUnknown = "option.unknown"
  case optionTwice = "option.twice"
  case optionValue = "option.value"
  case argumentUnused = "argument.unused"
  case parameterMissing = "parameter.missing"
  case parameterMany = "parameter.many"
  case variableUnknown = "variable.unknown"
  case variableName = "variable.name"
  case rowNone = "row.none"
  case columnUnknown = "column.unknown"
  case columnTwice = "column.twice"
  case columnLate = "column.late"
  case headingNumber = "heading.number"
  case fieldUnknown = "field.unknown"
  case choiceUnknown = "choice.unknown"
  case kindWrong = "kind.wrong"
  case integerMalformed = "integer.malformed"
  case booleanMalformed = "boolean.malformed"
  case textEmpty = "text.empty"
  case keyEmpty = "key.empty"
  case compareKinds = "compare.kinds"
  case compareMasked = "compare.masked"
  case operateKinds = "operate.kinds"
  case conditionKind = "condition.kind"
  case overflow = "number.overflow"
  case divisionZero = "number.division"
  case indexRange = "index.range"
  case fileOpen = "file.open"
  case fileRead = "file.read"
  case fileWrite = "file.write"
  case fileFormat = "file.format"
  case fileEncoding = "file.encoding"
  case fileMalformed = "file.malformed"
  case fileHome = "file.home"
  case fileTwice = "file.twice"
  case fileOfStore = "file.store"
  case filePlace = "file.place"
  case includeCycle = "include.cycle"
  case includeMany = "include.many"
  case includeLiteral = "include.literal"
  case expectFailed = "expect.failed"
  case expectCondition = "expect.condition"
  case refused = "refused"
  case consentMissing = "consent.missing"
  case consentDenied = "consent.denied"
  case interrupted = "interrupted"
  case transactionOpen = "transaction.open"
  case transactionNone = "transaction.none"
  case savepointUnknown = "savepoint.unknown"
  case consoleOnly = "console.only"
  case controlPlace = "control.place"
  case functionTaken = "function.taken"
  case callDepth = "call.depth"
  case stackDepth = "stack.depth"
  case exitRange = "exit.range"
  case patternMalformed = "pattern.malformed"
  case patternWork = "pattern.work"
  case tooLarge = "script.large"
  case textLong = "text.long"
  case textLarge = "text.large"
  case rowsMany = "rows.many"
  case outputClosed = "output.closed"

  /// The message with its values put in.
  func message(_ values: [String], in language: ReaderLanguage) -> String {
    let words = self.words
    let template = language == .chinese ? words.chinese : words.english
    var message = ""
    var rest = template[...]
    while let brace = rest.firstIndex(of: "{") {
      message += rest[..<brace]
      rest = rest[brace...].dropFirst()
      let number = rest.prefix { $0.isNumber }
      if let index = Int(number), values.indices.contains(index) {
        let value = values[index]
        message +=
          language == .chinese
          ? Self.chinese[value] ?? Self.quotedInChinese(shown(value)) : shown(value)
      }
      rest = rest.dropFirst(number.count + 1)
    }
    return message + rest
  }

  /// A value with Chinese quotation marks in place of the backticks around what was written.
  static func quotedInChinese(_ value: String) -> String {
    let pieces = value.split(separator: "`", omittingEmptySubsequences: false)
    guard pieces.count > 1, pieces.count % 2 == 1 else { return value }
    var quoted = ""
    for (index, piece) in pieces.enumerated() {
      if index % 2 == 1 {
        quoted += "“\(piece)”"
      } else {
        quoted += piece == ", " ? "、" : piece == " or " ? "或" : piece
      }
    }
    return quoted
  }

  /// A value as a message shows it: the beginning of one that no reader would read to its end, and
  /// no document number in clear. What a refusal gives as its reasons is shown whole.
  private func shown(_ value: String) -> String {
    let value = DocumentNumber.masked(in: value)
    let longest = 400
    guard self != .refused, value.utf8.count > longest else { return value }
    return value.prefix(longest) + "…"
  }
}
