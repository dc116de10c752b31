package import Basics

/// The fixed fields of an entry of the journal, before its changes.
package struct JournalHeader: FieldGroup {
  package var at = Instant.absent
  package var kind = ""
  package var `operator` = ""
  package var order: Identifier?
  package var values = FieldMap()
  /// The number of the first entry of the statement to which the entry belongs; nil: it is the
  /// first.
  package var statement: Int64?

  /// The tag of its bytes; no type of record has it.
  package static let tag: UInt8 = 0xFD

  package init() {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("at", &at)
    try visitor.text("kind", &kind)
    try visitor.text("operator", &`operator`)
    try visitor.optional("order", &order)
    try visitor.map("values", &values)
    try visitor.optional("statement", &statement)
  }
}
