import Basics

/// Undoing an order: what it changed is put back, as a new order (DESK-1, DESK-11).
package enum Undo {
  /// The kind of the orders that undo others.
  package static let orderKind = "undo"

  /// What the decision looks at.
  package struct Facts: Hashable, Sendable {
    /// The order to be undone.
    package var order: Order
    /// The number of the journal entry that tells what the order changed; 0: it came with a
    /// snapshot, and none does.
    package var entry: UInt64
    /// The order that has reversed it already.
    package var reversedBy: Identifier?
    /// What later touched the same records, in words.
    package var dependents: [String]

    package init(
      order: Order, entry: UInt64, reversedBy: Identifier? = nil, dependents: [String] = []
    ) {
      self.order = order
      self.entry = entry
      self.reversedBy = reversedBy
      self.dependents = dependents
    }
  }

  /// Decides whether an order may be undone: it was carried out, it stands, the journal tells what it
  /// changed, and nothing later depends on that.
  package static func decide(_ facts: Facts) -> Decision {
    let order = facts.order
    let reverser = facts.reversedBy?.text ?? order.state.rawValue
    return Decision([
      Check("DESK-1.done", order.outcome == .done, actual: .text(order.outcome.rawValue)),
      Check(
        "DESK-1.reversed", order.state != .reversed,
        actual: order.state == .reversed ? .text(reverser) : nil),
      Check("DESK-11.entry", facts.entry > 0),
      Check(
        "DESK-11.dependents", facts.dependents.isEmpty,
        actual: facts.dependents.isEmpty ? nil : .texts(facts.dependents)),
    ])
  }
}
