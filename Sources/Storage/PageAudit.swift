import Basics

/// Accounts for every page of a file as one commit left it: in use once, or free.
///
/// The pages are read from the file, never through the map: whatever the bytes are, the audit ends
/// with a verdict.
struct PageAudit {
  private let data: DataFile
  private let meta: DataFile.Meta
  private let tables: [Table]
  private var visitor: AuditVisitor

  /// - Parameter progress: called now and then with the tree, how many pages were read, and how many
  ///   the file has; false breaks the audit off.
  static func run(
    _ data: DataFile, _ meta: DataFile.Meta, tables: [Table],
    _ progress: (_ table: String, _ done: Int, _ total: Int) -> Bool
  ) throws(StorageError) -> Verification {
    try withoutActuallyEscaping(progress) { (progress) throws(StorageError) in
      var audit = PageAudit(data, meta, tables, progress)
      try audit.run()
      return audit.visitor.result
    }
  }

  private init(
    _ data: DataFile, _ meta: DataFile.Meta, _ tables: [Table],
    _ progress: @escaping (String, Int, Int) -> Bool
  ) {
    self.data = data
    self.meta = meta
    self.tables = tables
    let held = min(UInt64(data.size) / UInt64(meta.pageSize), meta.lastPage + 1)
    visitor = AuditVisitor(held: held, meta: meta, folder: data.folder, progress: progress)
  }

  private mutating func run() throws(StorageError) {
    try walk(meta.trees, AuditVisitor.treesName)
    for (name, tree) in visitor.trees.sorted(by: { $0.key < $1.key }) {
      let table = tables.first { $0.treeName == name }
      let shown = table.map { "\($0.name)" } ?? name
      guard tree.isPossible(flags: 0, lastPage: meta.lastPage) else {
        visitor.note(shown, tree.root, .malformed)
        continue
      }
      try walk(tree, shown, isTable: table != nil, isChecksummed: table?.checksummed ?? false)
    }
    try walk(meta.free, AuditVisitor.freeName)
    visitor.finish()
  }

  private mutating func walk(
    _ tree: TreeRecord, _ name: String, isTable: Bool = false, isChecksummed: Bool = false
  ) throws(StorageError) {
    visitor.begin(name, isTable: isTable, isChecksummed: isChecksummed)
    var walk = TreeWalk(data, meta, tree, visitor)
    // The accounts are large: never two owners.
    visitor.giveUp()
    let count = try walk.run()
    visitor = walk.visitor
    if count != tree.entries {
      visitor.result.add(
        .miscount(table: name, said: Int(clamping: tree.entries), found: Int(clamping: count)))
    }
  }
}

/// Notes who uses each page.
private struct AuditVisitor: TreeVisitor {
  private let held: UInt64
  private let meta: DataFile.Meta
  private let folder: String
  private let progress: (String, Int, Int) -> Bool
  var result = Verification()
  private(set) var trees: [String: TreeRecord] = [:]
  /// For each page 0 when nobody has it, 1 when it is free, else two more than the user's index.
  private var users: [UInt8]
  private var names: [String] = []
  private var name = ""
  private var isTable = false
  private var isChecksummed = false
  private var steps = 0
  private var pageFaults = 0

  static let treesName = "trees"
  static let freeName = "free"
  private static let free: UInt8 = 1
  /// After how many pages somebody is told.
  private static let progressStep = 4096

  init(
    held: UInt64, meta: DataFile.Meta, folder: String,
    progress: @escaping (String, Int, Int) -> Bool
  ) {
    self.held = held
    self.meta = meta
    self.folder = folder
    self.progress = progress
    users = [UInt8](repeating: 0, count: Int(meta.lastPage) + 1)
  }

  mutating func begin(_ name: String, isTable: Bool, isChecksummed: Bool) {
    self.name = name
    self.isTable = isTable
    self.isChecksummed = isChecksummed
    names.append(name)
  }

  mutating func giveUp() { users = [] }

  mutating func note(
    _ table: String, _ first: UInt64, through last: UInt64? = nil, _ fault: PageFault
  ) {
    pageFaults += 1
    result.add(.page(table: table, first: first, last: last ?? first, fault))
  }

  mutating func claim(_ first: UInt64, count: UInt64) -> Bool {
    guard first >= 2, count <= held, first <= held - count else {
      note(name, first, .outOfRange)
      return false
    }
    for page in Int(first)..<Int(first + count) where users[page] != 0 {
      note(name, UInt64(page), .usedTwice(by: names[Int(users[page]) - 2]))
      return false
    }
    for page in Int(first)..<Int(first + count) { users[page] = UInt8(names.count + 1) }
    return true
  }

  mutating func entry(
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, isTree: Bool
  ) {
    switch name {
    case Self.treesName:
      let tree = unsafe String(decoding: key, as: UTF8.self).escapedForTerminal
      guard isTree, value.count == TreeRecord.byteCount, names.count + trees.count < 250 else {
        return note(name, meta.trees.root, .malformed)
      }
      trees[tree] = unsafe TreeRecord([UInt8](value), at: 0)
    case Self.freeName:
      let commit = unsafe key.loadUnaligned(as: UInt64.self)
      guard !isTree, commit <= meta.transaction,
        let pages = unsafe FreeList.pages(value, lastPage: meta.lastPage)
      else { return note(name, meta.free.root, .malformed) }
      for page in pages { free(page) }
    default:
      if isTree { return note(name, 0, .malformed) }
      if isTable { result.records += 1 }
      guard isChecksummed, unsafe Checksum.verified(key, value) == nil else { return }
      unsafe result.add(.damaged(table: name, key: [UInt8](key)))
    }
  }

  private mutating func free(_ page: UInt64) {
    switch users[Int(page)] {
    case 0: users[Int(page)] = Self.free
    case Self.free: note(name, page, .freeTwice)
    case let user: note(names[Int(user) - 2], page, .usedAndFree)
    }
  }

  mutating func fault(_ page: UInt64, _ fault: PageFault) { note(name, page, fault) }

  mutating func step() throws(StorageError) {
    steps += 1
    guard steps.isMultiple(of: Self.progressStep) else { return }
    if !progress(name, steps, Int(held)) { throw StorageError(.interrupted(nil), at: folder) }
  }

  /// Looks for pages that nobody has. Where something else is wrong, whole trees may be missing.
  mutating func finish() {
    guard pageFaults == 0 else { return }
    var page = 2
    while page < users.count {
      guard users[page] == 0 else {
        page += 1
        continue
      }
      let first = page
      while page < users.count, users[page] == 0 { page += 1 }
      note(Self.freeName, UInt64(first), through: UInt64(page - 1), .lost)
    }
  }
}
