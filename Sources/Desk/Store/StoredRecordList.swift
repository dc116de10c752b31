import Basics
package import Records
import Rules

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

extension CatalogSection: UnderivedRecord {
  package func validateByRules() throws(FieldProblem) { try validateChanges() }
}
extension Campaign: UnderivedRecord {}
extension Item: UnderivedRecord {}
extension Operator: UnderivedRecord {}
extension Customer: StoredRecord {}
extension Star: InfluencingRecord {}
extension Grant: UnderivedRecord {}
extension Account: InfluencingRecord {}
extension Bucket: InfluencingRecord {}
extension Instalment: InfluencingRecord {}
extension Bill: InfluencingRecord {}
extension Bundle: InfluencingRecord {}
extension Line: StoredRecord {}
extension Card: StoredRecord {}
extension Charge: UnderivedRecord {}
extension Usage: UnderivedRecord {}
extension Suspension: UnderivedRecord {}
extension Contract: UnderivedRecord {}
extension Purchase: UnderivedRecord {}
extension Restore: InfluencingRecord {}
extension Use: UnderivedRecord {}
extension Appointment: UnderivedRecord {}
extension Points: StoredRecord {}
extension PointsAccount: InfluencingRecord {}
extension Message: UnderivedRecord {}
extension Contact: UnderivedRecord {}
extension Order: StoredRecord {}
extension Job: UnderivedRecord {}
