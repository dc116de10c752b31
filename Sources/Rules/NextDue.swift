package import Basics

/// A kind of thing that falls due, by the code under which the store keeps it.
///
/// What happens then is told by the due event of that kind, in Desk. Things of the same instant are
/// carried out in the order of their codes (CRE-9): money and points that expire, instalments, ends of
/// stars and restores, the credit run, two-way, disconnection. The numbers between leave room.
package struct DueKind: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The stored code, which no other kind ever has, also not after this one is gone.
  package let code: UInt8

  package init(code: UInt8) {
    self.code = code
  }

  package static func < (left: DueKind, right: DueKind) -> Bool { left.code < right.code }

  /// A balance or its validity runs out (CRE-1, LED-3).
  package static let balanceEnd = DueKind(code: 1)
  /// A lot of points expires (PTS-4).
  package static let pointsEnd = DueKind(code: 2)
  /// A part of a sum paid out in instalments is released (LED-5).
  package static let instalment = DueKind(code: 3)
  /// A star's validity ends (STAR-7, STAR-8).
  package static let starEnd = DueKind(code: 7)
  /// An emergency restore ends (BEN-12, BEN-22).
  package static let restoreEnd = DueKind(code: 8)
  /// A bill is unpaid after its last day (CRE-3).
  package static let billOverdue = DueKind(code: 9)
  /// The accounts are looked at (CRE-2).
  package static let creditRun = DueKind(code: 10)
  /// One-way becomes two-way (CRE-4).
  package static let twoWay = DueKind(code: 11)
  /// A suspended line is disconnected (CRE-1, CRE-2, CRE-8).
  package static let disconnection = DueKind(code: 12)
  /// A customer's points are frozen for a bill long unpaid (PTS-7, PTS-21).
  package static let pointsFreeze = DueKind(code: 13)
}

/// The next thing to happen to a line, an account or a customer, and when.
package struct NextDue: Hashable, Sendable {
  package var at: Instant
  package var kind: DueKind

  package init(_ kind: DueKind, at: Instant) {
    self.kind = kind
    self.at = at
  }
}

/// The next thing to happen to an account, and the credit run that is to look at it (CRE-2), which
/// other things may come before.
package struct AccountDue: Hashable, Sendable {
  package var next: NextDue?
  package var run: Instant?

  package init(next: NextDue? = nil, run: Instant? = nil) {
    self.next = next
    self.run = run
  }
}
