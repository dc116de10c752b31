import Basics

/// What stands inside a record, as people read it: tables and records are set below their name.
enum Nested {
  private static let indent = "  "

  /// Whether there is nothing to show.
  static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .deferred(let deferred): deferred.isLasting
    case .list(let values): values.isEmpty
    case .table(let table): table.rows.isEmpty
    case .text(let text): text.isEmpty
    default: false
    }
  }

  /// The lines of a value that does not stand beside its name; nil for one that does.
  static func lines(of value: Value, _ options: Options) -> String? {
    switch value {
    case .record(let record): return indented(RecordText.text(record, options))
    case .table(let table): return lines(of: table.rows, options)
    case .list(let values):
      let rows = values.compactMap(\.asRecord)
      guard rows.count == values.count, !rows.isEmpty else { return nil }
      let sentences = values.compactMap { sentence($0, in: options.language) }
      if sentences.count == values.count {
        return sentences.map { indent + $0 + "\n" }.joined()
      }
      return lines(of: rows, options)
    default: return nil
    }
  }

  /// A reason in one line: its code, its message, what would help.
  static func sentence(_ value: Value, in language: ReaderLanguage) -> String? {
    guard let record = value.asRecord, let code = record["code"]?.asText,
      let message = record["message"]?.asText
    else { return nil }
    let help = record["help"]?.asText ?? ""
    let text =
      language == .chinese
      ? "\(code)：\(message)" + (help.isEmpty ? "" : "；\(help)")
      : "\(code): \(message)" + (help.isEmpty ? "" : " (\(help))")
    return text.escapedForTerminal
  }

  /// Rows as a table of the columns in which any of them has something.
  private static func lines(of rows: [Record], _ options: Options) -> String {
    guard let first = rows.first else { return "" }
    let names = first.columns.names.prefix(first.columns.shownCount).filter { name in
      rows.contains { !isEmpty($0[name] ?? .null) }
    }
    let columns = Columns(
      Array(names), kinds: first.columns.kinds, words: first.columns.words)
    let shown = rows.map { row in Record(columns, names.map { row[$0] ?? .null }) }
    let layout = TableLayout(shown, columns, options)
    if let width = options.width, layout.width + indent.count > width {
      return indented(shown.map { RecordText.text($0, options) }.joined(separator: "\n"))
    }
    return indented(layout.heading + shown.map { layout.line($0) }.joined())
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "\n" : indent + $0 + "\n" }.joined()
  }
}
