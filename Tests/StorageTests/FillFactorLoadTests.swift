import Basics
@testable import Storage
import TestSupport
import Testing

@Suite struct `Loading with room to spare` {
  /// The keys and values of a load whose values have all sizes from a few bytes to several pages.
  private func sample(_ count: Int) -> [(key: Key, value: [UInt8])] {
    var dice = Dice(state: 42)
    return (0..<count).map { number in
      var key = Key(UInt64(number))
      if dice.roll(3) == 0 { key.append(terminated: String(repeating: "k", count: dice.roll(90))) }
      let size = [8, 70, 150, 600, 1900, 9000][dice.roll(6)] + dice.roll(40)
      return (key, [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size))
    }
  }

  private func load(
    _ table: Table, _ loaded: [(key: Key, value: [UInt8])], into environment: Environment
  ) throws {
    try environment.write { (transaction) throws(StorageError) in
      var load = FillFactorLoad(table)
      for (key, value) in loaded {
        try load.append(key, count: value.count, to: &transaction) { span in
          span.withUnsafeMutableBytes { $0.copyBytes(from: value) }
        }
      }
    }
  }

  private func pages(_ table: Table, _ environment: Environment) throws -> Int {
    try environment.statistics().tables.first { $0.name == "\(table.name)" }?.pages ?? 0
  }

  @Test(arguments: [records, plain])
  func `what is loaded is there, and nothing else`(table: Table) throws {
    let environment = try Folder().open()
    let loaded = sample(3000)
    try load(table, loaded, into: environment)
    let transaction = try environment.read()
    #expect(try transaction.count(table) == loaded.count)
    var index = 0
    try transaction.scan(table, .all) { (key, value) throws(StorageError) in
      #expect(Key(copying: key) == loaded[index].key && value.array == loaded[index].value)
      index += 1
      return .next
    }
    #expect(index == loaded.count)
    #expect(try environment.verify { _, _, _ in true }.findings.isEmpty)
  }

  @Test func `a page takes what comes later without being split`() throws {
    let environment = try Folder().open()
    let loaded = (0..<4000).map { number in
      (key: Key(UInt64(number) << 8), value: [UInt8](repeating: 1, count: 100))
    }
    try load(plain, loaded, into: environment)
    let before = try pages(plain, environment)
    // A page of 25 records and room for eight takes two more.
    try environment.write { (transaction) throws(StorageError) in
      for number in stride(from: 0, to: 4000, by: 13) {
        try transaction.put(
          plain, Key(UInt64(number) << 8 | 1), [UInt8](repeating: 2, count: 100))
      }
    }
    #expect(try pages(plain, environment) == before)
  }

  @Test func `a key out of order is refused`() throws {
    let environment = try Folder().open()
    #expect(
      code { () throws(StorageError) in
        try environment.write { (transaction) throws(StorageError) in
          var load = FillFactorLoad(plain)
          try load.append(Key(2), count: 8, to: &transaction) { _ in }
          try load.append(Key(2), count: 8, to: &transaction) { _ in }
        }
      } == "store.not-sorted")
  }
}

@Suite struct `Writing over a stretch of a record` {
  @Test func `nothing but the stretch changes, also of a record that an earlier commit put`() throws
  {
    let environment = try Folder().open()
    let before = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
    try environment.write { (transaction) throws(StorageError) in
      for number in UInt64(0)..<40 { try transaction.put(plain, Key(number), before) }
      #expect(try transaction.patch(plain, Key(7), at: 504, bytes("12345678").span.bytes))
      #expect(try !transaction.patch(plain, Key(99), at: 0, bytes("x").span.bytes))
    }
    try environment.write { (transaction) throws(StorageError) in
      #expect(try transaction.patch(plain, Key(7), at: 0, bytes("ab").span.bytes))
      #expect(try transaction.patch(plain, Key(7), at: 512, bytes("").span.bytes))
    }
    let transaction = try environment.read()
    let after = bytes("ab") + before[2..<504] + bytes("12345678")
    #expect(try transaction.get(plain, Key(7))?.array == after)
    #expect(try transaction.get(plain, Key(6))?.array == before)
    #expect(try transaction.get(plain, Key(8))?.array == before)
    #expect(try transaction.count(plain) == 40)
  }

  @Test func `what was written over comes back with a savepoint`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, Key(1), bytes("before"))
      let point = try transaction.savepoint()
      #expect(try transaction.patch(plain, Key(1), at: 0, bytes("af").span.bytes))
      try transaction.rollback(to: point)
      #expect(try transaction.get(plain, Key(1))?.text == "before")
    }
  }
}
