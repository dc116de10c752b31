internal import Glibc
internal import Synchronization

/// Which file a data file is, whatever path leads to it.
struct FileIdentity: Hashable, Sendable {
  let device: UInt
  let number: UInt

  /// The identity of the file at a path; nil when there is none.
  init?(_ path: String) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The identity of the file at a path as the system takes it; nil when there is none.
  init?(_ path: [CChar]) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The identity of an open file; nil when it is not open.
  init?(descriptor: Int32) {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The identity of the file that facts are of.
  init(_ facts: stat) {
    device = UInt(facts.st_dev)
    number = UInt(facts.st_ino)
  }
}

/// The environments that are open in this process, one a data file.
///
/// LMDB's locks belong to the process and the file: a second environment for the same file would
/// release the first one's locks when it closes, and a writer in it would hang. Every opening
/// and closing happens under one lock, so that none overlaps another.
enum Registry {
  private struct Entry {
    weak var environment: Environment?
  }

  private static let entries = Mutex<[FileIdentity: Entry]>([:])
  private static let doors = Mutex(())

  /// Runs an opening while no other opening or closing is going on.
  ///
  /// - Parameter identity: gives the data file's identity, nil when there is no file yet.
  /// - Parameter open: opens it, when it is not open in this process.
  static func open(
    _ identity: () -> FileIdentity?, _ open: () throws(StorageError) -> Environment
  ) throws(StorageError) -> Environment {
    while true {
      if let environment = try attempt(identity, open) { return environment }
      // The last reference has just gone and the closing is waiting for the door.
      usleep(200)
    }
  }

  private static func attempt(
    _ identity: () -> FileIdentity?, _ open: () throws(StorageError) -> Environment
  ) throws(StorageError) -> Environment? {
    try doors.withLock { (_) throws(StorageError) -> Environment? in
      if let identity = identity(), let entry = entries.withLock({ $0[identity] }) {
        guard let environment = entry.environment else { return nil }
        // After fork the parent's is of no use and never closed; the child opens its own.
        if environment.isOwnProcess { return environment }
      }
      let environment = try open()
      entries.withLock { $0[environment.identity] = Entry(environment: environment) }
      return environment
    }
  }

  /// Runs a closing while no opening is going on.
  static func close(_ identity: FileIdentity, _ close: () -> Void) {
    doors.withLock { _ in
      close()
      entries.withLock { $0[identity] = nil }
    }
  }
}
