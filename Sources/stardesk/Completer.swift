import Basics
import Console
import Language
import Vocabulary

/// Answers Tab: commands and options from the table, values from the store.
final class Completer: Completing {
  private let session: StoreSession
  private let runner: ScriptRunner

  /// The most words of the store that are shown.
  private static let limit = 50

  init(_ session: StoreSession, _ runner: ScriptRunner) {
    self.session = session
    self.runner = runner
  }

  func completions(for text: String, cursor: Int) -> CompletionAnswer {
    let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(cursor)))
    let completion = runner.completion(of: text, at: before.utf8.count)
    let language = runner.options.language
    let own = completion.candidates.filter { !$0.isValue }.map { candidate in
      CompletionCandidate(
        candidate.text, about: candidate.summary.text(in: language), endsWord: candidate.isWhole)
    }
    var values = completion.candidates.filter(\.isValue).map {
      (text: $0.text, about: $0.summary.text(in: language))
    }
    var further = FurtherCandidates.none
    if let tag = completion.parameter?.completion {
      let words = session.words(
        for: tag, beginning: completion.prefix, limit: Self.limit + 1, in: runner.options.language)
      if words.count > Self.limit { further = .some }
      values += words.prefix(Self.limit)
    }
    let insertion = completion.insertion(of: values.map(\.text))
    let stored = zip(values, insertion.texts).map { value, text in
      CompletionCandidate(text, shown: value.text, about: value.about)
    }
    func scalars(_ bytes: Int) -> Int {
      String(decoding: text.utf8.prefix(bytes), as: UTF8.self).unicodeScalars.count
    }
    var answer = CompletionAnswer(
      range: scalars(completion.range.lowerBound)..<scalars(completion.range.upperBound),
      candidates: own + stored, further: further,
      usage: completion.command.map { Usage.line(of: $0) })
    answer.canInsert = completion.canInsert
    if own.isEmpty { answer.common = insertion.common }
    return answer
  }
}
