package import Basics

/// One handled request: what was asked, by whom, the decision with its reasons, and when it took
/// effect (DESK-1).
package struct Order: Record {
  package var id = Identifier.absent
  /// The operation, such as `restore-phone`.
  package var kind = ""
  package var customer = Identifier.absent
  package var line = ""
  package var outcome = OutcomeKind.done
  package var state = OrderState.done
  package var channel = Channel.hotline
  package var `operator` = ""
  package var reason = ""
  package var ticket = ""
  package var key = ""
  /// The fingerprint of the request, where it had a key: 16 hexadecimal digits.
  package var request = ""
  /// The day from which the catalog in force was valid.
  package var catalog = Day.absent
  package var at = Instant.absent
  package var effective: Instant?
  package var until: Instant?
  package var checks: [Check] = []
  package var result = FieldMap()
  package var takes: [LotMovement] = []
  package var reverses: Identifier?
  package var job = ""
  package var row: Int64?
  /// The number of the journal entry with which the order came; 0: it came with a snapshot.
  package var entry: Int64 = 0

  package init() {}

  package static let type = RecordType.order
  package static let keyNames = ["id"]
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("kind", &kind)
    try visitor.required("customer", &customer)
    try visitor.text("line", &line)
    try visitor.required("outcome", &outcome)
    try visitor.required("state", &state)
    try visitor.required("channel", &channel)
    try visitor.text("operator", &`operator`)
    try visitor.text("reason", &reason)
    try visitor.text("ticket", &ticket)
    try visitor.text("key", &key)
    try visitor.required("catalog", &catalog)
    try visitor.required("at", &at)
    try visitor.stored(&entry)
    try visitor.optional("effective", &effective)
    try visitor.optional("until", &until)
    try visitor.groups("checks", &checks)
    try visitor.map("result", &result)
    try visitor.groups("takes", &takes)
    try visitor.optional("reverses", &reverses)
    try visitor.text("job", &job)
    try visitor.optional("row", &row)
    try visitor.text("request", &request)
  }
}

/// What an order took from a lot of points or from a bucket, so that it can be put back exactly.
package struct LotMovement: FieldGroup {
  package var lot: Int32?
  package var bucket = ""
  package var amount = Amount.points(0)

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.optional("lot", &lot)
    try visitor.text("bucket", &bucket)
    try visitor.required("amount", &amount)
  }
}

extension Order {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.text("operator", `operator`, atMost: RecordLimits.operator)
    try FieldCheck.text("reason", reason, atMost: RecordLimits.reason)
    try FieldCheck.text("ticket", ticket, atMost: RecordLimits.ticket)
    try FieldCheck.text("key", key, atMost: RecordLimits.key)
    try FieldCheck.text("job", job, atMost: FieldCheck.longestKeyText)
    for movement in takes {
      if case .points(let points) = movement.amount {
        try FieldCheck.signed("takes.amount", points)
      }
    }
  }

  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }

  package var masked: Order {
    var masked = self
    masked.reason = DocumentNumber.masked(in: reason)
    return masked
  }
}
