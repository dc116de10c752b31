package import Basics

/// A line on standard error that shows how far long work is, and goes away when it is done.
///
/// It is drawn only at a terminal, not before half a second, and at most five times a second, so
/// that it can be told of every row.
package final class ProgressBar {
  private let terminal: Terminal
  private let isShown: Bool
  private var started: Int64 = 0
  private var lastDrawn: Int64 = 0
  private var lastRows = 0
  private var isOnScreen = false

  private static let delay: Int64 = 500_000_000
  private static let interval: Int64 = 200_000_000

  /// - Parameter terminal: nothing is ever drawn unless standard error is a terminal that obeys
  ///   control sequences.
  package init(terminal: Terminal) {
    self.terminal = terminal
    isShown = terminal.errorIsTerminal && terminal.obeysSequences
  }

  /// Begins to count time for a new piece of work.
  package func begin() {
    clear()
    started = Terminal.nanoseconds
    lastDrawn = 0
  }

  /// Tells how far the work is.
  package func update(_ count: ProgressCount) {
    guard isShown else { return }
    let now = Terminal.nanoseconds
    // Fewer rows than before are those of the next statement.
    if started == 0 || count.rows < lastRows { started = now }
    lastRows = count.rows
    guard now - started >= ProgressBar.delay, now - lastDrawn >= ProgressBar.interval else {
      return
    }
    lastDrawn = now
    // The terminal's own ^C has room behind the line.
    let line = ProgressBar.line(
      count, milliseconds: Int((now - started) / 1_000_000), columns: Terminal.size.columns - 3,
      language: terminal.language)
    Terminal.write("\r" + line + "\u{1B}[K", to: 2)
    isOnScreen = true
  }

  /// Takes the bar away.
  package func clear() {
    guard isOnScreen else { return }
    isOnScreen = false
    Terminal.write("\r\u{1B}[K", to: 2)
  }

  /// Ends the piece of work.
  package func end() {
    clear()
    started = 0
  }

  /// The line for a count after a time, in at most so many columns.
  static func line(
    _ count: ProgressCount, milliseconds: Int, columns: Int, language: ReaderLanguage
  ) -> String {
    let perSecond = milliseconds > 0 ? count.rows * 1000 / milliseconds : 0
    var parts = [
      ConsoleMessage.rows(Grouped.text(count.rows), of: count.total.map(Grouped.text)),
      ConsoleMessage.rate(Grouped.text(perSecond)),
    ]
    if let total = count.total, perSecond > 0, total >= count.rows {
      let seconds = (total - count.rows + perSecond - 1) / perSecond
      parts.append(.left(clock(seconds)))
    }
    parts.append(.counts(done: count.done, refused: count.refused, errors: count.errors))
    let words = parts.map { $0.text(in: language) }.joined(separator: " ")
    var bar = ""
    if let total = count.total, total > 0 {
      let width = min(24, columns - ScreenText.width(words) - 3)
      if width >= 6 {
        let filled = min(width, width * count.rows / total)
        bar =
          "[" + String(repeating: "#", count: filled)
          + String(repeating: ".", count: width - filled) + "] "
      }
    }
    return ScreenText.fitting(bar + words, columns: columns)
  }

  /// `0:07`, `12:30`, `1:02:03`.
  static func clock(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }
}
