import Basics
package import Records
import Rules

extension DueEvent {
  /// A lot of points expires (PTS-4).
  static let pointsEnd = DueEvent(
    kind: .pointsEnd, name: "points-end", chinese: "积分到期",
    subject: .record(
      text: { String($0.year) },
      next: { (view, entry, catalog) throws(DeskError) in
        var key = Key(customer: entry.customer, type: .points)
        key.append(entry.subject.span.bytes)
        return try view.record(Points.self, key)?.nextDue(catalog.points)
      }),
    carryOut: { (transaction, entry, result) throws(DeskError) in
      let outcome = try transaction.expirePoints(
        entry.year, of: entry.customer, StoreTransaction.system)
      if case .integer(let points) = outcome?.order.result["points"] { result.points = points }
    })
}

extension Operation {
  static let expirePoints = Operation(
    "points-expire", chinese: "积分到期", trial: nil, undoing: .byJournal)
}

extension StoreTransaction {
  /// Lets a lot expire (PTS-4), when it falls due: after 31 December of its third year.
  ///
  /// - Parameters:
  ///   - year: the lot's year of earning.
  ///   - request: in whose name.
  /// - Returns: The outcome, whose order takes what was left from the lot; nil when there is nothing
  ///   to expire: no such lot, nothing left in it, or its last day is not over.
  @discardableResult
  package mutating func expirePoints(
    _ year: Int32, of customer: Identifier, _ request: Request
  ) throws(DeskError) -> Outcome? {
    let lots = try storage.all(Points.self, of: customer)
    guard let lot = lots.first(where: { $0.year == year }), lot.left > 0,
      PointsRedemption.expires(year: year, terms: catalog.points) < now.day
    else { return nil }
    var order = newOrder(.expirePoints, customer: customer, request)
    try change(lot: year, of: customer, by: -lot.left, lots)
    order.takes = [PointsRedemption.Share(year: year, points: lot.left).movement]
    order.result["points"] = .integer(lot.left)
    order.effective = now
    return try finish(order)
  }
}
