import Records
import Rules

extension DueEvent {
  /// An emergency restore ends (BEN-12, BEN-22).
  static let restoreEnd = DueEvent(
    kind: .restoreEnd, name: "restore-end", chinese: "紧急开机到期", subject: .line,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      try transaction.endRestore(entry, &result)
    })
}

extension StoreTransaction {
  /// The restore is over; a number still in arrears is suspended again as it was before, because
  /// its restriction stayed (BEN-12, BEN-22).
  fileprivate mutating func endRestore(
    _ entry: DueEntry, _ result: inout DueResult
  ) throws(DeskError) {
    let line = try storage.line(entry.number).line
    guard let restore = try storage.restoreToEnd(of: line.number, line.customer) else {
      return
    }
    try end(restore, of: line.customer)
    try inform("text.restore-ended", line)
    result.numbers = [line.number]
  }
}
