// A toy console: repeats what is typed. The tests drive it through a pseudo terminal.

import Basics
import Console
import Glibc

final class Toy: Prompting, Executing, Completing {
  private var transaction: String?
  private let words = [
    CompletionCandidate("restore phone", about: "restores a phone"),
    CompletionCandidate("restore broadband", about: "restores broadband"),
    CompletionCandidate("line show", about: "shows a line"),
  ]
  private let numbers = ["13300000001", "13300000002", "18900000003"]
  private let names = ["王小明", "王小红", "王大力"]

  var promptParts: PromptParts {
    PromptParts(
      store: "toy", operator: "tester", clock: "2016-02-10", transaction: transaction)
  }

  // MARK: Executing

  var hasOpenTransaction: Bool { transaction != nil }

  func rollBack() { transaction = nil }

  func needsMore(_ text: String) -> Bool {
    let open = text.filter { "{(".contains($0) }.count
    let closed = text.filter { "})".contains($0) }.count
    return open > closed || text.hasSuffix("|")
  }

  func execute(_ text: String, output: ResultOutput) -> ExecutionResult {
    switch text {
    case "begin":
      transaction = "begin"
      output.write("begun\n")
    case "work": work(output)
    case "long":
      for row in 1...200 { output.write("row \(row)\n") }
    case "slow":
      output.write("slow\n")
      return ExecutionResult(milliseconds: 1_234)
    case "ask":
      output.write(output.confirm("This changes 1,200 customers. Go on?") ? "went on\n" : "left\n")
    case "exit 3":
      return ExecutionResult(leaving: 3)
    default:
      let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
      output.write("got \(shown.count): <\(shown.joined(separator: "|"))>\n")
    }
    return ExecutionResult()
  }

  /// Works until it is interrupted, telling how far it is.
  private func work(_ output: ResultOutput) {
    output.write("working\n")
    output.flush()
    output.progress.begin()
    var rows = 0
    while !Interrupt.isInterrupted {
      usleep(10_000)
      rows += 100
      output.progress.update(ProgressCount(rows: rows, total: 1_000_000, done: rows))
    }
    output.remark("told to stop\n")
    output.progress.end()
    transaction = nil
    output.write("interrupted: rolled back\n")
  }

  // MARK: Completing

  func completions(for text: String, cursor: Int) -> CompletionAnswer {
    let typed = Array(text.unicodeScalars.prefix(cursor))
    let start = typed.lastIndex { " \n({".unicodeScalars.contains($0) }.map { $0 + 1 } ?? 0
    var word = String.UnicodeScalarView()
    word.append(contentsOf: typed[start...])
    let beginning = String(word)
    var candidates: [CompletionCandidate]
    switch beginning.unicodeScalars.first {
    case "1": candidates = numbers.map { CompletionCandidate($0, about: "a line") }
    case "n":
      candidates = (1...60).map { CompletionCandidate("n\($0 + 100)") }
    case "王": candidates = names.map { CompletionCandidate($0, about: "个人") }
    case "q":
      candidates = [CompletionCandidate("reason=", endsWord: false)]
      return CompletionAnswer(range: start..<cursor, candidates: candidates)
    default: candidates = words
    }
    candidates = candidates.filter { $0.shown.hasPrefix(beginning) && !beginning.isEmpty }
    return CompletionAnswer(
      range: start..<cursor, candidates: candidates, usage: "usage: restore phone NUMBER")
  }
}

let arguments = CommandLine.arguments.dropFirst()
func option(_ name: String) -> String? {
  arguments.first { $0.hasPrefix("--\(name)=") }.map { String($0.dropFirst(name.count + 3)) }
}

let color = option("color").flatMap(ColorChoice.init(rawValue:)) ?? .auto
let toy = Toy()
do throws(ConsoleError) {
  let session = try ConsoleSession(
    terminal: Terminal(color: color, language: option("lang") == "zh" ? .chinese : .english),
    prompting: toy, executing: toy, completing: toy,
    settings: .init(
      historyPath: option("history"),
      idleMilliseconds: option("idle").flatMap(Int.init) ?? 600_000))
  let code = session.run()
  print("left with \(code)")
  exit(code)
} catch {
  print(error.message(in: .english))
  exit(1)
}
