package import Basics

/// Walks the fields of a record in the order in which the record lists them.
///
/// A record lists its fields once (``Record/visit(_:)``); the bytes in the store, the line in a
/// snapshot, the difference between two records and the table in the documentation are all visitors
/// of that one listing, so they cannot disagree.
package protocol FieldVisitor {
  /// What a visit may throw.
  associatedtype Failure: Error

  /// A field that is always written.
  mutating func required<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws(Failure)

  /// A field that is absent at its default, which is the empty text, `false`, or what is given.
  mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) throws(Failure)

  /// A field that is absent when there is no value.
  mutating func optional<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value?
  ) throws(Failure)

  /// A field that the store keeps of a record and snapshots leave out.
  mutating func stored<Value: FieldValue>(_ value: inout Value) throws(Failure)

  /// The last day of something; a month, given in its place, stands for its last day.
  mutating func through(_ name: StaticString, _ value: inout Day?) throws(Failure)

  /// A list of values, absent when it is empty.
  mutating func list<Value: FieldValue>(
    _ name: StaticString, _ values: inout [Value]
  ) throws(Failure)

  /// A group of fields of its own, absent when there is none.
  mutating func group<Group: FieldGroup>(
    _ name: StaticString, _ group: inout Group?
  ) throws(Failure)

  /// A list of groups, absent when it is empty.
  mutating func groups<Group: FieldGroup>(
    _ name: StaticString, _ groups: inout [Group]
  ) throws(Failure)

  /// Fields whose names are not fixed, absent when there are none.
  mutating func map(_ name: StaticString, _ map: inout FieldMap) throws(Failure)
}

extension FieldVisitor {
  /// A text that is absent when it is empty.
  @inline(__always)
  package mutating func text(_ name: StaticString, _ value: inout String) throws(Failure) {
    try plain(name, &value, default: "")
  }

  @inline(__always)
  package mutating func stored<Value: FieldValue>(_ value: inout Value) throws(Failure) {}

  @inline(__always)
  package mutating func through(_ name: StaticString, _ value: inout Day?) throws(Failure) {
    try optional(name, &value)
  }

  /// A mark that is absent when it is false.
  @inline(__always)
  package mutating func flag(_ name: StaticString, _ value: inout Bool) throws(Failure) {
    try plain(name, &value, default: false)
  }
}

/// Several fields that stand together, as a record or inside one.
package protocol FieldGroup: Hashable, Sendable {
  /// A group with every field at its default, for a visitor to fill.
  init()

  /// Shows each field to the visitor, in the order of the snapshot table.
  mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure)

  // Every record of a run meets these four visitors. As requirements they are compiled for each
  // group where the group is declared; in other rooms `visit` alone would be compiled for none.

  /// Shows each field to an encoder.
  mutating func encode(with encoder: inout RecordEncoder)

  /// Reads what an encoder wrote; nil when it cannot be read.
  static func decoded(by decoder: inout RecordDecoder) -> Self?

  /// Shows each field to a writer of snapshots.
  mutating func write(with writer: inout RecordJSONWriter)

  /// Reads what a snapshot holds; see ``RecordJSONReader/read(_:from:tag:)``.
  static func read(
    from json: inout JSONScanner, tag: StaticString?
  ) throws(FieldProblem) -> Self
}

extension FieldGroup {
  package mutating func encode(with encoder: inout RecordEncoder) { visit(&encoder) }

  package static func decoded(by decoder: inout RecordDecoder) -> Self? {
    var group = Self()
    group.visit(&decoder)
    return decoder.isSpoiled ? nil : group
  }

  package mutating func write(with writer: inout RecordJSONWriter) { visit(&writer) }

  package static func read(
    from json: inout JSONScanner, tag: StaticString?
  ) throws(FieldProblem) -> Self {
    try RecordJSONReader.group(Self.self, from: &json, tag: tag)
  }
}
