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
  let identity: FileIdentity
  private let process: pid_t
  private let shared = Mutex(Shared())

  private struct Shared {
    var writerName = ""
    /// The thread that has the write transaction.
    var writer: pthread_t?
    /// How many transactions are running in this process.
    var running = 0
    var mustReopen = false
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
    process = getpid()
  }

  deinit {
    // In a forked child closing would clear the parent's places as a reader.
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

  /// Whether the store failed in a way after which it must be closed and opened again.
  package var mustReopen: Bool { shared.withLock { $0.mustReopen } }

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
  /// Throws `store.readers-full` when too many are open, and `store.used-after-fork` in a forked
  /// child.
  package func read() throws(StorageError) -> ReadTransaction {
    guard isOwnProcess else { throw StorageError(.usedAfterFork, at: path) }
    return try unsafe ReadTransaction(begin(flags: UInt32(MDB_RDONLY), lock: nil))
  }

  /// Begins the write transaction, waiting for another writer as told.
  ///
  /// Throws `store.nested-write` when this thread has one already, for which it would wait
  /// forever; `store.busy` or `store.interrupted` when the waiting ends without the store;
  /// `store.read-only` when it was opened for reading.
  package func write(wait: WriterWait = .forever) throws(StorageError) -> WriteTransaction {
    guard isOwnProcess else { throw StorageError(.usedAfterFork, at: path) }
    guard access != .readOnly else { throw StorageError(.readOnly, at: path) }
    let thread = pthread_self()
    guard shared.withLock({ $0.writer }) != thread else {
      throw StorageError(.nestedWrite, at: path)
    }
    let lock = try WriterLock(folder: path, name: writerName, wait: wait)
    shared.withLock { $0.writer = thread }
    do throws(StorageError) {
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
    guard code == 0, let transaction = unsafe transaction else {
      shared.withLock { $0.running -= 1 }
      throw error(code, "mdb_txn_begin")
    }
    return unsafe TransactionState(handle: transaction, environment: self, lock: lock)
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

  /// Frees the places of readers whose process has died, which would keep old pages from being
  /// used again; done at opening, and to be done from time to time.
  ///
  /// - Returns: how many there were.
  @discardableResult
  package func clearStaleReaders() throws(StorageError) -> Int {
    var dead: Int32 = 0
    let code = unsafe mdb_reader_check(handle, &dead)
    guard code == 0 else { throw error(code, "mdb_reader_check") }
    return Int(dead)
  }

  /// Who is writing to the store, or wrote to it last; nil when nobody ever did.
  package var writerHolder: WriterHolder? { WriterLock.holder(folder: path) }
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
  /// The closure can be run again when the store had to be mapped anew, so it changes nothing
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
