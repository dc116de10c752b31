internal import Glibc

/// Who is writing to the store, as the lock file tells it.
package struct WriterHolder: Hashable, Sendable {
  /// The process.
  package var process: Int32
  /// Since when, in seconds since 1970.
  package var since: Int64
  /// What the process calls itself: the operator and the program.
  package var name: String

  /// For how many seconds the store has been held.
  package var heldSeconds: Int64 { max(0, Int64(Glibc.time(nil)) - since) }

  /// Describes a holder.
  package init(process: Int32, since: Int64, name: String) {
    self.process = process
    self.since = since
    self.name = name
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
  /// Called once, when the waiting begins, with who holds the store.
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
  private var file: Int32

  private static let storeByte: off_t = 0
  private static let turnByte: off_t = 1
  private static let shortestPause: UInt32 = 50
  private static let longestPause: UInt32 = 4000
  /// F_OFD_SETLK of fcntl(2).
  private static let setOpenFileLock: Int32 = 37

  /// Takes the lock, waiting as told.
  ///
  /// - Parameter name: what waiting processes are told about this one.
  init(folder: String, name: String, wait: WriterWait) throws(StorageError) {
    let path = folder + "/writer.lock"
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      let number = errno
      switch number {
      case EACCES, EPERM, EROFS: throw StorageError(.folderReadOnly, at: folder)
      default: throw .from(number, call: "open", path: folder)
      }
    }
    var pause = Pause(wait: wait)
    do {
      try Self.take(Self.turnByte, of: file, folder: folder, pause: &pause)
      try Self.take(Self.storeByte, of: file, folder: folder, pause: &pause)
    } catch {
      throw error
    }
    _ = Self.set(Int16(F_UNLCK), Self.turnByte, of: file)
    tell(name)
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
    var waited = false
    var microseconds = WriterLock.shortestPause
    var deadline = 0.0
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
    if !pause.waited {
      pause.waited = true
      if case .seconds(let seconds) = pause.wait.limit { pause.deadline = now() + seconds }
      if pause.wait.limit != .never { pause.wait.onWait?(holder(in: file)) }
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
    usleep(pause.microseconds)
    pause.microseconds = min(pause.microseconds * 2, longestPause)
  }

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

  /// Writes who holds the store: process, since when, name, a line each.
  private func tell(_ name: String) {
    let line = name.split(whereSeparator: \.isNewline).joined(separator: " ")
    var bytes = Array("\(getpid())\n\(Glibc.time(nil))\n\(line)\n".utf8)
    // What an earlier, longer name left behind is covered rather than cut off: one call.
    if bytes.count < 256 { bytes.append(contentsOf: repeatElement(0, count: 256 - bytes.count)) }
    _ = unsafe pwrite(file, bytes, bytes.count, 0)
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
    return WriterHolder(process: process, since: since, name: String(lines[2]))
  }

  /// Who holds the store of a folder, or held it last; nil when nobody ever did.
  static func holder(folder: String) -> WriterHolder? {
    let file = unsafe open(folder + "/writer.lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return holder(in: file)
  }
}
