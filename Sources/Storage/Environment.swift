internal import CLMDB
internal import Glibc
internal import Synchronization

/// What may be done with a store.
package enum Access: Hashable, Sendable {
  /// Read; nothing is made but LMDB's lock file, in which readers register.
  case readOnly
  /// Read and write a store that is there.
  case readWrite
  /// Read and write, and make the store, mode 0700 and 0600, when it is not there.
  case create
}

/// An open store: a folder with `data.mdb`, `lock.mdb` and `writer.lock`.
///
/// A process has one environment a store, however often it is opened: LMDB must not open the same
/// file twice in a process. It closes when nobody refers to it any more.
@safe
package final class Environment: @unchecked Sendable {
  /// The folder, as a canonical path.
  package let path: String
  /// What may be done; a store opened with `.create` shows `.readWrite`.
  package let access: Access
  /// The tables, by slot.
  package let tables: [Table]
  /// What kind of store it is.
  package let layout: Layout
  /// Whether this opening made the store.
  package let wasCreated: Bool

  /// How much of the address space the store is mapped to: 1 TiB, so that it is never full.
  ///
  /// The file stays as small as what it holds.
  package static let mapBytes: Int64 = 1 << 40
  /// How many read transactions all processes together may have open.
  package static let maximumReaders = 1022

  let handle: OpaquePointer
  /// The names of the files in a store's folder, that of its data first.
  package static let fileNames = ["data.mdb", "lock.mdb", "writer.lock"]

  let tableHandles: UnsafeMutablePointer<UInt32>
  /// The data file that is open.
  let identity: FileIdentity
  /// The lock file that is open; nil where no locks are needed.
  let lockIdentity: FileIdentity?
  /// The paths of the files as the system takes them, since each statement asks for them.
  private let dataPath: [CChar]
  private let lockPath: [CChar]
  private let pageSize: Int64
  private let process: pid_t
  private let shared = Mutex(Shared())

  private struct Shared {
    var writerName = ""
    var writerActivity = ""
    /// The thread that has the write transaction.
    var writer: pthread_t?
    /// How many transactions are running in this process.
    var running = 0
    var mustReopen = false
    /// The last commit whose file was found to hold every page though it ends before the last one.
    var wholeCommit = -1
  }

  init(_ opened: OpenedFiles, tables: [Table], layout: Layout, wasCreated: Bool) {
    path = opened.path
    access = opened.access == .readOnly ? .readOnly : .readWrite
    self.tables = tables
    self.layout = layout
    self.wasCreated = wasCreated
    unsafe handle = unsafe opened.handle
    unsafe tableHandles = unsafe opened.tableHandles
    identity = opened.identity
    lockIdentity = opened.lockIdentity
    dataPath = Array((path + "/data.mdb").utf8CString)
    lockPath = Array((path + "/lock.mdb").utf8CString)
    var facts = MDB_stat()
    unsafe mdb_env_stat(handle, &facts)
    pageSize = Int64(facts.ms_psize)
    process = getpid()
  }

  deinit {
    // In a forked child closing would clear the parent's reader slots.
    if isOwnProcess {
      Registry.close(identity) { unsafe mdb_env_close(handle) }
    }
    unsafe tableHandles.deallocate()
  }

  /// Whether this is the process that opened the environment: after fork it is not.
  var isOwnProcess: Bool { getpid() == process }

  /// What waiting processes are told about this one: the operator and the program.
  package var writerName: String {
    get { shared.withLock { $0.writerName } }
    set { shared.withLock { $0.writerName = newValue } }
  }

  /// What waiting processes are told that this one does, such as `snapshot load`.
  package var writerActivity: String {
    get { shared.withLock { $0.writerActivity } }
    set { shared.withLock { $0.writerActivity = newValue } }
  }

  /// Whether the store failed in a way after which it must be closed and opened again.
  var mustReopen: Bool { shared.withLock { $0.mustReopen } }

  func error(_ code: Int32, _ call: String) -> StorageError {
    if code == MDB_PANIC { shared.withLock { $0.mustReopen = true } }
    return .from(code, call: call, path: path)
  }
}

extension Environment {
  /// Begins a read transaction.
  ///
  ///     let transaction = try environment.read()
  ///     let value = try transaction.get(Tables.main, key)
  ///
  /// Throws `store.readers-full` when too many are open, `store.replaced` and `store.truncated` when
  /// the folder's files are no longer those that are open, and `store.used-after-fork` in a forked
  /// child.
  package func read() throws(StorageError) -> ReadTransaction {
    guard isOwnProcess else { throw StorageError(.usedAfterFork, at: path) }
    try checkFiles()
    return try unsafe ReadTransaction(begin(flags: UInt32(MDB_RDONLY), lock: nil))
  }

  /// Begins the write transaction, waiting for another writer as told.
  ///
  /// Throws `store.nested-write` when this thread has one already, for which it would wait
  /// forever; `store.busy` or `store.interrupted` when the waiting ends without the store;
  /// `store.read-only` when it was opened for reading; `store.replaced` and `store.truncated` when
  /// the folder's files are no longer those that are open.
  package func write(wait: WriterWait = .forever) throws(StorageError) -> WriteTransaction {
    guard isOwnProcess else { throw StorageError(.usedAfterFork, at: path) }
    guard access != .readOnly else { throw StorageError(.readOnly, at: path) }
    let thread = pthread_self()
    guard shared.withLock({ $0.writer }) != thread else {
      throw StorageError(.nestedWrite, at: path)
    }
    let (name, activity) = shared.withLock { ($0.writerName, $0.writerActivity) }
    try checkFiles()
    let lock = try WriterLock(folder: path, name: name, activity: activity, wait: wait)
    shared.withLock { $0.writer = thread }
    do throws(StorageError) {
      try checkFiles()
      return try unsafe WriteTransaction(begin(flags: 0, lock: lock))
    } catch {
      shared.withLock { $0.writer = nil }
      lock.release()
      throw error
    }
  }

  private func begin(flags: UInt32, lock: WriterLock?) throws(StorageError) -> TransactionState {
    var transaction: OpaquePointer?
    shared.withLock { $0.running += 1 }
    var code = unsafe mdb_txn_begin(handle, nil, flags, &transaction)
    if code == MDB_READERS_FULL, (try? clearStaleReaders()) ?? 0 > 0 {
      code = unsafe mdb_txn_begin(handle, nil, flags, &transaction)
    }
    if code == MDB_MAP_RESIZED, adoptNewSize() {
      code = unsafe mdb_txn_begin(handle, nil, flags, &transaction)
    }
    guard code == 0, var begun = unsafe transaction else {
      shared.withLock { $0.running -= 1 }
      throw error(code, "mdb_txn_begin")
    }
    do throws(StorageError) {
      try unsafe checkBegin(&begun, flags: flags)
    } catch {
      shared.withLock { $0.running -= 1 }
      throw error
    }
    return unsafe TransactionState(handle: begun, environment: self, lock: lock)
  }

  /// Makes sure that the files that are open are those of the folder, and that the data file holds
  /// every page in use: LMDB would go on in a file that was removed or replaced, out of sight of all
  /// others, and a page that is missing from the map ends the program.
  ///
  /// Done before each transaction and around each commit; it costs two or three calls of the system.
  package func checkFiles() throws(StorageError) {
    var facts = stat()
    guard unsafe stat(dataPath, &facts) == 0, FileIdentity(facts) == identity else {
      throw StorageError(.replaced(file: "data.mdb"), at: path)
    }
    if let lockIdentity, FileIdentity(lockPath) != lockIdentity {
      throw StorageError(.replaced(file: "lock.mdb"), at: path)
    }
    let size = Int64(facts.st_size)
    guard size >= 2 * pageSize else {
      throw StorageError(
        .truncated(expectedBytes: 2 * pageSize, foundBytes: size), at: path)
    }
    let (lastPage, commit) = lastCommit
    if size >= Int64(lastPage + 1) * pageSize { return }
    // A sound file may end before its last page, which is then free.
    if shared.withLock({ $0.wholeCommit }) == commit { return }
    try DataFile.check(folder: path)
    shared.withLock { $0.wholeCommit = commit }
  }

  /// What the newest of the first pages says: the last page ever used, and the number of the commit.
  private var lastCommit: (page: Int, commit: Int) {
    var facts = unsafe MDB_envinfo()
    unsafe mdb_env_info(handle, &facts)
    return unsafe (facts.me_last_pgno, facts.me_last_txnid)
  }

  /// Makes sure that a transaction that has begun sees the last commit; ended when it does not.
  ///
  /// A reader that was held up between two looks, while others committed, begins again.
  private func checkBegin(
    _ transaction: inout OpaquePointer, flags: UInt32
  ) throws(StorageError) {
    let isWriting = flags & UInt32(MDB_RDONLY) == 0
    var tries = 0
    while true {
      do throws(StorageError) {
        return try unsafe checkCommit(of: transaction, isWriting: isWriting)
      } catch {
        unsafe mdb_txn_abort(transaction)
        tries += 1
        guard !isWriting, tries < Self.mostBegins else { throw error }
      }
      usleep(1000)
      var next: OpaquePointer?
      let code = unsafe mdb_txn_begin(handle, nil, flags, &next)
      guard code == 0, let begun = unsafe next else { throw error(code, "mdb_txn_begin") }
      unsafe transaction = unsafe begun
    }
  }

  /// How often a reader begins that does not see the last commit.
  private static let mostBegins = 50

  /// Makes sure that LMDB's lock file and the data file are of one mind about the last commit: a lock
  /// file that others have replaced, or one that was left by another data file, names another, and a
  /// writer that followed it would write over what was committed.
  private func checkCommit(
    of transaction: OpaquePointer, isWriting: Bool
  ) throws(StorageError) {
    let number = unsafe Int(mdb_txn_id(transaction))
    let last = lastCommit.commit
    // Whoever commits writes the data file first and the lock file next; a reader may come between.
    let isNext = isWriting ? number == last + 1 : number == last || number == last - 1
    if !isNext { throw StorageError(.staleLock, at: path) }
  }

  /// Makes sure, before a commit, that it will go where all others look, and follow the last one.
  func checkBeforeCommit(_ state: borrowing TransactionState) throws(StorageError) {
    try checkFiles()
    if let lock = unsafe state.lock, !lock.isInPlace {
      throw StorageError(.replaced(file: "writer.lock"), at: path)
    }
    let outermost = unsafe state.suspended.first ?? state.handle
    try unsafe checkCommit(of: outermost, isWriting: true)
  }

  /// Makes sure, after a commit, that it went where all others look.
  func checkAfterCommit() throws(StorageError) {
    guard FileIdentity(dataPath) == identity else {
      throw StorageError(.replaced(file: "data.mdb"), at: path)
    }
  }

  /// Maps as much as another process has made of the store; only possible while no other
  /// transaction is running in this process.
  private func adoptNewSize() -> Bool {
    shared.withLock {
      unsafe $0.running == 1 && mdb_env_set_mapsize(handle, 0) == 0
    }
  }

  func transactionEnded(writer lock: WriterLock?) {
    shared.withLock {
      $0.running -= 1
      if lock != nil {
        precondition($0.writer == pthread_self(), "a write transaction stays on its thread")
        $0.writer = nil
      }
    }
    lock?.release()
  }

  /// Frees the slots of readers whose process has died, which would keep old pages from being
  /// used again; done at opening, and to be done from time to time.
  ///
  /// - Returns: how many there were.
  @discardableResult
  func clearStaleReaders() throws(StorageError) -> Int {
    var dead: Int32 = 0
    let code = unsafe mdb_reader_check(handle, &dead)
    guard code == 0 else { throw error(code, "mdb_reader_check") }
    return Int(dead)
  }

  /// Who is writing to the store, or wrote to it last; nil when nobody ever did.
  var writerHolder: WriterHolder? { WriterLock.holder(folder: path) }
}

extension Environment {
  /// Reads the store as it is at one moment.
  ///
  ///     let count = try environment.read { (transaction) throws(StorageError) in
  ///       try transaction.count(Tables.main)
  ///     }
  @discardableResult
  package func read<Value, Failure: StorageFailing>(
    _ body: (borrowing ReadTransaction) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let transaction: ReadTransaction
    do throws(StorageError) {
      transaction = try read()
    } catch {
      throw Failure(storage: error)
    }
    return try body(transaction)
  }

  /// Writes to the store: everything that the closure puts, or, when it throws, nothing.
  ///
  ///     try environment.write { (transaction) throws(StorageError) in
  ///       try transaction.put(Tables.main, key, bytes)
  ///     }
  ///
  /// The closure can be run again when the store had to be remapped, so it changes nothing
  /// but the transaction.
  @discardableResult
  package func write<Value, Failure: StorageFailing>(
    wait: WriterWait = .forever,
    _ body: (inout WriteTransaction) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var transaction: WriteTransaction
    do throws(StorageError) {
      transaction = try write(wait: wait)
    } catch {
      throw Failure(storage: error)
    }
    let value = try body(&transaction)
    do throws(StorageError) {
      try transaction.commit()
    } catch {
      throw Failure(storage: error)
    }
    return value
  }
}
