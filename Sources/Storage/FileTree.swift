package import Basics
/// What the file keeps of one tree: LMDB's `MDB_db`.
struct TreeRecord: Hashable {
  var flags: UInt16
  /// How many pages lie between the root and an entry, both counted.
  var depth: Int
  var branchPages: UInt64
  var leafPages: UInt64
  var overflowPages: UInt64
  var entries: UInt64
  /// The root's page; ``none`` in an empty tree.
  var root: UInt64

  /// How many bytes it takes.
  static let byteCount = 48
  /// In place of a root's number in an empty tree.
  static let none = UInt64.max
  /// The flag of a tree whose keys are numbers of the machine.
  static let numberKeys: UInt16 = 8
  /// No tree is deeper.
  private static let deepest = 32

  /// Reads a record; there are ``byteCount`` bytes at the offset.
  init(_ bytes: [UInt8], at offset: Int) {
    flags = bytes.number16(offset + 4)
    depth = Int(bytes.number16(offset + 6))
    branchPages = bytes.number64(offset + 8)
    leafPages = bytes.number64(offset + 16)
    overflowPages = bytes.number64(offset + 24)
    entries = bytes.number64(offset + 32)
    root = bytes.number64(offset + 40)
  }

  /// Whether a tree of the kind may look so in a file with so many pages.
  func isPossible(flags: UInt16, lastPage: UInt64) -> Bool {
    guard self.flags == flags, depth <= Self.deepest else { return false }
    if root == Self.none { return depth == 0 && entries == 0 }
    return root >= 2 && root <= lastPage && depth > 0
  }
}

/// What is wrong with a page of the file.
package enum PageFault: Hashable, Sendable {
  /// Something leads to it, but the file has no such page.
  case outOfRange
  /// Another tree uses it as well.
  case usedTwice(by: String)
  /// It is in use and listed as free.
  case usedAndFree
  /// It is listed as free more than once.
  case freeTwice
  /// Its header or the offsets of its entries make no sense.
  case malformed
  /// Its keys do not ascend, or lie outside what the page above says.
  case disorder
  /// The tree whose root it is has other numbers of pages than it says.
  case miscount
  /// It is neither in use nor free.
  case lost
}

extension PageFault {
  /// What is wrong, in a few words.
  package func message(in language: ReaderLanguage) -> String {
    words.text(in: language)
  }

  var words: Words {
    switch self {
    case .outOfRange: Words("the file has no such page", "文件中没有此页")
    case .usedTwice(let other): Words("it is also in use by \(other)", "同时被 \(other) 使用")
    case .usedAndFree: Words("it is in use but listed as free", "正在使用却列为空闲")
    case .freeTwice: Words("it is listed as free twice", "重复列为空闲")
    case .malformed: Words("its contents are not valid", "内容无效")
    case .disorder: Words("its keys are out of order", "键的次序不对")
    case .miscount: Words("the tree does not have as many pages as it says", "树的页数与记载不符")
    case .lost: Words("neither in use nor free", "既未使用也不空闲")
    }
  }
}

/// Takes what a walk over a tree of the file meets.
protocol TreeVisitor {
  /// Takes pages for the tree.
  ///
  /// - Returns: whether the file has them and nothing else uses them, so that they may be read.
  mutating func claim(_ first: UInt64, count: UInt64) -> Bool
  /// Takes an entry.
  ///
  /// - Parameter isTree: whether the value is the record of a tree.
  mutating func entry(
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, isTree: Bool)
  /// Takes something that is wrong.
  mutating func fault(_ page: UInt64, _ fault: PageFault)
  /// Called for every page; throwing ends the walk.
  mutating func step() throws(StorageError)
}

/// The pages that a visitor has taken, each of which the file must have and which nothing else may use.
struct PageClaims {
  /// How many pages the file has.
  private let held: UInt64
  private var seen: Set<UInt64> = []
  /// Whether anything at all was wrong.
  var isDamaged = false

  init(_ data: DataFile, _ meta: DataFile.Meta) {
    held = UInt64(data.size) / UInt64(meta.pageSize)
  }

  fileprivate mutating func claim(_ first: UInt64, count: UInt64) -> Bool {
    let isSound =
      first >= 2 && count <= held && first <= held - count && seen.insert(first).inserted
    if !isSound { isDamaged = true }
    return isSound
  }
}

/// A visitor to whom it does not matter what is wrong with a tree, but that something is.
protocol StrictTreeVisitor: TreeVisitor {
  var claims: PageClaims { get set }
}

extension StrictTreeVisitor {
  mutating func claim(_ first: UInt64, count: UInt64) -> Bool {
    claims.claim(first, count: count)
  }

  mutating func fault(_ page: UInt64, _ fault: PageFault) { claims.isDamaged = true }

  mutating func step() {}
}

/// Walks one tree of the file page by page, without mapping the file and without trusting it:
/// whatever the bytes are, every page is read once at most, and the walk ends.
struct TreeWalk<Visitor: TreeVisitor> {
  let data: DataFile
  let meta: DataFile.Meta
  let tree: TreeRecord
  var visitor: Visitor
  private var found: (branches: UInt64, leaves: UInt64, long: UInt64, entries: UInt64) =
    (0, 0, 0, 0)

  init(_ data: DataFile, _ meta: DataFile.Meta, _ tree: TreeRecord, _ visitor: Visitor) {
    self.data = data
    self.meta = meta
    self.tree = tree
    self.visitor = visitor
  }

  /// Walks the whole tree.
  ///
  /// - Returns: how many entries it has.
  mutating func run() throws(StorageError) -> UInt64 {
    guard tree.root != TreeRecord.none else { return 0 }
    try walk(tree.root, level: 1, lower: nil, upper: nil)
    let isCounted =
      found.branches == tree.branchPages && found.leaves == tree.leafPages
      && found.long == tree.overflowPages
    if !isCounted { visitor.fault(tree.root, .miscount) }
    return found.entries
  }

  private mutating func walk(
    _ number: UInt64, level: Int, lower: [UInt8]?, upper: [UInt8]?
  ) throws(StorageError) {
    try visitor.step()
    guard visitor.claim(number, count: 1) else { return }
    let isLeaf = level == tree.depth
    guard let bytes = data.read(at: Int64(number) * Int64(meta.pageSize), count: meta.pageSize)
    else { return visitor.fault(number, .outOfRange) }
    guard let page = TreePage(bytes, number: number, isLeaf: isLeaf, isOfNumbers: isOfNumbers)
    else { return visitor.fault(number, .malformed) }
    if !page.ascends(from: lower, to: upper) { visitor.fault(number, .disorder) }
    if isLeaf {
      found.leaves += 1
      for node in page.nodes { try takeEntry(node, of: page) }
      return
    }
    found.branches += 1
    for (index, node) in page.nodes.enumerated() {
      let next = index + 1 < page.nodes.count ? page.key(index + 1) : upper
      let first = index == 0 ? lower : page.key(index)
      try walk(node.child, level: level + 1, lower: first, upper: next)
    }
  }

  private var isOfNumbers: Bool { tree.flags == TreeRecord.numberKeys }

  private mutating func takeEntry(_ node: TreePage.Node, of page: TreePage) throws(StorageError) {
    found.entries += 1
    guard node.isLong else {
      return unsafe page.bytes.withUnsafeBytes { bytes in
        unsafe visitor.entry(
          key: UnsafeRawBufferPointer(rebasing: bytes[node.key]),
          value: UnsafeRawBufferPointer(rebasing: bytes[node.value]), isTree: node.isTree)
      }
    }
    guard let value = try longValue(node, of: page) else { return }
    unsafe page.bytes.withUnsafeBytes { bytes in
      unsafe value.withUnsafeBytes { value in
        unsafe visitor.entry(
          key: UnsafeRawBufferPointer(rebasing: bytes[node.key]), value: value, isTree: false)
      }
    }
  }

  /// The value of an entry that stands on pages of its own; nil when they make no sense.
  private mutating func longValue(
    _ node: TreePage.Node, of page: TreePage
  ) throws(StorageError) -> [UInt8]? {
    try visitor.step()
    let first = page.bytes.number64(node.value.lowerBound)
    guard first >= 2, first <= meta.lastPage else {
      visitor.fault(page.number, .malformed)
      return nil
    }
    let offset = Int64(first) * Int64(meta.pageSize)
    guard let head = data.read(at: offset, count: TreePage.headerBytes) else {
      visitor.fault(first, .outOfRange)
      return nil
    }
    let count = UInt64(head.number32(12))
    let needed =
      UInt64(TreePage.headerBytes + node.size + meta.pageSize - 1) / UInt64(meta.pageSize)
    guard head.number64(0) == first, head.number16(10) == TreePage.overflow, count >= needed,
      first + count - 1 <= meta.lastPage
    else {
      visitor.fault(first, .malformed)
      return nil
    }
    guard visitor.claim(first, count: count) else { return nil }
    found.long += count
    let value = data.read(at: offset + Int64(TreePage.headerBytes), count: node.size)
    if value == nil { visitor.fault(first, .outOfRange) }
    return value
  }
}

/// One branch or leaf page, read from the file.
struct TreePage {
  /// One entry: where its parts stand in the page.
  struct Node {
    var key: Range<Int>
    /// The value of an entry of a leaf: all of it, or the number of its first own page.
    var value: Range<Int>
    /// How many bytes the value has.
    var size: Int
    var isLong: Bool
    var isTree: Bool
    /// The page below, of an entry of a branch.
    var child: UInt64
  }

  let bytes: [UInt8]
  let number: UInt64
  let nodes: [Node]
  private let isLeaf: Bool
  private let isOfNumbers: Bool

  static let headerBytes = 16
  private static let branch: UInt16 = 1
  private static let leaf: UInt16 = 2
  static let overflow: UInt16 = 4
  private static let nodeBytes = 8
  private static let longestKey = 511

  /// Reads a page; nil when it is not one of the kind, or an entry leaves the page.
  init?(_ bytes: [UInt8], number: UInt64, isLeaf: Bool, isOfNumbers: Bool) {
    self.bytes = bytes
    self.number = number
    self.isLeaf = isLeaf
    self.isOfNumbers = isOfNumbers
    let kind = isLeaf ? Self.leaf : Self.branch
    let lower = Int(bytes.number16(12))
    let upper = Int(bytes.number16(14))
    guard bytes.number64(0) == number, bytes.number16(10) == kind, lower >= Self.headerBytes,
      lower & 1 == 0, lower <= upper, upper <= bytes.count
    else { return nil }
    let count = (lower - Self.headerBytes) / 2
    // The tree of free pages may have a branch with one entry.
    guard count >= (isLeaf || isOfNumbers ? 1 : 2) else { return nil }
    var nodes: [Node] = []
    nodes.reserveCapacity(count)
    var taken = 0
    for index in 0..<count {
      let offset = Int(bytes.number16(Self.headerBytes + 2 * index))
      guard offset >= upper, let node = Self.node(bytes, at: offset, isLeaf) else { return nil }
      let isFirstOfBranch = !isLeaf && index == 0
      let size = node.key.count
      guard size > 0 || isFirstOfBranch, size <= Self.longestKey,
        !isOfNumbers || size == 8 || isFirstOfBranch
      else { return nil }
      taken += (node.value.upperBound - offset + 1) & ~1
      nodes.append(node)
    }
    // Entries lie side by side up to the page's end.
    guard taken == bytes.count - upper else { return nil }
    self.nodes = nodes
  }

  private static func node(_ bytes: [UInt8], at offset: Int, _ isLeaf: Bool) -> Node? {
    guard offset + nodeBytes <= bytes.count else { return nil }
    let low = UInt64(bytes.number16(offset)) | UInt64(bytes.number16(offset + 2)) << 16
    let flags = bytes.number16(offset + 4)
    let start = offset + nodeBytes
    let end = start + Int(bytes.number16(offset + 6))
    guard end <= bytes.count else { return nil }
    guard isLeaf else {
      return Node(
        key: start..<end, value: end..<end, size: 0, isLong: false, isTree: false,
        child: low | UInt64(flags) << 32)
    }
    // A value on pages of its own, a tree's record; nothing else is in use.
    guard flags <= 2 else { return nil }
    let size = Int(low)
    let inPage = flags == 1 ? 8 : size
    guard end + inPage <= bytes.count else { return nil }
    return Node(
      key: start..<end, value: end..<end + inPage, size: size, isLong: flags == 1,
      isTree: flags == 2, child: 0)
  }

  /// A key's bytes.
  func key(_ index: Int) -> [UInt8] { Array(bytes[nodes[index].key]) }

  /// Whether the keys ascend, and lie from a key on and before another.
  func ascends(from lower: [UInt8]?, to upper: [UInt8]?) -> Bool {
    // What stands as the first key of a branch is never looked at.
    let first = isLeaf ? 0 : 1
    for index in nodes.indices.dropFirst(first + 1) {
      guard precedes(nodes[index - 1].key, nodes[index].key) else { return false }
    }
    guard first < nodes.count else { return true }
    if let lower, isBefore(key(first), lower) { return false }
    if let upper { return isBefore(key(nodes.count - 1), upper) }
    return true
  }

  private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    if isOfNumbers {
      return bytes.number64(left.lowerBound) < bytes.number64(right.lowerBound)
    }
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes[left].lexicographicallyPrecedes(bytes[right])
    }
  }

  private func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    isOfNumbers
      ? left.number64(0) < right.number64(0) : left.lexicographicallyPrecedes(right)
  }
}

extension [UInt8] {
  /// The number at an offset; there are bytes enough.
  func number16(_ at: Int) -> UInt16 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt16.self)
  }

  /// The number at an offset; there are bytes enough.
  func number32(_ at: Int) -> UInt32 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self)
  }

  /// The number at an offset; there are bytes enough.
  func number64(_ at: Int) -> UInt64 {
    unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
  }
}
