package import Basics

/// Appends sorted records to a table and leaves a part of each page free for those to come.
///
/// LMDB fills a page that is appended to up to the last byte, so that nearly every later insertion
/// would have to split one: two pages written in place of one, and half-empty ones ever after.
///
///     var load = FillFactorLoad(Tables.main)
///     for record in sorted {
///       try load.append(record.key, count: record.count, to: &transaction) { ... }
///     }
package struct FillFactorLoad {
  private let table: Table
  /// Bytes of the current page that records take.
  private var used = 0
  private var last: Key?

  /// What LMDB 0.9 keeps of a page for itself, what a record takes beside key and value, and the
  /// most that a record takes before its value gets pages of its own.
  private enum Page {
    static let room = 4096 - 16
    static let recordHead = 8 + 2
    static let largest = (4096 - 16) / 2 - 2
    /// How much of a page is filled.
    static let fill = room * 3 / 4
  }

  /// - Parameter table: into which is loaded; nothing else is put into it meanwhile.
  package init(_ table: Table) {
    self.table = table
  }

  /// Appends a record, whose key is greater than all others.
  ///
  /// - Parameters:
  ///   - count: how many bytes the value has.
  ///   - fill: is given the value's bytes, all zero, to write.
  /// - Throws: `store.not-sorted`.
  package mutating func append(
    _ key: Key, count: Int, to transaction: inout WriteTransaction,
    _ fill: (inout MutableRawSpan) -> Void
  ) throws(StorageError) {
    let size = bytes(key.count, count)
    let filler = used + size > Page.fill ? filler(before: size) : nil
    if let filler {
      try transaction.put(table, filler.key, count: filler.count, .append) { _ in }
      used = Page.room
    }
    try transaction.put(table, key, count: count, .append, fill)
    // The record stands on a page of its own now: the one before is full no longer.
    if let filler { try transaction.delete(table, filler.key) }
    used = used + size > Page.room ? size : used + size
    last = key
  }

  /// What fills the current page so far that a record of a size begins another; nil when it does so
  /// anyway.
  private func filler(before size: Int) -> (key: Key, count: Int)? {
    let left = Page.room - used
    guard size <= left, var key = last, key.remaining > 0 else { return nil }
    key.append(UInt8(0))
    let count = min(left, Page.largest) - bytes(key.count, 0)
    guard count >= 0, left - bytes(key.count, count) < size else { return nil }
    return (key, count & ~1)
  }

  /// The bytes of a page that a record takes.
  private func bytes(_ keyCount: Int, _ count: Int) -> Int {
    let body = keyCount + count + (table.checksummed ? Checksum.byteCount : 0)
    let whole = Page.recordHead + (body + 1) & ~1
    // A large value stands elsewhere, and the page holds its place in eight bytes.
    return whole > Page.largest ? Page.recordHead + (keyCount + 9) & ~1 : whole
  }
}
