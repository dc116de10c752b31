package import Basics

/// A section of the catalog: the numbers of one rule family, with the shipped values as defaults.
///
/// A `catalog` record overrides single values of a section from a day on, by the names that the
/// section lists in ``FieldGroup/visit(_:)``.
package protocol CatalogTerms: FieldGroup {
  /// The name of the section in `catalog` records.
  static var section: String { get }
}

/// The growth value and the stars (STAR-3 .. STAR-18).
package struct StarTerms: CatalogTerms {
  package static let section = "stars"
  /// Lowest growth value of stars 1 to 7 (STAR-6), and the direct values (STAR-9).
  package var bounds: [Int64] = [600, 1000, 1500, 2300, 4000, 6000, 8000]
  /// What keeps stars 1 to 7 in the last month of validity (STAR-18).
  package var keeping: [Int64] = [540, 900, 1350, 2070, 3600, 5400, 7200]
  /// Calendar months whose charges count (STAR-5).
  package var months: Int32 = 12
  /// Growth for each month in network (STAR-5).
  package var perMonthInNetwork: Int64 = 10
  /// Growth taken off for each two-way suspension (STAR-5).
  package var perSuspension: Int64 = 10
  /// Months for which a graded star is valid (STAR-7).
  package var validityMonths: Int32 = 12
  /// Lines of one kind that count under one document (STAR-3).
  package var linesOfAKind: Int32 = 5
  /// Last months of validity in which it is said whether the star will be kept (STAR-16).
  package var forecastMonths: Int32 = 3

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.list("bounds", &bounds)
    try visitor.list("keeping", &keeping)
    try visitor.required("months", &months)
    try visitor.required("perMonthInNetwork", &perMonthInNetwork)
    try visitor.required("perSuspension", &perSuspension)
    try visitor.required("validityMonths", &validityMonths)
    try visitor.required("linesOfAKind", &linesOfAKind)
    try visitor.required("forecastMonths", &forecastMonths)
  }
}

/// Which stars have which benefit (BEN-1), and what may be bought (BEN-3).
package struct BenefitTerms: CatalogTerms {
  package static let section = "benefits"
  package var pointsMultiplier: Int32 = 1
  package var priorityAccess: Int32 = 1
  package var cardReplacement: Int32 = 2
  package var broadbandRestore: Int32 = 3
  package var serviceManager: Int32 = 5
  package var phoneRestore: Int32 = 5
  package var homeVisit: Int32 = 5
  package var roamingNoDeposit: Int32 = 5
  package var hallPriority: Int32 = 6
  package var pointsGift: Int32 = 1
  package var handsetOffer: Int32 = 1
  package var dataGift: Int32 = 1
  /// Benefits that any customer may buy (BEN-3).
  package var purchasable: [String] = ["home-visit"]
  /// Months for which a purchase is valid (BEN-3).
  package var purchaseMonths: Int32 = 12

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("pointsMultiplier", &pointsMultiplier)
    try visitor.required("priorityAccess", &priorityAccess)
    try visitor.required("cardReplacement", &cardReplacement)
    try visitor.required("broadbandRestore", &broadbandRestore)
    try visitor.required("serviceManager", &serviceManager)
    try visitor.required("phoneRestore", &phoneRestore)
    try visitor.required("homeVisit", &homeVisit)
    try visitor.required("roamingNoDeposit", &roamingNoDeposit)
    try visitor.required("hallPriority", &hallPriority)
    try visitor.required("pointsGift", &pointsGift)
    try visitor.required("handsetOffer", &handsetOffer)
    try visitor.required("dataGift", &dataGift)
    try visitor.list("purchasable", &purchasable)
    try visitor.required("purchaseMonths", &purchaseMonths)
  }
}

/// The clock by which a store goes.
package struct ClockTerms: CatalogTerms {
  package static let section = "clock"
  /// Hours by which the last change may lie ahead of the clock on the wall.
  package var aheadHours: Int32 = 24

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("aheadHours", &aheadHours)
  }
}

/// Emergency phone restore (BEN-10, BEN-11).
package struct PhoneRestoreTerms: CatalogTerms {
  package static let section = "phone-restore"
  /// Days after the one-way start within which it may be asked for.
  package var oneWayDays: Int32 = 14
  /// Days after the two-way start within which it may be asked for.
  package var twoWayDays: Int32 = 7
  /// Temporary credit of stars 1 to 7.
  package var credit: [Money] = [
    .zero, .zero, .zero, .zero, Money(fen: 100_00), Money(fen: 200_00), Money(fen: 300_00),
  ]
  /// Hours for which it holds.
  package var hours: Int32 = 48
  /// Minutes after acceptance within which the number works.
  package var effectMinutes: Int32 = 10

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("oneWayDays", &oneWayDays)
    try visitor.required("twoWayDays", &twoWayDays)
    try visitor.list("credit", &credit)
    try visitor.required("hours", &hours)
    try visitor.required("effectMinutes", &effectMinutes)
  }
}

/// Emergency broadband restore (BEN-20, BEN-21).
package struct BroadbandRestoreTerms: CatalogTerms {
  package static let section = "broadband-restore"
  /// Calendar days, the day of suspension being the first, within which it may be asked for.
  package var windowDays: Int32 = 7
  /// Calendar days for which it holds.
  package var validDays: Int32 = 7
  /// Minutes after acceptance within which the broadband works.
  package var effectMinutes: Int32 = 10

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("windowDays", &windowDays)
    try visitor.required("validDays", &validDays)
    try visitor.required("effectMinutes", &effectMinutes)
  }
}

/// Card replacement (BEN-30, BEN-31).
package struct CardTerms: CatalogTerms {
  package static let section = "card-replacement"
  /// Free replacements in a period.
  package var uses: Int32 = 2
  /// Months of a period.
  package var months: Int32 = 12
  /// What a card costs that is not free.
  package var fee = Money(fen: 20_00)
  /// Kinds of card that are handed out (BEN-32).
  package var issued = [CardKind.ordinary.rawValue, CardKind.newInternational.rawValue]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("uses", &uses)
    try visitor.required("months", &months)
    try visitor.required("fee", &fee)
    try visitor.list("issued", &issued)
  }
}

/// Roaming activation (BEN-40, ROAM-2, ROAM-7).
package struct RoamingTerms: CatalogTerms {
  package static let section = "roaming"
  /// Call money prepaid that opens roaming without any other ground (ROAM-2).
  package var deposit = Money(fen: 500_00)
  /// Months without arrears and voluntary suspension that a no-deposit plan asks for (ROAM-2).
  package var quietMonths: Int32 = 3
  /// Minutes within which a permission takes effect (BEN-40).
  package var effectMinutes: Int32 = 3
  /// Prefixes that neither open nor close by text or web hall (ROAM-7).
  package var closedPrefixes: [String] = ["177"]
  /// Prefixes that neither open nor close by text or web hall while on a 4G plan (ROAM-7).
  package var closedPrefixes4G: [String] = ["189", "180", "181", "153", "133"]
  /// Segments whose customers are important enterprise customers (ROAM-2).
  package var importantSegments = [
    Segment.government.rawValue, Segment.financeLarge.rawValue, Segment.highEndCluster.rawValue,
  ]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("deposit", &deposit)
    try visitor.required("quietMonths", &quietMonths)
    try visitor.required("effectMinutes", &effectMinutes)
    try visitor.list("closedPrefixes", &closedPrefixes)
    try visitor.list("closedPrefixes4G", &closedPrefixes4G)
    try visitor.list("importantSegments", &importantSegments)
  }
}

/// Points (PTS-4, PTS-5, PTS-7).
package struct PointsTerms: CatalogTerms {
  package static let section = "points"
  /// Calendar years for which a lot is valid, the year of earning being the first (PTS-4).
  package var validYears: Int32 = 3
  /// Months after joining before points may be redeemed (PTS-5).
  package var waitMonths: Int32 = 6
  /// Consecutive months in arrears beyond which a dunned account's points are frozen (PTS-7).
  package var frozenAfterMonths: Int32 = 3
  /// Segments whose organisations take part (PTS-1).
  package var organisationSegments = [Segment.ordinaryCluster.rawValue]

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("validYears", &validYears)
    try visitor.required("waitMonths", &waitMonths)
    try visitor.required("frozenAfterMonths", &frozenAfterMonths)
    try visitor.list("organisationSegments", &organisationSegments)
  }
}

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

/// What the rules need to know of a plan.
package struct PlanTerms: Hashable, Sendable {
  package var id: String
  /// Monthly fee (PLAN-1); absent for plans that the rules know by name alone.
  package var monthlyFee: Money?
  package var is4G = false
  /// Whether the plan forbids roaming (ROAM-4).
  package var forbidsRoaming = false
  /// Whether the plan opens roaming without deposit for a customer of good standing (ROAM-2).
  package var isGoodStandingGround = false
  /// Whether the plan opens roaming without deposit by itself (ROAM-2).
  package var isBundleGround = false
}
