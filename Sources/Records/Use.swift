package import Basics

/// One use of a benefit.
package struct Use: Record {
  package var customer = Identifier.absent
  package var benefit = ""
  package var at = Instant.absent
  package var line = ""
  package var order: Identifier?
  package var givenBack = false

  package init() {}

  package static let type = RecordType.use
  package static let keyNames = ["customer", "benefit", "at", "order", "line"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: benefit)
    key.append(at)
    // The clock of a test store stands still: two uses of one line may share their instant.
    key.append(order ?? .absent)
    key.append(text: line)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("benefit", &benefit)
    try visitor.required("at", &at)
    try visitor.text("line", &line)
    try visitor.optional("order", &order)
    try visitor.flag("givenBack", &givenBack)
  }
}

extension Use {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("benefit", benefit)
    try FieldCheck.number("line", line, mayBeEmpty: true)
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}
