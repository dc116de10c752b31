import Basics

/// Lines sold together (CRE-5).
package struct Bundle: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var coupling = Coupling.tight
  package var offer = ""
  package var base: [String] = []
  package var options: [String] = []

  package init() {}

  package static let type = RecordType.bundle
  package static let keyNames = ["id"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.required("coupling", &coupling)
    try visitor.required("offer", &offer)
    try visitor.list("base", &base)
    try visitor.list("options", &options)
  }
}

extension Bundle {
  package func validate() throws(FieldProblem) {
    for number in base { try FieldCheck.number("base", number) }
    for number in options { try FieldCheck.number("options", number) }
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    for number in base { body("base", .line(number)) }
    for number in options { body("options", .line(number)) }
  }
}
