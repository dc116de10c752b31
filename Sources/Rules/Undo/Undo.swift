import Basics
package import Records

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
    Decision(
      standing(facts) + [
        Check("DESK-11.entry", facts.entry > 0),
        Check(
          "DESK-11.dependents", facts.dependents.isEmpty,
          actual: facts.dependents.isEmpty ? nil : .texts(facts.dependents)),
      ])
  }

  /// Decides whether a redemption of points may be undone: by the rule by which it may be reversed
  /// (PTS-6, PTS-21), which needs no journal and is not hindered by what came later.
  ///
  /// - Parameter reversal: what ``PointsRedemption/decideReversal(_:)`` says of it.
  package static func decide(_ facts: Facts, redemption reversal: Decision) -> Decision {
    Decision(standing(facts) + reversal.checks.filter { $0.code == "PTS-6.delivered" })
  }

  /// What every order must meet: it was carried out, and it stands.
  private static func standing(_ facts: Facts) -> [Check] {
    let order = facts.order
    let reverser = facts.reversedBy?.text ?? order.state.rawValue
    return [
      Check("DESK-1.done", order.outcome == .done, actual: .text(order.outcome.rawValue)),
      Check(
        "DESK-1.reversed", order.state != .reversed,
        actual: order.state == .reversed ? .text(reverser) : nil),
    ]
  }
}
