/// Kind of customer, by kind of document.
package enum CustomerKind: String, NamedValue { case individual, organisation }

/// Kinds of registered document.
package enum DocumentKind: String, NamedValue {
  case residentID = "resident-id"
  case temporaryID = "temporary-id"
  case householdRegister = "household-register"
  case passport
  case militaryID = "military-id"
  case policeID = "police-id"
  case hkMoPermit = "hk-mo-permit"
  case twPermit = "tw-permit"
  case businessLicence = "business-licence"
}

/// Market segments: the public, and the four of enterprise.
package enum Segment: String, NamedValue {
  case `public`
  case government
  case financeLarge = "finance-large"
  case highEndCluster = "high-end-cluster"
  case ordinaryCluster = "ordinary-cluster"
}

/// Marks on a customer.
package enum CustomerFlag: String, NamedValue {
  case blacklisted
  case acquiredVillage = "acquired-village"
  case payphone
  case specialApproval = "special-approval"
  case keyPersonBureau = "key-person-bureau"
  case keyPersonDivision = "key-person-division"
  case keyPersonSection = "key-person-section"
}

/// What a star rests on: the growth value, or the source of a direct growth value.
package enum StarBasis: String, NamedValue {
  case graded, contract
  case keyPerson = "key-person"
  case purchase
  case oldCard = "old-card"
}

/// How far a grant has come (STAR-13), and whether it was struck off (STAR-11).
package enum GrantState: String, NamedValue {
  case proposed
  case approvedDepartment = "approved-department"
  case live, struck
}

/// Payment mode of an account.
package enum PaymentMode: String, NamedValue {
  case prepaid
  case prepayPostpaid = "prepay-postpaid"
  case postpaid
}

/// The rule under which an account is suspended and disconnected (CRE-4, CRE-8).
package enum Regime: String, NamedValue {
  case creditControl = "credit-control"
  case agreedTerm = "agreed-term"
}

/// Who collects what an account owes.
package enum Collection: String, NamedValue {
  case `self`, bank
}

/// Kind of balance bucket (LED-1); a deposit is money paid ahead before roaming is opened.
package enum BucketKind: String, NamedValue { case cash, gift, deposit }

/// How the products of a bundle depend on one another (CRE-5).
package enum Coupling: String, NamedValue { case tight, loose }

/// Kind of line.
package enum LineKind: String, NamedValue {
  case mobile, broadband, fixed
  case dataCard = "data-card"
  case iptv
}

/// Roaming permission: none, voice and messages, or voice, messages and data (ROAM-1).
package enum RoamingPermission: String, NamedValue { case none, voice, all }

/// What a restriction bars.
package enum RestrictionScope: String, NamedValue { case outgoing, both }

/// Why a line is restricted.
package enum RestrictionReason: String, NamedValue { case arrears, voluntary, lost }

/// Kind of SIM card (ROAM-10).
package enum CardKind: String, NamedValue {
  case ordinary
  case oldInternational = "old-international"
  case newInternational = "new-international"
}

/// Generation of a SIM card.
package enum CardGeneration: String, NamedValue {
  case third = "3g"
  case fourth = "4g"
}

/// Kind of emergency restore.
package enum RestoreKind: String, NamedValue { case phone, broadband }

/// State of a home-visit appointment (BEN-50).
package enum AppointmentState: String, NamedValue { case booked, done, cancelled }

/// Kind of redemption item (PTS-6).
package enum ItemKind: String, NamedValue { case credit, data, voucher, goods }

/// What an operator may do (DESK-10).
package enum Role: String, NamedValue { case field, support, tester, auditor, administrator }

/// Through which channel a request came.
package enum Channel: String, NamedValue {
  case hotline
  case selfService = "self-service"
  case hall, app, web, text, wechat, yixin, qq, manager
}

/// What became of a request.
package enum OutcomeKind: String, NamedValue { case done, refused, error }

/// State of an order (DESK-1).
package enum OrderState: String, NamedValue {
  case accepted
  case inProgress = "in-progress"
  case done, refused, cancelled, reversed
}
