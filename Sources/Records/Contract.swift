package import Basics

/// A commitment on a plan with a minimum monthly spend.
package struct Contract: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var line = ""
  package var offer = ""
  package var monthlyFee = Money.zero
  package var from = Month.absent
  package var through = Month.absent
  package var handset = ""
  package var subsidy: Money?

  package init() {}

  package static let type = RecordType.contract
  package static let keyNames = ["id"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.text("line", &line)
    try visitor.required("offer", &offer)
    try visitor.required("monthlyFee", &monthlyFee)
    try visitor.required("from", &from)
    try visitor.required("through", &through)
    try visitor.text("handset", &handset)
    try visitor.optional("subsidy", &subsidy)
  }
}

extension Contract {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.notNegative("monthlyFee", monthlyFee)
    try FieldCheck.notNegative("subsidy", subsidy)
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}
