import Basics
import Glibc
import TestSupport
import Testing

@testable import Storage

/// A data file as LMDB lays it out, for tests that damage it.
private struct File {
  var bytes: [UInt8]
  let page = 4096

  init(_ folder: Folder) { bytes = contents(folder.data) }

  /// Where the newer of the first two pages begins.
  private var meta: Int { bytes.number64(144) > bytes.number64(page + 144) ? 0 : page }

  var lastPage: UInt64 { bytes.number64(meta + 136) }

  /// The places of the entries of a tree's leaves: page, place of the entry.
  private func entries(_ root: UInt64) -> [Int] {
    guard root != .max else { return [] }
    let start = Int(root) * page
    let count = (Int(bytes.number16(start + 12)) - 16) / 2
    let offsets = (0..<count).map { start + Int(bytes.number16(start + 16 + 2 * $0)) }
    guard bytes.number16(start + 10) & 1 == 1 else { return offsets }
    return offsets.flatMap {
      entries(UInt64(bytes.number32($0)) | UInt64(bytes.number16($0 + 4)) << 32)
    }
  }

  private func name(_ offset: Int) -> String {
    String(
      decoding: bytes[(offset + 8)..<(offset + 8 + Int(bytes.number16(offset + 6)))], as: UTF8.self)
  }

  /// The names of the trees with where their entries stand.
  var trees: [(name: String, offset: Int)] {
    entries(bytes.number64(meta + 128)).map { (name($0), $0) }
  }

  /// The root of a tree.
  func root(_ tree: String) -> UInt64? {
    trees.first { $0.name == tree }.map { bytes.number64($0.offset + 8 + tree.utf8.count + 40) }
  }

  /// Turns over the lowest bit of a tree's name.
  mutating func flipName(_ tree: String) -> Bool {
    guard let found = trees.first(where: { $0.name == tree }) else { return false }
    bytes[found.offset + 8 + tree.utf8.count - 1] ^= 1
    return true
  }

  /// Puts the number of a page that is in use among those of the free pages, between its neighbours.
  mutating func freeLivePage(of tree: String) -> Bool {
    guard let root = root(tree) else { return false }
    let live = Set(entries(root).map { UInt64($0 / page) })
    for entry in entries(bytes.number64(meta + 80)) where bytes.number16(entry + 4) == 0 {
      let list = entry + 8 + 8
      let count = Int(bytes.number64(list))
      for index in 0..<count {
        let above = index == 0 ? .max : bytes.number64(list + 8 * index)
        let below = index + 1 < count ? bytes.number64(list + 8 * (index + 2)) : 1
        guard let page = live.first(where: { $0 < above && $0 > below }) else { continue }
        var number = page
        withUnsafeBytes(of: &number) { source in
          for offset in 0..<8 { bytes[list + 8 * (index + 1) + offset] = source[offset] }
        }
        return true
      }
    }
    return false
  }
}

@Suite struct `The names of the trees` {
  @Test(arguments: ["records", "plain", "due", "storage"])
  func `a bit turned over in a tree's name is told at opening, and nothing is made`(
    _ tree: String
  ) throws {
    let folder = Folder()
    try folder.make()
    var file = File(folder)
    let isFlipped = file.flipName(tree)
    #expect(isFlipped)
    write(file.bytes, to: folder.data)
    for access in [Access.readOnly, .readWrite, .create] {
      #expect(folder.codeOfOpening(access) == "store.table-missing")
    }
    #expect(contents(folder.data) == file.bytes)
    let error = #expect(throws: StorageError.self) { _ = try folder.open(.readOnly) }
    #expect(error?.message(in: .english).contains("no table `\(tree)`, but one called") == true)
  }

  @Test(arguments: ["layout", "trees"], [0, 3, 5])
  func `a bit turned over in what a store says of itself is told`(
    _ key: String, _ offset: Int
  ) throws {
    let folder = Folder()
    try folder.make()
    var bytes = contents(folder.data)
    let name = Array(key.utf8)
    // The newest copy of the page stands last.
    let found = try #require(
      (0..<bytes.count - name.count).last { Array(bytes[$0..<($0 + name.count)]) == name })
    bytes[found + name.count + offset] ^= 1
    write(bytes, to: folder.data)
    #expect(folder.codeOfOpening() == "store.corrupted")
  }

  @Test func `a table that the store was not made with is named and not made`() throws {
    let folder = Folder()
    _ = try folder.open(tables: [records])
    for access in [Access.readOnly, .readWrite] {
      #expect(folder.codeOfOpening(access) == "store.table-missing")
    }
    #expect(folder.codeOfOpening(tables: [records]) == "fine")
  }

  @Test func `a first page whose commit number was changed does not pass for the newest`() throws {
    let folder = Folder()
    try folder.make()
    let whole = contents(folder.data)
    for page in 0..<2 {
      // What a commit leaves that failed while its first page was written looks like the newest one
      // with its number lowered by two.
      for bit in 0..<16 where !(page == 0 && bit == 1) {
        var bytes = whole
        bytes[page * 4096 + 144 + bit / 8] ^= 1 << UInt8(bit % 8)
        write(bytes, to: folder.data)
        #expect(folder.codeOfOpening() == "store.corrupted", "page \(page), bit \(bit)")
      }
    }
  }
}

@Suite struct `Every page of the file` {
  /// A store after many changes: deep trees, long values, free pages, savepoints rolled back.
  private func busy(_ folder: Folder, seed: UInt64, rounds: Int = 60) throws -> Environment {
    let environment = try folder.open()
    var dice = Dice(state: seed)
    for _ in 0..<rounds {
      try environment.write { (transaction) throws(StorageError) in
        let point = try transaction.savepoint()
        for _ in 0..<40 {
          let name = Key(UInt64(dice.roll(1500)))
          let size = dice.roll(12) == 0 ? dice.roll(20_000) : dice.roll(400)
          let table = dice.roll(2) == 0 ? records : plain
          if dice.roll(3) == 0 {
            try transaction.delete(table, name)
          } else {
            try transaction.put(table, name, [UInt8](repeating: 7, count: size))
          }
        }
        if dice.roll(4) == 0 { try transaction.rollback(to: point) }
        if dice.roll(9) == 0 { try transaction.clear(plain) }
      }
    }
    return environment
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a sound store is found sound, whatever was done to it`(_ seed: UInt64) throws {
    let environment = try busy(Folder(), seed: seed)
    let found = try environment.audit()
    #expect(found.findings == [])
    #expect(try found.records == environment.verify().records)
    #expect(found.records > 100)
  }

  @Test func `a store is found sound while others write`() throws {
    let folder = Folder()
    try folder.make(records: 0)
    let peer = Peer("batches", folder.store)
    _ = peer.line()
    let environment = try folder.open(.readWrite)
    for _ in 0..<40 { #expect(try environment.audit().findings == []) }
    peer.kill()
  }

  @Test func `a page in use that is listed as free is told`() throws {
    let folder = Folder()
    _ = try busy(folder, seed: 5)
    var file = File(folder)
    let isDamaged = file.freeLivePage(of: "records")
    try #require(isDamaged)
    write(file.bytes, to: folder.data)
    let found = try folder.open(.readOnly).audit()
    #expect(found.findings.count == 1)
    guard case .page("records", _, _, .usedAndFree) = found.findings.first else {
      Issue.record("\(found.findings)")
      return
    }
  }

  @Test func `a free page that belongs to no file is told before the store is written to`() throws {
    let folder = Folder()
    do {
      let environment = try folder.open()
      for round in 0..<4 {
        try environment.write { (transaction) throws(StorageError) in
          try transaction.put(plain, key("a"), [UInt8](repeating: UInt8(round), count: 3000))
        }
      }
    }
    var file = File(folder)
    let free = try #require(
      Optional(
        file.bytes.number64(file.bytes.number64(144) > file.bytes.number64(4240) ? 80 : 4176)))
    let start = Int(free) * 4096
    let offset = start + Int(file.bytes.number16(start + 16))
    file.bytes[offset + 8 + 8 + 8 + 6] = 0xFF
    write(file.bytes, to: folder.data)
    #expect(folder.codeOfOpening(.readWrite) == "store.corrupted")
    #expect(try folder.open(.readOnly).audit().isSound == false)
  }

  @Test func `an audit can be broken off`() throws {
    let environment = try busy(Folder(), seed: 4, rounds: 300)
    let outcome = code { () throws(StorageError) in
      _ = try environment.audit { _, _, _ in false }
    }
    let pages = try environment.statistics().lastPage
    #expect(outcome == (pages > 5000 ? "store.interrupted" : "fine"))
  }

  @Test func `any one byte that is changed ends in a verdict, and what is sound can be read`()
    throws
  {
    let folder = Folder()
    _ = try busy(folder, seed: 11, rounds: 12)
    let whole = contents(folder.data)
    var dice = Dice(state: 20_161_127)
    var verdicts: [String: Int] = [:]
    for round in 0..<400 {
      var bytes = whole
      // Half of them in headers and lists of entries, where a byte leads elsewhere.
      let page = dice.roll(whole.count / 4096)
      let offset = page * 4096 + (round % 2 == 0 ? dice.roll(4096) : dice.roll(64))
      let change = [0xFF, 0x00, 1 << dice.roll(8)][dice.roll(3)]
      bytes[offset] = change == 0xFF || change == 0 ? UInt8(change) : bytes[offset] ^ UInt8(change)
      write(bytes, to: folder.data)
      let verdict = code { () throws(StorageError) in
        let found = try folder.open(.readOnly).audit()
        if !found.isSound { throw StorageError(.corrupted, at: "found") }
      }
      verdicts[verdict, default: 0] += 1
      guard verdict == "fine", bytes != whole, round % 4 == 0 else { continue }
      let read = Child.run(Peer.program, [Peer.program, "verify", folder.store], seconds: 20)
      #expect(read == .finished(0), "byte \(offset) of page \(page)")
    }
    #expect(verdicts["store.corrupted", default: 0] > 50, "\(verdicts)")
    #expect(verdicts["fine", default: 0] > 50, "\(verdicts)")
  }
}
