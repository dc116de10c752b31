package import Basics
package import Records

/// What the fields of records may hold, by the record's type and the field's name.
package enum RecordFields {
  /// The codes of fields that hold one of an enumeration.
  package static let names: [String: [String: CodeNames]] = Dictionary(
    uniqueKeysWithValues: RecordType.allCases.map { ($0.name, $0.open(Naming())) })

  /// The names of the fields of a type, with those of its groups.
  package static func all(of type: RecordType) -> [String] { type.open(Listing()) }

  private struct Naming: RecordAction {
    func callAsFunction<R: StoredRecord>(_ type: R.Type) -> [String: CodeNames] {
      Dictionary(
        FieldDescriber.fields(of: R.self).compactMap { field in
          field.codes.map { (field.name, $0) }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  private struct Listing: RecordAction {
    func callAsFunction<R: StoredRecord>(_ type: R.Type) -> [String] {
      func names(_ fields: [FieldDescriber.Field]) -> [String] {
        fields.flatMap { [$0.name] + names($0.fields) }
      }
      return names(FieldDescriber.fields(of: R.self))
    }
  }
}
