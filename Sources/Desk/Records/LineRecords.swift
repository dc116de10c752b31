package import Basics
import Storage

/// One product instance of a customer: a mobile, a broadband, a fixed line, a data card, an IPTV.
package struct Line: Record {
  /// A cause for which the line is barred; causes are stacked, one of each reason.
  package struct Restriction: FieldGroup {
    package var scope = RestrictionScope.outgoing
    package var reason = RestrictionReason.arrears
    package var from = Instant.absent
    /// Who set it.
    package var by = ""

    package init() {}

    package mutating func visit<Visitor: FieldVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.required("scope", &scope)
      try visitor.required("reason", &reason)
      try visitor.required("from", &from)
      try visitor.text("by", &by)
    }
  }

  package var number = ""
  package var kind = LineKind.mobile
  package var customer = Identifier.absent
  package var account = Identifier.absent
  /// The person who uses the line, when it is not the customer.
  package var user: Identifier?
  package var activated = Day.absent
  package var plan = ""
  package var province = ""
  package var internationalCall = false
  package var roaming = RoamingPermission.none
  package var restrictions: [Restriction] = []
  /// The number of the main card that this secondary card follows (BEN-14).
  package var mainLine = ""
  package var bundle: Identifier?
  package var disconnected: Instant?

  package init() {}

  package static let type = RecordType.line
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(text: number) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("number", &number)
    try visitor.required("kind", &kind)
    try visitor.required("customer", &customer)
    try visitor.required("account", &account)
    try visitor.optional("user", &user)
    try visitor.required("activated", &activated)
    try visitor.text("plan", &plan)
    try visitor.text("province", &province)
    try visitor.flag("internationalCall", &internationalCall)
    try visitor.required("roaming", &roaming)
    try visitor.groups("restrictions", &restrictions)
    try visitor.text("mainLine", &mainLine)
    try visitor.optional("bundle", &bundle)
    try visitor.optional("disconnected", &disconnected)
  }

  /// The restriction for a reason, if there is one.
  package func restriction(for reason: RestrictionReason) -> Restriction? {
    restrictions.first { $0.reason == reason }
  }

  /// Whether it is neither disconnected nor suspended for arrears, whatever else bars it.
  package var isWithoutArrears: Bool {
    disconnected == nil && restriction(for: .arrears) == nil
  }
}

/// A SIM card, in use or retired.
package struct Card: Record {
  package var iccid = ""
  package var line = ""
  package var kind = CardKind.ordinary
  package var generation = CardGeneration.third
  package var nfc = false
  /// Whether it is a payment card, which is never free (BEN-31).
  package var payment = false
  package var from = Instant.absent
  /// When it was retired; absent while it is in use.
  package var until: Instant?

  package init() {}

  package static let type = RecordType.card
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) { key.append(text: iccid) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("iccid", &iccid)
    try visitor.required("line", &line)
    try visitor.required("kind", &kind)
    try visitor.required("generation", &generation)
    try visitor.flag("nfc", &nfc)
    try visitor.flag("payment", &payment)
    try visitor.required("from", &from)
    try visitor.optional("until", &until)
  }
}

/// What a line was charged for a month.
package struct Charge: Record {
  package var line = ""
  package var month = Month.absent
  package var amount = Money.zero
  /// The part of the amount that does not count towards the growth value (STAR-5).
  package var uncounted = Money.zero

  package init() {}

  package static let type = RecordType.charge
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(month)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("month", &month)
    try visitor.required("amount", &amount)
    try visitor.plain("uncounted", &uncounted, default: .zero)
  }
}

/// What a line was charged for a month, without the line: for who reads many charges.
package struct ChargedMonth: Hashable, Sendable, BitwiseCopyable {
  package var month = Month.absent
  package var amount = Money.zero
  package var uncounted = Money.zero

  package init(_ charge: Charge) {
    month = charge.month
    amount = charge.amount
    uncounted = charge.uncounted
  }

  /// Reads it from the bytes of a charge, field by field as the charge lists them; nil when they are
  /// none.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard var decoder = RecordDecoder(bytes, tag: RecordType.charge.rawValue) else { return nil }
    decoder.skipText()
    decoder.required("month", &month)
    decoder.required("amount", &amount)
    decoder.plain("uncounted", &uncounted, default: .zero)
    if decoder.isSpoiled { return nil }
  }

  /// What of it counts towards the growth value (STAR-5).
  package var counted: Money { amount - uncounted }
}

/// What a line used in a month.
package struct Usage: Record {
  package var line = ""
  package var month = Month.absent
  package var minutes: Int64 = 0
  package var messages: Int64 = 0
  package var dataKB: Int64 = 0

  package init() {}

  package static let type = RecordType.usage
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(month)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("month", &month)
    try visitor.plain("minutes", &minutes, default: 0)
    try visitor.plain("messages", &messages, default: 0)
    try visitor.plain("dataKB", &dataKB, default: 0)
  }
}

/// A suspension that has ended; the present one stands in the line's restrictions.
package struct Suspension: Record {
  package var line = ""
  package var from = Instant.absent
  package var scope = RestrictionScope.outgoing
  package var reason = RestrictionReason.arrears
  package var until = Instant.absent

  package init() {}

  package static let type = RecordType.suspension
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(from)
    key.append(text: reason.rawValue)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("from", &from)
    try visitor.required("scope", &scope)
    try visitor.required("reason", &reason)
    try visitor.required("until", &until)
  }
}

/// An emergency restore (BEN-11, BEN-21).
package struct Restore: Record {
  package var line = ""
  package var from = Instant.absent
  package var kind = RestoreKind.phone
  /// The temporary credit of a phone restore.
  package var credit: Money?
  /// How much of the temporary credit has been used.
  package var used: Money?
  /// When it ends if nothing ends it before.
  package var until = Instant.absent
  /// When it ended; absent while it is in force.
  package var ended: Instant?
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.restore
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("from", &from)
    try visitor.required("kind", &kind)
    try visitor.optional("credit", &credit)
    try visitor.optional("used", &used)
    try visitor.required("until", &until)
    try visitor.optional("ended", &ended)
    try visitor.optional("order", &order)
  }
}

/// Lines sold together (CRE-5).
package struct Bundle: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var coupling = Coupling.tight
  package var offer = ""
  package var base: [String] = []
  package var options: [String] = []

  package init() {}

  package static let type = RecordType.bundle
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.required("coupling", &coupling)
    try visitor.required("offer", &offer)
    try visitor.list("base", &base)
    try visitor.list("options", &options)
  }
}
