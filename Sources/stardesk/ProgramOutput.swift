import Basics
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
    if let failure { throw LanguageError(failure, fault: .store) }
  }

  /// Why results could not be put out.
  var failure: OutputError? { results.failureReason.map(OutputError.init) }

  var isClosed: Bool { results.isAbandoned }

  func remark(_ text: String) { results.remark(text) }

  func confirm(_ question: String) -> Bool? {
    guard isatty(0) != 0, isatty(2) != 0 else { return nil }
    return results.confirm(question)
  }

  func progress(_ count: ProgressCount) { results.progress.update(count) }

  /// Puts out what is held back.
  func finish() { results.finish() }
}

/// Results that standard output does not take.
struct OutputError: SpeakingError {
  /// What the system says.
  let reason: String

  var code: String { "output.write" }

  func message(in language: ReaderLanguage) -> String {
    language == .chinese ? "结果无法写到标准输出:\(reason)" : "standard output cannot be written: \(reason)"
  }
}
