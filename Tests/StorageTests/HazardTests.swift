import Basics
import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite struct `Crashes` {
  @Test(arguments: 0..<6)
  func `what was committed before SIGKILL is there and whole`(_ round: Int) throws {
    let folder = Folder()
    try folder.make(records: 0)
    let peer = Peer("batches", folder.store)
    for _ in 0..<(1 + round * 7) { _ = peer.line() }
    usleep(UInt32(round * 1300))
    kill(peer.process, SIGKILL)
    let last = peer.lines().last.flatMap { UInt64($0) } ?? UInt64(1 + round * 7)
    peer.wait()
    let environment = try folder.open(.readWrite)
    #expect(try environment.verify().isSound)
    var parts: [UInt64: Int] = [:]
    let transaction = try environment.read()
    try transaction.scan(records, .all) { key, value in
      var reader = KeyReader(key)
      guard let batch = reader.readUInt64(), let part = reader.readUInt64() else { return .stop }
      parts[batch, default: 0] += 1
      let size = Int((batch &* 7919 &+ part &* 104_729) % 3000)
      let byte = UInt8(truncatingIfNeeded: batch)
      let isWhole = value.array == [UInt8](repeating: byte, count: size)
      #expect(isWhole)
      return .next
    }
    // One more batch may have been committed than could be printed; none is there in part.
    let count = UInt64(parts.count)
    #expect(count == last || count == last + 1)
    #expect(parts.values.allSatisfy { $0 == 10 })
    #expect(Set(parts.keys) == Set(1...count))
    try environment.write(wait: .seconds(5)) { (transaction) throws(StorageError) in
      try transaction.put(plain, key("after"), [])
    }
  }

  @Test func `a dead reader's slot is freed at opening and on demand`() throws {
    let folder = Folder()
    try folder.make()
    func dieReading() {
      let peer = Peer("reading", folder.store)
      #expect(peer.line() == "reading")
      peer.kill()
    }
    do {
      let environment = try folder.open()
      #expect(try environment.clearStaleReaders() == 0)
      dieReading()
      #expect(try environment.clearStaleReaders() == 1)
      dieReading()
    }
    let environment = try folder.open()
    #expect(try environment.clearStaleReaders() == 0)
  }

  @Test func `a dead reader no longer pins old pages`() throws {
    let folder = Folder()
    try folder.make()
    let environment = try folder.open()
    func churn() throws -> Int {
      for round in 0..<60 {
        try environment.write { (transaction) throws(StorageError) in
          for number in 0..<10 {
            try transaction.put(
              records, Key(UInt64(number)), [UInt8](repeating: UInt8(round), count: 3000))
          }
        }
      }
      return try environment.statistics().lastPage
    }
    _ = try churn()
    let peer = Peer("reading", folder.store)
    #expect(peer.line() == "reading")
    let pinned = try churn()
    peer.kill()
    try environment.clearStaleReaders()
    #expect(try churn() <= pinned + 40)
  }
}

@Suite struct `The disk` {
  @Test(.enabled(if: geteuid() == 0, "only root can mount"))
  func `no space left is told apart, and later transactions go on`() throws {
    let folder = Folder()
    try #require(folder.mount(bytes: 1 << 20))
    try folder.make()
    let environment = try folder.open()
    let outcome = code { () throws(StorageError) in
      try environment.write { (transaction) throws(StorageError) in
        for number in 100..<UInt64(1000) {
          try transaction.put(plain, Key(number), [UInt8](repeating: 1, count: 3000))
        }
      }
    }
    #expect(outcome == "store.no-space")
    #expect(!environment.mustReopen)
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, Key(1), bytes("small"))
    }
    let transaction = try environment.read()
    #expect(try transaction.count(plain) == 1)
    #expect(try transaction.count(records) == 10)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can mount"))
  func `a copy for which there is no space leaves nothing behind`() throws {
    let folder = Folder()
    let small = Folder()
    try #require(small.mount(bytes: 100_000))
    try folder.make(records: 100, size: 3000)
    let environment = try folder.open()
    let outcome = code { () throws(StorageError) in try environment.backup(to: small.path + "/copy")
    }
    #expect(outcome == "store.no-space")
    #expect(access(small.path + "/copy", F_OK) != 0)
    #expect(access(small.path + "/copy.partial-\(getpid())", F_OK) != 0)
  }

  @Test func `a full map is told apart in put and commit, and a later transaction works`() throws {
    let folder = Folder()
    let environment = try folder.open(mapBytes: 1 << 20)
    func attempt() throws(StorageError) -> [String] {
      var transaction = try environment.write()
      var outcomes: [String] = []
      do throws(StorageError) {
        for number in 0..<UInt64(1000) {
          try transaction.put(plain, Key(number), [UInt8](repeating: 1, count: 3000))
        }
      } catch { outcomes.append(error.code) }
      do throws(StorageError) {
        try transaction.put(plain, Key(1), [])
      } catch { outcomes.append(error.code) }
      do throws(StorageError) {
        try transaction.commit()
      } catch { outcomes.append(error.code) }
      return outcomes
    }
    #expect(
      try attempt() == [
        "store.map-full", "store.transaction-failed", "store.transaction-failed",
      ])
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, Key(1), bytes("small"))
    }
    #expect(try environment.read().count(plain) == 1)
  }

  @Test func `a store that another process enlarged is remapped`() throws {
    let folder = Folder()
    let environment = try folder.open(mapBytes: 1 << 20)
    #expect(Peer("grow", folder.store).wait() == 0)
    #expect(
      try environment.read { (transaction) throws(StorageError) in
        try transaction.count(plain)
      } == 2000)
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, Key(5000), [UInt8](repeating: 1, count: 2 << 20))
    }
    #expect(try environment.read().count(plain) == 2001)
  }

  @Test func `an enlarged store cannot be remapped under a running transaction`() throws {
    let folder = Folder()
    let environment = try folder.open(mapBytes: 1 << 20)
    let running = try environment.read()
    #expect(Peer("grow", folder.store).wait() == 0)
    #expect(code { () throws(StorageError) in _ = try environment.read() } == "store.map-resized")
    #expect(try running.count(plain) == 0)
    running.end()
    #expect(try environment.read().count(plain) == 2000)
  }

  /// The descriptors of a store's data file: the one for pages and the one for first pages, which
  /// writes through.
  private func descriptors(_ folder: Folder) -> (pages: Int32, firstPages: Int32) {
    var found: (pages: Int32, firstPages: Int32) = (-1, -1)
    var own = stat()
    stat(folder.data, &own)
    for file in Int32(3)..<1024 {
      var facts = stat()
      guard fstat(file, &facts) == 0, facts.st_ino == own.st_ino, facts.st_dev == own.st_dev else {
        continue
      }
      if fcntl(file, F_GETFL) & O_DSYNC != 0 { found.firstPages = file } else { found.pages = file }
    }
    return found
  }

  /// Runs something while a descriptor leads to a device that refuses.
  private func leading(_ file: Int32, to device: String, _ body: () throws -> Void) rethrows {
    let kept = dup(file)
    let other = open(device, O_RDWR)
    dup2(other, file)
    close(other)
    defer {
      dup2(kept, file)
      close(kept)
    }
    try body()
  }

  @Test func `a failing write of the first pages means opening again`() throws {
    let folder = Folder()
    try folder.make()
    do {
      let environment = try folder.open()
      leading(descriptors(folder).firstPages, to: "/dev/full") {
        let outcome = code { () throws(StorageError) in
          try environment.write { (transaction) throws(StorageError) in
            try transaction.put(plain, key("a"), [])
          }
        }
        #expect(outcome == "store.no-space")
      }
      #expect(code { () throws(StorageError) in _ = try environment.write() } == "store.panic")
      #expect(environment.mustReopen)
    }
    let environment = try folder.open()
    #expect(!environment.mustReopen)
    #expect(code { () throws(StorageError) in _ = try environment.write() } == "fine")
    #expect(try environment.read().count(plain) == 0)
  }

  @Test func `a failing sync loses that transaction only`() throws {
    let folder = Folder()
    try folder.make()
    let environment = try folder.open()
    leading(descriptors(folder).pages, to: "/dev/null") {
      let outcome = code { () throws(StorageError) in
        try environment.write { (transaction) throws(StorageError) in
          try transaction.put(plain, key("lost"), [])
        }
      }
      #expect(outcome == "store.system")
    }
    try environment.write { (transaction) throws(StorageError) in
      try transaction.put(plain, key("kept"), [])
    }
    #expect(try environment.read().keys(plain, .all) == ["kept"])
    #expect(try environment.verify().isSound)
  }

  @Test func `too many readers are told apart, and one that ends makes room`() throws {
    let environment = try Folder().open()
    func hold(_ count: Int) throws(StorageError) {
      let transaction = try environment.read()
      if count > 1 { try hold(count - 1) }
      transaction.end()
    }
    #expect(code { () throws(StorageError) in try hold(Environment.maximumReaders) } == "fine")
    #expect(
      code { () throws(StorageError) in try hold(Environment.maximumReaders + 1) }
        == "store.readers-full")
    #expect(code { () throws(StorageError) in try hold(1) } == "fine")
  }
}

@Suite struct `Damage` {
  /// The place in the file of a run of bytes; the last one, which is the newest.
  private func index(of bytes: [UInt8], in file: [UInt8]) -> Int? {
    var at = file.count - bytes.count
    while at >= 0 {
      if file[at] == bytes[0], Array(file[at..<(at + bytes.count)]) == bytes { return at }
      at -= 1
    }
    return nil
  }

  @Test(arguments: ["value", "key", "checksum"])
  func `a flipped byte in a record is found on reading`(_ part: String) throws {
    let folder = Folder()
    let value = bytes("a value that is looked for")
    do {
      let environment = try folder.open()
      try environment.write { (transaction) throws(StorageError) in
        try transaction.put(records, key("name-1"), bytes("before"))
        try transaction.put(records, key("name-2"), value)
        try transaction.put(records, key("name-3"), bytes("after"))
      }
    }
    let at = try #require(index(of: bytes("name-2") + value, in: contents(folder.data)))
    let offset = part == "value" ? 16 : part == "key" ? 5 : 6 + value.count
    flip(folder.data, at: at + offset)
    let environment = try folder.open()
    let transaction = try environment.read()
    let name = part == "key" ? "name-3" : "name-2"
    let damage = StorageError.Reason.damaged(table: "records", key: bytes(name))
    let scanned = #expect(throws: StorageError.self) { try transaction.keys(records, .all) }
    #expect(scanned?.reason == damage)
    #expect(try transaction.text(records, "name-1") == "before")
    if part != "key" {
      let got = #expect(throws: StorageError.self) { _ = try transaction.text(records, name) }
      #expect(got?.reason == damage)
      #expect(got?.message(in: .english).contains("6e616d652d32") == true)
    }
    let found = try environment.verify()
    #expect(found.findings.contains(.damaged(table: "records", key: bytes(name))))
    #expect(Peer("verify", folder.store).wait() == 1 << 8)
  }

  @Test func `a sound store verifies, with progress, and can be broken off`() throws {
    let folder = Folder()
    try folder.make(records: 500)
    let environment = try folder.open()
    var seen: [String] = []
    let found = try environment.verify { table, done, total in
      seen.append("\(table) \(done)/\(total)")
      return true
    }
    #expect(found.isSound && found.records == 500)
    #expect(seen == ["records 500/500", "plain 0/0", "due 0/0"])
    #expect(Peer("verify", folder.store).wait() == 0)
  }

  @Test func `a file that loses its pages while it is open is told, not run into`() throws {
    let folder = Folder()
    try folder.make(records: 500, size: 3000)
    let peer = Peer("verify", folder.store, "wait")
    #expect(peer.line() == "open")
    truncate(folder.data, 16_384)
    peer.proceed()
    #expect(peer.line() == "store.truncated")
    #expect(Child.outcome(ofStatus: peer.wait()) == .finished(2))
    #expect(Child.outcome(ofStatus: SIGBUS) == .readFault(signal: SIGBUS))
    #expect(ChildOutcome.readFault(signal: SIGBUS).meansDamage)
  }

  @Test func `a child is judged by how it ended`() throws {
    let program = Peer.program
    func run(_ arguments: [String], seconds: Int = 20, interrupted: Bool = false) -> ChildOutcome {
      Child.run(program, [program] + arguments, seconds: seconds) { interrupted }
    }
    #expect(run(["no such action", ""]) == .finished(64))
    #expect(run(["sleep", ""], seconds: 0) == .timedOut(seconds: 0))
    #expect(run(["sleep", ""], interrupted: true) == .interrupted)
    #expect(Child.run("/none", ["none"], seconds: 1) == .notStarted(ENOENT))
    #expect(Child.outcome(ofStatus: SIGTERM) == .killed(signal: SIGTERM))
    #expect(Child.outcome(ofStatus: SIGSEGV | 0x80) == .readFault(signal: SIGSEGV))
    #expect(ChildOutcome.timedOut(seconds: 1).meansDamage)
    #expect(!ChildOutcome.killed(signal: SIGTERM).meansDamage)
  }

  @Test func `a damaged page is an error or a fault of the child, never a wrong answer`() throws {
    let folder = Folder()
    try folder.make(records: 300, size: 200)
    let whole = contents(folder.data)
    var dice = Dice(state: 99)
    var noticed = 0
    for _ in 0..<12 {
      var broken = whole
      let page = 2 + dice.roll(whole.count / 4096 - 2)
      for _ in 0..<16 { broken[page * 4096 + dice.roll(4096)] = UInt8(dice.roll(256)) }
      write(broken, to: folder.data)
      let outcome = Child.run(
        Peer.program, [Peer.program, "verify", folder.store], seconds: 10)
      if outcome != .finished(0) { noticed += 1 }
    }
    // Pages that hold nothing any more may be broken without harm.
    #expect(noticed > 0)
  }
}

@Suite struct `Copies` {
  @Test func `a copy is whole, is a store, and replaces nothing`() throws {
    let folder = Folder()
    try folder.make(records: 300, size: 500)
    let environment = try folder.open()
    let target = folder.path + "/copy/"
    mkdir(target, 0o700)
    try environment.backup(to: target)
    let copy = try Environment.open(
      target, access: .readOnly, tables: allTables, layout: testLayout)
    #expect(copy !== environment)
    #expect(try copy.read().count(records) == 300)
    #expect(try copy.verify().isSound)
    #expect(
      code { () throws(StorageError) in try environment.backup(to: target) }
        == "store.target-exists")
    #expect(
      code { () throws(StorageError) in try environment.backup(to: folder.path + "/no/copy") }
        == "store.parent-missing")
  }

  @Test func `statistics account for every page`() throws {
    let folder = Folder()
    try folder.make(records: 1000, size: 300)
    let environment = try folder.open()
    try environment.write { (transaction) throws(StorageError) in
      try transaction.delete(records, in: KeyRange(from: Key(UInt64(500))))
      try transaction.put(plain, key("long"), [UInt8](repeating: 1, count: 50_000))
    }
    let facts = try environment.statistics()
    #expect(facts.tables.map(\.name) == ["records", "plain", "due"])
    #expect(facts.tables.map(\.records) == [500, 1, 0])
    #expect(facts.tables[1].pages >= 13)
    #expect(facts.tables[0].depth >= 2)
    #expect(facts.tables[0].bytes == facts.tables[0].pages * facts.pageBytes)
    #expect(facts.freePages > 0)
    #expect(facts.lostPages == 0)
    #expect(facts.fileBytes > 0)
  }
}
