package import Basics
package import Storage

/// What holds for the store as a whole.
package struct StoreState: FieldGroup {
  /// Whether it is a test store, whose clock is moved by command and whose content may be replaced.
  package var isTest = false
  /// The clock of a test store.
  package var clock = Instant.absent
  /// The instant of the last change.
  package var changed = Instant.absent
  /// The number that the next order gets.
  package var nextOrder: Int64 = 1
  /// How many entries the journal has.
  package var journalEntries: Int64 = 0
  /// The hash of the last of them, as four numbers; zeros where there is none.
  private var journalHash = SIMD4<Int64>()

  package init() {}

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

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.flag("test", &isTest)
    try visitor.required("clock", &clock)
    try visitor.required("changed", &changed)
    try visitor.required("nextOrder", &nextOrder)
    try visitor.required("journalEntries", &journalEntries)
    for place in 0..<4 { try visitor.required("journalHash", &journalHash[place]) }
  }
}

extension StoreState {
  /// The tag of its bytes; no type of record has it.
  static let tag: UInt8 = 0xFE
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
        let (records, entries) = (try count(Tables.main), try count(Tables.journal))
        isNew = records == 0 && entries == 0
      }
    } catch {
      throw DeskError(error)
    }
    if isNew { return nil }
    throw DeskError("store.record-damaged", fault: .store, ["type": "store", "key": "0"])
  }
}
