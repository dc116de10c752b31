package import Basics
package import Records

/// The numbers of all rules as they hold from one day on.
package final class Catalog: Sendable {
  /// The day from which these values hold; orders record it as the catalog's version.
  package let from: Day
  package let stars: StarTerms
  package let benefits: BenefitTerms
  package let phoneRestore: PhoneRestoreTerms
  package let broadbandRestore: BroadbandRestoreTerms
  package let cards: CardTerms
  package let roaming: RoamingTerms
  package let points: PointsTerms
  package let credit: CreditTerms
  package let clock: ClockTerms
  package let plans: [String: PlanTerms]

  /// The day from which the shipped values hold: the edition of 2016 takes in what came before it.
  static let shippedFrom = Day(year: 2010, month: 1, day: 1)!

  /// The catalog as shipped.
  package static let shipped = Catalog()

  private init() {
    from = Self.shippedFrom
    stars = StarTerms()
    benefits = BenefitTerms()
    phoneRestore = PhoneRestoreTerms()
    broadbandRestore = BroadbandRestoreTerms()
    cards = CardTerms()
    roaming = RoamingTerms()
    points = PointsTerms()
    credit = CreditTerms()
    clock = ClockTerms()
    plans = ShippedPlans.byID
  }

  /// The catalog that follows another one when a section's values change on a day.
  ///
  /// - Parameters:
  ///   - earlier: the values that hold before the day.
  ///   - sections: the sections that change on the day.
  ///   - day: the day from which the new values hold.
  /// - Throws: `catalog.section`, `catalog.value` for a section or value that no rule reads, or a
  ///   value of another kind.
  package init(
    after earlier: Catalog, sections: [CatalogSection], from day: Day
  ) throws(RuleError) {
    from = day
    stars = try Self.changed(earlier.stars, by: sections)
    benefits = try Self.changed(earlier.benefits, by: sections)
    phoneRestore = try Self.changed(earlier.phoneRestore, by: sections)
    broadbandRestore = try Self.changed(earlier.broadbandRestore, by: sections)
    cards = try Self.changed(earlier.cards, by: sections)
    roaming = try Self.changed(earlier.roaming, by: sections)
    points = try Self.changed(earlier.points, by: sections)
    credit = try Self.changed(earlier.credit, by: sections)
    clock = try Self.changed(earlier.clock, by: sections)
    plans = earlier.plans
    for section in sections where !Self.sections.contains(section.section) {
      throw RuleError(
        "catalog.section",
        ["section": .text(section.section), "known": .texts(Self.sections.sorted())])
    }
  }

  /// The names of all sections.
  package static let sections: Set<String> = [
    StarTerms.section, BenefitTerms.section, PhoneRestoreTerms.section,
    BroadbandRestoreTerms.section, CardTerms.section, RoamingTerms.section, PointsTerms.section,
    CreditTerms.section, ClockTerms.section,
  ]

  private static func changed<Terms: CatalogTerms>(
    _ terms: Terms, by sections: [CatalogSection]
  ) throws(RuleError) -> Terms {
    guard let change = sections.first(where: { $0.section == Terms.section }) else { return terms }
    var reader = FieldMapReader(change.values, section: Terms.section)
    var changed = terms
    try changed.visit(&reader)
    try reader.finish()
    return changed
  }
}

/// All catalogs of a store in the order of the days from which they hold.
package struct Catalogs: Sendable {
  private let versions: [Catalog]

  /// The shipped catalog followed by the changes that a store records.
  package init(sections: [CatalogSection]) throws(RuleError) {
    var versions = [Catalog.shipped]
    let days = Set(sections.map(\.from)).sorted()
    for day in days {
      let changes = sections.filter { $0.from == day }
      versions.append(
        try Catalog(after: versions[versions.count - 1], sections: changes, from: day))
    }
    self.versions = versions
  }

  /// The catalog that holds on a day.
  package func catalog(on day: Day) -> Catalog {
    versions.last { $0.from <= day } ?? versions[0]
  }
}
