package import Basics
package import Records

/// The words of messages: errors, reasons of refusals, texts to customers, by their stable codes.
///
/// A name in braces is replaced by the value of that name.
package struct MessageTable: Sendable {
  /// One message in both languages, and what would help where something would.
  package struct Words: Sendable {
    let english: String
    let chinese: String
    let helpEnglish: String
    let helpChinese: String

    /// - Parameters:
    ///   - english: the message in English.
    ///   - chinese: the message in Chinese.
    ///   - help: what would remove the reason, in English and Chinese.
    package init(_ english: String, _ chinese: String, help: (String, String) = ("", "")) {
      self.english = english
      self.chinese = chinese
      helpEnglish = help.0
      helpChinese = help.1
    }
  }

  private let all: [String: Words]

  /// Gathers families of messages, no two of which have a code in common.
  package init(_ families: [[String: Words]]) {
    var all: [String: Words] = [:]
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
    guard let words = all[code] else {
      let known = values.entries.map { "\($0.name) \(shown($0.value))" }
      return ([code] + known).joined(separator: ", ")
    }
    return filled(language == .chinese ? words.chinese : words.english, values)
  }

  /// The message of a condition that does not hold.
  package func text(_ check: Check, in language: ReaderLanguage) -> String {
    text(check.code, values(of: check), in: language)
  }

  /// What would remove a reason; empty when nothing is known to help.
  package func help(_ check: Check, in language: ReaderLanguage) -> String {
    guard let words = all[check.code] else { return "" }
    return filled(
      language == .chinese ? words.helpChinese : words.helpEnglish, values(of: check))
  }

  /// The message with a code and what would help, with dots where values go: for documentation.
  package func template(
    _ code: String, in language: ReaderLanguage
  ) -> (message: String, help: String) {
    guard let words = all[code] else { return ("", "") }
    return language == .chinese
      ? (filled(words.chinese, nil), filled(words.helpChinese, nil))
      : (filled(words.english, nil), filled(words.helpEnglish, nil))
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

  private func filled(_ template: String, _ values: FieldMap?) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"),
      let close = rest[open...].firstIndex(of: "}")
    {
      text += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      text += values.map { $0[name].map(shown) ?? "?" } ?? "…"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// An instant as people read it: the offset would be the same everywhere.
  private func readable(_ text: String) -> String {
    guard text.utf8.count == 25, text.hasSuffix("+08:00"), let _ = try? Instant(parsing: text)
    else { return text }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }

  private func shown(_ value: MapValue) -> String {
    switch value {
    case .text(let text): DocumentNumber.masked(in: readable(text)).showingUnseen
    case .integer(let number): String(number)
    case .boolean(let mark): mark ? "true" : "false"
    case .texts(let texts):
      texts.map { DocumentNumber.masked(in: $0).showingUnseen }.joined(separator: ", ")
    case .numbers(let numbers): numbers.map(String.init).joined(separator: ", ")
    }
  }
}
