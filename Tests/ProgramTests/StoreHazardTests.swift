import Glibc
@testable import Storage
import TestSupport
import Testing

/// What becomes of a store that others are at, that is damaged, or whose clock was wrong.
@Suite struct StoreHazardTests {
  private static let header =
    #"{"type":"header","format":"stardesk","version":1,"clock":"2056-02-10T09:00:00+08:00"}"#

  @Test func `a snapshot from the future changes nothing before the clock is accepted`() throws {
    let place = try Workplace()
    #expect(try place.run("-c", "store init").code == 0)
    place.file("future.jsonl", Self.header + "\n")
    #expect(try place.run("--yes", "-c", "snapshot load \"future.jsonl\"").code == 0)
    let shown = try place.run("-c", "clock show")
    #expect(shown.code == 0)
    #expect(shown.remarks.contains("[clock.ahead-shown]"))
    #expect(!shown.text.contains("2056"))
    place.file("other.jsonl", Self.header.replacing("2056", with: "2016") + "\n")
    let refused = try place.run("-c", "undo O1")
    #expect(refused.code == 1)
    #expect(refused.remarks.contains("clock accept") && refused.remarks.contains("[clock.ahead]"))
    let accepted = try place.run("--format", "json", "-c", "clock accept")
    #expect(accepted.code == 0, "\(accepted.remarks)")
    #expect(accepted.text.contains("2056-02-10"))
    let after = try place.run("-c", "clock show")
    #expect(!after.remarks.contains("clock.ahead"))
    let journal = try place.run("--format", "jsonl", "-c", "journal | select kind")
    #expect(
      journal.lines.map { $0.contains("clock-accept") } == [false, false, true], "\(journal.text)")
    #expect(try place.run("-c", "clock accept").remarks.contains("[clock.not-ahead]"))
  }

  @Test(arguments: ["", "--yes"])
  func `no load and no option makes a production store a test store`(option: String) throws {
    let place = try Workplace()
    #expect(try place.run("-c", "store init").code == 0)
    let load = "snapshot load \"\(Workplace.snapshots)/demo.jsonl\""
    let loaded =
      option.isEmpty ? try place.run("-c", load) : try place.run(option, "-c", load)
    #expect(loaded.code == 3 && loaded.remarks.contains("[snapshot.test-store]"))
    #expect(try place.run("-c", "store init --test").remarks.contains("[store.exists]"))
    #expect(try place.run("-c", "clock advance 1h").remarks.contains("[clock.test-only]"))
    let journal = try place.run("--format", "jsonl", "-c", "journal | select kind")
    #expect(journal.lines.count == 1 && journal.text.contains("store-init"))
  }

  @Test(arguments: ["meta.1", "journal.1", "jobs.1", "keys.1", "present.1"])
  func `a bit turned over in a tree's name makes no empty tree`(
    _ tree: String
  ) throws {
    let place = try Workplace.demonstration()
    var bytes = contents(place.data)
    // An entry of the tree of trees: flag of a tree, size of the name, the name.
    let entry = [2, 0, UInt8(tree.utf8.count), 0] + Array(tree.utf8)
    var found = 0
    for place in 0..<(bytes.count - entry.count) where bytes[place] == 2 {
      guard Array(bytes[place..<(place + entry.count)]) == entry else { continue }
      bytes[place + entry.count - 1] ^= 1
      found += 1
    }
    #expect(found > 0)
    write(bytes, to: place.data)
    for command in ["clock show", "orders | count", "journal verify", "store check"] {
      let ran = try place.run("-c", command)
      #expect(ran.code == 1 && ran.text.isEmpty, "\(command): \(ran.text)")
      #expect(ran.remarks.contains("[store.table-missing]"), "\(command): \(ran.remarks)")
    }
    #expect(contents(place.data) == bytes)
  }

  @Test func `whatever byte of the file is changed, the check ends with a verdict`() throws {
    let place = try Workplace.demonstration()
    let whole = contents(place.data)
    var dice = Dice(state: 20_161_128)
    var unsound = 0
    for _ in 0..<60 {
      var bytes = whole
      let at = dice.roll(whole.count / 4096) * 4096 + dice.roll(200)
      bytes[at] ^= UInt8(1 << dice.roll(8))
      write(bytes, to: place.data)
      let ran = try place.run("-c", "store check limit=60s")
      #expect(ran.code == 0 || ran.code == 1, "byte \(at): \(ran.remarks)")
      #expect(!ran.remarks.contains("[store.check-limit]"), "byte \(at)")
      if ran.code == 1 { unsound += 1 }
    }
    #expect(unsound > 20)
  }

  @Test func `a check takes no longer than its limit`() throws {
    let place = try Workplace.demonstration()
    let ran = try place.run("-c", "store check limit=0s")
    #expect(ran.code == 1 && ran.remarks.contains("[store.check-limit]"), "\(ran.remarks)")
  }

  /// A script that changes something and then stays busy, holding the store.
  private static let holding = "pay 13300000001 amount=1\nprint done\nwhile true { }"

  /// Waits until the script has the store and has written what it does.
  private func waitForHolder(_ place: Workplace) -> Bool {
    for _ in 0..<10_000 {
      if place.read("store/writer.lock").contains("\npay\n") { return true }
      usleep(5000)
    }
    return false
  }

  @Test func `who waits for a program that is stopped is told so`() throws {
    let place = try Workplace.demonstration()
    let holder = try place.start("-c", Self.holding)
    #expect(waitForHolder(place))
    holder.send(SIGSTOP)
    let waiting = try place.start("-c", "pay 13300000001 amount=1")
    #expect(waiting.waitForRemark("yangli (\(holder.process)), which is using the store: pay"))
    #expect(waiting.waitForRemark("is stopped: resume it (fg"))
    holder.send(SIGCONT)
    holder.send(SIGTERM)
    _ = holder.finish()
    #expect(waiting.finish().code == 0)
  }

  @Test func `a lock file that was removed stops the program that had it open`() throws {
    let place = try Workplace.demonstration()
    let pays = String(repeating: "pay 13300000001 amount=0.01\n", count: 3000)
    let open = try place.start("--batch", "1", place.file("pays.desk", pays))
    #expect(open.waitForOutput(bytes: 1000))
    unlink(place.store + "/lock.mdb")
    let other = try place.run("-c", "pay 13300000002 amount=1")
    let ended = open.finish()
    #expect(ended.code == 1 && ended.remarks.contains("[store.replaced]"), "\(ended.remarks)")
    #expect(other.code == 0 || other.remarks.contains("[store.replaced]"), "\(other.remarks)")
    try place.expectSound()
    // Whatever was shown as done is there.
    let orders = try place.run("--format", "jsonl", "-c", "orders | select id").text
    for line in ended.lines + other.lines {
      for word in line.split(whereSeparator: { $0 == "\t" || $0 == " " })
      where word.hasPrefix("O") && word.dropFirst().allSatisfy(\.isNumber) && word.count > 1 {
        #expect(orders.contains("\"\(word)\""), "\(word) is lost")
      }
    }
  }

  private static let hasNamespaces: Bool = {
    guard let ran = try? isolated("true").finish() else { return false }
    return ran.code == 0
  }()

  private static func isolated(_ program: String, _ arguments: String...) throws -> Running {
    try Running(
      ["-Urpf", "--kill-child", "--mount-proc", program] + arguments, in: "/tmp",
      program: "/usr/bin/unshare")
  }

  @Test(.enabled(if: hasNamespaces, "no namespaces here"))
  func `two containers whose programs have one process number are told apart`() throws {
    let place = try Workplace.demonstration()
    let first = try Self.isolated(
      Running.program, "--store", place.store, "-c", Self.holding)
    #expect(waitForHolder(place))
    for command in ["line show 13300000001", "pay 13300000001 amount=1"] {
      let second = try Self.isolated(
        Running.program, "--store", place.store, "-c", command
      ).finish()
      #expect(second.code == 1)
      #expect(second.remarks.contains("[store.process-number]"), "\(second.remarks)")
    }
    first.send(SIGKILL)
    _ = first.finish(killed: true)
  }
}
