package import Basics
import Records

/// Emergency broadband restore 宽带紧急复机 (BEN-20 .. BEN-22).
package enum BroadbandRestore {
  /// What the decision looks at.
  package typealias Facts = EmergencyRestoreFacts

  /// Decides whether a broadband may be restored now (BEN-20, BEN-22).
  ///
  /// - Parameters:
  ///   - facts: the line, its restores and the customer's star.
  ///   - now: the instant of asking.
  ///   - catalog: days and stars in force.
  /// - Returns: Each condition with what was compared.
  package static func decide(_ facts: Facts, at now: Instant, catalog: Catalog) -> Decision {
    let line = facts.line
    let arrears = line.restriction(for: .arrears)
    var checks: [Check] = []
    checks.reserveCapacity(10)
    checks.append(
      Check(
        "BEN-20.kind", line.kind == .broadband, actual: .text(line.kind.rawValue),
        limit: .text(LineKind.broadband.rawValue)))
    checks.append(Check("BEN-20.disconnected", line.disconnected == nil))
    checks.append(Check("BEN-20.arrears", arrears != nil))
    checks.append(Check("BEN-20.voluntary", line.restriction(for: .voluntary) == nil))
    checks.append(Check("BEN-20.lost", line.restriction(for: .lost) == nil))
    if let arrears {
      let since = facts.suspendedSince ?? arrears.from
      checks.append(window(since, at: now, terms: catalog.broadbandRestore))
    }
    let lowest = catalog.benefits.lowestStar(of: .broadbandRestore)
    checks.append(
      Check(
        "BEN-20.star", facts.stars >= lowest, actual: .integer(Int64(facts.stars)),
        limit: .integer(Int64(lowest))))
    checks.append(contentsOf: earlierRestores(facts, at: now))
    return Decision(checks)
  }

  /// The end of a restore that is granted now: it holds for calendar days, the day of acceptance
  /// being the first, and ends with the last of them (BEN-21).
  package static func end(at now: Instant, terms: BroadbandRestoreTerms) -> Instant {
    now.day.adding(days: Int(terms.validDays)).start
  }

  /// Asked within 7 calendar days, the day of suspension being the first (BEN-20).
  ///
  /// The suspension is one from its one-way start on, as nothing in BEN-20 tells the two apart.
  private static func window(
    _ since: Instant, at now: Instant, terms: BroadbandRestoreTerms
  ) -> Check {
    let day = Int64(now.day - since.day) + 1
    let last = Int64(terms.windowDays)
    return Check("BEN-20.window", day <= last, actual: .integer(day), limit: .integer(last))
  }

  /// Once a broadband and calendar month, none in force (BEN-20), and none after one that ended
  /// unpaid, as long as the suspension goes on (BEN-22).
  private static func earlierRestores(_ facts: Facts, at now: Instant) -> [Check] {
    let month = now.month
    let thisMonth = facts.restores.last { $0.from.month == month }
    let inForce = facts.restores.last { $0.ended == nil && $0.until > now }
    let unpaid = facts.suspendedSince.flatMap { start in
      facts.restores.last { $0.from >= start && !($0.ended == nil && $0.until > now) }
    }
    return [
      Check(
        "BEN-20.month", thisMonth == nil, actual: thisMonth.map { .text($0.from.text) },
        availableFrom: month.end),
      Check(
        "BEN-20.in-force", inForce == nil, actual: inForce.map { .text($0.until.text) },
        availableFrom: inForce?.until),
      Check(
        "BEN-22.unpaid", unpaid == nil,
        actual: unpaid.map { .text(($0.ended ?? $0.until).text) }),
    ]
  }
}

extension Benefit {
  package static let broadbandRestore = Benefit(
    "broadband-restore", field: "broadbandRestore", fromStar: 3, counting: .monthly(.broadband),
    "emergency broadband restore", "宽带紧急复机")
}
