package import Basics

/// A prepaid sum or gift that is released month by month (LED-5).
package struct Instalment: Record {
  package var account = Identifier.absent
  package var id = ""
  package var amount = Money.zero
  package var perMonth = Money.zero
  package var left = Money.zero
  package var from = Month.absent
  package var through = Month.absent
  package var bucket = ""

  package init() {}

  package static let type = RecordType.instalment
  package static let keyNames = ["account", "id"]
  package var owner: Owner { .account(account) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(account)
    key.append(text: id)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("account", &account)
    try visitor.required("id", &id)
    try visitor.required("amount", &amount)
    try visitor.required("perMonth", &perMonth)
    try visitor.required("left", &left)
    try visitor.required("from", &from)
    try visitor.required("through", &through)
    try visitor.text("bucket", &bucket)
  }
}

extension Instalment {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("perMonth", perMonth)
    try FieldCheck.notNegative("left", left, atMost: amount)
  }
}
