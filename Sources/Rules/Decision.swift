package import Records

/// What the rules say of a request: every condition in order, held or not.
package struct Decision: Hashable, Sendable {
  package var checks: [Check]

  package init(_ checks: [Check] = []) {
    self.checks = checks
  }

  /// Whether every condition holds.
  package var isAllowed: Bool { checks.notHeld.isEmpty }

  /// The conditions that do not hold: all of them, in order (BEN-5).
  package var reasons: [Check] { checks.notHeld }
}

extension [Check] {
  /// The conditions that do not hold, in order; by their indices, so that none that holds is copied.
  package var notHeld: [Check] {
    indices.compactMap { self[$0].held ? nil : self[$0] }
  }
}
