package import Basics

/// What a line was charged for a month.
package struct Charge: Record {
  package var line = ""
  package var month = Month.absent
  package var amount = Money.zero
  /// The part of the amount that does not count towards the growth value (STAR-5).
  package var uncounted = Money.zero

  package init() {}

  package static let type = RecordType.charge
  package static let keyNames = ["line", "month"]
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(month)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("month", &month)
    try visitor.required("amount", &amount)
    try visitor.plain("uncounted", &uncounted, default: .zero)
  }
}

/// What a line was charged for a month, without the line: for who reads many charges.
package struct ChargedMonth: Hashable, Sendable, BitwiseCopyable {
  package var month = Month.absent
  package var amount = Money.zero
  package var uncounted = Money.zero

  package init(_ charge: Charge) {
    month = charge.month
    amount = charge.amount
    uncounted = charge.uncounted
  }

  /// Reads it from the bytes of a charge, field by field as the charge lists them; nil when they are
  /// none.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard var decoder = RecordDecoder(bytes, tag: RecordType.charge.rawValue) else { return nil }
    decoder.skipText()
    decoder.required("month", &month)
    decoder.required("amount", &amount)
    decoder.plain("uncounted", &uncounted, default: .zero)
    if decoder.isSpoiled { return nil }
  }

  /// What of it counts towards the growth value (STAR-5).
  package var counted: Money { amount - uncounted }
}

extension Charge {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("uncounted", uncounted, atMost: amount)
  }
}
