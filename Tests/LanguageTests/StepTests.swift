import Basics
import TestSupport
import Testing

@testable import Language

/// Holds every step of the list to its descriptor: a step that is not tried here fails.
@Suite struct StepTests {
  /// Pipelines for each step over the rows of `stock`, which have the columns of ``NeededRows``.
  static let trials: [String: [String]] = [
    "open": ["open \"FILE\" | first 2", "open \"FILE\" | select b"],
    "save": ["stock | save \"OUT\"", "stock | select name | save \"OUT\""],
    "print": ["stock | print", "stock | first 1 | print"],
    "where": [
      "stock | where size > 1", "stock | sort name | where kind == b and size < 9",
      "stock | where size > 1 | select name", "stock | sort name | where kind == a | count",
    ],
    "select": ["stock | select name", "stock | select name double=($it.size * 2) size"],
    "sort": ["stock | sort size --descending", "stock | sort kind, name | select size"],
    "first": ["stock | first", "stock | first 2 | select kind"],
    "last": ["stock | last", "stock | last 2 | select name"],
    "skip": ["stock | skip", "stock | skip 2 | sum size"],
    "distinct": [
      "stock | distinct", "stock | distinct kind", "stock | distinct kind | select name",
    ],
    "each": [
      "stock | each { print $it.name }", "stock | each { upper $it.name }",
      "stock | each { print $it.size } | select name",
    ],
    "tee": ["stock | tee \"OUT\"", "stock | tee \"OUT\" | select name"],
    "count": ["stock | count", "stock | count kind", "stock | where size > 1 | count"],
    "sum": ["stock | sum size", "stock | where kind == b | sum size"],
    "group": ["stock | group kind", "stock | group kind | select kind count"],
  ]

  @Test func `every step of the list is tried here`() {
    #expect(PipelineStep.all.map(\.name).sorted() == Self.trials.keys.sorted())
  }

  @Test func `every file of steps is a step of the list`() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let names = FolderContents.names(in: "/\(root)/Sources/Language/Steps").filter {
      $0.hasSuffix(".swift") && $0 != "PipelineStep.swift"
    }.map { $0.dropLast(".swift".count).lowercased() }
    #expect(names.sorted() == PipelineStep.all.map(\.name).sorted())
  }

  @Test(arguments: PipelineStep.all.map(\.name))
  func `a step has a summary, an example, and a place in help`(name: String) throws {
    let run = Self.run(Folder(), isNeeded: false)
    let command = try #require(run.runner.table[name])
    #expect(!command.summary.english.isEmpty && !command.summary.chinese.isEmpty)
    #expect(!command.examples.isEmpty)
    #expect(Help.text(run.runner.table, "", Options()).contains("  \(name) "))
  }

  @Test(arguments: trials.keys.sorted())
  func `the columns that the checker knows are those that come out`(name: String) throws {
    for source in try #require(Self.trials[name]) {
      let folder = Folder()
      let run = Self.run(folder, isNeeded: false)
      let text = Self.filled(source, folder)
      let state = run.runner.parseState(SourceText(name: "t", text))
      let block = Parser.parse(SourceText(name: "t", text), state)
      #expect(state.errors.isEmpty, "\(text)")
      guard case .pipeline(let node) = block.statements[0].kind else {
        Issue.record("no pipeline: \(text)")
        continue
      }
      var known = Self.columns(ofHead: node, state)
      for call in node.stages {
        let call = run.runner.context.stepCall(call)
        guard case .step(let step) = call.command.action else { continue }
        known = step.columns(call, known)
      }
      guard case .rows(let stage) = try PipelineBuilder(run.runner.executor).open(node) else {
        #expect(known == nil, "\(text): no rows come out")
        continue
      }
      let rows = try run.runner.executor.collect(stage)
      guard let known else { continue }
      #expect(known.names == rows.columns.names, "\(text)")
    }
  }

  private static func columns(ofHead node: PipelineNode, _ state: ParseState) -> Columns? {
    guard case .call(let call) = node.head else { return nil }
    return state.table.commands[Int(state.program.calls[Int(call)].command)].rowColumns
  }

  /// A step that names too few fields would be given rows without what it looks at.
  @Test(arguments: trials.keys.sorted())
  func `a step works the same when only the fields that it needs are fetched`(name: String) throws {
    for source in try #require(Self.trials[name]) {
      var results: [[String]] = []
      for isNeeded in [false, true] {
        let folder = Folder()
        let run = Self.run(folder, isNeeded: isNeeded)
        #expect(run.run(Self.filled(source, folder)) == 0, "\(run.output.remarks)")
        results.append([run.output.results, folder.text("out.csv") ?? ""])
      }
      #expect(results[0] == results[1], "\(source)")
    }
  }

  @Test func `steps that look at some fields have no others fetched`() {
    let folder = Folder()
    let rows = NeededRows(isNeeded: true)
    let run = Self.run(folder, rows)
    #expect(run.run("stock | where size > 1 | sort name | select kind") == 0)
    #expect(rows.needed == [0, 1, 2])
    #expect(run.run("stock | sum size") == 0)
    #expect(rows.needed == [2])
    #expect(run.run("stock | distinct kind | select kind") == 0)
    #expect(rows.needed == nil)
  }

  private static func filled(_ source: String, _ folder: Folder) -> String {
    let file = folder.write("in.csv", "a,b\n1,2\n3,4\n5,6\n")
    return source.replacing("FILE", with: file).replacing("OUT", with: folder.path + "/out.csv")
  }

  private static func run(_ folder: Folder, isNeeded: Bool) -> ToyRun {
    run(folder, NeededRows(isNeeded: isNeeded))
  }

  private static func run(_ folder: Folder, _ rows: NeededRows) -> ToyRun {
    let source = Command(
      "stock", family: "line", Words("rows", "行"), columns: NeededRows.names,
      action: .source { (_, _) throws(LanguageError) in
        rows.begin()
        return rows
      })
    return ToyRun(Toy(), table: CommandTable([source]))
  }
}

/// Rows that hold what was asked for and nothing else.
private final class NeededRows: RowSource, NativeRow {
  static let names = ["name", "kind", "size", "colour"]
  private static let rows: [[Value]] = [
    ["nail", "b", 3, "grey"], ["bolt", "a", 1, "black"], ["gear", "b", 2, "grey"],
    ["axle", "a", 3, "red"],
  ]

  let columns = Columns(NeededRows.names)
  private let isNeeded: Bool
  private var index = 0
  private(set) var needed: Set<Int>?

  /// - Parameter isNeeded: whether the fields that nobody needs are null.
  init(isNeeded: Bool) {
    self.isNeeded = isNeeded
  }

  func begin() {
    index = 0
    needed = nil
  }

  func need(_ columns: Set<Int>) { needed = columns }

  func value(at column: Int) throws(LanguageError) -> Value {
    if isNeeded, let needed, !needed.contains(column) { return .null }
    return Self.rows[index - 1][column]
  }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    while index < Self.rows.count {
      index += 1
      guard try take(self) else { break }
    }
    return index < Self.rows.count
  }
}
