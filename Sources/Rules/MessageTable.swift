package import Basics
package import Records

/// The words of messages: errors, reasons of refusals, texts to customers, by their stable codes.
///
/// A name in braces is replaced by the value of that name; what stands in square brackets is left out
/// where one of its values is missing or empty.
package struct MessageTable: Sendable {
  /// One message in both languages, and what would help where something would.
  package struct Wording: Sendable {
    let message: Words
    let help: Words
    let kinds: [String: ValueKind]

    /// - Parameters:
    ///   - english: the message in English.
    ///   - chinese: the message in Chinese.
    ///   - help: what would remove the reason, in English and Chinese.
    ///   - kinds: what the values under names in braces are, where that is more than text.
    package init(
      _ english: String, _ chinese: String, help: (String, String) = ("", ""),
      kinds: [String: ValueKind] = [:]
    ) {
      message = Words(english, chinese)
      self.help = Words(help.0, help.1)
      self.kinds = kinds
    }
  }

  /// What a value of a message is, where a reader of Chinese is not to see it as it is stored.
  package struct ValueKind: Sendable {
    let chinese: @Sendable (String) -> String?

    /// One of the codes of an enumeration.
    package static func code<Code: NamedCode>(_: Code.Type) -> ValueKind {
      let names = CodeNames(Code.self)
      return ValueKind { names.chinese($0) }
    }

    /// One of the codes of an enumeration, or one that a rule makes besides.
    package static func code<Code: NamedCode>(_: Code.Type, or others: CodeNames) -> ValueKind {
      let names = CodeNames(Code.self) + others
      return ValueKind { names.chinese($0) }
    }

    /// An operator with the role in brackets, such as `lihui (field)`.
    package static var operatorWithRole: ValueKind {
      let roles = CodeNames(Role.self)
      return ValueKind { text in
        guard text.last == ")", let open = text.lastIndex(of: "("),
          let role = roles.chinese(String(text[text.index(after: open)...].dropLast()))
        else { return nil }
        return "\(text[..<open].split(separator: " ").joined(separator: " "))（\(role)）"
      }
    }

    /// A duration.
    package static var duration: ValueKind {
      ValueKind { text in (try? Duration(parsing: text))?.chineseText }
    }
  }

  private let all: [String: Wording]

  /// Gathers families of messages, no two of which have a code in common.
  package init(_ families: [[String: Wording]]) {
    var all: [String: Wording] = [:]
    for family in families {
      all.merge(family) { _, _ in preconditionFailure("two messages with one code") }
    }
    self.all = all
  }

  /// The message with a code.
  ///
  /// - Parameters:
  ///   - code: the stable code; an unknown one is shown as it is.
  ///   - values: what takes the place of names in braces.
  package func text(
    _ code: String, _ values: FieldMap, in language: ReaderLanguage
  ) -> String {
    guard let wording = all[code] else {
      let known = values.entries.map { "\($0.name) \(shown($0.value))" }
      return ([code] + known).joined(separator: ", ")
    }
    return filled(wording.message.text(in: language), wording, values, language)
  }

  /// The message of a condition that does not hold.
  package func text(_ check: Check, in language: ReaderLanguage) -> String {
    text(check.code, values(of: check), in: language)
  }

  /// What would remove a reason; empty when nothing is known to help.
  package func help(_ check: Check, in language: ReaderLanguage) -> String {
    guard let wording = all[check.code] else { return "" }
    return filled(wording.help.text(in: language), wording, values(of: check), language)
  }

  /// The message with a code and what would help, with dots where values go: for documentation.
  package func template(
    _ code: String, in language: ReaderLanguage
  ) -> (message: String, help: String) {
    guard let wording = all[code] else { return ("", "") }
    return (
      filled(wording.message.text(in: language), wording, nil, language),
      filled(wording.help.text(in: language), wording, nil, language)
    )
  }

  /// Whether there are words for a code.
  package func knows(_ code: String) -> Bool { all[code] != nil }

  /// Every code that has words.
  package var codes: [String] { all.keys.sorted() }

  private func values(of check: Check) -> FieldMap {
    var values = FieldMap()
    values["actual"] = check.actual
    values["limit"] = check.limit
    values["availableFrom"] = check.availableFrom.map { .text($0.text) }
    if !check.grounds.isEmpty { values["grounds"] = .texts(check.grounds) }
    return values
  }

  private func filled(
    _ template: String, _ wording: Wording, _ values: FieldMap?, _ language: ReaderLanguage
  ) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      let part = rest[rest.index(after: open)..<close]
      text += filledPart(rest[..<open], wording, values, language).text
      let optional = filledPart(part, wording, values, language)
      if optional.isWhole { text += optional.text }
      rest = rest[rest.index(after: close)...]
    }
    return text + filledPart(rest, wording, values, language).text
  }

  /// - Returns: the text, and whether each of its values is there and not empty.
  private func filledPart(
    _ template: Substring, _ wording: Wording, _ values: FieldMap?, _ language: ReaderLanguage
  ) -> (text: String, isWhole: Bool) {
    var text = ""
    var isWhole = true
    var rest = template
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      if let values {
        let value = values[name].map { shown($0, wording.kinds[name], language) }
        text += value ?? "?"
        if value?.isEmpty ?? true { isWhole = false }
      } else {
        text += "…"
      }
      rest = rest[rest.index(after: close)...]
    }
    return (text + rest, isWhole)
  }

  /// An instant as people read it: the offset would be the same everywhere.
  private func readable(_ text: String) -> String {
    guard text.utf8.count == 25, text.hasSuffix("+08:00"), let _ = try? Instant(parsing: text)
    else { return text }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }

  private func shown(
    _ value: MapValue, _ kind: ValueKind? = nil, _ language: ReaderLanguage = .english
  ) -> String {
    func shown(_ text: String) -> String {
      if language == .chinese, let words = kind?.chinese(text) ?? Self.phrases.chinese(text) {
        return words
      }
      return DocumentNumber.masked(in: readable(text)).showingUnseen
    }
    let separator = language == .chinese ? "、" : ", "
    return switch value {
    case .text(let text): shown(text)
    case .integer(let number): String(number)
    case .boolean(let mark): mark ? "true" : "false"
    case .texts(let texts): texts.map(shown).joined(separator: separator)
    case .numbers(let numbers): numbers.map(String.init).joined(separator: separator)
    }
  }

  /// What was expected of a value that was read, in Chinese by the English.
  private static let phrases = RecordPhrases.all.merging(BasicsPhrases.all)
}
