package import Basics

/// A campaign to which claimed benefits belong (BEN-60).
package struct Campaign: Record {
  package var id = ""
  package var name = ""
  package var benefit = ""
  package var from = Day.absent
  package var through: Day?
  package var stars: [Int32] = []
  package var stock: Int64?
  package var points: Int64?
  package var voucher: Money?

  package init() {}

  package static let type = RecordType.campaign
  package static let keyNames = ["id"]
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("name", &name)
    try visitor.required("benefit", &benefit)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.list("stars", &stars)
    try visitor.optional("stock", &stock)
    try visitor.optional("points", &points)
    try visitor.optional("voucher", &voucher)
  }
}

extension Campaign {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    for star in stars { try FieldCheck.range("stars", star, 1...7) }
    try FieldCheck.quantity("stock", stock)
    try FieldCheck.quantity("points", points)
    try FieldCheck.notNegative("voucher", voucher)
  }
}
