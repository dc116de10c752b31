import Basics
import Glibc

/// Files as the language reads them.
package enum Files {
  /// Reads a whole script.
  ///
  /// - Parameters:
  ///   - path: where it is; `-` and `/dev/stdin` are what standard input still holds.
  ///   - isInterrupted: asked while nothing comes; true breaks the reading off.
  /// - Throws: `file.open`, `file.read`, `script.large`, `interrupted`.
  package static func read(
    _ path: String, _ isInterrupted: () -> Bool = { false }
  ) throws(LanguageError) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count: Int
      do throws(SystemError) {
        count = try Waiting.read(descriptor, into: &block, isInterrupted)
      } catch {
        throw failure(.fileRead, path, error)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: block[..<count])
      guard bytes.count <= Limits.scriptBytes else {
        throw LanguageError(.tooLarge, "\(Limits.scriptBytes)", fault: .usage)
      }
    }
  }

  /// Opens a file for reading; `-` is standard input, which is read on from where it stands.
  static func open(_ path: String) throws(LanguageError) -> Int32 {
    do throws(SystemError) {
      return try InputFile.open(path)
    } catch {
      throw failure(.fileOpen, path, error)
    }
  }

  /// What the system refused as an error about a file.
  static func failure(
    _ problem: Problem, _ path: String, _ error: SystemError,
    fault: LanguageError.Fault = .request
  ) -> LanguageError {
    guard !error.isInterruption else {
      return LanguageError(.interrupted, fault: .interruption)
    }
    return LanguageError(problem, Literals.quoted(path), error.reason, fault: fault)
  }

  /// A path with `~/` at its beginning put in full.
  ///
  /// - Throws: `file.home` when it names another's home, or there is none.
  package static func expanded(_ path: String) throws(LanguageError) -> String {
    guard let full = HomeFolder.expanding(path) else {
      throw LanguageError(.fileHome, Literals.quoted(path))
    }
    return full
  }

  /// What is in a file: by `format=`, otherwise by the end of its name.
  static func format(
    _ path: String, _ named: String?
  ) throws(LanguageError) -> Format {
    if let named, let format = Format(rawValue: named) { return format }
    let name = path.lowercased()
    if name.hasSuffix(".csv") { return .csv }
    if name.hasSuffix(".tsv") { return .tsv }
    if name.hasSuffix(".jsonl") { return .jsonl }
    throw LanguageError(.fileFormat, Literals.quoted(path), expected: ["format=csv"])
  }
}

/// How a file is written, so that another can be written like it.
package struct FileForm {
  var format: Format
  /// What stands between the fields of CSV and TSV.
  var dialect: CSVDialect
  var encoding: TextEncoding
  /// Whether it begins with the mark by which spreadsheets know UTF-8.
  var hasMark: Bool
}

/// The rows of a file.
enum FileSource {
  /// The hidden column that tells where a row stands, such as `numbers.csv:17`.
  static let lineColumn = "#line"

  /// Opens the file that a call of `open` names.
  ///
  /// - Parameter tellsLines: whether rows have the hidden column ``lineColumn``.
  static func open(
    _ call: Call, _ isInterrupted: @escaping () -> Bool, tellingLines tellsLines: Bool = false
  ) throws(LanguageError) -> any RowSource {
    let path = call.text("file")
    let format = try Files.format(path, call.optionalText("format"))
    let descriptor = try Files.open(path)
    do throws(LanguageError) {
      return try source(
        path, format, call.text("encoding"), descriptor, isInterrupted, tellsLines: tellsLines)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func source(
    _ path: String, _ format: Format, _ encoding: String, _ descriptor: Int32,
    _ isInterrupted: @escaping () -> Bool, tellsLines: Bool
  ) throws(LanguageError) -> any RowSource {
    var form = FileForm(
      format: format, dialect: format == .tsv ? .tsv : .csv, encoding: .utf8, hasMark: false)
    do throws(BasicsError) {
      form.encoding = try TextEncoding(named: encoding)
    } catch {
      throw failure(path, error)
    }
    if format == .jsonl {
      let lines = LineReader(
        descriptor: descriptor, encoding: form.encoding, isInterrupted: isInterrupted)
      return JSONLinesSource(path, lines, descriptor, form, tellsLines: tellsLines)
    }
    var names: [String] = []
    var reader = try reader(path, descriptor, form, isInterrupted, heading: &names)
    try check(heading: names, path, line: reader.row.line)
    form.dialect = reader.dialect
    form.hasMark = reader.hadMark
    reader.expectedFields = names.isEmpty ? nil : names.count
    return CSVSource(path, names, reader, descriptor, form, tellsLines: tellsLines)
  }

  /// A reader that has read the heading.
  private static func reader(
    _ path: String, _ descriptor: Int32, _ form: FileForm, _ isInterrupted: @escaping () -> Bool,
    heading names: inout [String]
  ) throws(LanguageError) -> CSVReader {
    do throws(BasicsError) {
      var reader = CSVReader(
        descriptor: descriptor, dialect: form.dialect, encoding: form.encoding,
        isInterrupted: isInterrupted)
      names = try heading(&reader)
      return reader
    } catch {
      throw failure(path, error)
    }
  }

  /// The names of the columns, without blanks around them: the first row, behind a line `sep=;` by
  /// which spreadsheets know the separator.
  private static func heading(_ reader: inout CSVReader) throws(BasicsError) -> [String] {
    try reader.adoptSeparator()
    guard try nextRow(&reader) else { return [] }
    if reader.row.number == 1, reader.row.count <= 2, reader.row[0].lowercased().hasPrefix("sep=") {
      let rest = reader.row.utf8(0).dropFirst(4)
      let isMark =
        rest.count == 1
        && rest.allSatisfy { byte in
          byte < 0x80 && byte != UInt8(ascii: "\"") && !Bytes.isLetter(byte) && !Bytes.isDigit(byte)
        }
      if reader.row.count == 1, isMark, let separator = rest.first {
        reader.dialect = CSVDialect(separator: separator)
      }
      guard try nextRow(&reader) else { return [] }
    }
    return reader.row.texts.map { name in
      let name = name.withoutBlanksAround
      return SpreadsheetGuard.original(name) ?? name
    }
  }

  /// Reads on to a row that is not empty.
  private static func nextRow(_ reader: inout CSVReader) throws(BasicsError) -> Bool {
    repeat {
      guard try reader.next() else { return false }
    } while reader.row.isBlank
    return true
  }

  /// Looks whether every column has a name of its own, and whether the first line is no row.
  ///
  /// - Throws: `column.twice`, `heading.number`.
  private static func check(
    heading names: [String], _ path: String, line: Int
  ) throws(LanguageError) {
    var indices: [String: Int] = [:]
    for (index, name) in names.enumerated() where !name.isEmpty {
      if let first = indices.updateValue(index, forKey: name) {
        throw LanguageError(
          .columnTwice, Literals.quoted(path), "\(first + 1)", "\(index + 1)",
          Literals.quoted(name))
      }
    }
    for name in names where isNumber(name) {
      throw LanguageError(
        .headingNumber, Literals.quoted(path), "\(line)", Literals.quoted(name))
    }
  }

  /// Whether a heading can only be the number of a line or a card.
  private static func isNumber(_ name: String) -> Bool {
    guard name.utf8.count > 4, (try? Day(parsing: name)) == nil else { return false }
    do throws(BasicsError) {
      let number = try normalisedNumber(name)
      return number.utf8.count >= 10 && number.utf8.allSatisfy { Bytes.isDigit($0) }
    } catch {
      return error.code == "number.spreadsheet"
    }
  }

  /// How much of a file has been read; nil of a pipe.
  static func share(of descriptor: Int32) -> Double? {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size > 0
    else { return nil }
    let offset = lseek(descriptor, 0, SEEK_CUR)
    return offset < 0 ? nil : min(1, Double(offset) / Double(facts.st_size))
  }

  /// The error for what is wrong in a file, with its line.
  static func failure(_ path: String, _ error: BasicsError) -> LanguageError {
    guard let line = error.line else { return LanguageError(error) }
    var error = error
    error.line = nil
    return LanguageError(FileError(path: path, line: line, error: error))
  }
}

/// What is wrong in a file, with its name and line.
private struct FileError: SpeakingError {
  let path: String
  let line: Int
  let error: BasicsError

  var code: String { error.code }

  func message(in language: ReaderLanguage) -> String {
    let words = [Literals.quoted(path), "\(line)", error.message(in: language)]
    return Problem.fileMalformed.message(words, in: language)
  }
}

/// The rows of a CSV or TSV file: the first names the columns, every field is text. A row whose
/// fields are all empty is none.
final class CSVSource: RowSource, NativeRow {
  let columns: Columns
  let form: FileForm?
  private let path: String
  private var reader: CSVReader
  private let descriptor: Int32
  private var keepsFaults = false

  init(
    _ path: String, _ names: [String], _ reader: consuming CSVReader, _ descriptor: Int32,
    _ form: FileForm, tellsLines: Bool
  ) {
    self.path = path
    self.descriptor = descriptor
    self.form = form
    columns =
      tellsLines
      ? Columns(names + [FileSource.lineColumn], hiddenCount: 1) : Columns(names)
    self.reader = reader
  }

  deinit {
    close(descriptor)
  }

  func value(at column: Int) -> Value {
    guard column < columns.shownCount else { return .text("\(path):\(reader.row.line)") }
    let text = reader.row[column]
    return .text(SpreadsheetGuard.original(text) ?? text)
  }

  func keepFaults() { keepsFaults = true }

  var share: Double? { FileSource.share(of: descriptor) }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    for _ in 0..<limit {
      let hasRow: Bool
      do throws(BasicsError) {
        hasRow = try reader.next()
      } catch {
        if error.code == "csv.columns", reader.row.isBlank { continue }
        let failure = FileSource.failure(path, error)
        guard keepsFaults, !reader.isSpent else { throw failure }
        guard try take(RecordRow(faulty(failure))) else { return true }
        continue
      }
      guard hasRow else { return false }
      if reader.row.isBlank { continue }
      guard try take(self) else { return true }
    }
    return true
  }
}

extension CSVSource {
  /// The row read last, of which the file gives too few fields or too many, or which cannot be read
  /// as it should: what is missing is empty, what is too much left out.
  private func faulty(_ failure: LanguageError) -> Record {
    let fields = reader.row.texts
    let values = columns.names.indices.map { column in
      column < columns.shownCount && column >= fields.count ? .text("") : value(at: column)
    }
    return Record(Columns(columns, fault: RowFault(failure, fields)), values)
  }
}

/// The objects of a file of JSON Lines; a field that one has and another lacks is null there.
final class JSONLinesSource: RowSource {
  private(set) var columns = Columns([], isOpen: true)
  private var writtenForm: FileForm
  private let path: String
  private var lines: LineReader
  private let descriptor: Int32
  private let row = RecordRow(Record(.none, []))
  private let tellsLines: Bool
  private var keepsFaults = false
  /// The columns that were read last, and the same with that of the line.
  private var told: (read: Columns, shown: Columns)?

  init(
    _ path: String, _ lines: consuming LineReader, _ descriptor: Int32, _ form: FileForm,
    tellsLines: Bool
  ) {
    self.path = path
    writtenForm = form
    self.tellsLines = tellsLines
    self.lines = lines
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  var share: Double? { FileSource.share(of: descriptor) }

  var form: FileForm? {
    writtenForm.hasMark = lines.hadMark
    return writtenForm
  }

  func keepFaults() { keepsFaults = true }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    for _ in 0..<limit {
      do throws(BasicsError) {
        repeat {
          guard try lines.next() else { return false }
        } while lines.bytes.allSatisfy(Bytes.isBlank)
        row.current = telling(try record())
      } catch {
        var located = error
        located.line = located.line ?? lines.number
        let failure = FileSource.failure(path, located)
        guard keepsFaults, !lines.isSpent else { throw failure }
        row.current = faulty(failure)
      }
      guard try take(row) else { return true }
    }
    return true
  }

  /// The row of a line that is no object: it has the fields of the one before, all of them null.
  private func faulty(_ failure: LanguageError) -> Record {
    let row = telling(Record(columns, columns.names.map { _ in .null }))
    let line = String(decoding: lines.bytes, as: UTF8.self)
    return Record(
      Columns(row.columns, fault: RowFault(failure, [line])),
      (0..<row.count).map { row.raw($0) })
  }

  private func record() throws(BasicsError) -> Record {
    let known = columns
    let result = lines.bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(BasicsError) -> Record in
        var json = JSONScanner(bytes)
        let record = try JSONValue.record(&json, known)
        try json.finish()
        return record
      }
    }
    let record = try result.get()
    columns = record.columns
    return record
  }

  /// The record with the column of its line, where that is asked for.
  private func telling(_ record: Record) -> Record {
    guard tellsLines else { return record }
    if told?.read !== record.columns {
      let shown = Columns(
        record.columns.names + [FileSource.lineColumn], isOpen: true, hiddenCount: 1)
      told = (record.columns, shown)
    }
    let values = (0..<record.count).map { record.raw($0) } + [.text("\(path):\(lines.number)")]
    return Record(told?.shown ?? record.columns, values)
  }
}

/// Values of JSON as values of the language.
enum JSONValue {
  /// Reads an object; when its fields have the names of known columns it shares them.
  ///
  /// - Throws: `json.twice` for a second field of a name, and what is wrong with the JSON.
  static func record(
    _ json: inout JSONScanner, _ known: Columns
  ) throws(BasicsError) -> Record {
    var names: [String] = []
    var values: [Value] = []
    var isKnown = true
    /// The names, from the first on that is not that of the known columns, which are all unlike.
    var taken: Set<String> = []
    let begin = json
    try json.beginObject()
    while try json.nextKey() != nil {
      let name = json.keyText
      if isKnown, names.count == known.count || known.names[names.count] != name {
        isKnown = false
        taken.formUnion(names)
      }
      if !isKnown, !taken.insert(name).inserted {
        throw .fieldTwice(name, first: try offset(of: name, in: begin), second: json.keyOffset)
      }
      names.append(name)
      values.append(try value(&json))
    }
    let columns =
      isKnown && names.count == known.count ? known : Columns(names, isOpen: true)
    return Record(columns, values)
  }

  /// Where the first field of a name stands in an object.
  private static func offset(
    of name: String, in object: JSONScanner
  ) throws(BasicsError) -> Int {
    var json = object
    try json.beginObject()
    while try json.nextKey() != nil, json.keyText != name { try json.skipValue() }
    return json.keyOffset
  }

  static func value(_ json: inout JSONScanner) throws(BasicsError) -> Value {
    switch try json.kind() {
    case .object: return .record(try record(&json, .none))
    case .array:
      var values: [Value] = []
      try json.beginArray()
      while try json.nextElement() { values.append(try value(&json)) }
      return .list(values)
    case .string: return .text(try json.string())
    case .number: return number(try json.writtenNumber())
    case .boolean: return .boolean(try json.boolean())
    case .null:
      _ = try json.null()
      return .null
    }
  }

  /// A number; what has more digits than a number may, and what a spreadsheet may have shortened,
  /// stays as it is written.
  private static func number(
    _ written: (bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool)
  ) -> Value {
    if written.isWhole, let whole = Literals.integer(written.bytes) { return .integer(whole) }
    guard let number = try? Decimal(utf8: written.bytes, allowsExponent: true) else {
      return .text(String(decoding: written.bytes, as: UTF8.self))
    }
    guard let whole = number.whole else { return .decimal(number) }
    let hasExponent = written.bytes.contains { $0 | 0x20 == UInt8(ascii: "e") }
    if hasExponent, whole.magnitude >= 10_000_000 {
      return .text(String(decoding: written.bytes, as: UTF8.self))
    }
    return .integer(whole)
  }
}
