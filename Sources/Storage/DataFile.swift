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

  private let file: Int32
  private let folder: String

  /// What the newer of the first two pages says.
  struct Meta {
    var pageSize: Int64
    var mapBytes: Int64
    var freeRoot: UInt64
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

  private func end() { close(file) }

  /// Checks the data file of a folder: that it is LMDB's, of the right version, and holds every
  /// page that is in use.
  static func check(folder: String) throws(StorageError) {
    let data = try DataFile(folder: folder)
    defer { data.end() }
    var tries = 0
    while true {
      let meta = try data.newestMeta()
      guard let shortage = data.shortage(meta) else { return }
      // Another process may have committed while the free pages were read.
      tries += 1
      if tries < 10, try data.newestMeta().transaction != meta.transaction { continue }
      throw StorageError(shortage, at: folder)
    }
  }

  /// What is missing from the file; nil when every page in use is there.
  private func shortage(_ meta: Meta) -> StorageError.Reason? {
    let size = size
    let expected = Int64(meta.lastPage + 1) * meta.pageSize
    guard size < expected else { return nil }
    // Pages that were taken and given back in one transaction are never written, so a sound
    // file may end before its last page. Then every page past the end must be free.
    let held = UInt64(size / meta.pageSize)
    var free: Set<UInt64> = []
    var walk = FreePageWalk(data: self, meta: meta, held: held)
    if walk.collect(from: meta.freeRoot, depth: 0, into: &free),
      (held...meta.lastPage).allSatisfy({ free.contains($0) })
    {
      return nil
    }
    return .truncated(expectedBytes: expected, foundBytes: size)
  }

  /// How large the map is that the store's first pages ask for; 0 when they cannot be read.
  static func mappedBytes(of folder: String) -> Int64 {
    guard let data = try? DataFile(folder: folder) else { return 0 }
    defer { data.end() }
    return (try? data.newestMeta())?.mapBytes ?? 0
  }

  private var size: Int64 {
    var facts = stat()
    return unsafe fstat(file, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  private func newestMeta() throws(StorageError) -> Meta {
    let size = size
    guard size > 0 else { throw StorageError(.notAStore(detail: .empty), at: folder) }
    let first = try meta(at: 0)
    guard size >= 2 * first.pageSize else {
      throw StorageError(
        .truncated(expectedBytes: 2 * first.pageSize, foundBytes: size), at: folder)
    }
    let second = try meta(at: first.pageSize)
    return second.transaction > first.transaction ? second : first
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
    let pageSize = Int64(page.number32(40))
    guard pageSize >= 256, pageSize <= 65_536, pageSize & (pageSize - 1) == 0,
      page.number64(136) < UInt64(Int64.max / 65_536)
    else { throw StorageError(.corrupted, at: folder) }
    return Meta(
      pageSize: pageSize, mapBytes: Int64(truncatingIfNeeded: page.number64(32)),
      freeRoot: page.number64(80), lastPage: page.number64(136), transaction: page.number64(144))
  }

  /// Bytes of the file, or nil when it ends before.
  fileprivate func read(at offset: Int64, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe pread(file, &bytes, count, off_t(offset))
    return got == count ? bytes : nil
  }
}

/// Collects the numbers of the free pages by reading LMDB's tree of them from the file.
private struct FreePageWalk {
  let data: DataFile
  let meta: DataFile.Meta
  /// How many pages the file holds.
  let held: UInt64
  private static let noPage = UInt64.max
  private static let headerBytes = 16
  private static let deepest = 32

  /// Collects from a page and all below it; false when a page is missing or makes no sense.
  mutating func collect(from page: UInt64, depth: Int, into free: inout Set<UInt64>) -> Bool {
    if page == Self.noPage { return true }
    guard depth < Self.deepest, let bytes = read(page) else { return false }
    let flags = bytes.number16(10)
    let count = (Int(bytes.number16(12)) - Self.headerBytes) / 2
    guard count >= 0, Self.headerBytes + 2 * count <= bytes.count else { return false }
    for index in 0..<count {
      let node = Int(bytes.number16(Self.headerBytes + 2 * index))
      guard node + 8 <= bytes.count else { return false }
      if flags & 1 != 0 {
        let child = UInt64(bytes.number32(node)) | UInt64(bytes.number16(node + 4)) << 32
        guard collect(from: child, depth: depth + 1, into: &free) else { return false }
      } else if flags & 2 != 0 {
        guard collect(node: node, of: bytes, into: &free) else { return false }
      } else {
        return false
      }
    }
    return true
  }

  /// Collects from one leaf entry: a count and as many page numbers.
  private func collect(node: Int, of bytes: [UInt8], into free: inout Set<UInt64>) -> Bool {
    let size = Int(bytes.number32(node))
    let start = node + 8 + Int(bytes.number16(node + 6))
    var list = bytes
    var at = start
    if bytes.number16(node + 4) & 1 != 0 {
      guard start + 8 <= bytes.count else { return false }
      let first = bytes.number64(start)
      let offset = Int64(first) * meta.pageSize
      guard first < held, let long = data.read(at: offset, count: Self.headerBytes + size) else {
        return false
      }
      list = long
      at = Self.headerBytes
    }
    guard size >= 8, at + size <= list.count else { return false }
    let count = list.number64(at)
    guard count <= UInt64(size / 8 - 1) else { return false }
    for index in 0..<Int(count) { free.insert(list.number64(at + 8 + 8 * index)) }
    return true
  }

  private func read(_ page: UInt64) -> [UInt8]? {
    page < held ? data.read(at: Int64(page) * meta.pageSize, count: Int(meta.pageSize)) : nil
  }
}

extension [UInt8] {
  fileprivate func number16(_ at: Int) -> UInt16 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt16.self)
  }

  fileprivate func number32(_ at: Int) -> UInt32 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self)
  }

  fileprivate func number64(_ at: Int) -> UInt64 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
  }
}
