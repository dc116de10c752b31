/// The words of the rules. Each family of rules keeps its own beside its decisions.
package enum RuleMessages {
  typealias Wording = MessageTable.Wording

  /// The words of all families.
  package static let families: [[String: MessageTable.Wording]] = [
    catalog, phoneRestore, broadbandRestore, cardReplacement, roaming, points, credit, undo, rights,
  ]
}
