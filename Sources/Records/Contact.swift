package import Basics

/// A contact between a manager and a customer (CARE-1).
package struct Contact: Record {
  package var customer = Identifier.absent
  package var at = Instant.absent
  package var kind = ""
  package var direction = ""
  package var purpose = ""
  package var manager = ""
  package var note = ""
  package var next: Instant?

  package init() {}

  package static let type = RecordType.contact
  package static let keyNames = ["customer", "at", "kind"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(at)
    key.append(text: kind)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("at", &at)
    try visitor.required("kind", &kind)
    try visitor.text("direction", &direction)
    try visitor.text("purpose", &purpose)
    try visitor.text("manager", &manager)
    try visitor.text("note", &note)
    try visitor.optional("next", &next)
  }
}

extension Contact {
  package func validate() throws(FieldProblem) { try FieldCheck.key("kind", kind) }

  package var masked: Contact {
    var masked = self
    masked.purpose = DocumentNumber.masked(in: purpose)
    masked.note = DocumentNumber.masked(in: note)
    return masked
  }
}
