package import Basics
import Storage

/// A section of the catalog that differs from the shipped one, from a day on.
package struct CatalogSection: Record {
  package var section = ""
  package var from = Day.absent
  package var values = FieldMap()

  package init() {}

  package static let type = RecordType.catalog
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: section)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("section", &section)
    try visitor.required("from", &from)
    try visitor.map("values", &values)
  }
}

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

/// A person who works at the desk (DESK-10).
package struct Operator: Record {
  package var name = ""
  package var role = Role.field
  package var region = ""
  /// The login name on the machine.
  package var user = ""
  package var active = false

  package init() {}

  package static let type = RecordType.operator
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: name) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("name", &name)
    try visitor.required("role", &role)
    try visitor.text("region", &region)
    try visitor.text("user", &user)
    try visitor.flag("active", &active)
  }
}
