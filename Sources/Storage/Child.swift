package import Basics
internal import CLMDB
internal import Glibc

/// What became of a child process that looked a store over.
package enum ChildOutcome: Hashable, Sendable {
  /// It ended by itself with this status.
  case finished(Int32)
  /// A signal that a damaged data file causes (SIGBUS, SIGSEGV, SIGABRT) ended it.
  case readFault(signal: Int32)
  /// Another signal ended it.
  case killed(signal: Int32)
  /// It did not end within so many seconds and was ended.
  case timedOut(seconds: Int)
  /// The caller broke it off.
  case interrupted
  /// It could not be started; the system's error number.
  case notStarted(Int32)

  /// Whether the outcome speaks for damage in the data file.
  var meansDamage: Bool {
    switch self {
    case .readFault, .timedOut: true
    default: false
    }
  }

  /// What became of the child, in one sentence.
  package func message(in language: ReaderLanguage) -> String {
    words.text(in: language)
  }
}

/// Runs a program that may die of the data that it reads, with a time limit.
///
/// A data file whose pages are damaged can end its reader with SIGBUS or keep it in a loop; so a
/// store of doubtful health is walked by a child process, commonly this program itself:
///
///     let outcome = Child.run(Child.ownProgram, ["stardesk", "verify", path], seconds: 600)
package enum Child {
  /// The path of the program that runs: the system's link to it, or where there is no /proc the path by
  /// which it was started.
  package static var ownProgram: String {
    let link = "/proc/self/exe"
    guard unsafe access(link, X_OK) != 0,
      let started = unsafe UnsafePointer<CChar>(bitPattern: getauxval(UInt(AT_EXECFN)))
    else { return link }
    return unsafe String(cString: started)
  }

  /// Runs a program to its end and says what became of it.
  ///
  /// Input, output and environment are this process's own.
  ///
  /// - Parameter executable: the path of the program.
  /// - Parameter arguments: its arguments, the program's name first.
  /// - Parameter seconds: how long it may take.
  /// - Parameter isInterrupted: asked every few milliseconds; yes ends the child.
  package static func run(
    _ executable: String, _ arguments: [String], seconds: Int,
    isInterrupted: () -> Bool = { false }
  ) -> ChildOutcome {
    var process: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    // A fault is the answer that is sought; the runtime shall not print a report of it.
    var surroundings = unsafe environment()
    let quiet = unsafe strdup("SWIFT_BACKTRACE=enable=no")
    unsafe surroundings.insert(quiet, at: 0)
    let number = unsafe posix_spawn(&process, executable, nil, nil, pointers, surroundings)
    unsafe pointers.forEach { unsafe free($0) }
    unsafe free(quiet)
    guard number == 0 else { return .notStarted(number) }
    var waited: UInt64 = 0
    var pause: UInt32 = 500
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(process, &status, WNOHANG)
      if ended == process { return outcome(ofStatus: status) }
      if ended < 0, errno != EINTR { return .notStarted(errno) }
      if isInterrupted() {
        end(process)
        return .interrupted
      }
      if waited >= UInt64(seconds) * 1_000_000 {
        end(process)
        return .timedOut(seconds: seconds)
      }
      usleep(pause)
      waited += UInt64(pause)
      pause = min(pause * 2, 20_000)
    }
  }

  /// This process's environment without what the runtime was told about reports.
  private static func environment() -> [UnsafeMutablePointer<CChar>?] {
    var entries: [UnsafeMutablePointer<CChar>?] = unsafe []
    var next = unsafe environ
    while let entry = unsafe next.pointee {
      if unsafe strncmp(entry, "SWIFT_BACKTRACE=", 16) != 0 { unsafe entries.append(entry) }
      unsafe next += 1
    }
    unsafe entries.append(nil)
    return unsafe entries
  }

  private static func end(_ process: pid_t) {
    kill(process, SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// What a wait status of waitpid(2) says.
  static func outcome(ofStatus status: Int32) -> ChildOutcome {
    let signal = status & 0x7F
    switch signal {
    case 0: return .finished((status >> 8) & 0xFF)
    case SIGBUS, SIGSEGV, SIGABRT: return .readFault(signal: signal)
    default: return .killed(signal: signal)
    }
  }
}
