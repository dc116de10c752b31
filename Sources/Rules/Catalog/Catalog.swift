package import Basics
package import Records

/// The numbers of all rules as they hold from one day on.
package final class Catalog: Sendable {
  /// The day from which these values hold; orders record it as the catalog's version.
  package let from: Day
  package let plans: [String: PlanTerms]
  /// The sections, by the types of their terms.
  private let sections: [ObjectIdentifier: any Section]

  /// The day from which the shipped values hold: the edition of 2016 takes in what came before it.
  static let shippedFrom = Day(year: 2010, month: 1, day: 1)!

  /// The catalog as shipped.
  package static let shipped = Catalog()

  private init() {
    from = Self.shippedFrom
    var sections: [ObjectIdentifier: any Section] = [:]
    for terms in RuleFamily.all.compactMap(\.terms) { Self.add(terms.init(), to: &sections) }
    self.sections = sections
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
    var changed = earlier.sections
    for terms in RuleFamily.all.compactMap(\.terms) {
      if let change = sections.first(where: { $0.section == terms.section }) {
        Self.add(try earlier[terms].changed(by: change.values), to: &changed)
      }
    }
    self.sections = changed
    plans = earlier.plans
    for section in sections where !Self.sectionNames.contains(section.section) {
      throw RuleError(
        "catalog.section",
        ["section": .text(section.section), "known": .texts(Self.sectionNames.sorted())])
    }
  }

  /// The names of all sections.
  package static let sectionNames = Set(RuleFamily.all.compactMap { $0.terms?.section })

  /// The numbers of a section.
  ///
  /// - Parameter type: the terms of a family of rules that stands in ``RuleFamily/all``.
  package subscript<Terms: CatalogTerms>(type: Terms.Type) -> Terms {
    guard let section = sections[ObjectIdentifier(type)] else {
      preconditionFailure("\(type) belong to no family of rules")
    }
    return unsafeDowncast(section, to: SectionOf<Terms>.self).terms
  }

  private static func add<Terms: CatalogTerms>(
    _ terms: Terms, to sections: inout [ObjectIdentifier: any Section]
  ) {
    sections[ObjectIdentifier(Terms.self)] = SectionOf(terms)
  }
}

/// A section of a catalog, whatever its terms.
private protocol Section: AnyObject, Sendable {}

private final class SectionOf<Terms: CatalogTerms>: Section {
  let terms: Terms

  init(_ terms: Terms) {
    self.terms = terms
  }
}

extension CatalogTerms {
  /// The terms after single values of theirs have changed.
  ///
  /// - Throws: `catalog.value`.
  fileprivate func changed(by values: FieldMap) throws(RuleError) -> Self {
    var reader = FieldMapReader(values, section: Self.section)
    var changed = self
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
