import Basics
import Synchronization

/// A file of rows that is written out of sight and gets its name when they are durable.
///
/// Many rows become bytes on a thread of their own, while the next are made.
final class SaveFile {
  let path: String
  private let place: FilePlace
  private let files: RunFiles
  private let content: Content
  private let thread = SideThread()
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
  ///   - hasMark: whether it begins with the mark by which spreadsheets know UTF-8.
  ///   - writesNow: whether a pipe or a device is written into before the file is finished.
  /// - Throws: `file.write`, `file.store`, `file.twice`, so that a place where nothing can be written
  ///   is known before anything changes.
  init(
    _ path: String, as use: FileUse, _ format: Format, hasMark: Bool, writesNow: Bool = false,
    _ interpreter: Interpreter
  ) throws(LanguageError) {
    self.path = path
    files = interpreter.files
    var options = Options()
    options.format = format
    let place = try files.write(path, as: use)
    self.place = place
    do throws(SystemError) {
      let file = try OutputFile(
        place, writesNow: writesNow, isInterrupted: interpreter.isInterrupted)
      content = Content(file, path, RowWriter(options))
    } catch {
      files.forget(place)
      throw Files.failure(.fileWrite, path, error)
    }
    if hasMark { content.write([0xEF, 0xBB, 0xBF]) }
  }

  deinit {
    thread.finish()
    if !isFinished { files.forget(place) }
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
    isFinished = true
    try held.put(HeldFile(content.file, path, files))
  }

  /// What is written: by the one thread or the other, never by both at once.
  private final class Content: @unchecked Sendable {
    let file: OutputFile
    private let path: String
    private var writer: RowWriter
    private let failed = Mutex<LanguageError?>(nil)

    init(_ file: OutputFile, _ path: String, _ writer: RowWriter) {
      self.file = file
      self.path = path
      self.writer = writer
    }

    /// Why something could not be written, after which nothing more is.
    var failure: LanguageError? { failed.withLock { $0 } }

    func add(_ rows: [Record], _ columns: Columns?) { write(writer.bytes(of: rows, columns)) }

    /// Writes whole lines; at a terminal nothing in them commands it.
    func write(_ bytes: [UInt8]) {
      let shown =
        file.isTerminal
        ? Array(String(decoding: bytes, as: UTF8.self).linesEscapedForTerminal.utf8) : bytes
      attempt { () throws(SystemError) in try file.write(shown) }
    }

    func end(_ columns: Columns?) {
      write(writer.end(columns))
      attempt { () throws(SystemError) in try file.seal() }
    }

    private func attempt(_ body: () throws(SystemError) -> Void) {
      guard failure == nil else { return }
      do throws(SystemError) {
        try body()
      } catch {
        let failure = Files.failure(.fileWrite, path, error, fault: .store)
        failed.withLock { $0 = failure }
      }
    }
  }
}

extension Interpreter {
  /// The file that a call of `save` or `tee` names, for the rows of a stage.
  func saveFile(
    _ node: CallNode, _ command: Command, _ stage: Stage
  ) throws(LanguageError) -> SaveFile {
    let call = makeCall(node, command, try bind(node, command))
    let path = call.text("file")
    do throws(LanguageError) {
      let format = try Files.format(path, call.optionalText("format"))
      let hasMark = command.place(of: "mark") != nil && call.flag("mark")
      // Into a pipe nothing may go that is rolled back later; what can be, only this step knows
      // when it is the last.
      let isLast = command.role == .sink
      let writesNow = !mayChangeAnything || isLast && grouping != .whole && !held.isHolding
      return try SaveFile(
        path, as: .output, format, hasMark: hasMark, writesNow: writesNow, self)
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
