import Basics
package import Records

/// The growth value and the stars (STAR-3 .. STAR-18).
package struct StarTerms: CatalogTerms {
  package static let section = "stars"
  /// Lowest growth value of stars 1 to 7 (STAR-6), and the direct values (STAR-9).
  package var bounds: [Int64] = [600, 1000, 1500, 2300, 4000, 6000, 8000]
  /// What keeps stars 1 to 7 in the last month of validity (STAR-18).
  package var keeping: [Int64] = [540, 900, 1350, 2070, 3600, 5400, 7200]
  /// Calendar months whose charges count (STAR-5).
  package var months: Int32 = 12
  /// Growth for each month in network (STAR-5).
  package var perMonthInNetwork: Int64 = 10
  /// Growth taken off for each two-way suspension (STAR-5).
  package var perSuspension: Int64 = 10
  /// Months for which a graded star is valid (STAR-7).
  package var validityMonths: Int32 = 12
  /// Lines of one kind that count under one document (STAR-3).
  package var linesOfAKind: Int32 = 5
  /// Last months of validity in which it is said whether the star will be kept (STAR-16).
  package var forecastMonths: Int32 = 3

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.list("bounds", &bounds)
    try visitor.list("keeping", &keeping)
    try visitor.required("months", &months)
    try visitor.required("perMonthInNetwork", &perMonthInNetwork)
    try visitor.required("perSuspension", &perSuspension)
    try visitor.required("validityMonths", &validityMonths)
    try visitor.required("linesOfAKind", &linesOfAKind)
    try visitor.required("forecastMonths", &forecastMonths)
  }
}

extension RuleFamily {
  static let stars = RuleFamily(terms: StarTerms.self, messages: [:])
}

extension Catalog {
  package var stars: StarTerms { self[StarTerms.self] }
}
