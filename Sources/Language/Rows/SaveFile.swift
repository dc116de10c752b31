import Basics
import Glibc
import Synchronization

/// A file of rows that is written out of sight and gets its name when they are durable.
///
/// Many rows become bytes on a thread of their own, while the next are made.
final class SaveFile {
  let path: String
  private let location: FileLocation
  private let files: RunFiles
  private let format: Format
  private let content: Content
  private let thread = WorkerThread()
  private(set) var rowCount = 0
  /// The rows that wait to be given to the thread, and their columns.
  private var waiting: [Record] = []
  private var columns: Columns?
  private var isFinished = false

  /// How many rows are worth a thread.
  private static let givenTogether = 1024

  /// - Parameters:
  ///   - path: where the file will be.
  ///   - use: what it serves for.
  ///   - format: csv, tsv or jsonl.
  ///   - hasMark: whether it is for spreadsheets: begins with the mark by which they know UTF-8, and
  ///     holds nothing that they would run.
  ///   - writesNow: whether a pipe or a device is written into before the file is finished.
  /// - Throws: `file.write`, `file.store`, `file.twice`, so that a place where nothing can be written
  ///   is known before anything changes.
  init(
    _ path: String, as use: FileUse, _ format: Format, hasMark: Bool, writesNow: Bool = false,
    _ context: RunContext
  ) throws(LanguageError) {
    self.path = path
    files = context.files
    self.format = format
    var options = Options()
    options.format = format
    let location = try files.write(path, as: use)
    self.location = location
    do throws(SystemError) {
      let file = try OutputFile(
        location, writesNow: writesNow, isInterrupted: context.isInterrupted)
      content = Content(
        file, path, RowWriter(options, extends: !file.isDirect, isForSpreadsheets: hasMark))
    } catch {
      files.forget(location)
      throw Files.failure(.fileWrite, path, error)
    }
    if hasMark { content.writeMark() }
  }

  deinit {
    thread.finish()
    if !isFinished { files.forget(location) }
  }

  /// Has the file written like another: with its encoding, and its mark and separators where both
  /// are of one format. Belongs before the first row.
  func adopt(_ form: FileForm) { content.adopt(form, format) }

  /// Adds rows. What cannot be written is told by one of the next calls, or by ``finish(_:_:)``.
  func add(_ rows: [Record], _ columns: Columns?) throws(LanguageError) {
    if columns !== self.columns { writeWaiting() }
    self.columns = columns
    rowCount += rows.count
    waiting += rows
    if waiting.count >= Self.givenTogether {
      thread.give { [content, waiting] in content.add(waiting, columns) }
      waiting = []
    }
    if let failure = content.failure { throw failure }
  }

  /// Adds a text as it is.
  func add(text: String) throws(LanguageError) {
    writeWaiting()
    content.write(Array(text.utf8))
    if let failure = content.failure { throw failure }
  }

  private func writeWaiting() {
    thread.finish()
    if !waiting.isEmpty { content.add(waiting, columns) }
    waiting = []
  }

  /// Ends the file and has it named, now or when what it holds is durable.
  func finish(_ columns: Columns?, _ held: CommitGatedOutput) throws(LanguageError) {
    writeWaiting()
    content.end(columns)
    if let failure = content.failure { throw failure }
    isFinished = true
    try held.put(HeldFile(content.file, path, files))
  }

  /// What is written: by the one thread or the other, never by both at once.
  private final class Content: @unchecked Sendable {
    private(set) var file: OutputFile
    private let path: String
    private var writer: RowWriter
    private var encoding = TextEncoding.utf8
    private let failed = Mutex<LanguageError?>(nil)

    init(_ file: OutputFile, _ path: String, _ writer: RowWriter) {
      self.file = file
      self.path = path
      self.writer = writer
    }

    /// Why something could not be written, after which nothing more is.
    var failure: LanguageError? { failed.withLock { $0 } }

    /// Whether the file begins with a mark.
    private var hasMark = false

    func adopt(_ form: FileForm, _ format: Format) {
      encoding = form.encoding
      guard form.format == format else { return }
      writer.dialect = form.dialect
      if form.hasMark, encoding == .utf8 { writeMark() }
    }

    func writeMark() {
      hasMark = true
      writeEncoded([0xEF, 0xBB, 0xBF])
    }

    func add(_ rows: [Record], _ columns: Columns?) { write(writer.bytes(of: rows, columns)) }

    /// Writes whole lines; at a terminal nothing in them commands it.
    func write(_ bytes: [UInt8]) {
      writeEncoded(TextEncoder(encoding).encoded(bytes))
    }

    private func writeEncoded(_ bytes: [UInt8]) {
      let shown =
        file.isTerminal
        ? Array(String(decoding: bytes, as: UTF8.self).linesEscapedForTerminal.utf8) : bytes
      attempt { () throws(SystemError) in try file.write(shown) }
    }

    func end(_ columns: Columns?) {
      write(writer.end(columns))
      if writer.hasLateColumns { widen() }
      if let late = writer.omitted.first {
        fail(LanguageError(.columnLate, "\(late.row)", late.name))
      }
      attempt { () throws(SystemError) in try file.seal() }
    }

    /// Writes the file again with the heading that it has now: columns came in rows behind the first.
    private func widen() {
      guard failure == nil else { return }
      do {
        let source = try file.reopened()
        defer { close(source) }
        let narrow = file
        file = try OutputFile(narrow.location, writesNow: false)
        var reader = CSVReader(descriptor: source, dialect: writer.dialect, encoding: encoding)
        guard try reader.next() else { return }
        if hasMark { writeMark() }
        try copy(&reader)
        narrow.discard()
      } catch let error as SystemError {
        fail(Files.failure(.fileWrite, path, error, fault: .store))
      } catch {
        let reason = (error as? BasicsError)?.message(in: .english) ?? "\(error)"
        fail(LanguageError(.fileWrite, Literals.quoted(path), reason, fault: .store))
      }
    }

    /// Writes the rows of the file with all columns of the heading.
    private func copy(_ reader: inout CSVReader) throws(BasicsError) {
      var rows = CSVWriter(dialect: writer.dialect)
      let heading = writer.headingNames
      for name in heading { rows.field(name) }
      rows.endRow()
      while try reader.next() {
        for index in heading.indices {
          if index < reader.row.count {
            reader.row.utf8(index).withUnsafeBufferPointer { rows.field(utf8: $0) }
          } else {
            rows.field("")
          }
        }
        rows.endRow()
        guard rows.writer.count > 65_536 else { continue }
        write(rows.writer.bytes)
        rows.removeAll()
      }
      write(rows.writer.bytes)
    }

    private func attempt(_ body: () throws(SystemError) -> Void) {
      guard failure == nil else { return }
      do throws(SystemError) {
        try body()
      } catch {
        fail(Files.failure(.fileWrite, path, error, fault: .store))
      }
    }

    private func fail(_ error: LanguageError) {
      failed.withLock { $0 = $0 ?? error }
    }
  }
}
