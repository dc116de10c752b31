import Basics

/// The trees that a store consists of, as its file names them, and the store's own list of them.
///
/// LMDB keeps a tree by its name alone: where a bit of the name is turned over, the tree is not
/// found, and whoever makes it when it is missing begins with an empty one. So a store keeps a list
/// of its trees from the day it is made, nothing is ever made in a store that exists, and the file
/// is compared with the list, without LMDB, each time it is opened.
struct TreeCatalog {
  /// The trees by their names.
  private(set) var trees: [String: TreeRecord] = [:]

  /// The tree in which the store keeps what it is, beside those of the room above.
  static let ownTree = "storage"
  /// Format and version of the layout.
  static let layoutKey = "layout"
  /// The names of the trees.
  static let listKey = "trees"

  /// The value under ``layoutKey``: the version (4 bytes), then the name of the format.
  static func layoutRecord(_ layout: Layout) -> [UInt8] {
    var version = layout.version.littleEndian
    return unsafe withUnsafeBytes(of: &version) { unsafe [UInt8]($0) } + Array(layout.format.utf8)
  }

  /// The value under ``listKey``: CRC-32C over the layout and the names (4 bytes), then the names,
  /// a line each.
  static func listRecord(layout: [UInt8], names: [String]) -> [UInt8] {
    let list = Array(names.joined(separator: "\n").utf8)
    return sum(layout, list) + list
  }

  private static func sum(_ layout: [UInt8], _ list: [UInt8]) -> [UInt8] {
    var sum = unsafe layout.withUnsafeBytes { layout in
      unsafe list.withUnsafeBytes { unsafe Checksum.of(key: layout, value: $0) }
    }.littleEndian
    return unsafe withUnsafeBytes(of: &sum) { unsafe [UInt8]($0) }
  }

  /// Reads the names of the trees from a file that may be damaged, and compares them with the
  /// store's list.
  ///
  /// - Parameters:
  ///   - layout: what the store must be.
  ///   - tables: the trees that are wanted.
  /// - Throws: `store.not-a-store`, `store.format`, `store.layout`, `store.table-missing`,
  ///   `store.corrupted`.
  init(
    _ data: DataFile, _ meta: DataFile.Meta, layout: Layout, tables: [Table]
  ) throws(StorageError) {
    let root = try Self.entries(of: meta.trees, data, meta)
    let wanted = tables.map(\.treeName)
    let isOwn = root.trees.keys.contains { $0 == Self.ownTree || wanted.contains($0) }
    guard isOwn else { throw StorageError(.notAStore(detail: .noLayout), at: data.folder) }
    guard root.values.isEmpty,
      root.trees.values.allSatisfy({ $0.isPossible(flags: 0, lastPage: meta.lastPage) })
    else { throw StorageError(.corrupted, at: data.folder) }
    guard let own = root.trees[Self.ownTree] else {
      let unknown = root.trees.keys.filter { !wanted.contains($0) }
      throw StorageError(.tableMissing(Self.ownTree, instead: unknown.sorted()), at: data.folder)
    }
    let values = try Self.entries(of: own, data, meta).values
    let names = try Self.names(values, layout, data.folder)
    for name in names where root.trees[name] == nil {
      let unknown = root.trees.keys.filter { $0 != Self.ownTree && !names.contains($0) }
      throw StorageError(.tableMissing(name, instead: unknown.sorted()), at: data.folder)
    }
    guard root.trees.count == names.count + 1 else {
      throw StorageError(.corrupted, at: data.folder)
    }
    if let missing = wanted.first(where: { !names.contains($0) }) {
      throw StorageError(.tableMissing(missing, instead: []), at: data.folder)
    }
    trees = root.trees
  }

  /// The store's list of its trees, once its layout is the one that is wanted.
  private static func names(
    _ values: [String: [UInt8]], _ layout: Layout, _ folder: String
  ) throws(StorageError) -> [String] {
    guard let record = values[layoutKey], record.count > 4 else {
      throw StorageError(.notAStore(detail: .noLayout), at: folder)
    }
    let list = values[listKey]
    let version = record.number32(0)
    let format = String(decoding: record.dropFirst(4), as: UTF8.self)
    // Before layouts had a list of trees nothing tells a damaged one.
    let isSound = list.map { $0.count >= 4 && sum(record, Array($0[4...])) == Array($0[..<4]) }
    guard isSound != false else { throw StorageError(.corrupted, at: folder) }
    guard format == layout.format else {
      throw StorageError(
        .otherFormat(found: format.escapedForTerminal, expected: layout.format), at: folder)
    }
    guard version == layout.version else {
      throw StorageError(.otherLayout(found: version, expected: layout.version), at: folder)
    }
    guard let list else { throw StorageError(.corrupted, at: folder) }
    return String(decoding: list.dropFirst(4), as: UTF8.self).split(separator: "\n").map(
      String.init)
  }

  private static func entries(
    of tree: TreeRecord, _ data: DataFile, _ meta: DataFile.Meta
  ) throws(StorageError) -> CatalogVisitor {
    var walk = TreeWalk(data, meta, tree, CatalogVisitor(claims: PageClaims(data, meta)))
    let count = try walk.run()
    guard count == tree.entries, !walk.visitor.claims.isDamaged else {
      throw StorageError(.corrupted, at: data.folder)
    }
    return walk.visitor
  }
}

/// Collects the few entries of the tree of trees, or of the store's own tree.
private struct CatalogVisitor: StrictTreeVisitor {
  var claims: PageClaims
  var trees: [String: TreeRecord] = [:]
  var values: [String: [UInt8]] = [:]

  mutating func entry(
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, isTree: Bool
  ) {
    let name = unsafe String(decoding: key, as: UTF8.self).escapedForTerminal
    guard isTree else { return values[name] = unsafe [UInt8](value) }
    guard value.count == TreeRecord.byteCount else { return claims.isDamaged = true }
    trees[name] = unsafe TreeRecord([UInt8](value), at: 0)
  }
}
