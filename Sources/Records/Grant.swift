package import Basics

/// A direct growth value granted to a customer (STAR-9).
package struct Grant: Record {
  package var customer = Identifier.absent
  package var source = StarBasis.contract
  package var reference = ""
  package var growth: Int64 = 0
  package var from = Day.absent
  /// The last day of its validity; absent while it has no set end.
  package var through: Day?
  package var state = GrantState.live

  package init() {}

  package static let type = RecordType.grant
  package static let keyNames = ["customer", "source", "reference"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: source.rawValue)
    key.append(text: reference)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("source", &source)
    try visitor.text("reference", &reference)
    try visitor.required("growth", &growth)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("state", &state)
  }
}

extension Grant {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("reference", reference, mayBeEmpty: true)
    try FieldCheck.signed("growth", growth)
  }
}
