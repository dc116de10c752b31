import Basics

/// Writes rows as bytes in one of the formats, chunk by chunk.
///
///     var writer = RowWriter(options)
///     var bytes = writer.bytes(of: rows, columns)
///     bytes += writer.end(columns)
struct RowWriter {
  private let options: Options
  /// Whether a spreadsheet that opens the bytes must not run what stands in them.
  private let isForSpreadsheets: Bool
  private var heading: Columns?
  private var hasBegun = false
  /// The widths of a table's columns and which stand on the right, once they are known.
  private var layout: TableLayout?
  /// The rows from which a table's widths are taken.
  private var sample: [Record] = []

  /// The next rows of CSV or TSV, and one nested value, in memory that is kept.
  private var csv: CSVWriter
  private var nested = ByteWriter()

  /// The columns of the row before, where they are not those of the heading, and the index of each
  /// column of the heading in it, or -1.
  private var others: Columns?
  private var indices: [Int] = []
  /// The columns of such a row that the heading lacks.
  private var missing: [Int] = []
  /// Whether a column that comes late is added to the heading, which is then to be written again.
  private let extends: Bool
  private var rowCount = 0

  /// Whether the heading has columns that it had not when it was written.
  private(set) var hasLateColumns = false

  /// The columns that came after the heading was written and are not shown, each with the number of
  /// the first row that has a value there.
  private(set) var omitted: [(name: String, row: Int)] = []

  /// How many rows decide how wide the columns of a table are.
  static let sampleSize = 2000

  /// - Parameters:
  ///   - heading: a heading that stands there already.
  ///   - extends: whether a heading can be written again.
  ///   - isForSpreadsheets: whether a spreadsheet will open the bytes.
  init(
    _ options: Options, under heading: Columns? = nil, extends: Bool = false,
    isForSpreadsheets: Bool = false
  ) {
    self.options = options
    self.isForSpreadsheets = isForSpreadsheets
    self.heading = heading
    self.extends = extends
    hasBegun = heading != nil
    csv = CSVWriter(dialect: options.format == .tsv ? .tsv : .csv)
  }

  /// What stands between the fields of CSV and TSV; set before the first row.
  var dialect: CSVDialect {
    get { csv.dialect }
    set { csv = CSVWriter(dialect: newValue) }
  }

  /// The names in the heading, as they are written.
  var headingNames: [String] {
    heading.map { $0.names.prefix($0.shownCount).map(shown) } ?? []
  }

  /// The bytes of the next rows; of a table perhaps none until its widths are known.
  mutating func bytes(of rows: [Record], _ columns: Columns?) -> [UInt8] {
    switch options.format {
    case .csv, .tsv: return separated(rows, columns)
    case .json: return jsonArray(rows)
    case .jsonl: return jsonLines(rows)
    case .markdown: return markdown(rows, columns)
    case .record: return records(rows)
    case .table:
      if layout != nil { return table(rows) }
      sample += rows
      return sample.count >= Self.sampleSize ? beginTable(columns) : []
    }
  }

  /// The bytes with which the rows end; the heading too when there were no rows.
  mutating func end(_ columns: Columns?) -> [UInt8] {
    switch options.format {
    case .csv, .tsv, .markdown:
      guard !hasBegun, let columns else { return [] }
      return options.format == .markdown ? markdown([], columns) : separated([], columns)
    case .json:
      return hasBegun ? [UInt8(ascii: "]"), Bytes.newline] : Array("[]\n".utf8)
    case .jsonl, .record: return []
    case .table: return layout == nil && !sample.isEmpty ? beginTable(columns) : []
    }
  }

  // MARK: CSV and TSV

  private mutating func separated(_ rows: [Record], _ columns: Columns?) -> [UInt8] {
    csv.removeAll()
    if !hasBegun, columns != nil || !rows.isEmpty {
      let union = Columns.union(columns, rows)
      heading = union
      for name in union.names.prefix(union.shownCount) { csv.field(shown(name)) }
      csv.endRow()
      hasBegun = true
    }
    for row in rows {
      rowCount += 1
      if row.columns === heading {
        for index in 0..<row.columns.shownCount { write(row.raw(index)) }
      } else if row.columns.fault?.fields != nil {
        // As it stands in its file, with other fields than the heading has.
        for index in 0..<row.count { write(row.raw(index)) }
      } else {
        find(row)
        for index in indices { write(index < 0 ? .null : row.raw(index)) }
      }
      csv.endRow()
    }
    return csv.writer.bytes
  }

  /// Finds the columns of the heading in a row that has others.
  private mutating func find(_ row: Record) {
    guard let heading else { return }
    if row.columns !== others {
      others = row.columns
      let names = heading.names.prefix(heading.shownCount)
      let shown = row.columns.names.prefix(row.columns.shownCount)
      if names == shown {
        indices = Array(shown.indices)
        missing = []
      } else {
        indices = names.map { row.columns.index(of: $0) ?? -1 }
        let known = Set(names)
        missing = shown.indices.filter { !known.contains(shown[$0]) }
      }
    }
    guard !missing.isEmpty else { return }
    let late = missing.filter { !ValueText.text(row[$0]).isEmpty }
    guard !late.isEmpty else { return }
    guard extends else {
      for index in late where !omitted.contains(where: { $0.name == row.columns.names[index] }) {
        omitted.append((row.columns.names[index], rowCount))
      }
      return
    }
    hasLateColumns = true
    let names = heading.names.prefix(heading.shownCount) + missing.map { row.columns.names[$0] }
    self.heading = Columns(
      Array(names), isOpen: true, kinds: heading.kinds, words: heading.words)
    others = nil
    find(row)
  }

  private mutating func write(_ value: Value) {
    switch value {
    case .text(let text): csv.field(shown(text))
    case .integer(let number): csv.field(number)
    case .money(let money): csv.field(money)
    case .instant(let instant): csv.field(instant)
    default:
      nested.removeAll()
      ValueText.write(value, to: &nested)
      if options.isAtTerminal { return csv.field(shown(nested.text)) }
      nested.bytes.withUnsafeBufferPointer { csv.field(utf8: $0) }
    }
  }

  /// A file gets what is stored; what goes to a terminal must not command it.
  private func shown(_ text: String) -> String {
    if isForSpreadsheets { return SpreadsheetGuard.guarded(text) ?? text }
    return options.isAtTerminal ? text.escapedForTerminal : text
  }

  // MARK: JSON

  private mutating func jsonArray(_ rows: [Record]) -> [UInt8] {
    var writer = ByteWriter()
    for row in rows {
      writer.append(UInt8(ascii: hasBegun ? "," : "["))
      if hasBegun { writer.append(Bytes.newline) }
      hasBegun = true
      ValueText.writeJSON(row, to: &writer)
    }
    return writer.bytes
  }

  private func jsonLines(_ rows: [Record]) -> [UInt8] {
    var writer = ByteWriter()
    for row in rows {
      ValueText.writeJSON(row, to: &writer)
      writer.append(Bytes.newline)
    }
    return writer.bytes
  }

  // MARK: Markdown

  private mutating func markdown(_ rows: [Record], _ columns: Columns?) -> [UInt8] {
    var text = ""
    if !hasBegun, columns != nil || !rows.isEmpty {
      let columns = Columns.union(columns, rows)
      heading = columns
      let names = (0..<columns.shownCount).map { columns.heading($0, in: options.language) }
      text += "|" + names.map { " \(Self.escaped($0)) |" }.joined() + "\n"
      text += "|" + names.map { _ in " --- |" }.joined() + "\n"
      hasBegun = true
    }
    guard let heading else { return [] }
    for row in rows.map({ $0.told(in: options.language) }) {
      note(row)
      let cells = heading.names.prefix(heading.shownCount).map { name in
        let value = row.columns.index(of: name).map { row.told($0, in: options.language) }
        return " \(Self.escaped(ValueText.text(value ?? .null))) |"
      }
      text += "|" + cells.joined() + "\n"
    }
    return Array(text.utf8)
  }

  private static func escaped(_ text: String) -> String {
    text.escapedForTerminal.split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "\\|")
  }

  // MARK: Records

  /// Every row as lines of name and value, with an empty line between rows.
  private mutating func records(_ rows: [Record]) -> [UInt8] {
    var text = ""
    for row in rows {
      if hasBegun { text += "\n" }
      hasBegun = true
      text += RecordText.text(row, options)
    }
    return Array(text.utf8)
  }

  // MARK: Tables

  private mutating func beginTable(_ columns: Columns?) -> [UInt8] {
    let rows = sample.map { $0.told(in: options.language) }
    sample = []
    let union = Columns.union(columns, rows)
    heading = union
    let layout = TableLayout(rows, union, options)
    self.layout = layout
    if let width = options.width, layout.width > width { return records(rows) }
    return Array(layout.heading.utf8) + table(rows)
  }

  private mutating func table(_ rows: [Record]) -> [UInt8] {
    guard let layout else { return [] }
    if let width = options.width, layout.width > width { return records(rows) }
    for row in rows { note(row) }
    return rows.flatMap { Array(layout.line($0).utf8) }
  }

  /// Notes the columns of a row that the heading lacks.
  private mutating func note(_ row: Record) {
    rowCount += 1
    if row.columns !== heading { find(row) }
  }
}

/// One record as lines of name and value.
enum RecordText {
  static func text(_ record: Record, _ options: Options) -> String {
    let record = record.told(in: options.language)
    let names = (0..<record.columns.shownCount).map {
      record.columns.heading($0, in: options.language)
    }
    let width = names.map { DisplayWidth.width(of: $0) }.max() ?? 0
    var text = ""
    for (index, shown) in names.enumerated() {
      let value = record[index]
      // What is not there is left out: a record is read line by line.
      if Nested.isEmpty(value) { continue }
      text += options.paint?(.heading, shown) ?? shown
      if let lines = Nested.lines(of: value, options) {
        text += "\n" + lines
        continue
      }
      text += String(repeating: " ", count: width - DisplayWidth.width(of: shown) + 2)
      text += Cell.painted(record, index, options) + "\n"
    }
    return text
  }
}

/// One value as it stands in a table.
enum Cell {
  /// The value in a column of a record, as people read it.
  static func text(_ record: Record, _ index: Int, _ options: Options) -> String {
    text(record.told(index, in: options.language), in: options.language)
  }

  static func text(_ value: Value, in language: ReaderLanguage) -> String {
    let isChinese = language == .chinese
    switch value {
    case .instant(let instant):
      // People read the time of the place where they are: the offset would be the same everywhere.
      let text = instant.text
      return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    case .list(let values):
      let sentences = values.compactMap { Nested.sentence($0, in: language) }
      if sentences.count == values.count {
        return sentences.joined(separator: isChinese ? "；" : "; ")
      }
      let words = values.compactMap(\.asText)
      if words.count == values.count {
        return words.joined(separator: isChinese ? "、" : ", ").escapedForTerminal
      }
      return ValueText.text(value).escapedForTerminal
    default: return ValueText.text(value).escapedForTerminal
    }
  }

  static func painted(_ record: Record, _ index: Int, _ options: Options) -> String {
    let text = text(record, index, options)
    guard let paint = options.paint, record.columns.names[index] == "outcome" else { return text }
    let code = ValueText.text(record[index])
    let fate = ExpectedFate.allCases.first {
      $0.rawValue == code || $0.wouldBe?.text(in: options.language) == code
    }
    switch fate?.rawValue {
    case "done": return paint(.done, text)
    case "refused": return paint(.refused, text)
    case "error": return paint(.error, text)
    default: return text
    }
  }
}

/// The widths of the columns of a table, in columns of the reader's window.
struct TableLayout {
  private let columns: Columns
  private let widths: [Int]
  private let isOnRight: [Bool]
  private let options: Options

  init(_ rows: [Record], _ columns: Columns, _ options: Options) {
    self.columns = columns
    self.options = options
    var widths: [Int] = []
    var isOnRight: [Bool] = []
    for (index, name) in columns.names.prefix(columns.shownCount).enumerated() {
      var width = DisplayWidth.width(of: columns.heading(index, in: options.language))
      var hasNumbers = false
      var hasOthers = false
      for row in rows {
        guard let index = row.columns === columns ? index : row.columns.index(of: name) else {
          continue
        }
        switch row[index] {
        case .null: continue
        case .integer, .decimal, .money: hasNumbers = true
        default: hasOthers = true
        }
        width = max(width, DisplayWidth.width(of: Cell.text(row, index, options)))
      }
      widths.append(width)
      isOnRight.append(hasNumbers && !hasOthers)
    }
    self.widths = widths
    self.isOnRight = isOnRight
  }

  /// How wide the table is.
  var width: Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

  /// The line with the names of the columns.
  var heading: String {
    line { index in
      let name = columns.heading(index, in: options.language)
      return (name, options.paint?(.heading, name) ?? name)
    }
  }

  /// The line of a row.
  func line(_ row: Record) -> String {
    let row = row.told(in: options.language)
    let isSame = row.columns === columns
    return line { index in
      guard let own = isSame ? index : row.columns.index(of: columns.names[index]) else {
        return ("", "")
      }
      return (Cell.text(row, own, options), Cell.painted(row, own, options))
    }
  }

  private func line(_ cell: (Int) -> (text: String, painted: String)) -> String {
    var line = ""
    // Blanks wait for what stands behind them: at the end of a line they say nothing.
    var gap = 0
    for index in widths.indices {
      let (text, painted) = cell(index)
      let missing = max(0, widths[index] - DisplayWidth.width(of: text))
      if isOnRight[index] { gap += missing }
      if !text.isEmpty {
        line += String(repeating: " ", count: gap) + painted
        gap = 0
      }
      if !isOnRight[index] { gap += missing }
      gap += 2
    }
    return line + "\n"
  }
}
