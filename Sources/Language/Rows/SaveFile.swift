import Basics
import Glibc
import Synchronization

/// A file that is written beside its place and gets its name when its rows are durable.
///
/// Many rows become bytes on a thread of their own, while the next are made.
final class SaveFile {
  let path: String
  private let temporary: String
  private let content: Content
  private let thread = SideThread()
  private(set) var rowCount = 0
  /// The rows that wait to be given to the thread, and their columns.
  private var waiting: [Record] = []
  private var columns: Columns?

  /// How many rows are worth a thread.
  private static let givenTogether = 1024

  /// - Parameters:
  ///   - path: where the file will be.
  ///   - format: csv, tsv or jsonl.
  ///   - hasMark: whether it begins with the mark by which spreadsheets know UTF-8.
  /// - Throws: `file.write`, so that a folder that is not there is known before anything changes.
  init(_ path: String, _ format: Format, hasMark: Bool) throws(LanguageError) {
    self.path = path
    var options = Options()
    options.format = format
    let opened = Self.openTemporary(path)
    temporary = opened.path
    content = Content(opened.descriptor, path, RowWriter(options))
    guard opened.descriptor >= 0 else {
      throw LanguageError(.fileWrite, Literals.quoted(path), Files.reason())
    }
    if hasMark { content.write([0xEF, 0xBB, 0xBF]) }
  }

  /// Opens the file that is written first: beside its place, or, where the place is a device or a
  /// pipe, which must not be replaced, among the temporary ones.
  private static func openTemporary(_ path: String) -> (path: String, descriptor: Int32) {
    var facts = stat()
    let isThere = stat(path, &facts) == 0
    if isThere, facts.st_mode & S_IFMT == S_IFDIR {
      errno = EISDIR
      return ("", -1)
    }
    if isThere, facts.st_mode & S_IFMT != S_IFREG {
      var template = Array("/tmp/stardesk-XXXXXX".utf8CString)
      let descriptor = mkstemp(&template)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      let name = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      return (name, descriptor)
    }
    let name = "\(HeldOutput.place(of: path)).part\(getpid())"
    return (name, Glibc.open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666))
  }

  deinit {
    thread.finish()
    if content.close() { unlink(temporary) }
  }

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
  func finish(_ columns: Columns?, _ held: HeldOutput) throws(LanguageError) {
    writeWaiting()
    content.end(columns)
    if let failure = content.failure { throw failure }
    try held.rename(temporary, to: path)
  }

  /// What is written: by the one thread or the other, never by both at once.
  private final class Content: @unchecked Sendable {
    private let path: String
    private var descriptor: Int32
    private var writer: RowWriter
    private let failed = Mutex<LanguageError?>(nil)

    init(_ descriptor: Int32, _ path: String, _ writer: RowWriter) {
      self.descriptor = descriptor
      self.path = path
      self.writer = writer
    }

    /// Why something could not be written, after which nothing more is.
    var failure: LanguageError? { failed.withLock { $0 } }

    func add(_ rows: [Record], _ columns: Columns?) { write(writer.bytes(of: rows, columns)) }

    func write(_ bytes: [UInt8]) {
      guard failure == nil else { return }
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        if count < 0 {
          if errno == EINTR { continue }
          return fail()
        }
        written += count
      }
    }

    func end(_ columns: Columns?) {
      write(writer.end(columns))
      guard failure == nil else { return }
      guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { return fail() }
      close()
    }

    /// Closes the file; false when it was closed before.
    @discardableResult
    func close() -> Bool {
      guard descriptor >= 0 else { return false }
      Glibc.close(descriptor)
      descriptor = -1
      return true
    }

    private func fail() {
      let error = LanguageError(
        .fileWrite, Literals.quoted(path), Files.reason(), fault: .store)
      failed.withLock { $0 = error }
    }
  }
}

extension Interpreter {
  /// The file that a call of `save` or `tee` names.
  func saveFile(_ node: CallNode, _ command: Command) throws(LanguageError) -> SaveFile {
    let call = makeCall(node, command, try bind(node, command))
    let path = call.text("file")
    do throws(LanguageError) {
      let format = try Files.format(path, call.optionalText("format"))
      let hasMark = command.place(of: "mark") != nil && call.flag("mark")
      return try SaveFile(path, format, hasMark: hasMark)
    } catch {
      throw error.placed(at: program.place(argumentSpan(node, "file", command)))
    }
  }

  /// Writes all rows to a file.
  func save(_ stage: Stage, to file: SaveFile) throws(LanguageError) {
    do throws(LanguageError) {
      while let rows = try stage.pull() { try file.add(rows, stage.columns) }
    } catch {
      // The rows that came are durable, and this is all that tells of them.
      if stage.isChanging, grouping != .whole, file.rowCount > 0 { try finish(stage, file) }
      throw error
    }
    try finish(stage, file)
  }

  private func finish(_ stage: Stage, _ file: SaveFile) throws(LanguageError) {
    try file.finish(stage.columns, held)
    tell(stage)
    let count = file.rowCount
    held.remark(
      options.language == .chinese
        ? "\(file.path):\(count) 行\n" : "\(file.path): \(count) row\(count == 1 ? "" : "s")\n")
  }
}

/// Writes the rows to a file and passes them on.
final class TeeStage: FollowingStage {
  private let file: SaveFile
  private var hasEnded = false

  init(_ upstream: Stage, _ file: SaveFile) throws(LanguageError) {
    self.file = file
    super.init(upstream)
  }

  override var count: Int? { upstream.count }
  override var isListed: Bool { upstream.isListed }

  override func produce() throws(LanguageError) -> [Record]? {
    if let rows = try upstream.pull() {
      try file.add(rows, columns)
      return rows
    }
    if !hasEnded { try file.finish(columns, interpreter.held) }
    hasEnded = true
    return nil
  }
}
