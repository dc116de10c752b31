package import Basics

/// The star in force, with what it rests on.
package struct Star: Record {
  package var customer = Identifier.absent
  /// 0 (none) to 7.
  package var stars: Int32 = 0
  package var from = Day.absent
  /// The last day of its validity; absent for a key person, whose star lasts while he is one.
  package var through: Day?
  package var basis = StarBasis.graded
  package var growth: Int64?
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.star
  package static let keyNames = ["customer"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("stars", &stars)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("basis", &basis)
    try visitor.optional("growth", &growth)
    try visitor.optional("order", &order)
  }
}

extension Star {
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("stars", stars, 0...7)
    try FieldCheck.signed("growth", growth)
  }

  /// Whether the star is valid on a day.
  package func isInForce(on day: Day) -> Bool {
    from <= day && through.map { day <= $0 } ?? true
  }
}
