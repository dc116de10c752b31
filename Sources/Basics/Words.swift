/// A text in both languages.
package struct Words: Sendable, Hashable {
  package let english: String
  package let chinese: String

  package init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  /// The text in the reader's language.
  package func text(in language: ReaderLanguage) -> String {
    language == .chinese ? chinese : english
  }
}
