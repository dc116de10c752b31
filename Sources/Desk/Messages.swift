package import Basics
package import Records
import Rules

/// The words of this room and of the rules: errors, reasons of refusals, texts to customers, by
/// their stable codes.
package enum Messages {
  typealias Wording = MessageTable.Wording

  private static let all = MessageTable(
    RuleMessages.families + [requests, store, snapshots, checks, jobs])

  /// The message with a code.
  ///
  /// - Parameters:
  ///   - code: the stable code; an unknown one is shown as it is.
  ///   - values: what takes the place of names in braces.
  package static func text(
    _ code: String, _ values: FieldMap, in language: ReaderLanguage
  ) -> String {
    all.text(code, values, in: language)
  }

  /// The message of a condition that does not hold.
  package static func text(_ check: Check, in language: ReaderLanguage) -> String {
    all.text(check, in: language)
  }

  /// What would remove a reason; empty when nothing is known to help.
  package static func help(_ check: Check, in language: ReaderLanguage) -> String {
    all.help(check, in: language)
  }

  /// The message with a code and what would help, with dots where values go: for documentation.
  package static func template(
    _ code: String, in language: ReaderLanguage
  ) -> (message: String, help: String) {
    all.template(code, in: language)
  }

  /// Whether there are words for a code.
  package static func knows(_ code: String) -> Bool { all.knows(code) }

  /// Whether a code is that of a text to a customer.
  package static func isText(_ code: String) -> Bool { code.hasPrefix("text.") }

  /// Every code that has words.
  package static var codes: [String] { all.codes }
}
