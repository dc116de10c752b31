internal import CEdit
internal import Glibc

/// A program that shows long text a page at a time: `$PAGER`, otherwise `less -FRX`.
struct Pager {
  private let process: pid_t
  private let descriptor: Int32

  /// The command line of the pager, or nil when there is none or none is wanted.
  static func command(environment: (String) -> String?) -> String? {
    let wanted = environment("PAGER") ?? "less -FRX"
    guard let program = wanted.split(separator: " ").first, program != "cat" else { return nil }
    if program.contains("/") { return access(String(program), X_OK) == 0 ? wanted : nil }
    for folder in (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":") {
      if access("\(folder)/\(program)", X_OK) == 0 { return wanted }
    }
    return nil
  }

  /// Starts the pager on standard output.
  init?(command: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    setenv("LESSCHARSET", "utf-8", 0)
    setenv("LESS", "FRX", 0)
    // No shell, no copy and no list of what was searched for: a document's number is not left about.
    setenv("LESSSECURE", "1", 0)
    setenv("LESSHISTFILE", "-", 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
      close(ends[0])
    }
    let words: [String] = ["sh", "-c", command]
    var arguments = words.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let failure = posix_spawn(
      &process, "/bin/sh", &actions, &attributes, &arguments, cedit_environment())
    guard failure == 0 else {
      close(ends[1])
      return nil
    }
    self.process = process
    descriptor = ends[1]
  }

  /// Hands text on.
  /// - Returns: false when the person has left the pager.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    Interrupt.ignoring(SIGPIPE) { Terminal.write(bytes, to: descriptor) }
  }

  /// Waits until the person leaves the pager.
  func finish() {
    close(descriptor)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }
}
