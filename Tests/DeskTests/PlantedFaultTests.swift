import Basics
import Records
import Storage
import TestSupport
import Testing

@testable import Desk

/// One entry of a tree that is put, changed or taken out behind the store's back, with a checksum that
/// holds.
private struct PlantedFault {
  let what: String
  let table: Table
  let key: Key
  let before: [UInt8]?
  let after: [UInt8]?
  /// The code of the fault that a check must tell, and what its message must name.
  let codes: Set<String>
  let name: String

  func plant(_ bytes: [UInt8]?, in store: TestStore) throws {
    try store.store.environment.write(wait: .never) { (transaction) throws(StorageError) in
      if let bytes {
        _ = try transaction.put(table, key, bytes)
      } else {
        _ = try transaction.delete(table, key)
      }
    }
  }

  /// Whether a report names it.
  func isNamed(by report: CheckReport) -> Bool {
    report.faults.contains { fault in
      codes.contains(fault.code) && fault.table == "\(table.name)"
        && fault.message(in: .english).contains(name) && fault.message(in: .chinese).contains(name)
    }
  }
}

/// `store check` against disagreements that are planted one by one.
@Suite struct PlantedFaultTests {
  /// The trees whose entries follow from the records.
  private static let derived = [
    Tables.numbers, Tables.lines, Tables.accounts, Tables.payers, Tables.secondaries,
    Tables.documents, Tables.names, Tables.iccids, Tables.places, Tables.due, Tables.keys,
  ]

  private typealias Entry = (key: Key, value: [UInt8])

  /// A store that was loaded and then worked with: payments with keys, charges, restores.
  private static func store() throws -> TestStore {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 8, customers: 16))
    let accounts = try entries(Tables.accounts, test).map { entry in
      Identifier(packed: entry.key.span.withUnsafeBytes { $0.reduce(0) { $0 << 8 | UInt64($1) } })
    }
    let numbers = try entries(Tables.numbers, test).map { entry in
      entry.key.span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
    for (index, account) in accounts.enumerated() {
      let request = Request(operator: "tester", key: "pay-\(index)")
      try attempt(test) { (transaction) throws(DeskError) in
        try transaction.pay(account.text, amount: Money(fen: 1000 + Int64(index)), request)
      }
    }
    for number in numbers {
      try attempt(test) { (transaction) throws(DeskError) in
        try transaction.restorePhone(number, Request(operator: "tester"))
      }
    }
    return test
  }

  /// Does what can be done; a request that makes no sense changes nothing.
  private static func attempt(
    _ test: TestStore, _ body: (inout StoreTransaction) throws(DeskError) -> Outcome
  ) throws {
    do throws(DeskError) { _ = try test.write(body) } catch {
      guard error.fault == .request else { throw error }
    }
  }

  private static func entries(_ table: Table, _ test: TestStore) throws -> [Entry] {
    try test.read { (view) throws(DeskError) in
      var entries: [Entry] = []
      try view.scan(table, .all) { (key, value) throws(DeskError) in
        entries.append((Key(copying: key), value.withUnsafeBytes { Array($0) }))
        return .next
      }
      return entries
    }
  }

  /// How a check names an entry.
  private static func name(_ table: Table, _ key: Key) -> String {
    func identifier(_ offset: Int) -> String {
      var reader = KeyReader(key.span.extracting(droppingFirst: offset))
      return Identifier(packed: reader.readUInt64() ?? 0).text
    }
    switch table.slot {
    case Tables.numbers.slot, Tables.iccids.slot:
      return key.span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    case Tables.lines.slot:
      return key.span.withUnsafeBytes { String(decoding: $0.dropFirst(8), as: UTF8.self) }
    case Tables.accounts.slot: return identifier(0)
    case Tables.places.slot: return OrderBlock.first(key.span)?.text ?? ""
    case Tables.due.slot: return identifier(9)
    default: return key.span.hexadecimal
    }
  }

  /// One entry of a derived tree missing, added or changed.
  private static func derivedFault(
    _ table: Table, _ kind: Int, _ entries: [Entry], _ random: inout SplitMix64
  ) -> PlantedFault {
    let (key, value) = entries.randomElement(using: &random)!
    switch kind {
    case 0:
      // The places of a whole block of orders go at once: one of its orders is named.
      let name =
        table.slot == Tables.places.slot
        ? OrderBlock.orders(key.span, value.span.bytes)[0].id.text : name(table, key)
      return PlantedFault(
        what: "missing", table: table, key: key, before: value, after: nil,
        codes: ["check.missing"], name: name)
    case 1:
      var other = Key()
      repeat {
        var bytes = key.span.withUnsafeBytes { Array($0) }
        bytes[bytes.count - 1] ^= UInt8.random(in: 1...7, using: &random)
        other = Key(copying: bytes.span.bytes)
      } while entries.contains { $0.key == other }
      return PlantedFault(
        what: "extra", table: table, key: other, before: nil, after: value,
        codes: ["check.stray"], name: name(table, other))
    default:
      var other = value.isEmpty ? [1] : value
      if !value.isEmpty {
        other[Int.random(in: value.indices, using: &random)] ^=
          1 << UInt8.random(in: 0...7, using: &random)
      }
      return PlantedFault(
        what: "different", table: table, key: key, before: value, after: other,
        codes: ["check.differs", "check.stray", "check.missing"], name: name(table, key))
    }
  }

  /// A bucket that was paid into, whose amount is another one.
  private static func balanceFault(
    _ buckets: [Entry], _ encoder: inout RecordEncoder, _ random: inout SplitMix64
  ) throws -> PlantedFault {
    let (key, value) = buckets.randomElement(using: &random)!
    var bucket = try #require(
      value.withUnsafeBytes { RecordDecoder.decode(Bucket.self, from: $0) })
    let sum = Money(fen: Int64.random(in: 1...50_000, using: &random))
    bucket.amount = bucket.amount + sum
    encoder.encode(bucket)
    return PlantedFault(
      what: "balance", table: Tables.present, key: key, before: value, after: encoder.bytes,
      codes: ["check.journal"], name: "bucket \(bucket.keyText)")
  }

  /// The buckets that the journal tells of.
  private static func paidBuckets(_ test: TestStore) throws -> [Entry] {
    let changed = try test.read { (view) throws(DeskError) in
      Set(
        try view.journal(.all, limit: 10_000).entries.flatMap(\.changes)
          .filter { $0.type == .bucket }.map(\.key))
    }
    return try entries(Tables.present, test).filter { changed.contains($0.key) }
  }

  @Test func `each of 200 planted disagreements is found, named and gone when it is mended`() throws
  {
    let test = try Self.store()
    #expect(try test.store.check().faults == [])
    var random = SplitMix64(seed: 2016)
    var encoder = RecordEncoder()
    var trees: [Int: [Entry]] = [:]
    for table in Self.derived {
      trees[table.slot] = try Self.entries(table, test)
      #expect(trees[table.slot]?.isEmpty == false, "\(table.name) has nothing to plant on")
    }
    let buckets = try Self.paidBuckets(test)
    #expect(buckets.count > 3)
    for index in 0..<200 {
      let table = Self.derived[index % Self.derived.count]
      let fault =
        index >= 175
        ? try Self.balanceFault(buckets, &encoder, &random)
        : Self.derivedFault(
          table, index / Self.derived.count % 3, trees[table.slot]!, &random)
      try fault.plant(fault.after, in: test)
      let report = try test.store.check(limit: 1000)
      #expect(
        fault.isNamed(by: report),
        """
        \(index): \(fault.what) in \(fault.table.name), \(fault.name): \
        \(report.faults.prefix(5).map { $0.message(in: .english) })
        """)
      try fault.plant(fault.before, in: test)
      if index.isMultiple(of: 10) { #expect(try test.store.check().faults == []) }
    }
    #expect(try test.store.check().faults == [])
  }
}
