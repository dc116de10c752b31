import Basics
package import Storage

/// How much a store holds.
package struct StoreFigures: Hashable, Sendable {
  /// Records of each type.
  package var records: [TypeCount]
  /// Entries of the journal.
  package var journalEntries: Int
  /// The tables with their entries and bytes, and the size of the file.
  package var storage: StoreStatistics
}

extension Store {
  /// Counts what the store holds.
  ///
  ///     let figures = try store.stats()
  ///     print(figures.storage.fileBytes)
  package func stats() throws(DeskError) -> StoreFigures {
    do throws(StorageError) {
      let storage = try environment.statistics()
      var counts = [Int](repeating: 0, count: 256)
      let view = try environment.read()
      try view.scan(Tables.main, .all) { key, _ in
        var reader = KeyReader(key)
        _ = reader.readUInt64()
        counts[Int(reader.readUInt8() ?? 0)] += 1
        return .next
      }
      return StoreFigures(
        records: TypeCount.list(counts), journalEntries: try view.count(Tables.journal),
        storage: storage)
    } catch {
      throw DeskError(error)
    }
  }
}
