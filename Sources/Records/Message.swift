package import Basics

/// A text sent to a customer.
package struct Message: Record {
  package var customer = Identifier.absent
  package var at = Instant.absent
  package var line = ""
  package var kind = ""
  /// Which text it is; the words are made when it is shown.
  package var textCode = ""
  package var values = FieldMap()
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.message
  package static let keyNames = ["customer", "at", "order", "textCode", "line"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(at)
    key.append(order ?? .absent)
    key.append(terminated: textCode)
    key.append(text: line)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("at", &at)
    try visitor.text("line", &line)
    try visitor.text("kind", &kind)
    try visitor.required("textCode", &textCode)
    try visitor.map("values", &values)
    try visitor.optional("order", &order)
  }
}

extension Message {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.key("textCode", textCode)
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}
