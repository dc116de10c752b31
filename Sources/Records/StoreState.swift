package import Basics

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
  /// How many places of the log of orders are taken.
  package var placesTaken: Int64 = 0
  /// How many entries the journal has.
  package var journalEntries: Int64 = 0
  /// The hash of the last of them, as four numbers; zeros where there is none.
  package var journalHash = SIMD4<Int64>()

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.flag("test", &isTest)
    try visitor.required("clock", &clock)
    try visitor.required("changed", &changed)
    try visitor.required("nextOrder", &nextOrder)
    try visitor.required("placesTaken", &placesTaken)
    try visitor.required("journalEntries", &journalEntries)
    for index in 0..<4 { try visitor.required("journalHash", &journalHash[index]) }
  }
}

extension StoreState {
  /// The tag of its bytes; no type of record has it.
  package static let tag: UInt8 = 0xFE
}
