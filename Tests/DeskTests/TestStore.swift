import Basics
@testable import Desk
import Glibc
import Records
import Storage
import Synchronization
import TestSupport

/// A test store in a folder of its own that goes away with it.
final class TestStore {
  let store: Store
  let path: String
  /// The instant on the wall, by which the store goes where it is no test store.
  let wall = WallClock("1970-01-01T08:00")

  /// - Parameter clock: the store's clock, such as `2016-02-10T09:00`.
  init(clock: String = "2016-02-10T09:00") throws {
    path = TemporaryFolder.make("stardesk-test")
    store = try Store.open(path, access: .create, wallClock: { [wall] in wall.now })
    let instant = try Instant(parsing: clock)
    try store.write(.never) { (transaction) throws(DeskError) in
      transaction.changeState { state in
        state.isTest = true
        state.clock = instant
        state.changed = instant
      }
    }
  }

  deinit { TemporaryFolder.remove(path) }

  /// Does something in one transaction.
  @discardableResult
  func write<Result>(_ body: (inout StoreTransaction) throws(DeskError) -> Result) throws(DeskError)
    -> Result
  {
    try store.write(.never, body)
  }

  /// Looks at the store.
  func read<Result>(
    _ body: (borrowing ReadTransaction) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try store.read { (view, _, _) throws(DeskError) in try body(view) }
  }

  /// Puts records under the customers that they name.
  func put<each R: StoredRecord>(_ records: repeat each R) throws(DeskError) {
    try write { (transaction) throws(DeskError) in
      for record in repeat each records { try Self.put(record, in: &transaction) }
      try transaction.note("test", operator: "tester", values: FieldMap())
    }
  }

  private static func put<R: StoredRecord>(_ record: R, in transaction: inout StoreTransaction)
    throws(DeskError)
  {
    let customer: Identifier
    switch record.owner {
    case .customer(let id): customer = id
    case .account(let id):
      customer = try transaction.storage.summary(ofAccount: id)?.customer ?? .absent
    case .line(let number):
      customer = try transaction.storage.summary(of: number)?.customer ?? .absent
    case .store: customer = .absent
    }
    try transaction.put(record, of: customer)
  }

  /// Moves the clock without carrying anything out.
  func move(to clock: String) throws {
    let instant = try Instant(parsing: clock)
    try write { (transaction) throws(DeskError) in transaction.changeState { $0.clock = instant } }
  }
}

/// Something that the test itself could not do.
struct TestFailure: Error {
  let text: String
}

/// A wall clock that a test sets.
final class WallClock: Sendable {
  private let instant: Mutex<Instant>

  init(_ text: String) { instant = Mutex(Make.instant(text)) }

  var now: Instant {
    get { instant.withLock { $0 } }
    set { instant.withLock { $0 = newValue } }
  }
}
