import Desk
import Language
import TestSupport
import Testing

/// `can` says what is possible, and what it says is what becomes of the request.
@Suite struct CanTests {
  /// What `can` says of a number: the operations with what was said of each.
  private func said(_ desk: TestDesk, _ number: String, _ more: String) throws -> [[Substring]] {
    let text = try desk.must("can \(number)\(more) | select operation outcome")
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
  }

  /// The command that an operation stands for, on a number.
  private func command(_ operation: Substring, _ number: String, _ more: String) -> String {
    let words = operation.split(separator: " ", maxSplits: 2)
    let rest = words.count > 2 ? " " + words[2] : ""
    let card = operation.hasPrefix("card ") ? " iccid=8986031900000000019" : ""
    return "\(words[0]) \(words[1]) \(number)\(rest)\(card)\(more) --dry-run"
  }

  @Test(arguments: [
    ("admin", "2016-02-10T09:00", "hotline"), ("admin", "2016-02-10T09:00", "text"),
    ("lihui", "2016-02-20T00:00", "web"), ("linfang", "2016-03-01T09:00", "hall"),
    ("shenji", "2016-02-10T09:00", "hotline"), ("tester", "2016-02-10T09:00", "app"),
    ("chenbo", "2016-02-10T09:00", "hotline"), ("somebody", "2016-08-01T09:00", "hotline"),
  ])
  func `what is possible is done when it is asked for, and the rest is not`(
    operatorName: String, clock: String, channel: String
  ) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .tsv
    try desk.must("clock set \(clock)")
    let numbers = try desk.must("lines | select number").split(separator: "\n").dropFirst()
    desk.operatorName = operatorName
    var counts = ["possible": 0, "refused": 0]
    var random = SplitMix64(seed: UInt64(operatorName.utf8.count))
    for number in numbers.shuffled(using: &random).prefix(40).map(String.init) {
      let asked = " channel=\(channel)"
      for row in try said(desk, number, asked) {
        let run = desk.run(command(row[0], number, asked))
        #expect((run.code == 0) == (row[1] == "possible"), "\(number) \(row): \(run.remarks)")
        counts[String(row[1]), default: 0] += 1
      }
    }
    #expect(counts.count == 2, "\(counts)")
    // Of another region's customers one may replace cards alone (BEN-34).
    guard operatorName != "linfang" else { return }
    let mayChange = ["admin", "lihui", "somebody"].contains(operatorName)
    #expect((counts["possible"] != 0) == mayChange, "\(counts)")
  }

  @Test func `an item that is out of stock or cannot be handed over is not promised`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .tsv
    var text = try TestFiles.read(Repository.path + "/Snapshots/demo.jsonl")
    text = text.split(separator: "\n").filter { !$0.contains("\"type\":\"item\"") }
      .joined(separator: "\n")
    func load(_ items: [String]) throws {
      let lines = text.split(separator: "\n")
      let file = desk.folder + "/items.jsonl"
      let all = [String(lines[0])] + items + lines.dropFirst().map(String.init)
      try TestFiles.write(all.joined(separator: "\n") + "\n", to: file)
      try desk.must("snapshot load \"\(file)\"")
    }
    func redemption() throws -> [Substring]? {
      try said(desk, "13300000001", "").first { $0[0].hasPrefix("points redeem") }
    }
    func item(_ id: String, _ more: String) -> String {
      "{\"type\":\"item\",\"id\":\"\(id)\",\"name\":\"x\"," + more + "}"
    }
    try load([])
    #expect(try redemption() == ["points redeem", "refused"])
    try load([item("a", #""kind":"goods","points":1,"stock":0"#)])
    #expect(try redemption() == ["points redeem item=a", "refused"])
    try load([
      item("a", #""kind":"goods","points":1,"stock":0"#), item("b", #""kind":"credit","points":2"#),
      item("c d", #""kind":"goods","points":3,"stock":1"#),
    ])
    desk.options.format = .jsonl
    let row = try desk.must("can 13300000001 | where operation starts-with points")
    #expect(row.contains(#"{"operation":"points redeem item=\"c d\"","outcome":"possible""#))
    desk.options.format = .tsv
    #expect(desk.run(#"points redeem 13300000001 item="c d""#).code == 0)
    #expect(try redemption()?[1] == "refused")
  }
}
