import Basics
import Language
import TestSupport
import Testing

/// The scripts that people copy.
@Suite struct ScriptTests {
  private static let folder = Repository.path + "/Scripts"

  /// The rows of a report by outcome.
  private func outcomes(_ desk: TestDesk, _ file: String) throws -> [String: Int] {
    let rows = try desk.must(
      "open \"\(desk.folder)/\(file)\" | count outcome | select outcome count")
    return try counts(rows)
  }

  private func counts(_ printed: String) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in printed.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t")
      guard fields.count == 2, let count = Int(fields[1]) else {
        throw TestFailure(text: "not a count: \(line)")
      }
      counts[String(fields[0])] = count
    }
    return counts
  }

  private func desk(_ mode: Options.Mode) throws -> TestDesk {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .tsv
    desk.options.mode = mode
    return desk
  }

  private func run(_ script: String, at desk: TestDesk) throws -> Run {
    desk.script(desk.placed(try TestFiles.read(Self.folder + "/" + script)))
  }

  @Test(arguments: [
    ("bulk-restore.desk", "restore-report.csv", ["done": 4, "refused": 5]),
    ("replace-cards.desk", "card-report.csv", ["done": 5, "refused": 2]),
    ("redeem-points.desk", "redeem-report.csv", ["done": 4, "refused": 4]),
  ])
  func `a list is worked off row by row, with a report`(
    _ script: String, _ report: String, _ expected: [String: Int]
  ) throws {
    let desk = try desk(.each)
    let run = try run(script, at: desk)
    #expect(run.code == 4, "\(run.remarks)")
    #expect(try outcomes(desk, report) == expected)
    try desk.must("journal verify")
  }

  @Test func `roaming opens for a whole group`() throws {
    let desk = try desk(.whole)
    let run = try run("open-roaming.desk", at: desk)
    #expect(run.code == 0, "\(run.remarks)")
    let open = try desk.must(
      desk.placed(
        "open \"Scripts/example-group.csv\" | line show | where roaming == all | count"))
    #expect(open == "6\n")
    try desk.must("journal verify")
  }

  @Test func `a group with one that may not roam has nothing opened`() throws {
    let desk = try desk(.whole)
    let text = try TestFiles.read(Self.folder + "/open-roaming.desk")
    try TestFiles.write(
      "number\n13305711058\n13305711049\n15305711051\n", to: desk.folder + "/group.csv")
    let run = desk.script(
      desk.placed(text.replacing("Scripts/example-group.csv", with: "group.csv")))
    #expect(run.code == 3)
    #expect(run.remarks.contains("ROAM-2") || run.remarks.contains("deposit"))
    let open = try desk.must(
      "open \"\(desk.folder)/group.csv\" | line show | where roaming == all | count")
    #expect(open == "0\n")
    #expect(try desk.must("journal show | where kind == script-rollback | count") == "1\n")
  }

  @Test func `a list restored once restores nobody twice`() throws {
    let desk = try desk(.each)
    _ = try run("bulk-restore.desk", at: desk)
    #expect(try run("bulk-restore.desk", at: desk).code == 4)
    #expect(try outcomes(desk, "restore-report.csv") == ["refused": 9])
  }

  @Test func `the month's scenario comes as expected`() throws {
    let desk = try desk(.whole)
    let run = try run("month-scenario.desk", at: desk)
    #expect(run.code == 0, "\(run.remarks)")
  }

  @Test func `every script is read and checked without an error`() throws {
    let desk = try TestDesk()
    let scripts = FolderContents.names(in: Self.folder).filter { $0.hasSuffix(".desk") }
    #expect(scripts.count >= 5)
    for script in scripts {
      let errors = desk.check(try TestFiles.read(Self.folder + "/" + script))
      #expect(errors.isEmpty, "\(script)")
    }
  }
}
