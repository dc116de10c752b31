import Basics
@testable import Desk
import Records
import Storage
import Testing

@Suite struct StoreCheckTests {
  private func damaged(
    _ damage: (inout WriteTransaction) throws(StorageError) -> Void
  ) throws -> CheckReport {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 8, customers: 30))
    #expect(try test.store.check().isSound)
    try test.store.environment.write(wait: .never, damage)
    return try test.store.check()
  }

  private func first(
    _ table: Table, in transaction: borrowing WriteTransaction
  ) throws(StorageError) -> (key: Key, value: [UInt8]) {
    var found = (key: Key(), value: [UInt8]())
    try transaction.scan(table, .all) { key, value in
      found = (Key(copying: key), value.withUnsafeBytes { Array($0) })
      return .stop
    }
    return found
  }

  @Test(arguments: [
    Tables.numbers, Tables.lines, Tables.accounts, Tables.payers, Tables.secondaries,
    Tables.documents, Tables.names, Tables.iccids, Tables.places, Tables.due,
  ])
  func `an entry that was taken out of a small tree is found missing`(table: Table) throws {
    let report = try damaged { (transaction) throws(StorageError) in
      _ = try transaction.delete(table, first(table, in: transaction).key)
    }
    #expect(report.faults.contains { $0.code == "check.missing" && $0.table == "\(table.name)" })
  }

  @Test(arguments: [
    Tables.numbers, Tables.lines, Tables.accounts, Tables.payers, Tables.secondaries,
    Tables.documents, Tables.names, Tables.iccids, Tables.places, Tables.due,
  ])
  func `an entry that has no record is found`(table: Table) throws {
    let report = try damaged { (transaction) throws(StorageError) in
      var (key, value) = try first(table, in: transaction)
      key.append(UInt8(0x39))
      _ = try transaction.put(table, key, value)
    }
    #expect(report.faults.contains { $0.code == "check.stray" && $0.table == "\(table.name)" })
    // Who pays for a line that is not there is also asked for.
    #expect(report.faultCount == (table.slot == Tables.payers.slot ? 2 : 1))
  }

  @Test func `a summary that is not what the records give is found`() throws {
    let report = try damaged { (transaction) throws(StorageError) in
      let (key, value) = try first(Tables.lines, in: transaction)
      var other = value
      other[33] = value[33] == 0 ? 1 : 0
      _ = try transaction.put(Tables.lines, key, other)
    }
    #expect(report.faults.map(\.code) == ["check.differs"])
    #expect(report.faults.first?.message(in: .chinese).contains("lines") == true)
  }

  @Test func `an account that was taken out is missed by what names it`() throws {
    let report = try damaged { (transaction) throws(StorageError) in
      var key = Key()
      try transaction.scan(Tables.present, .all) { found, _ in
        key = Key(copying: found)
        return found.withUnsafeBytes { $0[8] == RecordType.account.rawValue } ? .stop : .next
      }
      _ = try transaction.delete(Tables.present, key)
    }
    #expect(report.faults.contains { $0.code == "check.stray" && $0.table == "accounts" })
  }

  @Test func `bytes that are no record are found, and the rest is looked at`() throws {
    let report = try damaged { (transaction) throws(StorageError) in
      var key = Key()
      try transaction.scan(Tables.history, .all) { found, _ in
        key = Key(copying: found)
        return found.withUnsafeBytes { $0[8] == RecordType.contact.rawValue } ? .stop : .next
      }
      _ = try transaction.put(Tables.history, key, [9, 9, 9])
    }
    #expect(report.faults.map(\.code) == ["check.record"])
    #expect(report.records.contains { $0.type == .order })
  }

  @Test func `a catalog that cannot be read is found`() throws {
    let report = try damaged { (transaction) throws(StorageError) in
      _ = try transaction.put(
        Tables.present, first(Tables.present, in: transaction).key, [9, 9, 9])
    }
    #expect(report.faults.map(\.code) == ["check.reading"])
  }

  @Test func `a journal whose chain is broken is found`() throws {
    let report = try damaged { (transaction) throws(StorageError) in
      let (key, value) = try first(Tables.journal, in: transaction)
      _ = try transaction.put(Tables.journal, key, [1] + value.dropFirst())
    }
    #expect(report.faults.map(\.table) == ["journal"])
  }

  /// Damages the end of the journal, or what the store has recorded of it.
  static let ends: [(what: String, code: String)] = [
    ("the last entry taken out", "store.journal-cut"), ("all taken out", "store.journal-cut"),
    ("the last entry changed", "store.journal-replaced"),
    ("the state taken out", "store.record-damaged"),
  ]

  @Test(arguments: ends)
  func `a journal that ends elsewhere than recorded is told, and nothing is written after it`(
    _ end: (what: String, code: String)
  ) throws {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 8, customers: 3))
    try test.put(Self.item("i-first"))
    try test.store.environment.write(wait: .never) { (transaction) throws(StorageError) in
      switch end.what {
      case "the last entry taken out":
        _ = try transaction.delete(Tables.journal, Key(UInt64(2)))
      case "all taken out": try transaction.clear(Tables.journal)
      case "the last entry changed":
        var value = [UInt8]()
        if let bytes = try transaction.get(Tables.journal, Key(UInt64(2))) {
          value = bytes.withUnsafeBytes { Array($0) }
        }
        value[value.count - 1] ^= 1
        _ = try transaction.put(Tables.journal, Key(UInt64(2)), value)
      default: _ = try transaction.delete(Tables.meta, Key(0))
      }
    }
    let verified = #expect(throws: DeskError.self) {
      try test.read { (view) throws(DeskError) in try view.verifyJournal().entries }
    }
    let written = #expect(throws: DeskError.self) { try test.put(Self.item("i-second")) }
    #expect(verified?.code == end.code)
    #expect(written?.code == end.code)
    #expect(try !test.store.check().isSound)
  }

  private static func item(_ id: String) -> Item {
    var item = Item()
    item.id = id
    item.name = "A"
    item.points = 1
    return item
  }

  @Test func `a check can be told to stop at every stage`() throws {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 8, customers: 300))
    let stopped = DeskError("store.check-interrupted", fault: .interruption)
    for stage in 0..<4 {
      var asked = 0
      let error = #expect(throws: DeskError.self) {
        try test.store.check(stop: {
          asked += 1
          return asked > stage ? stopped : nil
        })
      }
      #expect(error?.code == "store.check-interrupted", "stage \(stage)")
    }
  }

  @Test func `figures count records by type`() throws {
    let test = try TestStore()
    try test.load(lines: Samples.all)
    let figures = try test.store.stats()
    #expect(
      figures.records == [
        .init(type: .customer, count: 1), .init(type: .account, count: 1),
        .init(type: .line, count: 1), .init(type: .card, count: 1), .init(type: .order, count: 1),
      ])
    #expect(figures.journalEntries == 1)
    #expect(figures.trees.first { $0.name == "present" }?.entries == 5)
    #expect(figures.fileBytes > 0)
  }
}
