/// What the prompt tells.
package struct PromptParts: Hashable, Sendable {
  /// The store's name.
  package var store: String
  /// Who works.
  package var `operator`: String
  /// The store's clock, when it is a test store, as it is to be shown.
  package var clock: String?
  /// What shows that a transaction is open (`begin`, or the names of the savepoints); nil when
  /// none is.
  package var transaction: String?
  /// Whether the store is open for reading only.
  package var isReadOnly: Bool

  package init(
    store: String, operator: String, clock: String? = nil, transaction: String? = nil,
    isReadOnly: Bool = false
  ) {
    self.store = store
    self.operator = `operator`
    self.clock = clock
    self.transaction = transaction
    self.isReadOnly = isReadOnly
  }

  /// The prompt: `demo zhang 2016-02-10T09:00 *begin> `.
  package var styled: StyledText {
    var prompt = StyledText()
    prompt.append(store, .green)
    prompt.append(" ")
    prompt.append(`operator`, .cyan)
    if let clock {
      prompt.append(" ")
      prompt.append(clock, .yellow)
    }
    if isReadOnly { prompt.append(" ro", .dim) }
    if let transaction {
      prompt.append(" ")
      prompt.append("*" + transaction, .red)
    }
    prompt.append("> ")
    return prompt
  }
}

/// Who knows what the prompt shows.
package protocol Prompting: AnyObject {
  /// Asked before each entry, and again when a transaction was rolled back for idleness.
  var promptParts: PromptParts { get }
}
