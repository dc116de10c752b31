import Testing

@testable import Records

/// That a record keeps all that its rule asks for, and its enumerations all that the rule knows.
@Suite struct RuleFieldsTests {
  private struct Listed: Sendable {
    let rule: String
    let fields: @Sendable () -> [FieldDescriber.Field]
    let names: [String]

    init<Group: FieldGroup>(_ rule: String, _: Group.Type, _ names: [String]) {
      self.rule = rule
      fields = { FieldDescriber.fields(of: Group.self) }
      self.names = names
    }
  }

  private static let listed = [
    Listed(
      "CARE-1", Contact.self,
      ["customer", "at", "kind", "direction", "purpose", "manager", "note", "next"]),
    Listed("BEN-50", Appointment.self, ["address", "from", "until", "state"]),
    Listed(
      "BEN-60", Campaign.self,
      ["id", "from", "through", "stars", "stock", "points", "voucher"]),
    Listed("PTS-9", Points.Entry.self, ["at", "source", "amount"]),
    Listed("STAR-9", Grant.self, ["customer", "source", "growth", "from", "through"]),
    Listed("STAR-14", Purchase.self, ["customer", "star", "paid", "from", "through"]),
    Listed(
      "CARD-1", Card.self,
      ["iccid", "line", "kind", "generation", "nfc", "from", "until"]),
  ]

  @Test(arguments: listed.indices)
  func `a record keeps what its rule asks for`(index: Int) {
    let listed = Self.listed[index]
    let names = listed.fields().map(\.name)
    for name in listed.names { #expect(names.contains(name), "\(listed.rule): \(name)") }
  }

  /// ROAM-1: closed, voice and messages, or data as well.
  @Test func `roaming has two permissions, and none (ROAM-1)`() {
    #expect(RoamingPermission.allCases.map(\.rawValue) == ["none", "voice", "all"])
  }

  /// ROAM-10: three kinds of card, in two generations.
  @Test func `there are three kinds of card (ROAM-10)`() {
    let kinds = CardKind.allCases.map(\.rawValue)
    #expect(kinds == ["ordinary", "old-international", "new-international"])
    #expect(CardGeneration.allCases.map(\.rawValue) == ["3g", "4g"])
  }

  /// STAR-13: proposed, approved by the department, then live; or struck off.
  @Test func `a grant is live after the third step (STAR-13)`() {
    let states = GrantState.allCases.map(\.rawValue)
    #expect(states == ["proposed", "approved-department", "live", "struck"])
  }

  /// BEN-50: booked, done, cancelled.
  @Test func `an appointment is booked, done or cancelled (BEN-50)`() {
    #expect(AppointmentState.allCases.map(\.rawValue) == ["booked", "done", "cancelled"])
  }
}
