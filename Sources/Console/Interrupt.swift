internal import Basics
internal import Glibc
internal import Synchronization

/// What the person at the terminal, or the system, asked of the whole process by a signal.
///
/// The signal handlers only set flags and wake whoever waits; everything else happens where the
/// flags are read. A running command asks `isInterrupted` from time to time and, when it is true,
/// stops and rolls back.
///
/// Example:
/// ```swift
/// Interrupt.install()
/// while let row = next() {
///   if Interrupt.isInterrupted { throw .interrupted }
///   ...
/// }
/// ```
package enum Interrupt {
  private static let asked = Atomic<Bool>(false)
  private static let leaving = Atomic<Int32>(0)
  private static let resized = Atomic<Bool>(false)
  private static let suspended = Atomic<Bool>(false)
  private static let installed = Atomic<Bool>(false)
  private static let wakeReading = Atomic<Int32>(-1)
  private static let wakeWriting = Atomic<Int32>(-1)

  /// Whether Ctrl-C was pressed, or the process was told to end, since the last `reset`.
  package static var isInterrupted: Bool {
    asked.load(ordering: .relaxed) || leaving.load(ordering: .relaxed) != 0
  }

  /// The signal that told the process to end (SIGTERM, SIGHUP or SIGQUIT), if one did.
  package static var endingSignal: Int32? {
    let signal = leaving.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Forgets a Ctrl-C, once what it stopped has been dealt with.
  ///
  /// A request to end is not forgotten.
  package static func reset() {
    asked.store(false, ordering: .relaxed)
    StopRequest.set(leaving.load(ordering: .relaxed) != 0)
  }

  /// Notes an interruption as if Ctrl-C had been pressed.
  package static func raise() {
    asked.store(true, ordering: .relaxed)
    StopRequest.set(true)
  }

  /// Installs the handlers of SIGINT, SIGTERM and SIGHUP for the rest of the process.
  ///
  /// They are set without SA_RESTART, so that a wait that a signal can break (for another writer,
  /// for a key) is broken. SIGHUP stays ignored where it was ignored on entry (nohup). Calling this
  /// again changes nothing. Whoever started the process may have blocked the signals: they are
  /// unblocked.
  package static func install() {
    guard !installed.exchange(true, ordering: .relaxed) else { return }
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      wakeReading.store(ends[0], ordering: .relaxed)
      wakeWriting.store(ends[1], ordering: .relaxed)
    }
    // Made here, so that the handler never has to make them.
    for flag in [takeResize(), takeSuspension(), isInterrupted, StopRequest.isMade] { _ = flag }
    handle(SIGINT)
    handle(SIGTERM)
    var before = sigaction()
    sigaction(SIGHUP, nil, &before)
    let wasIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
    if !wasIgnored { handle(SIGHUP) }
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP] {
      sigaddset(&unblocked, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
  }

  /// Readable when a signal has come in; for poll.
  static var wakeDescriptor: Int32 { wakeReading.load(ordering: .relaxed) }

  /// Empties the wake descriptor.
  static func drainWake() {
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let end = wakeDescriptor
    guard end >= 0 else { return }
    while read(end, &bytes, 32) > 0 {}
  }

  /// Whether the window was resized since this was last asked.
  static func takeResize() -> Bool { resized.exchange(false, ordering: .relaxed) }

  /// Whether Ctrl-Z was pressed since this was last asked.
  static func takeSuspension() -> Bool { suspended.exchange(false, ordering: .relaxed) }

  /// Handles the signals that matter only while a line is being edited, runs `body`, and puts back
  /// what was set before.
  static func whileEditing<Result>(_ body: () -> Result) -> Result {
    let signals = [SIGWINCH, SIGTSTP, SIGQUIT]
    var before = signals.map { _ in sigaction() }
    for (index, signal) in signals.enumerated() {
      sigaction(signal, nil, &before[index])
      handle(signal)
    }
    defer {
      for (index, signal) in signals.enumerated() { sigaction(signal, &before[index], nil) }
    }
    return body()
  }

  /// Stops the process as Ctrl-Z does, and returns when it is continued.
  static func suspend() {
    var standard = sigaction()
    standard.__sigaction_handler.sa_handler = SIG_DFL
    sigaction(SIGTSTP, &standard, nil)
    Glibc.raise(SIGTSTP)
    handle(SIGTSTP)
  }

  /// Ignores `signal` while `body` runs.
  static func ignoring<Result>(_ signal: Int32, while body: () -> Result) -> Result {
    var before = sigaction()
    var ignored = sigaction()
    ignored.__sigaction_handler.sa_handler = SIG_IGN
    sigaction(signal, &ignored, &before)
    defer { sigaction(signal, &before, nil) }
    return body()
  }

  private static func handle(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Interrupt.note($0) }
    sigemptyset(&action.sa_mask)
    action.sa_flags = 0
    sigaction(signal, &action, nil)
  }

  /// The handler: nothing here that is unsafe inside a signal.
  private static func note(_ signal: Int32) {
    let saved = errno
    switch signal {
    case SIGINT:
      asked.store(true, ordering: .relaxed)
      StopRequest.set(true)
    case SIGWINCH: resized.store(true, ordering: .relaxed)
    case SIGTSTP: suspended.store(true, ordering: .relaxed)
    default:
      leaving.store(signal, ordering: .relaxed)
      StopRequest.set(true)
    }
    let end = wakeWriting.load(ordering: .relaxed)
    if end >= 0 {
      var byte: UInt8 = 1
      _ = write(end, &byte, 1)
    }
    errno = saved
  }
}
