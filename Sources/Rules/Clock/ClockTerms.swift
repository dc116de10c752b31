import Basics
package import Records

/// The clock by which a store goes.
package struct ClockTerms: CatalogTerms {
  package static let section = "clock"
  /// Hours by which the last change may lie ahead of the clock on the wall.
  package var aheadHours: Int32 = 24

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("aheadHours", &aheadHours)
  }
}

extension RuleFamily {
  static let clock = RuleFamily(terms: ClockTerms.self, messages: [:])
}

extension Catalog {
  package var clock: ClockTerms { self[ClockTerms.self] }
}
