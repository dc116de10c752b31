package import Records

/// Why a value cannot be looked at by a rule: an ICCID that is none, a section that no rule reads.
///
/// A refusal is no error: it is a ``Decision``.
package struct RuleError: Error, Hashable, Sendable {
  /// The stable code, such as `iccid.malformed`.
  package let code: String
  /// What the message speaks of, in its order.
  package let values: FieldMap

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - code: the stable code; its words are among the messages.
  ///   - values: what the words speak of.
  package init(_ code: String, _ values: KeyValuePairs<String, MapValue> = [:]) {
    self.code = code
    self.values = FieldMap(values.map { .init(name: $0.key, value: $0.value) })
  }
}
