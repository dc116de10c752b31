import Glibc
import TestSupport
import Testing

/// Jobs that are killed at any moment and resumed.
@Suite
struct JobTests {
  static let script = """
    # Rows of a file, a clock, rows of the store, and commands in a loop.
    open "numbers.csv" | restore phone ticket=$it.ticket | save "report.csv"
    clock advance 49h
    lines | where state in [one-way, two-way] and stars >= 3 | restore phone | count
    for row in (open "numbers.csv" | first 150) {
      try { restore phone $row.number ticket="again" } catch e { print $e.code }
    }
    """

  private static func place() throws -> Workplace {
    let place = try BulkTests.place()
    place.file("fix.desk", script)
    return place
  }

  private static func start(_ place: Workplace, _ options: [String]) throws -> Running {
    try Running(
      ["--store", place.store, "--yes", "--job=june", "--rejects=rejects.csv"] + options
        + ["fix.desk"], in: place.path, input: "/dev/null", output: nil)
  }

  private static func microseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  /// How many of a job's rows the summary says were done before.
  private func before(_ ran: Ran) -> Int {
    let summary = ran.remarks.split(separator: "\n").last { $0.hasPrefix("job june: ") } ?? ""
    guard let words = summary.firstRange(of: " of them earlier") else { return 0 }
    return Int(summary[..<words.lowerBound].split(separator: " ").last ?? "") ?? -1
  }

  @Test(arguments: [[], ["--batch=1"], ["--batch=700"]])
  func `killed at any moment and resumed, a job ends as if it had never been broken`(
    options: [String]
  ) throws {
    let whole = try Self.place()
    let began = Self.microseconds()
    let unbroken = try Self.start(whole, options).finish()
    let duration = Self.microseconds() - began
    #expect(unbroken.code == 4, "\(unbroken.remarks)")
    #expect(before(unbroken) == 0)
    let state = try whole.state()
    let report = whole.read("report.csv")
    let rejects = whole.read("rejects.csv")
    #expect(rows(ofCSV: report).count == BulkTests.population.rows.count + 1)

    var dice = Dice(state: 0x0BAD_CAFE &+ UInt64(options.count * 31 + (options.first?.count ?? 0)))
    var kills = 0
    var recalled = 0
    for _ in 0..<3 {
      let place = try Self.place()
      var ended: Ran?
      var longest = duration * 2 / 3
      while ended == nil {
        let running = try Self.start(place, options)
        // Each run has a chance to come further than the one before, also on a machine that has become
        // slower meanwhile.
        usleep(useconds_t(dice.roll(longest) + duration / 20))
        longest += duration / 20
        running.send(SIGKILL)
        let ran = running.finish(killed: true)
        if ran.remarks.contains("job june: ") { ended = ran } else { kills += 1 }
      }
      // What it has once ended with is given again, and nothing is done.
      let again = try Self.start(place, options).finish()
      #expect(again.code == 4, "\(again.remarks)")
      recalled += before(again)
      #expect(try place.state() == state)
      #expect(place.read("report.csv") == report)
      #expect(place.read("rejects.csv") == rejects)
      try place.expectSound()
    }
    #expect(kills > 0)
    #expect(recalled > 0)
  }

  @Test func `told to stop, a job says how to go on, and goes on`() throws {
    let whole = try Self.place()
    let began = Self.microseconds()
    _ = try Self.start(whole, []).finish()
    let duration = Self.microseconds() - began
    for part in 2...4 {
      let place = try Self.place()
      let running = try Self.start(place, [])
      usleep(useconds_t(duration / part))
      running.send(SIGINT)
      let stopped = running.finish()
      if stopped.code == 130 {
        #expect(
          stopped.remarks.contains("run the same command again to resume the job"),
          "\(stopped.remarks)")
      }
      #expect(try Self.start(place, []).finish().code == 4)
      #expect(try place.state() == whole.state())
      #expect(place.read("report.csv") == whole.read("report.csv"))
    }
  }

  @Test func `a list on standard input that has changed is not resumed`() throws {
    let place = try BulkTests.place()
    place.file("a.csv", "number,ticket\n13300000001,T-1\n13300000002,T-2\n")
    place.file("b.csv", "number,ticket\n13300000002,T-2\n13300000001,T-1\n")
    // The last line keeps the job from ending.
    place.file(
      "fix.desk",
      "open \"-\" format=csv | restore phone ticket=$it.ticket\nrestore phone 19900000000\n")
    func run(_ list: String) throws -> Ran {
      try place.run("--job", "june", "fix.desk", input: place.path + "/" + list)
    }
    #expect(try run("a.csv").code == 3)
    let state = try place.state()
    let other = try run("b.csv")
    #expect(other.code == 3)
    #expect(other.remarks.contains("[job.list]"), "\(other.remarks)")
    #expect(try place.state() == state)
    let same = try run("a.csv")
    #expect(same.remarks.contains("2 of them earlier"), "\(same.remarks)")
    #expect(try place.state() == state)
  }

  @Test func `what is rejected runs again, and is rejected again`() throws {
    let place = try BulkTests.place()
    let script = "open \"%\" | restore phone ticket=$it.ticket | save \"report.csv\""
    func run(_ list: String, _ rejects: String) throws -> Ran {
      try place.run(
        "--each", "--yes", "--rejects", rejects, "-c", script.replacing("%", with: list))
    }
    #expect(try run("numbers.csv", "rejects.csv").code == 4)
    let population = BulkTests.population
    let rejected = zip(population.rows, population.outcomes).filter { $0.1 != "done" }
    let first = rows(ofCSV: place.read("rejects.csv"))
    #expect(first.dropFirst().map { Array($0.prefix(3)) } == rejected.map(\.0))
    #expect(first.dropFirst().map { $0[3] } == rejected.map(\.1))
    #expect(try run("rejects.csv", "again.csv").code == 4)
    let again = rows(ofCSV: place.read("again.csv"))
    #expect(again[0] == first[0])
    #expect(again.map { Array($0.prefix(5)) } == first.map { Array($0.prefix(5)) })
    try place.expectSound()
  }
}
