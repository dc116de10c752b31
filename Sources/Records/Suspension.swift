package import Basics

/// A suspension that has ended; the present one stands in the line's restrictions.
package struct Suspension: Record {
  package var line = ""
  package var from = Instant.absent
  package var scope = RestrictionScope.outgoing
  package var reason = RestrictionReason.arrears
  package var until = Instant.absent

  package init() {}

  package static let type = RecordType.suspension
  package static let keyNames = ["line", "from", "reason"]
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(from)
    key.append(text: reason.rawValue)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("from", &from)
    try visitor.required("scope", &scope)
    try visitor.required("reason", &reason)
    try visitor.required("until", &until)
  }
}

extension Suspension {
  package func validate() throws(FieldProblem) { try FieldCheck.number("line", line) }
}
