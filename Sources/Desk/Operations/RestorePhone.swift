import Basics
import Records
import Rules
import Storage

extension Operation {
  static let restorePhone = Operation(
    "restore-phone", chinese: "手机紧急开机",
    trial: { (view, asked) throws(DeskError) in
      (
        "restore phone",
        try view.decidePhoneRestore(asked.number, at: asked.now, catalog: asked.catalog).decision
      )
    }, undoing: .byJournal)
}

extension Reading where Self: ~Copyable {
  /// Decides whether a suspended phone may be restored now (BEN-10), without writing anything.
  ///
  /// - Throws: `line.unknown`.
  borrowing func decidePhoneRestore(
    _ number: String, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Assessment<PhoneRestore.Facts> {
    let (summary, facts) = try emergencyRestoreFacts(number, at: now)
    return Assessment(
      customer: summary.customer, facts: facts,
      decision: PhoneRestore.decide(facts, at: now, catalog: catalog))
  }
}

extension StoreTransaction {
  /// Restores a suspended phone in an emergency 手机紧急开机 (BEN-10 .. BEN-12, BEN-5).
  ///
  /// Decides in full first. Done: keeps the restore, a use of the benefit and the text to the
  /// customer; what next happens to the line is then the end of the restore. Refused: keeps the
  /// order with every reason.
  ///
  /// - Parameters:
  ///   - number: the mobile's number.
  ///   - request: who asks, and why.
  /// - Returns: The outcome; its result holds `credit`.
  /// - Throws: `line.unknown`.
  package mutating func restorePhone(
    _ number: String, _ request: Request
  ) throws(DeskError) -> Outcome {
    let (summary, facts) = try storage.emergencyRestoreFacts(number, at: now)
    let customer = summary.customer
    let decision = PhoneRestore.decide(facts, at: now, catalog: catalog)
    var order = newOrder(.restorePhone, customer: customer, line: number, request)
    guard decision.isAllowed else { return try refuse(order, decision) }

    see(SeenLine(line: facts.line, customer: customer, summary: summary))
    let terms = catalog.phoneRestore
    let (credit, until) = PhoneRestore.grant(
      stars: facts.stars, at: now, terms: terms)
    var restore = Restore()
    restore.line = number
    restore.from = now
    restore.kind = .phone
    restore.credit = credit
    restore.until = until
    restore.order = order.id
    try put(restore, of: customer)
    let creditText = credit.text
    try use(.phoneRestore, of: customer, line: number, order.id)
    try send(
      "text.phone-restore", to: customer, line: number, order.id,
      [
        "number": .text(number), "until": .text(until.text), "credit": .text(creditText),
      ])
    order.checks = decision.checks
    order.effective = now.adding(.minutes(Int(terms.effectMinutes)))
    order.until = until
    order.result["credit"] = .text(creditText)
    return try finish(order)
  }
}
