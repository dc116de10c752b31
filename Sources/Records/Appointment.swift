package import Basics

/// A home visit that was booked (BEN-50).
package struct Appointment: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var line = ""
  package var kind = ""
  package var address = ""
  package var from = Instant.absent
  package var until = Instant.absent
  package var state = AppointmentState.booked

  package init() {}

  package static let type = RecordType.appointment
  package static let keyNames = ["id"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.text("line", &line)
    try visitor.required("kind", &kind)
    try visitor.text("address", &address)
    try visitor.required("from", &from)
    try visitor.required("until", &until)
    try visitor.required("state", &state)
  }
}

extension Appointment {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }

  package var masked: Appointment {
    var masked = self
    masked.address = Masking.address(address)
    return masked
  }
}
