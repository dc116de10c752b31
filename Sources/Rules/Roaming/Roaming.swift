package import Basics
package import Records

/// International roaming 国际漫游 (BEN-40, ROAM-1 .. ROAM-4, ROAM-6, ROAM-7).
package enum Roaming {
  /// What may open roaming without a deposit, and the deposit (ROAM-2).
  package struct Standing: Hashable, Sendable {
    /// The star in force, 0 to 7.
    package var stars: Int32
    /// Whether the customer has the benefit, by the star or bought.
    package var hasBenefit: Bool
    /// Whether a diamond, gold or silver card is still valid.
    package var hasOldCard: Bool
    /// The plan and the offer of the line's bundle, as far as the catalog knows them.
    package var offers: [PlanTerms]
    package var collection: Collection
    package var segment: Segment
    /// What the account owes beyond its last day, or has overdrawn.
    package var overdue: Money
    /// The line's suspensions that have ended.
    package var suspensions: [Suspension]
    /// Deposits on the account, with the one that is paid now.
    package var deposit: Money

    package init(
      stars: Int32 = 0, hasBenefit: Bool = false, hasOldCard: Bool = false,
      offers: [PlanTerms] = [], collection: Collection = .`self`, segment: Segment = .public,
      overdue: Money = .zero, suspensions: [Suspension] = [], deposit: Money = .zero
    ) {
      self.stars = stars
      self.hasBenefit = hasBenefit
      self.hasOldCard = hasOldCard
      self.offers = offers
      self.collection = collection
      self.segment = segment
      self.overdue = overdue
      self.suspensions = suspensions
      self.deposit = deposit
    }
  }

  /// What the decision looks at.
  package struct Facts: Hashable, Sendable {
    package var line: Line
    /// Whether an emergency restore masks arrears.
    package var isRestored: Bool
    package var channel: Channel
    /// The permission that is asked for; none: closing.
    package var permission: RoamingPermission
    package var standing: Standing

    package init(
      line: Line, isRestored: Bool = false, channel: Channel = .hotline,
      permission: RoamingPermission, standing: Standing = Standing()
    ) {
      self.line = line
      self.isRestored = isRestored
      self.channel = channel
      self.permission = permission
      self.standing = standing
    }
  }

  /// Decides whether roaming may be opened, or changed to another permission (BEN-40, ROAM-2,
  /// ROAM-4, ROAM-7).
  ///
  /// - Returns: Each condition; `ROAM-2.grounds` names every ground that was tried and, when one
  ///   holds, the first that does.
  package static func decideOpening(
    _ facts: Facts, at now: Instant, catalog: Catalog
  ) -> Decision {
    let line = facts.line
    let state = line.state(isRestored: facts.isRestored)
    let plan = catalog.plans[line.plan]
    return Decision([
      kindCheck(line),
      Check(
        "BEN-40.active", state == .active && !facts.isRestored,
        actual: .text(facts.isRestored && state == .active ? "restored" : state.rawValue),
        limit: .text(LineState.active.rawValue)),
      Check("ROAM-4.plan", plan?.forbidsRoaming != true, actual: .text(line.plan)),
      Check(
        "ROAM-4.same", line.roaming != facts.permission, actual: .text(line.roaming.rawValue)),
      channelCheck(facts, catalog: catalog),
      groundsCheck(facts, at: now, catalog: catalog),
    ])
  }

  /// Decides whether roaming may be closed (ROAM-6, ROAM-7): by the customer's wish alone, in
  /// whatever state the number is.
  package static func decideClosing(_ facts: Facts, catalog: Catalog) -> Decision {
    Decision([
      kindCheck(facts.line),
      Check("ROAM-6.disconnected", facts.line.disconnected == nil),
      Check("ROAM-6.open", facts.line.roaming != .none),
      channelCheck(facts, catalog: catalog),
    ])
  }

  /// The grounds of ROAM-2 one by one, any of which opens roaming.
  package static func grounds(
    _ facts: Facts, at now: Instant, catalog: Catalog
  ) -> [Check] {
    let standing = facts.standing
    let terms = catalog.roaming
    return [
      Check(
        "BEN-40.star", standing.hasBenefit, actual: .integer(Int64(standing.stars)),
        limit: .integer(Int64(catalog.benefits.lowestStar(of: .roamingNoDeposit)))),
      Check("ROAM-2.old-card", standing.hasOldCard),
      Check("ROAM-2.bundle", standing.offers.contains(where: \.isBundleGround)),
      Check("ROAM-2.good-standing", isInGoodStanding(facts, at: now, catalog: catalog)),
      Check("ROAM-2.bank", standing.collection == .bank),
      Check("ROAM-2.enterprise", terms.importantSegments.contains(standing.segment.rawValue)),
      Check(
        "ROAM-2.deposit", standing.deposit >= terms.deposit,
        actual: .text(standing.deposit.text), limit: .text(terms.deposit.text)),
    ]
  }

  /// A plan that asks for no arrears and no voluntary suspension in the last months (ROAM-2).
  ///
  /// Arrears show as what is owed now and as suspensions for arrears; the months go back from the
  /// instant of asking. A suspension that ended just then lies before them.
  static func isInGoodStanding(_ facts: Facts, at now: Instant, catalog: Catalog) -> Bool {
    guard catalog.plans[facts.line.plan]?.isGoodStandingGround == true else { return false }
    guard facts.standing.overdue <= .zero else { return false }
    let barring: [RestrictionReason] = [.arrears, .voluntary]
    if facts.line.restrictions.contains(where: { barring.contains($0.reason) }) { return false }
    let since = now.adding(.months(-Int(catalog.roaming.quietMonths)))
    return !facts.standing.suspensions.contains {
      barring.contains($0.reason) && $0.until > since
    }
  }

  private static func kindCheck(_ line: Line) -> Check {
    Check(
      "BEN-40.kind", line.kind == .mobile, actual: .text(line.kind.rawValue),
      limit: .text(LineKind.mobile.rawValue))
  }

  /// Some prefixes neither open nor close by text or web hall (ROAM-7).
  private static func channelCheck(_ facts: Facts, catalog: Catalog) -> Check {
    let number = facts.line.number
    let is4G = catalog.plans[facts.line.plan]?.is4G == true
    let prefixes =
      catalog.roaming.closedPrefixes + (is4G ? catalog.roaming.closedPrefixes4G : [])
    let isByText = facts.channel == .text || facts.channel == .web
    let prefix = prefixes.first { number.hasPrefix($0) }
    return Check(
      "ROAM-7.channel", !isByText || prefix == nil, actual: .text(facts.channel.rawValue),
      limit: .text(String(number.prefix(3))))
  }

  private static func groundsCheck(
    _ facts: Facts, at now: Instant, catalog: Catalog
  ) -> Check {
    let grounds = grounds(facts, at: now, catalog: catalog)
    let found = grounds.first(where: \.held)
    return Check(
      "ROAM-2.grounds", found != nil,
      actual: .text(found?.code ?? facts.standing.deposit.text),
      limit: .text(catalog.roaming.deposit.text), grounds: grounds.map(\.code))
  }
}

extension Benefit {
  package static let roamingNoDeposit = Benefit(
    "roaming-no-deposit", field: "roamingNoDeposit", fromStar: 5, counting: .none,
    "roaming without deposit", "免预存开通国际漫游")
}
