import Basics
import Records
import Storage

/// How much a store holds.
package struct StoreFigures: Hashable, Sendable {
  /// Records of each type.
  package var records: [TypeCount]
  /// Entries of the journal.
  package var journalEntries: Int
  /// The trees, with their entries and bytes.
  package var trees: [TreeFigures]
  /// The size of the file, in bytes.
  package var fileBytes: Int64
  /// How many pages of the file hold nothing.
  package var freePages: Int
}

/// How much a tree of the store holds.
package struct TreeFigures: Hashable, Sendable {
  package var name: String
  package var entries: Int
  /// How many pages lie between its root and its leaves, both counted.
  package var depth: Int
  package var pages: Int
  package var bytes: Int
}

extension Store {
  /// Counts what the store holds.
  ///
  ///     let figures = try store.stats()
  ///     print(figures.fileBytes)
  package func stats() throws(DeskError) -> StoreFigures {
    do throws(StorageError) {
      let storage = try environment.statistics()
      var counts = [Int](repeating: 0, count: 256)
      let view = try environment.read()
      for tree in [Tables.present, Tables.history, Tables.orders] {
        try view.scan(tree, .all) { key, _ in
          var reader = KeyReader(key)
          _ = reader.readUInt64()
          counts[Int(reader.readUInt8() ?? 0)] += 1
          return .next
        }
        // Of these the present has the places alone.
        if tree.slot == Tables.present.slot { counts[Int(RecordType.order.rawValue)] = 0 }
      }
      return StoreFigures(
        records: TypeCount.list(counts), journalEntries: try view.count(Tables.journal),
        trees: storage.tables.map { table in
          TreeFigures(
            name: table.name, entries: table.records, depth: table.depth, pages: table.pages,
            bytes: table.bytes)
        }, fileBytes: storage.fileBytes, freePages: storage.freePages)
    } catch {
      throw DeskError(error)
    }
  }
}
