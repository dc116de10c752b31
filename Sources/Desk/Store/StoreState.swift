import Basics
package import Records
package import Storage

extension StoreState {
  /// Notes where the journal ends.
  mutating func endJournal(at last: (number: UInt64, hash: JournalHash)) {
    journalEntries = Int64(last.number)
    journalHash = last.number == 0 ? .zero : last.hash.numbers
  }

  /// Makes sure that the journal ends where the store has recorded that it does: every commit that
  /// appends to the journal records it.
  ///
  /// - Throws: `store.journal-cut`, `store.journal-replaced`.
  func checkEnd(of last: (number: UInt64, hash: JournalHash)) throws(DeskError) {
    guard last.number == UInt64(bitPattern: journalEntries) else {
      throw DeskError(
        "store.journal-cut", fault: .store,
        ["found": .integer(Int64(clamping: last.number)), "expected": .integer(journalEntries)])
    }
    guard last.number == 0 || journalHash == last.hash.numbers else {
      throw DeskError(
        "store.journal-replaced", fault: .store, ["entry": .integer(journalEntries)])
    }
  }
}

extension Reading where Self: ~Copyable {
  /// What holds for the store as a whole; nil in a store that nothing was written to.
  ///
  /// - Throws: `store.record-damaged` when it cannot be read, or is missing from a store that holds
  ///   something.
  package borrowing func storeState() throws(DeskError) -> StoreState? {
    let isNew: Bool
    do throws(StorageError) {
      if let bytes = try get(Tables.meta, Key(0)) {
        let state = bytes.withUnsafeBytes {
          RecordDecoder.decode(StoreState.self, tag: StoreState.tag, from: $0)
        }
        if let state { return state }
        isNew = false
      } else {
        let (records, entries) = (try count(Tables.present), try count(Tables.journal))
        isNew = records == 0 && entries == 0
      }
    } catch {
      throw DeskError(error)
    }
    if isNew { return nil }
    throw DeskError("store.record-damaged", fault: .store, ["type": "store", "key": "0"])
  }
}
