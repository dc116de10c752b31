internal import Basics
internal import CEdit
internal import Glibc

/// Reading keys: the one place where the editor waits.
extension LineEditor {
  static func of(_ editor: OpaquePointer?) -> LineEditor {
    Unmanaged<LineEditor>.fromOpaque(cedit_client_data(editor)).takeUnretainedValue()
  }

  /// Reads the next character for libedit.
  /// - Returns: 1, 0 at the end of the input, -1 when a signal ends reading; `stop` tells which.
  func nextCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    if !isPasting { settleScreen() }
    if let scalar = waitingCharacter.take() {
      character.pointee = wchar_t(bitPattern: scalar.value)
      return 1
    }
    while true {
      switch nextByte() {
      case .byte(let byte):
        let scalar = decoder.take(byte)
        if decoder.takeLoss() {
          waitingCharacter = scalar
          character.pointee = 0xFFFD
          return 1
        }
        guard let scalar else { continue }
        // Keys are ASCII; the others are marks that nobody sees, or commands to a terminal.
        if scalar.value > 0x7F, scalar.commandsTerminal { continue }
        if isPasting || !joinsCharacterBefore(scalar) {
          character.pointee = wchar_t(bitPattern: scalar.value)
          return 1
        }
      case .stop(let reason):
        stop = reason
        character.pointee = 0
        if case .end = reason { return 0 }
        errno = EINTR
        return -1
      }
    }
  }

  /// Puts a code point to the character before the cursor, when both are one character: a tone of
  /// skin, an accent, the second half of a flag.
  ///
  /// - Returns: whether it was put there, and is not to be inserted.
  private func joinsCharacterBefore(_ scalar: Unicode.Scalar) -> Bool {
    let (text, cursor) = line
    guard canEdit, scalar.value >= 0x300, cursor > 0 else { return false }
    let joined = clusters.decoded([text[cursor - 1]]) + String(scalar)
    guard joined.count == 1, let standIn = clusters.standIn(for: Character(joined)) else {
      return false
    }
    prepareToDraw()
    el_deletestr(editor, 1)
    WideText(String(standIn)).withPointer { _ = el_winsertstr(editor, $0) }
    cedit_redraw(editor)
    drawnText = line.text
    return true
  }

  private enum Input {
    case byte(UInt8)
    case stop(Stop)
  }

  private func nextByte() -> Input {
    while true {
      if let signal = Interrupt.endingSignal { return .stop(.ending(signal)) }
      if Interrupt.isInterrupted { return .stop(.interrupted) }
      if Interrupt.takeResize() { adaptToWindow() }
      if Interrupt.takeSuspension() { suspend() }
      var wait = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&wait, 2, millisecondsToWait())
      if ready == 0 {
        runIdleAction()
        continue
      }
      if wait[1].revents != 0 {
        Interrupt.drainWake()
        continue
      }
      guard ready > 0 else {
        if errno == EINTR { continue }
        return .stop(.end)
      }
      var byte: UInt8 = 0
      switch read(0, &byte, 1) {
      case 1:
        lastKey = Terminal.nanoseconds
        return .byte(byte)
      case 0:
        return .stop(.end)
      default:
        if errno == EINTR || errno == EAGAIN { continue }
        return .stop(.end)
      }
    }
  }

  /// Redraws the line where libedit's own drawing cannot be trusted.
  ///
  /// It draws the difference between the old and the new row cell by cell. Where wide characters
  /// are shifted (libedit 3.1-20221030) halves of them are taken for equal: characters vanish from
  /// the screen and the cursor is left on the second half of one. Text that only grows or shrinks
  /// at its end is drawn rightly.
  private func settleScreen() {
    guard canEdit, terminal.obeysSequences else { return }
    let text = line.text
    defer { drawnText = text }
    guard text != drawnText, !text.starts(with: drawnText), !drawnText.starts(with: text),
      text.contains(where: EditLayout.isWide) || drawnText.contains(where: EditLayout.isWide)
    else { return }
    clearFromPrompt()
    cedit_redraw(editor)
  }

  /// Takes prompt and text off the screen and goes to where the prompt stood.
  private func clearFromPrompt() {
    let above = rows(columns: Terminal.size.columns).cursor
    put("\r" + (above > 0 ? "\u{1B}[\(above)A" : "") + "\u{1B}[J")
  }

  /// Clears prompt and text from the screen before either changes, so that both can be redrawn.
  func prepareToDraw() {
    if terminal.obeysSequences { clearFromPrompt() } else { put("\r\n") }
  }

  private func millisecondsToWait() -> Int32 {
    guard !idleIsDone, let idle = idle?() else { return -1 }
    let gone = Int((Terminal.nanoseconds - lastKey) / 1_000_000)
    return Int32(clamping: max(idle.milliseconds - gone, 0))
  }

  private func runIdleAction() {
    guard !idleIsDone, let idle = idle?() else { return }
    idleIsDone = true
    guard let message = idle.action() else { return }
    moveBelowText()
    if accepted.isEmpty { renewPrompt() }
    put(message + "\r\n")
    cedit_redraw(editor)
  }

  /// Redraws prompt and text in a window of another width; what was typed stays.
  ///
  /// Terminals rewrap long rows when the window changes, so the prompt is looked for where
  /// the new width puts it.
  private func adaptToWindow() {
    guard canEdit else { return }
    prepareToDraw()
    el_resize(editor)
    cedit_redraw(editor)
  }

  /// Stops the process as Ctrl-Z asks, with the terminal as it was found.
  private func suspend() {
    moveBelowText(mark: "^Z")
    setBracketedPaste(false)
    cedit_prepare_terminal(editor, 0)
    Interrupt.suspend()
    cedit_prepare_terminal(editor, 1)
    setBracketedPaste(true)
    el_resize(editor)
    cedit_redraw(editor)
  }
}

/// Makes characters of UTF-8 as its bytes come in, and tells of bytes that make no sense.
struct UTF8Decoder {
  private var value: UInt32 = 0
  private var missing = 0
  private var least: UInt32 = 0
  private var hasLost = false

  /// Whether bytes before the last one made no sense, or the last one did not, since this was asked.
  mutating func takeLoss() -> Bool {
    defer { hasLost = false }
    return hasLost
  }

  /// Takes a byte.
  /// - Returns: the character that it completes, if it does.
  mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
    switch byte {
    case 0x80..<0xC0 where missing > 0:
      value = value << 6 | UInt32(byte & 0x3F)
      missing -= 1
      guard missing == 0 else { return nil }
      let scalar = value >= least ? Unicode.Scalar(value) : nil
      hasLost = scalar == nil
      return scalar
    case 0..<0x80:
      drop()
      return Unicode.Scalar(byte)
    case 0xC2..<0xE0: begin(byte & 0x1F, missing: 1, least: 0x80)
    case 0xE0..<0xF0: begin(byte & 0x0F, missing: 2, least: 0x800)
    case 0xF0..<0xF5: begin(byte & 0x07, missing: 3, least: 0x10000)
    default:
      drop()
      hasLost = true
    }
    return nil
  }

  /// Gives up a character whose bytes did not all come.
  private mutating func drop() {
    if missing > 0 { hasLost = true }
    missing = 0
  }

  private mutating func begin(_ bits: UInt8, missing: Int, least: UInt32) {
    drop()
    value = UInt32(bits)
    self.missing = missing
    self.least = least
  }
}
