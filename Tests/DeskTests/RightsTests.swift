@testable import Desk
import Records
import Rules
import Testing

/// Who may change what (DESK-10).
@Suite struct RightsTests {
  private static func facts(
    _ role: Role?, active: Bool = true, isTest: Bool = false, hasOperators: Bool = true
  ) -> Rights.Facts {
    let asker = role.map { role in
      var asker = Operator()
      asker.name = "zhang"
      asker.role = role
      asker.active = active
      return asker
    }
    return Rights.Facts(asker: asker, hasOperators: hasOperators, isTest: isTest)
  }

  @Test(arguments: Role.allCases, [false, true])
  func `a store without operators lets everyone change everything`(right: Role, isTest: Bool) {
    let facts = Self.facts(nil, isTest: isTest, hasOperators: false)
    #expect(Rights.bar(right, isSeveral: true, facts) == nil)
  }

  @Test(arguments: Role.allCases)
  func `a name that is no operator's may do all in a test store and nothing elsewhere`(right: Role)
  {
    #expect(Rights.bar(right, isSeveral: true, Self.facts(nil, isTest: true)) == nil)
    #expect(Rights.bar(right, isSeveral: false, Self.facts(nil)) == .unknown)
  }

  @Test(arguments: Role.allCases, [false, true])
  func `a locked operator changes nothing`(role: Role, isTest: Bool) {
    let facts = Self.facts(role, active: false, isTest: isTest)
    for right in Role.allCases {
      #expect(Rights.bar(right, isSeveral: false, facts) == .inactive)
    }
  }

  @Test(arguments: [
    (Role.field, [Role.field]), (.support, [.field, .support]), (.tester, [.tester]),
    (.auditor, []), (.administrator, Role.allCases),
  ])
  func `a role has these rights and no others in a test store`(role: Role, rights: [Role]) {
    for right in Role.allCases {
      let bar = Rights.bar(right, isSeveral: false, Self.facts(role, isTest: true))
      #expect((bar == nil) == rights.contains(right), "\(role) \(right)")
    }
  }

  @Test func `a tester has none in a store that is no test store`() {
    #expect(Rights.bar(.tester, isSeveral: false, Self.facts(.tester)) == .testStore)
    #expect(Rights.bar(.tester, isSeveral: false, Self.facts(.administrator)) == nil)
  }

  @Test func `field staff make one change at a time, others as many as they like`() {
    #expect(Rights.bar(.field, isSeveral: false, Self.facts(.field)) == nil)
    #expect(Rights.bar(.field, isSeveral: true, Self.facts(.field)) == .several)
    #expect(Rights.bar(.field, isSeveral: true, Self.facts(.support)) == nil)
  }

  @Test(arguments: [
    (Role.field, "浙江", "浙江", true), (.field, "浙江", "福建", false), (.field, "", "福建", true),
    (.field, "浙江", "", true), (.support, "浙江", "福建", true),
  ])
  func `field staff have the customers of their region`(
    role: Role, region: String, province: String, isCovered: Bool
  ) {
    var asker = Operator()
    asker.role = role
    asker.region = region
    var customer = Customer()
    customer.province = province
    #expect(Rights.covers(asker, customer) == isCovered)
  }
}
