import Basics
import Records
import Rules
import Storage
import Testing

@testable import Desk

/// That the small trees hold what the records give, and nothing else, however the store came about.
@Suite struct DerivedEntriesTests {
  /// The trees whose entries follow from single records.
  private static let trees = [
    Tables.numbers, Tables.secondaries, Tables.documents, Tables.names, Tables.iccids, Tables.keys,
  ]

  /// Gives the entries that follow from a record's bytes.
  private struct Entries: RecordAction {
    let bytes: UnsafeRawBufferPointer
    let customer: Identifier
    let catalog: Catalog

    func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) -> [String] {
      guard let record = RecordDecoder.decode(R.self, from: bytes) else { return ["no record"] }
      var texts: [String] = []
      try record.derivedEntries(under: customer, catalog) { (entry) throws(DeskError) in
        let value = entry.withValue { $0.hexadecimal }
        texts.append("\(entry.table.name) \(entry.key) \(value)")
      }
      #expect(R.derivation == .entries || texts.isEmpty)
      return texts
    }
  }

  private func differences(_ store: TestStore) throws -> Set<String> {
    try store.store.read { (view, _, catalog) throws(DeskError) in
      var expected: Set<String> = []
      try view.eachRecord(.all) { (key, bytes) throws(DeskError) in
        var reader = KeyReader(key)
        let customer = Identifier(packed: reader.readUInt64() ?? 0)
        guard let type = reader.readUInt8().flatMap(RecordType.init(rawValue:)) else { return true }
        expected.formUnion(
          try bytes.withUnsafeBytes { (bytes) throws(DeskError) in
            try type.open(Entries(bytes: bytes, customer: customer, catalog: catalog))
          })
        return true
      }
      // What is due follows from several records as well.
      expected = expected.filter { !$0.hasPrefix("due ") }
      var found: Set<String> = []
      for table in Self.trees {
        try view.scan(table, .all) { (key, value) throws(DeskError) in
          found.insert("\(table.name) \(Key(copying: key)) \(value.hexadecimal)")
          return .next
        }
      }
      return expected.symmetricDifference(found)
    }
  }

  @Test(arguments: [2, 7] as [UInt64])
  func `a loaded snapshot gives each entry once`(seed: UInt64) throws {
    let store = try TestStore()
    try store.load(lines: RandomSnapshot.lines(seed: seed, customers: 40))
    #expect(try differences(store) == [])
  }

  @Test(arguments: [4, 17] as [UInt64])
  func `changes and what is undone of them leave no entry behind`(seed: UInt64) throws {
    var desk = try RandomDesk(seed: seed)
    for step in 0..<50 {
      if let order = try desk.act(), order.outcome == .done, step.isMultiple(of: 3) {
        _ = try desk.undo(order.id)
      }
    }
    #expect(try differences(desk.test) == [])
  }

  @Test func `a number that moves to another customer leads there, whichever record is put first`()
    throws
  {
    for isTakenOutFirst in [false, true] {
      let store = try TestStore()
      let (first, second) = try (Household(stars: 5), Household(stars: 5, number: "1", suffix: "2"))
      try first.put(into: store)
      try store.put(second.customer, second.account)
      var moved = first.line
      moved.customer = second.customer.id
      moved.account = second.account.id
      let (old, new) = (first.line, moved)
      try store.write { (transaction) throws(DeskError) in
        if isTakenOutFirst { try transaction.remove(old, of: old.customer) }
        try transaction.put(new, of: new.customer)
        if !isTakenOutFirst { try transaction.remove(old, of: old.customer) }
        try transaction.note("test", operator: "tester", values: FieldMap())
      }
      let customer = try store.read { (view) throws(DeskError) in
        try view.customer(ofNumber: old.number)
      }
      #expect(customer == new.customer)
    }
  }
}
