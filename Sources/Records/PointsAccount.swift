package import Basics

/// What holds for all points of a customer: the right to redeem (PTS-5) and its stops (PTS-7).
package struct PointsAccount: Record {
  package var customer = Identifier.absent
  package var entitledSince: Day?
  package var frozen = false
  package var stopped = false

  package init() {}

  package static let type = RecordType.pointsAccount
  package static let keyNames = ["customer"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.optional("entitledSince", &entitledSince)
    try visitor.flag("frozen", &frozen)
    try visitor.flag("stopped", &stopped)
  }
}
