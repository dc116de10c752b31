package import Basics

/// A billing account: where charges fall and payments land.
package struct Account: Record {
  /// The days between which an account is exempt from suspension (CRE-6).
  package struct Exemption: FieldGroup {
    package var from = Day.absent
    package var through: Day?

    package init() {}

    package mutating func visit<Visitor: FieldVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.required("from", &from)
      try visitor.through("through", &through)
    }
  }

  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var mode = PaymentMode.prepaid
  package var regime = Regime.creditControl
  package var creditLimit: Money?
  package var collection = Collection.`self`
  package var exempt: Exemption?
  package var redList = false
  /// The last day on which a positive balance may be used (CRE-1).
  package var validThrough: Day?

  package init() {}

  package static let type = RecordType.account
  package static let keyNames = ["id"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.required("mode", &mode)
    try visitor.required("regime", &regime)
    try visitor.optional("creditLimit", &creditLimit)
    try visitor.required("collection", &collection)
    try visitor.group("exempt", &exempt)
    try visitor.flag("redList", &redList)
    try visitor.through("validThrough", &validThrough)
  }
}

extension Account {
  package func validate() throws(FieldProblem) {
    try FieldCheck.notNegative("creditLimit", creditLimit)
  }
}
