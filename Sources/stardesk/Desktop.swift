import Basics
import Console
import Desk
import Glibc
import Language
import Vocabulary

/// What a person at the console works with: the prompt, the commands, and what Tab knows.
final class Desktop: Prompting, Executing {
  private let terminal: Terminal
  private let keeper: Keeper
  private let interpreter: Interpreter
  private let output: ProgramOutput

  init(
    _ terminal: Terminal, _ keeper: Keeper, _ interpreter: Interpreter, _ output: ProgramOutput
  ) {
    self.terminal = terminal
    self.keeper = keeper
    self.interpreter = interpreter
    self.output = output
  }

  /// Opens the console and stays until it is left.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    do throws(ConsoleError) {
      let session = try ConsoleSession(
        terminal: terminal, prompting: self, executing: self,
        completing: Completer(keeper, interpreter))
      return session.run()
    } catch {
      output.remark(error.message(in: terminal.language) + "\n")
      return 1
    }
  }

  var promptParts: PromptParts {
    let name = keeper.path.split(separator: "/").last.map(String.init) ?? keeper.path
    let clock = keeper.testClock.map { String($0.text.prefix(16)) }
    return PromptParts(
      store: name, operator: keeper.operatorName, clock: clock,
      transaction: interpreter.isTransactionOpen ? "begin" : nil, isReadOnly: keeper.isReadOnly)
  }

  func needsMore(_ text: String) -> Bool {
    OpenText.needsMore(text)
  }

  func execute(_ text: String, output results: ResultOutput) -> ExecutionResult {
    let outer = output.results
    output.results = results
    defer { output.results = outer }
    if terminal.outputIsTerminal { interpreter.options.width = Terminal.size.columns }
    _ = interpreter.run(SourceText(name: "console", bytes: Array(text.utf8)))
    return ExecutionResult(leaving: interpreter.requestedExit)
  }

  var hasOpenTransaction: Bool { interpreter.isTransactionOpen }

  func rollBack() {
    do throws(LanguageError) {
      _ = try interpreter.abandonTransaction()
    } catch {
      output.remark(error.message(in: terminal.language) + "\n")
    }
  }
}
