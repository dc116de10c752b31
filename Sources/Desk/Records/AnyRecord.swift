import Basics

/// Something to be done with a record of whatever type it is.
package protocol RecordAction {
  associatedtype Result
  /// Does it for one type.
  func callAsFunction<R: Record>(_ type: R.Type) -> Result
}

extension RecordType {
  /// Does something with the Swift type behind a type of record.
  package func open<Action: RecordAction>(_ action: Action) -> Action.Result {
    switch self {
    case .catalog: action(CatalogSection.self)
    case .campaign: action(Campaign.self)
    case .item: action(Item.self)
    case .operator: action(Operator.self)
    case .customer: action(Customer.self)
    case .star: action(Star.self)
    case .grant: action(Grant.self)
    case .account: action(Account.self)
    case .bucket: action(Bucket.self)
    case .instalment: action(Instalment.self)
    case .bill: action(Bill.self)
    case .bundle: action(Bundle.self)
    case .line: action(Line.self)
    case .card: action(Card.self)
    case .charge: action(Charge.self)
    case .usage: action(Usage.self)
    case .suspension: action(Suspension.self)
    case .contract: action(Contract.self)
    case .purchase: action(Purchase.self)
    case .restore: action(Restore.self)
    case .use: action(Use.self)
    case .appointment: action(Appointment.self)
    case .points: action(Points.self)
    case .pointsAccount: action(PointsAccount.self)
    case .message: action(Message.self)
    case .contact: action(Contact.self)
    case .order: action(Order.self)
    case .job: action(Job.self)
    }
  }
}
