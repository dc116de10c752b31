import Basics
import Glibc
import Records
import Storage
import Testing

@testable import Desk

/// StoreLayout.md against the bytes of a known store.
@Suite struct StoreLayoutTests {
  /// One part of a key or a value, as the page's tables list them.
  private struct Part {
    var isKey: Bool
    /// How many bytes; nil: what the others leave.
    var count: Int?
  }

  private static let path: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/Sources/stardesk/stardesk.docc/StoreLayout.md"
  }()

  private static func page() throws -> [String] {
    String(decoding: try SnapshotFiles.bytes(path), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The cells of a row of a table; nil when a line is none.
  private static func cells(_ line: String) -> [String]? {
    guard line.hasPrefix("| "), !line.hasPrefix("| ---") else { return nil }
    return line.split(separator: "|").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The parts that the page lists under each heading.
  private static func parts(_ page: [String]) throws -> [String: [Part]] {
    var parts: [String: [Part]] = [:]
    var heading = ""
    for line in page {
      if line.hasPrefix("### ") { heading = String(line.dropFirst(4)) }
      guard let cells = cells(line), cells[0] == "key" || cells[0] == "value" else { continue }
      try #require(cells.count == 3 && (cells[1] == "rest" || Int(cells[1]) != nil), "\(line)")
      parts[heading, default: []].append(Part(isKey: cells[0] == "key", count: Int(cells[1])))
    }
    return parts
  }

  /// The heading that tells of an entry.
  private static func heading(_ table: Table, _ key: [UInt8]) -> String {
    switch table.slot {
    case Tables.present.slot:
      return key[8] == RecordType.order.rawValue ? "present, an order" : "present"
    case Tables.jobs.slot:
      let kinds = ["a reservation", "rows", "an answer", "an answer", "counts"]
      return "jobs, " + (key.count == 8 ? "the name" : kinds[Int(key[16]) - 1])
    default: return "\(table.name)"
    }
  }

  /// The hexadecimal digits of bytes, a blank between parts; nil when they do not fit the parts.
  private static func split(_ bytes: [UInt8], _ parts: [Part]) -> String? {
    let fixed = parts.reduce(0) { $0 + ($1.count ?? 0) }
    let rest = bytes.count - fixed
    guard rest >= 0, rest == 0 || parts.contains(where: { $0.count == nil }) else { return nil }
    var texts: [String] = []
    var start = 0
    for part in parts {
      let end = start + (part.count ?? rest)
      if end > start { texts.append(hexadecimal(bytes[start..<end])) }
      start = end
    }
    return texts.isEmpty ? "-" : texts.joined(separator: " ")
  }

  /// The store that the page lists.
  private static func knownStore() throws -> TestStore {
    let test = try TestStore()
    try test.load(lines: lines)
    let request = Request(
      operator: "tester", key: "K1", fingerprint: Fingerprint(of: Array("pay".utf8)))
    try test.write { (transaction) throws(DeskError) in
      _ = try transaction.pay("13300000001", amount: Money(fen: 5000), request)
    }
    try test.write { (transaction) throws(DeskError) in
      _ = try transaction.restorePhone("13300000002", Request(operator: "tester", ticket: "T1"))
    }
    try test.write { (transaction) throws(DeskError) in
      let job = JobMemory(of: "june")
      var record = Job()
      record.name = "june"
      record.script = "june.desk"
      record.from = transaction.now
      try transaction.keep(record)
      let asked = Fingerprint(of: Array("restore phone".utf8))
      _ = try transaction.numbers(of: 0..<2, at: 12, job)
      try transaction.remember(.row(site: 12, number: 1), of: job, Remembered(asked, .promised(5)))
      try transaction.remember(
        .request(site: 40, asked, occurrence: 0), of: job,
        Remembered(asked, .value(Array("{}".utf8))))
      try transaction.count(job, isDone: true)
    }
    return test
  }

  private static let lines = [
    Samples.header,
    #"{"type":"catalog","section":"credit","from":"2016-03-01","values":{"billDueDay":21}}"#,
    #"{"type":"operator","name":"zhang","role":"support","active":true}"#,
    Samples.customer,
    #"{"type":"star","customer":"C1","stars":5,"from":"2015-03-01","through":"2016-02-29","#
      + #""basis":"graded"}"#,
    Samples.account,
    #"{"type":"bucket","account":"A1","id":"cash","kind":"cash","amount":"12.30"}"#,
    #"{"type":"bill","account":"A1","month":"2015-12","amount":"99.00","paid":"0.00","due":"2016-01-20"}"#,
    Samples.line, Samples.card,
    #"{"type":"charge","line":"13300000001","month":"2015-12","amount":"99.00"}"#,
    #"{"type":"suspension","line":"13300000001","from":"2015-10-01T00:00:00+08:00","#
      + #""scope":"outgoing","reason":"arrears","until":"2015-10-03T00:00:00+08:00"}"#,
    #"{"type":"points","customer":"C1","year":2014,"earned":1000,"left":400}"#,
    #"{"type":"message","customer":"C1","at":"2015-06-01T09:00:00+08:00","line":"13300000001","#
      + #""kind":"restore","textCode":"text.restored","order":"O52"}"#,
    #"{"type":"message","customer":"C1","at":"2015-07-01T09:00:00+08:00","kind":"note","#
      + #""textCode":"text.note"}"#,
    #"{"type":"contact","customer":"C1","at":"2015-06-02T09:00:00+08:00","kind":"call","#
      + #""direction":"in","purpose":"service"}"#,
    Samples.order,
    #"{"type":"customer","id":"C2","kind":"individual","name":"王小明","segment":"public","#
      + #""joined":"2014-01-01"}"#,
    #"{"type":"star","customer":"C2","stars":6,"from":"2015-03-01","through":"2016-02-29","#
      + #""basis":"graded"}"#,
    #"{"type":"line","number":"13300000002","kind":"mobile","customer":"C2","account":"A1","#
      + #""activated":"2014-01-01","roaming":"none","restrictions":[{"scope":"both","#
      + #""reason":"arrears","from":"2016-02-09T00:00:00+08:00"}],"mainLine":"13300000001"}"#,
  ]

  /// Every entry of the store, split as the page says.
  private static func listing(_ parts: [String: [Part]]) throws -> [String] {
    let test = try knownStore()
    #expect(try test.store.check().faults == [])
    return try test.read { (view) throws(DeskError) in
      var listing: [String] = []
      for table in Tables.all {
        listing.append(table.treeName)
        try view.scan(table, .all) { (key, value) throws(DeskError) in
          let key = key.withUnsafeBytes { Array($0) }
          let value = value.withUnsafeBytes { Array($0) }
          let heading = heading(table, key)
          let parts = parts[heading] ?? []
          let keyText = split(key, parts.filter(\.isKey))
          let valueText = split(value, parts.filter { !$0.isKey })
          #expect(keyText != nil && valueText != nil, "\(heading): \(hexadecimal(key))")
          listing.append("  " + (keyText ?? "?"))
          listing.append("    " + (valueText ?? "?"))
          return .next
        }
      }
      return listing
    }
  }

  @Test func `every key and value of a known store is as the page says`() throws {
    var page = try Self.page()
    let listing = try Self.listing(try Self.parts(page))
    let start = try #require(
      page.lastIndex(of: "```").flatMap { end in
        page[..<end].lastIndex(of: "```").map { $0 + 1..<end }
      })
    if getenv("STARDESK_RECORD") != nil {
      page.replaceSubrange(start, with: listing)
      let file = try #require(fopen(Self.path, "w"))
      fputs(page.joined(separator: "\n"), file)
      fclose(file)
    } else {
      #expect(Array(page[start]) == listing)
    }
    // Every tree has an entry, and so does every heading.
    #expect(
      !zip(listing, listing.dropFirst()).contains { !$0.hasPrefix(" ") && !$1.hasPrefix(" ") })
  }

  @Test func `the page lists every type with its code and tree`() throws {
    let rows = try Self.page().compactMap(Self.cells).filter { $0.count == 4 && $0[0].count == 2 }
    let expected = RecordType.allCases.map { type in
      [hexadecimal([type.rawValue]).uppercased(), type.name, "\(type.tree.name)"]
    }
    #expect(rows.map { Array($0[..<3]) } == expected)
  }

  @Test func `every tree has a version in its name`() {
    for table in Tables.all { #expect(table.treeName == "\(table.name).1") }
    #expect(Set(Tables.all.map(\.slot)) == Set(Tables.all.indices))
  }
}
