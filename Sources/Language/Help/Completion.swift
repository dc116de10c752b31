import Basics

/// What could be typed at a place in a line.
///
///     let completion = interpreter.completion(of: "restore ph", at: 10)
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

    package init(_ text: String, _ summary: Words = Words("", ""), isWhole: Bool = true) {
      self.text = text
      self.summary = summary
      self.isWhole = isWhole
    }
  }

  /// The part of the word before the cursor that a candidate replaces.
  package var prefix = ""
  /// What the language knows, in order; each begins with the prefix.
  package var candidates: [Candidate] = []
  /// The command that is being typed, once its name is complete; ``Usage/line(of:)`` shows it.
  package var command: Command?
  /// The parameter whose value is being typed. Its ``Parameter/completion`` tag says what the
  /// vocabulary and the console can add: `number`, `file`, `ticket`, ...
  package var parameter: Parameter?
  /// Whether the cursor stands inside quotation marks.
  package var isInQuotes = false
}

extension Interpreter {
  /// What could be typed at a place of a text.
  ///
  /// - Parameters:
  ///   - text: the text, of which only what stands before the cursor counts.
  ///   - cursor: the place of the cursor, in UTF-8 bytes from the beginning.
  package func completion(of text: String, at cursor: Int) -> Completion {
    Completer(self, Array(text.utf8.prefix(cursor))).completion()
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
  private let interpreter: Interpreter
  private let bytes: [UInt8]
  private var table: CommandTable { interpreter.table }
  /// Where the command at hand begins, and whether a pipeline's bar stands before it.
  private var start = 0
  private var isAfterBar = false
  private var quote: Int?

  init(_ interpreter: Interpreter, _ bytes: [UInt8]) {
    self.interpreter = interpreter
    self.bytes = bytes
    var (opened, _) = OpenText.scan(bytes, upTo: bytes.count)
    if let last = opened.last, last.byte == UInt8(ascii: "\"") || last.byte == UInt8(ascii: "'") {
      quote = last.place
      opened.removeLast()
    }
    while opened.last?.byte == UInt8(ascii: "[") { opened.removeLast() }
    start = opened.last.map { $0.place + 1 } ?? 0
    findCommand()
  }

  /// Goes from the innermost bracket to the command at whose end the cursor stands.
  private mutating func findCommand() {
    var depth = 0
    var place = start
    // What is in the text at the cursor begins no command.
    let end = quote ?? bytes.count
    while place < end {
      switch bytes[place] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        place = endOfText(place)
        continue
      case UInt8(ascii: "#") where place == 0 || !Bytes.isWord(bytes[place - 1]):
        while place < end, bytes[place] != Bytes.newline { place += 1 }
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "|") where depth <= 0:
        start = place + 1
        isAfterBar = true
      case UInt8(ascii: ";") where depth <= 0, Bytes.newline where depth <= 0:
        guard bytes[place] != Bytes.newline || !isAfterBarOnly(place) else { break }
        start = place + 1
        isAfterBar = false
      default: break
      }
      place += 1
    }
  }

  /// Whether nothing stands between the last bar and a newline: the pipeline goes on.
  private func isAfterBarOnly(_ place: Int) -> Bool {
    isAfterBar && bytes[start..<place].allSatisfy { Bytes.isBlank($0) || $0 == Bytes.newline }
  }

  private func endOfText(_ place: Int) -> Int {
    var end = place + 1
    while end < bytes.count, bytes[end] != bytes[place] {
      end += bytes[end] == UInt8(ascii: "\\") && bytes[place] == UInt8(ascii: "\"") ? 2 : 1
    }
    return end + 1
  }

  // MARK: Words

  /// The words of the command up to the cursor; the last is the one being typed, perhaps empty.
  private func words() -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isOpen = false
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let end = min(endOfText(place), bytes.count)
        word += bytes[place..<end]
        place = end
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
      place += 1
    }
    return words + [String(decoding: word, as: UTF8.self)]
  }

  func completion() -> Completion {
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
    if let place = quote, typed.first != nil {
      typed = String(decoding: bytes[place...], as: UTF8.self)
      let before = String(decoding: bytes[start..<place], as: UTF8.self)
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
        isAfterBar ? command.role != .source : command.role != .filter && command.name != "save"
      if fits { candidates.append(.init(command.name, command.summary)) }
    }
    guard !isAfterBar else { return candidates }
    for function in interpreter.functions.keys.sorted() where function.hasPrefix(prefix) {
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
      guard let variable = interpreter.variables[String(typed[..<point])],
        let record = interpreter[variable].asRecord
      else { return completion }
      completion.candidates = record.columns.names.filter { $0.hasPrefix(completion.prefix) }
        .map { .init($0) }
      return completion
    }
    let names = interpreter.variables.keys.sorted() + (isAfterBar ? ["it"] : [])
    completion.candidates = names.filter { $0.hasPrefix(typed) }.map { .init($0) }
    return completion
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
        command.place(of: String(word[..<equals])) != nil
      {
        given.insert(String(word[..<equals]))
      } else if let first = positionals.first(where: { !given.contains($0.name) }) {
        if !first.isRepeated { given.insert(first.name) }
      }
    }
    positionals.removeAll { given.contains($0.name) }
    completion.prefix = typed
    if let equals = typed.firstIndex(of: "="), !typed.hasPrefix("--"),
      let place = command.place(of: String(typed[..<equals]))
    {
      let value = String(typed[typed.index(after: equals)...])
      return completeValue(command.parameters[place], value, &completion)
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
        .init(option, parameter.summary, isWhole: parameter.style == .toggle))
    }
  }

  private func completeValue(
    _ parameter: Parameter, _ typed: String, _ completion: inout Completion
  ) {
    completion.parameter = parameter
    var value = typed
    if quote != nil, let first = value.first, first == "\"" || first == "'" { value.removeFirst() }
    if case .list = parameter.kind, let comma = value.lastIndex(of: ",") {
      value = String(value[value.index(after: comma)...])
    }
    completion.prefix = value
    let words: [String]
    switch parameter.kind {
    case .choice(let choices), .list(of: .choice(let choices)): words = choices
    case .boolean: words = ["true", "false"]
    case .command: words = table.commands.map(\.name)
    case .condition, .columns: words = columns()
    default: words = []
    }
    completion.candidates += words.filter { $0.hasPrefix(value) }.map { .init($0) }
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
