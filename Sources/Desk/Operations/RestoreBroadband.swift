import Basics
import Records
import Rules
import Storage

extension Operation {
  static let restoreBroadband = Operation(
    "restore-broadband", chinese: "宽带紧急复机",
    trial: { (view, asked) throws(DeskError) in
      (
        "restore broadband",
        try view.decideBroadbandRestore(asked.number, at: asked.now, catalog: asked.catalog)
          .decision
      )
    }, undoing: .byJournal)
}

extension Reading where Self: ~Copyable {
  /// Decides whether a suspended broadband may be restored now (BEN-20, BEN-22), without writing
  /// anything.
  ///
  /// - Throws: `line.unknown`.
  borrowing func decideBroadbandRestore(
    _ number: String, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Assessment<BroadbandRestore.Facts> {
    let (summary, facts) = try emergencyRestoreFacts(number, at: now)
    return Assessment(
      customer: summary.customer, facts: facts,
      decision: BroadbandRestore.decide(facts, at: now, catalog: catalog))
  }
}

extension StoreTransaction {
  /// Restores a suspended broadband in an emergency 宽带紧急复机 (BEN-20 .. BEN-22, BEN-5).
  ///
  /// Decides in full first. Done: keeps the restore, a use of the benefit and the text to the
  /// customer; what next happens to the line is then the end of the restore. Only this broadband
  /// works again, also where it is one of a bundle (BEN-21). Refused: keeps the order with every
  /// reason.
  ///
  /// - Parameters:
  ///   - number: the broadband's number.
  ///   - request: who asks, and why.
  /// - Returns: The outcome; its order holds `until`.
  /// - Throws: `line.unknown`.
  package mutating func restoreBroadband(
    _ number: String, _ request: Request
  ) throws(DeskError) -> Outcome {
    let (summary, facts) = try storage.emergencyRestoreFacts(number, at: now)
    let customer = summary.customer
    let decision = BroadbandRestore.decide(facts, at: now, catalog: catalog)
    var order = newOrder(.restoreBroadband, customer: customer, line: number, request)
    guard decision.isAllowed else { return try refuse(order, decision) }

    see(SeenLine(line: facts.line, customer: customer, summary: summary))
    let terms = catalog.broadbandRestore
    let until = BroadbandRestore.end(at: now, terms: terms)
    var restore = Restore()
    restore.line = number
    restore.from = now
    restore.kind = .broadband
    restore.until = until
    restore.order = order.id
    try put(restore, of: customer)
    try use(.broadbandRestore, of: customer, line: number, order.id)
    try send(
      "text.broadband-restore", to: customer, line: number, order.id,
      FieldMap([
        .init(name: "number", value: .text(number)),
        .init(name: "until", value: .text(until.text)),
      ]))
    order.checks = decision.checks
    order.effective = now.adding(.minutes(Int(terms.effectMinutes)))
    order.until = until
    return try finish(order)
  }
}
