package import Basics

/// What an account owes for a month.
package struct Bill: Record {
  package var account = Identifier.absent
  package var month = Month.absent
  package var amount = Money.zero
  package var paid = Money.zero
  /// The last day on which it may be paid without being overdue (CRE-3).
  package var due = Day.absent
  package var dunned = false

  package init() {}

  package static let type = RecordType.bill
  package static let keyNames = ["account", "month"]
  package var owner: Owner { .account(account) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(account)
    key.append(month)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("account", &account)
    try visitor.required("month", &month)
    try visitor.required("amount", &amount)
    try visitor.required("paid", &paid)
    try visitor.required("due", &due)
    try visitor.flag("dunned", &dunned)
  }

  /// What is still to be paid.
  package var unpaid: Money { amount - paid }
}

extension Bill {
  package func validate() throws(FieldProblem) {
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("paid", paid)
  }
}
