import Basics
package import Records
package import Rules

/// Who asks for what, as every order records it.
package struct Request: Sendable {
  package var `operator`: String
  package var channel: Channel
  package var reason: String
  package var ticket: String
  /// The same key with the same request gives the first answer again; empty: none.
  package var key: String
  /// What is asked for, where there is a key.
  package var fingerprint: Fingerprint?
  package var job: String
  package var row: Int64?
  /// The number that the order takes, where the index of a row in a list decides it.
  package var orderNumber: Int64?
  /// The province in which the request is handled, as the operator's record gives it; empty: not
  /// known, and taken to be the one where the number was opened (BEN-30).
  package var region: String

  package init(
    operator: String, channel: Channel = .hotline, reason: String = "", ticket: String = "",
    key: String = "", fingerprint: Fingerprint? = nil, job: String = "", row: Int64? = nil,
    orderNumber: Int64? = nil, region: String = ""
  ) {
    self.operator = `operator`
    self.channel = channel
    self.reason = reason
    self.ticket = ticket
    self.key = key
    self.fingerprint = fingerprint
    self.job = job
    self.row = row
    self.orderNumber = orderNumber
    self.region = region
  }
}

/// What an operation is decided on: the facts gathered from the store, and what the rules say of
/// them. Nothing is written for it, so `can` may ask for it as well as the operation.
package struct Assessment<Facts: Hashable & Sendable>: Hashable, Sendable {
  package var customer: Identifier
  package var facts: Facts
  package var decision: Decision

  package init(customer: Identifier, facts: Facts, decision: Decision) {
    self.customer = customer
    self.facts = facts
    self.decision = decision
  }
}

/// What an operation answers: the order that was written, and what changed with it.
package struct Outcome: Hashable, Sendable {
  /// The order, done or refused, with its checks and result.
  package var order: Order
  /// What changed, record by record, when it was asked for.
  package var changes: [RecordChange]

  package init(order: Order, changes: [RecordChange] = []) {
    self.order = order
    self.changes = changes
  }

  package var isDone: Bool { order.outcome == .done }

  /// Why it was refused: every condition that does not hold, in order.
  package var reasons: [Check] { order.checks.notHeld }
}

/// How many records of one type were added, changed and removed.
package struct ChangeCounts: Hashable, Sendable {
  package var added = 0
  package var changed = 0
  package var removed = 0

  package init() {}
}
