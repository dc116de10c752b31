package import Basics
import Storage

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
}

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
