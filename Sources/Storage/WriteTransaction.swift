package import Basics
internal import CLMDB
internal import Glibc

/// How a record is put.
package enum PutMode: Sendable {
  /// Whether or not the key is there.
  case upsert
  /// Only when the key is not there; put gives false when it is.
  case insertNew
  /// As the last record of the table: for loads in key order, ten times as fast. A key that is
  /// not greater than all others throws `store.not-sorted`.
  case append
}

/// A write transaction: the only one in the store; it stays on its thread.
///
/// Nothing is kept unless `commit()` is called: going out of scope gives everything up.
///
///     var transaction = try environment.write()
///     try transaction.put(Tables.main, key, value)
///     try transaction.commit()
@safe
package struct WriteTransaction: ~Copyable, Reading {
  /// The room's own affair.
  @unsafe package let state: UnsafeMutablePointer<TransactionState>
  /// Above so many touched pages a transaction is called large: half of what LMDB keeps in
  /// memory before it begins to write pages out and read them back.
  static let largePages = 65_536
  private static let pageBytes = 4096

  init(_ state: TransactionState) {
    unsafe self.state = .allocate(capacity: 1)
    unsafe self.state.initialize(to: state)
  }

  deinit {
    _ = unsafe state.pointee.end(keeping: false)
    unsafe state.pointee.cursors.deallocate()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// The number that its commit has; the next one's is greater by one, whoever makes it.
  package var commitNumber: Int { unsafe Int(mdb_txn_id(state.pointee.handle)) }

  /// Makes everything that was put durable and visible to others, and ends the transaction.
  ///
  /// When it throws, nothing was kept: neither where the disk refused, nor where the folder's files
  /// are no longer those that are open (`store.replaced`).
  package consuming func commit() throws(StorageError) {
    let environment = unsafe state.pointee.environment
    guard environment.isOwnProcess else {
      throw StorageError(.usedAfterFork, at: environment.path)
    }
    try unsafe environment.checkBeforeCommit(state.pointee)
    let code = unsafe state.pointee.end(keeping: true)
    guard code == 0 else { throw environment.error(code, "mdb_txn_commit") }
    try environment.checkAfterCommit()
  }

  /// Gives up everything that was put, and ends the transaction.
  consuming func abort() {}

  /// Looks at the store as it stands in this transaction, as readers do.
  ///
  /// - Parameter body: is given a view that ends with the call.
  package borrowing func read<Value, Failure: Error>(
    _ body: (borrowing ReadTransaction) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let view = unsafe ReadTransaction(lookingAt: state)
    return try body(view)
  }

  /// How many bytes of keys and values have been put.
  package var bytesPut: Int { unsafe state.pointee.bytesPut }

  /// Whether so much has been put that the transaction should be committed soon and the work
  /// go on in another: every put is taken to touch a page of its own, except when appending.
  var isLarge: Bool {
    unsafe state.pointee.pagesTouched >= Self.largePages
      || state.pointee.bytesPut >= Self.largePages * Self.pageBytes
  }
}

extension WriteTransaction {
  /// Puts a record.
  ///
  ///     try transaction.put(Tables.main, key, bytes.span.bytes)
  ///
  /// - Returns: whether it was put; false only for `.insertNew` when the key is there.
  @discardableResult
  package mutating func put(
    _ table: Table, _ key: Key, _ value: RawSpan, _ mode: PutMode = .upsert
  ) throws(StorageError) -> Bool {
    unsafe try value.withUnsafeBytes { (bytes) throws(StorageError) in
      unsafe try put(table, key, bytes, mode)
    }
  }

  /// Puts a record whose value is an array of bytes.
  @discardableResult
  package mutating func put(
    _ table: Table, _ key: Key, _ value: [UInt8], _ mode: PutMode = .upsert
  ) throws(StorageError) -> Bool {
    unsafe try put(table, key, value.span.bytes, mode)
  }

  /// Puts a record whose value lies elsewhere in memory; not in this transaction's pages.
  @discardableResult
  package mutating func put(
    _ table: Table, _ key: Key, _ value: UnsafeRawBufferPointer, _ mode: PutMode = .upsert
  ) throws(StorageError) -> Bool {
    unsafe try state.pointee.put(table, key, count: value.count, mode) { target in
      if value.count > 0 { unsafe target.copyMemory(from: value) }
    }
  }

  /// Puts a record and writes its value in place.
  ///
  ///     try transaction.put(Tables.due, key, count: 8) { bytes in
  ///       bytes.storeBytes(of: number.bigEndian, as: UInt64.self)
  ///     }
  ///
  /// - Parameter count: how many bytes the value has.
  /// - Parameter fill: is given the value's bytes, all zero, to write; not called when nothing
  ///   is put.
  @discardableResult
  package mutating func put(
    _ table: Table, _ key: Key, count: Int, _ mode: PutMode = .upsert,
    _ fill: (inout MutableRawSpan) -> Void
  ) throws(StorageError) -> Bool {
    unsafe try state.pointee.put(table, key, count: count, mode) { target in
      if let start = target.baseAddress { unsafe memset(start, 0, target.count) }
      var span = unsafe MutableRawSpan(_unsafeBytes: target)
      fill(&span)
    }
  }

  /// Writes over a stretch of a record that is there, whose size stays; of a table without
  /// checksums.
  ///
  ///     try transaction.patch(Tables.orders, key, at: 16, place.span.bytes)
  ///
  /// Nothing but the stretch is written, so that many small values can share one record.
  ///
  /// - Parameter offset: where the stretch begins; it lies within the record.
  /// - Returns: whether the record was there.
  @discardableResult
  package mutating func patch(
    _ table: Table, _ key: Key, at offset: Int, _ bytes: RawSpan
  ) throws(StorageError) -> Bool {
    unsafe try bytes.withUnsafeBytes { (bytes) throws(StorageError) in
      unsafe try state.pointee.patch(table, key, at: offset, bytes)
    }
  }

  /// Removes a record.
  ///
  /// - Returns: whether it was there.
  @discardableResult
  package mutating func delete(_ table: Table, _ key: Key) throws(StorageError) -> Bool {
    unsafe try state.pointee.delete(table, key)
  }

  /// Removes every record of a range.
  ///
  /// - Returns: how many there were.
  @discardableResult
  package mutating func delete(
    _ table: Table, in range: KeyRange, limit: Int = .max
  ) throws(StorageError) -> Int {
    unsafe try state.pointee.delete(table, in: range, limit: limit)
  }

  /// Removes every record of a table, at once.
  package mutating func clear(_ table: Table) throws(StorageError) {
    unsafe try state.pointee.clear(table)
  }
}

extension TransactionState {
  mutating func put(
    _ table: Table, _ key: Key, count: Int, _ mode: PutMode,
    _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(StorageError) -> Bool {
    let total = count + (table.checksummed ? Checksum.byteCount : 0)
    guard total < 1 << 31 else {
      throw unsafe StorageError(.valueTooLong(bytes: count), at: environment.path)
    }
    precondition(key.count > 0, "a record has a key")
    let cursor = try unsafe cursor(table)
    var value = unsafe MDB_val(mv_size: total, mv_data: nil)
    let flags: Int32 =
      switch mode {
      case .upsert: MDB_RESERVE
      case .insertNew: MDB_RESERVE | MDB_NOOVERWRITE
      case .append: MDB_RESERVE | MDB_APPEND
      }
    let code = unsafe key.span.withUnsafeBytes { bytes in
      var name = unsafe MDB_val(bytes)
      let code = unsafe mdb_cursor_put(cursor, &name, &value, UInt32(flags))
      guard code == 0 else { return code }
      let body = unsafe UnsafeMutableRawBufferPointer(start: value.mv_data, count: count)
      unsafe fill(body)
      if table.checksummed {
        let sum = unsafe Checksum.of(key: bytes, value: UnsafeRawBufferPointer(body))
        unsafe value.mv_data.storeBytes(of: sum.littleEndian, toByteOffset: count, as: UInt32.self)
      }
      return 0
    }
    guard code == 0 else { return try unsafe refused(code, table, key, mode) }
    let bytes = total + key.count + 16
    unsafe bytesPut += bytes
    unsafe pagesTouched += mode == .append ? 0 : 1 + bytes / 4096
    return true
  }

  mutating func patch(
    _ table: Table, _ key: Key, at offset: Int, _ bytes: UnsafeRawBufferPointer
  ) throws(StorageError) -> Bool {
    precondition(!table.checksummed, "a checksum covers the whole record")
    let cursor = try unsafe cursor(table)
    let code = unsafe key.span.withUnsafeBytes { key in
      var name = unsafe MDB_val(key)
      var value = unsafe MDB_val()
      var code = unsafe mdb_cursor_get(cursor, &name, &value, MDB_SET)
      guard code == 0 else { return code }
      precondition(unsafe offset >= 0 && offset + bytes.count <= value.mv_size)
      // A value of the same size is reserved where it stands, with its bytes as they are.
      code = unsafe mdb_cursor_put(cursor, &name, &value, UInt32(MDB_CURRENT | MDB_RESERVE))
      guard code == 0 else { return code }
      unsafe UnsafeMutableRawBufferPointer(start: value.mv_data + offset, count: bytes.count)
        .copyMemory(from: bytes)
      return 0
    }
    if code == MDB_NOTFOUND { return false }
    guard code == 0 else { throw unsafe error(code, "mdb_put") }
    unsafe pagesTouched += 1
    return true
  }

  private func refused(
    _ code: Int32, _ table: Table, _ key: Key, _ mode: PutMode
  ) throws(StorageError) -> Bool {
    guard code == MDB_KEYEXIST else { throw unsafe error(code, "mdb_put") }
    if mode == .insertNew { return false }
    let name = unsafe key.span.withUnsafeBytes { unsafe [UInt8]($0) }
    throw unsafe StorageError(
      .notSorted(table: "\(table.name)", key: name), at: environment.path)
  }

  mutating func delete(_ table: Table, _ key: Key) throws(StorageError) -> Bool {
    let cursor = try unsafe cursor(table)
    let code = unsafe key.span.withUnsafeBytes { bytes in
      var name = unsafe MDB_val(bytes)
      var value = unsafe MDB_val()
      let code = unsafe mdb_cursor_get(cursor, &name, &value, MDB_SET)
      return code == 0 ? unsafe mdb_cursor_del(cursor, 0) : code
    }
    if code == MDB_NOTFOUND { return false }
    guard code == 0 else { throw unsafe error(code, "mdb_del") }
    unsafe pagesTouched += 1
    return true
  }

  mutating func delete(
    _ table: Table, in range: KeyRange, limit: Int
  ) throws(StorageError) -> Int {
    let cursor = try unsafe cursor(table)
    var count = 0
    while count < limit {
      var name = unsafe MDB_val()
      var value = unsafe MDB_val()
      // Sought again each time: what LMDB 0.9 does with a cursor after a deletion that merges
      // pages is not to be relied on, and seeking within the page is cheap.
      var code = unsafe range.lower.span.withUnsafeBytes { bytes in
        if unsafe bytes.isEmpty { return unsafe mdb_cursor_get(cursor, &name, &value, MDB_FIRST) }
        unsafe name = MDB_val(bytes)
        return unsafe mdb_cursor_get(cursor, &name, &value, MDB_SET_RANGE)
      }
      if code == MDB_NOTFOUND { break }
      if code == 0 {
        let found = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(name))
        guard range.endsAfter(found) else { break }
        code = unsafe mdb_cursor_del(cursor, 0)
      }
      guard code == 0 else { throw unsafe error(code, "mdb_del") }
      count += 1
    }
    unsafe pagesTouched += count / 16 + 1
    return count
  }

  mutating func clear(_ table: Table) throws(StorageError) {
    unsafe closeCursors()
    let code = unsafe mdb_drop(handle, tables[table.slot], 0)
    guard code == 0 else { throw unsafe error(code, "mdb_drop") }
  }
}

/// A point to which a write transaction can go back.
package struct Savepoint: Hashable, Sendable {
  let depth: Int
}

extension WriteTransaction {
  /// Sets a point to which the transaction can go back.
  ///
  ///     let point = try transaction.savepoint()
  ///     ...
  ///     try transaction.rollback(to: point)   // or release(point)
  ///
  /// It costs about ten microseconds: right for a statement, too dear for every row.
  package mutating func savepoint() throws(StorageError) -> Savepoint {
    unsafe try state.pointee.openNested()
    return unsafe Savepoint(depth: state.pointee.suspended.count)
  }

  /// Undoes all that was put since the savepoint, which stays; later savepoints are gone.
  package mutating func rollback(to point: Savepoint) throws(StorageError) {
    unsafe try state.pointee.abandonNested(downTo: point.depth)
    unsafe try state.pointee.openNested()
  }

  /// Keeps all that was put since the savepoint as a part of the transaction, and forgets the
  /// savepoint and later ones.
  package mutating func release(_ point: Savepoint) throws(StorageError) {
    unsafe try state.pointee.mergeNested(downTo: point.depth)
  }

  /// How many savepoints are set.
  package var savepointCount: Int { unsafe state.pointee.suspended.count }
}

extension TransactionState {
  mutating func openNested() throws(StorageError) {
    unsafe closeCursors()
    var nested: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment.handle, handle, 0, &nested)
    guard code == 0, let nested = unsafe nested else { throw unsafe error(code, "mdb_txn_begin") }
    unsafe suspended.append(handle)
    unsafe handle = unsafe nested
  }

  mutating func abandonNested(downTo depth: Int) throws(StorageError) {
    precondition(unsafe depth >= 1 && depth <= suspended.count, "no such savepoint")
    unsafe closeCursors()
    while unsafe suspended.count >= depth {
      unsafe mdb_txn_abort(handle)
      unsafe handle = unsafe suspended.removeLast()
    }
  }

  mutating func mergeNested(downTo depth: Int) throws(StorageError) {
    precondition(unsafe depth >= 1 && depth <= suspended.count, "no such savepoint")
    unsafe closeCursors()
    while unsafe suspended.count >= depth {
      let code = unsafe mdb_txn_commit(handle)
      unsafe handle = unsafe suspended.removeLast()
      guard code == 0 else { throw unsafe error(code, "mdb_txn_commit") }
    }
  }
}
