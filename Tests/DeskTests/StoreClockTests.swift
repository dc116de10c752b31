import Basics
import Glibc
import Records
import Rules
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Desk

/// A store that is no test store, and a clock on the wall that the test moves.
@Suite struct StoreClockTests {
  private static func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }

  static let now = "2026-02-10T09:00"
  /// The last change, whether it is too far ahead of the wall, and the instant that counts.
  static let clocks: [(changed: String, isAhead: Bool, counts: String)] = [
    ("2026-02-09T09:00", false, now), (now, false, now),
    ("2026-02-10T09:01", false, "2026-02-10T09:01"),
    ("2026-02-11T09:00", false, "2026-02-11T09:00"), ("2026-02-11T09:01", true, now),
    ("2056-02-10T09:00", true, now),
  ]

  @Test(arguments: clocks)
  func `time goes by the last change where that is a little ahead, never by a borrowed future`(
    _ row: (changed: String, isAhead: Bool, counts: String)
  ) throws {
    var state = StoreState()
    state.changed = try Self.instant(row.changed)
    let catalogs = try Catalogs(sections: [])
    let clock = StoreClock(state, wall: try Self.instant(Self.now), catalogs)
    let counts = try Self.instant(row.counts)
    #expect(clock.isAhead == row.isAhead)
    #expect(clock.now == counts)
    state.isTest = true
    state.clock = state.changed
    let test = StoreClock(state, wall: try Self.instant(Self.now), catalogs)
    #expect(!test.isAhead && test.now == state.changed)
  }

  @Test func `the tolerance is the catalog's`() throws {
    var section = CatalogSection()
    section.section = "clock"
    section.from = try Day(parsing: "2026-01-01")
    section.values = FieldMap([.init(name: "aheadHours", value: .integer(48))])
    let catalogs = try Catalogs(sections: [section])
    var state = StoreState()
    for (changed, isAhead) in [("2026-02-12T09:00", false), ("2026-02-12T09:01", true)] {
      state.changed = try Self.instant(changed)
      let clock = StoreClock(state, wall: try Self.instant(Self.now), catalogs)
      #expect(clock.isAhead == isAhead)
    }
  }

  @Test func `a store whose clock was once in the future changes only once that is accepted`()
    throws
  {
    let wall = Mutex(try Self.instant("2056-02-10T09:00"))
    let told = Mutex<[String]>([])
    let path = TemporaryFolder.make("stardesk-test")
    defer { TemporaryFolder.remove(path) }
    let store = try Store.open(
      path, access: .create, wallClock: { wall.withLock { $0 } },
      warn: { warning in told.withLock { $0.append(warning.code) } })
    func change() throws(DeskError) {
      try store.write(.never) { (transaction) throws(DeskError) in
        try transaction.note("test", operator: "tester", values: FieldMap())
      }
    }
    func now() throws(DeskError) -> Instant {
      try store.read { (_, now, _) throws(DeskError) in now }
    }
    try change()
    _ = try now()
    #expect(told.withLock { $0.isEmpty })
    let right = try Self.instant("2026-02-10T09:00")
    wall.withLock { $0 = right }
    let error = #expect(throws: DeskError.self) { try change() }
    #expect(error?.code == "clock.ahead" && error?.fault == .store)
    #expect(try now() == right)
    #expect(told.withLock { $0 } == ["clock.ahead-shown"])
    #expect(try store.check().isSound)
    let accepted = try store.acceptClock(operator: "root", .never)
    let future = try Self.instant("2056-02-10T09:00")
    #expect(accepted.before == future && accepted.now == right)
    let before = told.withLock { $0.count }
    try change()
    _ = try now()
    #expect(told.withLock { $0.count } == before)
    let entries = try store.read { (view, _, _) throws(DeskError) in
      try view.journal(.all, limit: 10).entries
    }
    #expect(entries.map(\.kind) == ["test", "clock-accept", "test"])
    #expect(entries[1].at == right && entries[1].operator == "root")
    let again = #expect(throws: DeskError.self) { try store.acceptClock(operator: "root", .never) }
    #expect(again?.code == "clock.not-ahead")
  }

  @Test func `there is nothing to accept in a test store`() throws {
    let test = try TestStore()
    let error = #expect(throws: DeskError.self) {
      try test.store.acceptClock(operator: "root", .never)
    }
    #expect(error?.code == "clock.accept-test")
  }
}
