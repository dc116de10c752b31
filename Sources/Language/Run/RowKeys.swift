import Basics

extension StatementExecutor {
  /// The values of columns for the row of the pipeline.
  func values(of nodes: [ColumnNode]) throws(LanguageError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(nodes.count)
    for node in nodes { values.append(try evaluate(node.value)) }
    return values
  }
}

extension StatementExecutor {
  /// What tells combinations of values apart; without columns the whole row.
  func key(of nodes: [ColumnNode], _ record: Record) throws(LanguageError) -> [UInt8] {
    var writer = ByteWriter()
    if nodes.isEmpty {
      let keys = record.columns.jsonKeys
      for index in 0..<record.columns.shownCount {
        keys.write(index, to: &writer)
        Self.writeKey(record.raw(index), to: &writer)
      }
    } else {
      for node in nodes { Self.writeKey(try evaluate(node.value), to: &writer) }
    }
    return writer.bytes
  }

  /// Writes what is the same for values that are equal.
  private static func writeKey(_ value: Value, to writer: inout ByteWriter) {
    if !Comparand(value).writeKey(to: &writer) { ValueText.writeJSON(value, to: &writer) }
    writer.append(UInt8(ascii: ","))
  }
}
