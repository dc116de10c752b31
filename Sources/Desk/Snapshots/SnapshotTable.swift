/// The table of what a snapshot may hold, made from the listings of the records.
package enum SnapshotTable {
  /// The table in Markdown: a row for the header and for each type of record, in the order of a
  /// snapshot.
  ///
  /// A field that may be left out has a question mark, a list has brackets, a group has braces.
  package static func markdown() -> String {
    var rows = ["| type | key | fields |", "| --- | --- | --- |"]
    rows.append(
      row("\(SnapshotHeader.type)", [], FieldDescriber.fields(of: SnapshotHeader.self)))
    for type in RecordType.allCases { rows.append(type.open(Row())) }
    return rows.joined(separator: "\n") + "\n"
  }

  private struct Row: RecordAction {
    func callAsFunction<R: Record>(_ type: R.Type) -> String {
      row(R.type.name, R.keyNames, FieldDescriber.fields(of: R.self))
    }
  }

  private static func row(
    _ type: String, _ key: [String], _ fields: [FieldDescriber.Field]
  ) -> String {
    let names = key.isEmpty ? "-" : key.joined(separator: ", ")
    return "| \(type) | \(names) | \(fields.map(text).joined(separator: ", ")) |"
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
