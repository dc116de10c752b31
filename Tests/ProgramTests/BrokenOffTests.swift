import Glibc
@testable import Storage
import TestSupport
import Testing

/// What is done when the program is killed, told to stop, or finds the store held by another.
@Suite
struct BrokenOffTests {
  /// The ways to restore a list, each putting out a row or a result for each number.
  static let scripts = [
    "open \"numbers.csv\" | restore phone ticket=$it.ticket",
    "for row in (open \"numbers.csv\") { restore phone $row.number ticket=$row.ticket }",
  ]

  private static func start(_ place: Workplace, _ script: String) throws -> Running {
    try place.start(
      "--each", "--yes", "--on-error", "continue", "--on-refusal", "continue", "--format", "jsonl",
      "-c", script)
  }

  /// How long a script takes when nothing disturbs it, in microseconds.
  private static func duration(_ script: String) throws -> Int {
    let place = try BulkTests.place()
    let began = microseconds()
    #expect(try start(place, script).finish().code == 4)
    return microseconds() - began
  }

  private static func microseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  /// The orders of rows that were put out as done.
  private static func done(_ ran: Ran) -> [Substring] {
    ran.lines.filter { $0.contains("\"outcome\":\"done\"") }.compactMap { line in
      line.firstRange(of: "\"order\":\"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
    }
  }

  /// The orders that the store has as done.
  private static func kept(_ place: Workplace) throws -> Set<Substring> {
    let ran = try place.run(
      "--format", "tsv", "-c", "orders | where outcome == done | select id")
    #expect(ran.code == 0, "\(ran.remarks)")
    return Set(ran.lines.dropFirst())
  }

  @Test(arguments: scripts)
  func `whatever was put out as done before a kill is in the store, which is sound`(
    script: String
  ) throws {
    let whole = try Self.duration(script)
    var dice = Dice(state: UInt64(script.utf8.count) &* 0x9E37_79B9_7F4A_7C15)
    var puts = 0
    for round in 0..<10 {
      let place = try BulkTests.place()
      let running = try Self.start(place, script)
      // Half of them at any moment, half while rows are put out.
      if round % 2 == 0 {
        usleep(useconds_t(dice.roll(whole)))
      } else {
        #expect(running.waitForOutput(bytes: 1 + dice.roll(300_000)))
      }
      running.send(SIGKILL)
      let ran = running.finish(killed: true)
      let done = Self.done(ran)
      puts += done.count
      let kept = try Self.kept(place)
      let lost = done.filter { !kept.contains($0) }
      #expect(lost.isEmpty, "\(lost.count) of \(done.count), first \(lost.prefix(3))")
      try place.expectSound()
    }
    #expect(puts > 0)
    // What was left undone can be done, and nothing is done twice.
    let place = try BulkTests.place()
    let running = try Self.start(place, script)
    usleep(useconds_t(whole / 2))
    running.send(SIGKILL)
    _ = running.finish(killed: true)
    #expect(try Self.start(place, script).finish().code == 4)
    #expect(try Self.kept(place).count == BulkTests.population.doneCount)
    try place.expectSound()
  }

  @Test(arguments: scripts)
  func `told to stop in the middle of a list, it ends with 130 and keeps what it has put out`(
    script: String
  ) throws {
    let whole = try Self.duration(script)
    for part in [2, 3, 5] {
      let (place, ran) = try broken(after: whole / part) { place in
        try Self.start(place, script)
      }
      #expect(ran.code == 130, "\(ran.remarks.suffix(300))")
      #expect(ran.remarks.contains("[interrupted]"))
      let kept = try Self.kept(place)
      // All that is durable was put out, and nothing else.
      #expect(Set(Self.done(ran)) == kept)
      try place.expectSound()
    }
  }

  /// Starts a run over the list and tells it to stop some time after it began to change the store;
  /// sooner, from the beginning, when it was faster.
  private func broken(
    after microseconds: Int, _ start: (Workplace) throws -> Running
  ) throws -> (place: Workplace, ran: Ran) {
    var left = microseconds
    while true {
      let place = try BulkTests.place()
      let running = try start(place)
      _ = try waitForWriter(place)
      usleep(useconds_t(left))
      running.send(SIGINT)
      let ran = running.finish()
      if ran.code == 130 || left == 0 { return (place, ran) }
      left /= 2
    }
  }

  // MARK: One transaction

  /// A script that changes something and then stays busy, holding the store.
  private static let holding = "restore phone \(entitled)\nprint done\nwhile true { }"

  /// Waits until somebody writes to a store.
  private func waitForWriter(_ place: Workplace) throws -> WriterHolder {
    let table = Table(slot: 0, name: "present", version: 1, checksummed: true)
    let environment = try Environment.open(
      place.store, access: .readOnly, tables: [table],
      layout: Layout(format: "stardesk", version: 7))
    for _ in 0..<10_000 {
      if let holder = environment.writerHolder { return holder }
      usleep(2000)
    }
    throw Missing.writer
  }

  private enum Missing: Error { case writer }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a script that is told to stop is rolled back whole, and the journal says so`(
    signal: Int32
  ) throws {
    let place = try Workplace.demonstration()
    let before = try place.state()
    let running = try place.start("-c", Self.holding)
    _ = try waitForWriter(place)
    usleep(100_000)
    running.send(signal)
    let ran = running.finish()
    #expect(ran.code == 130)
    #expect(ran.output.isEmpty, "\(ran.text)")
    #expect(try place.state() == before)
    let entries = try place.run(
      "--format", "jsonl", "-c", "journal | where kind == script-rollback | count")
    #expect(entries.text == "1\n", "\(entries.text) \(entries.remarks)")
    try place.expectSound()
  }

  @Test func `a list in one transaction that is told to stop leaves nothing but a journal entry`()
    throws
  {
    let before = try BulkTests.place().state()
    let (place, ran) = try broken(after: 50_000) { place in
      try place.start("--yes", "-c", BulkTests.script)
    }
    #expect(ran.code == 130, "\(ran.remarks)")
    #expect(ran.output.isEmpty)
    #expect(!place.has("report.csv"))
    #expect(try place.state() == before)
    let entries = try place.run(
      "--format", "jsonl", "-c", "journal | where kind == script-rollback | count")
    #expect(entries.text == "1\n", "\(entries.text) \(entries.remarks)")
    try place.expectSound()
  }

  // MARK: Two programs

  @Test func `a second writer waits, says for whom, and goes on when it may`() throws {
    let place = try Workplace.demonstration()
    let other = "13305711007"
    let first = try place.start("--as", "lihui", "-c", Self.holding)
    let holder = try waitForWriter(place)
    #expect(holder.process == first.process)
    // Whoever reads waits for nobody, and sees nothing of what is not durable.
    let reading = try place.run(
      "--format", "jsonl", "-c", "line show \(entitled) | select restored")
    #expect(reading.text == "{\"restored\":false}\n")
    let second = try place.start("-c", "restore phone \(other)")
    #expect(second.waitForRemark("waiting for lihui (\(first.process))"))
    let third = try place.start("-c", "restore phone \(other)")
    #expect(third.waitForRemark("waiting for lihui"))
    third.send(SIGINT)
    let broken = third.finish()
    #expect(broken.code == 130)
    #expect(broken.output.isEmpty)
    #expect(broken.remarks.contains("lihui"))
    first.send(SIGINT)
    #expect(first.finish().code == 130)
    #expect(second.finish().code == 0)
    let shown = try place.run(
      "--format", "jsonl", "-c",
      "[\(entitled), \(other)] | line show number=$it.value | select restored")
    #expect(shown.text == "{\"restored\":false}\n{\"restored\":true}\n", "\(shown.remarks)")
    try place.expectSound()
  }

  @Test func `a writer that is killed holds up nobody`() throws {
    let place = try Workplace.demonstration()
    let before = try place.state()
    let first = try place.start("-c", Self.holding)
    _ = try waitForWriter(place)
    usleep(50_000)
    first.send(SIGKILL)
    _ = first.finish(killed: true)
    #expect(try place.state() == before)
    #expect(try place.run("-c", "restore phone \(entitled)").code == 0)
    try place.expectSound()
  }
}
