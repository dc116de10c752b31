internal import CLMDB

/// Whether a scan goes on.
@usableFromInline
package enum ScanStep: Sendable { case next, stop }

/// One walk over a range of a table: the cursor, and the record at which it stands.
@unsafe
@usableFromInline
struct Walk: ~Copyable {
  let state: UnsafeMutablePointer<TransactionState>
  let table: Table
  let range: KeyRange
  let reverse: Bool
  let cursor: OpaquePointer
  /// Whether the cursor is the walk's own, because another scan of the table is running.
  let ownsCursor: Bool
  var started = false
  @usableFromInline var key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  @usableFromInline var value = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  @usableFromInline
  init(
    _ state: UnsafeMutablePointer<TransactionState>, _ table: Table, _ range: KeyRange,
    reverse: Bool
  ) throws(StorageError) {
    unsafe self.state = unsafe state
    unsafe self.table = table
    unsafe self.range = range
    unsafe self.reverse = reverse
    let bit = UInt64(1) << UInt64(table.slot)
    unsafe ownsCursor = unsafe state.pointee.busy & bit != 0
    if unsafe ownsCursor {
      unsafe cursor = try unsafe state.pointee.newCursor(table)
    } else {
      unsafe cursor = try unsafe state.pointee.cursor(table)
      unsafe state.pointee.busy |= bit
    }
  }

  deinit {
    if unsafe ownsCursor {
      unsafe mdb_cursor_close(cursor)
    } else {
      unsafe state.pointee.busy &= ~(UInt64(1) << UInt64(table.slot))
    }
  }

  /// Goes to the first or next record of the range; false at its end.
  @usableFromInline
  mutating func advance() throws(StorageError) -> Bool {
    var name = unsafe MDB_val()
    var data = unsafe MDB_val()
    let code: Int32
    if unsafe started {
      code = unsafe mdb_cursor_get(cursor, &name, &data, reverse ? MDB_PREV : MDB_NEXT)
    } else {
      unsafe started = true
      code = unsafe reverse ? seekLast(&name, &data) : seekFirst(&name, &data)
    }
    guard code == 0 else {
      if code == MDB_NOTFOUND { return false }
      throw unsafe state.pointee.error(code, "mdb_cursor_get")
    }
    unsafe key = UnsafeRawBufferPointer(name)
    guard unsafe isInside() else { return false }
    unsafe value = UnsafeRawBufferPointer(data)
    if unsafe table.checksummed {
      unsafe value = try unsafe state.pointee.verified(table, key, value)
    }
    return true
  }

  @inline(__always)
  private func isInside() -> Bool {
    let name = unsafe RawSpan(_unsafeBytes: key)
    return unsafe reverse
      ? name.order(against: range.lower.span) >= 0 : range.endsAfter(name)
  }

  private func seekFirst(_ name: inout MDB_val, _ data: inout MDB_val) -> Int32 {
    guard unsafe range.lower.count > 0 else {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_FIRST)
    }
    return unsafe seek(range.lower, &name, &data)
  }

  /// Goes to the last record of the range: to the first one past it, and one back.
  private func seekLast(_ name: inout MDB_val, _ data: inout MDB_val) -> Int32 {
    guard unsafe range.upperKind != 0 else {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_LAST)
    }
    var code =
      unsafe range.upper.count > 0
      ? seek(range.upper, &name, &data) : mdb_cursor_get(cursor, &name, &data, MDB_FIRST)
    if code == MDB_NOTFOUND {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_LAST)
    }
    if code == 0 {
      let found = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(name))
      if unsafe !range.endsAfter(found) {
        code = unsafe mdb_cursor_get(cursor, &name, &data, MDB_PREV)
      }
    }
    return code
  }

  @inlinable
  static func begin<Failure: StorageFailing>(
    _ state: UnsafeMutablePointer<TransactionState>, _ table: Table, _ range: KeyRange,
    reverse: Bool, or failure: Failure.Type
  ) throws(Failure) -> Walk {
    do throws(StorageError) {
      return unsafe try Walk(state, table, range, reverse: reverse)
    } catch {
      throw Failure(storage: error)
    }
  }

  @inlinable
  mutating func advance<Failure: StorageFailing>(or failure: Failure.Type) throws(Failure) -> Bool {
    do throws(StorageError) {
      return unsafe try advance()
    } catch {
      throw Failure(storage: error)
    }
  }

  private func seek(_ key: Key, _ name: inout MDB_val, _ data: inout MDB_val) -> Int32 {
    unsafe key.span.withUnsafeBytes { bytes in
      unsafe name = MDB_val(bytes)
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_SET_RANGE)
    }
  }
}

extension Reading where Self: ~Copyable {
  /// Hands every record of a range to a closure, in key order, read in place.
  ///
  ///     let more = try transaction.scan(Tables.main, KeyRange(prefix: customer), limit: 100) {
  ///       (key, value) throws(DeskError) in
  ///       try use(value)
  ///       return .next
  ///     }
  ///
  /// The closure may read the same transaction, also scan the same table; it cannot write.
  ///
  /// - Parameter range: which keys.
  /// - Parameter reverse: last key first.
  /// - Parameter limit: the most records to hand over.
  /// - Parameter body: is given key and value, which it cannot keep, and says whether to go on.
  /// - Returns: when the limit was reached, the key of the next record, for
  ///   `KeyRange.continued(at:reverse:)`; nil when the range came to its end or the closure
  ///   stopped.
  @inlinable
  @discardableResult
  package borrowing func scan<Failure: StorageFailing>(
    _ table: Table, _ range: KeyRange, reverse: Bool = false, limit: Int = .max,
    _ body: (_ key: RawSpan, _ value: RawSpan) throws(Failure) -> ScanStep
  ) throws(Failure) -> Key? {
    var walk = unsafe try Walk.begin(state, table, range, reverse: reverse, or: Failure.self)
    var left = limit
    while try unsafe walk.advance(or: Failure.self) {
      guard left > 0 else { return unsafe Key(copying: RawSpan(_unsafeBytes: walk.key)) }
      left -= 1
      let step = unsafe try body(
        RawSpan(_unsafeBytes: walk.key), RawSpan(_unsafeBytes: walk.value))
      if step == .stop { return nil }
    }
    return nil
  }

  /// Hands every record of a range to a closure that does not throw.
  ///
  ///     try transaction.scan(Tables.main, .all) { key, value in
  ///       bytes += value.byteCount
  ///       return .next
  ///     }
  @inlinable
  @discardableResult
  package borrowing func scan(
    _ table: Table, _ range: KeyRange, reverse: Bool = false, limit: Int = .max,
    _ body: (_ key: RawSpan, _ value: RawSpan) -> ScanStep
  ) throws(StorageError) -> Key? {
    try scan(table, range, reverse: reverse, limit: limit) {
      (key, value) throws(StorageError) in body(key, value)
    }
  }
}
