internal import Basics
internal import Glibc

/// What running an entry came to, as far as the console has to know.
package struct ExecutionResult: Hashable, Sendable {
  /// How long it took, when whoever ran it knows better than the console.
  package var milliseconds: Int?
  /// Leave the console with this exit code.
  package var leaving: Int32?

  package init(milliseconds: Int? = nil, leaving: Int32? = nil) {
    self.milliseconds = milliseconds
    self.leaving = leaving
  }
}

/// Who runs what is typed.
package protocol Executing: AnyObject {
  /// Whether the text is not complete yet: an open bracket or quotation mark, a `|` at its end.
  func needsMore(_ text: String) -> Bool

  /// Runs a complete entry and shows its result, refusal or error.
  ///
  /// It asks `Interrupt.isInterrupted` while it runs and, when that is true, rolls back. Results go
  /// to `output`, everything else to standard error.
  func execute(_ text: String, output: ResultOutput) -> ExecutionResult

  /// Whether an entry holds what is not to be left in a file, such as the number of somebody's
  /// document, beyond what ``HistoryFile/keeps(_:)`` sees.
  func holdsSecret(_ text: String) -> Bool

  /// Whether a transaction that `begin` opened is open.
  var hasOpenTransaction: Bool { get }

  /// Rolls the open transaction back, because it was left idle or the console is left.
  func rollBack()
}

extension Executing {
  package func holdsSecret(_ text: String) -> Bool { false }
}

/// A person at a terminal: reads entries, has them run, and shows what came of it.
///
/// Example:
/// ```swift
/// let session = try ConsoleSession(
///   terminal: terminal, prompting: desk, executing: desk, completing: desk,
///   settings: .init(historyPath: HistoryFile.defaultPath))
/// exit(session.run())
/// ```
package final class ConsoleSession {
  /// What can be chosen about a session.
  package struct Settings: Sendable {
    /// Where the history is kept; nil for nowhere.
    package var historyPath: String?
    /// After how long an open transaction that is left idle is rolled back.
    package var idleMilliseconds: Int
    /// From how long on the elapsed time of a command is shown.
    var elapsedMilliseconds: Int

    package init(
      historyPath: String? = HistoryFile.defaultPath, idleMilliseconds: Int = 600_000,
      elapsedMilliseconds: Int = 500
    ) {
      self.historyPath = historyPath
      self.idleMilliseconds = idleMilliseconds
      self.elapsedMilliseconds = elapsedMilliseconds
    }
  }

  private let terminal: Terminal
  private let prompting: any Prompting
  private let executing: any Executing
  private let settings: Settings
  private let editor: LineEditor
  private let output: ResultOutput
  private var historyFile: HistoryFile?

  /// Prepares the terminal and reads the history.
  ///
  /// A history that cannot be read is told of on standard error and done without.
  /// - Parameter completing: who answers Tab.
  /// - Throws: `ConsoleError` with code `editor.starting`.
  package init(
    terminal: Terminal, prompting: any Prompting, executing: any Executing,
    completing: (any Completing)?, settings: Settings = Settings()
  ) throws(ConsoleError) {
    self.terminal = terminal
    self.prompting = prompting
    self.executing = executing
    self.settings = settings
    editor = try LineEditor(terminal: terminal)
    editor.completing = completing
    output = ResultOutput(terminal: terminal, pages: true)
    loadHistory()
    editor.idle = { [unowned self] in
      guard self.executing.hasOpenTransaction else { return nil }
      return LineEditor.Idle(milliseconds: self.settings.idleMilliseconds) { [unowned self] in
        self.executing.rollBack()
        let minutes = max(1, self.settings.idleMilliseconds / 60_000)
        return ConsoleMessage.idleRollback(minutes: minutes).text(in: self.terminal.language)
      }
    }
  }

  /// Reads and runs entries until Ctrl-D, `exit`, `quit` or a signal to end.
  ///
  /// A transaction that is still open then is rolled back.
  /// - Returns: the exit code: 0, what `exit` gave, or 128 and the number of the signal.
  package func run() -> Int32 {
    let code = readAndRun()
    if executing.hasOpenTransaction {
      executing.rollBack()
      say(.leavingRollback)
    }
    return code
  }

  private func readAndRun() -> Int32 {
    while true {
      let entry = editor.readEntry(
        prompt: { [unowned self] in prompting.promptParts.styled },
        needsMore: { [unowned self] in executing.needsMore($0) })
      switch entry {
      case .dropped: continue
      case .end: return 0
      case .ending(let signal): return 128 + signal
      case .text(let text):
        let words = text.split(whereSeparator: \.isWhitespace)
        if words.isEmpty { continue }
        guard !text.unicodeScalars.contains("\u{FFFD}") else {
          say(.notUTF8)
          continue
        }
        if !executing.holdsSecret(text) { keep(text) }
        if words == ["exit"] || words == ["quit"] { return 0 }
        if let code = execute(text) { return code }
      }
    }
  }

  /// - Returns: the exit code, when the console is to be left.
  private func execute(_ text: String) -> Int32? {
    Interrupt.reset()
    output.begin()
    let start = Terminal.nanoseconds
    let result = executing.execute(text, output: output)
    output.finish()
    let taken = Terminal.nanoseconds - start - output.waitedNanoseconds
    Interrupt.reset()
    let milliseconds = result.milliseconds ?? Int(taken / 1_000_000)
    if milliseconds >= settings.elapsedMilliseconds { say(.elapsed(milliseconds: milliseconds)) }
    if let code = result.leaving { return code }
    return Interrupt.endingSignal.map { 128 + $0 }
  }

  private func say(_ message: ConsoleMessage) {
    var text = StyledText()
    text.append(message.text(in: terminal.language), .dim)
    Terminal.write(text.rendered(colored: terminal.colorsMessages) + "\n", to: 2)
  }

  private func loadHistory() {
    guard let path = settings.historyPath else { return }
    var file = HistoryFile(path: path)
    do throws(ConsoleError) {
      for entry in try file.load() { editor.remember(entry) }
      historyFile = file
    } catch {
      tell(error)
    }
  }

  private func keep(_ text: String) {
    editor.remember(text)
    do throws(ConsoleError) {
      try historyFile?.append(text)
    } catch {
      tell(error)
      historyFile = nil
    }
  }

  private func tell(_ error: ConsoleError) {
    terminal.tell(error.message(in: terminal.language) + "\n")
  }
}
