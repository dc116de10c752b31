package import Basics
internal import Glibc

/// When colour is used: `--color auto|always|never`.
package enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never
}

/// What the process's standard descriptors are, and how they are to be used.
///
/// Example:
/// ```swift
/// let terminal = Terminal(color: .auto, language: .english)
/// if terminal.inputIsTerminal { ... }
/// ```
package struct Terminal: Sendable {
  /// Whether standard input, output and error are terminals.
  package let inputIsTerminal: Bool
  package let outputIsTerminal: Bool
  package let errorIsTerminal: Bool
  /// Whether results on standard output are coloured.
  package let colorsOutput: Bool
  /// Whether prompts and messages on standard error are coloured.
  package let colorsMessages: Bool
  /// The language of the messages.
  package let language: ReaderLanguage
  /// Whether the terminal obeys the usual control sequences.
  package let obeysSequences: Bool

  /// Looks at the process's descriptors and environment.
  ///
  /// - Parameters:
  ///   - color: what was asked for; `auto` colours a terminal unless NO_COLOR is set to something
  ///     (no-color.org) or TERM is `dumb`.
  ///   - language: the language of the messages.
  package init(color: ColorChoice = .auto, language: ReaderLanguage = .english) {
    self.init(
      color: color, language: language,
      areTerminals: (isatty(0) == 1, isatty(1) == 1, isatty(2) == 1),
      environment: Terminal.environment)
  }

  init(
    color: ColorChoice, language: ReaderLanguage, areTerminals: (Bool, Bool, Bool),
    environment: (String) -> String?
  ) {
    inputIsTerminal = areTerminals.0
    outputIsTerminal = areTerminals.1
    errorIsTerminal = areTerminals.2
    self.language = language
    let kind = environment("TERM") ?? ""
    obeysSequences = !kind.isEmpty && kind != "dumb"
    let wanted =
      switch color {
      case .always: true
      case .never: false
      case .auto: obeysSequences && (environment("NO_COLOR") ?? "").isEmpty
      }
    colorsOutput = wanted && (color == .always || areTerminals.1)
    colorsMessages = wanted && (color == .always || areTerminals.2)
  }

  /// The value of an environment variable.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(validatingCString: value)
  }

  /// Rows and columns of the terminal, 24 by 80 where it does not say.
  package static var size: (rows: Int, columns: Int) {
    for descriptor in [Int32(2), 1, 0] {
      var window = winsize()
      if ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 1, window.ws_row > 1 {
        return (Int(window.ws_row), Int(window.ws_col))
      }
    }
    return (24, 80)
  }

  /// Sets the character encoding of the process to UTF-8, which the line editor reads and writes.
  ///
  /// The encoding of the environment is used when it is UTF-8, otherwise C.UTF-8. To be called once
  /// before anything is read from a terminal.
  /// - Returns: false when the system has no UTF-8 at all; what is typed beyond ASCII is then lost.
  @discardableResult
  package static func useUTF8() -> Bool {
    if setlocale(LC_CTYPE, "") != nil, isUTF8 { return true }
    return setlocale(LC_CTYPE, "C.UTF-8") != nil && isUTF8
  }

  private static var isUTF8: Bool {
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: name) == "UTF-8"
  }

  /// Writes all of `bytes`, going on after interruptions as long as they are taken.
  /// - Returns: false when the descriptor takes no more; `errno` then says why, EINTR when the process
  ///   was told to stop and nothing was taken for a second.
  @discardableResult
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    do throws(SystemError) {
      try Waiting.write(descriptor, bytes) { Interrupt.isInterrupted }
      return true
    } catch {
      errno = error.number
      return false
    }
  }

  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  /// Nanoseconds of a clock that nobody sets.
  static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
