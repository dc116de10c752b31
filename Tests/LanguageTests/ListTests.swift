import Basics
import Glibc
import Language
import Testing

/// Lists as spreadsheets, exports and editors leave them.
@Suite struct ListTests {
  private let folder = Folder()

  private func list(_ name: String, _ text: String) -> String { folder.write(name, text) }

  private func list(_ name: String, _ bytes: [UInt8]) -> String {
    let path = "\(folder.path)/\(name)"
    let stream = fopen(path, "w")!
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
    return path
  }

  private func lines(_ name: String) -> [String] {
    folder.text(name)?.split(separator: "\n").map(String.init) ?? []
  }

  // MARK: Headings

  @Test(
    arguments: [
      ("number,name,number\n1,2,3\n", "column.twice", ["columns 1 and 3", "`number`"]),
      (" number ,x,number\t\n1,2,3\n", "column.twice", ["columns 1 and 3"]),
      (
        "13300000004\n13300000005\n", "heading.number",
        ["line 1", "`13300000004`", "number,amount"]
      ),
      ("+86 133-0000-0004,5\n", "heading.number", ["line 1"]),
      ("1.33E+10,5\n", "heading.number", []),
      ("\"number\"x,a\n1,2\n", "csv.afterQuote", ["line 1"]),
    ] as [(String, String, [String])])
  func `a heading that cannot be meant is an error before the first row`(
    text: String, code: String, parts: [String]
  ) {
    let run = ToyRun { $0.mode = .each }
    #expect(run.run("open \"\(list("a.csv", text))\" | restore phone") == 3)
    #expect(run.output.remarks.contains("[\(code)]"), "\(run.output.remarks)")
    for part in parts { #expect(run.output.remarks.contains(part), "\(run.output.remarks)") }
    #expect(run.toy.log == [])
  }

  @Test(arguments: [
    ("number,,\n13300000004,a,b\n", "13300000004\n"),
    ("Number,number\nx,13300000004\n", "13300000004\n"),
    (" number\t,\u{3000}x\u{A0}\n13300000004,a\n", "13300000004\n"),
    ("\u{FEFF}number\n13300000004\n", "13300000004\n"),
    ("number,2016-02-10,2016\n13300000004,1,2\n", "13300000004\n"),
    (",,\nnumber,x,\n13300000004,a,\n", "13300000004\n"),
  ])
  func `other headings are taken without the blanks around them`(text: String, result: String) {
    let run = ToyRun()
    #expect(run.run("open \"\(list("a.csv", text))\" | select number") == 0)
    #expect(run.output.results == "number\n" + result, "\(run.output.remarks)")
  }

  @Test(arguments: [
    "sep=,\nnumber,t\n13300000004,a\n", "sep=;\nnumber;t\n13300000004;a\n",
    "SEP=:\nnumber:t\n13300000004:a\n", "sep=\t\r\nnumber\tt\r\n13300000004\ta\r\n",
    "number;t\n13300000004;a\n", "number\tt\n13300000004\ta\n", "number|t\n13300000004|a\n",
  ])
  func `the separator of a list is the one that it tells or shows`(text: String) {
    let run = ToyRun()
    #expect(run.run("open \"\(list("a.csv", text))\" | select number t") == 0)
    #expect(run.output.results == "number\tt\n13300000004\ta\n", "\(run.output.remarks)")
  }

  // MARK: Rows

  @Test func `rows with nothing in them are none, and what DOS put at the end is no row`() {
    let path = list(
      "a.csv", "number,t\r\n13300000004,a\r\n,\r\n \t,\r\n\r\n  \r\n13300000005,b\r\n\u{1A}")
    let run = ToyRun { $0.mode = .each }
    #expect(run.run("open \"\(path)\" | restore phone | select number") == 0)
    #expect(run.output.results == "number\n13300000004\n13300000005\n")
  }

  @Test func `one bad row of a list is in error alone, with its line`() {
    let bad: [UInt8] =
      Array("number,t\n13300000004,a\n13300000005,".utf8) + [0xD6, 0xD0]
      + Array("\n13300000005,\"b\"x\n13300000005,\"c\n13300000010,d\n13300000005\n".utf8)
      + Array("\u{FEFF}13300000011,e\n".utf8)
    let run = ToyRun { $0.mode = .each }
    let source = "open \"\(list("a.csv", bad))\" | restore phone | select number outcome rules"
    #expect(run.run(source) == 4)
    #expect(
      run.output.results == """
        number\toutcome\trules
        13300000004\tdone\t
        13300000005\terror\tencoding.utf8
        13300000005\terror\tcsv.afterQuote
        13300000005\terror\tcsv.quote
        13300000010\tdone\t
        13300000005\terror\tcsv.columns
        13300000011\tdone\t

        """)
    #expect(run.run(source.replacing("select number outcome rules", with: "select reasons")) == 4)
    for line in [3, 4, 5, 7] { #expect(run.output.results.contains("line \(line): ")) }
  }

  @Test func `steps before the command let a bad row pass to where it is told`() {
    let path = list("a.csv", "号码,t\n13300000004,a\n13300000005\n13300000010,x\n13300000011,a\n")
    let run = ToyRun { $0.mode = .each }
    let source = """
      open "\(path)" | select number=$it.号码 t | where t == a | restore phone |
        select number outcome rules
      """
    #expect(run.run(source) == 4, "\(run.output.remarks)")
    #expect(
      run.output.results.split(separator: "\n").dropFirst().map(String.init) == [
        "13300000004\tdone\t", "\terror\tcsv.columns", "13300000011\tdone\t",
      ], "\(run.output.results)")
  }

  @Test func `one bad line of JSON Lines is in error alone, whatever is wrong with it`() {
    let text: [UInt8] =
      Array("{\"number\":13300000004}\n{bad\n[1]\n".utf8)
      + Array("{\"number\":13300000005,\"a\":1,\"number\":13300000010}\n".utf8)
      + Array("{\"number\":\"13300000005\",\"t\":\"".utf8) + [0xFF] + Array("\"}\n \n".utf8)
      + Array("\u{FEFF}{\"number\":13300000010,\"x\":0.12345678901234567891}\n{}\n".utf8)
      + Array("{\"number\":1.33E10}\n{\"number\":13300000011.0}\n{\"number\":".utf8)
    let run = ToyRun { $0.mode = .each }
    let source = "open \"\(list("a.jsonl", text))\" | restore phone | select outcome rules"
    #expect(run.run(source) == 4)
    #expect(
      run.output.results.split(separator: "\n").dropFirst().map(String.init) == [
        "done\t", "error\tjson.character", "error\tjson.kind", "error\tjson.twice",
        "error\tencoding.utf8", "done\t", "error\tnumber.empty", "error\tnumber.spreadsheet",
        "done\t", "error\tjson.end",
      ], "\(run.output.results)")
    #expect(run.run(source.replacing("outcome rules", with: "reasons")) == 4)
    #expect(run.output.results.contains("it is at byte 1, at byte 28"), "\(run.output.results)")
    #expect(run.run("open \"\(folder.path)/a.jsonl\" | sort number | count") == 3)
    #expect(run.output.remarks.contains("a.jsonl`, line 2: "), "\(run.output.remarks)")
  }

  @Test func `numbers of JSON that are too long for numbers keep their digits`() {
    let path = list(
      "a.jsonl", "{\"a\":89860316000000030229,\"b\":1e3,\"c\":1.50,\"d\":1E+20,\"e\":-7}\n")
    let run = ToyRun { $0.format = .jsonl }
    #expect(run.run("open \"\(path)\" | select a b c d e") == 0)
    #expect(
      run.output.results
        == "{\"a\":\"89860316000000030229\",\"b\":1000,\"c\":1.5,\"d\":\"1E+20\",\"e\":-7}\n")
  }

  // MARK: Rows of different columns

  @Test func `rows of different fields keep them all in a file, however late they come`() {
    var text = (0..<3000).map { "{\"number\":\($0),\"note\":\"a\\n\\\"b\\\"\"}\n" }.joined()
    text += "{\"number\":3000,\"ticket\":\"T,7\"}\n{\"number\":3001,\"x\":1,\"note\":\"c\"}\n"
    let path = list("a.jsonl", text)
    let run = ToyRun()
    for (name, separator) in [("out.csv", ","), ("out.tsv", "\t")] {
      #expect(run.run("open \"\(path)\" | save \"\(folder.path)/\(name)\" --mark") == 0)
      let saved = folder.text(name) ?? ""
      #expect(saved.hasPrefix("\u{FEFF}number\(separator)note\(separator)ticket\(separator)x\n"))
      run.output.results = ""
      #expect(
        run.run("open \"\(folder.path)/\(name)\" | last 3 | select number note ticket x") == 0)
      #expect(
        run.output.results
          == "number\tnote\tticket\tx\n2999\t\"a\n\"\"b\"\"\"\t\t\n3000\t\tT,7\t\n3001\tc\t\t1\n")
    }
  }

  @Test(arguments: [Format.csv, .tsv, .table, .markdown])
  func `a column that comes too late to be shown is told, and the run does not succeed`(
    format: Format
  ) {
    var text = (0..<5000).map { "{\"number\":\($0)}\n" }.joined()
    let early = list("early.jsonl", "{\"number\":1}\n{\"number\":2,\"ticket\":\"T-7\"}\n")
    text += "{\"number\":5000,\"ticket\":\"T-7\"}\n{\"number\":5001,\"ticket\":\"T-8\"}\n"
    let late = list("late.jsonl", text)
    let run = ToyRun { $0.format = format }
    #expect(run.run("open \"\(early)\"") == 0)
    #expect(run.output.results.contains("T-7"))
    #expect(run.run("open \"\(late)\"") == 4)
    #expect(run.output.remarks.contains("row 5001"), "\(run.output.remarks)")
    #expect(run.output.remarks.contains("`ticket`"))
    #expect(run.output.remarks.contains("[column.late]"))
    let lines = ToyRun { $0.format = .jsonl }
    #expect(lines.run("open \"\(late)\"") == 0)
    #expect(lines.output.results.contains("T-8"))
  }

  @Test func `a table in a variable has the columns of all its rows`() {
    let run = ToyRun()
    let path = list("a.jsonl", "{\"a\":1}\n{\"b\":2}\n")
    #expect(
      run.run("let t = (open \"\(path)\"); print $t.b[1]; $t | save \"\(folder.path)/t.csv\"") == 0)
    #expect(run.output.results == "2\n")
    #expect(folder.text("t.csv") == "a,b\n1,\n,2\n")
  }

  // MARK: Reading commands

  @Test func `a reading command keeps the columns of the rows, and says what became of each`() {
    let path = list(
      "a.csv",
      "number,ticket,state\n199,T-0,?\n+86 13300000004,T-1,?\n133,\"T,2\",?\n13300000005,T-3,?\n4\n"
    )
    let run = ToyRun()
    #expect(run.run("open \"\(path)\" | line show | save \"\(folder.path)/out.csv\"") == 4)
    let saved = lines("out.csv")
    #expect(saved[0] == "number,ticket,state,star,balance,outcome,rules,reasons")
    #expect(saved[1].hasPrefix("199,T-0,?,,,error,line.unknown,"))
    #expect(saved[2] == "13300000004,T-1,one-way,\"{\"\"stars\"\":4}\",-4.00,done,,")
    #expect(saved[3].hasPrefix("133,\"T,2\",?,,,error,line.unknown,"))
    #expect(saved[4].hasPrefix("13300000005,T-3,"))
    #expect(saved[5].hasPrefix("4,,,,,error,csv.columns,"))
    #expect(saved.count == 6)
    // The block of each gives its results alone.
    let single = list("b.csv", "number,ticket\n13300000004,T-1\n")
    #expect(run.run("open \"\(single)\" | each { line show $it.number }") == 0)
    #expect(run.output.results.hasPrefix("number\tstate\tstar\tbalance\n"))
  }

  // MARK: What is rejected

  @Test(arguments: ["csv", "tsv", "jsonl"])
  func `what is rejected of a list in GBK runs again as the same list`(kind: String) throws {
    let separator = kind == "csv" ? "," : "\t"
    let text =
      kind == "jsonl"
      ? "{\"号码\":\"13300000001\",\"工单\":\"甲\"}\n{bad\n{\"号码\":\"13300000004\",\"工单\":\"乙\"}\n"
      : "号码\(separator)工单\n13300000001\(separator)甲\n13300000005\n13300000004\(separator)乙\n"
    let path = list("l.\(kind)", TextEncoder(.gbk).encoded(Array(text.utf8)))
    let source = """
      open "\(path)" encoding=gbk | restore phone number=$it.号码 ticket=$it.工单 | count
      """
    for turn in 1...3 {
      let rejected = "\(folder.path)/rejected-\(turn).\(kind)"
      let run = ToyRun {
        $0.mode = .each
        $0.rejects = rejected
      }
      #expect(run.run(source) == 4, "\(run.output.remarks)")
      #expect(run.output.remarks.contains("2 rows rejected"), "\(run.output.remarks)")
      #expect(!run.output.remarks.contains("#line"))
      #expect(rename(rejected, path) == 0)
    }
    let run = ToyRun { $0.rejects = "\(folder.path)/rejected.csv" }
    run.run("open \"\(path)\" encoding=gbk | where 工号 == 1 | restore phone number=$it.号码")
    #expect(!run.output.remarks.contains("#line"), "\(run.output.remarks)")
  }

  @Test func `what is rejected has the separators and the mark of the list`() {
    let path = list("l.csv", "\u{FEFF}number;t\n13300000001;a\n13300000005;b;c\n13300000004;d\n")
    let run = ToyRun {
      $0.mode = .each
      $0.rejects = "\(folder.path)/rejected.csv"
    }
    #expect(run.run("open \"\(path)\" | restore phone | count") == 4)
    let saved = lines("rejected.csv")
    #expect(saved[0].hasPrefix("\u{FEFF}number;t;rejectOutcome;rejectCodes;"))
    #expect(saved[1].hasPrefix("13300000001;a;refused;"))
    // As it stands in the list, so that it is no row of two fields now.
    #expect(saved[2].hasPrefix("13300000005;b;c;error;csv.columns;"))
    #expect(saved.count == 3)
  }

  // MARK: Values

  @Test(arguments: [
    ("1.0", "1"), ("2.00", "2"), ("２", "2"), (" 2 ", "2"), ("\u{FEFF}2", "2"), ("=\"2\"", "2"),
    ("'2", "2"), ("1.5", "integer.malformed"), ("1,000", "integer.malformed"),
    ("x", "integer.malformed"),
  ])
  func `a whole number is read as lists write it`(cell: String, result: String) {
    let run = ToyRun()
    let isRead = Int(result) != nil
    let quoted = cell.contains("'") ? "\"\(cell)\"" : "'\(cell)'"
    let source = "let cell = \(quoted)\nprint (length (part aaaaaa 0 $cell))"
    #expect(run.run(source) == (isRead ? 0 : 3))
    if isRead {
      #expect(run.output.results.hasSuffix(result + "\n"), "\(run.output.remarks)")
    } else {
      #expect(run.output.remarks.contains("[\(result)]"), "\(run.output.remarks)")
    }
  }

  @Test(arguments: [
    ("12.5", "12.50"), ("１２．５０", "12.50"), ("1,234.5", "1234.50"), ("¥100", "100.00"),
    ("￥1,000", "1000.00"), ("100元", "100.00"), ("12.3000", "12.30"), ("\t7 ", "7.00"),
    ("=\"7\"", "7.00"), ("12.345", "money.decimals"), ("12,34", "money.malformed"),
    ("1,23,456", "money.malformed"), ("abc", "money.malformed"), ("1E+2", "money.malformed"),
  ])
  func `money is read as lists write it, or what is wrong is told`(cell: String, result: String) {
    let field = cell.replacing("\"", with: "\"\"")
    let path = list("m.csv", "number,credit\n13300000004,\"\(field)\"\n")
    let run = ToyRun { $0.mode = .each }
    let isRead = result.first?.isNumber == true
    let report = "open \"\(path)\" | restore phone credit=$it.credit | select rules"
    #expect(run.run(report) == (isRead ? 0 : 4), "\(run.output.remarks)")
    #expect(
      run.output.results.hasSuffix(isRead ? "\"\"\n" : "\(result)\n"), "\(run.output.results)")
    #expect(run.toy.credits.last?.text == (isRead ? result : nil))
  }

  @Test func `texts are kept without the blanks around them`() {
    let run = ToyRun { $0.mode = .each }
    let path = list("a.csv", "number,ticket\n13300000004,T-1\t\n13300000005, \u{3000}T 2 \n")
    #expect(run.run("open \"\(path)\" | restore phone ticket=$it.ticket") == 0)
    #expect(run.toy.tickets.sorted() == ["T 2", "T-1"])
  }

  @Test(arguments: [
    "line show \"\"", "line show +86", "line show \" 00 86 \"", "restore phone '-'",
  ])
  func `an identifier that is empty is an error when the command runs`(source: String) {
    let run = ToyRun()
    #expect(run.run(source) == 3)
    #expect(run.output.remarks.contains("[number.empty]"), "\(run.output.remarks)")
    #expect(run.toy.log == [])
  }
}
