import Glibc

/// Watches over single inputs: writes down the one that ends the process, or takes too long.
enum Watch {
  /// How long an input may take, in seconds.
  private static let limit: UInt32 = 10
  /// How much memory the process may take, in bytes.
  private static let memory: UInt = 2 << 30

  // What a signal handler can reach: no lock, nothing that is counted.
  nonisolated(unsafe) private static var bytes: UnsafeMutableRawPointer?
  nonisolated(unsafe) private static var count = 0
  nonisolated(unsafe) private static var file: Int32 = -1

  /// Begins to watch.
  ///
  /// - Parameter path: where a finding is written.
  static func begin(_ path: String) {
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    bytes = UnsafeMutableRawPointer.allocate(byteCount: Mutator.longest, alignment: 1)
    var limits = rlimit(rlim_cur: rlim_t(memory), rlim_max: rlim_t(memory))
    limits.rlim_cur = rlim_t(memory)
    setrlimit(__rlimit_resource_t(2), &limits)  // RLIMIT_DATA
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGALRM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        if signal == SIGALRM { _ = write(2, "takes too long\n", 15) }
        _ = write(Watch.file, Watch.bytes, Watch.count)
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
      }
      action.sa_flags = SA_ONSTACK
      sigaction(number, &action, nil)
    }
    // A stack that has no room left has none for the handler.
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 16)
    stack.ss_size = 1 << 16
    sigaltstack(&stack, nil)
  }

  /// Tries an input.
  static func attempt(_ target: any FuzzTarget, _ input: [UInt8]) {
    if let bytes {
      count = min(input.count, Mutator.longest)
      input.withUnsafeBytes { bytes.copyMemory(from: $0.baseAddress!, byteCount: count) }
    }
    alarm(limit)
    target.attempt(input)
    alarm(0)
  }
}
