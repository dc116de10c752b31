import Glibc
import TestSupport
import Testing

/// What a run of the program left.
struct Ran {
  /// The exit code; nil when a signal ended the program.
  let code: Int32?
  let signal: Int32
  let output: [UInt8]
  let remarks: String

  var text: String { String(decoding: output, as: UTF8.self) }
  /// The lines of the results, without what a killed program left unfinished.
  var lines: [Substring] {
    let text = text
    guard let end = text.lastIndex(of: "\n") else { return [] }
    return text[..<end].split(separator: "\n", omittingEmptySubsequences: false)
  }
}

/// The folder of one test, with a store of its own.
final class Workplace: Sendable {
  let path: String
  var store: String { path + "/store" }
  var data: String { store + "/data.mdb" }

  /// Makes the folder.
  ///
  /// - Parameter other: whose store is copied; none is made when it is nil.
  init(storeOf other: Workplace? = nil) throws {
    path = TemporaryFolder.make("program-test")
    guard let other else { return }
    mkdir(store, 0o700)
    write(contents(other.data), to: data)
  }

  /// Makes a file in the folder.
  @discardableResult
  func file(_ name: String, _ text: String) -> String {
    file(name, Array(text.utf8))
  }

  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    write(bytes, to: path + "/" + name)
    return path + "/" + name
  }

  func read(_ name: String) -> String {
    String(decoding: contents(path + "/" + name), as: UTF8.self)
  }

  func has(_ name: String) -> Bool { access(path + "/" + name, F_OK) == 0 }

  /// Runs the program on the store to its end.
  @discardableResult
  func run(
    _ arguments: String..., input: String = "/dev/null", output: String? = nil
  ) throws -> Ran {
    try run(arguments, input: input, output: output)
  }

  func run(
    _ arguments: [String], input: String = "/dev/null", output: String? = nil
  ) throws -> Ran {
    try Running(["--store", store] + arguments, in: path, input: input, output: output).finish()
  }

  /// Starts the program on the store.
  func start(_ arguments: String..., output: String? = nil) throws -> Running {
    try Running(["--store", store] + arguments, in: path, input: "/dev/null", output: output)
  }

  /// The hash of all that the store holds but its journal.
  func state() throws -> String {
    let ran = try run("--format", "json", "-c", "snapshot save \"state-now.jsonl\"")
    #expect(ran.code == 0, "\(ran.remarks)")
    return read("state-now.jsonl")
  }

  /// Says nothing against the store: the journal's chain holds, every record can be read.
  func expectSound(_ place: SourceLocation = #_sourceLocation) throws {
    let ran = try run("-c", "store check")
    #expect(ran.code == 0, "\(ran.remarks)", sourceLocation: place)
    let journal = try run("-c", "journal verify")
    #expect(journal.text.contains("true"), "\(journal.text)", sourceLocation: place)
  }

  /// A store with the demonstration's customers, which tests copy.
  static let demo = Result { try Workplace(loading: snapshots + "/demo.jsonl") }

  /// Where the snapshots lie that are shipped.
  static let snapshots: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/Snapshots"
  }()

  /// Makes the folder and a test store with a snapshot.
  convenience init(loading snapshot: String) throws {
    try self.init()
    try #require(run("-c", "store init --test").code == 0)
    let ran = try run("-c", "snapshot load \"\(snapshot)\"")
    try #require(ran.code == 0, "\(ran.remarks)")
  }

  /// A copy of the demonstration's store.
  static func demonstration() throws -> Workplace { try Workplace(storeOf: demo.get()) }
}

/// The program, started.
final class Running {
  private(set) var process: pid_t = 0
  private var streams: [pollfd] = []
  private var taken: [[UInt8]] = [[], []]
  private var status: Int32?

  /// As long as anything is waited for.
  private static let deadlineSeconds = 100

  /// The path of the program, which lies beside the tests.
  static let program: String = {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.bindMemory(to: CChar.self).baseAddress!, $0.count)
    }
    let tests = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)] + "/stardesk"
  }()

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - folder: where it starts.
  ///   - input: the file that it reads.
  ///   - output: the file that takes its results; nil to take them here.
  ///   - program: another program than the one beside the tests.
  init(
    _ arguments: [String], in folder: String, input: String = "/dev/null", output: String? = nil,
    program: String = program
  ) throws {
    var results: [Int32] = [-1, -1]
    var remarks: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &results) == 0)
    try #require(socketpair(AF_UNIX, kind, 0, &remarks) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    } else {
      posix_spawn_file_actions_adddup2(&actions, results[1], 1)
    }
    posix_spawn_file_actions_adddup2(&actions, remarks[1], 2)
    // The shell only goes to the folder: the program takes its place.
    var words = Self.strings(
      ["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, program] + arguments)
    var variables = Self.strings([
      "HOME=\(folder)", "LANG=C.UTF-8", "LOGNAME=yangli", "PATH=/usr/bin:/bin",
      "SWIFT_BACKTRACE=enable=no",
    ])
    defer { for text in words + variables { free(text) } }
    let number = posix_spawn(&process, "/bin/sh", &actions, nil, &words, &variables)
    close(results[1])
    close(remarks[1])
    streams = [results[0], remarks[0]].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    try #require(number == 0)
  }

  private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
  }

  deinit {
    if status == nil { end(SIGKILL) }
    for stream in streams where stream.fd >= 0 { close(stream.fd) }
  }

  private func end(_ signal: Int32) {
    kill(process, signal)
    var result: Int32 = 0
    while waitpid(process, &result, 0) < 0, errno == EINTR {}
    status = result
  }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Reads on until the remarks hold a text.
  ///
  /// - Returns: false when the program ended, or the deadline passed, without it.
  func waitForRemark(_ text: String) -> Bool {
    while !String(decoding: taken[1], as: UTF8.self).contains(text) {
      guard take() else { return false }
    }
    return true
  }

  /// Reads on until so many bytes of results are there.
  func waitForOutput(bytes: Int) -> Bool {
    while taken[0].count < bytes {
      guard take() else { return false }
    }
    return true
  }

  /// Reads what there is.
  ///
  /// - Returns: false when both streams have ended or nothing came before the deadline.
  private func take() -> Bool {
    guard streams.contains(where: { $0.fd >= 0 }) else { return false }
    guard poll(&streams, nfds_t(streams.count), Int32(Self.deadlineSeconds) * 1000) > 0 else {
      Issue.record("the program neither ended nor wrote within \(Self.deadlineSeconds) s")
      end(SIGKILL)
      return false
    }
    var block = [UInt8](repeating: 0, count: 65_536)
    for index in streams.indices where streams[index].revents != 0 {
      let count = Glibc.read(streams[index].fd, &block, block.count)
      if count > 0 {
        taken[index] += block[..<count]
      } else {
        close(streams[index].fd)
        streams[index].fd = -1
      }
    }
    return true
  }

  /// Waits for the end, and gives what came.
  ///
  /// A program that broke down, rather than saying what is wrong, fails the test.
  func finish(killed: Bool = false) -> Ran {
    while take() {}
    if status == nil {
      var result: Int32 = 0
      while waitpid(process, &result, 0) < 0, errno == EINTR {}
      status = result
    }
    let status = status ?? 0
    let signal = status & 0x7F
    let remarks = String(decoding: taken[1], as: UTF8.self)
    if !killed { #expect(signal == 0, "\(remarks)") }
    #expect(!remarks.contains("Fatal error"), "\(remarks)")
    return Ran(
      code: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal, output: taken[0],
      remarks: remarks)
  }
}

/// A file as bytes.
func contents(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return [] }
  defer { close(file) }
  var facts = stat()
  fstat(file, &facts)
  var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
  let count = pread(file, &bytes, bytes.count, 0)
  return Array(bytes.prefix(max(0, count)))
}

func write(_ bytes: [UInt8], to path: String) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  defer { close(file) }
  let count = Glibc.write(file, bytes, bytes.count)
  if count != bytes.count { Issue.record("\(path) was not written") }
}
