import Records
import Rules

extension DueEvent {
  /// A one-way suspension becomes two-way (CRE-4).
  static let twoWay = DueEvent(
    kind: .twoWay, name: "two-way", chinese: "转双停", subject: .line,
    carryOut: { (transaction, entry, result) throws(DeskError) in
      let line = try transaction.storage.line(entry.number).line
      try transaction.suspendTwoWay(line)
      result.numbers = [line.number]
    })
}
