import Language
import Testing

/// The files of what was refused or in error, and what dry runs sum up.
@Suite struct RejectsTests {
  private func desk(_ rejects: String) throws -> TestDesk {
    let desk = try TestDesk(loading: "demo")
    desk.options.mode = .each
    desk.options.isConsented = true
    desk.options.onError = .continue
    desk.options.onRefusal = .continue
    desk.options.rejects = desk.folder + "/" + rejects
    return desk
  }

  private static let list = """
    number,ticket,rejectCodes
    13300000001,T-1,x
    19900000000,"T,2",y
    1.33E+10,T-3,
    13300000001,T-4,
    """

  @Test func `rows that were not done keep their columns, with the reasons behind them`() throws {
    let desk = try desk("rejects.csv")
    let list = desk.folder + "/list.csv"
    try TestFiles.write(Self.list, to: list)
    let run = desk.script(
      "open \"\(list)\" | restore phone ticket=$it.ticket | save \"/dev/null\" format=csv")
    #expect(run.code == 4, "\(run.remarks)")
    #expect(run.remarks.contains("rejects.csv: 3 rows rejected by restore phone"))
    let lines = try TestFiles.read(desk.folder + "/rejects.csv").split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines[0] == "number,ticket,rejectOutcome,rejectCodes,rejectMessage,rejectSource")
    #expect(lines[1].hasPrefix("19900000000,\"T,2\",error,line.unknown,"))
    #expect(lines[1].hasSuffix(",\(list):3"))
    #expect(lines[2].hasPrefix("1.33E+10,T-3,error,"))
    #expect(lines[2].hasSuffix(",\(list):4"))
    #expect(lines[3].hasPrefix("13300000001,T-4,refused,BEN-10."))

    // Run again as it is, it is rejected again with the same columns.
    desk.options.rejects = desk.folder + "/again.csv"
    let again = desk.script(
      "open \"\(desk.folder)/rejects.csv\" | restore phone ticket=$it.ticket | count")
    #expect(again.code == 4)
    let second = try TestFiles.read(desk.folder + "/again.csv").split(separator: "\n")
    #expect(second.count == 4)
    #expect(second[0] == lines[0])
    #expect(second[1].hasSuffix("rejects.csv:2"))
  }

  @Test func `rows of another command go into a file of their own`() throws {
    let desk = try desk("rejects.jsonl")
    let run = desk.script(
      """
      [{number: 19900000001, a: 1}] | restore phone | count
      [{number: 19900000002, b: 1}, {number: 19900000003, b: 2}] | roam close | count
      """)
    #expect(run.code == 4, "\(run.remarks)")
    let first = try TestFiles.read(desk.folder + "/rejects.jsonl").split(separator: "\n")
    let second = try TestFiles.read(desk.folder + "/rejects-2.jsonl").split(separator: "\n")
    #expect(first.count == 1)
    #expect(second.count == 2)
    #expect(first[0].hasPrefix("{\"number\":19900000001,\"a\":1,\"rejectOutcome\":\"error\","))
    #expect(first[0].hasSuffix("\"rejectSource\":\"-c:1\"}"))
    #expect(second[1].contains("\"b\":2"))
    #expect(run.remarks.contains("rejects-2.jsonl: 2 rows rejected by roam close"))
  }

  @Test func `when nothing is rejected the file has its heading alone`() throws {
    let desk = try desk("rejects.csv")
    let run = desk.script("[{number: 13300000001, ticket: a}] | restore phone | count")
    #expect(run.code == 0, "\(run.remarks)")
    #expect(
      try TestFiles.read(desk.folder + "/rejects.csv")
        == "number,ticket,rejectOutcome,rejectCodes,rejectMessage,rejectSource\n")
  }

  @Test func `commands are kept with what they were given, and run again`() throws {
    let desk = try desk("rejects.csv")
    let script = """
      restore phone 13300000001
      for row in [{n: 13300000001, t: "a \\"b\\" \\$x"}] { restore phone $row.n ticket=$row.t }
      restore phone 19900000000 reason=abc
      """
    let run = desk.script(script)
    #expect(run.code == 4, "\(run.remarks)")
    let text = try TestFiles.read(desk.folder + "/rejects.desk")
    let lines = text.split(separator: "\n")
    try #require(lines.count == 4, "\(text)")
    #expect(lines[0].hasPrefix("# refused BEN-10."))
    #expect(lines[1] == "restore phone 13300000001 ticket=\"a \\\"b\\\" \\$x\"")
    #expect(lines[2].hasPrefix("# error line.unknown: "))
    #expect(lines[2].hasSuffix("(-c:3)"))
    #expect(lines[3] == "restore phone 19900000000 reason=abc")
    #expect(desk.check(text).isEmpty)
    desk.options.rejects = desk.folder + "/again.desk"
    #expect(desk.script(text).code == 4)
    let again = try TestFiles.read(desk.folder + "/again.desk").split(separator: "\n")
    #expect(again.count == 4)
    #expect(again[1] == lines[1])
    #expect(again[3] == lines[3])
  }

  @Test func `a script that is undone leaves no file of rejects`() throws {
    let desk = try desk("rejects.csv")
    desk.options.mode = .whole
    desk.options.onError = .stop
    let run = desk.script(
      "[{number: 19900000000}] | restore phone | count\nrestore phone 19900000001")
    #expect(run.code == 3)
    #expect(throws: TestFailure.self) { try TestFiles.read(desk.folder + "/rejects.csv") }
  }

  @Test(arguments: ["rejects.txt", "nowhere/rejects.csv"])
  func `a file that cannot be is told before anything runs`(name: String) throws {
    let desk = try desk(name)
    let run = desk.script("restore phone 13300000001")
    #expect(run.code == 2)
    #expect(run.printed.isEmpty)
  }

  @Test func `rows that are tried dry one by one leave no trace, not even a number`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.isConsented = true
    let run = desk.script("lines | restore phone --dry-run | count")
    #expect(run.code == 4, "\(run.remarks)")
    #expect(run.remarks.contains("would change: "))
    let other = try TestDesk(loading: "demo")
    #expect(
      try desk.must("restore phone 13300000001") == other.must("restore phone 13300000001"))
  }

  @Test func `a rehearsal of many rows shows the first in full and sums up the rest`() throws {
    let desk = try TestDesk(loading: "demo")
    let orders = try desk.must("orders | count")
    desk.options.isDryRun = true
    let before = desk.run("lines | count").printed
    let run = desk.script("lines | restore phone | count")
    #expect(run.code == 4, "\(run.remarks)")
    let count = try #require(Int(before.filter(\.isNumber)))
    try #require(count > 20)
    let lines = run.remarks.split(separator: "\n")
    #expect(
      lines.count { $0.hasPrefix("restore phone 1") || $0.hasPrefix("restore phone 0") } == 20)
    let sum = try #require(lines.first { $0.hasPrefix("would change: ") })
    #expect(sum.contains("order \(count) added"))
    #expect(run.remarks.contains("\n+ order O"))
    desk.options.isDryRun = false
    #expect(try desk.must("orders | count") == orders)
  }
}
