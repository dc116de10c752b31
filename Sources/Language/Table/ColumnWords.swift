import Basics

/// What readers of Chinese are shown for the columns of a vocabulary: headings, and words for codes.
///
/// Tables, cards and messages use it; JSON, CSV and `$it.name` have the names and codes themselves.
package final class ColumnWords: Sendable {
  private let heading: @Sendable (String) -> String?
  private let word: @Sendable (_ code: String, _ column: String, _ row: Record?) -> String?

  /// - Parameters:
  ///   - heading: gives the heading of a column; nil for one that is none of the vocabulary's.
  ///   - word: gives the word for a code in a column; the row tells what the code belongs to.
  package init(
    heading: @escaping @Sendable (String) -> String?,
    word: @escaping @Sendable (_ code: String, _ column: String, _ row: Record?) -> String?
  ) {
    self.heading = heading
    self.word = word
  }

  /// The same with other headings for some columns.
  package func with(_ headings: [String: String]) -> ColumnWords {
    ColumnWords(heading: { [heading] in headings[$0] ?? heading($0) }, word: word)
  }

  /// The heading of a column; nil for one that is none of the vocabulary's.
  package func heading(of column: String) -> String? { heading(column) }

  /// The word for a code in a column; nil for what is no code.
  package func word(for code: String, in column: String, of row: Record? = nil) -> String? {
    word(code, column, row)
  }
}

extension Columns {
  /// The heading of a column as people read it.
  func heading(_ index: Int, in language: ReaderLanguage) -> String {
    let name = names[index]
    guard language == .chinese else { return name.escapedForTerminal }
    return (words?.heading(of: name) ?? name).escapedForTerminal
  }
}

extension Record {
  /// The value in a column as people read it: codes as the words for them.
  func told(_ index: Int, in language: ReaderLanguage) -> Value {
    let value = self[index]
    guard language == .chinese, columns.words != nil else { return value }
    return told(value, columns.names[index])
  }

  private func told(_ value: Value, _ column: String) -> Value {
    switch value {
    case .text(let code):
      if case .choice(let names)? = columns.kinds[column], let word = names.chinese(code) {
        return .text(word)
      }
      return columns.words?.word(for: code, in: column, of: self).map(Value.text) ?? value
    case .boolean(let truth): return .text(truth ? "是" : "否")
    case .list(let values): return .list(values.map { $0.asRecord == nil ? told($0, column) : $0 })
    default: return value
    }
  }
}
