package import Basics

/// An emergency restore (BEN-11, BEN-21).
package struct Restore: Record {
  package var line = ""
  package var from = Instant.absent
  package var kind = RestoreKind.phone
  /// The temporary credit of a phone restore.
  package var credit: Money?
  /// How much of the temporary credit has been used.
  package var used: Money?
  /// When it ends if nothing ends it before.
  package var until = Instant.absent
  /// When it ended; absent while it is in force.
  package var ended: Instant?
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.restore
  package static let keyNames = ["line", "from"]
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("from", &from)
    try visitor.required("kind", &kind)
    try visitor.optional("credit", &credit)
    try visitor.optional("used", &used)
    try visitor.required("until", &until)
    try visitor.optional("ended", &ended)
    try visitor.optional("order", &order)
  }
}

extension Restore {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.notNegative("credit", credit)
    try FieldCheck.notNegative("used", used)
  }
}
