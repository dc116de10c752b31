/// The pages that one entry of LMDB's tree of free pages lists.
///
/// An entry has the number of a commit as its key, and as its value how many pages that commit gave
/// up, then their numbers, the highest first.
enum FreeList {
  /// The numbers of the pages.
  ///
  /// - Returns: nil when the value is no list, or a number cannot be one of the file.
  static func pages(_ value: UnsafeRawBufferPointer, lastPage: UInt64) -> [UInt64]? {
    guard value.count >= 8 else { return nil }
    let count = unsafe value.loadUnaligned(as: UInt64.self)
    guard count <= UInt64(value.count / 8 - 1) else { return nil }
    var pages: [UInt64] = []
    pages.reserveCapacity(Int(count))
    var before = lastPage &+ 1
    for index in 0..<Int(count) {
      let page = unsafe value.loadUnaligned(fromByteOffset: 8 + 8 * index, as: UInt64.self)
      guard page >= 2, page < before else { return nil }
      pages.append(page)
      before = page
    }
    return pages
  }
}

extension DataFile {
  /// The numbers of all free pages, in no order; nil when the tree of them makes no sense.
  func freePages(_ meta: Meta) -> [UInt64]? {
    let visitor = FreePageVisitor(claims: PageClaims(self, meta), meta: meta)
    var walk = TreeWalk(self, meta, meta.free, visitor)
    guard let entries = try? walk.run(), entries == meta.free.entries,
      !walk.visitor.claims.isDamaged
    else {
      return nil
    }
    return walk.visitor.pages
  }

  /// The greatest key of the tree of free pages: the last commit that gave pages up; nil when there
  /// is none.
  func lastFreeKey(_ meta: Meta) -> UInt64? {
    var number = meta.free.root
    for level in 1...max(1, meta.free.depth) {
      guard number >= 2, number <= meta.lastPage,
        let bytes = read(at: Int64(number) * Int64(meta.pageSize), count: meta.pageSize),
        let page = TreePage(
          bytes, number: number, isLeaf: level == meta.free.depth, isOfNumbers: true),
        let last = page.nodes.last
      else { return nil }
      if level == meta.free.depth { return bytes.number64(last.key.lowerBound) }
      number = last.child
    }
    return nil
  }

  /// Looks at the free pages before the store is written to: the next commits write over them.
  ///
  /// A list that is long is left to `store check`, so that opening stays fast.
  func checkFreePages(_ meta: Meta, roots: [UInt64]) throws(StorageError) {
    let listPages = meta.free.leafPages &+ meta.free.branchPages &+ meta.free.overflowPages
    guard listPages <= Self.shortFreeList else { return }
    guard var free = freePages(meta) else { throw StorageError(.corrupted, at: folder) }
    free.append(contentsOf: roots)
    free.sort()
    for (left, right) in zip(free, free.dropFirst()) where left == right {
      throw StorageError(.corrupted, at: folder)
    }
  }

  /// How many pages a list of free pages may take to be looked at on opening.
  private static let shortFreeList: UInt64 = 8
}

/// Collects the numbers of the free pages.
private struct FreePageVisitor: StrictTreeVisitor {
  var claims: PageClaims
  let meta: DataFile.Meta
  var pages: [UInt64] = []

  mutating func entry(
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, isTree: Bool
  ) {
    guard !isTree, let list = unsafe FreeList.pages(value, lastPage: meta.lastPage) else {
      return claims.isDamaged = true
    }
    pages += list
  }
}
