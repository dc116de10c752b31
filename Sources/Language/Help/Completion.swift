package import Basics

/// What could be typed at a position in a line.
///
///     let completion = runner.completion(of: "restore ph", at: 10)
///     completion.prefix                  // "ph"
///     completion.candidates[0].text      // "phone"
package struct Completion {
  package struct Candidate: Equatable {
    /// What stands in the place of the prefix.
    package var text: String
    /// What it is, for a list; empty when there is nothing to say.
    package var summary: Words
    /// Whether a blank belongs behind it: not behind `name=`.
    package var isWhole: Bool
    /// Whether it is the value of a parameter, to be written by ``Completion/insertion(of:)``; all
    /// others are written as they are.
    package var isValue: Bool

    package init(
      _ text: String, _ summary: Words = Words("", ""), isWhole: Bool = true, isValue: Bool = false
    ) {
      self.text = text
      self.summary = summary
      self.isWhole = isWhole
      self.isValue = isValue
    }
  }

  /// What was typed of the value or word at the cursor, without quotation marks and escapes.
  package var prefix = ""
  /// What the language knows, in order; each begins with the prefix.
  package var candidates: [Candidate] = []
  /// The command that is being typed, once its name is complete; ``Usage/line(of:)`` shows it.
  package var command: Command?
  /// The parameter whose value is being typed. Its ``Parameter/completion`` tag says what the
  /// vocabulary and the console can add: `number`, `file`, `ticket`, ...
  package var parameter: Parameter?
  /// Whether the cursor stands inside quotation marks.
  var isInQuotes = false
  /// The bytes of the text that a candidate replaces, the quotation marks of a value among them.
  package var range = 0..<0
  /// Whether a candidate may be put there: not in the middle of a value, whose rest would read as
  /// something else.
  package var canInsert = true
  /// The quotation mark with which the value begins; nil: none.
  var quote: UInt8?
  /// Whether the value is one of several with commas between them in one word.
  var isPartOfList = false
}

/// Candidates as they are written in a program.
package struct Insertion: Equatable {
  /// What is put in the place of ``Completion/range`` for each candidate, in their order; nil where
  /// that cannot be said there.
  package var texts: [String?]
  /// What is put there while there are several: what all begin with beyond what was typed; empty
  /// when there is no such thing.
  package var common: String
}

extension Completion {
  /// Writes values so that each reads as this one value, whatever signs it holds: between quotation
  /// marks with escapes where it must be.
  package func insertion(of values: [String]) -> Insertion {
    guard !isPartOfList else {
      let texts = values.map { WordText.isPlain($0) ? $0 : nil }
      return Insertion(texts: texts, common: texts.contains(nil) ? "" : common(of: values))
    }
    let common = common(of: values)
    guard quote != nil || !values.allSatisfy(WordText.isPlain) else {
      return Insertion(texts: values, common: common)
    }
    let mark = quote ?? UInt8(ascii: "\"")
    return Insertion(
      texts: values.map { WordText.quoted($0, with: mark) },
      common: common.isEmpty ? "" : WordText.quoted(common, with: mark, isOpen: true))
  }

  private func common(of values: [String]) -> String {
    guard var common = values.first else { return "" }
    for value in values.dropFirst() { common = common.commonPrefix(with: value) }
    return common.hasPrefix(prefix) && common != prefix ? common : ""
  }
}

extension String {
  /// The characters with which both texts begin.
  fileprivate func commonPrefix(with other: String) -> String {
    var length = 0
    for (one, another) in zip(self, other) {
      guard one == another else { break }
      length += 1
    }
    return String(prefix(length))
  }
}

extension ScriptRunner {
  /// What could be typed at a position of a text.
  ///
  /// - Parameters:
  ///   - text: the text; what stands before the cursor decides, what follows may forbid to insert.
  ///   - cursor: the offset of the cursor, in UTF-8 bytes from the beginning.
  package func completion(of text: String, at cursor: Int) -> Completion {
    Completer(self, Array(text.utf8), cursor).completion()
  }

  /// Whether a typed text can run, needs more lines, or has errors.
  package func completeness(of text: String, name: String = "console") -> Completeness {
    if OpenText.needsMore(text) { return .needsMore }
    let errors = check(SourceText(name: name, text))
    return errors.isEmpty ? .complete : .errors(errors)
  }
}

/// What a typed text is.
package enum Completeness {
  case complete
  case needsMore
  case errors([LanguageError])
}

/// Finds out what the cursor stands in.
private struct Completer {
  private let runner: ScriptRunner
  private let bytes: [UInt8]
  /// What follows the cursor.
  private let rest: ArraySlice<UInt8>
  private var table: CommandTable { runner.table }
  /// Where the current command begins, and whether a pipeline's bar stands before it.
  private var start = 0
  private var isAfterBar = false
  private var quote: Int?

  init(_ runner: ScriptRunner, _ text: [UInt8], _ cursor: Int) {
    self.runner = runner
    var cursor = min(max(cursor, 0), text.count)
    // In the middle of a character nothing can be typed.
    while cursor < text.count, cursor > 0, text[cursor] & 0xC0 == 0x80 { cursor -= 1 }
    let bytes = Array(text.prefix(cursor))
    self.bytes = bytes
    rest = text.dropFirst(cursor)
    var (opened, _) = OpenText.scan(bytes, upTo: bytes.count)
    if let last = opened.last, last.byte == UInt8(ascii: "\"") || last.byte == UInt8(ascii: "'") {
      quote = last.offset
      opened.removeLast()
    }
    while opened.last?.byte == UInt8(ascii: "[") { opened.removeLast() }
    start = opened.last.map { $0.offset + 1 } ?? 0
    findCommand()
  }

  /// Goes from the innermost bracket to the command at whose end the cursor stands.
  private mutating func findCommand() {
    var depth = 0
    var offset = start
    // What is in the text at the cursor begins no command.
    let end = quote ?? bytes.count
    while offset < end {
      switch bytes[offset] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        offset = endOfText(offset)
        continue
      case UInt8(ascii: "#") where offset == 0 || !Bytes.isWord(bytes[offset - 1]):
        while offset < end, bytes[offset] != Bytes.newline { offset += 1 }
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "|") where depth <= 0:
        start = offset + 1
        isAfterBar = true
      case UInt8(ascii: ";") where depth <= 0, Bytes.newline where depth <= 0:
        guard bytes[offset] != Bytes.newline || !isAfterBarOnly(offset) else { break }
        start = offset + 1
        isAfterBar = false
      default: break
      }
      offset += 1
    }
  }

  /// Whether nothing stands between the last bar and a newline: the pipeline goes on.
  private func isAfterBarOnly(_ offset: Int) -> Bool {
    isAfterBar && bytes[start..<offset].allSatisfy { Bytes.isBlank($0) || $0 == Bytes.newline }
  }

  private func endOfText(_ offset: Int) -> Int {
    var end = offset + 1
    while end < bytes.count, bytes[end] != bytes[offset] {
      end += bytes[end] == UInt8(ascii: "\\") && bytes[offset] == UInt8(ascii: "\"") ? 2 : 1
    }
    return end + 1
  }

  // MARK: Words

  /// The words of the command up to the cursor; the last is the one being typed, perhaps empty.
  private func words() -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isOpen = false
    var offset = start
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let end = min(endOfText(offset), bytes.count)
        word += bytes[offset..<end]
        offset = end
        isOpen = true
        continue
      }
      if Bytes.isBlank(byte) || byte == Bytes.newline {
        if isOpen { words.append(String(decoding: word, as: UTF8.self)) }
        word = []
        isOpen = false
      } else {
        word.append(byte)
        isOpen = true
      }
      offset += 1
    }
    return words + [String(decoding: word, as: UTF8.self)]
  }

  func completion() -> Completion {
    var completion = found()
    // Names and keywords take the place of what was typed of them; a value has found its own.
    if completion.parameter == nil {
      completion.range = bytes.count - completion.prefix.utf8.count..<bytes.count
    }
    return completion
  }

  private func found() -> Completion {
    var words = words()
    var typed = words.removeLast()
    var completion = Completion()
    completion.isInQuotes = quote != nil
    if let first = words.first, first == "let" {
      guard let equals = words.firstIndex(of: "=") else { return completion }
      words.removeSubrange(...equals)
    }
    if quote == nil, let dollar = typed.lastIndex(of: "$") {
      return variables(String(typed[typed.index(after: dollar)...]))
    }
    guard !words.isEmpty else {
      completion.prefix = typed
      completion.candidates = names(typed)
      return completion
    }
    let two = words.count > 1 ? table[words[0] + " " + words[1]] : nil
    guard let command = two ?? table[words[0]] else {
      guard words.count == 1 else { return completion }
      completion.prefix = typed
      completion.candidates = seconds(words[0], typed)
      return completion
    }
    if two == nil, words.count == 1 {
      // `restore` alone may go on as `restore phone`.
      completion.candidates = seconds(words[0], typed)
    }
    completion.command = command
    if let offset = quote, typed.first != nil {
      typed = String(decoding: bytes[offset...], as: UTF8.self)
      let before = String(decoding: bytes[start..<offset], as: UTF8.self)
      if let name = before.split(separator: " ").last, name.hasSuffix("=") {
        typed = name + typed
      }
    }
    complete(command, Array(words.dropFirst(two == nil ? 1 : 2)), typed, &completion)
    return completion
  }

  private func names(_ prefix: String) -> [Completion.Candidate] {
    var candidates: [Completion.Candidate] = []
    for command in table.commands where command.name.hasPrefix(prefix) {
      let fits =
        isAfterBar ? command.role != .source : command.canBegin
      if fits { candidates.append(.init(command.name, command.summary)) }
    }
    guard !isAfterBar else { return candidates }
    for function in runner.functions.keys.sorted() where function.hasPrefix(prefix) {
      candidates.append(.init(function))
    }
    for keyword in CommandTable.keywords
    where keyword.hasPrefix(prefix) && !["else", "in", "catch"].contains(keyword) {
      candidates.append(.init(keyword))
    }
    return candidates
  }

  private func seconds(_ first: String, _ prefix: String) -> [Completion.Candidate] {
    table.commands.compactMap { command in
      guard command.name.hasPrefix(first + " ") else { return nil }
      let second = String(command.name.dropFirst(first.count + 1))
      return second.hasPrefix(prefix) ? .init(second, command.summary) : nil
    }
  }

  private func variables(_ typed: String) -> Completion {
    var completion = Completion()
    completion.prefix = typed
    if let point = typed.lastIndex(of: ".") {
      completion.prefix = String(typed[typed.index(after: point)...])
      guard let variable = runner.variables[String(typed[..<point])],
        let record = runner.executor.state[variable].asRecord
      else { return completion }
      // A heading may be any text.
      completion.candidates = record.columns.names
        .filter { $0.hasPrefix(completion.prefix) && isFieldName($0) }.map { .init($0) }
      return completion
    }
    let names = runner.variables.keys.sorted() + (isAfterBar ? ["it"] : [])
    completion.candidates = names.filter { $0.hasPrefix(typed) }.map { .init($0) }
    return completion
  }

  /// Whether a name can stand behind a point as it is.
  private func isFieldName(_ name: String) -> Bool {
    Array(name.utf8).withUnsafeBufferPointer { bytes in
      var scanner = Scanner(bytes)
      return !scanner.fieldName().isEmpty && scanner.isAtEnd && WordText.isPlain(name)
    }
  }

  // MARK: Arguments

  private func complete(
    _ command: Command, _ words: [String], _ typed: String, _ completion: inout Completion
  ) {
    var given: Set<String> = []
    var positionals = command.positionals.map { command.parameters[$0] }
    for word in words {
      if word.hasPrefix("--") {
        given.insert(String(word.dropFirst(2)))
      } else if let equals = word.firstIndex(of: "="),
        command.index(of: String(word[..<equals])) != nil
      {
        given.insert(String(word[..<equals]))
      } else if let first = positionals.first(where: { !given.contains($0.name) }) {
        if !first.isRepeated { given.insert(first.name) }
      }
    }
    positionals.removeAll { given.contains($0.name) }
    completion.prefix = typed
    if let equals = typed.firstIndex(of: "="), !typed.hasPrefix("--"),
      let index = command.index(of: String(typed[..<equals]))
    {
      let value = String(typed[typed.index(after: equals)...])
      return completeValue(command.parameters[index], value, &completion)
    }
    if !typed.hasPrefix("-"), let next = positionals.first {
      completeValue(next, typed, &completion)
    }
    guard quote == nil else { return }
    for parameter in command.parameters where !given.contains(parameter.name) {
      guard parameter.style != .positional else { continue }
      let option = Usage.option(parameter)
      guard option.hasPrefix(completion.prefix) else { continue }
      completion.candidates.append(
        .init(option, parameter.summary, isWhole: parameter.style == .switch))
    }
  }

  private func completeValue(
    _ parameter: Parameter, _ typed: String, _ completion: inout Completion
  ) {
    completion.parameter = parameter
    let value = locate(typed, in: parameter, &completion)
    let words: [String]
    var isValue = false
    switch parameter.kind {
    case .choice(let choices), .list(of: .choice(let choices)): (words, isValue) = (choices, true)
    case .boolean: words = ["true", "false"]
    case .command: words = table.commands.map(\.name)
    case .condition, .columns: words = columns()
    default: words = []
    }
    completion.candidates += words.filter { $0.hasPrefix(value) }
      .map { .init($0, isValue: isValue) }
  }

  /// Finds what was typed of a value, and what a candidate would replace.
  ///
  /// - Parameter typed: the value as it stands in the text, up to the cursor.
  /// - Returns: what was typed of it, as its candidates begin.
  private func locate(
    _ typed: String, in parameter: Parameter, _ completion: inout Completion
  ) -> String {
    let start = bytes.count - typed.utf8.count
    guard let found = WordText.typed(bytes[start...], table) else {
      completion.prefix = typed
      completion.range = start..<bytes.count
      completion.canInsert = false
      return typed
    }
    completion.quote = found.quote
    var value = found.value
    var end = bytes.count
    if found.quote != nil, !found.isClosed, rest.first == found.quote { end += 1 }
    let next = end == bytes.count ? rest.first : rest.dropFirst().first
    // Behind a value that is still open everything belongs to it.
    let isOpen = found.quote != nil && !found.isClosed && end == bytes.count
    let isWhole = isOpen ? rest.allSatisfy(isGap) : next.map { !isPartOfValue($0) } ?? true
    let isFirst = start == 0 || isGap(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "=")
    completion.canInsert = isWhole && isFirst
    completion.range = start..<end
    if case .list = parameter.kind, let comma = value.lastIndex(of: ",") {
      value = String(value[value.index(after: comma)...])
      completion.isPartOfList = true
      completion.range = bytes.count - value.utf8.count..<bytes.count
      completion.canInsert =
        completion.canInsert && !found.isClosed
        && bytes.suffix(value.utf8.count).elementsEqual(value.utf8)
    }
    completion.prefix = value
    return value
  }

  private func isGap(_ byte: UInt8) -> Bool { Bytes.isBlank(byte) || byte == Bytes.newline }

  /// Whether a byte would be taken with a value beside it.
  private func isPartOfValue(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "("),
      UInt8(ascii: "["), UInt8(ascii: "{"):
      true
    default: Bytes.isWord(byte)
    }
  }

  /// The columns of the source with which the pipeline begins, where they are known.
  private func columns() -> [String] {
    let text = String(decoding: bytes[..<start], as: UTF8.self)
    let head = text.split(whereSeparator: { "\n;{}(".contains($0) }).last ?? ""
    guard let first = head.split(separator: "|").first else { return [] }
    let words = first.split(separator: " ").map(String.init)
    guard let name = words.first else { return [] }
    let command = words.count > 1 ? table[name + " " + words[1]] ?? table[name] : table[name]
    return command?.rowColumns?.names ?? []
  }
}
