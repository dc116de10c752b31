package import Basics

/// A benefit or a star offer that was bought (BEN-3, STAR-14).
package struct Purchase: Record {
  package var customer = Identifier.absent
  package var benefit = ""
  package var star: Int32?
  package var from = Day.absent
  package var through: Day?
  package var paid = Money.zero
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.purchase
  package static let keyNames = ["customer", "benefit", "star", "from"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: star.map { "star-\($0)" } ?? benefit)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.text("benefit", &benefit)
    try visitor.optional("star", &star)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("paid", &paid)
    try visitor.optional("order", &order)
  }
}

extension Purchase {
  /// What was bought is a benefit or a star (BEN-3, STAR-14).
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("star", star, 1...7)
    try FieldCheck.notNegative("paid", paid)
    guard benefit.isEmpty == (star == nil) else {
      return try FieldCheck.key(
        "benefit", benefit, mayBeEmpty: true)
    }
    throw FieldProblem(
      benefit.isEmpty ? "snapshot.missing" : "snapshot.value", field: "benefit", found: benefit,
      expected: "a benefit or a star, but not both")
  }
}
