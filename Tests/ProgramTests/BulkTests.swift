import Glibc
import Testing

@Suite
struct BulkTests {
  static let population = Population(customers: 1200, rows: 3000, seed: 0x5DE5_1234_9876)

  /// A store with the population, which tests copy.
  static let filled = Result {
    let source = try Workplace()
    return try Workplace(loading: source.file("population.jsonl", population.snapshot))
  }

  static func place() throws -> Workplace {
    let place = try Workplace(storeOf: filled.get())
    place.file("numbers.csv", population.list)
    return place
  }

  static let script =
    "open \"numbers.csv\" | restore phone ticket=$it.ticket | save \"report.csv\""

  @Test func `every row of a list comes back in its order, with reasons where it was not done`()
    throws
  {
    let place = try Self.place()
    let ran = try place.run("--each", "--yes", "-c", Self.script)
    #expect(ran.code == 4)
    #expect(ran.output.isEmpty)
    let population = Self.population
    #expect(ran.remarks.contains("restore phone: \(population.doneCount) done"), "\(ran.remarks)")
    try expectReport(place.read("report.csv"), population.outcomes)
    try place.expectSound()
    let after = try place.state()
    #expect(
      after.split(separator: "\n").count { $0.contains("\"type\":\"restore\"") }
        == population.doneCount)

    // A second run restores none twice.
    let again = try place.run("--each", "--yes", "-c", Self.script)
    #expect(again.code == 4)
    #expect(again.remarks.contains("restore phone: 0 done"), "\(again.remarks)")
    try expectReport(
      place.read("report.csv"), population.outcomes.map { $0 == "done" ? "refused" : $0 })
    #expect(
      try place.state().split(separator: "\n")
        .count { $0.contains("\"type\":\"restore\"") } == population.doneCount)
    try place.expectSound()
  }

  private func expectReport(_ text: String, _ outcomes: [String]) throws {
    let report = rows(ofCSV: text)
    try #require(report.count == outcomes.count + 1)
    #expect(
      report[0] == [
        "number", "ticket", "说明", "order", "outcome", "rules", "reasons", "at", "until",
      ])
    var wrong: [String] = []
    for (index, row) in report.dropFirst().enumerated() {
      let isDone = row[4] == "done"
      let isWhole =
        Array(row.prefix(3)) == Self.population.rows[index] && row[4] == outcomes[index]
        && row[5].isEmpty == isDone && (row[6] == "[]") == isDone
        && (row[3].isEmpty == (row[4] == "error")) && row[8].isEmpty != isDone
        && (isDone || row[6].contains("\"message\":\""))
      if !isWhole { wrong.append("\(index + 1): \(row), expected \(outcomes[index])") }
    }
    #expect(wrong.isEmpty, "\(wrong.count) rows, first \(wrong.prefix(3))")
  }

  @Test func `however rows are committed, the store and the report come out the same`() throws {
    var states: [String] = []
    var reports: [String] = []
    for options in [["--each"], ["--batch=1"], ["--batch=1000"], []] {
      let place = try Self.place()
      let ran = try Running(
        ["--store", place.store, "--yes"] + options + ["-c", Self.script], in: place.path,
        input: "/dev/null", output: nil
      ).finish()
      #expect(ran.code == 4, "\(options): \(ran.remarks)")
      states.append(try place.state())
      reports.append(place.read("report.csv"))
      try place.expectSound()
    }
    #expect(states.allSatisfy { $0 == states[0] })
    #expect(reports.allSatisfy { $0 == reports[0] })
  }

  @Test(arguments: [["--each"], ["--batch=1000"], []])
  func `a job undone leaves nothing behind but orders`(options: [String]) throws {
    let place = try Self.place()
    func rest() throws -> [Substring] {
      try place.state().split(separator: "\n").filter {
        !$0.hasPrefix("{\"type\":\"order\"") && !$0.hasPrefix("{\"type\":\"job\"")
      }
    }
    let before = try rest()
    place.file("fix.desk", Self.script)
    let ran = try place.run("--yes", "--job", "june", "fix.desk")
    #expect(ran.code == 4, "\(ran.remarks)")
    let after = try place.state()
    #expect(try rest() != before)
    let refused = try place.run("--each", "-c", "undo job june | count")
    #expect(refused.remarks.contains("[consent.missing]"), "\(refused.remarks)")
    #expect(try place.state() == after)
    var words = ["--yes", "-c", "undo job june | count"]
    words.insert(contentsOf: options, at: 0)
    let undone = try Running(
      ["--store", place.store] + words, in: place.path, input: "/dev/null", output: nil
    ).finish()
    #expect(undone.code == 0, "\(undone.remarks)")
    #expect(
      undone.remarks.contains("undo job: \(Self.population.doneCount) done"), "\(undone.remarks)")
    #expect(try rest() == before)
    try place.expectSound()
  }

  @Test func `a rehearsal shows what would come, and keeps nothing`() throws {
    let place = try Self.place()
    let before = try place.state()
    let ran = try place.run("--dry-run", "--each", "-c", Self.script)
    #expect(ran.code == 4, "\(ran.remarks)")
    #expect(try place.state() == before)
  }

  @Test func `a list without consent changes nothing and leaves no report`() throws {
    let place = try Self.place()
    let before = try place.state()
    let ran = try place.run("--each", "-c", Self.script)
    #expect(ran.code == 2)
    #expect(ran.remarks.contains("[consent.missing]"))
    #expect(!place.has("report.csv"))
    #expect(try place.state() == before)
  }
}
