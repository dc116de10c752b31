package import Basics
import Records

/// Emergency phone restore 手机紧急开机 (BEN-10 .. BEN-12).
package enum PhoneRestore {
  /// What the decision looks at.
  package typealias Facts = EmergencyRestoreFacts

  /// Decides whether a number may be restored now (BEN-10).
  ///
  /// - Parameters:
  ///   - facts: the line, its restores and the customer's star.
  ///   - now: the instant of asking.
  ///   - catalog: days, months and stars in force.
  /// - Returns: Each condition with what was compared.
  package static func decide(_ facts: Facts, at now: Instant, catalog: Catalog) -> Decision {
    let line = facts.line
    let arrears = line.restriction(for: .arrears)
    var checks: [Check] = []
    checks.reserveCapacity(10)
    checks.append(
      Check(
        "BEN-10.kind", line.kind == .mobile, actual: .text(line.kind.rawValue),
        limit: .text(LineKind.mobile.rawValue)))
    checks.append(Check("BEN-10.disconnected", line.disconnected == nil))
    checks.append(Check("BEN-10.arrears", arrears != nil))
    checks.append(Check("BEN-10.voluntary", line.restriction(for: .voluntary) == nil))
    checks.append(Check("BEN-10.lost", line.restriction(for: .lost) == nil))
    if let arrears {
      checks.append(window(arrears, at: now, terms: catalog.phoneRestore))
    }
    let lowest = catalog.benefits.lowestStar(of: .phoneRestore)
    checks.append(
      Check(
        "BEN-10.star", facts.stars >= lowest, actual: .integer(Int64(facts.stars)),
        limit: .integer(Int64(lowest))))
    checkEarlierRestores(facts, at: now, &checks)
    return Decision(checks)
  }

  /// The credit and the end of a restore that is granted now (BEN-11).
  ///
  /// - Parameters:
  ///   - stars: the star in force, 1 to 7.
  ///   - now: the instant of acceptance.
  package static func grant(
    stars: Int32, at now: Instant, terms: PhoneRestoreTerms
  ) -> (credit: Money, until: Instant) {
    let index = Int(stars) - 1
    let credit = terms.credit.indices.contains(index) ? terms.credit[index] : .zero
    return (credit, now.adding(.hours(Int(terms.hours))))
  }

  /// Within 14 days of the one-way start or 7 days of the two-way start, to the second (BEN-10).
  private static func window(
    _ arrears: Line.Restriction, at now: Instant, terms: PhoneRestoreTerms
  ) -> Check {
    let days = Int64(arrears.scope == .both ? terms.twoWayDays : terms.oneWayDays)
    let since = now - arrears.from
    return Check(
      "BEN-10.window", since <= days * 86400,
      actual: .text(Duration(seconds: since).text),
      limit: .text(Duration(seconds: days * 86400).text))
  }

  /// Once a calendar month, once a suspension, and none in force (BEN-10).
  private static func checkEarlierRestores(
    _ facts: Facts, at now: Instant, _ checks: inout [Check]
  ) {
    let month = now.month
    let thisMonth = facts.restores.last { $0.from.month == month }
    let sameSuspension = facts.suspendedSince.flatMap { start in
      facts.restores.last { $0.from >= start }
    }
    let inForce = facts.restores.last { $0.ended == nil && $0.until > now }
    checks.append(
      Check(
        "BEN-10.month", thisMonth == nil, actual: thisMonth.map { .text($0.from.text) },
        availableFrom: month.end))
    checks.append(
      Check(
        "BEN-10.suspension", sameSuspension == nil,
        actual: sameSuspension.map { .text($0.from.text) }))
    checks.append(
      Check(
        "BEN-10.in-force", inForce == nil, actual: inForce.map { .text($0.until.text) },
        availableFrom: inForce?.until))
  }
}

extension Benefit {
  package static let phoneRestore = Benefit(
    "phone-restore", field: "phoneRestore", fromStar: 5, counting: .monthly(.mobile),
    "emergency phone restore", "手机紧急开机")
}
