import Basics
internal import Glibc

/// Who is writing to the store, as the lock file tells it.
package struct WriterHolder: Hashable, Sendable {
  /// The process.
  package var process: Int32
  /// Since when, in seconds since 1970.
  package var since: Int64
  /// What the process calls itself: the operator and the program.
  package var name: String
  /// What it does, such as `snapshot load`; empty when it did not say.
  package var activity: String
  /// When the process was started, in ticks since the machine was, which tells it from a later one
  /// with its number, or one of another container; 0 when it is not known.
  package var started: UInt64

  /// For how many seconds the store has been held.
  package var heldSeconds: Int64 {
    let now = Int64(Glibc.time(nil))
    return since < 0 || since > now ? 0 : now - since
  }

  /// Describes a holder.
  package init(
    process: Int32, since: Int64, name: String, activity: String = "", started: UInt64 = 0
  ) {
    self.process = process
    self.since = since
    self.name = name
    self.activity = activity
    self.started = started
  }

  /// Whether the process is there but is stopped, as by Ctrl-Z.
  package var isStopped: Bool { state == .stopped }

  /// What the system says of a process.
  enum State: Hashable { case running, stopped, unknown }

  /// What the system says of the process; unknown also when it lives in another container.
  var state: State {
    guard started != 0, let facts = ProcessFacts(process), facts.started == started else {
      return .unknown
    }
    return facts.isStopped ? .stopped : .running
  }
}

/// What the system tells of a process (proc_pid_stat(5)).
struct ProcessFacts {
  let isStopped: Bool
  /// When it was started, in ticks since the machine was.
  let started: UInt64

  /// When this process was started.
  static let own = ProcessFacts(getpid())?.started ?? 0

  /// Asks for the facts; nil when there is no such process here.
  init?(_ process: Int32) {
    guard let text = FileSystem.readText("/proc/\(process)/stat") else { return nil }
    self.init(text)
  }

  /// Reads the facts; the name before them, in brackets, may hold anything.
  init?(_ text: String) {
    guard let bracket = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
    self.started = started
    isStopped = fields[0] == "T" || fields[0] == "t"
  }
}

/// How long to wait for another writer, and how the waiting can be broken off.
///
///     WriterWait.forever
///     WriterWait.seconds(2)
///     WriterWait(.forever, isInterrupted: { interruptFlag.isSet }, onWait: { show($0) })
package struct WriterWait {
  /// How long to wait.
  package enum Limit: Hashable, Sendable {
    case forever
    case seconds(Double)
    case never
  }

  /// How long to wait.
  package var limit: Limit
  /// Asked every few milliseconds; when it says yes, the waiting ends with `store.interrupted`.
  package var isInterrupted: (() -> Bool)?
  /// Called when the waiting begins, with who holds the store, and again when another does, or when
  /// the holder is stopped or goes on.
  package var onWait: ((WriterHolder?) -> Void)?

  /// Says how to wait.
  package init(
    _ limit: Limit, isInterrupted: (() -> Bool)? = nil, onWait: ((WriterHolder?) -> Void)? = nil
  ) {
    self.limit = limit
    self.isInterrupted = isInterrupted
    self.onWait = onWait
  }

  /// Waits until the other writer has finished.
  package static var forever: WriterWait { WriterWait(.forever) }
  /// Waits no longer than this many seconds.
  package static func seconds(_ seconds: Double) -> WriterWait { WriterWait(.seconds(seconds)) }
  /// Does not wait.
  package static var never: WriterWait { WriterWait(.never) }
}

/// The store's own lock for writers, in the file `writer.lock`.
///
/// LMDB's own lock is a mutex that no signal interrupts and that names nobody; with this one
/// taken first, LMDB's is always free. Two bytes of the file are locked with open file
/// description locks, which end with the process and hold between threads as well: byte 1 is
/// the turn, which a writer takes before byte 0, the store, and gives back once it has the
/// store. So a process that commits again and again does not overtake one that waits.
final class WriterLock {
  private let path: String
  private var file: Int32

  private static let storeByte: off_t = 0
  private static let turnByte: off_t = 1
  private static let shortestPause: UInt32 = 50
  private static let longestPause: UInt32 = 4000
  private static let newline = UInt8(ascii: "\n")
  private static let blank = UInt8(ascii: " ")
  /// F_OFD_SETLK of fcntl(2).
  private static let setOpenFileLock: Int32 = 37

  /// Takes the lock, waiting as told.
  ///
  /// - Parameters:
  ///   - name: what waiting processes are told about this one.
  ///   - activity: what they are told that it does.
  init(
    folder: String, name: String, activity: String = "", wait: WriterWait
  ) throws(StorageError) {
    path = folder + "/writer.lock"
    var pause = Pause(wait: wait)
    file = try Self.opened(path, folder)
    while true {
      try Self.take(Self.turnByte, of: file, folder: folder, pause: &pause)
      try Self.take(Self.storeByte, of: file, folder: folder, pause: &pause)
      if isInPlace { break }
      // The file was removed while it was waited for: whoever comes next locks another one.
      close(file)
      file = -1
      file = try Self.opened(path, folder)
    }
    _ = Self.set(Int16(F_UNLCK), Self.turnByte, of: file)
    tell(name, activity)
  }

  /// Whether the file that is locked is the one of the folder, which others lock too.
  var isInPlace: Bool {
    guard let held = FileIdentity(descriptor: file) else { return false }
    return FileIdentity(path) == held
  }

  private static func opened(_ path: String, _ folder: String) throws(StorageError) -> Int32 {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if file >= 0 { return file }
    let number = errno
    switch number {
    case EACCES, EPERM, EROFS: throw StorageError(.folderReadOnly, at: folder)
    default: throw .from(number, call: "open", path: folder)
    }
  }

  deinit {
    // Closing alone: in a forked child the open file is shared with the parent, which keeps it.
    if file >= 0 { close(file) }
  }

  /// Gives the store back, also when a forked child still has the file open.
  func release() {
    _ = Self.set(Int16(F_UNLCK), Self.storeByte, of: file)
    close(file)
    file = -1
  }

  private struct Pause {
    let wait: WriterWait
    var began = 0.0
    var microseconds = WriterLock.shortestPause
    var deadline = 0.0
    /// Whom the one who waits was told of, and when that was.
    var told: WriterHolder?
    var toldState = WriterHolder.State.unknown
    var toldAt = 0.0
    var isTold = false

    init(wait: WriterWait) {
      self.wait = wait
    }
  }

  private static func take(
    _ byte: off_t, of file: Int32, folder: String, pause: inout Pause
  ) throws(StorageError) {
    while true {
      let number = set(Int16(F_WRLCK), byte, of: file)
      if number == 0 { return }
      guard number == EAGAIN || number == EACCES || number == EINTR else {
        throw .from(number, call: "fcntl", path: folder)
      }
      try pauseOnce(file: file, folder: folder, pause: &pause)
    }
  }

  private static func pauseOnce(
    file: Int32, folder: String, pause: inout Pause
  ) throws(StorageError) {
    if pause.began == 0 {
      pause.began = now()
      if case .seconds(let seconds) = pause.wait.limit { pause.deadline = pause.began + seconds }
    }
    if pause.wait.isInterrupted?() == true {
      throw StorageError(.interrupted(holder(in: file)), at: folder)
    }
    switch pause.wait.limit {
    case .never: throw StorageError(.busy(holder(in: file)), at: folder)
    case .seconds where now() >= pause.deadline:
      throw StorageError(.busy(holder(in: file)), at: folder)
    default: break
    }
    tellWaiting(file: file, &pause)
    usleep(pause.microseconds)
    pause.microseconds = min(pause.microseconds * 2, longestPause)
  }

  /// Tells the one who waits for whom, at the beginning and when that has changed.
  private static func tellWaiting(file: Int32, _ pause: inout Pause) {
    guard let onWait = pause.wait.onWait else { return }
    let time = now()
    if pause.isTold, time < pause.toldAt + tellingSeconds { return }
    let found = holder(in: file)
    let state = found?.state ?? .unknown
    // A holder that has not written its name yet, so that an earlier one's stands there, does so soon.
    let isDoubtful = state == .unknown || found?.process == getpid()
    if !pause.isTold, isDoubtful, time < pause.began + namingSeconds { return }
    pause.toldAt = time
    let isOther =
      found.map { $0.process != pause.told?.process || $0.started != pause.told?.started }
      ?? (pause.told != nil)
    let isStopping = (state == .stopped) != (pause.toldState == .stopped)
    guard !pause.isTold || isOther || isStopping else { return }
    pause.isTold = true
    pause.told = found
    pause.toldState = state
    onWait(found)
  }

  /// How often the one who waits looks who holds the store.
  private static let tellingSeconds = 0.25
  /// How long a holder may take to write its name.
  private static let namingSeconds = 0.1

  private static func set(_ kind: Int16, _ byte: off_t, of file: Int32) -> Int32 {
    var lock = flock()
    lock.l_type = kind
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = byte
    lock.l_len = 1
    return unsafe fcntl(file, setOpenFileLock, &lock) == 0 ? 0 : errno
  }

  private static func now() -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Writes who holds the store: process, since when, name, when it was started, what it does, a
  /// line each.
  private func tell(_ name: String, _ activity: String) {
    var writer = ByteWriter(capacity: 256)
    func end() { writer.append(Self.newline) }
    func text(_ text: String) {
      for byte in text.utf8 { writer.append(byte == Self.newline ? Self.blank : byte) }
      end()
    }
    writer.append(Int64(getpid()))
    end()
    writer.append(Int64(Glibc.time(nil)))
    end()
    text(name)
    writer.append(Int64(clamping: ProcessFacts.own))
    end()
    text(activity)
    // What an earlier, longer name left behind is covered rather than cut off: one call.
    let rest = max(256 - writer.count, 0)
    writer.bytes.append(contentsOf: repeatElement(0, count: rest))
    _ = unsafe pwrite(file, writer.bytes, writer.count, 0)
  }

  private static func holder(in file: Int32) -> WriterHolder? {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = unsafe pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count].prefix { $0 != 0 }, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3, let process = Int32(lines[0]), let since = Int64(lines[1]) else {
      return nil
    }
    // Whoever may write to the store may have written anything here.
    return WriterHolder(
      process: process, since: since, name: String(lines[2]).escapedForTerminal,
      activity: lines.count > 4 ? String(lines[4]).escapedForTerminal : "",
      started: lines.count > 3 ? UInt64(lines[3]) ?? 0 : 0)
  }

  /// Who holds the store of a folder, or held it last; nil when nobody ever did.
  static func holder(folder: String) -> WriterHolder? {
    let file = unsafe open(folder + "/writer.lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return holder(in: file)
  }
}
