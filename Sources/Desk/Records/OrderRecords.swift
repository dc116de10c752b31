package import Basics
import Storage

/// One condition of a rule as it was looked at: the trace of a decision and, where it does not
/// hold, a reason of its refusal.
package struct Check: FieldGroup {
  /// The condition's own code under its rule, such as `BEN-10.window`.
  package var code = ""
  package var held = false
  /// What was found.
  package var actual: MapValue?
  /// What it was compared with.
  package var limit: MapValue?
  /// When the condition will hold by itself, where that is known.
  package var availableFrom: Instant?
  /// The conditions any one of which would have satisfied this one.
  package var grounds: [String] = []

  package init() {}

  /// Makes a check.
  ///
  /// - Parameters:
  ///   - code: the condition's code, such as `BEN-10.star`.
  ///   - held: whether the condition holds.
  ///   - actual: what was found.
  ///   - limit: what it was compared with.
  ///   - availableFrom: when the condition will hold by itself.
  ///   - grounds: the conditions any one of which would do.
  package init(
    _ code: String, _ held: Bool, actual: MapValue? = nil, limit: MapValue? = nil,
    availableFrom: Instant? = nil, grounds: [String] = []
  ) {
    self.code = code
    self.held = held
    self.actual = actual
    self.limit = limit
    self.availableFrom = held ? nil : availableFrom
    self.grounds = grounds
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("code", &code)
    try visitor.required("held", &held)
    try visitor.optional("actual", &actual)
    try visitor.optional("limit", &limit)
    try visitor.optional("availableFrom", &availableFrom)
    try visitor.list("grounds", &grounds)
  }

  /// The rule that the condition belongs to: `BEN-10` of `BEN-10.window`.
  package var rule: String { String(code.prefix { $0 != "." }) }
}

/// What an order took from a lot of points or from a bucket, so that it can be put back exactly.
package struct Take: FieldGroup {
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
  package var takes: [Take] = []
  package var reverses: Identifier?
  package var job = ""
  package var row: Int64?
  /// The number of the journal entry with which the order came; 0: it came with a snapshot.
  package var entry: Int64 = 0

  package init() {}

  package static let type = RecordType.order
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

/// A data file that a job has read.
package struct JobFile: FieldGroup {
  package var file = ""
  /// SHA-256 of its content.
  package var hash = ""

  package init() {}

  package init(file: String, hash: String) {
    self.file = file
    self.hash = hash
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("file", &file)
    try visitor.required("hash", &hash)
  }
}

/// A piece of bulk work that can be gone on with.
package struct Job: Record {
  package var name = ""
  package var script = ""
  package var arguments: [String] = []
  package var hash = ""
  package var `operator` = ""
  package var from = Instant.absent
  package var until: Instant?
  package var counts = FieldMap()
  /// The data files that it has read.
  package var files: [JobFile] = []
  /// When it was undone, after which it cannot be gone on with.
  package var undone: Instant?

  package init() {}

  package static let type = RecordType.job
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: name) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("name", &name)
    try visitor.text("script", &script)
    try visitor.list("arguments", &arguments)
    try visitor.text("hash", &hash)
    try visitor.text("operator", &`operator`)
    try visitor.required("from", &from)
    try visitor.optional("until", &until)
    try visitor.map("counts", &counts)
    try visitor.groups("files", &files)
    try visitor.optional("undone", &undone)
  }
}
