import Basics

/// What points may be redeemed for (PTS-6).
package struct Item: Record {
  package var id = ""
  package var name = ""
  package var kind = ItemKind.credit
  /// Price of one, in points.
  package var points: Int64 = 0
  /// How many are left; absent when there is no end of them.
  package var stock: Int64?
  /// Telephone credit as money, data as KB.
  package var amount: Amount?

  package init() {}

  package static let type = RecordType.item
  package static let keyNames = ["id"]
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("name", &name)
    try visitor.required("kind", &kind)
    try visitor.required("points", &points)
    try visitor.optional("stock", &stock)
    try visitor.optional("amount", &amount)
  }
}

extension Item {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    try FieldCheck.quantity("points", points)
    try FieldCheck.quantity("stock", stock)
    switch amount {
    case .money(let money): try FieldCheck.notNegative("amount", money)
    case .points(let number): try FieldCheck.quantity("amount", number)
    case nil: break
    }
  }
}
