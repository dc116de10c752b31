/// Parts of messages that name what was expected, in Chinese by their English.
///
/// An error keeps what was expected in English; where a message is shown in Chinese, the words are looked
/// up here. In a phrase `#` stands for a number.
package struct Phrases: Sendable {
  private let all: [String: String]

  /// Gathers phrases.
  ///
  /// - Parameter phrases: the Chinese by the English.
  package init(_ phrases: [String: String]) {
    all = phrases
  }

  /// The phrases of two rooms.
  package func merging(_ others: Phrases) -> Phrases {
    Phrases(all.merging(others.all) { own, _ in own })
  }

  /// The Chinese for a phrase; nil for what is none, such as a code or a list of codes.
  package func chinese(_ english: String) -> String? {
    // No phrase has a number sign of its own.
    if english.contains("#") { return nil }
    if let exact = all[english] { return exact }
    var key = ""
    var numbers: [String] = []
    var isInNumber = false
    for character in english {
      guard character.isASCII, character.isNumber else {
        key.append(character)
        isInNumber = false
        continue
      }
      if !isInNumber {
        isInNumber = true
        key += "#"
        numbers.append("")
      }
      numbers[numbers.count - 1].append(character)
    }
    guard !numbers.isEmpty, let template = all[key] else { return nil }
    var text = ""
    for (index, piece) in template.split(separator: "#", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 { text += numbers[index - 1] }
      text += piece
    }
    return text
  }
}
