/// Reads rows of CSV (RFC 4180) or TSV, block by block.
///
///     var reader = CSVReader(descriptor: file, dialect: .csv, encoding: .utf8)
///     guard try reader.next() else { return }     // the heading
///     let heading = reader.row.texts
///     reader.expectedFields = heading.count
///     while try reader.next() { use(reader.row[0]) }
///
/// Lines end with LF, CR LF or CR; a line with nothing on it is no row. A field in quotes may hold
/// separators, line ends and doubled quotes; a quote inside a field without quotes is an ordinary
/// character. A mark at the beginning of a row, as where files were put together, is left out.
///
/// A row that is wrong is an error alone: the next call goes on behind it. Where a quoted field does
/// not end, the line on which it begins is such a row.
package struct CSVReader: ~Copyable {
  /// The most bytes that a row may have; more means that a quote is missing.
  static let longestRow = 16 << 20

  /// The row read last.
  package private(set) var row = CSVRow()

  /// How many fields every row must have; nil while any number will do.
  package var expectedFields: Int?

  private enum State {
    case rowStart
    case fieldStart
    case plain
    case quoted
    case afterQuote
  }

  private var source: TextSource
  private var separator: UInt8
  private var text: [UInt8] = []
  private var offset = 0
  private var state = State.rowStart
  private var line = 1
  private var quoteLine = 0
  private var endedWithCR = false
  /// What is wrong with the current row.
  private var fault: BasicsError?
  /// How often a line was read again, whose quoted field did not end.
  private var recoveries = 0

  /// Whether nothing can be read any more: the file has ended, or an error lay not in one row alone.
  package private(set) var isSpent = false

  /// The most lines with a quoted field that does not end; each is looked for to the end of the file.
  static let mostRecoveries = 64

  /// Reads from an open file, which stays the caller's to close.
  ///
  /// - Parameters:
  ///   - descriptor: a file, a pipe or a terminal.
  ///   - dialect: what stands between fields.
  ///   - encoding: how characters stand as bytes.
  ///   - isInterrupted: asked while nothing comes; true makes that an error.
  package init(
    descriptor: Int32, dialect: CSVDialect = .csv, encoding: TextEncoding = .utf8,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    separator = dialect.separator
    source = TextSource(
      descriptor: descriptor, encoding: encoding, isInterrupted: isInterrupted)
  }

  /// Reads from memory.
  package init(bytes: [UInt8], dialect: CSVDialect = .csv, encoding: TextEncoding = .utf8) {
    separator = dialect.separator
    source = TextSource(bytes: bytes, encoding: encoding)
  }

  /// What stands between the fields; what is set holds from the next row on.
  package var dialect: CSVDialect {
    get { CSVDialect(separator: separator) }
    set { separator = newValue.separator }
  }

  /// Whether the text began with a mark, once its first row has been read.
  package var hadMark: Bool { source.hadMark }

  /// Takes the separator that the first line has, where it lacks the one that was expected and has
  /// one of the others that are usual. Belongs before the first row.
  ///
  /// - Throws: as ``next()``.
  package mutating func adoptSeparator() throws(BasicsError) {
    var more: [UInt8] = []
    while !text.contains(where: { $0 == 0x0A || $0 == 0x0D }), text.count < TextSource.blockSize {
      guard try source.refill(&more) else { break }
      text += more
    }
    var isQuoted = false
    var found: Set<UInt8> = []
    for byte in text {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if CSVDialect.usual.contains(byte) { found.insert(byte) }
    }
    if found.count == 1, let other = found.first { separator = other }
  }

  /// Reads the next row.
  ///
  /// - Returns: false at the end of the file.
  /// - Throws: with the line, what is wrong with the row, which is there all the same, and the next
  ///   call goes on: `csv.columns` when ``expectedFields`` is something else, `csv.quote` (a quoted
  ///   field does not end; the line where it begins), `csv.afterQuote`, `encoding.utf8`,
  ///   `encoding.gbk`. After any other error the reader is at its end, see ``isSpent``:
  ///   `csv.length`, `encoding.utf16`, `file.read`.
  package mutating func next() throws(BasicsError) -> Bool {
    row.removeAll()
    fault = nil
    guard !isSpent else { return false }
    do throws(BasicsError) {
      guard try fillRow() else {
        isSpent = true
        return false
      }
    } catch {
      isSpent = true
      throw error
    }
    row.number += 1
    if source.hasInvalid {
      let shown = row.dropInvalidMarks()
      if !shown.isEmpty {
        fault = fault ?? BasicsError(source.invalidBytes, found: shown, line: row.line)
      }
    }
    if let fault { throw fault }
    if let expectedFields, row.count != expectedFields {
      var error = BasicsError(.csvColumns, found: "\(row.count)", line: row.line)
      error.expected = "\(expectedFields)"
      throw error
    }
    return true
  }

  private mutating func fillRow() throws(BasicsError) -> Bool {
    state = .rowStart
    while try !takeRow() {
      if row.bytes.count > Self.longestRow {
        guard state == .quoted, recoveries < Self.mostRecoveries, line > quoteLine else {
          throw BasicsError(.csvLength, found: "", line: row.line)
        }
        endRowWithoutQuote()
        return true
      }
      guard try !refill() else { continue }
      switch state {
      case .rowStart: return false
      case .quoted:
        guard recoveries < Self.mostRecoveries else {
          throw BasicsError(.csvQuote, found: shownField, line: quoteLine)
        }
        endRowWithoutQuote()
      case .fieldStart, .plain, .afterQuote: row.endField()
      }
      return true
    }
    return true
  }

  /// Ends a row whose quoted field does not end: the field has what stands on its first line, and
  /// the lines behind it are read again.
  private mutating func endRowWithoutQuote() {
    recoveries += 1
    let start = row.ends.last ?? 0
    let field = row.bytes[start...]
    let end = field.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? field.endIndex
    fault = BasicsError(
      .csvQuote, found: field[..<end].withUnsafeBufferPointer(BasicsError.shown), line: quoteLine)
    // Within quotes a quote was written twice.
    var again: [UInt8] = []
    again.reserveCapacity(field.endIndex - end + text.count - offset)
    for byte in field[end...] {
      if byte == UInt8(ascii: "\"") { again.append(byte) }
      again.append(byte)
    }
    again += text[offset...]
    text = again
    offset = 0
    line = quoteLine
    endedWithCR = false
    row.bytes.removeSubrange(end...)
    row.endField()
  }

  private mutating func refill() throws(BasicsError) -> Bool {
    offset = 0
    do throws(BasicsError) {
      return try source.refill(&text)
    } catch {
      var located = error
      located.line = line
      throw located
    }
  }

  private var shownField: String {
    row.bytes[(row.ends.last ?? 0)...].withUnsafeBufferPointer(BasicsError.shown)
  }

  /// Continues the row in the current text.
  ///
  /// - Returns: whether the row is complete.
  private mutating func takeRow() throws(BasicsError) -> Bool {
    while offset < text.count {
      let byte = text[offset]
      switch state {
      case .rowStart:
        beginRow(byte)
      case .fieldStart where byte == UInt8(ascii: "\""):
        state = .quoted
        quoteLine = line
        offset += 1
      case .fieldStart, .plain:
        state = .plain
        takePlain()
        if offset < text.count, endField(text[offset]) { return true }
      case .quoted:
        takeQuoted()
      case .afterQuote where byte == UInt8(ascii: "\""):
        row.bytes.append(byte)
        state = .quoted
        offset += 1
      case .afterQuote:
        guard byte == separator || byte == 0x0A || byte == 0x0D else {
          fault = fault ?? BasicsError(.csvAfterQuote, found: shownField, line: line)
          state = .plain
          continue
        }
        if endField(byte) { return true }
      }
    }
    return false
  }

  /// Leaves out what stands before a row: the LF of a CR LF, and empty lines.
  private mutating func beginRow(_ byte: UInt8) {
    switch byte {
    case 0x0A:
      if !endedWithCR { line += 1 }
      endedWithCR = false
      offset += 1
    case 0x0D:
      line += 1
      endedWithCR = true
      offset += 1
    case 0xEF where text[offset...].starts(with: [0xEF, 0xBB, 0xBF]):
      offset += 3
    default:
      endedWithCR = false
      row.line = line
      state = .fieldStart
    }
  }

  /// Ends a field at a separator or at the end of the line.
  ///
  /// - Returns: whether the row ends too.
  private mutating func endField(_ byte: UInt8) -> Bool {
    row.endField()
    offset += 1
    guard byte != separator else {
      state = .fieldStart
      return false
    }
    line += 1
    endedWithCR = byte == 0x0D
    return true
  }

  private mutating func takePlain() {
    let start = offset
    let separator = separator
    offset = text.withUnsafeBufferPointer { bytes in
      var end = start
      while end < bytes.count {
        let byte = bytes[end]
        if byte == separator || byte == 0x0A || byte == 0x0D { break }
        end += 1
      }
      return end
    }
    row.bytes.append(contentsOf: text[start..<offset])
  }

  private mutating func takeQuoted() {
    let start = offset
    let (end, lines) = text.withUnsafeBufferPointer { bytes in
      var end = start
      var lines = 0
      while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
        if bytes[end] == 0x0A { lines += 1 }
        end += 1
      }
      return (end, lines)
    }
    row.bytes.append(contentsOf: text[start..<end])
    line += lines
    offset = end
    guard end < text.count else { return }
    state = .afterQuote
    offset += 1
  }
}
