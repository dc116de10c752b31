import Basics
import Console
import Glibc
import Language

/// Where a run's results and remarks go.
final class ProgramOutput: Output {
  /// The output of the current entry.
  var results: ResultOutput {
    didSet { isFailureTold = false }
  }

  init(_ results: ResultOutput) {
    self.results = results
  }

  /// Whether somebody was told why results could not be put out.
  private var isFailureTold = false

  func write(_ bytes: [UInt8]) throws(LanguageError) {
    bytes.withUnsafeBufferPointer { results.write($0) }
    try tellFailure()
  }

  func flush() throws(LanguageError) {
    results.flush()
    try tellFailure()
  }

  private func tellFailure() throws(LanguageError) {
    guard let failure else { return }
    isFailureTold = true
    throw LanguageError(failure, fault: .store)
  }

  /// Why results could not be put out, where nobody was told yet.
  var untoldFailure: OutputError? { isFailureTold ? nil : failure }

  /// Whether any result of the whole process could not be put out.
  var hasFailed: Bool { results.hasFailed }

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

  /// Ends standard output for good, which is where some file systems tell that they had no room.
  ///
  /// - Returns: why something was lost; nil when nothing was.
  static func close() -> OutputError? {
    guard Glibc.close(1) != 0, errno != EBADF, errno != EINTR else { return nil }
    return OutputError(reason: String(cString: strerror(errno)))
  }
}

/// An argument or a variable that is no text.
struct EncodingError: SpeakingError {
  /// What it is, such as `argument 2` or `$HOME`.
  let name: String
  let bytes: [UInt8]

  var code: String { "argument.encoding" }

  func message(in language: ReaderLanguage) -> String {
    var shown = ""
    for byte in bytes.prefix(100) {
      let digits = String(byte, radix: 16)
      shown +=
        (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
    return language == .chinese
      ? "\(name)不是 UTF-8：“\(shown)”；请把文件或目录改为 UTF-8 名称后再试"
      : "\(name) is not UTF-8: `\(shown)`; rename the file or folder in UTF-8 and try again"
  }
}

/// Results that standard output does not take.
struct OutputError: SpeakingError {
  /// What the system says.
  let reason: String

  var code: String { "output.write" }

  func message(in language: ReaderLanguage) -> String {
    language == .chinese ? "结果无法写到标准输出：\(reason)" : "cannot write to standard output: \(reason)"
  }
}
