import Basics
package import Records

/// Points (PTS-4, PTS-5, PTS-7).
package struct PointsTerms: CatalogTerms {
  package static let section = "points"
  /// Calendar years for which a lot is valid, the year of earning being the first (PTS-4).
  package var validYears: Int32 = 3
  /// Months after joining before points may be redeemed (PTS-5).
  package var waitMonths: Int32 = 6
  /// Consecutive months in arrears beyond which a dunned account's points are frozen (PTS-7).
  package var frozenAfterMonths: Int32 = 3
  /// Segments whose organisations take part (PTS-1).
  package var organisationSegments = [Segment.ordinaryCluster.rawValue]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("validYears", &validYears)
    try visitor.required("waitMonths", &waitMonths)
    try visitor.required("frozenAfterMonths", &frozenAfterMonths)
    try visitor.list("organisationSegments", &organisationSegments)
  }
}

extension RuleFamily {
  static let points = RuleFamily(terms: PointsTerms.self, messages: RuleMessages.points)
}

extension Catalog {
  package var points: PointsTerms { self[PointsTerms.self] }
}
