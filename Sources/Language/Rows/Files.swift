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
    do throws(BasicsError) {
      let encoding = try TextEncoding(named: call.text("encoding"))
      if format == .jsonl {
        let lines = try LineReader(
          descriptor: descriptor, encoding: encoding, isInterrupted: isInterrupted)
        return JSONLinesSource(path, lines, descriptor, tellsLines: tellsLines)
      }
      let reader = try CSVReader(
        descriptor: descriptor, dialect: format == .tsv ? .tsv : .csv, encoding: encoding,
        isInterrupted: isInterrupted)
      return try CSVSource(path, reader, descriptor, tellsLines: tellsLines)
    } catch {
      close(descriptor)
      throw failure(path, error)
    }
  }

  /// How much of a file has been read; nil of a pipe.
  static func share(of descriptor: Int32) -> Double? {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size > 0
    else { return nil }
    let place = lseek(descriptor, 0, SEEK_CUR)
    return place < 0 ? nil : min(1, Double(place) / Double(facts.st_size))
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

/// The rows of a CSV or TSV file: the first names the columns, every field is text.
final class CSVSource: RowSource, NativeRow {
  let columns: Columns
  private let path: String
  private var reader: CSVReader
  private let descriptor: Int32
  private var keepsFaults = false

  init(
    _ path: String, _ reader: consuming CSVReader, _ descriptor: Int32, tellsLines: Bool
  ) throws(BasicsError) {
    var reader = reader
    self.path = path
    self.descriptor = descriptor
    let hasHeading = try reader.next()
    let names = hasHeading ? reader.row.texts : []
    if hasHeading { reader.expectedFields = names.count }
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
    return .text(reader.row[column])
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
        let failure = FileSource.failure(path, error)
        guard keepsFaults, error.code == "csv.columns" else { throw failure }
        guard try take(RecordRow(faulty(failure))) else { return true }
        continue
      }
      guard hasRow else { return false }
      guard try take(self) else { return true }
    }
    return true
  }
}

extension CSVSource {
  /// The row read last, of which the file gives too few fields or too many: what is missing is
  /// empty, what is too much left out.
  private func faulty(_ fault: LanguageError) -> Record {
    let values = columns.names.indices.map { column in
      column < columns.shownCount && column >= reader.row.count ? .text("") : value(at: column)
    }
    return Record(Columns(columns, fault: fault), values)
  }
}

/// The objects of a file of JSON Lines; a field that one has and another lacks is null there.
final class JSONLinesSource: RowSource {
  private(set) var columns = Columns([], isOpen: true)
  private let path: String
  private var lines: LineReader
  private let descriptor: Int32
  private let row = RecordRow(Record(.none, []))
  private let tellsLines: Bool
  /// The columns that were read last, and the same with that of the line.
  private var told: (read: Columns, shown: Columns)?

  init(
    _ path: String, _ lines: consuming LineReader, _ descriptor: Int32, tellsLines: Bool
  ) {
    self.path = path
    self.tellsLines = tellsLines
    self.lines = lines
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  var share: Double? { FileSource.share(of: descriptor) }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    for _ in 0..<limit {
      do throws(BasicsError) {
        repeat {
          guard try lines.next() else { return false }
        } while lines.bytes.allSatisfy(Bytes.isBlank)
        row.current = try record()
      } catch {
        var placed = error
        placed.line = placed.line ?? lines.number
        throw FileSource.failure(path, placed)
      }
      guard try take(row) else { return true }
    }
    return true
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
  static func record(
    _ json: inout JSONScanner, _ known: Columns
  ) throws(BasicsError) -> Record {
    var names: [String] = []
    var values: [Value] = []
    var isKnown = true
    try json.beginObject()
    while try json.nextKey() != nil {
      let name = json.keyText
      isKnown = isKnown && names.count < known.count && known.names[names.count] == name
      if let place = names.firstIndex(of: name) {
        values[place] = try value(&json)
        continue
      }
      names.append(name)
      values.append(try value(&json))
    }
    let columns =
      isKnown && names.count == known.count ? known : Columns(names, isOpen: true)
    return Record(columns, values)
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
    case .number:
      let number = try json.decimal()
      return number.whole.map(Value.integer) ?? .decimal(number)
    case .boolean: return .boolean(try json.boolean())
    case .null:
      _ = try json.null()
      return .null
    }
  }
}
