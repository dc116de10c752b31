import Glibc
import TestSupport
import Testing

/// A person at a terminal, for tests: runs the toy console on a pseudo terminal, in a session of its
/// own, types, and reads the screen.
final class TerminalDriver {
  private(set) var screen: TerminalScreen
  /// All bytes that came to the terminal.
  private(set) var received: [UInt8] = []
  private let master: Int32
  private let process: pid_t
  private var status: Int32?

  /// A place for the files of one test.
  let folder: String

  /// As long as anything is waited for.
  private static let deadlineSeconds = 30

  init(
    _ arguments: [String] = [], environment: [String: String] = [:], rows: Int = 24,
    columns: Int = 80, folder: String? = nil, output: String? = nil,
    program: String = "ConsoleHost"
  ) throws {
    self.folder = folder ?? TerminalDriver.newFolder()
    screen = TerminalScreen(rows: rows, columns: columns)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>: unlock the other side, and its number.
    var lock: Int32 = 0
    var number: UInt32 = 0
    try #require(master >= 0)
    try #require(ioctl(master, 0x4004_5431, &lock) == 0)
    try #require(ioctl(master, 0x8004_5430, &number) == 0)
    let slave = "/dev/pts/\(number)"
    var variables = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": self.folder,
      "PAGER": "cat",
    ]
    variables.merge(environment) { $1 }
    process = try TerminalDriver.spawn(
      program, arguments, on: slave, output: output, environment: variables)
    setWindow(rows: rows, columns: columns)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  /// A folder that is there until the tests end.
  static func newFolder() -> String { TemporaryFolder.make("console-test") }

  private static func spawn(
    _ program: String, _ arguments: [String], on slave: String, output: String?,
    environment: [String: String]
  ) throws -> pid_t {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    try #require(length > 0)
    let own = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let host = own[..<own.lastIndex(of: "/")!] + "/" + program
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    // The first terminal that a new session opens becomes its controlling terminal.
    posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    } else {
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
    }
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, newSession)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
      texts.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    }
    var words = strings([String(host)] + arguments)
    var variables = strings(environment.map { "\($0)=\($1)" })
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    try #require(
      posix_spawn(&process, String(host), &actions, &attributes, &words, &variables) == 0)
    return process
  }

  // MARK: Typing

  func type(_ text: String) { type(bytes: Array(text.utf8)) }

  func type(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress!, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  static let enter = "\r"
  static let tab = "\t"
  static let backspace = "\u{7F}"
  static let up = "\u{1B}[A"
  static func control(_ letter: Character) -> String {
    String(Unicode.Scalar(letter.asciiValue! & 0x1F))
  }

  func resize(rows: Int, columns: Int) {
    screen.resize(rows: rows, columns: columns)
    setWindow(rows: rows, columns: columns)
  }

  private func setWindow(rows: Int, columns: Int) {
    var window = winsize()
    window.ws_row = UInt16(rows)
    window.ws_col = UInt16(columns)
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
  }

  func send(_ signal: Int32) { kill(process, signal) }

  // MARK: Reading

  /// Waits until the screen shows what is wanted.
  func wait(
    for what: String, location: SourceLocation = #_sourceLocation,
    until isShown: (TerminalScreen) -> Bool
  ) throws {
    let deadline = TerminalDriver.now + TerminalDriver.deadlineSeconds
    while !isShown(screen) {
      guard TerminalDriver.now < deadline, readSome() else {
        Issue.record("never seen: \(what); the screen:\n\(screen.text)", sourceLocation: location)
        throw NeverSeen()
      }
    }
  }

  /// Waits until the text stands somewhere on the screen.
  func wait(for text: String, location: SourceLocation = #_sourceLocation) throws {
    try wait(for: text, location: location) { $0.text.contains(text) }
  }

  /// Waits until the cursor stands right behind the text.
  func wait(cursorBehind text: String, location: SourceLocation = #_sourceLocation) throws {
    try wait(for: text, location: location) { $0.beforeCursor.hasSuffix(text) }
  }

  /// Waits until the console asks for an entry, with nothing typed.
  func waitForPrompt(location: SourceLocation = #_sourceLocation) throws {
    try wait(for: "the prompt", location: location) {
      $0.beforeCursor.hasPrefix("toy ") && $0.beforeCursor.hasSuffix("> ") && $0.marksPastes
    }
  }

  /// Waits until the process has ended.
  /// - Returns: its exit code.
  func waitForEnd() throws -> Int32 {
    while readSome() {}
    let deadline = TerminalDriver.now + TerminalDriver.deadlineSeconds
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      guard TerminalDriver.now < deadline else { throw NeverSeen() }
      usleep(1000)
    }
    self.status = status
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }

  /// Reads what comes next.
  /// - Returns: false when nothing came for long, or the other side is closed.
  private func readSome() -> Bool {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, Int32(TerminalDriver.deadlineSeconds * 1000)) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    received += bytes[..<count]
    screen.feed(bytes[..<count])
    return true
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  struct NeverSeen: Error {}
}
