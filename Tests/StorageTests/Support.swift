import Basics
import Glibc
@testable import Storage
import TestSupport
import Testing

let records = Table(slot: 0, name: "records", checksummed: true)
let plain = Table(slot: 1, name: "plain", checksummed: false)
let due = Table(slot: 2, name: "due", checksummed: false)
let allTables = [records, plain, due]
let testLayout = Layout(format: "test", version: 1)

/// A folder of its own for a test.
final class Folder: Sendable {
  let path: String

  init() { path = TemporaryFolder.make("storage-test") }

  var store: String { path + "/store" }
  var data: String { store + "/data.mdb" }

  func open(
    _ access: Access = .create, tables: [Table] = allTables, layout: Layout = testLayout,
    mapBytes: Int64 = Environment.mapBytes
  ) throws(StorageError) -> Environment {
    try Environment.open(
      store, access: access, tables: tables, layout: layout, writerName: "tester",
      mapBytes: mapBytes)
  }

  /// Makes a store with some records and closes it.
  func make(records count: Int = 10, size: Int = 100) throws(StorageError) {
    let environment = try open()
    try environment.write { (transaction) throws(StorageError) in
      for number in 0..<count {
        let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
        try transaction.put(records, Key(UInt64(number)), value)
      }
    }
  }

  /// Mounts a file system in memory over the folder; only root can.
  func mount(bytes: Int) -> Bool {
    Glibc.mount("none", path, "tmpfs", 0, "size=\(bytes)") == 0
  }

  /// Makes the mounted file system read-only.
  func remountReadOnly() -> Bool {
    Glibc.mount("none", path, "tmpfs", UInt(MS_RDONLY) | UInt(MS_REMOUNT), nil)
      == 0
  }

  /// Mounts a read-only view of another folder over this one.
  func mountView(of other: Folder) -> Bool {
    let flags = UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY)
    return Glibc.mount(other.path, path, nil, UInt(MS_BIND), nil) == 0
      && Glibc.mount("none", path, nil, flags, nil) == 0
  }

  /// The code of the error with which opening ends; "fine" when it succeeds.
  func codeOfOpening(
    _ access: Access = .readWrite, tables: [Table] = allTables, layout: Layout = testLayout
  ) -> String {
    code { () throws(StorageError) in
      _ = try open(access, tables: tables, layout: layout)
    }
  }
}

/// The code of the error with which something ends; "fine" when it succeeds.
func code<Value: ~Copyable>(of body: () throws(StorageError) -> Value) -> String {
  do throws(StorageError) {
    _ = try body()
    return "fine"
  } catch { return error.code }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func key(_ text: String) -> Key {
  var key = Key()
  key.append(text)
  return key
}

extension RawSpan {
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
  var text: String { String(decoding: array, as: UTF8.self) }
}

extension Reading where Self: ~Copyable {
  borrowing func text(_ table: Table, _ name: String) throws(StorageError) -> String? {
    try get(table, key(name))?.text
  }

  /// The keys of a range, as text.
  borrowing func keys(
    _ table: Table, _ range: KeyRange, reverse: Bool = false, limit: Int = .max
  ) throws(StorageError) -> [String] {
    var found: [String] = []
    try scan(table, range, reverse: reverse, limit: limit) { key, _ in
      found.append(key.text)
      return .next
    }
    return found
  }
}

/// A file as bytes.
func contents(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var facts = stat()
  fstat(file, &facts)
  var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
  let count = pread(file, &bytes, bytes.count, 0)
  return Array(bytes.prefix(max(0, count)))
}

func write(_ bytes: [UInt8], to path: String) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { close(file) }
  _ = Glibc.write(file, bytes, bytes.count)
}

/// Turns over one bit of a file.
func flip(_ path: String, at offset: Int) {
  let file = open(path, O_RDWR)
  defer { close(file) }
  var byte: UInt8 = 0
  pread(file, &byte, 1, off_t(offset))
  byte ^= 1
  pwrite(file, &byte, 1, off_t(offset))
}

/// Another process: StorageChild with pipes to its input and output.
final class Peer {
  private(set) var process: pid_t = 0
  private let connection: Int32
  private var buffer: [UInt8] = []
  private var status: Int32?

  /// The path of the program, which lies beside the tests.
  static let program: String = {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.bindMemory(to: CChar.self).baseAddress!, $0.count)
    }
    let tests = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    let end = tests.lastIndex(of: "/") ?? tests.startIndex
    return tests[..<end] + "/StorageChild"
  }()

  init(_ arguments: String...) {
    setenv("SWIFT_BACKTRACE", "enable=no", 1)
    var ends: [Int32] = [0, 0]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var pointers = ([Peer.program] + arguments).map { strdup($0) }
    pointers.append(nil)
    posix_spawn(&process, Peer.program, &actions, nil, pointers, environ)
    pointers.forEach { free($0) }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    connection = ends[0]
  }

  deinit {
    if status == nil { kill() }
    close(connection)
  }

  /// The next line that the process prints; nil when it has ended.
  func line() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      var block = [UInt8](repeating: 0, count: 4096)
      let count = read(connection, &block, block.count)
      guard count > 0 else { return nil }
      buffer.append(contentsOf: block[..<count])
    }
  }

  /// All further lines.
  func lines() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  /// Lets the process go on.
  func proceed() { _ = Glibc.write(connection, "\n", 1) }

  func kill() {
    Glibc.kill(process, SIGKILL)
    wait()
  }

  @discardableResult
  func wait() -> Int32 {
    if let status { return status }
    var result: Int32 = 0
    waitpid(process, &result, 0)
    status = result
    return result
  }
}
