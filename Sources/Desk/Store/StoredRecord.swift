import Basics
package import Records
package import Rules

/// A record with what the store derives from it.
///
/// What is derived is stated once, by ``derivedEntries(under:_:_:)`` and by the pure functions beside it
/// for what follows from several records: a change applies the difference, loading a snapshot applies
/// all, a check compares all. A type from which nothing is derived says so by being an
/// ``UnderivedRecord``.
package protocol StoredRecord: Record {
  /// Looks whether the rules can go by a record from elsewhere, which by itself can be kept.
  ///
  /// - Throws: what is wrong with the first field that they cannot go by.
  func validateByRules() throws(FieldProblem)

  /// The entries of small trees and of the queue that follow from the record alone: for equal arguments
  /// always the same.
  ///
  /// - Parameters:
  ///   - customer: under whom the record stands.
  ///   - catalog: the numbers in force.
  ///   - add: is given each entry.
  func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError)

  /// Hands what the entries of several records follow from to a store that is being loaded.
  func enter(_ block: inout CustomerLoadBuffer)

  /// What is derived from records of the type.
  static var derivation: Derivation { get }

  /// Keeps what follows from several records in step with one that is new.
  static func follow(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError)

  /// Keeps what follows from several records in step with this one.
  ///
  /// - Parameters:
  ///   - before: the record as it was; nil when it is new.
  ///   - after: the record as it is now; nil when it was taken out.
  static func follow(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError)
}

extension StoredRecord {
  package func validateByRules() throws(FieldProblem) {}

  package static func follow(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    try follow(before: nil, after: copy record, of: customer, in: &work)
  }
}

/// What a store derives from the records of a type.
package enum Derivation: Sendable {
  case nothing
  /// No entry of its own, but what follows from other records depends on it.
  case influence
  /// Entries of its own.
  case entries
}

/// A record from which the store derives nothing.
package protocol UnderivedRecord: StoredRecord {}

extension UnderivedRecord {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {}

  package func enter(_ block: inout CustomerLoadBuffer) {}

  package static var derivation: Derivation { .nothing }

  package static func follow(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {}
}

/// A record from which no entry follows, but what follows from others depends on it.
package protocol InfluencingRecord: StoredRecord {}

extension InfluencingRecord {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {}

  package static var derivation: Derivation { .influence }
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
