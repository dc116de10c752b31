package import Basics
package import Records

/// Emergency phone restore (BEN-10, BEN-11).
package struct PhoneRestoreTerms: CatalogTerms {
  package static let section = "phone-restore"
  /// Days after the one-way start within which it may be asked for.
  package var oneWayDays: Int32 = 14
  /// Days after the two-way start within which it may be asked for.
  package var twoWayDays: Int32 = 7
  /// Temporary credit of stars 1 to 7.
  package var credit: [Money] = [
    .zero, .zero, .zero, .zero, Money(fen: 100_00), Money(fen: 200_00), Money(fen: 300_00),
  ]
  /// Hours for which it holds.
  package var hours: Int32 = 48
  /// Minutes after acceptance within which the number works.
  package var effectMinutes: Int32 = 10

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("oneWayDays", &oneWayDays)
    try visitor.required("twoWayDays", &twoWayDays)
    try visitor.list("credit", &credit)
    try visitor.required("hours", &hours)
    try visitor.required("effectMinutes", &effectMinutes)
  }
}

extension RuleFamily {
  static let phoneRestore = RuleFamily(
    terms: PhoneRestoreTerms.self, messages: RuleMessages.phoneRestore)
}

extension Catalog {
  package var phoneRestore: PhoneRestoreTerms { self[PhoneRestoreTerms.self] }
}
