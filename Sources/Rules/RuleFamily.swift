/// A family of rules: what it adds to the catalog and to the messages.
package struct RuleFamily: Sendable {
  /// Its section of the catalog; nil: none of its numbers can be changed.
  let terms: (any CatalogTerms.Type)?
  /// The words of its conditions, errors and texts to customers, by their codes: made when somebody asks
  /// for them.
  let messages: @Sendable () -> [String: MessageTable.Wording]

  init(
    terms: (any CatalogTerms.Type)?,
    messages: @autoclosure @escaping @Sendable () -> [String: MessageTable.Wording]
  ) {
    self.terms = terms
    self.messages = messages
  }

  /// All families of rules.
  static let all: [RuleFamily] = [
    .stars, .benefits, .phoneRestore, .broadbandRestore, .cards, .roaming, .points, .credit, .clock,
    .catalog, .undo, .rights,
  ]

  static let catalog = RuleFamily(terms: nil, messages: RuleMessages.catalog)
  static let undo = RuleFamily(terms: nil, messages: RuleMessages.undo)
  static let rights = RuleFamily(terms: nil, messages: RuleMessages.rights)
}

/// The words of the rules. Each family of rules keeps its own beside its decisions.
package enum RuleMessages {
  typealias Wording = MessageTable.Wording

  /// The words of all families.
  package static let families = RuleFamily.all.map { $0.messages() }
}
