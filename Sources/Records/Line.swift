package import Basics

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
  package static let keyNames = ["number"]
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

extension Line {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("number", number)
    try FieldCheck.number("mainLine", mainLine, mayBeEmpty: true)
    for (index, restriction) in restrictions.enumerated()
    where restrictions[..<index].contains(where: { $0.reason == restriction.reason }) {
      throw FieldProblem(
        "snapshot.value", field: "restrictions.reason", found: restriction.reason.rawValue,
        expected: "one restriction of each reason")
    }
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    body("account", .account(account))
    if let user { body("user", .customer(user)) }
    if !mainLine.isEmpty { body("mainLine", .line(mainLine)) }
  }
}
