import Glibc
import Testing

/// Demonstration numbers: one that can be restored, and one whose star is too low.
let entitled = "13300000001"
let unentitled = "13300000009"
let unknown = "13399999999"

@Suite
struct ExitCodeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let code: Int32
    let arguments: [String]
    /// The code of the problem that standard error names; empty when it names none.
    let problem: String

    init(_ code: Int32, _ arguments: [String], _ problem: String = "") {
      self.code = code
      self.arguments = arguments
      self.problem = problem
    }

    var testDescription: String { "\(code): \(arguments.joined(separator: " "))" }
  }

  static let cases: [Case] = [
    Case(0, ["-c", "line show \(entitled)"]),
    Case(0, ["-c", "restore phone \(entitled)"]),
    Case(0, ["-c", "expect refused BEN-10.star { restore phone \(unentitled) }"]),
    Case(0, ["-c", "expect error line.unknown { restore phone \(unknown) }"]),
    Case(0, ["-c", "try { restore phone \(unknown) } catch e { print $e.code }"]),
    Case(0, ["-c", "expect (line show \(entitled)).state == one-way"]),
    Case(0, ["--check", "-c", "restore phone \(unknown)"]),
    Case(0, ["-c", ""]),
    Case(0, ["-c", "exit"]),
    Case(7, ["-c", "exit 7"]),
    Case(2, ["-c", "restor phone \(entitled)"], "command.unknown"),
    Case(2, ["-c", "line show \(entitled)\nline shwo \(entitled)"], "command.unknown"),
    Case(2, ["-c", "restore phone \(entitled) tikcet=T1"], "option.unknown"),
    Case(2, ["-c", "if true { print 1"], "syntax.unclosed"),
    Case(2, ["-c", "print $nothing"], "variable.unknown"),
    Case(2, ["-c", "pay \(entitled) amount=10.001"], "money.decimals"),
    Case(2, ["-c", "charge \(entitled) amount=5 month=2016-13"], "month.range"),
    Case(3, ["-c", "exit 256"], "exit.range"),
    Case(3, ["-c", "exit -1"], "exit.range"),
    Case(2, ["-c", "lines | restore phone"], "consent.missing"),
    Case(2, ["-c", "for row in (lines) { restore phone $row.number }"], "consent.missing"),
    Case(2, ["nothere.desk"], "file.open"),
    Case(2, ["/tmp"], "file.open"),
    Case(2, ["--nothing"]),
    Case(2, ["--format", "xml", "-c", "help"]),
    Case(2, ["--lang", "fr", "-c", "help"]),
    Case(2, ["--batch", "0", "-c", "help"]),
    Case(2, ["--batch", "x", "-c", "help"]),
    Case(2, ["--each", "--batch", "5", "-c", "help"]),
    Case(2, ["--check", "-c", "restor phone"], "command.unknown"),
    Case(3, ["-c", "restore phone \(unentitled)"]),
    Case(3, ["-c", "restore phone \(unknown)"], "line.unknown"),
    Case(3, ["-c", "line show \(entitled)\nrestore phone \(unentitled)"], "refused"),
    Case(3, ["-c", "restore phone \(entitled)\nrestore phone \(unknown)"], "line.unknown"),
    Case(3, ["-c", "expect done { restore phone \(unentitled) }"], "expect.failed"),
    Case(3, ["-c", "expect refused { restore phone \(entitled) }"], "expect.failed"),
    Case(3, ["-c", "expect refused BEN-12 { restore phone \(unentitled) }"], "expect.failed"),
    Case(3, ["-c", "expect (line show \(entitled)).state == two-way"], "expect.condition"),
    Case(3, ["-c", "open \"nothere.csv\" | restore phone"], "file.open"),
    Case(3, ["-c", "snapshot load \"nothere.jsonl\""], "snapshot"),
    Case(3, ["-c", "card replace \(entitled) iccid=123 kind=ordinary"], "iccid.malformed"),
    Case(4, ["-c", "lines | where number == \(unentitled) | restore phone"]),
    Case(4, ["-c", "[\(entitled), \(unknown)] | restore phone number=$it.value"]),
    Case(
      4,
      ["--on-refusal", "continue", "-c", "restore phone \(unentitled); restore phone \(entitled)"]),
    Case(
      4, ["--on-error", "continue", "-c", "restore phone \(unknown); restore phone \(entitled)"],
      "line.unknown"),
    Case(4, ["--on-error", "continue", "-c", "restore phone \(unknown); exit 0"], "line.unknown"),
  ]

  @Test(arguments: cases)
  func `the exit code says what came of it, and the problem is told on standard error`(
    _ example: Case
  ) throws {
    let place = try Workplace.demonstration()
    let ran = try Running(
      ["--store", place.store] + example.arguments, in: place.path, input: "/dev/null",
      output: nil
    ).finish()
    #expect(ran.code == example.code, "\(ran.remarks)")
    #expect(ran.remarks.contains("[" + example.problem) || example.problem.isEmpty)
    if example.code == 0 { #expect(ran.remarks.isEmpty, "\(ran.remarks)") }
    if example.code == 2 { #expect(ran.output.isEmpty, "\(ran.text)") }
  }

  @Test func `a store that fails or is not there ends with 1`() throws {
    let place = try Workplace()
    let ran = try place.run("-c", "line show \(entitled)")
    #expect(ran.code == 1)
    #expect(ran.remarks.contains("[store.missing]"))
    #expect(try place.run("--read-only", "-c", "store init").code == 3)
    #expect(!place.has("store/data.mdb"))
    #expect(try place.run("--read-only", "-c", "line show \(entitled)").code == 1)
  }

  @Test func `a new home gets the folders of its store, one that was named does not`() throws {
    let place = try Workplace()
    func run(_ arguments: String...) throws -> Ran {
      try Running(arguments, in: place.path, input: "/dev/null", output: nil).finish()
    }
    #expect(try run("-c", "line show \(entitled)").remarks.contains("[store.missing]"))
    #expect(!place.has(".local"))
    #expect(try run("--read-only", "-c", "store init").code == 3)
    #expect(!place.has(".local"))
    let made = try run("-c", "store init")
    #expect(made.code == 0, "\(made.remarks)")
    #expect(place.has(".local/share/stardesk/data.mdb"))
    let named = try run("--store", place.path + "/a/b", "-c", "store init")
    #expect(named.remarks.contains("[store.parent-missing]"), "\(named.remarks)")
    #expect(!place.has("a"))
  }

  @Test func `results that cannot be written end with 1, and say so`() throws {
    let place = try Workplace.demonstration()
    for script in [
      "line show \(entitled)", "lines", "lines | print", "help", "restore phone \(entitled)",
    ] {
      let ran = try place.run("-c", script, output: "/dev/full")
      #expect(ran.code == 1, "\(script)")
      #expect(ran.remarks.contains("[output.write]"), "\(script): \(ran.remarks)")
    }
  }

  /// The exit code of a run whose reader takes one line, and what it tells.
  private func readByHead(_ place: Workplace, _ arguments: String) -> (code: Int32, told: String) {
    var command = "cd \(place.path); set -o pipefail; "
    command += "timeout 60 \(Running.program) --store store \(arguments) 2> told | head -1"
    let status = system("bash -c \"\(command)\" > /dev/null")
    return ((status >> 8) & 0xFF, place.read("told"))
  }

  @Test func `a reader who has seen enough ends a run that only reads, as SIGPIPE would`() throws {
    let place = try Workplace.demonstration()
    place.file("read.desk", "while true { print \"nothing that anybody reads\" }\n")
    for arguments in ["-c 'lines; lines; lines; lines'", "read.desk"] {
      let ran = readByHead(place, arguments)
      #expect(ran.code == 141, "\(arguments): \(ran.told)")
      #expect(ran.told.isEmpty, "\(ran.told)")
    }
  }

  @Test func `a run that changes something goes on without its reader, and says what is kept`()
    throws
  {
    let place = try Workplace.demonstration()
    place.file(
      "change.desk",
      "let i = 0\nwhile $i < 20000 { print $i; let i = $i + 1 }\nrestore phone \(entitled)\n")
    let ran = readByHead(place, "change.desk")
    #expect(ran.code == 1)
    #expect(ran.told.contains("[output.closed]"), "\(ran.told)")
    #expect(ran.told.contains("restore phone: done and kept, order O"), "\(ran.told)")
    let shown = try place.run("-c", "(line show \(entitled)).restored")
    #expect(shown.text == "true\n", "\(shown.remarks)")
  }

  @Test func `a script has what is given by name after it as variables`() throws {
    let place = try Workplace.demonstration()
    place.file("named.desk", "print $ticket $args $b\n")
    let ran = try place.run("named.desk", "a", "ticket=T-7=x", "b=", "-", "+86=1")
    #expect(ran.code == 0, "\(ran.remarks)")
    #expect(ran.text == "T-7=x [\"a\",\"-\",\"+86=1\"] \n")
    let missing = try place.run("named.desk", "a", "b=")
    #expect(missing.code == 2)
    #expect(missing.remarks.contains("ticket=VALUE"))
    let alone = try place.run("-c", "print $n", "n=3")
    #expect(alone.text == "3\n")
  }

  @Test(arguments: [
    ["named.desk", "foo"], ["named.desk", "x=1"], ["named.desk", "ticket=T", "ticket=U"],
    ["-c", "pay A2024 amount=1", "more"], ["-c", "print $n", "n=1", "m=2"],
    ["--check", "named.desk", "foo"],
  ])
  func `arguments that nothing reads are an error before anything runs`(words: [String]) throws {
    let place = try Workplace.demonstration()
    place.file("named.desk", "pay A2024 amount=1\n")
    let ran = try place.run(words)
    #expect(ran.code == 2)
    #expect(ran.text.isEmpty)
    #expect(ran.remarks.contains("[argument.unused]"), "\(ran.remarks)")
    #expect(try place.run("-c", "journal | count").text == "1\n")
  }

  @Test(arguments: [
    ["-c", "pay A2024 amount=1", "-c", "pay A2024 amount=2"],
    ["--as", "zhang", "--as", "li", "-c", "pay A2024 amount=1"],
    ["--as=zhang", "-c", "pay A2024 amount=1", "--as", "li"],
    ["--batch", "1", "--batch=2", "-c", "pay A2024 amount=1"],
    ["--job", "a", "-c", "pay A2024 amount=1", "--job", "b"],
  ])
  func `an option that takes a value is given once`(words: [String]) throws {
    let place = try Workplace.demonstration()
    let ran = try place.run(words)
    #expect(ran.code == 2)
    #expect(ran.remarks.contains("given twice"), "\(ran.remarks)")
    #expect(try place.run("-c", "journal | count").text == "1\n")
  }

  // MARK: Ways in, forms of results

  @Test func `a script comes from a file with its arguments, or from standard input`() throws {
    let place = try Workplace.demonstration()
    place.file(
      "show.desk", "# shows lines\nfor number in $args { line show $number | select number }\n")
    let ran = try place.run("--format", "jsonl", "show.desk", entitled, unentitled)
    #expect(ran.code == 0, "\(ran.remarks)")
    #expect(ran.text == "{\"number\":\"\(entitled)\"}\n{\"number\":\"\(unentitled)\"}\n")
    place.file("input.desk", "line show \(entitled) | select number\n")
    let piped = try place.run("--format", "jsonl", input: place.path + "/input.desk")
    #expect(piped.code == 0)
    #expect(piped.text == "{\"number\":\"\(entitled)\"}\n")
    place.file("wrong.desk", "line show \(entitled)\n\nrestor phone\n")
    let wrong = try place.run(input: place.path + "/wrong.desk")
    #expect(wrong.code == 2)
    #expect(wrong.output.isEmpty)
    #expect(wrong.remarks.hasPrefix("standard input:3:1: "))
  }

  @Test func `results come in the form asked for, one document a result in json`() throws {
    let place = try Workplace.demonstration()
    let script =
      "line show \(entitled) | select number state\n"
      + "[\(entitled), \(unentitled)] | select value\nprint done"
    func text(_ arguments: String...) throws -> String {
      let ran = try Running(
        ["--store", place.store] + arguments + ["-c", script], in: place.path, input: "/dev/null",
        output: nil
      ).finish()
      #expect(ran.code == 0)
      #expect(ran.remarks.isEmpty, "\(ran.remarks)")
      return ran.text
    }
    let tsv = "number\tstate\n\(entitled)\tone-way\nvalue\n\(entitled)\n\(unentitled)\ndone\n"
    #expect(try text() == tsv)
    #expect(try text("--format", "auto") == tsv)
    #expect(try text("--format", "tsv") == tsv)
    let commas = tsv.split(separator: "\t").joined(separator: ",")
    #expect(try text("--format", "csv").split(separator: "\r").joined() == commas)
    #expect(
      try text("--format", "jsonl") == """
        {"number":"\(entitled)","state":"one-way"}
        {"value":\(entitled)}
        {"value":\(unentitled)}
        "done"

        """)
    #expect(
      try text("--format", "json") == """
        [{"number":"\(entitled)","state":"one-way"}]
        [{"value":\(entitled)},
        {"value":\(unentitled)}]
        "done"

        """)
  }

  @Test func `version and help are results`() throws {
    let place = try Workplace()
    let version = try place.run("--version")
    #expect(version.code == 0)
    #expect(version.text.split(separator: ".").count == 3)
    #expect(version.remarks.isEmpty)
    let help = try place.run("--help")
    #expect(help.code == 0)
    #expect(help.text.contains("--store"))
    #expect(try place.run("-c", "help restore phone").text.contains("restore phone"))
  }

  @Test func `summaries stand on standard error only`() throws {
    let place = try Workplace.demonstration()
    let ran = try place.run(
      "--format", "jsonl", "-c", "lines | where number == \(unentitled) | restore phone")
    #expect(ran.lines.count == 1)
    #expect(ran.lines.first?.hasPrefix("{") == true)
    #expect(ran.remarks == "restore phone: 0 done, 1 refused (BEN-10.star 1)\n")
  }
}
