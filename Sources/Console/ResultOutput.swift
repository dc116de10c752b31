internal import Basics
internal import Glibc

/// Standard output as results go to it, a page at a time when they are long.
///
/// At a terminal a result is held back until it is complete, at most half a second: when it turns
/// out longer than the screen it goes to the pager. Anywhere else it passes through. The progress
/// bar is taken away before anything is shown.
///
/// Example:
/// ```swift
/// let output = ResultOutput(terminal: terminal, pages: true)
/// output.write("13300000001  two-way\n")
/// output.finish()
/// ```
package final class ResultOutput {
  /// The bar that shows how far long work is.
  package let progress: ProgressBar
  /// Whether the person left the pager, so that nobody reads what is still to come. A command that
  /// only reads may stop.
  package private(set) var isAbandoned = false
  /// Why standard output takes nothing more, as the system says it: a full disk; nil otherwise.
  package private(set) var failureReason: String?
  /// Whether any result so far could not be shown.
  package private(set) var hasFailed = false
  /// Nanoseconds spent waiting for the person: in the pager, at a question.
  package private(set) var waitedNanoseconds: Int64 = 0

  private enum Route {
    /// Kept until it is known whether it fits on the screen.
    case holding
    case direct
    case paging(Pager)
  }

  private let terminal: Terminal
  private let pages: Bool
  private var route = Route.direct
  private var buffer: [UInt8] = []
  private var countedBytes = 0
  private var countedRows = 0
  private var heldSince: Int64 = 0
  private let holdNanoseconds: Int64 = 500_000_000
  private let blockBytes = 1 << 16

  /// - Parameters:
  ///   - terminal: what standard output is.
  ///   - pages: whether long results may go to the pager; true at the console only.
  package init(terminal: Terminal, pages: Bool) {
    self.terminal = terminal
    self.pages = pages && terminal.outputIsTerminal && terminal.inputIsTerminal
    progress = ProgressBar(terminal: terminal)
    begin()
  }

  /// Begins the next result.
  package func begin() {
    isAbandoned = false
    failureReason = nil
    waitedNanoseconds = 0
    route = pages ? .holding : .direct
    countedBytes = 0
    countedRows = 0
    heldSince = 0
  }

  /// Takes a part of a result in UTF-8.
  package func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !isAbandoned else { return }
    buffer.append(contentsOf: bytes)
    switch route {
    case .holding: considerPaging()
    case .direct, .paging:
      if buffer.count >= blockBytes || terminal.outputIsTerminal { emit() }
    }
  }

  package func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  /// Shows what was taken so far at once; the rest of this result is not paged.
  package func flush() {
    if case .holding = route { route = .direct }
    emit()
  }

  /// Puts a remark on standard error, behind what was taken so far.
  package func remark(_ text: String) {
    flush()
    progress.clear()
    terminal.tell(text)
  }

  /// Ends the result: shows all of it and waits until the person leaves the pager.
  package func finish() {
    progress.clear()
    if case .holding = route { route = .direct }
    emit()
    if case .paging(let pager) = route {
      waiting { pager.finish() }
      route = .direct
    }
  }

  /// Asks the person whether to go on: `This changes 1,200 customers. Go on? [y/N]`.
  ///
  /// What was taken so far is shown first. Ctrl-C, Ctrl-D and everything but yes mean no.
  /// - Returns: false too when standard input or error is no terminal, without asking.
  package func confirm(_ question: String) -> Bool {
    guard terminal.inputIsTerminal, terminal.errorIsTerminal else { return false }
    finish()
    return waiting { Confirmation.ask(question, terminal: terminal) }
  }

  private func waiting<Result>(_ body: () -> Result) -> Result {
    let start = Terminal.nanoseconds
    defer { waitedNanoseconds += Terminal.nanoseconds - start }
    return body()
  }

  private func considerPaging() {
    let now = Terminal.nanoseconds
    if heldSince == 0 { heldSince = now }
    let size = Terminal.size
    countRows(columns: size.columns)
    if countedRows >= size.rows {
      if let command = Pager.command(environment: Terminal.environment),
        let pager = Pager(command: command)
      {
        progress.clear()
        route = .paging(pager)
      } else {
        route = .direct
      }
      emit()
    } else if now - heldSince > holdNanoseconds {
      flush()
    }
  }

  /// Counts the rows that the complete lines held so far take.
  private func countRows(columns: Int) {
    while let end = buffer[countedBytes...].firstIndex(of: 0x0A) {
      let width = ScreenText.widthWithoutSequences(buffer[countedBytes..<end])
      countedRows += max(1, (width + columns - 1) / columns)
      countedBytes = end + 1
    }
  }

  private func emit() {
    guard !buffer.isEmpty else { return }
    progress.clear()
    var reason = EPIPE
    let isTaken = buffer.withUnsafeBytes { bytes in
      switch route {
      case .paging(let pager): return waiting { pager.write(bytes) }
      case .holding, .direct:
        let isTaken = Terminal.write(bytes, to: 1)
        reason = errno
        return isTaken
      }
    }
    buffer.removeAll(keepingCapacity: true)
    countedBytes = 0
    guard !isTaken else { return }
    // A reader who has seen enough is no failure, and one who was not waited for any longer is told of
    // by what was broken off.
    if reason != EPIPE, reason != EINTR {
      failureReason = String(cString: strerror(reason))
      hasFailed = true
    }
    isAbandoned = true
  }
}

/// A question that is answered with yes or no.
enum Confirmation {
  static func ask(_ question: String, terminal: Terminal) -> Bool {
    let text = "\(question) \(ConsoleMessage.choice.text(in: terminal.language)) "
    terminal.tell(text)
    guard let answer = readLine() else {
      Terminal.write("\n", to: 2)
      return false
    }
    return isYes(answer)
  }

  static func isYes(_ answer: String) -> Bool {
    let word = answer.split(whereSeparator: \.isWhitespace).first?.lowercased() ?? ""
    return ["y", "yes", "是", "好"].contains(word)
  }

  /// A line from the terminal, byte by byte so that nothing after it is taken.
  private static func readLine() -> String? {
    var line: [UInt8] = []
    while !Interrupt.isInterrupted {
      var wait = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&wait, 2, -1) > 0 else { continue }
      if wait[1].revents != 0 {
        Interrupt.drainWake()
        continue
      }
      var byte: UInt8 = 0
      let count = read(0, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }
}
