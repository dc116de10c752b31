import Basics
import Glibc
import Testing

@testable import Storage

enum OwnError: Error, Equatable, StorageFailing {
  case own
  case storage(StorageError)
  init(storage error: StorageError) { self = .storage(error) }
}

@Suite struct `Reading and writing` {
  @Test func `what is put is there after the commit and after opening again`() throws {
    let folder = Folder()
    do {
      let environment = try folder.open()
      try environment.write { (transaction) throws(StorageError) in
        try transaction.put(records, key("a"), bytes("1"))
        try transaction.put(plain, key("b"), bytes("2"))
      }
    }
    let environment = try folder.open(.readOnly)
    try environment.read { (transaction) throws(StorageError) in
      #expect(try transaction.text(records, "a") == "1")
      #expect(try transaction.text(plain, "b") == "2")
      #expect(try transaction.text(plain, "a") == nil)
      #expect(try transaction.contains(records, key("a")))
      #expect(try transaction.count(records) == 1)
    }
  }

  @Test func `what is not committed is gone, and the store is free again`() throws {
    let folder = Folder()
    let environment = try folder.open()
    do {
      var transaction = try environment.write()
      try transaction.put(records, key("a"), bytes("1"))
      #expect(try transaction.text(records, "a") == "1")
      #expect(try !environment.read().contains(records, key("a")))
    }
    #expect(throws: OwnError.own) {
      try environment.write { (transaction) throws(OwnError) in
        do throws(StorageError) {
          try transaction.put(records, key("b"), [])
        } catch { throw .storage(error) }
        throw .own
      }
    }
    var transaction = try environment.write(wait: .never)
    #expect(try transaction.count(records) == 0)
    try transaction.put(plain, key("c"), [])
    transaction.abort()
    #expect(try environment.read().count(plain) == 0)
  }

  @Test func `a reader sees the store as it was when it began`() throws {
    let environment = try Folder().open()
    let before = try environment.read()
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, key("a"), bytes("1"))
    }
    #expect(try before.get(plain, key("a")) == nil)
    #expect(try environment.read().text(plain, "a") == "1")
  }

  @Test func `a view of a write transaction shows what was put, and ends nothing`() throws {
    let environment = try Folder().open()
    var transaction = try environment.write()
    try transaction.put(records, key("a"), bytes("1"))
    let seen = try transaction.read { (view) throws(StorageError) in
      try view.text(records, "a")
    }
    #expect(seen == "1")
    try transaction.put(records, key("b"), bytes("2"))
    try transaction.commit()
    #expect(try environment.read().keys(records, .all) == ["a", "b"])
  }

  @Test(arguments: [0, 1, 511, 2000, 4096, 5000, 100_000])
  func `a value of any length comes back whole`(_ size: Int) throws {
    let folder = Folder()
    let environment = try folder.open()
    let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try environment.write { (transaction) throws(StorageError) in
      for table in [records, plain] {
        try transaction.put(table, key("v"), value)
        try transaction.put(table, key("w"), count: size) { span in
          for index in 0..<size {
            span.storeBytes(of: value[index], toByteOffset: index, as: UInt8.self)
          }
        }
      }
    }
    let transaction = try environment.read()
    for table in [records, plain] {
      #expect(try transaction.get(table, key("v"))?.array == value)
      #expect(try transaction.get(table, key("w"))?.array == value)
    }
  }

  @Test func `a value written in place begins as zeros`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, key("a"), [UInt8](repeating: 9, count: 64))
      try transaction.delete(plain, key("a"))
      try transaction.put(plain, key("a"), count: 64) { _ in }
      #expect(try transaction.get(plain, key("a"))?.array == [UInt8](repeating: 0, count: 64))
    }
  }

  @Test func `insertNew leaves what is there, append refuses disorder`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      for table in [records, plain] {
        #expect(try transaction.put(table, key("b"), bytes("1"), .insertNew))
        #expect(try !transaction.put(table, key("b"), bytes("2"), .insertNew))
        #expect(try transaction.text(table, "b") == "1")
        #expect(try transaction.put(table, key("b"), bytes("3")))
        #expect(try transaction.text(table, "b") == "3")
        #expect(try transaction.put(table, key("c"), bytes("4"), .append))
      }
    }
    for late in ["a", "c"] {
      let error = #expect(throws: StorageError.self) {
        try environment.write { (transaction) throws(StorageError) in
          try transaction.put(plain, key(late), [], .append)
        }
      }
      #expect(error?.reason == .notSorted(table: "plain", key: bytes(late)))
    }
  }

  @Test func `deleting says what was there`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      for name in ["a", "b1", "b2", "b3", "c"] { try transaction.put(plain, key(name), []) }
      #expect(try transaction.delete(plain, key("a")))
      #expect(try !transaction.delete(plain, key("a")))
      #expect(try transaction.delete(plain, in: KeyRange(prefix: key("b")), limit: 2) == 2)
      #expect(try transaction.keys(plain, .all) == ["b3", "c"])
      #expect(try transaction.delete(plain, in: KeyRange(from: key("d"))) == 0)
      #expect(try transaction.delete(plain, in: .all) == 2)
      try transaction.put(plain, key("x"), [])
      try transaction.clear(plain)
      #expect(try transaction.count(plain) == 0)
      try transaction.put(plain, key("y"), [])
      #expect(try transaction.keys(plain, .all) == ["y"])
    }
  }

  @Test func `a transaction says when it is large`() throws {
    let environment = try Folder().open()
    var transaction = try environment.write()
    var isLarge = transaction.isLarge
    for number in 0..<UInt64(WriteTransaction.largePages) {
      #expect(!isLarge)
      try transaction.put(plain, Key(number), [])
      isLarge = transaction.isLarge
    }
    #expect(isLarge)
  }
}

@Suite struct `Scanning` {
  static func filled() throws -> Environment {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      for name in ["a", "b", "b1", "b2", "c", "d"] {
        try transaction.put(records, key(name), bytes(name + "!"))
      }
    }
    return environment
  }

  static let ranges: [(KeyRange, [String])] = [
    (.all, ["a", "b", "b1", "b2", "c", "d"]),
    (KeyRange(prefix: key("b")), ["b", "b1", "b2"]),
    (KeyRange(prefix: key("")), ["a", "b", "b1", "b2", "c", "d"]),
    (KeyRange(prefix: key("e")), []),
    (KeyRange(prefix: key("0")), []),
    (KeyRange(from: key("b2")), ["b2", "c", "d"]),
    (KeyRange(from: key("b0")), ["b1", "b2", "c", "d"]),
    (KeyRange(before: key("b1")), ["a", "b"]),
    (KeyRange(before: key("a")), []),
    (KeyRange(from: key("b"), to: key("c")), ["b", "b1", "b2"]),
    (KeyRange(from: key("b"), through: key("c")), ["b", "b1", "b2", "c"]),
    (KeyRange(from: key("c"), to: key("b")), []),
    (KeyRange(from: key("d"), through: key("z")), ["d"]),
  ]

  @Test(arguments: ranges)
  func `a range gives its keys in order, and backwards`(
    _ range: KeyRange, _ expected: [String]
  ) throws {
    let transaction = try Self.filled().read()
    #expect(try transaction.keys(records, range) == expected)
    #expect(try transaction.keys(records, range, reverse: true) == expected.reversed())
    #expect(["a", "b", "b1", "b2", "c", "d"].filter { range.contains(key($0)) } == expected)
  }

  @Test(arguments: ranges)
  func `a scan goes on where it stopped at its limit`(
    _ range: KeyRange, _ expected: [String]
  ) throws {
    let transaction = try Self.filled().read()
    for reverse in [false, true] {
      for limit in 1...3 {
        var found: [String] = []
        var rest: KeyRange? = range
        while let part = rest {
          let more = try transaction.scan(records, part, reverse: reverse, limit: limit) {
            key, value in
            found.append(key.text)
            return value.text == key.text + "!" ? .next : .stop
          }
          rest = more.map { part.continued(at: $0, reverse: reverse) }
        }
        #expect(found == (reverse ? expected.reversed() : expected))
      }
    }
  }

  @Test func `a limit of nothing names the first key, and stopping names none`() throws {
    let transaction = try Self.filled().read()
    #expect(try transaction.scan(records, .all, limit: 0) { _, _ in .next } == key("a"))
    #expect(try transaction.scan(records, .all, limit: 6) { _, _ in .next } == nil)
    #expect(try transaction.scan(records, .all, limit: 5) { _, _ in .next } == key("d"))
    #expect(try transaction.scan(records, .all) { _, _ in .stop } == nil)
  }

  @Test func `a scan inside a scan of the same table disturbs neither`() throws {
    let environment = try Self.filled()
    let reading = try environment.read()
    let writing = try environment.write()
    func pairs(_ transaction: borrowing some Reading & ~Copyable) throws(StorageError) -> [String] {
      var pairs: [String] = []
      try transaction.scan(records, KeyRange(prefix: key("b"))) { (outer, _) throws(StorageError) in
        let first = outer.text
        try transaction.scan(records, .all, reverse: true) { (inner, _) throws(StorageError) in
          if try transaction.get(records, key("a")) == nil { return .stop }
          pairs.append(first + "-" + inner.text)
          return .next
        }
        return .next
      }
      return pairs
    }
    let expected = ["b", "b1", "b2"].flatMap { outer in
      ["d", "c", "b2", "b1", "b", "a"].map { outer + "-" + $0 }
    }
    #expect(try pairs(reading) == expected)
    #expect(try pairs(writing) == expected)
  }

  @Test func `the closure's own error comes through, and scanning works afterwards`() throws {
    let transaction = try Self.filled().read()
    #expect(throws: OwnError.own) {
      try transaction.scan(records, .all) { (_, _) throws(OwnError) in throw .own }
    }
    #expect(try transaction.keys(records, .all).count == 6)
  }
}

@Suite struct `Savepoints` {
  @Test func `rolling back undoes what came after the savepoint and nothing else`() throws {
    let environment = try Folder().open()
    var transaction = try environment.write()
    try transaction.put(records, key("a"), bytes("1"))
    let first = try transaction.savepoint()
    try transaction.put(records, key("a"), bytes("2"))
    try transaction.put(records, key("b"), bytes("2"))
    let second = try transaction.savepoint()
    try transaction.delete(records, key("a"))
    #expect(try transaction.keys(records, .all) == ["b"])
    try transaction.rollback(to: second)
    #expect(try transaction.text(records, "a") == "2")
    try transaction.put(records, key("c"), bytes("3"))
    try transaction.rollback(to: first)
    #expect(try transaction.keys(records, .all) == ["a"])
    #expect(try transaction.text(records, "a") == "1")
    // The savepoint is still there, as in SQL.
    try transaction.put(records, key("d"), bytes("4"))
    try transaction.rollback(to: first)
    try transaction.put(records, key("e"), bytes("5"))
    try transaction.release(first)
    #expect(transaction.savepointCount == 0)
    try transaction.commit()
    #expect(try environment.read().keys(records, .all) == ["a", "e"])
  }

  @Test func `committing keeps what open savepoints hold, and aborting drops it`() throws {
    let environment = try Folder().open()
    do {
      var transaction = try environment.write()
      _ = try transaction.savepoint()
      try transaction.put(records, key("a"), bytes("1"))
      _ = try transaction.savepoint()
      try transaction.put(records, key("b"), bytes("2"))
      #expect(transaction.savepointCount == 2)
      try transaction.commit()
    }
    #expect(try environment.read().keys(records, .all) == ["a", "b"])
    do {
      var transaction = try environment.write()
      _ = try transaction.savepoint()
      try transaction.put(records, key("c"), bytes("1"))
    }
    #expect(try environment.read().keys(records, .all) == ["a", "b"])
  }
}

@Suite struct `One writer` {
  @Test func `a nested write on one thread is an error, not a hang`() throws {
    let environment = try Folder().open()
    var outer = try environment.write()
    #expect(code { () throws(StorageError) in _ = try environment.write() } == "store.nested-write")
    try outer.put(plain, key("a"), [])
    try outer.commit()
    #expect(code { () throws(StorageError) in _ = try environment.write() } == "fine")
  }

  @Test func `threads of one process write one after another`() async throws {
    let folder = Folder()
    let environment = try folder.open()
    await withTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask {
          code { () throws(StorageError) in
            for _ in 0..<25 {
              try environment.write { (transaction) throws(StorageError) in
                let before =
                  try transaction.get(plain, key("n"))?.unsafeLoadUnaligned(as: Int.self) ?? 0
                try transaction.put(plain, key("n"), count: 8) {
                  $0.storeBytes(of: before + 1, as: Int.self)
                }
              }
            }
          }
        }
      }
      for await outcome in group { #expect(outcome == "fine") }
    }
    let transaction = try environment.read()
    let total = try transaction.get(plain, key("n"))?.unsafeLoadUnaligned(as: Int.self)
    #expect(total == 100)
  }

  @Test func `whoever waits is told who holds the store, and can break off`() throws {
    let folder = Folder()
    try folder.make()
    let peer = Peer("hold", folder.store, "op7 import")
    #expect(peer.line() == "holding")
    let environment = try folder.open(.readWrite)
    var told: [WriterHolder?] = []
    func attempt(_ wait: WriterWait) -> StorageError.Reason? {
      do throws(StorageError) {
        _ = try environment.write(wait: wait)
        return nil
      } catch { return error.reason }
    }
    func isPeer(_ holder: WriterHolder?) -> Bool {
      holder?.process == peer.process && holder?.name == "op7 import"
    }
    guard case .busy(let never) = attempt(.never) else {
      Issue.record("not busy")
      return
    }
    #expect(isPeer(never))
    guard case .busy = attempt(.seconds(0.05)) else {
      Issue.record("not busy")
      return
    }
    var asked = 0
    let interruptible = WriterWait(
      .forever,
      isInterrupted: {
        asked += 1
        return asked > 3
      }, onWait: { told.append($0) })
    guard case .interrupted(let holder) = attempt(interruptible) else {
      Issue.record("not interrupted")
      return
    }
    #expect(isPeer(holder))
    #expect(told.count == 1 && isPeer(told[0]))
    #expect(isPeer(environment.writerHolder))
    peer.proceed()
    #expect(attempt(.forever) == nil)
    #expect(peer.wait() == 0)
  }

  @Test func `two processes writing at once both finish and the waiting one names the other`()
    throws
  {
    let folder = Folder()
    try folder.make()
    let peers = [Peer("count", folder.store, "first"), Peer("count", folder.store, "second")]
    let lines = peers.map { $0.lines() }
    let names = ["first", "second"]
    for index in 0..<2 {
      #expect(lines[index].last == "done")
      let other = "waited for \(peers[1 - index].process) \(names[1 - index])"
      #expect(lines[index].contains(other))
    }
    let transaction = try folder.open(.readOnly).read()
    let count = try transaction.get(plain, Key(1))?.unsafeLoadUnaligned(as: UInt64.self)
    #expect(count == 600)
  }

  @Test func `a writer that is killed leaves the store free`() throws {
    let folder = Folder()
    try folder.make()
    let peer = Peer("hold", folder.store)
    #expect(peer.line() == "holding")
    peer.kill()
    #expect(
      code { () throws(StorageError) in _ = try folder.open().write(wait: .seconds(5)) } == "fine")
  }

  @Test func `a forked child neither ends the parent's transaction nor keeps the store`() throws {
    let folder = Folder()
    try folder.make()
    #expect(
      Peer("fork writing", folder.store).lines() == ["child store.used-after-fork", "again fine"])
    #expect(try folder.open().read().contains(plain, Key(1)))
  }

  @Test func `use after fork is an error, and the child can open its own`() throws {
    let folder = Folder()
    try folder.make()
    #expect(
      Peer("fork", folder.store).lines() == [
        "read store.used-after-fork", "write store.used-after-fork", "ended", "opened again fine",
        "parent fine",
      ])
    let transaction = try folder.open().read()
    #expect(try transaction.count(plain) == 2)
  }
}
