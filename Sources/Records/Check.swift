package import Basics

/// One condition of a rule as it was looked at: the trace of a decision and, where it does not
/// hold, a reason of its refusal.
package struct Check: FieldGroup {
  /// The condition's own code under its rule, such as `BEN-10.window`.
  package var code = ""
  package var held = false
  /// What was found.
  package var actual: MapValue?
  /// What it was compared with.
  package var limit: MapValue?
  /// When the condition will hold by itself, where that is known.
  package var availableFrom: Instant?
  /// The conditions any one of which would have satisfied this one.
  package var grounds: [String] = []

  package init() {}

  /// Makes a check.
  ///
  /// - Parameters:
  ///   - code: the condition's code, such as `BEN-10.star`.
  ///   - held: whether the condition holds.
  ///   - actual: what was found.
  ///   - limit: what it was compared with.
  ///   - availableFrom: when the condition will hold by itself.
  ///   - grounds: the conditions any one of which would do.
  package init(
    _ code: String, _ held: Bool, actual: MapValue? = nil, limit: MapValue? = nil,
    availableFrom: Instant? = nil, grounds: [String] = []
  ) {
    self.code = code
    self.held = held
    self.actual = actual
    self.limit = limit
    self.availableFrom = held ? nil : availableFrom
    self.grounds = grounds
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("code", &code)
    try visitor.required("held", &held)
    try visitor.optional("actual", &actual)
    try visitor.optional("limit", &limit)
    try visitor.optional("availableFrom", &availableFrom)
    try visitor.list("grounds", &grounds)
  }

  /// The rule that the condition belongs to: `BEN-10` of `BEN-10.window`.
  package var rule: String { String(code.prefix { $0 != "." }) }
}
