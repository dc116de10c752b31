import Basics
import Language
import TestSupport
import Testing

/// A dry run decides as the real run does, is never taken for it, and leaves nothing behind.
@Suite struct RehearsalTests {
  /// What became of each row, as JSON Lines give it.
  private static func fates(_ run: Run) -> [String] {
    run.printed.split(separator: "\n").map { line in
      func field(_ name: String) -> String {
        guard let start = line.firstRange(of: "\"\(name)\":")?.upperBound else { return "" }
        if line[start] == "\"" { return String(line[start...].dropFirst().prefix { $0 != "\"" }) }
        return String(line[start...].prefix { $0 != "," && $0 != "}" })
      }
      return field("outcome") + " " + field("rules")
    }
  }

  private static func desk(_ mode: Options.Mode = .whole) throws -> TestDesk {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .jsonl
    desk.options.mode = mode
    desk.options.isConsented = true
    desk.options.onRefusal = .continue
    return desk
  }

  /// All that the store holds.
  private static func state(_ desk: TestDesk) throws -> String {
    let (format, isDryRun) = (desk.options.format, desk.options.isDryRun)
    defer { (desk.options.format, desk.options.isDryRun) = (format, isDryRun) }
    desk.options.format = .csv
    desk.options.isDryRun = false
    let saved = try desk.must("(snapshot save \"\(desk.folder)/state.jsonl\").sha256")
    return try saved + desk.must("(journal verify).hash")
  }

  // MARK: Lists

  /// A command with the columns that its lists have.
  private struct Bulk: Sendable {
    let command: String
    let columns: String
    let row: @Sendable (inout any RandomNumberGenerator, [String]) -> String
  }

  private static let bulks = [
    Bulk(command: "restore phone", columns: "number") { dice, numbers in
      numbers.randomElement(using: &dice) ?? ""
    },
    Bulk(command: "points redeem item=$it.item", columns: "number,item") { dice, numbers in
      let item = ["kettle", "credit-50", "data-100"].randomElement(using: &dice) ?? ""
      return "\(numbers.randomElement(using: &dice) ?? ""),\(item)"
    },
    Bulk(command: "card replace iccid=$it.iccid generation=4g", columns: "number,iccid") {
      dice, numbers in
      let iccids = ["8986031300000000017", "8986031300000000025", "8986031300000000033"]
      let number = numbers.randomElement(using: &dice) ?? ""
      return "\(number),\(iccids.randomElement(using: &dice) ?? "")"
    },
    Bulk(
      command: "pay account=$it.number amount=$it.amount key=$it.key", columns: "number,amount,key"
    ) {
      dice, numbers in
      let key = ["K1", "K2", "K3 ", "", "K4"].randomElement(using: &dice) ?? ""
      let amount = ["1", "0", "434.87"].randomElement(using: &dice) ?? ""
      return "\(numbers.randomElement(using: &dice) ?? ""),\(amount),\(key)"
    },
  ]

  @Test(arguments: 0..<12)
  func `a rehearsal of any list gives the outcomes and rules of the real run`(round: Int) throws {
    var dice: any RandomNumberGenerator = SystemRandomNumberGenerator()
    let bulk = Self.bulks[round % Self.bulks.count]
    let mode: Options.Mode = round < 6 ? .whole : .each
    let desk = try Self.desk(mode)
    let numbers = try desk.must("lines | where kind == mobile and stars >= 3 | select number")
      .split(separator: "\n").prefix(8).map { String($0.filter(\.isNumber)) }
    let rows = (0..<24).map { _ in bulk.row(&dice, numbers) }
    let list = ([bulk.columns] + rows).joined(separator: "\n") + "\n"
    try TestFiles.write(list, to: desk.folder + "/list.csv")
    let source = "open \"\(desk.folder)/list.csv\" | \(bulk.command)"
    let before = try Self.state(desk)
    let ownDry = desk.run(source + " --dry-run")
    #expect(try Self.state(desk) == before)
    desk.options.isDryRun = true
    let wholeDry = desk.run(source)
    #expect(try Self.state(desk) == before)
    desk.options.isDryRun = false
    let real = desk.run(source)
    let fates = Self.fates(real)
    #expect(fates.count == rows.count)
    #expect(Self.fates(ownDry) == fates, "\(list)\n\(ownDry.remarks)")
    #expect(Self.fates(wholeDry) == fates, "\(list)\n\(wholeDry.remarks)")
    #expect(ownDry.code == real.code && wholeDry.code == real.code)
  }

  // MARK: Loops and statements

  @Test(
    arguments: [
      "[{n: 13300000001}, {n: \"+8613300000001\"}] | each { restore phone $it.n DRY }",
      "for n in [13300000001, 13300000001] { restore phone $n DRY }",
      "restore phone 13300000001 DRY; restore phone 13300000001 DRY",
      "def fix(n) { restore phone $n DRY }\nfix 13300000001\nfix 13300000001",
      "let i = 0; while $i < 2 { restore phone 13300000001 DRY; let i = $i + 1 }",
      "transaction { restore phone 13300000001 DRY; pay 13300000001 amount=1 DRY }",
      "if (restore phone 13300000001 DRY).outcome == done { restore phone 13300000001 DRY }",
      "let first = (pay 13300000001 amount=5 DRY); undo $first.order DRY; undo $first DRY",
      "pay 13300000001 amount=5 key=K DRY; pay 13300000001 amount=5 key=\" K\" DRY",
      "clock advance 400d DRY; restore phone 13300000001 DRY; restore phone 13300000009 DRY",
      "points redeem 13300000004 item=kettle quantity=3 DRY; points redeem 13300000004 item=kettle DRY",
    ], [Options.Mode.whole, .each])
  func `what comes later sees what came before, however it is written`(
    source: String, mode: Options.Mode
  ) throws {
    func text(_ dry: String) -> String {
      source.split(separator: " DRY", omittingEmptySubsequences: false).joined(separator: dry)
    }
    let desk = try Self.desk(mode)
    let before = try Self.state(desk)
    let ownDry = desk.script(text(" --dry-run"))
    #expect(try Self.state(desk) == before)
    desk.options.isDryRun = true
    let wholeDry = desk.script(text(""))
    #expect(try Self.state(desk) == before)
    desk.options.isDryRun = false
    let real = desk.script(text(""))
    #expect(Self.fates(ownDry) == Self.fates(real), "\(ownDry)\n\(real)")
    #expect(Self.fates(wholeDry) == Self.fates(real), "\(wholeDry)\n\(real)")
  }

  @Test(arguments: [Options.Mode.whole, .each, .statement])
  func `what is done in earnest, and what only reads, sees nothing of a rehearsal`(
    mode: Options.Mode
  ) throws {
    let desk = try Self.desk(mode)
    let balance = "(account show A2024).balance"
    let before = try desk.must(balance)
    let run = desk.script(
      """
      pay A2024 amount=5 --dry-run | select outcome
      \(balance)
      pay A2024 amount=7 | select outcome
      pay A2024 amount=9 --dry-run | select outcome
      orders | where kind == pay and at >= 2016-02-10T09:00 | count
      """)
    #expect(run.code == 0, "\(run.remarks)")
    #expect(
      run.printed
        == "{\"outcome\":\"done\"}\n\(before){\"outcome\":\"done\"}\n{\"outcome\":\"done\"}\n1\n")
    #expect(desk.run("store check").code == 0)
    let mixed = desk.script(
      "for n in [1, 2] { pay A2024 amount=1 --dry-run; pay A2024 amount=2 }; \(balance)")
    #expect(mixed.code == 0, "\(mixed.remarks)")
    let other = try Self.desk()
    try other.must("pay A2024 amount=7; pay A2024 amount=2; pay A2024 amount=2")
    #expect(try desk.must(balance) == other.must(balance))
  }

  @Test func `what is tried in the console's transaction is gone, and the rest is kept`() throws {
    let desk = try Self.desk()
    for line in [
      "begin", "pay A2024 amount=1", "pay A2024 amount=2 --dry-run", "savepoint here",
      "for n in [1, 2] { pay A2024 amount=3 --dry-run }", "rollback to here", "commit",
    ] {
      #expect(desk.type(line).code == 0, "\(line)")
    }
    let paid = try desk.must("orders | where kind == pay and at >= 2016-02-10T09:00 | count")
    #expect(paid == "1\n")
    #expect(desk.run("store check").code == 0)
  }

  // MARK: Never taken for real

  private static let rows = "[{number: 13300000001}, {number: 13300000009}, {number: 1}]"

  @Test(arguments: [true, false])
  func `every row says that it is tried, and none has the number of an order`(
    isWhole: Bool
  ) throws {
    let desk = try Self.desk(.each)
    desk.options.isDryRun = isWhole
    let source = "\(Self.rows) | restore phone\(isWhole ? "" : " --dry-run")"
    let run = desk.run(source)
    let lines = run.printed.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      #expect(line.contains("\"order\":null"), "\(line)")
      #expect(line.contains("\"dryRun\":true"), "\(line)")
    }
    #expect(run.remarks.contains("1 would be done, 1 would be refused (BEN-10."))
    desk.options.format = .csv
    let report = desk.run(source).printed
    #expect(
      report.hasPrefix(
        "number,order,outcome,dryRun,rules,reasons,at,until\n13300000001,,done,true,"))
    for format in [Format.table, .record, .markdown] {
      desk.options.format = format
      let shown = desk.run(source).printed
      #expect(shown.contains("would be done") && shown.contains("would be refused"), "\(shown)")
      #expect(shown.ranges(of: "done").count == shown.ranges(of: "would be done").count)
    }
    desk.options.format = .record
    let own = desk.run("pay A2024 amount=1\(isWhole ? "" : " --dry-run")")
    #expect(own.printed.contains("outcome    would be done\ndryRun     true\n"), "\(own.printed)")
    #expect(!own.printed.contains("O32"), "\(own.printed)")
    #expect(!own.remarks.contains("O32"))
  }

  @Test func `the numbers of orders go on as if nothing had been tried`() throws {
    let desk = try Self.desk(.each)
    let first = desk.run("\(Self.rows) | restore phone --dry-run")
    #expect(first.code == 4)
    let real = desk.run("\(Self.rows) | restore phone | select number order outcome")
    #expect(
      real.printed.hasPrefix("{\"number\":13300000001,\"order\":\"O32\",\"outcome\":\"done\"}\n"))
    #expect(!real.printed.contains("dryRun"))
  }

  @Test func `the report of a rehearsal, taken as a list, does not mark what is done`() throws {
    let desk = try Self.desk(.each)
    let report = desk.folder + "/report.csv"
    #expect(desk.run("\(Self.rows) | restore phone --dry-run | save \"\(report)\"").code == 4)
    let real = desk.run("open \"\(report)\" | restore phone")
    let first = try #require(real.printed.split(separator: "\n").first)
    #expect(first.contains("\"order\":\"O32\"") && first.contains("\"dryRun\":false"), "\(first)")
  }

  @Test func `an answer that was given before keeps its order in a rehearsal`() throws {
    let desk = try Self.desk(.each)
    try desk.must("pay A2024 amount=1 key=K-1")
    let run = desk.run("pay A2024 amount=1 key=K-1 --dry-run")
    #expect(run.printed.contains("\"order\":\"O32\""), "\(run.printed)")
    #expect(run.printed.contains("\"dryRun\":true"))
  }

  @Test func `reasons and errors name no order that is only tried`() throws {
    let desk = try Self.desk(.each)
    desk.options.isDryRun = true
    let run = desk.script(
      """
      let paid = (pay A2024 amount=1 key=K)
      undo $paid | select outcome
      undo $paid | select outcome reasons
      [{number: 13300000001}] | pay amount=2 key=K
      """)
    #expect(run.printed.contains("DESK-1.reversed"), "\(run.printed)")
    #expect(run.printed.contains("key.conflict"), "\(run.printed)")
    #expect(run.printed.contains("O?1") && run.printed.contains("O?2"), "\(run.printed)")
    #expect(!run.printed.contains("O3"), "\(run.printed)")
  }

  @Test func `an order that was tried is nobody's when the rehearsal is over`() throws {
    let desk = try Self.desk()
    let run = desk.script(
      "let tried = (pay A2024 amount=1 --dry-run); pay A2024 amount=2; undo $tried.order")
    #expect(run.code == 3)
    #expect(run.remarks.contains("[number.empty]"), "\(run.remarks)")
  }
}

/// What is given but empty is never taken for what is not given.
@Suite struct EmptinessTests {
  @Test(arguments: [
    "open \"FILE.csv\" | pay key=$it.key", "open \"FILE.jsonl\" | pay key=$it.key",
  ])
  func `a key that is empty, blank or missing is an error of its row`(source: String) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .jsonl
    desk.options.mode = .each
    try TestFiles.write(
      "number,amount,key\n13300000001,1,K1\n13300000001,1,\n13300000001,1,\u{200B} \u{3000}\n"
        + "13300000001,1,\u{FEFF}K1 \u{200B}\n", to: desk.folder + "/FILE.csv")
    try TestFiles.write(
      #"{"number":"13300000001","amount":"1","key":"K1"}"# + "\n"
        + #"{"number":"13300000001","amount":"1"}"# + "\n"
        + #"{"number":"13300000001","amount":"1","key":null}"# + "\n"
        + #"{"number":"13300000001","amount":"1","key":" K1\t"}"# + "\n",
      to: desk.folder + "/FILE.jsonl")
    for _ in 0..<2 {
      let run = desk.run(desk.placed(source))
      #expect(run.code == 4)
      #expect(
        run.remarks.contains("pay: 2 done, 2 in error (key.empty 2)"), "\(run.remarks)")
    }
    #expect(try desk.must("orders | where key == K1 | count") == "1\n")
  }

  @Test(arguments: ["key=\"\"", "key=\" \"", "key='\u{200B}\t'", "key=\"\u{3000}\u{FEFF}\""])
  func `a key that is written out and empty is told before anything runs`(key: String) throws {
    let desk = try TestDesk(loading: "demo")
    let run = desk.run("pay A2024 amount=1 \(key)")
    #expect(run.code == 2)
    #expect(run.remarks.contains("[key.empty]"), "\(run.remarks)")
    let later = desk.run("let k = \"\"; pay A2024 amount=1 key=$k")
    #expect(later.code == 3)
    #expect(later.remarks.contains("[key.empty]"))
  }

  @Test func `a job is the same with blanks around its name, and none without a name`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.job = "june"
    #expect(desk.script("pay A2024 amount=1").code == 0)
    desk.options.job = "june \u{200B}\t"
    #expect(desk.script("pay A2024 amount=1").remarks.contains("1 of them earlier"))
    for name in ["", " ", "\t", "\u{FEFF}"] {
      desk.options.job = name
      let run = desk.script("pay A2024 amount=1")
      #expect(run.code == 2)
      #expect(run.remarks.contains("[job.name]"), "\(run.remarks)")
    }
    desk.options.job = nil
    #expect(desk.run("job show \" june\"").code == 0)
    #expect(desk.run("undo job \"june \"").code == 0)
  }

  @Test func `no customers saved are none, not all`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    let file = desk.folder + "/none.jsonl"
    for source in [
      "customers | where stars == 99 | snapshot save \"\(file)\"", "[] | snapshot save \"\(file)\"",
      "snapshot save \"\(file)\" customer=[]",
      "let none = []; snapshot save \"\(file)\" customer=$none",
    ] {
      #expect(desk.run(source).code == 0, "\(source)")
      let saved = try TestFiles.read(file)
      #expect(saved.hasPrefix("{\"type\":\"header\""))
      #expect(!saved.contains("\"type\":\"customer\""), "\(source)")
    }
    #expect(desk.run("snapshot load \"\(file)\"").code == 0)
    #expect(desk.run("customers | count").printed == "0\n")
  }

  @Test(arguments: [
    ("snapshot save \"X.jsonl\" customer=\"\"", 2, "text.empty"),
    ("let c = \"\"; snapshot save \"X.jsonl\" customer=$c", 3, "text.empty"),
    ("let c = {a: null}; snapshot save \"X.jsonl\" customer=$c.a", 3, "text.empty"),
    ("[{id: \"\"}] | snapshot save \"X.jsonl\"", 3, "snapshot.row"),
    ("[{name: x}] | snapshot save \"X.jsonl\"", 3, "snapshot.row"),
    ("customers | benefit wall", 2, "column.unknown"),
    ("[{number: \"\"}] | benefit wall", 4, "number.empty"),
    ("order list \"\"", 3, "number.empty"), ("undo \"\"", 3, "number.empty"),
    ("[{n: \"\"}] | each { undo $it.n }", 3, "number.empty"),
    ("[{number: \"\"}] | order list", 4, "number.empty"),
    ("star explain C1001 month=\"\"", 2, "text.empty"),
    ("let m = \"\"; star explain C1001 month=$m", 3, "text.empty"),
    ("charge 18105711026 amount=3 month=\"\"", 2, "text.empty"),
    ("customers | select ,", 2, "parameter.missing"),
    ("customers | distinct ,", 2, "parameter.missing"),
    ("customers | sort ，", 2, "syntax.expected"),
    ("restore phone 13300000001 channel=\"\"", 2, "text.empty"),
  ])
  func `an argument that is given and empty is an error`(
    source: String, code: Int32, problem: String
  ) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .jsonl
    let orders = try desk.must("orders | count")
    let run = desk.run(desk.placed(source))
    #expect(run.code == code, "\(run)")
    #expect((run.remarks + run.printed).contains(problem), "\(run)")
    #expect(try desk.must("orders | count") == orders)
    #expect(!FolderContents.names(in: desk.folder).contains("X.jsonl"))
  }
}

/// Columns of the store of which more is known than their values tell.
@Suite struct ColumnKindTests {
  @Test(arguments: [
    ("lines | where state == susspended | count", 2, "choice.unknown"),
    ("lines | where state in [one-way, twoway] | count", 2, "choice.unknown"),
    ("lines | where stars > 3 and kind != mobil | count", 2, "choice.unknown"),
    ("lines | where \"oneway\" == $it.state | count", 2, "choice.unknown"),
    ("lines | select s=$it.state | where s == oneway | count", 2, "choice.unknown"),
    ("lines | first 3 | restore phone | where outcome == don | count", 2, "choice.unknown"),
    ("orders | where outcome == refuse | count", 2, "choice.unknown"),
    ("accounts | where mode == prepay | count", 2, "choice.unknown"),
    ("due | where kind == restore | count", 2, "choice.unknown"),
    ("let s = oneway; lines | where state == $s | count", 3, "choice.unknown"),
    ("for l in (lines | first 2) { if $l.state == oneway { print x } }", 3, "choice.unknown"),
    ("expect (line show 13300000001).state != oneway", 3, "choice.unknown"),
    ("customers | where name == 王芳 | count", 2, "compare.masked"),
    ("customers | where name starts-with 王 | count", 2, "compare.masked"),
    ("customers | where name =~ \"王*\" | count", 2, "compare.masked"),
    ("customers | where stars > 5 and \"王芳\" in $it.name | count", 2, "compare.masked"),
    ("lines | where name contains 王 | count", 2, "compare.masked"),
    ("customers | sort name", 2, "compare.masked"),
    ("customers | distinct name", 2, "compare.masked"),
    ("customers | count name", 2, "compare.masked"), ("lines | group name", 2, "compare.masked"),
    ("customer find 王 | where name == 王芳 | count", 3, "compare.masked"),
    ("expect (customer show C1001).phone == 13300000001", 3, "compare.masked"),
    ("expect (customer show C1001).document.number == 1", 3, "compare.masked"),
  ])
  func `a word that a column never holds, and a masked column, are errors`(
    source: String, code: Int32, problem: String
  ) throws {
    let desk = try TestDesk(loading: "demo")
    let run = desk.run(source)
    #expect(run.code == code, "\(run)")
    #expect(run.remarks.contains("[\(problem)]"), "\(run)")
    if problem == "compare.masked" { #expect(run.remarks.contains("use `customer find`")) }
  }

  @Test func `the known words are named`() throws {
    let run = try TestDesk(loading: "demo").run("lines | where state == two_way | count")
    #expect(
      run.remarks.contains(
        "`two_way` is not one of: active, one-way, two-way, voluntary, lost, disconnected"))
    #expect(run.remarks.contains("did you mean `two-way`?"))
  }

  @Test(arguments: [
    ("orders | where ticket == 1042 | count", "1\n"),
    ("orders | where ticket != 1042 | count", "31\n"),
    ("lines | where number == 13300000001 | count", "1\n"),
    ("lines | where number in [13300000001, 057120001028] | count", "2\n"),
    (
      "lines | where number >= 13300000000 and number < 13300000010 and kind == mobile | count",
      "3\n"
    ),
    ("lines | where scope == \"\" | count", "0\n"),
  ])
  func `identifiers and tickets are text, also where they are written as numbers`(
    source: String, result: String
  ) throws {
    let desk = try TestDesk(loading: "demo")
    if source.contains("ticket") { try desk.must("pay A2024 amount=1 ticket=1042") }
    let run = desk.run(source)
    #expect(run.code == 0, "\(run.remarks)")
    #expect(run.printed == result)
    #expect(run.remarks.isEmpty)
  }

  @Test func `numbers of lines are sorted as text without a word`() throws {
    let run = try TestDesk(loading: "demo").run("lines | sort number | first 1 | select number")
    #expect(run.printed.contains("057120001028"), "\(run.printed)")
    #expect(run.remarks.isEmpty)
  }
}

/// Files that spreadsheets open.
@Suite struct SpreadsheetTests {
  @Test func `no cell of a marked file is a formula, and all of it is read again as it was`() throws
  {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .jsonl
    let texts = [
      "=HYPERLINK(\\\"x\\\")", "@SUM(1)", "-1+1", "+cmd", "\\tx", "\\r=1", "'=1", "''-x", "＝1",
      "-5", "+8613300000001", "-0.5", "it's", "'quoted'", "", "2016-02-01", "a=b",
    ]
    let list = texts.map { "{ticket: \"\($0)\", n: \"1\"}" }.joined(separator: ", ")
    let file = desk.folder + "/marked.csv"
    try desk.must("[\(list)] | save \"\(file)\" --mark")
    let lines = try TestFiles.read(file).split(separator: "\n").dropFirst()
    for line in lines {
      let cell = line.drop { $0 == "\"" }.prefix { $0 != "," }
      #expect(!"=@\t\r＝".contains(cell.first ?? " "), "\(line)")
      if "+-".contains(cell.first ?? " ") {
        #expect(cell.dropFirst().allSatisfy { $0.isNumber || $0 == "." }, "\(line)")
      }
    }
    let read = try desk.must("open \"\(file)\"")
    #expect(try read == desk.must("[\(list)] | select ticket n"))
    try desk.must("[\(list)] | save \"\(file)\"")
    #expect(try TestFiles.read(file).contains("\n@SUM(1),1\n"))
  }
}
