import Basics
package import Records
package import Rules

/// A record with what the store derives from it.
///
/// What is derived is stated once, by ``derivedEntries(under:_:_:)`` and by the pure functions beside it
/// for what follows from several records: a change applies the difference, loading a snapshot applies
/// all, a check compares all. A type from which nothing is derived says so by being an
/// ``UnderivedRecord``.
package protocol StoredRecord: Record {
  /// Looks whether the rules can go by a record from elsewhere, which by itself can be kept.
  ///
  /// - Throws: what is wrong with the first field that they cannot go by.
  func validateByRules() throws(FieldProblem)

  /// The entries of small trees and of the queue that follow from the record alone: for equal arguments
  /// always the same.
  ///
  /// - Parameters:
  ///   - customer: under whom the record stands.
  ///   - catalog: the numbers in force.
  ///   - add: is given each entry.
  func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError)

  /// Hands what the entries of several records follow from to a store that is being loaded.
  func enter(_ block: inout CustomerLoadBuffer)

  /// What is derived from records of the type.
  static var derivation: Derivation { get }

  /// Keeps what follows from several records in step with one that is new.
  static func follow(
    _ record: borrowing Self, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError)

  /// Keeps what follows from several records in step with this one.
  ///
  /// - Parameters:
  ///   - before: the record as it was; nil when it is new.
  ///   - after: the record as it is now; nil when it was taken out.
  static func follow(
    before: Self?, after: Self?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError)
}

extension StoredRecord {
  package func validateByRules() throws(FieldProblem) {}

  package static func follow(
    _ record: borrowing Self, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    try follow(before: nil, after: copy record, of: customer, in: &transaction)
  }
}

/// What a store derives from the records of a type.
package enum Derivation: Sendable {
  case nothing
  /// No entry of its own, but what follows from other records depends on it.
  case influence
  /// Entries of its own.
  case entries
}

/// A record from which the store derives nothing.
package protocol UnderivedRecord: StoredRecord {}

extension UnderivedRecord {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {}

  package func enter(_ block: inout CustomerLoadBuffer) {}

  package static var derivation: Derivation { .nothing }

  package static func follow(
    before: Self?, after: Self?, of customer: Identifier, in transaction: inout StoreTransaction
  ) throws(DeskError) {}
}

/// A record from which no entry follows, but what follows from others depends on it.
package protocol InfluencingRecord: StoredRecord {}

extension InfluencingRecord {
  package func derivedEntries(
    under customer: Identifier, _ catalog: Catalog,
    _ add: (DerivedEntry) throws(DeskError) -> Void
  ) throws(DeskError) {}

  package static var derivation: Derivation { .influence }
}
