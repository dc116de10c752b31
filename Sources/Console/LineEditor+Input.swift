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
    var decoder = UTF8Decoder()
    if !isPasting { settleScreen() }
    while true {
      switch nextByte() {
      case .byte(let byte):
        if let scalar = decoder.take(byte) {
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

  /// Draws the line anew where libedit's own drawing cannot be trusted.
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

  /// Draws prompt and text anew in a window of another width; what was typed stays.
  ///
  /// Terminals lay long rows out anew when the window changes, so the prompt is looked for where
  /// the new width puts it.
  private func adaptToWindow() {
    guard canEdit else { return }
    if terminal.obeysSequences {
      clearFromPrompt()
    } else {
      put("\r\n")
    }
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

/// Makes characters of UTF-8 as its bytes come in; bytes that make no sense are dropped.
struct UTF8Decoder {
  private var value: UInt32 = 0
  private var missing = 0
  private var least: UInt32 = 0

  /// Takes a byte.
  /// - Returns: the character that it completes, if it does.
  mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
    switch byte {
    case 0x80..<0xC0 where missing > 0:
      value = value << 6 | UInt32(byte & 0x3F)
      missing -= 1
      guard missing == 0, value >= least else { return nil }
      return Unicode.Scalar(value)
    case 0..<0x80:
      missing = 0
      return Unicode.Scalar(byte)
    case 0xC2..<0xE0: begin(byte & 0x1F, missing: 1, least: 0x80)
    case 0xE0..<0xF0: begin(byte & 0x0F, missing: 2, least: 0x800)
    case 0xF0..<0xF5: begin(byte & 0x07, missing: 3, least: 0x10000)
    default: missing = 0
    }
    return nil
  }

  private mutating func begin(_ bits: UInt8, missing: Int, least: UInt32) {
    value = UInt32(bits)
    self.missing = missing
    self.least = least
  }
}
