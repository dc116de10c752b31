import Basics

/// A record of the store.
package protocol Record: FieldGroup {
  /// Which type it is.
  static var type: RecordType { get }

  /// The names of the fields that make the key, in order, as the table of snapshots gives them.
  static var keyNames: [String] { get }

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
}

extension Record {
  package func validate() throws(FieldProblem) {}
  package var masked: Self { self }
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {}

  /// The record's key in words: the customer, line or account that it belongs to and what tells it
  /// from the others.
  package var keyText: String {
    let fields = FieldLister.fields(of: self)
    return Self.keyNames.compactMap { name in fields.first { $0.name == name }?.text }
      .joined(separator: " ")
  }
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

extension Named {
  /// The identifier, as people write it.
  package var text: String {
    switch self {
    case .customer(let id), .account(let id): id.text
    case .line(let number): number
    }
  }
}
