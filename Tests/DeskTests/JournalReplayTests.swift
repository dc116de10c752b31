import Basics
import Records
import Storage
import Testing

@testable import Desk

/// That the bytes which the journal keeps give every record again.
@Suite struct JournalReplayTests {
  private typealias Records = [Key: [UInt8]]

  /// The records of a store by their keys under customers.
  private func records(_ store: TestStore) throws -> Records {
    try store.read { (view) throws(DeskError) in
      var records: Records = [:]
      try view.eachRecord(.all) { (key, bytes) throws(DeskError) in
        records[Key(copying: key)] = bytes.withUnsafeBytes { Array($0) }
        return true
      }
      return records
    }
  }

  private func entries(_ store: TestStore, after first: UInt64) throws -> [JournalEntry] {
    try store.read { (view) throws(DeskError) in
      try view.journal(KeyRange(from: Key(first + 1)), limit: 100_000).entries
    }
  }

  /// Does what an entry says; every change must find the record as it was before.
  private func replay(_ entry: JournalEntry, on records: inout Records) {
    for change in entry.changes {
      let found = records[change.key]
      switch change.kind {
      case .inserted:
        #expect(found == nil, "entry \(entry.number)")
        records[change.key] = change.after
      case .updated:
        let end = change.offset + change.before.count
        guard let found, end <= found.count, Array(found[change.offset..<end]) == change.before
        else {
          Issue.record("entry \(entry.number) does not follow")
          return
        }
        records[change.key] = Array(found[..<change.offset]) + change.after + Array(found[end...])
      case .deleted:
        #expect(found == change.before, "entry \(entry.number)")
        records[change.key] = nil
      }
    }
  }

  @Test func `an empty store's journal gives all its records from the first entry on`() throws {
    let store = try TestStore()
    try Household(stars: 5).put(into: store)
    try Household(stars: 6, number: "13300000002", suffix: "2").put(into: store)
    for number in ["13300000001", "13300000002"] {
      try store.write { (transaction) throws(DeskError) in
        _ = try transaction.pay(
          number, amount: Money(fen: 5000), Request(operator: "tester", key: number))
        _ = try transaction.charge(
          number, amount: Money(fen: 700), month: Month(year: 2016, month: 1)!,
          Request(operator: "tester"))
      }
    }
    var replayed: Records = [:]
    for entry in try entries(store, after: 0) { replay(entry, on: &replayed) }
    #expect(!replayed.isEmpty)
    #expect(try records(store) == replayed)
  }

  @Test(arguments: [3, 11] as [UInt64])
  func `a snapshot and the journal after it give every later state`(seed: UInt64) throws {
    var desk = try RandomDesk(seed: seed)
    var replayed = try records(desk.test)
    let first = try desk.test.read { (view) throws(DeskError) in
      try view.lastJournalEntry().number
    }
    var done: [Identifier] = []
    for step in 0..<60 {
      if let order = try desk.act(), order.outcome == .done { done.append(order.id) }
      if step.isMultiple(of: 7), let last = done.popLast() { _ = try desk.undo(last) }
    }
    var last = first
    for entry in try entries(desk.test, after: first) {
      #expect(entry.number == last + 1)
      last = entry.number
      replay(entry, on: &replayed)
    }
    #expect(last > first + 20)
    #expect(try records(desk.test) == replayed)
    #expect(try desk.test.store.check().faults == [])
  }
}
