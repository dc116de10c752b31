import Basics
import Glibc
import Language
import Testing

@Suite struct FileTests {
  private let folder = Folder()

  @Test func `a list becomes a report, row for row`() {
    let list = folder.write(
      "numbers.csv",
      "\u{FEFF}号码,ticket\r\n+86 13300000004,T-1\r\n13300000001,\"T,2\"\r\n1.33E+10,T-3\r\n")
    let run = ToyRun { $0.mode = .each }
    let report = "\(folder.path)/report.csv"
    let source = """
      open "\(list)" | restore phone number=$it.号码 ticket=$it.ticket | save "\(report)"
      """
    #expect(run.run(source) == 4, "\(run.output.remarks)")
    let lines = folder.text("report.csv")?.split(separator: "\n").map(String.init) ?? []
    #expect(lines.count == 4)
    #expect(lines.first == "号码,ticket,order,outcome,rules,reasons,at,until")
    #expect(lines[1].hasPrefix("+86 13300000004,T-1,O"))
    #expect(lines[2].hasPrefix("13300000001,\"T,2\",O2,refused,BEN-10.star,"))
    #expect(lines[3].hasPrefix("1.33E+10,T-3,,error,number.spreadsheet,"))
    #expect(run.output.results == "")
    #expect(run.output.remarks.hasSuffix("report.csv: 3 rows\n"))
    #expect(folder.names == ["numbers.csv", "report.csv"])
  }

  @Test func `a file gets its name when the script is committed, and never when it is not`() {
    let run = ToyRun()
    let path = "\(folder.path)/out.csv"
    let source = "[{number: 13300000004}] | restore phone | save \"\(path)\"\n"
    #expect(run.run(source + "nothing") == 2)
    #expect(folder.names == [])
    #expect(run.run(source + "print (1 / 0)") == 3)
    #expect(folder.names == [])
    #expect(run.run(source) == 0)
    #expect(folder.names == ["out.csv"])
    run.toy.failsAfter = 0
    #expect(run.run(source.replacing("out.csv", with: "other.csv")) == 1)
    #expect(folder.names == ["out.csv"])
  }

  @Test(arguments: [
    ("open \"FOLDER/none.csv\" | count", "file.open", Int32(3)),
    ("open \"FOLDER\" format=csv | count", "file.open", 3),
    ("open \"FOLDER/a.txt\" | count", "file.format", 3),
    ("open \"FOLDER/a.csv\" | select nombre", "column.unknown", 3),
    ("open \"FOLDER/a.csv\" | where nombre == 1 | count", "column.unknown", 3),
    ("open \"FOLDER/a.csv\" | restore phone", "column.unknown", 3),
    ("open \"FOLDER/a.csv\" | first 0 | sort numbr | count", "column.unknown", 3),
    ("open \"FOLDER/bad.csv\" | count", "csv.columns", 3),
    ("open \"FOLDER/bad.jsonl\" | count", "json.character", 3),
    ("open \"FOLDER/gbk.csv\" | count", "encoding.utf8", 3),
    ("lines | save \"FOLDER/none/x.csv\"", "file.write", 3),
    ("open \"FOLDER/a.csv\" encoding=latin", "choice.unknown", 2),
  ])
  func `a bad file is an error before anything changes`(source: String, code: String, exit: Int32) {
    _ = folder.write("a.csv", "no,b\n1,2\n")
    _ = folder.write("bad.csv", "a,b\n1,2\n3\n")
    _ = folder.write("bad.jsonl", "{\"a\":1}\n{nonsense}\n")
    writeGBK("gbk.csv")
    let run = ToyRun()
    #expect(run.run(source.replacing("FOLDER", with: folder.path)) == exit)
    #expect(run.output.remarks.contains("[\(code)]"), "\(run.output.remarks)")
    #expect(run.toy.log == [])
  }

  @Test func `a row with too few fields or too many is in error alone`() {
    let list = folder.write(
      "a.csv", "number,ticket\n13300000004,T-1\n13300000004\n13300000001,T-3,x\n13300000002,T-4\n")
    let run = ToyRun { $0.mode = .each }
    let report = "\(folder.path)/report.csv"
    let source = "open \"\(list)\" | where ticket != T-4 | restore phone | save \"\(report)\""
    #expect(run.run(source) == 4, "\(run.output.remarks)")
    let lines = folder.text("report.csv")?.split(separator: "\n").map(String.init) ?? []
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("13300000004,T-1,O1,done,"))
    #expect(lines[2].hasPrefix("13300000004,,,error,csv.columns,"))
    #expect(lines[2].contains("a.csv"))
    #expect(lines[3].hasPrefix("13300000001,T-3,,error,csv.columns,"))
    // A command that only reads tells of it as well; what needs all rows does not.
    #expect(run.run("open \"\(list)\" | line show | count") == 4)
    #expect(run.output.results.hasSuffix("4\n"), "\(run.output.results)")
    #expect(run.run("open \"\(list)\" | sort number | restore phone") == 3)
  }

  @Test func `broken off, a list done row by row keeps the report of what was done`() throws {
    let rows = (1...30).map { _ in "13300000004" }.joined(separator: "\n")
    let list = folder.write("a.csv", "number\n\(rows)\n")
    let report = "\(folder.path)/report.csv"
    let source = "open \"\(list)\" | restore phone | save \"\(report)\""
    let run = ToyRun { $0.mode = .batch(10) }
    run.toy.interruptsAfter = 25
    #expect(run.run(source) == 130)
    #expect(folder.text("report.csv")?.split(separator: "\n").count == 21)
    #expect(run.output.remarks.contains("report.csv: 20 rows\n"))
    #expect(run.output.remarks.contains("restore phone: "))
    #expect(run.output.remarks.contains("done and kept"), "\(run.output.remarks)")

    let whole = ToyRun()
    whole.toy.interruptsAfter = 25
    #expect(whole.run(source.replacing("report", with: "other")) == 130)
    #expect(folder.text("other.csv") == nil)
    #expect(whole.output.remarks.contains("nothing was changed"), "\(whole.output.remarks)")
  }

  @Test func `it is told how far a list is, and what became of its rows`() throws {
    let numbers = (0..<70_000).map { $0 < 300 ? "13300000004" : "199\(10_000_000 + $0)" }
    let list = folder.write("a.csv", "number\n" + numbers.joined(separator: "\n") + "\n")
    let run = ToyRun {
      $0.mode = .batch(500)
      $0.isConsented = true
    }
    #expect(run.run("open \"\(list)\" | restore phone | count") == 4)
    let counts = run.output.counts
    #expect(counts.count >= 250)
    #expect(counts.allSatisfy { $0.done + $0.refused + $0.errors == $0.rows })
    #expect(counts[0] != counts[1])
    // How many rows follow the first window is estimated from the size of the file.
    let total = try #require(counts[0].total)
    #expect((65_536...77_000).contains(total))
    let last = try #require(counts.last)
    #expect(last.total == 70_000)
    #expect(last.rows > 69_000)
  }

  @Test func `an unknown column lists those that exist and points at the word`() {
    let path = folder.write("a.csv", "number,ticket\n1,2\n")
    let run = ToyRun()
    #expect(run.run("open \(path) |\n  where tikcet == 2 | count") == 3)
    #expect(
      run.output.remarks == """
        test.desk:2:9: there is no column `tikcet`; the columns are: number, ticket [column.unknown]
            where tikcet == 2 | count
                  ^^^^^^
          did you mean `ticket`?

        """)
  }

  private func writeGBK(_ name: String) {
    let stream = fopen("\(folder.path)/\(name)", "w")!
    let bytes: [UInt8] = [0xBA, 0xC5, 0xC2, 0xEB, 0x0A, 0x31, 0x0A]
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
  }

  @Test func `GBK, TSV and JSON Lines are read, with what each knows of kinds`() {
    writeGBK("gbk.csv")
    let tsv = folder.write("a.tsv", "a\tb\n01\tx y\n")
    let json = folder.write(
      "a.jsonl", "{\"a\":1,\"b\":\"x\"}\n\n{\"b\":\"y\",\"c\":[1.50,null]}\n")
    let run = ToyRun()
    #expect(run.run("open \(folder.path)/gbk.csv encoding=gbk | select n=$it.号码") == 0)
    #expect(run.run("open \(tsv) | where a == 1") == 0)
    #expect(run.run("open \(json) | select a b c") == 0, "\(run.output.remarks)")
    #expect(run.output.results == "n\n1\na\tb\n01\tx y\na\tb\tc\n1\tx\t\n\ty\t[1.5,null]\n")
  }

  @Test func `what is saved can be read again`() {
    let run = ToyRun(Toy(4))
    for name in ["x.csv", "x.tsv", "x.jsonl"] {
      let path = "\(folder.path)/\(name)"
      #expect(run.run("lines | save \(path)\nopen \(path) | sum balance") == 0)
    }
    #expect(run.output.results == "-10\n-10\n-10\n")
    #expect(run.run("lines | first 0 | save \(folder.path)/empty.csv --mark") == 0)
    #expect(folder.text("empty.csv") == "\u{FEFF}number,state,stars,balance,customer\n")
    #expect(run.run("lines | tee \(folder.path)/t.csv | count") == 0)
    #expect(folder.text("t.csv")?.split(separator: "\n").count == 5)
  }

  @Test(arguments: [1, 1023, 1024, 1025, 5000])
  func `long files keep the order of their rows, whichever thread writes them`(count: Int) {
    let list = "number\n" + (0..<count).map { "133\(10_000_000 + $0)\n" }.joined()
    let (path, copy) = (folder.write("in.csv", list), "\(folder.path)/copy.csv")
    let run = ToyRun()
    #expect(run.run("open '\(path)' | tee '\(copy)' | save '\(folder.path)/out.csv'") == 0)
    #expect(folder.text("out.csv") == list)
    #expect(folder.text("copy.csv") == list)
  }

  @Test func `output that is held back for long waits in a file`() {
    let run = ToyRun(Toy(4))
    let text = String(repeating: "x", count: 1 << 20)
    let source = """
      restore phone 13300000004
      for i in $args { for j in $args { print $big $i } }
      print end
      """
    #expect(run.run("let big = '\(text)'") == 0)
    #expect(run.run(source.replacing("$args", with: "[1, 2, 3, 4, 5]")) == 0)
    let lines = run.output.results.split(separator: "\n")
    #expect(lines.count == 2 + 25 + 1)
    #expect(lines[2].utf8.count == text.utf8.count + 2)
    #expect(lines.last == "end")
  }
}

@Suite struct RenderingTests {
  private static let rows = """
    [{name: 张三, amount: 3, note: "a|b"}, {name: Li, amount: 12.5, note: "x\\ny"}, \
    {name: null, amount: null, note: [1, {b: 2}]}]
    """

  @Test(arguments: [
    (
      Format.table,
      """
      name  amount  note
      张三       3  a|b
      Li      12.5  x\\ny
                    [1,{"b":2}]

      """
    ),
    (
      .record,
      """
      name    张三
      amount  3
      note    a|b

      name    Li
      amount  12.5
      note    x\\ny

      note    [1,{"b":2}]

      """
    ),
    (
      .json,
      """
      [{"name":"张三","amount":3,"note":"a|b"},
      {"name":"Li","amount":12.5,"note":"x\\ny"},
      {"name":null,"amount":null,"note":[1,{"b":2}]}]

      """
    ),
    (
      .jsonl,
      """
      {"name":"张三","amount":3,"note":"a|b"}
      {"name":"Li","amount":12.5,"note":"x\\ny"}
      {"name":null,"amount":null,"note":[1,{"b":2}]}

      """
    ),
    (.csv, "name,amount,note\n张三,3,a|b\nLi,12.5,\"x\ny\"\n,,\"[1,{\"\"b\"\":2}]\"\n"),
    (
      .tsv,
      "name\tamount\tnote\n张三\t3\ta|b\nLi\t12.5\t\"x\ny\"\n\t\t\"[1,{\"\"b\"\":2}]\"\n"
    ),
    (
      .markdown,
      """
      | name | amount | note |
      | --- | --- | --- |
      | 张三 | 3 | a\\|b |
      | Li | 12.5 | x\\ny |
      |  |  | [1,{"b":2}] |

      """
    ),
  ])
  func `rows are written in each format`(format: Format, result: String) {
    let run = ToyRun { $0.format = format }
    #expect(run.run(Self.rows + " | skip 0") == 0, "\(run.output.remarks)")
    #expect(run.output.results == result)
  }

  @Test(arguments: [
    (
      Format.table,
      "number   13300000004\nstate    one-way\nstar\n  stars  4\nbalance  -4.00\n"
    ),
    (
      .json,
      "{\"number\":\"13300000004\",\"state\":\"one-way\",\"star\":{\"stars\":4},\"balance\":\"-4.00\"}\n"
    ),
    (.csv, "number,state,star,balance\n13300000004,one-way,\"{\"\"stars\"\":4}\",-4.00\n"),
  ])
  func `one result is written in each format`(format: Format, result: String) {
    let run = ToyRun { $0.format = format }
    #expect(run.run("line show 13300000004") == 0)
    #expect(run.output.results == result)
  }

  @Test func `no rows are an empty array, a heading, or nothing`() {
    for (format, result) in [
      (Format.json, "[]\n"), (.jsonl, ""), (.csv, "a,b\n"), (.table, ""),
      (.markdown, "| a | b |\n| --- | --- |\n"),
    ] {
      let run = ToyRun { $0.format = format }
      #expect(run.run("lines | where stars == 9 | select a=1 b=2") == 0)
      #expect(run.output.results == result)
    }
  }

  @Test func `a table that is too wide becomes records`() {
    let run = ToyRun(Toy(1)) {
      $0.format = .table
      $0.width = 19
    }
    #expect(run.run("lines | select number state") == 0)
    #expect(run.output.results == "number  13300000001\nstate   one-way\n")
  }

  @Test func `control characters never reach a terminal by way of a table`() {
    let run = ToyRun { $0.format = .table }
    #expect(run.run("print \"a\\u{1b}[31m\"\n{a: \"\\u{1b}]0;x\"}") == 0)
    #expect(run.output.results == "a\\u{1b}[31m\na  \\u{1b}]0;x\n")
  }

  @Test func `colours are asked of the painter`() {
    let run = ToyRun(Toy(6)) {
      $0.format = .table
      $0.paint = { tone, text in "<\(tone)>\(text)" }
    }
    #expect(run.run("lines | last 3 | restore phone | select number outcome") == 4)
    #expect(
      run.output.results == """
        <heading>number       <heading>outcome
        13300000004  <done>done
        13300000005  <done>done
        13300000006  <refused>refused

        """)
  }
}

@Suite struct ConsoleTests {
  private func console(_ toy: Toy = Toy(), _ adapt: (inout Options) -> Void = { _ in }) -> ToyRun {
    ToyRun(toy) {
      $0.mode = .statement
      adapt(&$0)
    }
  }

  @Test func `each statement is durable by itself, and variables stay`() {
    let run = console()
    #expect(run.run("let n = 13300000004") == 0)
    #expect(run.run("restore phone $n; restore phone 13300000005") == 0)
    #expect(run.toy.log == ["run 4", "commit", "run 5", "commit"])
    #expect(run.run("def fix(number) { restore phone $number }") == 0)
    #expect(run.run("fix 13300000010") == 0)
    #expect(run.toy.durable["13300000010"]?.state == "restored")
  }

  @Test func `a refusal is shown and kept, an error is told, and the console goes on`() {
    let run = console()
    #expect(run.run("restore phone 13300000001") == 4)
    #expect(run.output.results.contains("refused"))
    #expect(run.run("restore phone 99") == 3)
    #expect(run.run("nonsense") == 2)
    #expect(run.run("restore phone 13300000004") == 0)
  }

  @Test(arguments: [
    "restore phone 99", "restore phone 13300000001", "transaction { line show 13300000004 }",
    "lines | restore phone", "for n in [13300000004, 99] { restore phone $n }",
    "restore phone 13300000004", "expect error { restore phone 99 }",
    "try { transaction { restore phone 99 } }", "let x = (restore phone 99)",
  ])
  func `nothing stays open at the prompt`(source: String) {
    for isDryRun in [false, true] {
      let run = console { $0.isDryRun = isDryRun }
      run.run(source)
      #expect(!run.toy.isOpen)
      let script = ToyRun { $0.isDryRun = isDryRun }
      script.run(source)
      #expect(!script.toy.isOpen)
    }
  }

  @Test func `begin holds the store open until commit or rollback`() {
    let run = console()
    #expect(run.run("begin") == 0)
    #expect(run.runner.isTransactionOpen)
    #expect(run.run("restore phone 13300000004") == 0)
    #expect(run.output.results.contains("done"))
    #expect(run.run("begin") == 3)
    #expect(run.toy.log == ["run 4"])
    #expect(run.run("rollback") == 0)
    #expect(run.toy.durable["13300000004"]?.state == "one-way")
    #expect(run.run("begin; restore phone 13300000004; commit") == 0)
    #expect(run.toy.durable["13300000004"]?.state == "restored")
    #expect(run.run("commit") == 3)
  }

  @Test func `savepoints nest, and going back keeps what came before`() {
    let run = console()
    run.run("begin; restore phone 13300000004; savepoint one; restore phone 13300000005")
    run.run("savepoint two; restore phone 13300000010; rollback to one; commit")
    #expect(run.toy.durable["13300000004"]?.state == "restored")
    #expect(run.toy.durable["13300000005"]?.state == "one-way")
    #expect(run.run("begin; savepoint one; rollback to two") == 3)
    #expect(run.output.remarks.contains("[savepoint.unknown]"))
  }

  @Test func `within a transaction a failing statement undoes itself alone`() throws {
    let run = console()
    run.run("begin; restore phone 13300000004")
    #expect(run.run("for n in [13300000005, 99] { restore phone $n }") == 3)
    #expect(run.toy.working["13300000005"]?.state == "one-way")
    #expect(run.toy.working["13300000004"]?.state == "restored")
    #expect(try run.runner.abandonTransaction())
    #expect(run.toy.durable["13300000004"]?.state == "one-way")
    #expect(try !run.runner.abandonTransaction())
  }

  @Test(arguments: [
    ("line show 1", false), ("lines |", true), ("lines | # on", true), ("if true {", true),
    ("if true { print \"}\"", true), ("print (1 +", true), ("print \"a", true),
    ("print 'a\"", true),
    ("print \"$(lines", true), ("print \"$(1)\"", false), ("# (", false), ("print a#(b", true),
    ("print )", false), ("", false),
  ])
  func `a text that goes on needs more lines`(text: String, needsMore: Bool) {
    let run = console()
    if case .needsMore = run.runner.completeness(of: text) {
      #expect(needsMore)
    } else {
      #expect(!needsMore)
    }
  }

  @Test(arguments: [
    ("restore ph", "ph", ["phone"], nil),
    ("res", "res", ["restore phone"], nil),
    (
      "restore phone ", "",
      [
        "credit=", "until=", "kind=", "reason=", "ticket=", "channel=", "key=", "--dry-run",
        "--changes",
      ], "number"
    ),
    ("restore phone 133", "133", [], "number"),
    ("restore phone 133 k", "k", ["kind=", "key="], nil),
    ("restore phone 133 kind=", "", ["quick", "slow"], "kind"),
    ("restore phone 133 kind=s", "s", ["slow"], "kind"),
    ("restore phone 133 --ch", "--ch", ["--changes"], nil),
    ("restore phone kind=slow --", "--", ["--dry-run", "--changes"], nil),
    ("lines | wh", "wh", ["where"], nil),
    ("lines | where st", "st", ["state", "stars"], "condition"),
    ("lines | select number st", "st", ["state", "stars"], "columns"),
    ("let x = (line sh", "sh", ["show"], nil),
    ("if true { line sh", "sh", ["show"], nil),
    ("line show 1; li", "li", ["line show", "lines"], nil),
    ("print $ar", "ar", ["args"], nil),
    ("print $who.st", "st", ["state", "star"], nil),
    ("open \"nu", "nu", [], "file"),
    ("restore phone 1 ticket=\"T 1", "T 1", [], "ticket"),
    ("help res", "res", ["restore phone"], "word"),
    // A quotation mark in a comment, or a bar in an open text, begins no text and no command.
    ("# it's | a\nopen \"nu", "nu", [], "file"),
    ("restore phone 1 ticket=\"T | 1", "T | 1", [], "ticket"),
    ("# \"\nrestore phone 1 ticket=\"T;\n", "T;\n", [], "ticket"),
    ("nonsense x", "x", [], nil),
    ("tra", "tra", ["transaction"], nil),
  ])
  func `completion knows where the cursor stands`(
    text: String, prefix: String, candidates: [String], parameter: String?
  ) {
    let run = console()
    run.run("let who = (line show 13300000004)")
    let completion = run.runner.completion(of: text, at: text.utf8.count)
    #expect(completion.prefix == prefix)
    #expect(completion.candidates.map(\.text) == candidates)
    #expect(completion.parameter?.name == parameter)
  }

  @Test func `help comes from the table`() {
    let run = console()
    #expect(run.run("help restore phone") == 0)
    #expect(
      run.output.results == """
        restore phone <number> [credit=<money>] [until=<instant>] [kind=<quick|slow>] \
        [reason=<text>] [ticket=<text>] [channel=<text>] [key=<text>] [--dry-run] [--changes]
          restores a line

        Parameters
          number     the line's number (number), in a pipeline the row's `number`
          credit=    how much (money), 0.00 by default
          until=     until when (instant)
          kind=      how (quick|slow)
          reason=    the reason for the change (text)
          ticket=    the ticket that asks for the change (text)
          channel=   the channel of the request (text)
          key=       a key for the request: sent again with the same key, it gives the first answer again (text)
          --dry-run  show what would change, but keep nothing
          --changes  list what changed, field by field

          changes the store; right: support

        Result
          order, outcome, credit

        Examples
          restore phone 13300000005
              restores one

        """)
    let all = Help.text(run.runner.table, "", Options())
    for command in run.runner.table.commands { #expect(all.contains("  \(command.name) ")) }
    #expect(Help.text(run.runner.table, "NFC", Options()).contains("card replace"))
    #expect(Help.text(run.runner.table, "restroe phone", Options()).contains("restore phone"))
    var chinese = Options()
    chinese.language = .chinese
    #expect(Help.text(run.runner.table, "换卡", chinese).contains("card replace"))
  }

  @Test func `every example of the table runs`() throws {
    let folder = Folder()
    _ = folder.write("numbers.csv", "number\n13300000004\n")
    let run = console()
    for command in run.runner.table.commands {
      if ["rollback", "savepoint"].contains(command.name) { #expect(run.run("begin") == 0) }
      for example in command.examples {
        let source = example.source.replacing("\"numbers", with: "\"\(folder.path)/numbers")
          .replacing("\"three", with: "\"\(folder.path)/three")
        #expect(run.run(source) == 0, "\(example.source): \(run.output.remarks)")
      }
    }
  }
}
