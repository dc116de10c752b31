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

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.flag("test", &isTest)
    try visitor.required("clock", &clock)
    try visitor.required("changed", &changed)
    try visitor.required("nextOrder", &nextOrder)
  }
}

extension StoreState {
  /// The tag of its bytes; no type of record has it.
  static let tag: UInt8 = 0xFE
}

extension Reading where Self: ~Copyable {
  /// What holds for the store as a whole; nil in a store that nothing was written to.
  package borrowing func storeState() throws(DeskError) -> StoreState? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.meta, Key(0)) else { return nil }
      return bytes.withUnsafeBytes {
        RecordDecoder.decode(StoreState.self, tag: StoreState.tag, from: $0)
      }
    } catch {
      throw DeskError(error)
    }
  }
}
