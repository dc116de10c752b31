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

  /// The locale that the environment names and its character encoding, when that is another than
  /// UTF-8; nil where nothing is known of it, as with the locale C.
  static func otherEncoding(
    environment: (String) -> String?
  ) -> (locale: String, encoding: String)? {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(environment)
    guard let locale = names.first(where: { !$0.isEmpty }) else { return nil }
    let plain = locale.prefix { $0 != "@" }
    var encoding = ""
    if let point = plain.firstIndex(of: ".") {
      encoding = String(plain[plain.index(after: point)...])
    } else {
      // What the C library takes when the name does not say.
      switch plain {
      case "zh_CN", "zh_SG": encoding = "GB2312"
      case "zh_TW": encoding = "BIG5"
      case "zh_HK": encoding = "BIG5-HKSCS"
      default: return nil
      }
    }
    let known = encoding.lowercased().filter { $0.isLetter || $0.isNumber }
    guard !known.isEmpty, known != "utf8", known != "usascii", known != "ansix341968" else {
      return nil
    }
    return (locale, encoding)
  }

  /// Warns on standard error of a terminal whose locale is not in UTF-8, which is read and written
  /// whatever the locale is: in Chinese where the terminal is in GBK, else in English. Does
  /// nothing where no person is at a terminal.
  package func warnOfEncoding() {
    guard inputIsTerminal || outputIsTerminal || errorIsTerminal,
      let other = Terminal.otherEncoding(environment: Terminal.environment)
    else { return }
    let warning = ConsoleMessage.otherEncoding(
      locale: other.locale.escapedForTerminal, encoding: other.encoding.escapedForTerminal)
    // The one other encoding that the program writes is GBK, of which GB 2312 is a part.
    let encoding = try? TextEncoding(named: other.encoding)
    let text = warning.text(in: encoding == nil ? .english : language) + " [\(warning.code)]\n"
    let bytes = TextEncoder(encoding ?? .utf8).encoded(Array(text.utf8))
    bytes.withUnsafeBytes { _ = Terminal.write($0, to: 2) }
  }

  /// Writes lines to standard error. At a terminal nothing in them commands it but the colours that
  /// were asked for.
  package func tell(_ text: String) {
    Terminal.write(errorIsTerminal ? shown(text) : text, to: 2)
  }

  /// Lines as a terminal may be given them.
  func shown(_ text: String) -> String {
    guard colorsMessages || colorsOutput, text.utf8.contains(0x1B) else {
      return text.linesEscapedForTerminal
    }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "\u{1B}") {
      let body = rest[start...].dropFirst(2).prefix { $0 == ";" || ("0"..."9").contains($0) }
      let end = body.endIndex
      guard rest[start...].dropFirst().first == "[", end < rest.endIndex, rest[end] == "m" else {
        let next = rest.index(after: start)
        result += String(rest[..<next]).linesEscapedForTerminal
        rest = rest[next...]
        continue
      }
      result += String(rest[..<start]).linesEscapedForTerminal + rest[start...end]
      rest = rest[rest.index(after: end)...]
    }
    return result + String(rest).linesEscapedForTerminal
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
