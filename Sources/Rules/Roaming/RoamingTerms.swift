package import Basics
package import Records

/// Roaming activation (BEN-40, ROAM-2, ROAM-7).
package struct RoamingTerms: CatalogTerms {
  package static let section = "roaming"
  /// Call money prepaid that opens roaming without any other ground (ROAM-2).
  package var deposit = Money(fen: 500_00)
  /// Months without arrears and voluntary suspension that a no-deposit plan asks for (ROAM-2).
  package var quietMonths: Int32 = 3
  /// Minutes within which a permission takes effect (BEN-40).
  package var effectMinutes: Int32 = 3
  /// Prefixes that neither open nor close by text or web hall (ROAM-7).
  package var closedPrefixes: [String] = ["177"]
  /// Prefixes that neither open nor close by text or web hall while on a 4G plan (ROAM-7).
  package var closedPrefixes4G: [String] = ["189", "180", "181", "153", "133"]
  /// Segments whose customers are important enterprise customers (ROAM-2).
  package var importantSegments = [
    Segment.government.rawValue, Segment.financeLarge.rawValue, Segment.highEndCluster.rawValue,
  ]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("deposit", &deposit)
    try visitor.required("quietMonths", &quietMonths)
    try visitor.required("effectMinutes", &effectMinutes)
    try visitor.list("closedPrefixes", &closedPrefixes)
    try visitor.list("closedPrefixes4G", &closedPrefixes4G)
    try visitor.list("importantSegments", &importantSegments)
  }
}

extension RuleFamily {
  static let roaming = RuleFamily(terms: RoamingTerms.self, messages: RuleMessages.roaming)
}

extension Catalog {
  package var roaming: RoamingTerms { self[RoamingTerms.self] }
}
