package import Basics

/// A sum of money in an account (LED-1).
package struct Bucket: Record {
  /// What the money may be spent on (LED-2).
  package struct Restriction: FieldGroup {
    package var kind: LineKind?
    package var plan = ""

    package init() {}

    package mutating func visit<Visitor: FieldVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.optional("kind", &kind)
      try visitor.text("plan", &plan)
    }
  }

  package var account = Identifier.absent
  package var id = ""
  package var kind = BucketKind.cash
  package var amount = Money.zero
  /// The last day on which the money may be used (LED-3).
  package var expires: Day?
  package var restriction: Restriction?

  package init() {}

  package static let type = RecordType.bucket
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
    try visitor.required("kind", &kind)
    try visitor.required("amount", &amount)
    try visitor.through("expires", &expires)
    try visitor.group("restriction", &restriction)
  }
}

extension Bucket {
  /// What it holds as a deposit, which is the customer's but pays no charge.
  package var deposit: Money { kind == .deposit ? amount : .zero }

  /// Only cash may be below zero (LED-4, CRE-1).
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    if kind != .cash { try FieldCheck.notNegative("amount", amount) }
  }
}
