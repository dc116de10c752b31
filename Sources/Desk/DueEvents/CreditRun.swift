import Rules

extension DueEvent {
  /// The credit run looks at an account (CRE-2).
  static let creditRun = DueEvent(
    kind: .creditRun, name: "credit-run", chinese: "信控处理", subject: .account,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      result.numbers = try transaction.suspendIfOwed(entry.account)
    })
}
