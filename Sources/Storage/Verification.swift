package import Basics
internal import CLMDB
internal import Glibc

/// How large a store is, and of what.
package struct StoreStatistics: Hashable, Sendable {
  /// How large one table is.
  package struct TableSize: Hashable, Sendable {
    /// The table's name.
    package var name: String
    /// How many records it has.
    package var records: Int
    /// How many pages lie between the root and a record, both counted.
    package var depth: Int
    /// How many pages it takes.
    package var pages: Int
    /// How many bytes those pages have.
    package var bytes: Int
  }

  /// The tables, by slot.
  package var tables: [TableSize]
  /// The data file's size, in bytes.
  package var fileBytes: Int64
  /// One page's size, in bytes.
  package var pageBytes: Int
  /// The number of the last page that was ever used; pages count from 0.
  package var lastPage: Int
  /// How many pages are free to be used again.
  package var freePages: Int
  /// How many pages are neither free nor part of anything; in a sound store none.
  var lostPages: Int
  /// How many reader slots have been used at the same time.
  var readerSlots: Int
}

/// What walking a whole store has found.
package struct Verification: Hashable, Sendable {
  /// One thing that is wrong.
  package enum Finding: Hashable, Sendable {
    /// A record's checksum is wrong.
    case damaged(table: String, key: [UInt8])
    /// A record does not come after the one before it.
    case disorder(table: String, key: [UInt8])
    /// A table has another number of records than it says.
    case miscount(table: String, said: Int, found: Int)
    /// A table could not be walked to its end.
    case unreadable(table: String, code: Int32)
    /// Something is wrong with pages of the file, or with what leads to them.
    case page(table: String, first: UInt64, last: UInt64, PageFault)
  }

  /// How many records were read.
  package var records = 0
  /// What is wrong, at most `findingLimit` of it; empty for a sound store.
  package var findings: [Finding] = []
  /// How many findings there were.
  package var findingCount = 0

  /// The most findings that are listed.
  static let findingLimit = 1000

  /// Whether nothing is wrong.
  package var isSound: Bool { findingCount == 0 }

  mutating func add(_ finding: Finding) {
    findingCount += 1
    if findings.count < Self.findingLimit { findings.append(finding) }
  }
}

extension Verification.Finding {
  /// What is wrong, in one sentence.
  package func message(in language: ReaderLanguage) -> String {
    words.text(in: language)
  }
}

extension Environment {
  /// How large the store and its tables are.
  package func statistics() throws(StorageError) -> StoreStatistics {
    let transaction = try read()
    var facts = unsafe MDB_envinfo()
    let code = unsafe mdb_env_info(handle, &facts)
    guard code == 0 else { throw error(code, "mdb_env_info") }
    var file = stat()
    let size = unsafe stat(path + "/data.mdb", &file) == 0 ? Int64(file.st_size) : 0
    return try unsafe transaction.state.pointee.statistics(facts, fileBytes: size)
  }

  /// Accounts for every page of the file: that each is in use once, or free, that the trees hold
  /// together, and that the checksums of the records are right.
  ///
  ///     let found = try environment.audit { table, done, total in !interrupted }
  ///
  /// The file is read, not mapped: whatever the bytes are, it ends with a verdict. Only what it
  /// finds sound may be read through the map without fear. Others may write meanwhile.
  ///
  /// - Parameter progress: is called every few thousand pages; false breaks the audit off with
  ///   `store.interrupted`.
  package func audit(
    _ progress: (_ table: String, _ done: Int, _ total: Int) -> Bool = { _, _, _ in true }
  ) throws(StorageError) -> Verification {
    let data = try DataFile(folder: path)
    defer { data.end() }
    for _ in 0..<1000 {
      // As long as it runs, the pages of its commit are not used again.
      let transaction = try read()
      guard let meta = try data.meta(of: UInt64(transaction.lastCommit)) else {
        // Others have committed twice since it began.
        transaction.end()
        continue
      }
      let found = try PageAudit.run(data, meta, tables: tables, progress)
      transaction.end()
      return found
    }
    throw StorageError(.corrupted, at: path)
  }

  /// Reads every record of every table: that its checksum is right, that the keys ascend, and
  /// that the counts agree.
  ///
  ///     let found = try environment.verify { table, done, total in
  ///       show("\(table): \(done) of \(total)")
  ///       return !interrupted
  ///     }
  ///
  /// A data file whose pages are damaged can end the reading process or keep it in a loop; a
  /// doubtful store is therefore verified by a child process (see `Child.run`).
  ///
  /// - Parameter progress: is called every 65,536 records; false breaks the walk off with
  ///   `store.interrupted`.
  package func verify(
    _ progress: (_ table: String, _ done: Int, _ total: Int) -> Bool = { _, _, _ in true }
  ) throws(StorageError) -> Verification {
    let transaction = try read()
    var result = Verification()
    for table in tables {
      try unsafe transaction.state.pointee.verify(table, &result, progress)
    }
    return result
  }
}

extension TransactionState {
  private static let progressStep = 65_536

  func verify(
    _ table: Table, _ result: inout Verification, _ progress: (String, Int, Int) -> Bool
  ) throws(StorageError) {
    let name = "\(table.name)"
    let total = try unsafe statistics(table).ms_entries
    let cursor = try unsafe newCursor(table)
    defer { unsafe mdb_cursor_close(cursor) }
    var found = 0
    var before: [UInt8] = []
    var key = unsafe MDB_val()
    var data = unsafe MDB_val()
    while true {
      let code = unsafe mdb_cursor_get(cursor, &key, &data, MDB_NEXT)
      if code == MDB_NOTFOUND { break }
      guard code == 0 else {
        result.add(.unreadable(table: name, code: code))
        return
      }
      let bytes = unsafe UnsafeRawBufferPointer(key)
      found += 1
      // Pages that form a loop would never end.
      if found > total { break }
      if table.checksummed, unsafe Checksum.verified(bytes, UnsafeRawBufferPointer(data)) == nil {
        unsafe result.add(.damaged(table: name, key: [UInt8](bytes)))
      }
      if found > 1, unsafe !before.lexicographicallyPrecedes(bytes) {
        unsafe result.add(.disorder(table: name, key: [UInt8](bytes)))
      }
      before.removeAll(keepingCapacity: true)
      unsafe before.append(contentsOf: bytes)
      if unsafe found % Self.progressStep == 0, !progress(name, found, total) {
        throw unsafe StorageError(.interrupted(nil), at: environment.path)
      }
    }
    if found != total { result.add(.miscount(table: name, said: total, found: found)) }
    result.records += min(found, total)
    _ = progress(name, found, total)
  }

  func statistics(
    _ facts: MDB_envinfo, fileBytes: Int64
  ) throws(StorageError) -> StoreStatistics {
    var sizes: [StoreStatistics.TableSize] = []
    var pageBytes = 0
    // Two first pages, the tree of free pages, the tree of tables, and the layout's table.
    var used = 2
    for hidden: UInt32 in [0, 1] { used += try unsafe pages(of: hidden).pages }
    used += 1
    for table in unsafe environment.tables {
      let (pages, size) = try unsafe pages(of: tables[table.slot])
      pageBytes = Int(size.ms_psize)
      used += pages
      sizes.append(
        .init(
          name: "\(table.name)", records: size.ms_entries, depth: Int(size.ms_depth),
          pages: pages, bytes: pages * pageBytes))
    }
    if pageBytes == 0 { pageBytes = try unsafe Int(pages(of: 0).size.ms_psize) }
    let free = try unsafe countFreePages()
    return unsafe StoreStatistics(
      tables: sizes, fileBytes: fileBytes, pageBytes: pageBytes, lastPage: facts.me_last_pgno,
      freePages: free, lostPages: facts.me_last_pgno + 1 - used - free,
      readerSlots: Int(facts.me_numreaders))
  }

  private func pages(of table: UInt32) throws(StorageError) -> (pages: Int, size: MDB_stat) {
    var size = MDB_stat()
    let code = unsafe mdb_stat(handle, table, &size)
    guard code == 0 else { throw unsafe error(code, "mdb_stat") }
    return (size.ms_branch_pages + size.ms_leaf_pages + size.ms_overflow_pages, size)
  }

  /// Counts the pages that LMDB's own table 0 lists as free.
  private func countFreePages() throws(StorageError) -> Int {
    var opened: OpaquePointer?
    var code = unsafe mdb_cursor_open(handle, 0, &opened)
    guard code == 0, let cursor = unsafe opened else {
      throw unsafe error(code, "mdb_cursor_open")
    }
    defer { unsafe mdb_cursor_close(cursor) }
    var count = 0
    var key = unsafe MDB_val()
    var data = unsafe MDB_val()
    while true {
      code = unsafe mdb_cursor_get(cursor, &key, &data, MDB_NEXT)
      if code == MDB_NOTFOUND { return count }
      guard code == 0 else { throw unsafe error(code, "mdb_cursor_get") }
      if unsafe data.mv_size >= 8 {
        count += unsafe Int(UnsafeRawBufferPointer(data).loadUnaligned(as: UInt.self))
      }
    }
  }
}
