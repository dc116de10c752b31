/// The words of the rules. Each family of rules keeps its own beside its decisions.
package enum RuleMessages {
  typealias Words = MessageTable.Words

  /// The words of all families.
  package static let families: [[String: MessageTable.Words]] = [
    catalog, phoneRestore, broadbandRestore, cardReplacement, roaming, points, credit, undo, rights,
  ]
}
