package import Basics

/// An error of another room that speaks for itself.
package protocol SpeakingError: Error, Sendable {
  /// The stable code, such as `line.unknown`.
  var code: String { get }
  /// What went wrong, in words.
  func message(in language: ReaderLanguage) -> String
}

/// What ended a statement, or makes a script one that cannot run.
///
/// The room's own errors come from ``Problem``; those of the vocabulary carry a ``SpeakingError``.
/// Each points at a location in the script where one is known.
package struct LanguageError: Error, Sendable {
  /// Whose fault it is, which decides the exit code.
  package enum Fault: Sendable, Hashable {
    /// The script cannot be read, or `--yes` is missing: nothing ran. Exit code 2.
    case usage
    /// The request makes no sense, or a refusal ended the script. Exit code 3.
    case request
    /// The store or the system failed. Exit code 1.
    case store
    /// Somebody broke it off. Exit code 130.
    case interruption

    /// The exit code of a run that ended so.
    package var exitCode: Int32 {
      switch self {
      case .usage: 2
      case .request: 3
      case .store: 1
      case .interruption: 130
      }
    }
  }

  enum Cause: Sendable {
    case own(Problem, [String])
    case speaking(any SpeakingError)
  }

  let cause: Cause
  package var fault: Fault
  /// Where in the script; nil when no location is known.
  package var location: SourceLocation?
  /// What would have been right there; empty when that is not known.
  package var expected: [String] = []
  /// What readers of Chinese are shown for the words that would have been right, where these are codes.
  var expectedNames: CodeNames?
  /// The nearest known word; nil when none is near.
  package var nearest: String?
  /// A full-width mark in the statement, and what it may be meant for.
  var wide: (mark: String, plain: String)?
  /// The codes of the reasons, when a refusal ended the script.
  package var reasons: [String] = []
  /// What a refusal that ended the script gave as its result.
  package var result: Value = .null
  /// The other errors that were found with this one, when a script was checked.
  package var others: [LanguageError] = []

  /// Makes an error of this room.
  init(
    _ problem: Problem, _ values: [String], at location: SourceLocation? = nil,
    fault: Fault = .request,
    expected: [String] = [], nearest: String? = nil
  ) {
    cause = .own(problem, values)
    self.fault = fault
    self.location = location
    self.expected = expected
    self.nearest = nearest
  }

  init(
    _ problem: Problem, _ values: String..., at location: SourceLocation? = nil,
    fault: Fault = .request,
    expected: [String] = [], nearest: String? = nil
  ) {
    self.init(
      problem, values, at: location, fault: fault, expected: expected, nearest: nearest)
  }

  /// Makes an error that another room speaks of.
  ///
  /// - Parameters:
  ///   - error: gives the code and the message.
  ///   - fault: decides the exit code.
  ///   - location: where in the script; the executor adds it when it is not given.
  package init(
    _ error: any SpeakingError, fault: Fault = .request, at location: SourceLocation? = nil
  ) {
    cause = .speaking(error)
    self.fault = fault
    self.location = location
  }

  /// Makes the error for a value that could not be read.
  package init(_ error: BasicsError, at location: SourceLocation? = nil, fault: Fault = .request) {
    cause = .speaking(ValueError(error: error))
    self.fault = fault
    self.location = location
  }

  /// Looks whether a text is short enough to be kept.
  ///
  /// - Parameters:
  ///   - name: what the text is, for the message.
  ///   - limit: the most bytes of it.
  /// - Throws: `text.long`.
  package static func check(
    _ text: String, _ name: String, atMost limit: Int
  ) throws(LanguageError) {
    guard text.utf8.count > limit else { return }
    throw LanguageError(.textLong, "`\(name)`", "\(limit)", "\(text.utf8.count)")
  }

  /// The stable code, such as `command.unknown`.
  package var code: String {
    switch cause {
    case .own(let problem, _): problem.rawValue
    case .speaking(let error): error.code
    }
  }

  /// What went wrong, in words; without the location.
  package func message(in language: ReaderLanguage) -> String {
    switch cause {
    case .own(let problem, let values): problem.message(values, in: language)
    case .speaking(let error): error.message(in: language)
    }
  }

  /// The same error at a location, when it has none yet.
  func located(at location: SourceLocation?) -> LanguageError {
    guard self.location == nil, let location else { return self }
    var error = self
    error.location = location
    return error
  }

  /// The same error with another fault: a wrong literal that is found before anything ran. What was
  /// broken off stays so.
  func blamed(_ fault: Fault) -> LanguageError {
    var error = self
    if error.fault != .interruption { error.fault = fault }
    return error
  }

  /// What `try` and a row of a pipeline show of the error.
  ///
  /// - Returns: a record with code, message, and reasons after a refusal.
  package func value(in language: ReaderLanguage) -> Value {
    .record(
      Record(
        Self.columns,
        [
          .text(code), .text(message(in: language)), .list(reasons.map(Value.text)),
        ]))
  }

  private static let columns = Columns(["code", "message", "reasons"])
}

/// A value that could not be read, as Basics tells it.
private struct ValueError: SpeakingError {
  let error: BasicsError

  var code: String { error.code }

  func message(in language: ReaderLanguage) -> String { error.message(in: language) }
}
