package import Basics
package import Records
package import Rules
package import Storage

/// Why the desk could not look at a request, or could not carry it out.
///
/// A refusal by the rules is no error: it is a ``Decision``.
package struct DeskError: Error, Hashable, Sendable {
  /// Whose fault it is, which decides what the caller does.
  package enum Fault: Hashable, Sendable {
    /// The request makes no sense: no such number, a bad value, a bad snapshot.
    case request
    /// The request needs a consent that was not given.
    case consent
    /// The store or the system failed.
    case store
    /// Somebody broke it off.
    case interruption
  }

  /// The stable code, such as `line.unknown`.
  package let code: String
  package let fault: Fault
  /// What the message speaks of, in its order.
  package let values: FieldMap
  /// What the storage said, when it failed.
  package let cause: StorageError?

  /// Makes an error that a request caused.
  ///
  /// - Parameters:
  ///   - code: the stable code; its words stand in ``Messages``.
  ///   - values: what the words speak of.
  package init(
    _ code: String, fault: Fault = .request, _ values: KeyValuePairs<String, MapValue> = [:]
  ) {
    self.code = code
    self.fault = fault
    self.values = FieldMap(values.map { .init(name: $0.key, value: $0.value) })
    cause = nil
  }

  /// Makes an error that a request caused, with what the words speak of given as fields.
  init(_ code: String, fault: Fault = .request, fields: FieldMap) {
    self.code = code
    self.fault = fault
    values = fields
    cause = nil
  }

  /// The same error with the texts that its message speaks of put in other words.
  package func replacingTexts(_ replace: (String) -> String) -> DeskError {
    guard cause == nil else { return self }
    let entries = values.entries.map { entry in
      guard case .text(let text) = entry.value else { return entry }
      return FieldMap.Entry(name: entry.name, value: .text(replace(text)))
    }
    return DeskError(code, fault: fault, fields: FieldMap(entries))
  }

  /// Makes the error for a value that could not be read.
  package init(_ error: BasicsError, field: String = "") {
    code = error.code
    fault = .request
    values = FieldMap([
      .init(name: "text", value: .text(error.text)),
      .init(name: "expected", value: .text(error.expected)),
      .init(name: "field", value: .text(field)),
    ])
    cause = nil
  }

  /// Makes the error for a value that a rule cannot look at.
  package init(_ error: RuleError) {
    code = error.code
    fault = .request
    values = error.values
    cause = nil
  }

  /// Makes the error for a store that failed.
  package init(_ error: StorageError) {
    code = error.code
    fault =
      switch error.reason {
      case .interrupted: .interruption
      // Who asked for reading only asks for a change: nothing has failed.
      case .readOnly: .request
      default: .store
      }
    values = FieldMap()
    cause = error
  }

  /// What went wrong, what was expected, and where, in words.
  package func message(in language: ReaderLanguage) -> String {
    if let cause {
      let blank = language == .chinese ? "" : " "
      return cause.message(in: language) + blank + cause.advice(in: language)
    }
    return Messages.text(code, values, in: language)
  }
}

extension DeskError {
  /// Does what may throw an error of the rules, and throws it as one of this room.
  static func ruled<Result>(
    _ body: @autoclosure () throws(RuleError) -> Result
  ) throws(DeskError) -> Result {
    do throws(RuleError) { return try body() } catch { throw DeskError(error) }
  }

  /// Looks whether the work is to stop; called now and then by whatever takes long.
  ///
  /// - Throws: `work.interrupted`.
  static func checkStop() throws(DeskError) {
    if StopRequest.isMade { throw DeskError("work.interrupted", fault: .interruption) }
  }
}
