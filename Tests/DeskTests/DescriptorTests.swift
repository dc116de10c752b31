import Basics
import Records
import Rules
import Testing

@testable import Desk

/// What is described once and found by its name or code.
@Suite struct DescriptorTests {
  @Test func `no two due events have one code or one name, and they stand in their order`() {
    let events = DueEvent.all
    #expect(events.map(\.kind) == events.map(\.kind).sorted())
    #expect(Set(events.map(\.kind)).count == events.count)
    #expect(Set(events.map(\.name)).count == events.count)
    for event in events { #expect(DueEvent.of(event.kind)?.name == event.name) }
  }

  @Test func `the codes of due events never change, since they stand in stores`() {
    let codes = DueEvent.all.map { "\($0.kind.code) \($0.name)" }
    #expect(
      codes == [
        "1 balance-end", "2 points-end", "3 instalment", "7 star-end", "8 restore-end",
        "9 bill-overdue", "10 credit-run", "11 two-way", "12 disconnection", "13 points-freeze",
      ])
  }

  @Test func `no two operations make orders of one kind`() {
    let kinds = Operation.all.map(\.kind)
    #expect(Set(kinds).count == kinds.count)
    for kind in kinds { #expect(Operation.of(kind)?.kind == kind) }
  }

  @Test
  func `the wall shows twelve benefits, each with a name and a star of its own in the catalog`() {
    let benefits = Benefit.all
    #expect(benefits.count == 12)
    #expect(Set(benefits.map(\.id)).count == benefits.count)
    for benefit in benefits {
      #expect((1...7).contains(benefit.lowestStar(Catalog.shipped.benefits)), "\(benefit.id)")
      #expect(benefit.name(in: .english) != benefit.name(in: .chinese))
    }
  }

  @Test func `the star that a benefit begins with is changed by its own name`() throws {
    var section = CatalogSection()
    section.section = "benefits"
    section.from = try Day(parsing: "2016-03-01")
    section.values = ["phoneRestore": .integer(3), "homeVisit": .integer(6)]
    let changed = try Catalog(after: .shipped, sections: [section], from: section.from)
    let differing = Benefit.all.filter {
      $0.lowestStar(changed.benefits) != $0.lowestStar(Catalog.shipped.benefits)
    }
    #expect(differing.map(\.id) == ["phone-restore", "home-visit"])
  }
}
