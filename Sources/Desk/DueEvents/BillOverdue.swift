import Rules

extension DueEvent {
  /// A bill is unpaid after its last day (CRE-3).
  static let billOverdue = DueEvent(
    kind: .billOverdue, name: "bill-overdue", chinese: "账单逾期", subject: .account,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      result.numbers = try transaction.suspendIfOwed(entry.account)
    })
}
