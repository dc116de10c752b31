internal import CEdit
internal import Glibc

/// Edits what a person types at a terminal: the one owner of libedit's editor and history.
///
/// The editor reads standard input by a function of its own, which waits for a key, a signal or the
/// end of the idle time, so that signals are dealt with in the open and never inside a handler. It
/// writes to standard error if that is a terminal, otherwise to standard output, otherwise to the
/// controlling terminal: results can be redirected while lines are edited.
///
/// Example:
/// ```swift
/// let editor = try LineEditor(terminal: Terminal())
/// while case .text(let text) = editor.readEntry(prompt: { "> " }, needsMore: { _ in false }) {
///   run(text)
/// }
/// ```
package final class LineEditor {
  /// What reading came to.
  package enum Entry: Hashable, Sendable {
    /// A complete entry; its lines are parted by newlines.
    case text(String)
    /// Ctrl-C: what was typed was dropped.
    case dropped
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
    /// A signal told the process to end.
    case ending(signal: Int32)
  }

  /// What is done when nothing was typed for a while.
  package struct Idle {
    /// After how many milliseconds.
    package var milliseconds: Int
    /// What is done, once for each entry; the text it returns is shown below the line.
    package var action: () -> String?

    package init(milliseconds: Int, action: @escaping () -> String?) {
      self.milliseconds = milliseconds
      self.action = action
    }
  }

  /// Who answers Tab.
  package var completing: (any Completing)?
  /// What is done when nothing is typed; asked before each entry and after each key.
  package var idle: (() -> Idle?)?

  let terminal: Terminal
  let editor: OpaquePointer
  let history: OpaquePointer
  let output: UnsafeMutablePointer<FILE>
  private let screen: EditorScreen
  /// What stands for characters of several code points.
  let clusters = Clusters()
  let input: UnsafeMutablePointer<FILE>
  /// Whether standard input and the place written to are terminals, so that lines can be edited.
  let canEdit: Bool

  /// Why reading stopped, where the reading function stopped it.
  enum Stop { case interrupted, end, ending(Int32) }
  var stop: Stop?
  var prompt = WideText()
  var promptSource: () -> StyledText = { StyledText() }
  /// The lines of the entry that were accepted already, each with its newline.
  var accepted = ""
  var lastKey: Int64 = 0
  var idleIsDone = false
  /// The text as it was last drawn.
  var drawnText: [Unicode.Scalar] = []
  /// What was read of the next character.
  var decoder = UTF8Decoder()
  /// A character that was read and is still to be handed on.
  var waitingCharacter: Unicode.Scalar?
  /// Whether what is read belongs to a paste.
  var isPasting = false
  private var rememberedLast: String?
  /// Texts whose addresses libedit keeps.
  var keptTexts: [WideText] = []

  /// Starts the editor.
  ///
  /// Sets the process's character encoding to UTF-8, and `Interrupt`'s handlers.
  /// - Throws: `ConsoleError` with code `editor.starting`.
  package init(terminal: Terminal) throws(ConsoleError) {
    self.terminal = terminal
    let hasUTF8 = Terminal.useUTF8()
    Interrupt.install()
    var descriptor: Int32 = -1
    if isatty(2) == 1 {
      descriptor = fcntl(2, F_DUPFD_CLOEXEC, 3)
    } else if isatty(1) == 1 {
      descriptor = fcntl(1, F_DUPFD_CLOEXEC, 3)
    } else if isatty(0) == 1 {
      descriptor = open("/dev/tty", O_WRONLY | O_CLOEXEC)
    }
    canEdit = descriptor >= 0 && isatty(0) == 1
    if descriptor < 0 { descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC) }
    screen = EditorScreen(descriptor, clusters)
    guard descriptor >= 0, let output = LineEditor.stream(to: screen),
      let input = fdopen(fcntl(0, F_DUPFD_CLOEXEC, 3), "r"),
      let history = history_winit()
    else { throw ConsoleError(.editorStarting, errno: errno) }
    guard let editor = el_init_fd("stardesk", input, output, output, 0, descriptor, 2) else {
      throw ConsoleError(.editorStarting, errno: errno)
    }
    self.editor = editor
    self.history = history
    self.output = output
    self.input = input
    cedit_history_set_size(history, Int32(HistoryFile.limit))
    configure()
    if !hasUTF8 { Terminal.write(ConsoleMessage.noUTF8.text(in: terminal.language) + "\n", to: 2) }
  }

  deinit {
    el_end(editor)
    history_wend(history)
    fclose(output)
    close(screen.descriptor)
    fclose(input)
  }

  /// A stream for libedit; the screen must outlive it.
  private static func stream(to screen: EditorScreen) -> UnsafeMutablePointer<FILE>? {
    cedit_open_stream(Unmanaged.passUnretained(screen).toOpaque()) { owner, bytes, count in
      let screen = Unmanaged<EditorScreen>.fromOpaque(owner!).takeUnretainedValue()
      let isTaken = bytes!.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
        screen.write(UnsafeBufferPointer(start: $0, count: Int(count)))
      }
      return isTaken ? Int(count) : 0
    }
  }

  /// Puts an entry where the up arrow finds it, unless it is the one before or may not be kept.
  package func remember(_ entry: String) {
    guard entry != rememberedLast, HistoryFile.keeps(entry) else { return }
    rememberedLast = entry
    // What is recalled is what is seen.
    let shown = LineEditor.cleaned(Array(entry.unicodeScalars))
    WideText(clusters.encoded(shown)).withPointer { _ = cedit_history_enter(history, $0) }
  }

  /// Reads one entry, which may have several lines.
  ///
  /// - Parameters:
  ///   - prompt: the prompt of the first line; asked again when it may have changed.
  ///   - continuation: the prompt of every further line.
  ///   - needsMore: whether the text typed so far is not complete yet.
  package func readEntry(
    prompt: @escaping () -> StyledText, continuation: StyledText = "... ",
    needsMore: (String) -> Bool
  ) -> Entry {
    accepted = ""
    promptSource = prompt
    idleIsDone = false
    while true {
      switch readLine() {
      case .text(let line):
        let text = accepted + line
        guard needsMore(text) else {
          accepted = ""
          return .text(text)
        }
        accepted = text + "\n"
        promptSource = { continuation }
      case .end where !accepted.isEmpty && stop == nil:
        // Ctrl-D on an empty further line: the entry is given up, the console is not.
        return .dropped
      case let other:
        return other
      }
    }
  }

  private func readLine() -> Entry {
    stop = nil
    drawnText = []
    lastKey = Terminal.nanoseconds
    renewPrompt()
    fflush(nil)
    return Interrupt.whileEditing {
      // Before the prompt is shown, or what is typed at once would be echoed twice.
      if canEdit { cedit_prepare_terminal(editor, 1) }
      setBracketedPaste(true)
      var count: Int32 = 0
      let line = el_wgets(editor, &count)
      let entry = entry(of: line, count: Int(count))
      setBracketedPaste(false)
      fflush(output)
      return entry
    }
  }

  private func entry(of line: UnsafePointer<wchar_t>?, count: Int) -> Entry {
    switch stop {
    case .interrupted:
      moveBelowText(mark: "^C")
      Interrupt.reset()
      return .dropped
    case .ending(let signal):
      moveBelowText()
      return .ending(signal: signal)
    case .end:
      moveBelowText()
      return .end
    case nil:
      break
    }
    guard let line else {
      moveBelowText()
      return .end
    }
    let scalars = WideText.scalars(UnsafeBufferPointer(start: line, count: count))
    var text = clusters.decoded(scalars)
    if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
    if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
    return .text(text)
  }

  // MARK: The screen

  /// Has the prompt made again.
  func renewPrompt() {
    prompt = WideText(clusters.encoded(promptSource().prompt(colored: terminal.colorsMessages)))
  }

  func put(_ text: String) {
    guard canEdit else { return }
    fputs(text, output)
  }

  func setBracketedPaste(_ on: Bool) {
    guard canEdit, terminal.obeysSequences else { return }
    put(on ? "\u{1B}[?2004h" : "\u{1B}[?2004l")
    fflush(output)
  }

  /// The line as libedit holds it, and where the cursor stands in it.
  var line: (text: [Unicode.Scalar], cursor: Int) {
    let info = el_wline(editor).pointee
    let all = UnsafeBufferPointer(start: info.buffer, count: info.lastchar - info.buffer)
    return (WideText.scalars(all), info.cursor - info.buffer)
  }

  /// Where the cursor stands and where the text ends, in rows from the prompt's.
  func rows(columns: Int) -> (cursor: Int, end: Int) {
    let (text, cursor) = line
    var layout = EditLayout(columns: columns)
    layout.addPrompt(prompt.scalars)
    layout.add(text[..<cursor])
    let row = cursor < text.count ? layout.row(before: text[cursor]) : layout.row
    layout.add(text[cursor...])
    return (row, layout.row)
  }

  /// Goes from the cursor to the start of the row below the text.
  func moveBelowText(mark: String = "") {
    let (cursor, end) = rows(columns: Terminal.size.columns)
    if end > cursor, terminal.obeysSequences { put("\u{1B}[\(end - cursor)B") }
    put(mark + "\r\n")
    fflush(output)
  }

  /// Shows rows below the text and redraws prompt and text under them.
  func showBelow(_ rows: [String]) {
    moveBelowText()
    for row in rows { put(row + "\r\n") }
    cedit_redraw(editor)
  }
}
