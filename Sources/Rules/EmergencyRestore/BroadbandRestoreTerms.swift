import Basics
package import Records

/// Emergency broadband restore (BEN-20, BEN-21).
package struct BroadbandRestoreTerms: CatalogTerms {
  package static let section = "broadband-restore"
  /// Calendar days, the day of suspension being the first, within which it may be asked for.
  package var windowDays: Int32 = 7
  /// Calendar days for which it holds.
  package var validDays: Int32 = 7
  /// Minutes after acceptance within which the broadband works.
  package var effectMinutes: Int32 = 10

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("windowDays", &windowDays)
    try visitor.required("validDays", &validDays)
    try visitor.required("effectMinutes", &effectMinutes)
  }
}

extension RuleFamily {
  static let broadbandRestore = RuleFamily(
    terms: BroadbandRestoreTerms.self, messages: RuleMessages.broadbandRestore)
}

extension Catalog {
  package var broadbandRestore: BroadbandRestoreTerms { self[BroadbandRestoreTerms.self] }
}
