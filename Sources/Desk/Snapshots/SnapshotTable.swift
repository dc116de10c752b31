import Records

/// The table of what a snapshot may hold, made from the listings of the records.
package enum SnapshotTable {
  /// The header, or a type of record.
  package struct Row: Hashable, Sendable {
    /// What the field `type` says.
    package var type: String
    /// The fields of the key.
    package var key: [String]
    /// All fields in their order: one that may be left out has a question mark, a list brackets, a
    /// group braces.
    package var fields: String
  }

  /// A row for the header and for each type of record, in the order of a snapshot.
  package static func rows() -> [Row] {
    [row("\(SnapshotHeader.type)", [], FieldDescriber.fields(of: SnapshotHeader.self))]
      + RecordType.allCases.map { $0.open(Describing()) }
  }

  private struct Describing: RecordAction {
    func callAsFunction<R: StoredRecord>(_ type: R.Type) -> Row {
      row(R.type.name, R.keyNames, FieldDescriber.fields(of: R.self))
    }
  }

  private static func row(
    _ type: String, _ key: [String], _ fields: [FieldDescriber.Field]
  ) -> Row {
    Row(type: type, key: key, fields: fields.map(text).joined(separator: ", "))
  }

  private static func text(_ field: FieldDescriber.Field) -> String {
    var kind = field.kind
    if !field.fields.isEmpty {
      kind = "{" + field.fields.map(text).joined(separator: ", ") + "}"
    } else if kind.contains(", ") {
      kind = "(\(kind))"
    }
    if field.isList { kind = "[\(kind)]" }
    return "\(field.name)\(field.isOptional ? "?" : "") \(kind)"
  }
}
