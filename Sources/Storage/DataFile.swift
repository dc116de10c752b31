internal import Glibc

/// The data file read as bytes, without mapping it: what must hold before LMDB may map it.
///
/// LMDB takes an empty file for a new store and maps a file that is cut short, which then ends
/// the program with SIGBUS when a missing page is read. So the file is looked at first.
struct DataFile {
  /// LMDB's magic number, in the first pages.
  static let magic: UInt32 = 0xBEEF_C0DE
  /// The version of LMDB's file format that this program reads.
  static let version: UInt32 = 1

  let file: Int32
  let folder: String

  /// What one of the first two pages says: the file as one commit left it.
  struct Meta {
    var pageSize: Int
    var mapBytes: Int64
    /// The tree of the free pages.
    var free: TreeRecord
    /// The tree of the trees, by their names.
    var trees: TreeRecord
    var lastPage: UInt64
    var transaction: UInt64
  }

  /// Opens the data file of a folder for reading.
  init(folder: String) throws(StorageError) {
    self.folder = folder
    let path = folder + "/data.mdb"
    file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let number = errno
      switch number {
      case ENOENT: throw StorageError(.missing, at: folder)
      case EACCES, EPERM: throw StorageError(.noPermission(file: path), at: folder)
      default: throw .from(number, call: "open", path: folder)
      }
    }
  }

  func end() { close(file) }

  /// Checks the data file of a folder: that it is LMDB's, of the right version, and holds every
  /// page that is in use.
  ///
  /// - Parameter body: what else must hold of the file as its newest commit left it; run again when
  ///   another process has committed meanwhile.
  static func check(
    folder: String, _ body: (DataFile, Meta) throws(StorageError) -> Void = { _, _ in }
  ) throws(StorageError) {
    let data = try DataFile(folder: folder)
    defer { data.end() }
    var tries = 0
    while true {
      let before = data.commits
      do throws(StorageError) {
        let meta = try data.newestMeta()
        if let shortage = data.shortage(meta) { throw StorageError(shortage, at: folder) }
        // Every commit but the first gives pages up, and lists them under its own number: a first
        // page with another number is damaged.
        guard meta.transaction <= 1 || data.lastFreeKey(meta) == meta.transaction else {
          throw StorageError(.corrupted, at: folder)
        }
        return try body(data, meta)
      } catch {
        // Another process may have committed meanwhile and used the pages again.
        tries += 1
        guard tries < 10, data.commits != before else { throw error }
      }
    }
  }

  /// What is missing from the file; nil when every page in use is there.
  private func shortage(_ meta: Meta) -> StorageError.Reason? {
    let size = size
    let expected = Int64(meta.lastPage + 1) * Int64(meta.pageSize)
    guard size < expected else { return nil }
    // Pages that were taken and given back in one transaction are never written, so a sound
    // file may end before its last page. Then every page past the end must be free.
    let held = UInt64(size) / UInt64(meta.pageSize)
    if let free = freePages(meta), Set(free).isSuperset(of: held...meta.lastPage) { return nil }
    return .truncated(expectedBytes: expected, foundBytes: size)
  }

  /// How large the map is that the store's first pages ask for; 0 when they cannot be read.
  static func mappedBytes(of folder: String) -> Int64 {
    guard let data = try? DataFile(folder: folder) else { return 0 }
    defer { data.end() }
    return (try? data.newestMeta())?.mapBytes ?? 0
  }

  /// The file's size, in bytes.
  var size: Int64 {
    var facts = stat()
    return unsafe fstat(file, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  /// The numbers of the commits in the first two pages; nil where a page cannot be read.
  private var commits: [UInt64?] {
    guard let first = read(at: 0, count: 152) else { return [] }
    let pageSize = Int64(first.number32(40))
    guard pageSize > 0 else { return [] }
    return [first.number64(144), read(at: pageSize, count: 152)?.number64(144)]
  }

  /// What the newer of the first two pages says.
  func newestMeta() throws(StorageError) -> Meta {
    let metas = try metas()
    let newest = metas[1].transaction > metas[0].transaction ? metas[1] : metas[0]
    // The other may stem of a commit that failed.
    guard newest.free.isPossible(flags: TreeRecord.numberKeys, lastPage: newest.lastPage),
      newest.trees.isPossible(flags: 0, lastPage: newest.lastPage)
    else { throw StorageError(.corrupted, at: folder) }
    return newest
  }

  /// What the first pages say of the commit with a number; nil when later ones have replaced it.
  func meta(of transaction: UInt64) throws(StorageError) -> Meta? {
    try metas().first { $0.transaction == transaction }
  }

  /// Both first pages.
  ///
  /// Commits take the two pages in turn, by the number of the commit, so that the numbers are
  /// neighbours: others come of a damaged page, which must not pass for the newest.
  private func metas() throws(StorageError) -> [Meta] {
    let size = size
    guard size > 0 else { throw StorageError(.notAStore(detail: .empty), at: folder) }
    let first = try meta(at: 0)
    guard size >= 2 * Int64(first.pageSize) else {
      throw StorageError(
        .truncated(expectedBytes: 2 * Int64(first.pageSize), foundBytes: size), at: folder)
    }
    let second = try meta(at: Int64(first.pageSize))
    let (even, odd) = (first.transaction, second.transaction)
    let isInTurn = even & 1 == 0 && (odd & 1 == 1 || odd == 0)
    guard first.pageSize == second.pageSize, isInTurn,
      even == odd || max(even, odd) - min(even, odd) == 1
    else { throw StorageError(.corrupted, at: folder) }
    return [first, second]
  }

  private func meta(at offset: Int64) throws(StorageError) -> Meta {
    guard let page = read(at: offset, count: 152) else {
      throw StorageError(.notAStore(detail: .tooShort), at: folder)
    }
    guard page.number32(16) == DataFile.magic else {
      throw StorageError(.notAStore(detail: .noMagic), at: folder)
    }
    guard page.number32(20) == DataFile.version else {
      throw StorageError(.otherLMDBVersion(found: page.number32(20)), at: folder)
    }
    let pageSize = Int(page.number32(40))
    let free = TreeRecord(page, at: 40)
    let trees = TreeRecord(page, at: 88)
    let lastPage = page.number64(136)
    guard pageSize >= 256, pageSize <= 65_536, pageSize & (pageSize - 1) == 0,
      lastPage >= 1, lastPage < UInt64(Int64.max / 65_536), page.number64(32) < 1 << 47
    else { throw StorageError(.corrupted, at: folder) }
    return Meta(
      pageSize: pageSize, mapBytes: Int64(page.number64(32)), free: free, trees: trees,
      lastPage: lastPage, transaction: page.number64(144))
  }

  /// Bytes of the file, or nil when it ends before.
  func read(at offset: Int64, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { target in
        unsafe pread(file, target.baseAddress! + done, count - done, off_t(offset) + off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }
}
