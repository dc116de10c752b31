import Language
import Testing

/// What a job remembers, and what keeps it from being resumed.
@Suite struct JobTests {
  /// A desk whose texts run as a job.
  private func desk(_ job: String? = "june") throws -> TestDesk {
    let desk = try TestDesk(loading: "demo")
    desk.options.job = job
    desk.options.mode = .each
    desk.options.format = .jsonl
    desk.options.isConsented = true
    return desk
  }

  private func orders(_ desk: TestDesk) throws -> String {
    let options = desk.options
    defer { desk.options = options }
    desk.options.job = nil
    desk.options.arguments = []
    desk.options.format = .csv
    return try desk.must("orders")
  }

  private static let list = """
    number,ticket
    13300000001,T-1
    13305711003,T-2
    19900000000,T-3
    13300000001,T-4
    1.33E+10,T-5
    """

  @Test func `a job that has ended gives its results again and does nothing`() throws {
    let desk = try desk()
    try TestFiles.write(Self.list, to: desk.folder + "/list.csv")
    let script = """
      open "\(desk.folder)/list.csv" | restore phone ticket=$it.ticket
      clock advance 1h
      for number in [13300000001, 13305711003] { roam open $number permission=voice }
      """
    desk.options.onRefusal = .continue
    let first = desk.script(script)
    #expect(first.code == 4, "\(first.remarks)")
    #expect(first.remarks.contains("job june: "))
    #expect(!first.remarks.contains("before"))
    let orders = try orders(desk)
    let again = desk.script(script)
    #expect(again.code == first.code)
    #expect(again.printed == first.printed)
    #expect(again.remarks.contains("of them earlier"), "\(again.remarks)")
    #expect(try self.orders(desk) == orders)
    // Rows of the list have the job and their number.
    #expect(orders.contains(",june,1\n"))
    #expect(orders.contains(",june,4\n"))
    desk.options.job = nil
    #expect(try desk.must("clock show").contains("T10:00"))
    #expect(try desk.must("jobs").contains("\"state\":\"ended\""))
    let shown = try desk.must("job show june")
    #expect(shown.contains("list.csv"))
    #expect(shown.contains("\"errors\":2"))
    #expect(desk.run("job show july").remarks.contains("[job.unknown]"))
    #expect(desk.run("store check").code == 0)
  }

  @Test func `a job is undone, the latest order first, and not resumed after that`() throws {
    let desk = try desk()
    let script = """
      restore phone 13300000001
      clock advance 1h
      roam open 13305711049 permission=all
      points show 13300000001
      """
    #expect(desk.script(script).code == 0)
    desk.options.job = nil
    // The second order cannot be undone as long as this stands.
    let closed = try desk.must("roam close 13305711049")
    #expect(closed.contains("\"outcome\":\"done\""))
    let rehearsed = desk.run("undo job june --dry-run")
    #expect(rehearsed.code == 4, "\(rehearsed.remarks)")
    #expect(try desk.must("jobs").contains("\"state\":\"ended\""))
    let undone = desk.run("undo job june | select reverses outcome")
    #expect(undone.code == 4, "\(undone.remarks)")
    #expect(
      undone.printed == """
        {"reverses":"O34","outcome":"refused"}
        {"reverses":"O32","outcome":"done"}

        """)
    #expect(try desk.must("jobs").contains("\"state\":\"undone\""))
    #expect(desk.run("store check").code == 0)
    desk.options.job = "june"
    let again = desk.script(script)
    #expect(again.code == 2)
    #expect(again.remarks.contains("[job.undone]"), "\(again.remarks)")
    desk.options.job = nil
    #expect(try desk.must("undo last --any | select reverses").contains("O35"))
    #expect(desk.run("undo job june | select reverses outcome").printed.contains("O34"))
    let nothing = desk.run("undo job june")
    #expect(nothing.remarks.contains("[undo.job]"), "\(nothing.remarks)")
    #expect(desk.run("undo job july").remarks.contains("[job.unknown]"))
  }

  @Test func `a job that was broken off is resumed where it was`() throws {
    let desk = try desk()
    let script = """
      clock advance 1h
      let again = (points show 13300000001)
      for count in [1, 2] { roam close 13300000001 }
      [13300000001, 13305711003] | restore phone number=$it.value
      restore phone 19900000000
      """
    desk.options.onRefusal = .continue
    let first = desk.script(script)
    #expect(first.code == 3)
    #expect(first.remarks.contains("run the same command again to resume the job"))
    let orders = try orders(desk)
    let again = desk.script(script)
    #expect(again.code == 3)
    #expect(again.printed == first.printed)
    #expect(again.remarks.contains("; 5 of them earlier"), "\(again.remarks)")
    #expect(try self.orders(desk) == orders)
    desk.options.job = nil
    #expect(try desk.must("jobs").contains("\"state\":\"open\""))
  }

  @Test func `a job is not resumed when it was given something else`() throws {
    let desk = try desk()
    let path = desk.folder + "/list.csv"
    try TestFiles.write(Self.list, to: path)
    let script = "open \"\(path)\" | restore phone reason=\"$args\"\n"
    #expect(desk.script(script).code == 4)
    let orders = try orders(desk)

    func expectRefused(_ text: String, _ code: String) throws {
      let run = desk.script(text)
      #expect(run.code == 2)
      #expect(run.remarks.contains("[\(code)]"), "\(run.remarks)")
      #expect(run.printed.isEmpty)
      #expect(try self.orders(desk) == orders)
    }
    try expectRefused(script + "# another\n", "job.script")
    desk.options.arguments = ["x"]
    try expectRefused(script, "job.arguments")
    desk.options.arguments = []
    try TestFiles.write(Self.list + "\n13305711004,T-6\n", to: path)
    try expectRefused(script, "job.file")
    try TestFiles.write(Self.list, to: path)
    #expect(desk.script(script).code == 4)
    for name in ["", "a\nb", String(repeating: "长", count: 22)] {
      desk.options.job = name
      try expectRefused(script, "job.name")
    }
    desk.options.job = String(repeating: "长", count: 21)
    #expect(desk.script(script).code == 4)
  }

  @Test func `what replaces the store is no part of a job, and a snapshot brings no memory`() throws
  {
    let desk = try desk()
    #expect(desk.script("restore phone 13300000001").code == 0)
    let load = desk.script("snapshot load \"\(desk.folder)/Snapshots/demo.jsonl\"")
    #expect(load.remarks.contains("[job.script]"))
    desk.options.job = "july"
    let other = desk.script("snapshot load \"\(desk.folder)/Snapshots/demo.jsonl\"")
    #expect(other.code == 3)
    #expect(other.remarks.contains("[job.command]"))
    desk.options.job = nil
    try desk.must("snapshot save \"\(desk.folder)/now.jsonl\"")
    try desk.must("snapshot load \"\(desk.folder)/now.jsonl\"")
    desk.options.job = "june"
    let again = desk.script("restore phone 13300000001")
    #expect(again.code == 2)
    #expect(again.remarks.contains("[job.memory]"))
  }

  @Test func `a dry run of a job keeps neither the job nor its orders`() throws {
    let desk = try desk()
    desk.options.job = nil
    let jobs = try desk.must("jobs")
    desk.options.job = "june"
    desk.options.isDryRun = true
    let dry = desk.script("restore phone 13300000001")
    #expect(dry.code == 0, "\(dry.remarks)")
    desk.options.isDryRun = false
    desk.options.job = nil
    #expect(try desk.must("jobs") == jobs)
    desk.options.job = "june"
    #expect(desk.script("restore phone 13300000001").code == 0)
  }
}

/// Requests with keys.
@Suite struct RequestKeyTests {
  private func desk() throws -> TestDesk {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .jsonl
    return desk
  }

  @Test func `the same key with the same request gives the first answer again`() throws {
    let desk = try desk()
    for command in [
      "restore phone 13300000001 key=A-1", "restore phone 13305711004 key=A-2",
      "clock advance 1h key=A-3", "roam close 13300000001 key=A-4 channel=hotline",
    ] {
      let first = desk.run(command)
      let count = try desk.must("orders | count")
      #expect(desk.run(command).printed == first.printed)
      #expect(desk.run(command).code == first.code)
      #expect(desk.run(command + " --dry-run").code == first.code)
      #expect(try desk.must("orders | count") == count)
    }
    #expect(try desk.must("clock show").contains("T10:00"))
    #expect(desk.run("store check").code == 0)
  }

  @Test func `a key of another request is an error that names the order`() throws {
    let desk = try desk()
    let order = try desk.must("restore phone 13300000001 key=A-1 ticket=T-1")
    for command in [
      "restore phone 13305711003 key=A-1 ticket=T-1", "restore phone 13300000001 key=A-1",
      "roam close 13300000001 key=A-1 ticket=T-1",
    ] {
      let run = desk.run(command)
      #expect(run.code == 3)
      #expect(run.remarks.contains("[key.conflict]"))
      let named = try #require(run.remarks.firstRange(of: "order O"))
      let id = run.remarks[named.upperBound...].prefix { $0.isNumber }
      #expect(order.contains("\"O\(id)\""))
    }
    #expect(desk.run("store check").code == 0)
  }

  @Test(arguments: [Options.Mode.whole, .each, .batch(1)])
  func `of two rows with one key the first in the list is done`(mode: Options.Mode) throws {
    let desk = try desk()
    desk.options.mode = mode
    desk.options.format = .csv
    // The customer of the second stands before that of the first.
    let run = desk.run(
      "[13305711003, 13300000001, 13305711003] | restore phone number=$it.value key=K"
        + " | select value, outcome, rules, order")
    let rows = run.printed.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    try #require(rows.count == 3, "\(run.remarks)")
    #expect(rows[1][1] == "error")
    #expect(rows[1][2] == "key.conflict")
    #expect(rows[2].dropFirst() == rows[0].dropFirst())
  }

  @Test func `a key that was rolled back is free again, and one in the same transaction is taken`()
    throws
  {
    let desk = try desk()
    let script = """
      try { transaction { restore phone 13300000001 key=A-1; restore phone 19900000000 } }
      restore phone 13305711003 key=A-1
      expect error "key.conflict" { restore phone 13300000001 key=A-1 }
      """
    let run = desk.script(script)
    #expect(run.code == 0, "\(run.remarks)")
  }
}
