import Basics
import Crypto
import Glibc
import Records
import Storage
import TestSupport
import Testing

@testable import Desk

@Suite struct SnapshotTests {
  @Test func `there are snapshots to test with`() {
    #expect(SnapshotFiles.shipped.contains { $0.hasSuffix("/demo.jsonl") })
  }

  @Test(arguments: SnapshotFiles.shipped)
  func `a shipped snapshot is saved as it was loaded, byte for byte`(path: String) throws {
    let test = try TestStore()
    let result = try test.store.loadSnapshot(
      .file(path), replacing: false, .never, operator: "tester")
    let bytes = try SnapshotFiles.bytes(path)
    #expect(try test.saved() == bytes)
    #expect(result.wasInOrder)
    #expect(result.count == bytes.count { $0 == 0x0A } - 1)
    let hash = SHA256.hash(data: bytes).map { String(Int($0) + 256, radix: 16).suffix(2) }
    #expect(result.sha256 == hash.joined())
    let report = try test.store.check()
    #expect(report.faults.map { $0.message(in: .english) } == [])
  }

  @Test(arguments: 1...12)
  func `random records of every type are saved as they were loaded`(seed: UInt64) throws {
    let lines = RandomSnapshot.lines(seed: seed, customers: 40)
    let test = try TestStore()
    try test.load(lines: lines)
    let saved = String(decoding: try test.saved(), as: UTF8.self)
    #expect(saved.split(separator: "\n").map(String.init) == lines)
    let report = try test.store.check()
    #expect(report.faults.map { $0.message(in: .english) } == [])
    #expect(report.journalEntries == 1)
  }

  @Test func `random snapshots hold every type`() {
    let lines = (1...12).flatMap { RandomSnapshot.lines(seed: UInt64($0), customers: 40) }
    for type in RecordType.allCases {
      #expect(lines.contains { $0.hasPrefix("{\"type\":\"\(type.name)\"") }, "\(type)")
    }
  }

  @Test(arguments: 1...6)
  func `records in any order give the same store`(seed: UInt64) throws {
    let lines = RandomSnapshot.lines(seed: seed, customers: 40)
    var random = SplitMix64(seed: seed)
    let shuffled = [lines[0]] + lines.dropFirst().shuffled(using: &random)
    let test = try TestStore()
    let result = try test.load(lines: shuffled)
    #expect(!result.wasInOrder)
    let saved = String(decoding: try test.saved(), as: UTF8.self)
    #expect(saved.split(separator: "\n").map(String.init) == lines)
    #expect(try test.store.check().isSound)
    let other = try TestStore()
    try other.load(lines: lines)
    #expect(try test.queue() == other.queue())
  }

  @Test func `fields in any order are read`() throws {
    let test = try TestStore()
    try test.load(lines: [
      #"{"test":true,"clock":"2016-02-10","version":1,"format":"stardesk","type":"header"}"#,
      #"{"joined":"2014-01-01","name":"A","segment":"public","kind":"individual","id":"C2","#
        + #""document":{"number":"X1","kind":"passport"},"type":"customer"}"#,
      #"{"type":"star","stars":3,"basis":"graded","through":"2016-02","from":"2015-03","#
        + #""customer":"C2"}"#,
    ])
    let saved = String(decoding: try test.saved(), as: UTF8.self)
    #expect(
      saved == """
        {"type":"header","format":"stardesk","version":1,"clock":"2016-02-10T00:00:00+08:00",\
        "test":true}
        {"type":"customer","id":"C2","kind":"individual","name":"A",\
        "document":{"kind":"passport","number":"X1"},"segment":"public","joined":"2014-01-01"}
        {"type":"star","customer":"C2","stars":3,"from":"2015-03-01","through":"2016-02-29",\
        "basis":"graded"}

        """)
  }

  @Test func `C2 comes before C10`() throws {
    let test = try TestStore()
    func customer(_ id: String) -> String {
      #"{"type":"customer","id":"\#(id)","kind":"individual","name":"A","segment":"public","#
        + #""joined":"2014-01-01"}"#
    }
    try test.load(lines: [
      Samples.header, customer("C10"), customer("D1"), customer("C2"), customer("C02"),
    ])
    let saved = String(decoding: try test.saved(), as: UTF8.self).split(separator: "\n")
    #expect(saved.dropFirst().map(String.init) == ["C2", "C02", "C10", "D1"].map(customer))
  }

  @Test func `gzip comes back as it went, and the same state gives the same bytes`() throws {
    let lines = RandomSnapshot.lines(seed: 5, customers: 60)
    let test = try TestStore()
    try test.load(lines: lines)
    let plain = try test.saved()
    let packed = try test.saved(suffix: ".gz")
    #expect(packed.prefix(2) == [0x1F, 0x8B])
    #expect(packed.count < plain.count / 2)
    #expect(try test.saved(suffix: ".gz") == packed)
    let other = try TestStore()
    let result = try other.load(packed)
    #expect(try other.saved() == plain)
    #expect(result.count == lines.count - 1)
    // Pieces of gzip one after another are one file.
    let third = try TestStore()
    let half = Array(plain[...(plain.count / 2)])
    try third.load(try Gzip.packed(half) + Gzip.packed(Array(plain[half.count...])))
    #expect(try third.saved() == plain)
  }

  @Test func `a gzip file cut short is refused`() throws {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 6, customers: 20))
    let before = try test.saved()
    let packed = try test.saved(suffix: ".gz")
    for length in stride(from: 2, to: packed.count - 1, by: 97) {
      let error = #expect(throws: DeskError.self) {
        try test.load(Array(packed[..<length]), replacing: true)
      }
      #expect(["snapshot.cut", "snapshot.empty"].contains(error?.code))
    }
    var damaged = packed
    damaged[packed.count / 2] ^= 0x10
    #expect(throws: DeskError.self) { try test.load(damaged, replacing: true) }
    #expect(try test.saved() == before)
  }

  @Test func `a file cut anywhere within a line is refused and changes nothing`() throws {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 4, customers: 8))
    let before = try test.saved()
    let lines = RandomSnapshot.lines(seed: 2, customers: 12)
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    // Between two lines a shorter file is a snapshot of less.
    let lengths = stride(from: 0, to: bytes.count, by: 97).filter {
      $0 == 0 || bytes[$0 - 1] != 0x0A
    }
    for length in lengths {
      let error = #expect(throws: DeskError.self) {
        try test.load(Array(bytes[..<length]), replacing: true)
      }
      #expect(["snapshot.cut", "snapshot.empty"].contains(error?.code))
    }
    #expect(try test.saved() == before)
    #expect(try test.store.check().isSound)
  }

  @Test func `a store that is no test store is replaced with consent alone`() throws {
    let test = try TestStore()
    let lines = RandomSnapshot.lines(seed: 3, customers: 3)
    #expect(!lines[0].contains("test"))
    try test.load(lines: lines)
    let error = #expect(throws: DeskError.self) { try test.load(lines: lines) }
    #expect(error?.code == "store.not-empty")
    #expect(error?.fault == .consent)
    try test.load(lines: lines, replacing: true)
  }

  @Test func `a store that is no test store never becomes one, and keeps its journal`() throws {
    let test = try TestStore()
    let first = RandomSnapshot.lines(seed: 3, customers: 3)
    let before = try test.load(lines: first).sha256
    let orders = try test.read { (view) throws(DeskError) in try view.storeState()?.nextOrder }
    for consent in [false, true] {
      let error = #expect(throws: DeskError.self) {
        try test.load(lines: Samples.all, replacing: consent)
      }
      #expect(error?.code == "snapshot.test-store")
      #expect(error?.fault == .request)
    }
    let header = [Samples.header.replacing(#","test":true"#, with: "")]
    let after = try test.load(lines: header, replacing: true)
    let (entries, state) = try test.read { (view) throws(DeskError) in
      (try view.journal(.all, limit: 10).entries, try view.storeState())
    }
    #expect(entries.map(\.kind) == ["snapshot-load", "snapshot-load"])
    #expect(entries.last?.values["sha256"] == .text(after.sha256))
    #expect(entries.last?.values["sha256Before"] == .text(before))
    #expect(state?.isTest == false && state?.nextOrder == orders)
    #expect(try test.read { (view) throws(DeskError) in try view.verifyJournal().entries } == 2)
    // One that holds nothing is none either.
    #expect(throws: DeskError.self) { try test.load(lines: Samples.all, replacing: true) }
    #expect(try test.store.check().isSound)
  }

  @Test func `loading that is broken off changes nothing`() throws {
    let test = try TestStore()
    try test.load(lines: Samples.all)
    let before = try test.saved()
    let many = (1...5000).map { index in
      #"{"type":"item","id":"i\#(10_000 + index)","name":"A","kind":"goods","points":1}"#
    }
    let text = ([Samples.header] + many).joined(separator: "\n") + "\n"
    let error = #expect(throws: DeskError.self) {
      try test.store.loadSnapshot(
        .bytes(Array(text.utf8), name: "many"), replacing: false,
        WriterWait(.never, isInterrupted: { true }), operator: "tester")
    }
    #expect(error?.fault == .interruption)
    #expect(try test.saved() == before)
    try test.load(Array(text.utf8))
  }

  @Test func `the journal begins with the hash of the snapshot, and orders go on`() throws {
    let test = try TestStore()
    try test.load(lines: RandomSnapshot.lines(seed: 2, customers: 5))
    let result = try test.load(lines: Samples.all)
    let (entry, next) = try test.read { (view) throws(DeskError) in
      var found: JournalEntry?
      try view.scan(Tables.journal, .all) { (_, value) throws(DeskError) in
        found = value.withUnsafeBytes { JournalReader.entry(number: 1, $0) }
        return .next
      }
      return (found, try view.storeState()?.nextOrder)
    }
    #expect(entry?.kind == "snapshot-load")
    #expect(entry?.previous == [UInt8](repeating: 0, count: 32))
    #expect(entry?.values["sha256"] == .text(result.sha256))
    #expect(entry?.values["customer"] == 1)
    #expect(entry?.operator == "tester")
    #expect(next == 53)
  }

  @Test func `one customer is saved with those it refers to`() throws {
    let test = try TestStore()
    let other = [
      #"{"type":"customer","id":"C9","kind":"individual","name":"B","segment":"public","#
        + #""joined":"2014-01-01"}"#,
      #"{"type":"line","number":"13300000009","kind":"mobile","customer":"C9","account":"A1","#
        + #""activated":"2014-01-01","roaming":"none"}"#,
    ]
    try test.load(lines: Samples.all + other)
    let all = try test.saved()
    let nine = Identifier(prefix: "C", number: 9)
    #expect(try test.saved([nine]) == all)
    let file = test.path + "/one.jsonl"
    defer { unlink(file) }
    let result = try test.store.saveSnapshot(
      to: file, customers: [Identifier(prefix: "C", number: 1)])
    #expect(result.alsoSaved == [])
    let bytes = try SnapshotFiles.bytes(file)
    #expect(bytes == Array((Samples.all.joined(separator: "\n") + "\n").utf8))
    let error = #expect(throws: DeskError.self) {
      try test.saved([Identifier(prefix: "C", number: 404)])
    }
    #expect(error?.code == "customer.unknown")
  }

  @Test func `a snapshot that cannot be written leaves nothing behind`() throws {
    let test = try TestStore()
    let error = #expect(throws: DeskError.self) {
      try test.store.saveSnapshot(to: test.path + "/none/x.jsonl", customers: nil)
    }
    #expect(error?.code == "snapshot.write")
    let missing = #expect(throws: DeskError.self) {
      try test.store.loadSnapshot(
        .file(test.path + "/none.jsonl"), replacing: true, .never, operator: "")
    }
    #expect(missing?.code == "snapshot.open")
  }

  @Test(arguments: ["/dev/full", nil] as [String?])
  func `what cannot be written ends the writing, whatever still waits`(device: String?) throws {
    let test = try TestStore()
    let piece = [UInt8](repeating: 0x20, count: 1 << 20)
    for _ in 0..<20 {
      let output = try SnapshotOutput(device ?? test.path + "/left.jsonl.gz")
      let error = #expect(throws: DeskError.self) {
        for _ in 0..<8 { try output.write(piece) }
        // Left behind with pieces that wait, where the device takes them.
        throw DeskError("snapshot.write")
      }
      #expect(error?.code == "snapshot.write")
    }
    #expect(access("\(test.path)/left.jsonl.gz.\(getpid()).part", F_OK) != 0)
  }

  @Test func `the table in the documentation has every type and field`() {
    let rows = SnapshotTable.rows()
    #expect(rows.map(\.type) == ["header"] + RecordType.allCases.map(\.name))
    let star = rows.first { $0.type == "star" }
    #expect(star?.key == ["customer"])
    #expect(
      star?.fields.hasPrefix("customer identifier, stars whole number, from day") == true)
    #expect(rows.contains { $0.fields.contains("document? {kind (resident-id, temporary-id,") })
  }
}

/// A small snapshot of one customer.
enum Samples {
  static let header =
    #"{"type":"header","format":"stardesk","version":1,"clock":"2016-02-10T09:00:00+08:00","#
    + #""test":true}"#
  static let customer =
    #"{"type":"customer","id":"C1","kind":"individual","name":"A","#
    + #""document":{"kind":"resident-id","number":"11010519491231002X"},"segment":"public","#
    + #""joined":"2014-01-01"}"#
  static let account =
    #"{"type":"account","id":"A1","customer":"C1","mode":"postpaid","regime":"credit-control","#
    + #""collection":"self"}"#
  static let line =
    #"{"type":"line","number":"13300000001","kind":"mobile","customer":"C1","account":"A1","#
    + #""activated":"2014-01-01","roaming":"none"}"#
  static let card =
    #"{"type":"card","iccid":"8986031234567890123","line":"13300000001","kind":"ordinary","#
    + #""generation":"4g","from":"2015-06-01T09:00:00+08:00"}"#
  static let order =
    #"{"type":"order","id":"O52","kind":"restore-phone","customer":"C1","outcome":"done","#
    + #""state":"done","channel":"hotline","catalog":"2010-01-01","#
    + #""at":"2015-06-01T09:00:00+08:00"}"#

  static let all = [header, customer, account, line, card, order]
}

/// Packs bytes as the store does.
enum Gzip {
  static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = "/tmp/stardesk-gzip-\(getpid())-\(bytes.count).gz"
    defer { unlink(file) }
    try SnapshotOutput.write(bytes, to: file)
    return try SnapshotFiles.bytes(file)
  }
}

extension TestStore {
  /// What falls due, in order.
  func queue() throws(DeskError) -> [[UInt8]] {
    try read { (view) throws(DeskError) in
      var keys: [[UInt8]] = []
      try view.scan(Tables.due, .all) { (key, _) throws(DeskError) in
        keys.append(key.withUnsafeBytes { Array($0) })
        return .next
      }
      return keys
    }
  }
}

/// Snapshots as an editor leaves them.
@Suite struct EditedSnapshotTests {
  private static let lines = [
    Samples.header, Samples.customer, Samples.account, Samples.line,
  ]

  @Test(arguments: [
    ("\u{FEFF}", "\n", "\n"), ("", "\r\n", "\r\n"), ("", "\n\n", "\n"), ("", "\n \t\n", "\n\n\n"),
    ("\u{FEFF}\r\n", "\r\n\r\n", "\r\n \r\n"), ("\n", "\n", "\n"),
  ])
  func `a mark, empty lines and carriage returns change nothing`(
    start: String, between: String, end: String
  ) throws {
    let plain = try TestStore()
    try plain.load(lines: Self.lines)
    let edited = try TestStore()
    try edited.load(Array((start + Self.lines.joined(separator: between) + end).utf8))
    #expect(try edited.saved() == plain.saved())
    // Out of order it is read a second time.
    let moved = [Self.lines[0], Self.lines[3], Self.lines[2], Self.lines[1]]
    try edited.load(
      Array((start + moved.joined(separator: between) + end).utf8), replacing: true)
    #expect(try edited.saved() == plain.saved())
  }

  @Test func `a cut line and UTF-16 are told in words`() throws {
    let store = try TestStore()
    let text = Self.lines.joined(separator: "\n")
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in (text + "\n").utf16 { wide += [UInt8(unit & 255), UInt8(unit >> 8)] }
    for (bytes, code) in [(Array(text.utf8), "snapshot.cut"), (wide, "snapshot.utf16")] {
      do throws(DeskError) {
        try store.load(bytes)
        Issue.record("no \(code)")
      } catch {
        #expect(error.code == code)
        #expect(error.message(in: .chinese).contains("test.jsonl:1") || code == "snapshot.cut")
      }
    }
  }

  @Test func `names with characters of a private-use area are told with the first line`() throws {
    let store = try TestStore()
    let plain = try store.load(lines: Self.lines)
    #expect(plain.privateUse == nil)
    let name = "\"name\":\"A\""
    let private1 = Self.lines[1].replacing(name, with: "\"name\":\"\u{E863}明\"")
    let result = try store.load(
      lines: [Self.lines[0], private1] + Self.lines[2...], replacing: true)
    let told = try #require(result.privateUse)
    #expect(told.count == 1 && told.line == 2 && told.found == "U+E863")
    #expect(told.message("a.jsonl", in: .english).hasPrefix("a.jsonl:2: U+E863"))
    #expect(told.message("a.jsonl", in: .chinese).contains("自定义区"))
    for text in ["\u{F0000}", "\u{10FFFD}", "a\u{F8FF}"] {
      #expect(PrivateUse.scalar(in: text) != nil)
    }
    for text in ["", "张三", "\u{4DAE}", "（，", "\u{20BB7}", "😀", "\u{F900}"] {
      #expect(PrivateUse.scalar(in: text) == nil)
    }
  }
}
