import Basics
import Language
import Testing
import Vocabulary

/// The examples that `help` shows.
@Suite struct ExampleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let command: String
    let source: String
    let summary: String
    let changes: Bool
    var testDescription: String { source }
  }

  static let cases: [Case] = {
    guard let desk = try? TestDesk() else { return [] }
    return desk.table.commands.flatMap { command in
      command.examples.map {
        Case(
          command: command.name, source: $0.source, summary: $0.summary.english,
          changes: command.changes)
      }
    }
  }()

  /// The commands of the console's transaction, with what is typed before them.
  static let typedBefore = [
    "begin": [], "commit": ["begin"], "rollback": ["begin"], "savepoint": ["begin"],
    "rollback to": ["begin", "savepoint before-cards"],
  ]

  /// A desk on which the example of a command has something to do.
  static func desk(for command: String) throws -> TestDesk {
    switch command {
    case "store init": return try TestDesk(making: false)
    case "clock accept":
      let desk = try TestDesk(making: false)
      try desk.must("store init")
      try TestFiles.write(
        #"{"type":"header","format":"stardesk","version":1,"clock":"2056-02-10T09:00:00+08:00"}"#
          + "\n", to: desk.folder + "/future.jsonl")
      try desk.must("snapshot load \"\(desk.folder)/future.jsonl\"")
      return desk
    default: return try TestDesk(loading: "demo")
    }
  }

  /// Runs all examples, each on a desk as the demo is; those that change nothing share one.
  @Test func `every example of help runs on the demo store`() throws {
    let shared = try TestDesk(loading: "demo")
    for example in Self.cases {
      let needsOwn = example.changes || ["store init", "clock accept"].contains(example.command)
      let desk = needsOwn ? try Self.desk(for: example.command) : shared
      try TestFiles.write("number\n13300000001\n", to: desk.folder + "/numbers.csv")
      let text = desk.placed(example.source)
      let run: Run
      if let before = Self.typedBefore[example.command] {
        for line in before { #expect(desk.type(line).code == 0) }
        run = desk.type(text)
        if example.command != "commit", example.command != "rollback" { _ = desk.type("rollback") }
      } else {
        #expect(desk.check(text).isEmpty, "\(example.source) is not understood")
        run = desk.run(text)
      }
      let refusalIsMeant = example.summary.contains("refused")
      #expect(
        run.code == 0 || (run.code == 3 && run.remarks.isEmpty && refusalIsMeant),
        "\(example.source) ended with \(run.code): \(run.remarks)\(run.printed)")
    }
  }

  @Test func `every command has an example`() throws {
    let desk = try TestDesk()
    for command in desk.table.commands where command.examples.isEmpty {
      Issue.record("\(command.name) has no example")
    }
  }
}
