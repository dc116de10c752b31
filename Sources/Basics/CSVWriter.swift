/// Writes rows of CSV (RFC 4180) or TSV.
///
///     var writer = CSVWriter(dialect: .csv)
///     writer.field("13300000001")
///     writer.field("a, b")
///     writer.endRow()
///     writer.writer.text        // 13300000001,"a, b" and a line feed
///
/// Fields are quoted only when they hold a separator, a quote or a line end, when they begin with a
/// byte order mark in the first field, and when a row would be an empty line.
package struct CSVWriter: Sendable {
  /// Where the bytes go.
  package var writer: ByteWriter

  /// What stands between fields.
  package let dialect: CSVDialect

  private let separator: UInt8
  private let endsLinesWithCR: Bool
  private var fields = 0
  private var rowStart = 0

  /// Makes a writer that goes on after what was written before.
  ///
  /// - Parameters:
  ///   - dialect: what stands between fields.
  ///   - endsLinesWithCR: whether lines end with CR LF in place of LF.
  package init(
    _ writer: consuming ByteWriter = ByteWriter(), dialect: CSVDialect = .csv,
    endsLinesWithCR: Bool = false
  ) {
    rowStart = writer.count
    self.writer = writer
    self.dialect = dialect
    separator = dialect.separator
    self.endsLinesWithCR = endsLinesWithCR
  }

  /// Writes the mark by which spreadsheets know UTF-8; it belongs before the first row.
  package mutating func mark() {
    writer.append(contentsOf: [0xEF, 0xBB, 0xBF])
    rowStart = writer.count
  }

  /// Forgets what was written and keeps the room for more.
  package mutating func removeAll() {
    writer.removeAll()
    rowStart = 0
    fields = 0
  }

  /// Writes a field.
  package mutating func field(_ text: String) {
    var copy = text
    copy.withUTF8 { field(utf8: $0) }
  }

  /// Writes the text form of a value.
  package mutating func field<Value: WrittenValue>(_ value: Value) {
    separate()
    writer.append(value)
  }

  /// Writes a whole number.
  package mutating func field(_ number: Int64) {
    separate()
    writer.append(number)
  }

  /// Writes a field given as UTF-8.
  package mutating func field(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    separate()
    let needsQuotes =
      bytes.contains { byte in
        byte == separator || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\"")
      } || (fields == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    guard needsQuotes else { return writer.append(contentsOf: bytes) }
    writer.append(doublingQuotesOf: bytes)
  }

  /// Ends the row.
  package mutating func endRow() {
    if fields == 1, writer.count == rowStart {
      writer.append(utf8: "\"\"" as StaticString)
    }
    if endsLinesWithCR { writer.append(UInt8(0x0D)) }
    writer.append(UInt8(0x0A))
    fields = 0
    rowStart = writer.count
  }

  private mutating func separate() {
    if fields > 0 { writer.append(separator) }
    fields += 1
  }
}
