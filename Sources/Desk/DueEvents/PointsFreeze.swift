import Basics
import Records
import Rules

extension DueEvent {
  /// A customer's points are frozen for a bill long unpaid (PTS-7, PTS-21).
  static let pointsFreeze = DueEvent(
    kind: .pointsFreeze, name: "points-freeze", chinese: "积分冻结",
    subject: .record(
      text: { $0.account.text },
      next: { (view, entry, catalog) throws(DeskError) in
        guard entry.subject.count == 12, let bill = try view.bill(of: entry),
          try view.awaitsFreezing(entry.account, of: entry.customer)
        else { return nil }
        return bill.freezeDue(catalog.points)
      }),
    carryOut: { (transaction, entry, _) throws(DeskError) in
      try transaction.freezePoints(for: entry.account, of: entry.customer)
    })
}

extension StoreTransaction {
  /// Freezes the points of those whose lines an account owes for 积分冻结 (PTS-7, PTS-21).
  ///
  /// - Parameters:
  ///   - account: an account with a dunned bill of the catalog's age.
  ///   - owner: whose account it is.
  mutating func freezePoints(
    for account: Identifier, of owner: Identifier
  ) throws(DeskError) {
    for holder in try storage.pointsHolders(of: account, owner) {
      var points = PointsAccount()
      points.customer = holder
      points = try storage.pointsAccount(of: holder) ?? points
      points.frozen = true
      try put(points, of: holder)
    }
  }
}
