// Public, as what is inlined into the rooms above names keys.
public import Basics
internal import CLMDB
internal import Glibc

/// What a transaction keeps while it runs: LMDB's handles and one cursor a table.
///
/// It lies in memory of its own, which the transaction owns, so that reading, which only borrows
/// the transaction, can still open a cursor and keep it.
@unsafe
@usableFromInline
package struct TransactionState {
  /// The innermost LMDB transaction: the one that savepoints have opened last.
  var handle: OpaquePointer
  /// LMDB's handles of the tables, by slot; the environment's.
  let tables: UnsafePointer<UInt32>
  /// A cursor a table, by slot, opened when first needed.
  let cursors: UnsafeMutablePointer<OpaquePointer?>
  let tableCount: Int
  /// The tables, by bit, whose cursor a running scan holds.
  var busy: UInt64 = 0
  /// The transactions that savepoints have suspended, outermost first.
  var suspended: [OpaquePointer] = unsafe []
  var bytesPut = 0
  var pagesTouched = 0
  var ended = false
  /// A write transaction's lock.
  let lock: WriterLock?
  let environment: Environment

  init(handle: OpaquePointer, environment: Environment, lock: WriterLock?) {
    unsafe self.handle = unsafe handle
    unsafe self.environment = environment
    unsafe self.lock = lock
    unsafe tables = unsafe UnsafePointer(environment.tableHandles)
    unsafe tableCount = environment.tables.count
    unsafe cursors = .allocate(capacity: max(1, tableCount))
    unsafe cursors.initialize(repeating: nil, count: max(1, tableCount))
  }

  /// Ends the transaction, keeping what was put or not; the state is of no use afterwards.
  ///
  /// In a forked child nothing is ended: the handles are the parent's.
  mutating func end(keeping: Bool) -> Int32 {
    guard unsafe !ended, unsafe environment.isOwnProcess else { return 0 }
    unsafe ended = true
    unsafe closeCursors()
    let outermost = unsafe suspended.first ?? handle
    var code: Int32 = 0
    if keeping {
      code = unsafe mdb_txn_commit(outermost)
    } else {
      unsafe mdb_txn_abort(outermost)
    }
    unsafe environment.transactionEnded(writer: lock)
    return code
  }

  /// Closes the cursors.
  ///
  /// LMDB closes those of a write transaction itself when it ends, but a
  /// savepoint that ends must not leave one behind.
  mutating func closeCursors() {
    for slot in unsafe 0..<tableCount {
      if let cursor = unsafe cursors[slot] {
        unsafe mdb_cursor_close(cursor)
        unsafe cursors[slot] = nil
      }
    }
    unsafe busy = 0
  }

  func error(_ code: Int32, _ call: String) -> StorageError {
    unsafe environment.error(code, call)
  }

  func damaged(_ table: Table, _ key: UnsafeRawBufferPointer) -> StorageError {
    unsafe StorageError(
      .damaged(table: "\(table.name)", key: [UInt8](key)), at: environment.path)
  }

  func damaged(_ table: Table, _ key: RawSpan) -> StorageError {
    unsafe key.withUnsafeBytes { unsafe damaged(table, $0) }
  }

  /// The table's cursor, opened when first needed.
  @inline(__always)
  mutating func cursor(_ table: Table) throws(StorageError) -> OpaquePointer {
    if let cursor = unsafe cursors[table.slot] { return unsafe cursor }
    return try unsafe openCursor(table)
  }

  private mutating func openCursor(_ table: Table) throws(StorageError) -> OpaquePointer {
    let cursor = try unsafe newCursor(table)
    unsafe cursors[table.slot] = unsafe cursor
    return unsafe cursor
  }

  func newCursor(_ table: Table) throws(StorageError) -> OpaquePointer {
    precondition(unsafe table.slot < tableCount, "a table that was not given to open")
    var cursor: OpaquePointer?
    let code = unsafe mdb_cursor_open(handle, tables[table.slot], &cursor)
    guard code == 0, let cursor = unsafe cursor else {
      throw unsafe error(code, "mdb_cursor_open")
    }
    return unsafe cursor
  }

  /// Looks a key up; the value's bytes lie in the map or in one of the transaction's pages.
  @usableFromInline
  mutating func find(
    _ table: Table, _ key: Key
  ) throws(StorageError) -> UnsafeRawBufferPointer? {
    // LMDB has no empty keys and takes a look for one as an error.
    guard key.count > 0 else { return nil }
    var value = unsafe MDB_val()
    // The cursor remembers its page, so keys that lie near one another are found faster.
    let code: Int32
    if unsafe busy & (1 << UInt64(table.slot)) == 0 {
      let cursor = try unsafe cursor(table)
      code = unsafe key.span.withUnsafeBytes { bytes in
        var name = unsafe MDB_val(bytes)
        return unsafe mdb_cursor_get(cursor, &name, &value, MDB_SET)
      }
    } else {
      code = unsafe key.span.withUnsafeBytes { bytes in
        var name = unsafe MDB_val(bytes)
        return unsafe mdb_get(handle, tables[table.slot], &name, &value)
      }
    }
    if code == MDB_NOTFOUND { return nil }
    guard code == 0 else { throw unsafe error(code, "mdb_get") }
    let found = unsafe UnsafeRawBufferPointer(value)
    guard table.checksummed else { return unsafe found }
    let body = unsafe key.span.withUnsafeBytes { unsafe Checksum.verified($0, found) }
    guard let body = unsafe body else { throw unsafe damaged(table, key.span) }
    return unsafe body
  }
}

extension Checksum {
  /// The value without its checksum; nil when that is wrong.
  @inline(__always)
  static func verified(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    let count = value.count - byteCount
    guard count >= 0 else { return nil }
    let body = unsafe UnsafeRawBufferPointer(start: value.baseAddress, count: count)
    let found = unsafe value.loadUnaligned(fromByteOffset: count, as: UInt32.self)
    guard unsafe of(key: key, value: body) == UInt32(littleEndian: found) else { return nil }
    return unsafe body
  }
}

extension MDB_val {
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.init(
      mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  init(_ value: MDB_val) {
    unsafe self.init(start: value.mv_data, count: value.mv_size)
  }
}

/// A transaction that can be read: the store as it was when it began, with what it has put itself.
///
/// Functions that only read take `borrowing some Reading & ~Copyable`.
@usableFromInline
package protocol Reading: ~Copyable {
  /// The room's own affair.
  @unsafe var state: UnsafeMutablePointer<TransactionState> { get }
}

extension Reading where Self: ~Copyable {
  /// The value of a key, read in place; nil when the table has no such key.
  ///
  ///     if let value = try transaction.get(Tables.main, key) { ... }
  ///
  /// The span lies in the store's map. It cannot be kept beyond the transaction, and while it is
  /// in use nothing can be put; the compiler sees to that.
  ///
  /// Throws `store.damaged` when the record's checksum is wrong.
  @_lifetime(borrow self)
  @inlinable
  package borrowing func get(_ table: Table, _ key: Key) throws(StorageError) -> RawSpan? {
    guard let found = try unsafe state.pointee.find(table, key) else { return nil }
    let span = unsafe RawSpan(_unsafeBytes: found)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Whether the table has the key.
  @inlinable
  package borrowing func contains(_ table: Table, _ key: Key) throws(StorageError) -> Bool {
    try unsafe state.pointee.find(table, key) != nil
  }

  /// How many records a table has; known without counting.
  package borrowing func count(_ table: Table) throws(StorageError) -> Int {
    try unsafe state.pointee.statistics(table).ms_entries
  }
}

extension TransactionState {
  func statistics(_ table: Table) throws(StorageError) -> MDB_stat {
    var facts = MDB_stat()
    let code = unsafe mdb_stat(handle, tables[table.slot], &facts)
    guard code == 0 else { throw unsafe error(code, "mdb_stat") }
    return facts
  }
}

/// A read transaction: the store as it was when it began, whatever others write meanwhile.
///
/// It ends when it goes out of scope. While it lives, pages that writers give up cannot be used
/// again, so none is kept while waiting for a person.
@safe
package struct ReadTransaction: ~Copyable, Reading {
  /// The room's own affair.
  @unsafe package let state: UnsafeMutablePointer<TransactionState>
  /// Whether the state goes with it; not when it looks at a write transaction.
  private let isOwner: Bool

  init(_ state: TransactionState) {
    unsafe self.state = .allocate(capacity: 1)
    unsafe self.state.initialize(to: state)
    isOwner = true
  }

  init(lookingAt state: UnsafeMutablePointer<TransactionState>) {
    unsafe self.state = unsafe state
    isOwner = false
  }

  deinit {
    guard isOwner else { return }
    _ = unsafe state.pointee.end(keeping: false)
    unsafe state.pointee.cursors.deallocate()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// The number of the last commit that it sees: two that were begun for reading and have the same
  /// number see the same.
  package var lastCommit: Int { unsafe Int(mdb_txn_id(state.pointee.handle)) }

  /// Ends the transaction now.
  package consuming func end() {}
}
