package import Basics

/// The points of one calendar year of a customer (PTS-4).
package struct Points: Record {
  /// One entry of a lot that came from a contract, a campaign or a correction (PTS-9).
  package struct Entry: FieldGroup {
    package var at = Instant.absent
    package var source = ""
    package var amount: Int64 = 0
    package var order: Identifier?

    package init() {}

    package mutating func visit<Visitor: FieldVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.required("at", &at)
      try visitor.required("source", &source)
      try visitor.required("amount", &amount)
      try visitor.optional("order", &order)
    }
  }

  /// The most points that one number says: a customer's lots of all years still add up.
  package static let highest = RecordLimits.quantity

  package var customer = Identifier.absent
  package var year: Int32 = 0
  package var earned: Int64 = 0
  package var left: Int64 = 0
  package var entries: [Entry] = []

  package init() {}

  package static let type = RecordType.points
  package static let keyNames = ["customer", "year"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(year) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("year", &year)
    try visitor.required("earned", &earned)
    try visitor.required("left", &left)
    try visitor.groups("entries", &entries)
  }
}

extension Points {
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("year", year, 1970...9999)
    try FieldCheck.quantity("earned", earned)
    for entry in entries { try FieldCheck.signed("from.amount", entry.amount) }
    try FieldCheck.quantity("left", left)
  }
}
