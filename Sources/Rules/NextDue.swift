package import Basics

/// What falls due, in the order in which things of the same instant are carried out (CRE-9): money
/// and points that expire, instalments, ends of stars and restores, the credit run, two-way,
/// disconnection. The numbers between leave room for the monthly runs.
package enum DueKind: UInt8, NamedCode {
  /// A balance or its validity runs out (CRE-1, LED-3).
  case balanceEnd = 1
  /// A lot of points expires (PTS-4).
  case pointsEnd = 2
  /// A part of a sum paid out in instalments is released (LED-5).
  case instalment = 3
  /// A star's validity ends (STAR-7, STAR-8).
  case starEnd = 7
  /// An emergency restore ends (BEN-12, BEN-22).
  case restoreEnd = 8
  /// A bill is unpaid after its last day (CRE-3).
  case billOverdue = 9
  /// The accounts are looked at (CRE-2).
  case creditRun = 10
  /// One-way becomes two-way (CRE-4).
  case twoWay = 11
  /// A suspended line is disconnected (CRE-1, CRE-2, CRE-8).
  case disconnection = 12
  /// A customer's points are frozen for a bill long unpaid (PTS-7, PTS-21).
  case pointsFreeze = 13

  /// The name that `due` shows.
  package var name: String {
    switch self {
    case .restoreEnd: "restore-end"
    case .instalment: "instalment"
    case .balanceEnd: "balance-end"
    case .billOverdue: "bill-overdue"
    case .creditRun: "credit-run"
    case .twoWay: "two-way"
    case .disconnection: "disconnection"
    case .starEnd: "star-end"
    case .pointsEnd: "points-end"
    case .pointsFreeze: "points-freeze"
    }
  }

  package var code: String { name }

  package var chinese: String {
    switch self {
    case .restoreEnd: "紧急开机到期"
    case .instalment: "分期返还"
    case .balanceEnd: "余额到期"
    case .billOverdue: "账单逾期"
    case .creditRun: "信控处理"
    case .twoWay: "转双停"
    case .disconnection: "拆机"
    case .starEnd: "星级到期"
    case .pointsEnd: "积分到期"
    case .pointsFreeze: "积分冻结"
    }
  }
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
