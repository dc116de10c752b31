package import Records
import Rules

/// A record with what the store derives from it.
package protocol StoredRecord: Record {
  /// Looks whether the rules can go by a record from elsewhere, which by itself can be kept.
  ///
  /// - Throws: what is wrong with the first field that they cannot go by.
  func validateByRules() throws(FieldProblem)

  /// Hands what other records and indexes need to know of the record to a store that is being
  /// loaded.
  func enter(_ block: inout LoadedBlock)

  /// Whether an index leads to records of the type, or something is derived from them.
  static var isIndexed: Bool { get }

  /// Keeps what is derived from a record that is new.
  static func index(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError)

  /// Keeps what is derived from the record in step with it.
  ///
  /// - Parameters:
  ///   - before: the record as it was; nil when it is new.
  ///   - after: the record as it is now; nil when it was taken out.
  static func reindex(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError)
}

extension StoredRecord {
  package func validateByRules() throws(FieldProblem) {}
  package func enter(_ block: inout LoadedBlock) {}

  package static var isIndexed: Bool { false }

  package static func index(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    try reindex(before: nil, after: copy record, of: customer, in: &work)
  }

  package static func reindex(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {}
}

/// Something to be done with a record of whatever type it is.
package protocol RecordAction {
  associatedtype Result
  /// What doing it may throw.
  associatedtype Failure: Error = Never
  /// Does it for one type.
  func callAsFunction<R: StoredRecord>(_ type: R.Type) throws(Failure) -> Result
}

extension RecordType {
  /// Does something with the Swift type behind a type of record.
  package func open<Action: RecordAction>(
    _ action: Action
  ) throws(Action.Failure) -> Action.Result {
    switch self {
    case .catalog: try action(CatalogSection.self)
    case .campaign: try action(Campaign.self)
    case .item: try action(Item.self)
    case .operator: try action(Operator.self)
    case .customer: try action(Customer.self)
    case .star: try action(Star.self)
    case .grant: try action(Grant.self)
    case .account: try action(Account.self)
    case .bucket: try action(Bucket.self)
    case .instalment: try action(Instalment.self)
    case .bill: try action(Bill.self)
    case .bundle: try action(Bundle.self)
    case .line: try action(Line.self)
    case .card: try action(Card.self)
    case .charge: try action(Charge.self)
    case .usage: try action(Usage.self)
    case .suspension: try action(Suspension.self)
    case .contract: try action(Contract.self)
    case .purchase: try action(Purchase.self)
    case .restore: try action(Restore.self)
    case .use: try action(Use.self)
    case .appointment: try action(Appointment.self)
    case .points: try action(Points.self)
    case .pointsAccount: try action(PointsAccount.self)
    case .message: try action(Message.self)
    case .contact: try action(Contact.self)
    case .order: try action(Order.self)
    case .job: try action(Job.self)
    }
  }
}

extension RecordType {
  /// The names of the fields that make a record's key, in order.
  package var keyNames: [String] { open(KeyNames()) }
}

private struct KeyNames: RecordAction {
  func callAsFunction<R: StoredRecord>(_ type: R.Type) -> [String] { R.keyNames }
}

extension CatalogSection: StoredRecord {
  package func validateByRules() throws(FieldProblem) { try validateChanges() }
}
extension Campaign: StoredRecord {}
extension Item: StoredRecord {}
extension Operator: StoredRecord {}
extension Customer: StoredRecord {}
extension Star: StoredRecord {}
extension Grant: StoredRecord {}
extension Account: StoredRecord {}
extension Bucket: StoredRecord {}
extension Instalment: StoredRecord {}
extension Bill: StoredRecord {}
extension Bundle: StoredRecord {}
extension Line: StoredRecord {}
extension Card: StoredRecord {}
extension Charge: StoredRecord {}
extension Usage: StoredRecord {}
extension Suspension: StoredRecord {}
extension Contract: StoredRecord {}
extension Purchase: StoredRecord {}
extension Restore: StoredRecord {}
extension Use: StoredRecord {}
extension Appointment: StoredRecord {}
extension Points: StoredRecord {}
extension PointsAccount: StoredRecord {}
extension Message: StoredRecord {}
extension Contact: StoredRecord {}
extension Order: StoredRecord {}
extension Job: StoredRecord {}
