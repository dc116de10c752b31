import Console
import Glibc
import Language

/// Where a run's results and remarks go.
final class ProgramOutput: Output {
  /// The output of the entry at hand.
  var results: ResultOutput

  init(_ results: ResultOutput) {
    self.results = results
  }

  func write(_ bytes: [UInt8]) throws(LanguageError) {
    bytes.withUnsafeBufferPointer { results.write($0) }
  }

  func remark(_ text: String) {
    results.flush()
    Terminal.write(text, to: 2)
  }

  func confirm(_ question: String) -> Bool? {
    guard isatty(0) != 0, isatty(2) != 0 else { return nil }
    return results.confirm(question)
  }

  func progress(_ done: Int, of total: Int?) {
    results.progress.update(ProgressCount(rows: done, total: total))
  }

  /// Puts out what is held back.
  func finish() { results.finish() }
}
