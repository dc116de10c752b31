import Console
import Language
import Vocabulary

/// Answers Tab: commands and options from the table, values from the store.
final class Completer: Completing {
  private let keeper: Keeper
  private let interpreter: Interpreter

  /// The most words of the store that are shown.
  private static let limit = 50

  init(_ keeper: Keeper, _ interpreter: Interpreter) {
    self.keeper = keeper
    self.interpreter = interpreter
  }

  func completions(for text: String, cursor: Int) -> CompletionAnswer {
    let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
    let completion = interpreter.completion(of: before, at: before.utf8.count)
    let language = interpreter.options.language
    var candidates = completion.candidates.map { candidate in
      CompletionCandidate(
        candidate.text, about: candidate.summary.text(in: language), endsWord: candidate.isWhole)
    }
    var further = FurtherCandidates.none
    if let tag = completion.parameter?.completion {
      let words = keeper.words(for: tag, beginning: completion.prefix, limit: Self.limit + 1)
      if words.count > Self.limit { further = .some }
      candidates += words.prefix(Self.limit).map {
        CompletionCandidate($0.text, about: $0.about)
      }
    }
    let start = cursor - completion.prefix.unicodeScalars.count
    return CompletionAnswer(
      range: start..<cursor, candidates: candidates, further: further,
      usage: completion.command.map { Usage.line(of: $0) })
  }
}
