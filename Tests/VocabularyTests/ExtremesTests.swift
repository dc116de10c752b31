import Basics
import Language
import TestSupport
import Testing

/// Whatever a command accepts can be saved and loaded again, and the journal can be read.
@Suite struct ExtremesTests {
  private static let texts = [
    "", " ", "x", "a\\nb\\tc", "\\u{0}\\u{1}\\u{7f}", "号\\u{202e}", "\\\"quoted\\\"",
    String(repeating: "y", count: 1024), String(repeating: "y", count: 1025),
    String(repeating: "号", count: 21_845), String(repeating: "z", count: 65_536),
    String(repeating: "\\u{1}", count: 65_535), String(repeating: "w", count: 70_000),
  ]
  private static let amounts = [
    "0", "-1", "0.01", "30", "999999999999.99", "-999999999999.99", "500000000000",
    "1000000000000", "9223372036854775807",
  ]
  private static let months = ["0001-01", "2016-01", "2016-02", "9999-12", "0000-01"]
  private static let numbers = [
    "9223372036854775807", "-9223372036854775808", "0", "-1", "1", "1000000000000",
  ]
  private static let clocks = [
    "clock advance 1s", "clock advance 2d", "clock advance 9000y", "clock advance 9999999y",
    "clock advance 3mo",
  ]

  private static func command(_ random: inout SplitMix64) -> String {
    func one(_ words: [String]) -> String { words.randomElement(using: &random)! }
    let lines = ["13300000001", "13300000002", "13305711003", "15305711024", "18105711026"]
    let name = ["reason", "ticket", "key"].randomElement(using: &random)!
    let text = Int.random(in: 0..<3, using: &random) == 0 ? " \(name)=\"\(one(texts))\"" : ""
    switch Int.random(in: 0..<9, using: &random) {
    case 0...1: return "pay \(one(lines)) amount=\(one(amounts))" + text
    case 2...3: return "charge \(one(lines)) amount=\(one(amounts)) month=\(one(months))" + text
    case 4:
      return "points redeem \(one(lines)) item=credit-10 quantity=\(one(numbers))" + text
    case 5: return "roam open \(one(lines)) permission=all deposit=\(one(amounts))" + text
    case 6: return "restore phone \(one(lines))" + text
    case 7: return "undo last" + text
    default: return "order list \(one(lines)) limit=\(one(numbers))"
    }
  }

  /// The demonstration at an instant.
  private static func desk(_ clock: String) throws -> TestDesk {
    let desk = try TestDesk()
    let text = try TestFiles.read(Repository.path + "/Snapshots/demo.jsonl")
    let file = desk.folder + "/at.jsonl"
    try TestFiles.write(
      text.replacing("2016-02-10T09:00:00+08:00", with: clock, maxReplacements: 1), to: file)
    try desk.must("snapshot load \"\(file)\"")
    return desk
  }

  @Test(
    arguments: [
      (1, "2016-02-10T09:00:00+08:00"), (2, "2016-02-10T09:00:00+08:00"),
      (3, "9999-12-31T23:59:59+08:00"), (4, "9999-12-31T23:00:00+08:00"),
      (5, "9999-10-01T00:00:00+08:00"), (6, "0001-01-01T00:00:00+08:00"),
    ] as [(UInt64, String)])
  func `what was accepted is saved, loaded and saved as the same bytes`(
    seed: UInt64, clock: String
  ) throws {
    let desk = try Self.desk(clock)
    desk.options.format = .tsv
    desk.options.isConsented = true
    var random = SplitMix64(seed: seed)
    for round in 0..<2 {
      var done = 0
      for _ in 0..<25 {
        let text = Self.command(&random)
        let run = seed.isMultiple(of: 2) ? desk.type(text) : desk.run(text)
        #expect([0, 2, 3, 4].contains(run.code), "\(text.prefix(200)): \(run.remarks)")
        if run.code == 0 { done += 1 }
      }
      #expect(done > 0)
      let (first, second) = (desk.folder + "/first.jsonl", desk.folder + "/second.jsonl")
      try desk.must("snapshot save \"\(first)\"")
      let copy = try TestDesk()
      try copy.must("snapshot load \"\(first)\"")
      try copy.must("snapshot save \"\(second)\"")
      #expect(try TestFiles.read(first) == TestFiles.read(second))
      try desk.must("journal verify")
      try desk.must("journal | select entry kind operator values | count")
      try desk.must("customers | select id points stars | count")
      try desk.must("accounts | where balance > 0 | count")
      #expect(desk.run("store check").code == 0)
      let clock = Self.clocks[min(round + Int(seed % 3), Self.clocks.count - 1)]
      #expect([0, 2, 3].contains(desk.run(clock).code), "\(clock)")
    }
  }

  @Test(arguments: ["reason", "ticket", "key"])
  func `a text that is too long is an error of the command and of its row alone`(
    name: String
  ) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .tsv
    let long = String(repeating: "理", count: 70_000)
    let alone = desk.run("pay A2024 amount=1 \(name)=\"\(long)\"")
    #expect(alone.code == 2)
    #expect(alone.remarks.contains("[text.long]"), "\(alone.remarks.prefix(300))")
    #expect(alone.remarks.contains("210000"))
    let path = desk.folder + "/list.csv"
    try TestFiles.write("number,text\n13300000001,\(long)\n15305711024,short\n", to: path)
    desk.options.mode = .each
    let rows = desk.run("open \"\(path)\" | pay amount=1 \(name)=$it.text | select outcome rules")
    #expect(rows.printed == "outcome\trules\nerror\ttext.long\ndone\t\n", "\(rows.remarks)")
  }

  @Test func `an operator's name that is too long is an error, and reading goes on`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.operatorName = String(repeating: "n", count: 70_000)
    let run = desk.run("pay A2024 amount=1")
    #expect(run.code == 3)
    #expect(run.remarks.contains("[text.long]"), "\(run.remarks.suffix(300))")
    #expect(desk.run("line show 13300000001").code == 0)
    desk.operatorName = "admin"
    try desk.must("journal verify")
    #expect(try desk.must("journal | count") == "1\n")
  }

  @Test(arguments: [
    "customer find 1", "line find 1", "order list C1001", "customer history C1001", "journal show",
  ])
  func `a limit of any size ends no program, and one below 1 is an error`(command: String) throws {
    let desk = try TestDesk(loading: "demo")
    #expect(desk.run(command + " limit=9223372036854775807").code == 0)
    for limit in ["0", "-1", "-9223372036854775808"] {
      let run = desk.run(command + " limit=\(limit)")
      #expect(run.code == 2)
      #expect(run.remarks.contains("[limit.positive]"), "\(run.remarks)")
    }
  }

  @Test(arguments: [
    "2016-02 + 120000", "2016-02 - 30000", "2016-02 + 9223372036854775807", "2016-02 + 9000y",
    "2016-02-10 + 9000y", "2016-02-10T09:00 - 2017y", "999999999999.99 * 9223372036854775807",
  ])
  func `a time or amount beyond all that can be written is an error`(source: String) throws {
    let desk = try TestDesk(loading: "demo")
    let left = source.split(separator: " ")[0]
    let kind =
      left.contains("T") || left.split(separator: "-").count == 3
      ? "(clock show).now" : left.contains(".") ? "(account show A2024).balance" : nil
    let text = kind.map { source.replacing(left, with: $0) } ?? source
    let run = desk.run("print (\(text))")
    #expect(run.code == 3, "\(text): \(run.printed)")
    #expect(run.remarks.contains("[number.overflow]"), "\(run.remarks)")
  }

  @Test func `what a limit leaves out is said, and the newest stays`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .tsv
    for amount in 1...5 { try desk.must("pay A2024 amount=\(amount)") }
    let list = desk.run("order list C1024 limit=2 | select id")
    #expect(list.printed == "id\nO35\nO36\n")
    #expect(list.remarks == "order list: 3 older left out; limit=5 shows all\n")
    #expect(desk.run("order list C1024 limit=5").remarks.isEmpty)
    let history = desk.run("customer history C1024 limit=2 | where what == order | select order")
    #expect(history.printed == "order\nO36\n")
    #expect(history.remarks.hasPrefix("customer history: "))
    let found = desk.run("customer find 1 limit=3 | count")
    #expect(found.printed == "3\n")
    #expect(found.remarks.contains("more left out; limit="))
    let many = desk.run(
      "customers | where id in [C1024, C1020] | order list $it.id limit=1 | count")
    #expect(many.printed == "2\n")
    #expect(many.remarks.contains("order list: 4 more left out"), "\(many.remarks)")
    desk.options.language = .chinese
    #expect(
      desk.run("order list C1024 limit=2").remarks == "order list：另有 3 条较早的未列出；limit=5 可全部列出\n")
  }
}
