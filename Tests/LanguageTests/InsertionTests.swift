import Basics
import Testing

@testable import Language

/// That what completion inserts reads as the one value that it stands for, whatever that holds.
@Suite struct InsertionTests {
  private static let pieces = [
    "a", "王", "Z9", " ", "  ", "\t", "\n", "\r", "\"", "'", "\\", ";", "|", "#", "$", "$x", "$(",
    "(", ")",
    "[", "]", "{", "}", "=", "==", "~", "-", "--", ",", ".", "`", "!", "/", "\u{0}", "\u{7}",
    "\u{1B}[2J",
    "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{3000}", "；",
    "（",
    "｜", "“", "👨‍👩‍👧", "e\u{301}", "é", "007", "1.5", "2016-02-10", "48h", "true", "null", "else",
    "let ", "\\n", "\\u{41}", "reason=", "clock set 2017-01-01", "exit",
  ]

  private static func name(_ random: inout SystemRandomNumberGenerator) -> String {
    (0..<Int.random(in: 1...6, using: &random))
      .map { _ in pieces.randomElement(using: &random)! }.joined()
  }

  private func value(_ source: String, _ run: ToyRun) -> (values: [Value], statements: Int)? {
    let state = run.runner.parseState(SourceText(name: "console", source))
    let calls = state.program.calls.count
    let block = Parser.parse(SourceText(name: "console", source), state)
    guard state.errors.isEmpty else { return nil }
    let values = state.program.calls[calls...].flatMap { node in
      state.program.arguments(of: node).compactMap { argument -> Value? in
        let parameter = run.runner.table.commands[Int(node.command)]
          .parameters[Int(argument.parameter)]
        guard parameter.name == "ticket", case .literal(let value) = argument.value else {
          return nil
        }
        return value
      }
    }
    return (values, block.statements.count)
  }

  /// What Tab makes of a text in whose value a name begins.
  private func completed(_ text: String, with name: String, _ run: ToyRun) -> String? {
    let completion = run.runner.completion(of: text, at: text.utf8.count)
    guard completion.canInsert, let insertion = completion.insertion(of: [name]).texts[0] else {
      return nil
    }
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(completion.range, with: Array(insertion.utf8))
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a stored name of any signs is inserted as one value and no second statement`() {
    let run = ToyRun { $0.mode = .statement }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let name = Self.name(&random)
      for opening in ["", "\"", "'"] {
        let text = "restore phone 13300000004 ticket=\(opening)"
        guard let source = completed(text, with: name, run) else {
          Issue.record("nothing is inserted for \(name.debugDescription) behind \(opening)")
          return
        }
        let read = value(source, run)
        guard read?.statements == 1, read?.values == [.text(name.withoutBlanksAround)]
        else {
          Issue.record("\(name.debugDescription) became \(source.debugDescription)")
          return
        }
        #expect(
          !source.unicodeScalars.contains { $0.commandsTerminal }, "\(source.debugDescription)")
      }
    }
  }

  @Test(arguments: [
    ("restore phone 1 ticket=An", "Ann", "restore phone 1 ticket=Ann"),
    ("restore phone 1 ticket=An", "Ann Bee", "restore phone 1 ticket=\"Ann Bee\""),
    ("restore phone 1 ticket=\"An", "Ann", "restore phone 1 ticket=\"Ann\""),
    ("restore phone 1 ticket='An", "Ann Bee", "restore phone 1 ticket='Ann Bee'"),
    ("restore phone 1 ticket='An", "Ann's", "restore phone 1 ticket=\"Ann's\""),
    ("restore phone 1 ticket=\"An\"", "Ann Bee", "restore phone 1 ticket=\"Ann Bee\""),
    ("restore phone 1 ticket=\"a\\\"b", "a\"b c", "restore phone 1 ticket=\"a\\\"b c\""),
  ])
  func `the mark that was typed is kept where it can be`(
    text: String, name: String, result: String
  ) {
    let run = ToyRun { $0.mode = .statement }
    #expect(completed(text, with: name, run) == result)
  }

  /// The rest of a value would stand behind the inserted one, and read as something else.
  @Test(arguments: [
    "restore phone 1 ticket=\"An|n; exit\"", "restore phone 1 ticket=\"An| ; exit",
    "line show 133|00",
    "restore phone 1 ticket=An|\"n", "restore phone 1 ticket=\"An\"|n",
    "restore phone 1 ticket=\"$An|",
    "restore phone 1 ticket=An|$x",
  ])
  func `nothing is inserted in the middle of a value`(text: String) {
    let run = ToyRun { $0.mode = .statement }
    let cursor = text.utf8.prefix { $0 != UInt8(ascii: "|") }.count
    let whole = text.replacing("|", with: "")
    let completion = run.runner.completion(of: whole, at: cursor)
    #expect(!completion.canInsert)
  }

  @Test(arguments: [
    (["Ann Bee", "Ann Cee"], "ticket=An", "\"Ann "), (["Anna", "Anne"], "ticket=An", "Ann"),
    (["An Bee", "And"], "ticket=An", ""), (["a\nb", "a\tb"], "ticket=", "\"a"),
    (["C1", "C2"], "ticket=Ann", ""), (["👍🏽a", "👍🏻b"], "ticket=", ""),
  ])
  func `what several names begin with is inserted without half of an escape`(
    names: [String], typed: String, common: String
  ) {
    let run = ToyRun { $0.mode = .statement }
    let text = "restore phone 1 \(typed)"
    let completion = run.runner.completion(of: text, at: text.utf8.count)
    #expect(completion.insertion(of: names).common == common)
  }

  @Test func `a heading that is no name of a field is not inserted behind a point`() {
    let run = ToyRun { $0.mode = .statement }
    #expect(run.run("let r = {a: 1, \"a; exit\": 2, \"a\\nb\": 3, a2: 4, \"a b\": 5}") == 0)
    let completion = run.runner.completion(of: "print $r.a", at: 10)
    #expect(completion.candidates.map(\.text) == ["a", "a2"])
  }

  @Test func `a cursor anywhere in any bytes of a text completes without a crash`() {
    let run = ToyRun { $0.mode = .statement }
    let text = "restore phone \"王👍🏽\\\" ticket='é' kind=[王,\"$x 王\" $it.é; let 王 = 5"
    for cursor in -1...text.utf8.count + 1 {
      let completion = run.runner.completion(of: text, at: cursor)
      #expect(completion.range.lowerBound >= 0 && completion.range.upperBound <= text.utf8.count)
    }
  }

  @Test func `identifiers are found where parameters read them`() {
    let run = ToyRun { $0.mode = .statement }
    let text =
      "restore phone \"+86 133 0000 0004\"; lines | where stars == 1 | restore phone 13300000005"
    let found = run.runner.identifiers(in: SourceText(name: "console", text))
    #expect(found == ["13300000004", "13300000005"])
    #expect(run.runner.identifiers(in: SourceText(name: "console", "restore (")) == [])
  }
}
