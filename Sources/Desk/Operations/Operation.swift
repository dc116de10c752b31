package import Basics
package import Records
package import Rules
package import Storage

/// One kind of order: what `can` tries of it, and how it is undone.
///
/// Each stands in the file of its operation, and in ``all``.
package struct Operation: Sendable {
  /// The kind of its orders, such as `restore-phone`.
  package let kind: String
  /// What a reader of Chinese sees in its place.
  package let chinese: String
  /// What `can` tries; nil: it cannot be asked for with a number alone.
  package let trial: Trial?
  let undoing: Undoing

  /// What would be asked for, and of whom.
  package struct TrialRequest: Sendable {
    package var number: String
    package var channel: Channel
    /// The province of the operator.
    package var region: String
    package var now: Instant
    package var catalog: Catalog

    package init(
      number: String, channel: Channel, region: String, now: Instant, catalog: Catalog
    ) {
      self.number = number
      self.channel = channel
      self.region = region
      self.now = now
      self.catalog = catalog
    }
  }

  /// Decides as if the operation were asked for now, and keeps nothing.
  ///
  /// - Returns: The command with what it was tried with, and the decision.
  package typealias Trial =
    @Sendable (borrowing ReadTransaction, TrialRequest) throws(DeskError)
    -> (command: String, decision: Decision)

  /// How an order of this kind is undone.
  enum Undoing: Sendable {
    /// Every record that it changed is put back as the journal says it was (DESK-11).
    case byJournal
    /// By a rule of its own.
    ///
    /// - Parameters:
    ///   - facts: the order.
    ///   - scan: the walk over the journal in which it is one of many.
    case byRule(
      @Sendable (inout StoreTransaction, _ facts: Undo.Facts, Request, _ scan: UndoScan?)
        throws(DeskError) -> Outcome)
  }

  init(_ kind: String, chinese: String, trial: Trial?, undoing: Undoing) {
    self.kind = kind
    self.chinese = chinese
    self.trial = trial
    self.undoing = undoing
  }

  /// All kinds of orders, in the order in which `can` tries them.
  package static let all: [Operation] = [
    .restorePhone, .restoreBroadband, .replaceCard, .openRoaming, .closeRoaming, .redeemPoints,
    .reversePoints, .expirePoints, .voidPoints, .pay, .charge, .undo,
  ]

  /// The kinds of all orders with their names, those that only come with snapshots among them.
  package static let names = CodeNames(all.map { ($0.kind, $0.chinese) }) + OrderKind.imported

  /// The operation whose orders are of a kind; nil: none in this program, as of a snapshot's order of
  /// another system.
  static func of(_ kind: String) -> Operation? { byKind[kind] }

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
}

extension StoreTransaction {
  /// Keeps one use of a benefit.
  mutating func use(
    _ benefit: Benefit, of customer: Identifier, line: String, _ order: Identifier
  ) throws(DeskError) {
    var use = Use()
    use.customer = customer
    use.benefit = benefit.id
    use.at = now
    use.line = line
    use.order = order
    try put(use, of: customer)
  }

  /// Keeps a text to a customer; its words are made when it is shown.
  mutating func send(
    _ textCode: String, to customer: Identifier, line: String, _ order: Identifier,
    _ values: FieldMap
  ) throws(DeskError) {
    var message = Message()
    message.customer = customer
    message.at = now
    message.line = line
    message.kind = "notice"
    message.textCode = textCode
    message.values = values
    message.order = order
    try put(message, of: customer)
  }
}
