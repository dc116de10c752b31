import Basics
import Language
import Testing

@Suite struct PipelineTests {
  @Test func `a pipeline filters, selects and sorts`() {
    let run = ToyRun(Toy(8))
    let source = """
      lines | where state == one-way and stars >= 2 and balance < -3.00 |
        sort stars --descending | select number stars twice=($it.stars * 2)
      """
    #expect(run.run(source) == 0)
    #expect(
      run.output.results == """
        number\tstars\ttwice
        13300000005\t5\t10
        13300000004\t4\t8

        """)
  }

  @Test(arguments: [
    ("[3, 1, 2] | sort value", "value\n1\n2\n3\n"),
    ("[3, 1, 2] | first", "value\n3\n"),
    ("[3, 1, 2] | last 2", "value\n1\n2\n"),
    ("[3, 1, 2] | skip 1", "value\n1\n2\n"),
    ("[3, 1, 3, 3] | distinct", "value\n3\n1\n"),
    ("[3, 1, 3, 3] | count value", "value\tcount\n3\t3\n1\t1\n"),
    ("[3, 1, 2] | count", "3\n"),
    ("[3, 1, 2] | sum value", "6\n"),
    ("lines | sum balance", "-36.00\n"),
    ("lines | where stars == 9 | sum balance", "0\n"),
    ("[\"1.50\", \"\", \"2\"] | sum value", "3.5\n"),
    ("[] | count", "0\n"),
    ("(lines | count) + 2", "10\n"),
    ("lines | group state | select state count", "state\tcount\none-way\t6\nactive\t2\n"),
    (
      "lines | group state | where state == active | select ns=($it.rows | select number)",
      "ns\n\"[{\"\"number\"\":\"\"13300000003\"\"},{\"\"number\"\":\"\"13300000006\"\"}]\"\n"
    ),
    ("lines | where number =~ '[12]$' | select number", "number\n13300000001\n13300000002\n"),
    ("lines | where balance == -3 | select number", "number\n13300000003\n"),
    ("[{b: 2, a: 1}] | select a", "a\n1\n"),
    // A bare word is text there, and no column that could not be evaluated.
    ("[{a: 1}] | select a b=word c=2016-02", "a\tb\tc\n1\tword\t2016-02\n"),
    ("{a: 1, b: [x, {c: null}]} | select b", "b\n\"[\"\"x\"\",{\"\"c\"\":null}]\"\n"),
    ("lines | first 2 | select number | send list", "13300000001+13300000002\n"),
    ("for r in (lines | first 2) { print $r.stars }", "1\n2\n"),
    ("lines | first 2 | each { print $it.number } | count", "13300000001\n13300000002\n2\n"),
    (
      "lines | last 1 | line show | select state star",
      "state\tstar\none-way\t\"{\"\"stars\"\":1}\"\n"
    ),
    ("(lines | first 2).stars", "value\n1\n2\n"),
    ("print (lines | where stars > 5 | select number)[0].number", "13300000006\n"),
  ])
  func `each step does what it is for`(source: String, result: String) {
    let run = ToyRun(Toy(8))
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == result)
  }

  @Test func `a condition behind a source fetches only the fields that it asks for`() throws {
    let toy = Toy(100)
    let columns = Columns(ToyLines.names)
    let source = ToyLines(toy, columns)
    let command = Command(
      "toys", family: "line", Words("", ""), columns: ToyLines.names,
      action: .source { (_, _) throws(LanguageError) in source })
    let output = ToyOutput()
    let runner = ScriptRunner(CommandTable([command]), session: toy, output: output)
    let text = "toys | where stars > 5 and state == x | count"
    #expect(runner.run(SourceText(name: "t", text)) == 0)
    #expect(output.results == "0\n")
    #expect(source.fetched == 100 + toy.working.values.count { $0.stars > 5 })
  }

  @Test func `rows are carried out in customer order and put out in the given order`() {
    let run = ToyRun(Toy(8)) { $0.mode = .each }
    #expect(run.run("lines | where stars >= 3 | restore phone | select number outcome") == 4)
    #expect(run.toy.log == ["run 5", "run 6", "run 3", "run 4", "commit"])
    #expect(
      run.output.results == """
        number\toutcome
        13300000003\trefused
        13300000004\tdone
        13300000005\tdone
        13300000006\trefused

        """)
    #expect(
      run.output.remarks == "restore phone: 2 done, 2 refused (BEN-10.state 2)\n")
  }

  @Test func `commands that share something run in the given order`() {
    let run = ToyRun(Toy(6)) { $0.mode = .each }
    #expect(run.run("lines | card replace iccid=89860 --nfc | count") == 0, "\(run.output.remarks)")
    #expect(run.toy.log == (1...6).map { "card 0\($0)" } + ["commit"])
  }

  @Test func `the columns of the input come first, then those of the result`() {
    let run = ToyRun(Toy(6))
    let source = """
      let rows = [{number: 13300000004, note: a}, {number: 13300000001, note: b},
        {number: 99, note: c}]
      $rows | restore phone
      """
    #expect(run.run(source) == 4)
    #expect(
      run.output.results == """
        number\tnote\torder\toutcome\trules\treasons\tat\tuntil
        13300000004\ta\tO1\tdone\t\t[]\t2016-02-10T00:00:00+08:00\t
        13300000001\tb\tO2\trefused\tBEN-10.star\t"[{""code"":""BEN-10.star"",""message"":""because of BEN-10.star""}]"\t2016-02-10T00:00:00+08:00\t
        99\tc\t\terror\tline.unknown\t"[{""code"":""line.unknown"",""message"":""toy error line.unknown""}]"\t\t

        """)
    #expect(
      run.output.remarks
        == "restore phone: 1 done, 1 refused (BEN-10.star 1), 1 in error (line.unknown 1)\n")
  }

  @Test func `a report can be the list of the next run`() {
    let run = ToyRun(Toy(6))
    let source = """
      let report = ([{number: 13300000004}] | restore phone)
      let again = ($report | restore phone)
      print $again[0].outcome $again[0].rules
      $again | select number outcome
      """
    #expect(run.run(source) == 4)
    #expect(
      run.output.results == "refused BEN-10.state\nnumber\toutcome\n13300000004\trefused\n")
  }

  @Test func `a changing step runs for all its rows, however few are wanted of it`() {
    let run = ToyRun(Toy(6))
    #expect(run.run("lines | restore phone | first 1 | select number") == 4)
    #expect(run.output.results == "number\n13300000001\n")
    #expect(run.toy.runs == 6)
  }

  @Test func `a pipeline that reads the store and changes it sees each key once`() {
    let run = ToyRun(Toy(5_000)) {
      $0.mode = .batch(700)
      $0.isConsented = true
    }
    #expect(run.run("lines | restore phone | count") == 4)
    #expect(run.output.results == "5000\n")
    #expect(run.toy.runs == 5_000)
  }
}

@Suite struct DurabilityTests {
  @Test func `a script is one transaction and holds its output until the commit`() {
    let run = ToyRun()
    run.output.onWrite = { #expect(run.toy.log.last == "commit") }
    #expect(run.run("restore phone 13300000004\nprint after\nline show 13300000004") == 0)
    #expect(run.toy.log == ["run 4", "commit"])
    #expect(run.output.results.contains("after\n"))
    #expect(run.output.results.contains("restored"))
  }

  @Test func `records of the same columns share one heading`() {
    let run = ToyRun()
    let source = "line show 13300000001\nline show 13300000002\nprint -\nline show 13300000003"
    #expect(run.run(source) == 0)
    let lines = run.output.results.split(separator: "\n").map { $0.prefix(11) }
    #expect(
      lines == ["number\tstat", "13300000001", "13300000002", "-", "number\tstat", "13300000003"])
  }

  @Test func `what was shown before the first change need not wait`() {
    let run = ToyRun()
    var logs: [Int] = []
    run.output.onWrite = { logs.append(run.toy.log.count) }
    #expect(run.run("print before\nrestore phone 13300000004") == 0)
    #expect(logs == [0, 2])
  }

  @Test func `a refusal ends a script, which is rolled back and says why`() {
    let run = ToyRun()
    #expect(run.run("print 1\nrestore phone 13300000004\nrestore phone 13300000001\nprint 2") == 3)
    #expect(run.output.results == "1\n")
    #expect(
      run.output.remarks == """
        test.desk:3:1: `restore phone` was refused: because of BEN-10.star [refused]
          restore phone 13300000001
          ^^^^^^^^^^^^^^^^^^^^^^^^^

        """)
    #expect(run.toy.durable["13300000004"]?.state == "one-way")
    #expect(run.toy.rollbacks.count == 1)
    #expect(run.toy.rollbacks.first?.script == "test.desk")
    #expect(run.toy.rollbacks.first?.line == 3)
    #expect(run.toy.rollbacks.first?.reasons == ["BEN-10.star"])
  }

  @Test func `an error ends a script, which is rolled back`() {
    let run = ToyRun()
    #expect(run.run("restore phone 13300000004\nrestore phone 99") == 3)
    #expect(run.output.results == "")
    #expect(run.output.remarks.hasPrefix("test.desk:2:1: toy error line.unknown [line.unknown]\n"))
    #expect(run.toy.log.last == "rollback")
  }

  @Test func `alone with -c a refusal is kept, shown, and the exit code is 3`() {
    let run = ToyRun { $0.isAlone = true }
    #expect(run.run("restore phone 13300000001", name: "-c") == 3)
    #expect(run.toy.log == ["run 1", "commit"])
    #expect(run.output.results.contains("refused"))
    #expect(run.run("restore phone 99", name: "-c") == 3)
    #expect(run.run("print 1; restore phone 13300000001", name: "-c") == 3)
    #expect(run.toy.log.last == "rollback")
  }

  @Test func `a script goes on after refusals and errors when that is asked for`() {
    let run = ToyRun {
      $0.onRefusal = .continue
      $0.onError = .continue
      $0.format = .jsonl
    }
    let source = """
      restore phone 13300000001
      restore phone 99
      restore phone 13300000004
      """
    #expect(run.run(source) == 4)
    #expect(run.output.results.split(separator: "\n").count == 2)
    #expect(run.output.remarks.contains("test.desk:2:1: toy error line.unknown"))
    #expect(run.toy.durable["13300000004"]?.state == "restored")
  }

  @Test func `with --each every command has its own fate`() {
    let run = ToyRun { $0.mode = .each }
    #expect(run.run("restore phone 13300000004\nrestore phone 13300000001\nprint no") == 3)
    #expect(run.toy.durable["13300000004"]?.state == "restored")
    #expect(run.toy.log.last == "commit")
    #expect(run.output.results.contains("done"))
    #expect(!run.output.results.contains("no\n"))
  }

  @Test(arguments: [1, 2, 3, 7])
  func `with --batch a commit comes after exactly so many`(size: Int) {
    let run = ToyRun(Toy(14)) { $0.mode = .batch(size) }
    #expect(run.run("lines | where stars >= 3 and state == one-way | restore phone") == 0)
    var counts: [Int] = []
    var count = 0
    for entry in run.toy.log {
      if entry == "commit" {
        if count > 0 { counts.append(count) }
        count = 0
      } else {
        count += 1
      }
    }
    let total = run.toy.runs
    #expect(counts.dropLast().allSatisfy { $0 == size })
    #expect(counts.reduce(0, +) == total)
  }

  @Test func `plain commands and loops are batched too`() {
    let run = ToyRun { $0.mode = .batch(2) }
    #expect(run.run("for n in [13300000004, 13300000005, 13300000010] { restore phone $n }") == 0)
    #expect(run.toy.log == ["run 4", "run 5", "commit", "run 10", "commit"])
  }

  @Test func `a dry run runs everything and keeps nothing`() {
    let run = ToyRun { $0.isDryRun = true }
    #expect(run.run("restore phone 13300000004\nlines | restore phone | count") == 4)
    #expect(run.toy.durable["13300000004"]?.state == "one-way")
    #expect(run.toy.log.last == "rollback")
    #expect(!run.toy.log.contains("commit"))
    #expect(run.toy.rollbacks.isEmpty)
    #expect(run.output.results.hasSuffix("30\n"))
  }

  @Test func `a store that fails is exit code 1, and nothing is shown as done`() {
    let run = ToyRun()
    run.toy.failsAfter = 1
    #expect(run.run("restore phone 13300000004") == 1)
    #expect(run.output.results == "")
    #expect(run.output.remarks.contains("[store.full]"))
  }

  @Test func `a run that is broken off is exit code 130 and keeps what was committed`() {
    let run = ToyRun(Toy(14)) { $0.mode = .batch(2) }
    run.toy.interruptsAfter = 3
    let source = "lines | where stars >= 3 and state == one-way | restore phone | select number"
    #expect(run.run(source) == 130)
    #expect(run.toy.durable.values.count { $0.state == "restored" } == 2)
    #expect(run.output.results.split(separator: "\n").count == 3)
    #expect(run.output.remarks.contains("[interrupted]"))
    let whole = ToyRun(Toy(14))
    whole.toy.interruptsAfter = 3
    #expect(whole.run(source) == 130)
    #expect(whole.output.results == "")
    #expect(whole.toy.durable.values.allSatisfy { $0.state != "restored" })
  }

  @Test func `a transaction is all or nothing within a script`() {
    let run = ToyRun()
    let source = """
      restore phone 13300000004
      try {
        transaction { restore phone 13300000005; restore phone 13300000001 }
      } catch e { print $e.code $e.reasons[0] $e.message }
      """
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.toy.durable["13300000004"]?.state == "restored")
    #expect(run.toy.durable["13300000005"]?.state == "one-way")
    // What the undone command put out is dropped with it.
    #expect(
      run.output.results.split(separator: "\n").map { $0.prefix(7) } == [
        "order\to", "O1\tdone", "refused",
      ])
    #expect(
      run.output.results.hasSuffix(
        "refused BEN-10.star `restore phone` was refused: because of BEN-10.star\n"))
    let each = ToyRun { $0.mode = .each }
    #expect(each.run("transaction { restore phone 13300000004; restore phone 13300000005 }") == 0)
    #expect(each.toy.log == ["run 4", "run 5", "commit"])
  }

  @Test func `a command that the operator may not use is an error`() {
    let run = ToyRun()
    run.toy.rightsMissing = ["restore phone"]
    #expect(run.run("restore phone 13300000004") == 3)
    #expect(run.run("lines | restore phone") == 3)
    #expect(run.output.remarks.contains("[right.missing]"))
    #expect(run.toy.log == [])
  }

  @Test(arguments: [(0, Int32(0)), (1, 1), (7, 7)])
  func `exit ends the script, keeps what was done, and gives its code`(code: Int, exit: Int32) {
    let run = ToyRun()
    let source = "restore phone 13300000004\nif true { exit \(code) }\nprint no"
    #expect(run.run(source) == exit)
    #expect(run.runner.requestedExit == exit)
    #expect(run.toy.log.last == "commit")
    #expect(!run.output.results.contains("no\n"))
  }

  @Test func `exit never makes a refusal that was not expected a success`() {
    let run = ToyRun()
    #expect(run.run("[{number: 13300000001}] | restore phone\nexit") == 4)
  }
}

@Suite struct ExpectTests {
  @Test(arguments: [
    "expect done { restore phone 13300000004 }",
    "expect refused { restore phone 13300000001 }",
    "expect refused \"BEN-10.star\" { restore phone 13300000001 }",
    "expect refused BEN-10 { restore phone 13300000001 }",
    "expect error { restore phone 99 }",
    "expect error line.unknown { restore phone 99 }",
    "expect error file.open { open \"none.csv\" | count }",
    "expect refused { lines | first 1 | restore phone }",
    "expect error { [{number: 99}] | restore phone }",
    "expect (line show 13300000004).state == one-way",
    "expect not (line show 13300000004).star.stars in [1, 2]",
    "expect done { expect refused { restore phone 13300000001 } }",
  ])
  func `what was expected is a success`(source: String) {
    let run = ToyRun()
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == "")
    #expect(run.output.remarks == "")
  }

  @Test(arguments: [
    (
      "expect done { restore phone 13300000001 }",
      "expected done, got refused BEN-10.star: `restore phone` was refused: "
        + "because of BEN-10.star [expect.failed]"
    ),
    (
      "expect refused { restore phone 13300000004 }",
      "expected refused, got done [expect.failed]"
    ),
    (
      "expect refused BEN-10.sta { restore phone 13300000001 }",
      "expected refused BEN-10.sta, got refused BEN-10.star: `restore phone` was refused: "
        + "because of BEN-10.star [expect.failed]"
    ),
    (
      "expect error { restore phone 13300000001 }",
      "expected error, got refused BEN-10.star: `restore phone` was refused: "
        + "because of BEN-10.star [expect.failed]"
    ),
    (
      "expect (line show 13300000004).state == two-way",
      "expected `(line show 13300000004).state == two-way`, got "
        + "`one-way` [expect.condition]"
    ),
  ])
  func `anything else ends the script with what came instead`(source: String, message: String) {
    let run = ToyRun()
    #expect(run.run(source + "\nprint no") == 3)
    #expect(run.output.remarks.hasPrefix("test.desk:1:1: \(message)\n"), "\(run.output.remarks)")
    #expect(run.output.results == "")
  }

  @Test func `try goes on after an error and after a refusal`() {
    let run = ToyRun()
    let source = """
      try { restore phone 99 } catch e { print $e.code }
      try { restore phone 13300000001 }
      try { print (1 / 0) } catch { print caught }
      """
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == "line.unknown\ncaught\n")
  }
}

@Suite struct ConsentTests {
  @Test(arguments: [
    ("lines | restore phone", "more than 20"),
    ("lines | first 25 | restore phone", "25"),
    ("for r in (lines | first 25) { restore phone $r.number }", "more than 20"),
    (
      "for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21] { "
        + "restore phone $n }", "21"
    ),
    ("lines | each { restore phone }", "more than 20"),
    ("def fix(n) { restore phone $n }\nfor r in (lines) { fix $r.number }", "more than 20"),
  ])
  func `a statement that may change many customers needs consent before its first change`(
    source: String, amount: String
  ) {
    let run = ToyRun(Toy(30))
    #expect(run.run(source) == 2)
    let shown = amount == "more than 20" && source.hasPrefix("lines | restore") ? "30" : amount
    #expect(
      run.output.remarks.contains("this may change \(shown) customers: add --yes to confirm"),
      "\(run.output.remarks)")
    #expect(run.toy.log == [])

    let asked = ToyRun(Toy(30))
    asked.output.answer = false
    #expect(asked.run(source) == 2)
    #expect(asked.output.questions.count == 1)
    #expect(asked.toy.log == [])

    let consented = ToyRun(Toy(30)) {
      $0.isConsented = true
      $0.onError = .continue
      $0.onRefusal = .continue
    }
    #expect(consented.run(source) == 4)
    #expect(consented.output.questions.isEmpty)
  }

  @Test func `twenty customers need no consent, and who said yes is asked once a statement`() {
    let run = ToyRun(Toy(30))
    #expect(run.run("lines | first 20 | restore phone | count") == 4)
    run.output.answer = true
    let source = "for r in (lines | last 25) { try { restore phone $r.number } }\n"
    #expect(run.run(source + source) == 0)
    #expect(run.output.questions.count == 2)
  }

  @Test func `the same customer many times is one customer`() {
    let run = ToyRun(Toy(30)) { $0.onRefusal = .continue }
    let list = Array(repeating: "{number: 13300000001}", count: 30).joined(separator: ", ")
    #expect(run.run("[\(list)] | restore phone | count") == 4)
    #expect(run.output.results == "30\n")
  }
}
