import Basics

/// Results as bytes of the reader's format.
extension StatementExecutor {
  /// Puts out one result.
  func emit(_ value: Value) throws(LanguageError) {
    let previous = lastHeading
    lastHeading = nil
    switch value.resolved {
    case .null: return
    case .table(let table): try emit(rows: SourceStage(ListSource(table), self))
    case .list(let values) where context.options.format != .json:
      try emit(rows: SourceStage(ListSource(values), self))
    case .record(let record):
      try put(bytes(of: record, after: previous))
      lastHeading = record.columns
    case let single:
      var writer = ByteWriter()
      switch context.options.format {
      case .json, .jsonl: ValueText.writeJSON(single, to: &writer)
      default: writer.append(utf8: Cell.text(single, in: context.options.language))
      }
      writer.append(Bytes.newline)
      try put(writer.bytes)
    }
  }

  /// - Parameter previous: the columns of the record that was put out just before: under the same
  ///   heading the next one needs none.
  private func bytes(of record: Record, after previous: Columns?) -> [UInt8] {
    switch context.options.format {
    case .json, .jsonl:
      var writer = ByteWriter()
      ValueText.writeJSON(record, to: &writer)
      writer.append(Bytes.newline)
      return writer.bytes
    case .table, .record: return Array(RecordText.text(record, context.options).utf8)
    case .csv, .tsv, .markdown:
      var writer = RowWriter(
        context.options, under: previous?.names == record.columns.names ? previous : nil)
      return writer.bytes(of: [record], nil)
    }
  }

  /// Puts out bytes of the format; at a terminal JSON is written so that it does not command it.
  private func put(_ bytes: [UInt8]) throws(LanguageError) {
    let isJSON = context.options.format == .json || context.options.format == .jsonl
    try held.write(
      isJSON && context.options.isAtTerminal ? TerminalCommands.escaped(json: bytes) : bytes)
  }

  /// Puts out rows as they come.
  func emit(rows stage: Stage) throws(LanguageError) {
    lastHeading = nil
    var writer = RowWriter(context.options)
    while let rows = try stage.pull() {
      try put(writer.bytes(of: rows, stage.columns))
    }
    try put(writer.end(stage.columns))
    for column in writer.omitted {
      state.countRow(.error, [Problem.columnLate.rawValue])
      let error = LanguageError(.columnLate, "\(column.row)", column.name)
      held.remark(ErrorText.text(error, context.options))
    }
  }
}
