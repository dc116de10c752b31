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
}

/// A record of the store.
package protocol Record: FieldGroup {
  /// Which type it is.
  static var type: RecordType { get }

  /// Appends what tells the record from the others of its type under one customer.
  func writeSubKey(to key: inout SubKey)

  /// What leads to the customer under whom the record stands.
  var owner: Owner { get }

  /// Looks whether the fields of a record from elsewhere can be kept, each by itself.
  ///
  /// - Throws: what is wrong with the first field that cannot.
  func validate() throws(FieldProblem)

  /// The record as it is shown to who has not verified the customer (DESK-3).
  var masked: Self { get }

  /// Shows what the record names beside its owner.
  func references(_ body: (_ field: StaticString, _ named: Named) -> Void)

  /// Hands what other records and indexes need to know of the record to a store that is being
  /// loaded.
  func enter(_ block: inout LoadedBlock)

  /// Whether an index leads to records of the type, or something is derived from them.
  static var isIndexed: Bool { get }

  /// Keeps what is derived from a record that is new.
  static func index(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError)

  /// Keeps what is derived from the record in step with it.
  ///
  /// - Parameters:
  ///   - before: the record as it was; nil when it is new.
  ///   - after: the record as it is now; nil when it was taken out.
  static func reindex(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError)
}

extension Record {
  package static var isIndexed: Bool { false }

  package static func index(
    _ record: borrowing Self, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {
    try reindex(before: nil, after: copy record, of: customer, in: &work)
  }

  package static func reindex(
    before: Self?, after: Self?, of customer: Identifier, in work: inout Work
  ) throws(DeskError) {}
}

/// What a record names beside its owner.
package enum Named: Hashable, Sendable {
  case customer(Identifier)
  case account(Identifier)
  case line(String)
}

/// What leads from a record to its customer.
package enum Owner: Hashable, Sendable {
  /// The record names the customer.
  case customer(Identifier)
  /// The record names an account of the customer.
  case account(Identifier)
  /// The record names a line of the customer.
  case line(String)
  /// The record belongs to the whole store.
  case store
}
