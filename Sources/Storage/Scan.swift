// Public, as what is inlined into the rooms above names keys.
public import Basics
internal import CLMDB
internal import Glibc

/// Whether a scan goes on.
@usableFromInline
package enum ScanStep: Sendable { case next, stop }

/// One walk over a range of a table: the cursor, and the record at which it stands.
@unsafe
@usableFromInline
struct Walk: ~Copyable {
  let state: UnsafeMutablePointer<TransactionState>
  let table: Table
  /// The scan's range, which outlives the walk.
  let range: UnsafePointer<KeyRange>
  /// MDB_NEXT or MDB_PREV.
  let step: MDB_cursor_op
  let cursor: OpaquePointer
  /// Whether the cursor is the walk's own, because another scan of the table is running.
  let ownsCursor: Bool
  var started = false
  @usableFromInline var key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  @usableFromInline var value = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  @usableFromInline
  init(
    _ state: UnsafeMutablePointer<TransactionState>, _ table: Table,
    _ range: UnsafePointer<KeyRange>, reverse: Bool
  ) throws(StorageError) {
    unsafe self.state = unsafe state
    unsafe self.table = table
    unsafe self.range = unsafe range
    unsafe step = reverse ? MDB_PREV : MDB_NEXT
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
    guard unsafe started else { return try unsafe start() }
    var name = unsafe MDB_val()
    var data = unsafe MDB_val()
    let code = unsafe mdb_cursor_get(cursor, &name, &data, step)
    guard code == 0 else { return try unsafe ended(code) }
    return try unsafe accept(name, data)
  }

  @inline(never)
  private mutating func start() throws(StorageError) -> Bool {
    unsafe started = true
    var name = unsafe MDB_val()
    var data = unsafe MDB_val()
    let code = unsafe step == MDB_PREV ? seekLast(&name, &data) : seekFirst(&name, &data)
    guard code == 0 else { return try unsafe ended(code) }
    return try unsafe accept(name, data)
  }

  @inline(__always)
  private mutating func accept(_ name: MDB_val, _ data: MDB_val) throws(StorageError) -> Bool {
    unsafe key = UnsafeRawBufferPointer(start: name.mv_data, count: name.mv_size)
    guard unsafe isInside() else { return false }
    unsafe value = UnsafeRawBufferPointer(start: data.mv_data, count: data.mv_size)
    guard unsafe table.checksummed else { return true }
    guard let body = unsafe Checksum.verified(key, value) else { return try unsafe damaged() }
    unsafe value = unsafe body
    return true
  }

  @inline(never)
  private func ended(_ code: Int32) throws(StorageError) -> Bool {
    if code == MDB_NOTFOUND { return false }
    throw unsafe state.pointee.error(code, "mdb_cursor_get")
  }

  @inline(never)
  private func damaged() throws(StorageError) -> Bool {
    throw unsafe state.pointee.damaged(table, key)
  }

  @inline(__always)
  private func isInside() -> Bool {
    unsafe step == MDB_PREV
      ? KeyRange.begins(range, key) : KeyRange.ends(range, after: key)
  }

  private func seekFirst(_ name: inout MDB_val, _ data: inout MDB_val) -> Int32 {
    guard unsafe range.pointee.lower.length > 0 else {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_FIRST)
    }
    return unsafe seek(range.pointee.lower, &name, &data)
  }

  /// Goes to the last record of the range: to the first one past it, and one back.
  private func seekLast(_ name: inout MDB_val, _ data: inout MDB_val) -> Int32 {
    guard unsafe range.pointee.upperKind != 0 else {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_LAST)
    }
    var code =
      unsafe range.pointee.upper.length > 0
      ? seek(range.pointee.upper, &name, &data) : mdb_cursor_get(cursor, &name, &data, MDB_FIRST)
    if code == MDB_NOTFOUND {
      return unsafe mdb_cursor_get(cursor, &name, &data, MDB_LAST)
    }
    if code == 0 {
      if unsafe !KeyRange.ends(range, after: UnsafeRawBufferPointer(name)) {
        code = unsafe mdb_cursor_get(cursor, &name, &data, MDB_PREV)
      }
    }
    return code
  }

  @inlinable
  static func begin<Failure: StorageFailing>(
    _ state: UnsafeMutablePointer<TransactionState>, _ table: Table,
    _ range: UnsafePointer<KeyRange>, reverse: Bool, or failure: Failure.Type
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

  /// Whether the key at which the walk stands comes before another.
  @usableFromInline
  func comesBefore(_ other: UnsafeRawBufferPointer) -> Bool {
    let shared = unsafe min(key.count, other.count)
    // Keys of different customers differ within their first eight bytes.
    if shared >= 8 {
      let ours = unsafe UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
      let theirs = unsafe UInt64(bigEndian: other.loadUnaligned(as: UInt64.self))
      if ours != theirs { return ours < theirs }
    }
    let order = unsafe shared == 0 ? 0 : memcmp(key.baseAddress!, other.baseAddress!, shared)
    return unsafe order != 0 ? order < 0 : key.count < other.count
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
    unsafe try withUnsafePointer(to: range) { (range) throws(Failure) in
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
  }

  /// Hands the records of two tables to a closure in one order of keys, read in place; of equal keys
  /// the first table's comes first.
  ///
  ///     try transaction.scan(Tables.present, Tables.history, .all) { (table, key, value) in
  ///       ...
  ///     }
  ///
  /// - Parameter range: which keys.
  /// - Parameter body: is given the table, key and value, which it cannot keep, and says whether to go
  ///   on.
  @inlinable
  package borrowing func scan<Failure: StorageFailing>(
    _ first: Table, _ second: Table, _ range: KeyRange,
    _ body: (_ table: Table, _ key: RawSpan, _ value: RawSpan) throws(Failure) -> ScanStep
  ) throws(Failure) {
    unsafe try withUnsafePointer(to: range) { (range) throws(Failure) in
      var left = unsafe try Walk.begin(state, first, range, reverse: false, or: Failure.self)
      var right = unsafe try Walk.begin(state, second, range, reverse: false, or: Failure.self)
      var hasLeft = unsafe try left.advance(or: Failure.self)
      var hasRight = unsafe try right.advance(or: Failure.self)
      while hasLeft || hasRight {
        let isLeft = unsafe hasLeft && (!hasRight || !right.comesBefore(left.key))
        let step =
          isLeft
          ? unsafe try body(
            first, RawSpan(_unsafeBytes: left.key), RawSpan(_unsafeBytes: left.value))
          : unsafe try body(
            second, RawSpan(_unsafeBytes: right.key), RawSpan(_unsafeBytes: right.value))
        if step == .stop { return }
        if isLeft {
          hasLeft = unsafe try left.advance(or: Failure.self)
        } else {
          hasRight = unsafe try right.advance(or: Failure.self)
        }
      }
    }
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

extension KeyRange {
  /// Whether a key is not past the upper end of a range.
  ///
  /// The range is taken by its address, so that no key of 120 bytes is copied a record.
  @inline(__always)
  static func ends(_ range: UnsafePointer<KeyRange>, after key: UnsafeRawBufferPointer) -> Bool {
    let kind = unsafe range.pointee.upperKind
    if kind == 0 { return true }
    let order = unsafe order(key, range, MemoryLayout<KeyRange>.offset(of: \.upper)!)
    return kind == 1 ? order < 0 : order <= 0
  }

  /// Whether a key is not before the lower end of a range.
  @inline(__always)
  static func begins(_ range: UnsafePointer<KeyRange>, _ key: UnsafeRawBufferPointer) -> Bool {
    unsafe order(key, range, MemoryLayout<KeyRange>.offset(of: \.lower)!) >= 0
  }

  @inline(__always)
  private static func order(
    _ key: UnsafeRawBufferPointer, _ range: UnsafePointer<KeyRange>, _ offset: Int
  ) -> Int {
    let bound = unsafe UnsafeRawPointer(range) + offset
    let count = unsafe Int(bound.load(fromByteOffset: Key.capacity, as: UInt8.self))
    let shared = min(key.count, count)
    // Most keys of a range differ from its bound within their first eight bytes, or never.
    if shared >= 8 {
      let ours = unsafe UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
      let theirs = unsafe UInt64(bigEndian: bound.loadUnaligned(as: UInt64.self))
      if ours != theirs { return ours < theirs ? -1 : 1 }
    }
    let result = unsafe shared == 0 ? 0 : memcmp(key.baseAddress!, bound, shared)
    return result != 0 ? Int(result) : key.count - count
  }
}
