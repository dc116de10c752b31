package import Basics
package import Records

/// Credit control (CRE-1 .. CRE-4, CRE-8).
package struct CreditTerms: CatalogTerms {
  package static let section = "credit"
  /// Days from one-way to two-way under credit control (CRE-4).
  package var twoWayDaysCreditControl: Int32 = 7
  /// Days from one-way to two-way under an agreed term (CRE-4).
  package var twoWayDaysAgreedTerm: Int32 = 30
  /// Days of suspension before disconnection under credit control (CRE-1, CRE-2).
  package var disconnectDaysCreditControl: Int32 = 90
  /// Days of suspension before disconnection outside credit control (CRE-8).
  package var disconnectDaysAgreedTerm: Int32 = 60
  /// Day of the month after the billed one through which a bill may be paid (CRE-3).
  package var billDueDay: Int32 = 20
  /// Hour of the day at which accounts are looked at (CRE-2).
  package var runHour: Int32 = 0
  /// What the smallest single communication costs, which a prepaid balance outside credit control
  /// must pay (CRE-10).
  package var smallestCommunication = Money(fen: 10)
  /// Months after its validity in which cash may be revived before it is written off (LED-3).
  package var reviveMonths: Int32 = 2
  /// Months for which a payment at least makes a balance valid, where its validity is limited.
  package var paymentMonths: Int32 = 3

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("twoWayDaysCreditControl", &twoWayDaysCreditControl)
    try visitor.required("twoWayDaysAgreedTerm", &twoWayDaysAgreedTerm)
    try visitor.required("disconnectDaysCreditControl", &disconnectDaysCreditControl)
    try visitor.required("disconnectDaysAgreedTerm", &disconnectDaysAgreedTerm)
    try visitor.required("billDueDay", &billDueDay)
    try visitor.required("runHour", &runHour)
    try visitor.required("smallestCommunication", &smallestCommunication)
    try visitor.required("reviveMonths", &reviveMonths)
    try visitor.required("paymentMonths", &paymentMonths)
  }
}

extension RuleFamily {
  static let credit = RuleFamily(terms: CreditTerms.self, messages: RuleMessages.credit)
}

extension Catalog {
  package var credit: CreditTerms { self[CreditTerms.self] }
}
