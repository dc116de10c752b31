package import Basics
package import Records

/// Card replacement (BEN-30, BEN-31).
package struct CardTerms: CatalogTerms {
  package static let section = "card-replacement"
  /// Free replacements in a period.
  package var uses: Int32 = 2
  /// Months of a period.
  package var months: Int32 = 12
  /// What a card costs that is not free.
  package var fee = Money(fen: 20_00)
  /// Kinds of card that are handed out (BEN-32).
  package var issued = [CardKind.ordinary.rawValue, CardKind.newInternational.rawValue]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("uses", &uses)
    try visitor.required("months", &months)
    try visitor.required("fee", &fee)
    try visitor.list("issued", &issued)
  }
}

extension RuleFamily {
  static let cards = RuleFamily(terms: CardTerms.self, messages: RuleMessages.cardReplacement)
}

extension Catalog {
  package var cards: CardTerms { self[CardTerms.self] }
}
