package import Basics
package import Records

/// Lots, the right to redeem, redemption and its reversal 积分兑换 (PTS-1, PTS-4 .. PTS-7, PTS-13,
/// PTS-21).
package enum PointsRedemption {
  /// What was taken from one lot, or goes back to it.
  package struct Share: Hashable, Sendable {
    package var year: Int32
    package var points: Int64

    package init(year: Int32, points: Int64) {
      self.year = year
      self.points = points
    }

    /// The share as an order records it: below zero where it goes back to the lot.
    package var movement: LotMovement {
      var movement = LotMovement()
      movement.lot = year
      movement.amount = .points(points)
      return movement
    }
  }

  /// What a redemption is decided on.
  package struct Facts: Hashable, Sendable {
    package var customer: Customer
    package var account: PointsAccount?
    /// The customer's lots, expired or not.
    package var lots: [Points]
    package var item: Item
    /// How many of the item, 1 or more.
    package var quantity: Int64
    /// Whether a bill freezes the points, whatever the clock has carried out (PTS-21).
    package var isInArrears: Bool

    package init(
      customer: Customer, account: PointsAccount? = nil, lots: [Points], item: Item,
      quantity: Int64 = 1, isInArrears: Bool = false
    ) {
      self.customer = customer
      self.account = account
      self.lots = lots
      self.item = item
      self.quantity = quantity
      self.isInArrears = isInArrears
    }

    /// What all of it costs; the highest number where it would be more than that.
    package var cost: Int64 {
      let (cost, overflow) = item.points.multipliedReportingOverflow(by: quantity)
      return overflow ? .max : cost
    }
  }

  /// What a reversal is decided on.
  package struct ReversalFacts: Hashable, Sendable {
    package var order: Order
    package var lots: [Points]
    package var hasLeft: Bool

    package init(order: Order, lots: [Points], hasLeft: Bool = false) {
      self.order = order
      self.lots = lots
      self.hasLeft = hasLeft
    }
  }

  /// The kind of a redemption's order.
  package static let orderKind = "points-redeem"

  /// The last day of a lot: 31 December of the third year, the year of earning being the first
  /// (PTS-4).
  package static func expires(year: Int32, terms: PointsTerms) -> Day {
    let last = min(max(Int(year) + Int(terms.validYears) - 1, 1), 9999)
    return Day(year: last, month: 12, day: 31)!
  }

  /// The lots that count on a day, the oldest first: not expired, with something left. A customer
  /// who has left has none (PTS-7).
  package static func usable(
    _ lots: [Points], on day: Day, hasLeft: Bool = false, terms: PointsTerms
  ) -> [Points] {
    if hasLeft { return [] }
    return lots.filter { $0.left > 0 && expires(year: $0.year, terms: terms) >= day }
      .sorted { $0.year < $1.year }
  }

  /// The sum of the lots that count; the highest number where it would be more than that.
  package static func balance(_ usable: [Points]) -> Int64 {
    usable.reduce(0) { balance, lot in
      let (sum, isOver) = balance.addingReportingOverflow(lot.left)
      return isOver ? .max : sum
    }
  }

  /// The first day on which points may be redeemed (PTS-5): the one recorded, which may come from
  /// the older rule and holds whatever the rest says, otherwise the 1st of the sixth month after the
  /// one of joining; nil for a customer who has left.
  package static func entitledSince(
    _ customer: Customer, _ account: PointsAccount?, terms: PointsTerms
  ) -> Day? {
    if customer.left != nil { return nil }
    let waited = customer.joined.month.adding(Int(terms.waitMonths)).first
    return account?.entitledSince.map { min($0, waited) } ?? waited
  }

  /// Decides whether so many of an item may be redeemed now.
  package static func decide(_ facts: Facts, on day: Day, catalog: Catalog) -> Decision {
    let terms = catalog.points
    var checks = standingChecks(
      facts.customer, facts.account, isInArrears: facts.isInArrears, on: day, catalog: catalog)
    if let stock = facts.item.stock {
      checks.append(
        Check(
          "PTS-6.stock", stock >= facts.quantity, actual: .integer(stock),
          limit: .integer(facts.quantity)))
    }
    let usable = usable(
      facts.lots, on: day, hasLeft: facts.customer.left != nil, terms: terms)
    let balance = balance(usable)
    checks.append(
      Check(
        "PTS-6.points", balance >= facts.cost, actual: .integer(balance),
        limit: .integer(facts.cost)))
    return Decision(checks)
  }

  /// The conditions of redeeming anything: who takes part (PTS-1), not left (PTS-5, PTS-7), the
  /// wait over (PTS-5), not frozen (PTS-7).
  ///
  /// - Parameter isInArrears: whether a bill freezes the points, also before the clock has carried
  ///   that out (PTS-21).
  package static func standingChecks(
    _ customer: Customer, _ account: PointsAccount?, isInArrears: Bool = false, on day: Day,
    catalog: Catalog
  ) -> [Check] {
    let segments = catalog.points.organisationSegments
    let takesPart =
      customer.kind == .individual || segments.contains(customer.segment.rawValue)
    var checks = [
      Check(
        "PTS-1.eligible", takesPart, actual: .text(customer.segment.rawValue),
        limit: .texts(segments)),
      Check("PTS-5.left", customer.left == nil, actual: customer.left.map { .text($0.text) }),
    ]
    if let since = entitledSince(customer, account, terms: catalog.points) {
      checks.append(
        Check(
          "PTS-5.wait", since <= day, actual: .text(customer.joined.text),
          limit: .text(since.text), availableFrom: since.start))
    }
    checks.append(Check("PTS-7.frozen", account?.frozen != true && !isInArrears))
    return checks
  }

  /// How a sum is taken from lots: from the oldest first (PTS-4).
  ///
  /// - Parameters:
  ///   - points: at most the sum of the lots.
  ///   - usable: the lots that count, the oldest first.
  package static func shares(of points: Int64, from usable: [Points]) -> [Share] {
    var wanted = points
    var shares: [Share] = []
    for lot in usable where wanted > 0 {
      let taken = min(wanted, lot.left)
      shares.append(Share(year: lot.year, points: taken))
      wanted -= taken
    }
    return shares
  }

  /// The state in which a redemption leaves its order (PTS-6): telephone credit and data are
  /// delivered at once; vouchers and goods are accepted and still to be delivered.
  package static func state(after kind: ItemKind) -> OrderState {
    switch kind {
    case .credit, .data: .done
    case .voucher, .goods: .accepted
    }
  }

  /// Decides whether a redemption may be reversed: while its order is not delivered, once (PTS-6,
  /// PTS-21).
  package static func decideReversal(_ facts: ReversalFacts) -> Decision {
    let order = facts.order
    let isRedemption = order.kind == orderKind && order.outcome == .done
    var checks = [
      Check("PTS-6.redemption", isRedemption, actual: .text(order.kind))
    ]
    guard isRedemption else { return Decision(checks) }
    let isReversed = order.state == .reversed
    checks.append(Check("PTS-6.reversed", !isReversed))
    checks.append(
      Check(
        "PTS-6.delivered", isReversed || undelivered.contains(order.state),
        actual: .text(order.state.rawValue), limit: .texts(undelivered.map(\.rawValue))))
    return Decision(checks)
  }

  /// The states of a redemption that was carried out and is not delivered (PTS-21).
  private static let undelivered: [OrderState] = [.accepted, .inProgress]

  /// What a reversal gives back to which lot: what was taken from it, but nothing to a lot that has
  /// expired meanwhile (PTS-6), and nothing to a customer who has left (PTS-7).
  package static func givenBack(
    _ facts: ReversalFacts, on day: Day, terms: PointsTerms
  ) -> [Share] {
    if facts.hasLeft { return [] }
    return facts.order.takes.compactMap { movement in
      guard let year = movement.lot, case .points(let points) = movement.amount,
        expires(year: year, terms: terms) >= day
      else { return nil }
      return Share(year: year, points: points)
    }
  }
}

extension Bill {
  /// When it freezes the points of those whose lines owe it, unless it is paid before: a dunned bill
  /// on the 1st of the month in which its age (ARR-1) exceeds the catalog's months (PTS-7, PTS-21).
  package func freezeDue(_ terms: PointsTerms) -> NextDue? {
    guard dunned, unpaid > .zero else { return nil }
    let first = month.adding(Int(terms.frozenAfterMonths) + 1).first
    return NextDue(.pointsFreeze, at: first.start)
  }

  /// Whether it freezes points on a day.
  package func freezes(on day: Day, _ terms: PointsTerms) -> Bool {
    freezeDue(terms).map { $0.at <= day.start } ?? false
  }
}
