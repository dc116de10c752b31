import Basics
import Language
import Testing

@Suite struct CheckTests {
  @Test(arguments: [
    (
      "restor phone 13300000001",
      """
      test.desk:1:1: there is no command `restor` [command.unknown]
        restor phone 13300000001
        ^^^^^^
        did you mean `restore phone`?

      """
    ),
    (
      "restore phnoe 1",
      """
      test.desk:1:1: there is no command `restore phnoe` [command.unknown]
        restore phnoe 1
        ^^^^^^^^^^^^^
        expected: restore phone
        did you mean `restore phone`?

      """
    ),
    (
      "print 1\nrestore phone 13300000001 tikcet=T-1",
      """
      test.desk:2:27: `restore phone` has no option `tikcet` [option.unknown]
        restore phone 13300000001 tikcet=T-1
                                  ^^^^^^
        expected: number=, credit=, until=, kind=, reason=, ticket=, channel=, key=, --dry-run, --changes
        did you mean `ticket`?

      """
    ),
    (
      "restore phone 13300000001 --chnages",
      """
      test.desk:1:27: `restore phone` has no option `chnages` [option.unknown]
        restore phone 13300000001 --chnages
                                  ^^^^^^^^^
        expected: number=, credit=, until=, kind=, reason=, ticket=, channel=, key=, --dry-run, --changes
        did you mean `changes`?

      """
    ),
    (
      "line show",
      """
      test.desk:1:1: `line show` needs number [parameter.missing]
        line show
        ^^^^^^^^^
        expected: line show <number>

      """
    ),
    (
      "line show 1 2",
      """
      test.desk:1:13: `line show` takes no further value [parameter.many]
        line show 1 2
                    ^
        expected: line show <number>

      """
    ),
    (
      "lines | where stat == one-way",
      """
      test.desk:1:15: there is no column `stat`; the columns are: number, state, stars, balance, customer [column.unknown]
        lines | where stat == one-way
                      ^^^^
        did you mean `state`?

      """
    ),
    (
      "let 客户 = 1; print $客尸",
      """
      test.desk:1:19: there is no variable $客尸 [variable.unknown]
        let 客户 = 1; print $客尸
                            ^^^^^
        did you mean `$客户`?

      """
    ),
    (
      "if 1 = 2 { }",
      """
      test.desk:1:6: there is no operator `=` [syntax.operator]
        if 1 = 2 { }
             ^
        did you mean `==`?

      """
    ),
    (
      "print \"never closed\n",
      """
      test.desk:1:7: the text that begins here is never closed [text.unclosed]
        print "never closed
              ^

      """
    ),
    (
      "for x in [1, 2] { print $x",
      """
      test.desk:1:17: `{` is never closed [syntax.unclosed]
        for x in [1, 2] { print $x
                        ^

      """
    ),
  ])
  func `an error points at the word and says what was meant`(source: String, message: String) {
    let run = ToyRun()
    #expect(run.run(source) == 2)
    #expect(run.output.remarks == message)
  }

  @Test func `the first error and the others are told at once, and nothing runs`() {
    let run = ToyRun()
    let source = """
      restore phone 13300000004
      nonsense one
      line show 1 kind=quick
      if true { restore phone 13300000004 credit=x }
      print $nobody
      restore phone 13300000004 kind=fast until=never
      """
    #expect(run.run(source) == 2)
    let lines = run.output.remarks.split(separator: "\n").filter { $0.hasPrefix("test.desk") }
    #expect(lines.map { $0.split(separator: ":")[1] } == ["2", "3", "4", "5", "6", "6"])
    #expect(run.toy.log == [])
  }

  @Test(arguments: [
    ("where state == x", "command.first"),
    ("save x.csv", "command.first"),
    ("lines | save x.csv | first 1", "command.last"),
    ("lines | lines", "command.place"),
    ("lines | if true { }", "command.place"),
    ("lines || first", "syntax.operator"),
    ("lines |", "syntax.expected"),
    ("begin", "console.only"),
    ("break", "control.place"),
    ("return 1", "control.place"),
    ("else { }", "command.place"),
    ("if state == x { }", "row.none"),
    ("print $it.x", "row.none"),
    ("def lines() { }", "function.taken"),
    ("def f(a) { def g() { } }", "control.place"),
    ("restore phone 1$x", "text.dollar"),
    ("restore phone \"1\"2", "syntax.expected"),
    ("restore phone 1 credit=", "option.value"),
    ("restore phone 1 credit=1 credit=2", "option.twice"),
    ("restore phone 1 number=2", "option.twice"),
    ("restore phone 1 --credit", "option.value"),
    ("print \"\\q\"", "syntax.escape"),
    ("print \"\\u{110000}\"", "syntax.escape"),
    ("print (1 + )", "syntax.expected"),
    ("print )", "syntax.unopened"),
    ("}", "syntax.unopened"),
    ("print (1 == 2 == 3)", "syntax.expected"),
    ("print [1 2]", "syntax.expected"),
    ("print {a 1}", "syntax.expected"),
    ("print {a: 1, a: 2}", "option.twice"),
    ("lines | where state =~ '['", "pattern.malformed"),
    ("lines | where state == 1 state == 2", "syntax.expected"),
    ("let = 3", "syntax.expected"),
    ("let it = 3", "variable.name"),
    ("let x 3", "syntax.expected"),
    ("let x = restore phnoe 1", "command.unknown"),
    ("print (restor phone 1)", "command.unknown"),
    ("include \"$x\"", "variable.unknown"),
    ("include missing.desk", "file.open"),
    ("expect maybe", "row.none"),
    ("\u{1}", "syntax.character"),
    ("`ls`", "syntax.character"),
    ("[1] | exit", "command.place"),
    ("[1] | help sort", "command.place"),
    ("help sort | count", "command.last"),
    ("print (lines | exit)", "command.place"),
    ("lines | select number, nombre", "column.unknown"),
    ("lines | select number | where state == x", "column.unknown"),
    ("lines | select number | restore phone kind=$it.state", "column.unknown"),
    ("lines | select stars | restore phone", "column.unknown"),
    ("lines | restore phone | where outcom == done", "column.unknown"),
  ])
  func `a script that cannot be read has a stable code`(source: String, code: String) {
    let run = ToyRun()
    #expect(run.run(source) == 2)
    #expect(run.output.remarks.contains("[\(code)]"), "\(run.output.remarks)")
    #expect(run.toy.log == [])
  }

  @Test func `what is known of rows goes along the pipeline`() {
    let run = ToyRun { $0.isConsented = true }
    let source = """
      lines | restore phone | where outcome == done and credit >= 0 and stars > 2 | first 1 |
        select number credit
      """
    #expect(run.run(source) == 4, "\(run.output.remarks)")
    #expect(run.output.results == "number\tcredit\n13300000004\t0.00\n")
  }

  @Test(arguments: ["(", "[", "{a: ", "(not ", "if true { ", "(-", "\"$("])
  func `nesting has an end that is an error and no crash`(part: String) {
    let run = ToyRun()
    #expect(run.run(String(repeating: part, count: 20_000)) == 2)
    #expect(run.output.remarks.contains("[syntax.depth]"), "\(run.output.remarks.prefix(300))")
  }

  @Test func `an expression of many operators is an error and no crash`() {
    let run = ToyRun()
    #expect(run.run("print (1" + String(repeating: " + $args", count: 10_000) + ")") == 2)
    #expect(run.run("print $args" + String(repeating: "[0]", count: 10_000)) == 2)
    let flat = (0..<200).map { "number == \($0)" }.joined(separator: " or ")
    #expect(run.run("lines | where \(flat) | count") == 0, "\(run.output.remarks)")
  }

  @Test func `scripts that include one another many times over are not read without end`() {
    var files: [String: String] = ["f30.desk": "print done"]
    for depth in 0..<30 {
      files["f\(depth).desk"] = "include f\(depth + 1).desk\ninclude f\(depth + 1).desk"
    }
    let run = ToyRun(files: files)
    #expect(run.run("include f0.desk") == 2)
    #expect(run.output.remarks.contains("[include.many]"), "\(run.output.remarks.prefix(300))")
    #expect(run.run("include f22.desk") == 0, "\(run.output.remarks.prefix(300))")
  }

  @Test func `scripts include others beside them, and never themselves`() {
    let files = [
      "lib/common.desk": "let greeting = hello\ninclude \"more.desk\"",
      "lib/more.desk": "def greet(name) { print $greeting $name }",
      "a.desk": "include \"b.desk\"",
      "b.desk": "include \"./a.desk\"",
      "bad.desk": "print 1\nnonsense",
    ]
    let run = ToyRun(files: files)
    #expect(run.run("include \"lib/common.desk\"\ngreet world") == 0, "\(run.output.remarks)")
    #expect(run.output.results == "hello world\n")
    #expect(run.run("include \"b.desk\"", name: "a.desk") == 2)
    #expect(run.output.remarks.contains("b.desk:1:9: ./a.desk includes itself"))
    #expect(run.run("include bad.desk") == 2)
    #expect(run.output.remarks.contains("bad.desk:2:1: there is no command `nonsense`"))
  }

  @Test func `an error in Chinese is told in Chinese`() {
    let run = ToyRun { $0.language = .chinese }
    #expect(run.run("restor phone 1") == 2)
    #expect(run.output.remarks.hasPrefix("test.desk:1:1: 没有命令“restor” [command.unknown]\n"))
    #expect(run.output.remarks.hasSuffix("  是否想写“restore phone”？\n"))
    #expect(run.run("let x 3") == 2)
    #expect(run.output.remarks.contains("test.desk:1:7: 此处应为“=”，而不是“3” [syntax.expected]"))
    #expect(run.run("for x 3") == 2)
    #expect(run.run("line show 1 kind=") == 2)
    #expect(run.run("print (1 <") == 2)
    #expect(run.output.remarks.contains("此处应为值，而不是结尾"))
  }

  @Test func `at a prompt the marked line shows the place, its number only among several`() {
    let run = ToyRun()
    #expect(run.runner.run(.typed("restor phone 1\n")) == 2)
    #expect(
      run.output.remarks == """
        there is no command `restor` [command.unknown]
          restor phone 1
          ^^^^^^
          did you mean `restore phone`?

        """)
    let several = ToyRun()
    #expect(several.runner.run(.typed("print 1\n  restor phone 1")) == 2)
    #expect(several.output.remarks.hasPrefix("2:3: there is no command `restor`"))
  }

  @Test func `a script that is not UTF-8 is an error with its line`() {
    let run = ToyRun()
    let bytes = Array("print 1\nprint ".utf8) + [0xBA, 0xC5] + Array("\n".utf8)
    #expect(run.runner.run(SourceText(name: "gbk.desk", bytes: bytes)) == 2)
    #expect(
      run.output.remarks.hasPrefix("gbk.desk:2:7: `gbk.desk`, line 2: not in the encoding UTF-8"))
  }

  @Test func `comments, newlines in brackets and semicolons are no obstacle`() {
    let run = ToyRun()
    let source = """
      # a comment
      print 1; print 2 # another
      ;; print [
        3, # three
        4
      ] ; if false { print no }
      else if true {
        print yes }
      print T#5
      [1, 2] |
        # between
        count
      """
    #expect(run.run("\u{FEFF}" + source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == "1\n2\nvalue\n3\n4\nyes\nT#5\n2\n")
    #expect(run.run(source.split(separator: "\n").joined(separator: "\r\n")) == 0)
  }
}
