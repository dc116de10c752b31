package import Basics
package import Records

/// The wall of benefits 勋章墙 (BEN-1, BEN-3, BEN-4).
package enum BenefitWall {
  /// What the wall looks at.
  package struct Facts: Hashable, Sendable {
    /// The star in force.
    package var star: Star?
    package var purchases: [Purchase]
    package var uses: [Use]
    package var lines: [Line]

    package init(
      star: Star? = nil, purchases: [Purchase] = [], uses: [Use] = [], lines: [Line] = []
    ) {
      self.star = star
      self.purchases = purchases
      self.uses = uses
      self.lines = lines
    }
  }

  /// Why a benefit is held.
  package enum Ground: Hashable, Sendable {
    case star(Int32)
    /// Bought, through its last day.
    case purchase(through: Day?)
  }

  /// One benefit as a customer has it.
  package struct Badge: Hashable, Sendable {
    package var benefit: Benefit
    package var isHeld: Bool { !grounds.isEmpty }
    package var grounds: [Ground]
    /// The last day on which it is held: the later end of star and purchase (BEN-3).
    package var through: Day?
    /// The star that would give it.
    package var lowestStar: Int32
    /// Uses left; nil where uses are not counted.
    package var left: Int64?
    /// When used ones come back.
    package var renews: Day?
    /// Whether any customer may buy it.
    var isPurchasable: Bool
  }

  /// All twelve, in the order of the table (BEN-4).
  package static func badges(_ facts: Facts, at now: Instant, catalog: Catalog) -> [Badge] {
    Benefit.all.map { badge($0, facts, at: now, catalog: catalog) }
  }

  private static func badge(
    _ benefit: Benefit, _ facts: Facts, at now: Instant, catalog: Catalog
  ) -> Badge {
    let terms = catalog.benefits
    let lowest = benefit.lowestStar(terms)
    var grounds: [Ground] = []
    var ends: [Day?] = []
    if let star = facts.star, star.stars >= lowest {
      grounds.append(.star(star.stars))
      ends.append(star.through)
    }
    let bought = facts.purchases.filter { $0.gives(benefit, on: now.day) }
    for purchase in bought {
      grounds.append(.purchase(through: purchase.through))
      ends.append(purchase.through)
    }
    var badge = Badge(
      benefit: benefit, grounds: grounds,
      through: ends.contains(nil) ? nil : ends.compactMap { $0 }.max(), lowestStar: lowest,
      isPurchasable: terms.purchasable.contains(benefit.id))
    if badge.isHeld { count(&badge, facts, at: now, catalog: catalog) }
    return badge
  }

  /// Uses left and when they come back.
  private static func count(
    _ badge: inout Badge, _ facts: Facts, at now: Instant, catalog: Catalog
  ) {
    switch badge.benefit.counting {
    case .none: return
    case .monthly(let kind): countByMonth(&badge, kind, facts, at: now)
    case .rule(let count): count(&badge, facts, now, catalog)
    }
  }

  /// Once a calendar month for each number (BEN-10, BEN-20).
  private static func countByMonth(
    _ badge: inout Badge, _ kind: LineKind, _ facts: Facts, at now: Instant
  ) {
    let numbers = facts.lines.filter { $0.kind == kind && $0.disconnected == nil }.map(\.number)
    guard !numbers.isEmpty else { return }
    let used = Set(
      facts.uses.filter {
        $0.benefit == badge.benefit.id && !$0.givenBack && $0.at.month == now.month
      }.map(\.line))
    badge.left = Int64(numbers.count { !used.contains($0) })
    badge.renews = now.month.adding(1).first
  }
}

extension Purchase {
  /// Whether it gives a benefit on a day (BEN-3).
  package func gives(_ benefit: Benefit, on day: Day) -> Bool {
    self.benefit == benefit.id && from <= day && through.map { day <= $0 } ?? true
  }
}
