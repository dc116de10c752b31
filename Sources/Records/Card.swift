package import Basics

/// A SIM card, in use or retired.
package struct Card: Record {
  package var iccid = ""
  package var line = ""
  package var kind = CardKind.ordinary
  package var generation = CardGeneration.third
  package var nfc = false
  /// Whether it is a payment card, which is never free (BEN-31).
  package var payment = false
  package var from = Instant.absent
  /// When it was retired; absent while it is in use.
  package var until: Instant?

  package init() {}

  package static let type = RecordType.card
  package static let keyNames = ["iccid"]
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) { key.append(text: iccid) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("iccid", &iccid)
    try visitor.required("line", &line)
    try visitor.required("kind", &kind)
    try visitor.required("generation", &generation)
    try visitor.flag("nfc", &nfc)
    try visitor.flag("payment", &payment)
    try visitor.required("from", &from)
    try visitor.optional("until", &until)
  }
}

extension Card {
  package func validate() throws(FieldProblem) {
    try FieldCheck.iccid("iccid", iccid)
    try FieldCheck.number("line", line)
  }
}
