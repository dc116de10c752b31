package import Basics
package import Records

/// Free card replacement 免费换卡 (BEN-30 .. BEN-36, CARD-2).
package enum CardReplacement {
  /// The card that is asked for.
  package struct Asked: Hashable, Sendable {
    /// The new card's ICCID; nil when only the right to a replacement is looked at.
    package var iccid: String?
    package var kind: CardKind
    package var generation: CardGeneration
    package var nfc: Bool
    /// Whether the fee is accepted where the replacement is not free (BEN-31).
    package var acceptsCharge: Bool

    package init(
      iccid: String? = nil, kind: CardKind, generation: CardGeneration, nfc: Bool = false,
      acceptsCharge: Bool = false
    ) {
      self.iccid = iccid
      self.kind = kind
      self.generation = generation
      self.nfc = nfc
      self.acceptsCharge = acceptsCharge
    }
  }

  /// What the decision looks at.
  package struct Facts: Hashable, Sendable {
    package var line: Line
    /// The card in use, if there is one.
    package var present: Card?
    package var asked: Asked
    /// Whether a card, in use or retired, has the new ICCID already.
    package var isTaken: Bool
    /// The star in force, 0 to 7.
    package var stars: Int32
    /// Since when the customer has the benefit: the first day of the present star, or of a purchase;
    /// nil without the benefit.
    package var benefitSince: Day?
    /// When the customer's lines used the benefit, without the uses that were given back.
    package var uses: [Instant]
    /// The province in which the request is handled; empty: the home province.
    package var region: String
    /// Through which channel the card is handed out.
    package var channel: Channel
    /// Whether the customer is a key person, to whom the manager may deliver an international card.
    package var isKeyPerson: Bool

    package init(
      line: Line, present: Card?, asked: Asked, isTaken: Bool = false, stars: Int32,
      benefitSince: Day? = nil, uses: [Instant] = [], region: String = "",
      channel: Channel = .hotline, isKeyPerson: Bool = false
    ) {
      self.line = line
      self.present = present
      self.asked = asked
      self.isTaken = isTaken
      self.stars = stars
      self.benefitSince = benefitSince
      self.uses = uses
      self.region = region
      self.channel = channel
      self.isKeyPerson = isKeyPerson
    }

    /// Whether the request is handled outside the province where the number was opened.
    var isOutsideHome: Bool {
      !region.isEmpty && !line.province.isEmpty && region != line.province
    }

    /// Whether the old or the new card is a 4G card.
    var concerns4G: Bool {
      asked.generation == .fourth || present?.generation == .fourth
    }
  }

  /// The scenes in which a card is replaced (BEN-30).
  package enum Scene: String, NamedCode {
    case ordinaryToInternational = "ordinary-to-international"
    case thirdToFourth = "3g-to-4g"
    case fourthToFourth = "4g-to-4g"

    package var chinese: String {
      switch self {
      case .ordinaryToInternational: "普通卡换国际卡"
      case .thirdToFourth: "3G 卡换 4G 卡"
      case .fourthToFourth: "4G 卡换 4G 卡"
      }
    }
  }

  /// The scene that replaces one card by another, if it is one of BEN-30's.
  package static func scene(from card: Card, to asked: Asked) -> Scene? {
    switch (card.generation, asked.generation) {
    case (.fourth, .fourth): .fourthToFourth
    case (.third, .fourth): .thirdToFourth
    case (_, .third):
      card.kind == .ordinary && asked.kind != .ordinary ? .ordinaryToInternational : nil
    }
  }

  /// How many free replacements are left, and when there are all of them again (BEN-30).
  ///
  /// Periods follow one another from the month in which the present star took effect. A use in that
  /// month but before that day belongs to the star before.
  ///
  /// - Parameters:
  ///   - uses: when the benefit was used.
  ///   - since: the day on which the present star took effect.
  ///   - now: an instant on or after that day.
  package static func usesLeft(
    _ uses: [Instant], since: Day, at now: Instant, terms: CardTerms
  ) -> (left: Int64, renews: Instant) {
    let length = max(1, Int(terms.months))
    let first = since.month
    let passed = max(0, now.month - first) / length
    let begin = first.adding(passed * length)
    let end = begin.adding(length).start
    let start = max(begin.start, since.start)
    let used = uses.count { $0 >= start && $0 < end }
    return (max(0, Int64(terms.uses) - Int64(used)), end)
  }

  /// Decides whether a card may be replaced now.
  ///
  /// Whether the line is suspended plays no part: a lost card is a usual reason, and no rule forbids
  /// it.
  ///
  /// - Returns: Each condition. Where the fee was not accepted those of a free replacement
  ///   (BEN-30.star, BEN-30.uses, BEN-30.province, BEN-31.payment) are conditions like the others;
  ///   where it was, BEN-31.charge holds and names those that are missing.
  package static func decide(_ facts: Facts, at now: Instant, catalog: Catalog) -> Decision {
    let line = facts.line
    let isRightKind = line.kind == .mobile || line.kind == .dataCard
    var checks = [
      Check(
        "BEN-30.kind", isRightKind, actual: .text(line.kind.rawValue),
        limit: .texts([LineKind.mobile.rawValue, LineKind.dataCard.rawValue])),
      Check("BEN-30.disconnected", line.disconnected == nil),
      Check("BEN-30.card", facts.present != nil),
    ]
    if let present = facts.present {
      checks.append(sceneCheck(present, facts.asked))
    }
    let issued = catalog.cards.issued
    checks.append(
      Check(
        "BEN-32.kind", issued.contains(facts.asked.kind.rawValue),
        actual: .text(facts.asked.kind.rawValue), limit: .texts(issued)))
    checks.append(hallCheck(facts))
    if let iccid = facts.asked.iccid {
      checks.append(Check("CARD-2.unique", !facts.isTaken, actual: .text(iccid)))
    }
    let isPossible = !(facts.isOutsideHome && facts.concerns4G)
    checks.append(
      Check(
        "BEN-34.province", isPossible,
        actual: facts.region.isEmpty ? nil : .text(facts.region), limit: .text(line.province)))
    let free = freeChecks(facts, at: now, catalog: catalog)
    let missing = free.filter { !$0.held }.map(\.code)
    checks += facts.asked.acceptsCharge ? free.filter(\.held) : free
    if isPossible {
      checks.append(
        Check(
          "BEN-31.charge", missing.isEmpty || facts.asked.acceptsCharge,
          actual: missing.isEmpty ? nil : .texts(missing), limit: .text(catalog.cards.fee.text)))
    }
    return Decision(checks)
  }

  /// What the replacement costs (BEN-30, BEN-31).
  package static func fee(_ facts: Facts, at now: Instant, catalog: Catalog) -> Money {
    freeChecks(facts, at: now, catalog: catalog).allSatisfy(\.held) ? .zero : catalog.cards.fee
  }

  /// How many free replacements the customer has left now; none without the benefit.
  package static func usesLeft(_ facts: Facts, at now: Instant, catalog: Catalog) -> Int64 {
    facts.benefitSince.map {
      usesLeft(facts.uses, since: $0, at: now, terms: catalog.cards).left
    } ?? 0
  }

  private static func sceneCheck(_ present: Card, _ asked: Asked) -> Check {
    Check(
      "BEN-30.scene", scene(from: present, to: asked) != nil,
      actual: .texts([
        "\(present.kind.rawValue) \(present.generation.rawValue)",
        "\(asked.kind.rawValue) \(asked.generation.rawValue)",
      ]),
      limit: .texts(Scene.allCases.map(\.rawValue)))
  }

  /// An international card is handed out in the hall only; to a key person the manager may deliver
  /// it (BEN-36, ROAM-18).
  private static func hallCheck(_ facts: Facts) -> Check {
    let channels: [Channel] = facts.isKeyPerson ? [.hall, .manager] : [.hall]
    return Check(
      "BEN-36.hall", facts.asked.kind == .ordinary || channels.contains(facts.channel),
      actual: .text(facts.channel.rawValue), limit: .texts(channels.map(\.rawValue)))
  }

  /// The conditions of a free replacement.
  private static func freeChecks(
    _ facts: Facts, at now: Instant, catalog: Catalog
  ) -> [Check] {
    let lowest = catalog.benefits.lowestStar(of: .cardReplacement)
    var checks = [
      Check(
        "BEN-30.star", facts.benefitSince != nil, actual: .integer(Int64(facts.stars)),
        limit: .integer(Int64(lowest)))
    ]
    if let since = facts.benefitSince {
      let (left, renews) = usesLeft(facts.uses, since: since, at: now, terms: catalog.cards)
      checks.append(
        Check(
          "BEN-30.uses", left > 0, actual: .integer(left),
          limit: .integer(Int64(catalog.cards.uses)), availableFrom: renews))
    }
    checks.append(
      Check(
        "BEN-30.province", !facts.isOutsideHome,
        actual: facts.region.isEmpty ? nil : .text(facts.region),
        limit: .text(facts.line.province)))
    checks.append(Check("BEN-31.payment", facts.present?.payment != true))
    return checks
  }
}

extension Benefit {
  package static let cardReplacement = Benefit(
    "card-replacement", field: "cardReplacement", fromStar: 2,
    counting: .rule { CardReplacement.count(&$0, $1, at: $2, catalog: $3) },
    "free card replacement", "免费换卡")
}

extension CardReplacement {
  /// How many free cards are left, since the star or the purchase that gives them (BEN-30).
  fileprivate static func count(
    _ badge: inout BenefitWall.Badge, _ facts: BenefitWall.Facts, at now: Instant,
    catalog: Catalog
  ) {
    let since = facts.star.flatMap { $0.stars >= badge.lowestStar ? $0.from : nil }
    guard
      let since = since
        ?? facts.purchases.first(where: { $0.gives(badge.benefit, on: now.day) })?.from
    else { return }
    let uses = facts.uses.filter { $0.benefit == badge.benefit.id && !$0.givenBack }
    let count = CardReplacement.usesLeft(
      uses.map(\.at), since: since, at: now, terms: catalog.cards)
    badge.left = count.left
    badge.renews = count.renews.day
  }
}
