import Language
import Testing

/// What `undo` and `undo last` do to a whole store.
@Suite struct UndoTests {
  /// The store as a snapshot shows it, without orders.
  private func records(_ desk: TestDesk) throws -> [Substring] {
    let file = desk.folder + "/saved.jsonl"
    try desk.must("snapshot save \"\(file)\"")
    return try TestFiles.read(file).split(separator: "\n").filter {
      !$0.hasPrefix(#"{"type":"order""#)
    }
  }

  @Test(arguments: [Options.Mode.whole, .each, .batch(7), .statement])
  func `the last pipeline is undone as a whole, however it was committed`(
    mode: Options.Mode
  ) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.mode = mode
    desk.options.isConsented = true
    let before = try records(desk)
    let done = desk.run("lines | where kind == mobile | pay amount=30")
    #expect(done.code == 0, "\(done.remarks)")
    let after = try records(desk)
    #expect(after != before)
    // What changes nothing is no statement to go back to.
    #expect(desk.run("points reverse O13").code == 3)
    let undone = desk.run("undo last --any | save \"\(desk.folder)/undone.csv\"")
    #expect(undone.code == 0, "\(undone.remarks)")
    let paid = try #require(done.remarks.split(separator: " ").dropFirst().first)
    #expect(undone.remarks.hasPrefix("undo last: \(paid) done"), "\(undone.remarks)")
    let now = try records(desk)
    #expect(now == before)
    #expect(desk.run("undo last --any").remarks.contains("[undo.nothing]"))
    #expect(try desk.must("(store check).faults | count") == "0\n")
    try desk.must("journal verify")
  }

  @Test func `a loop typed at the console is one statement, and so is each command of a line`()
    throws
  {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    #expect(desk.type("for amount in [1, 2] { pay A2024 amount=$amount }").code == 0)
    #expect(desk.type("pay A2024 amount=3; pay A2024 amount=4").code == 0)
    #expect(desk.type("undo last").remarks == "undo last: 1 done\n")
    #expect(desk.type("undo last").remarks == "undo last: 1 done\n")
    #expect(desk.type("undo last").remarks == "undo last: 2 done\n")
    #expect(desk.type("undo last").remarks.contains("[undo.nothing]"))
  }

  @Test func `what was rolled back is no part of the last statement`() throws {
    let desk = try TestDesk(loading: "demo")
    #expect(desk.script("pay A2024 amount=1").code == 0)
    #expect(desk.script("pay A2024 amount=2; pay A2024 amount=0").code == 3)
    #expect(desk.script("try { transaction { pay A2024 amount=5; pay A2024 amount=0 } }").code == 0)
    let undone = desk.script("undo last --any | select undone outcome")
    #expect(undone.remarks == "undo last: 1 done\n")
    #expect(desk.script("undo last --any").remarks.contains("[undo.nothing]"))
  }

  @Test func `orders of others are undone by their numbers, not as one's own last`() throws {
    let desk = try TestDesk(loading: "demo")
    try desk.must("pay A2024 amount=1")
    desk.operatorName = "chen"
    #expect(desk.run("undo last --any").remarks.contains("[undo.nothing]"))
    #expect(desk.run("undo O32").code == 0)
    desk.operatorName = "admin"
    #expect(desk.run("undo last --any").remarks.contains("[undo.nothing]"))
  }

  @Test func `undoing for many customers needs consent`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.isConsented = true
    try desk.must("lines | where kind == mobile | first 40 | pay amount=30")
    desk.options.isConsented = false
    let run = desk.run("undo last --any")
    #expect(run.code == 2)
    #expect(run.remarks.contains("[consent.missing]"))
  }

  @Test(arguments: ["undo last --any --dry-run", "undo O32 --dry-run"])
  func `a dry run shows what would be put back and keeps nothing`(command: String) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .json
    try desk.must("pay A2024 amount=1")
    let before = try records(desk)
    let run = desk.run(command)
    #expect(run.code == 0, "\(run.remarks)")
    #expect(try records(desk) == before)
    #expect(try desk.must("(order show O32).state").contains("done"))
    desk.options.mode = .each
    #expect(desk.run(command).code == 0)
    #expect(try desk.must("(order show O32).state").contains("done"))
  }
}
