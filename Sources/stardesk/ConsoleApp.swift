import Basics
import Console
import Glibc
import Language
import Vocabulary

/// What a person at the console works with: the prompt, the commands, and what Tab knows.
final class ConsoleApp: Prompting, Executing {
  private let terminal: Terminal
  private let session: StoreSession
  private let runner: ScriptRunner
  private let output: ProgramOutput
  private var hasFailed = false

  init(
    _ terminal: Terminal, _ session: StoreSession, _ runner: ScriptRunner, _ output: ProgramOutput
  ) {
    self.terminal = terminal
    self.session = session
    self.runner = runner
    self.output = output
  }

  /// Opens the console and stays until it is left.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    do throws(ConsoleError) {
      let console = try ConsoleSession(
        terminal: terminal, prompting: self, executing: self,
        completing: Completer(session, runner),
        settings: .init(historyPath: historyPath))
      let code = console.run()
      // Never 0 when a result could not be shown.
      return code == 0 && hasFailed ? 1 : code
    } catch {
      output.remark(error.message(in: terminal.language) + "\n")
      return 1
    }
  }

  /// Where the history is kept; nowhere when that would be in the store's folder, where nothing but
  /// the store may write.
  private var historyPath: String? {
    guard let path = HistoryFile.defaultPath else { return nil }
    guard let store = FileIdentity(path: session.path), Folder.holds(store, path) else {
      return path
    }
    output.remark(
      terminal.language == .chinese
        ? "历史记录文件 \(path) 位于库目录之内，因此不保存历史记录\n"
        : "the history file \(path) would be in the store's folder, so no history is kept\n")
    return nil
  }

  var promptParts: PromptParts {
    let name = session.path.split(separator: "/").last.map(String.init) ?? session.path
    let clock = session.testClock.map { String($0.text.prefix(16)) }
    return PromptParts(
      store: name, operator: session.operatorName, clock: clock,
      transaction: runner.isTransactionOpen ? "begin" : nil, isReadOnly: session.isReadOnly)
  }

  func needsMore(_ text: String) -> Bool {
    OpenText.needsMore(text)
  }

  func execute(_ text: String, output results: ResultOutput) -> ExecutionResult {
    let outer = output.results
    output.results = results
    defer { output.results = outer }
    if terminal.outputIsTerminal { runner.options.width = Terminal.size.columns }
    _ = runner.run(.typed(text))
    results.finish()
    if let failure = output.untoldFailure {
      output.remark("\(failure.message(in: terminal.language)) [\(failure.code)]\n")
      runner.tellKept()
    }
    if results.hasFailed { hasFailed = true }
    return ExecutionResult(leaving: runner.requestedExit)
  }

  func holdsSecret(_ text: String) -> Bool {
    let source = SourceText.typed(text)
    let words = text.split { $0.isWhitespace || "\"'=,;|()[]{}".contains($0) }.map(String.init)
    return session.holdsDocument(runner.identifiers(in: source), among: words)
  }

  var hasOpenTransaction: Bool { runner.isTransactionOpen }

  func rollBack() {
    do throws(LanguageError) {
      _ = try runner.abandonTransaction()
    } catch {
      output.remark(error.message(in: terminal.language) + "\n")
    }
  }
}
