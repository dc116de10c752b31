import Basics

/// Gathers the rows and commands that are refused or in error, each with its reasons, into files
/// that can be run again.
///
/// Rows of a pipeline keep their columns, and the file the encoding and the separators of the one from
/// which they came, so that the same script can run on it; behind the columns stand ``columns``, which
/// no command looks at. A row that its file did not give whole keeps what stands there, and is in error
/// again when the file is run.
/// Rows that another command rejected, or that have other columns, go into a file of their own
/// beside the first: `rejects.csv`, `rejects-2.csv`. Commands outside of pipelines go into
/// `rejects.desk` with what they were given; when that is the name asked for, rows become commands
/// there too.
final class Rejects {
  /// What is added behind the columns of a row.
  static let columns = ["rejectOutcome", "rejectCodes", "rejectMessage", "rejectSource"]

  /// Rows of one command with one set of columns.
  private final class Lot {
    let command: String
    let site: UInt64
    let input: Columns
    let output: Columns
    /// Where in the input the first columns of the output stand.
    let indices: [Int]
    let file: SaveFile

    init(_ command: String, _ site: UInt64, _ input: Columns, _ file: SaveFile) {
      self.command = command
      self.site = site
      self.input = input
      self.file = file
      indices = Rejects.indices(input)
      output = Rejects.output(input)
    }
  }

  private let stem: String
  private let ending: String
  private let format: Format?
  /// The first file, until something is rejected: it is opened at once, so that a folder that is not
  /// there is known before anything runs.
  private var first: SaveFile?
  private var firstColumns: Columns?
  private var firstForm: FileForm?
  private var lots: [Lot] = []
  private var commands: SaveFile?
  private var commandCount = 0
  private let context: RunContext

  /// - Parameter path: where they go; `.csv`, `.tsv`, `.jsonl` or `.desk`.
  /// - Throws: `file.format`, `file.home`, `file.write`, `file.store`, `file.twice`.
  init(_ path: String, _ context: RunContext) throws(LanguageError) {
    self.context = context
    let path = try Files.expanded(path)
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let dot = name.lastIndex(of: ".").map { name.distance(from: $0, to: name.endIndex) } ?? 0
    stem = String(path.dropLast(dot))
    ending = String(path.suffix(dot))
    if ending.lowercased() == ".desk" {
      format = nil
      commands = try SaveFile(path, as: .rejects, .tsv, hasMark: false, context)
    } else {
      let format = try Files.format(path, nil)
      self.format = format
      first = try SaveFile(path, as: .rejects, format, hasMark: false, context)
    }
  }

  /// Opens a further file beside the first: under the first name that serves no other purpose.
  private func further(
    _ ending: String, from number: Int, _ format: Format
  ) throws(LanguageError) -> SaveFile {
    var number = number
    func path() -> String { stem + (number == 1 ? "" : "-\(number)") + ending }
    while !context.files.isFree(path()) { number += 1 }
    return try SaveFile(path(), as: .rejects, format, hasMark: false, context)
  }

  private static func indices(_ columns: Columns) -> [Int] {
    (0..<columns.shownCount).filter { !Self.columns.contains(columns.names[$0]) }
  }

  private static func output(_ columns: Columns) -> Columns {
    Columns(indices(columns).map { columns.names[$0] } + Self.columns)
  }

  /// Notes the columns of the rows of a pipeline: the heading, should nothing be rejected.
  ///
  /// - Parameter form: how the file is written from which they come.
  func expect(_ columns: Columns, _ form: FileForm?) {
    guard firstColumns == nil else { return }
    firstColumns = Self.output(columns)
    firstForm = form
  }

  // MARK: Rows

  /// Adds a row that was refused.
  ///
  /// - Parameter form: how the file is written from which the row came; nil of others.
  func add(_ row: Record, _ call: Call, _ outcome: Outcome, _ form: FileForm?) {
    add(row, call, "refused", outcome.codes, Self.message(of: outcome), form)
  }

  /// Adds a row that was in error.
  ///
  /// - Parameter form: how the file is written from which the row came; nil of others.
  func add(_ row: Record, _ call: Call, _ error: LanguageError, _ form: FileForm?) {
    let message = error.message(in: context.options.language)
    add(row, call, "error", [error.code], message, form)
  }

  private func add(
    _ row: Record, _ call: Call, _ outcome: String, _ codes: [String], _ message: String,
    _ form: FileForm?
  ) {
    let source = Self.source(row, call.location)
    guard format != nil else {
      let isBound = outcome == "refused" || CommandText.isWhole(call)
      let text = isBound ? CommandText.text(call) : Self.comment(row)
      return add(text, "\(outcome) \(codes.joined(separator: " ")): \(message) (\(source))")
    }
    do throws(LanguageError) {
      let lot = try lot(call, row.columns, form)
      let added: [Value] = [
        .text(outcome), .text(codes.joined(separator: " ")), .text(message), .text(source),
      ]
      let columns = lot.output
      guard let fault = row.columns.fault, let fields = fault.fields else {
        let values = lot.indices.map { row.raw($0) }
        return try lot.file.add([Record(columns, values + added)], columns)
      }
      try lot.file.add([Self.unreadable(fault, fields, lot.indices.count, added, format)], columns)
    } catch {
      failure = failure ?? error
    }
  }

  /// A row that its file did not give whole, as it stands there: in CSV and TSV with a number of
  /// fields that no row has, in JSON Lines without the fields that a command would look for.
  private static func unreadable(
    _ fault: RowFault, _ fields: [String], _ count: Int, _ added: [Value], _ format: Format?
  ) -> Record {
    guard format != .jsonl else {
      let text = Value.text(fields.joined(separator: ","))
      return Record(Columns([textColumn] + columns), [text] + added)
    }
    let fields = fields + (fields.count == count ? [""] : [])
    let names = fields.indices.map { "\($0 + 1)" } + columns
    return Record(Columns(Columns(names), fault: fault), fields.map(Value.text) + added)
  }

  /// The field that has what could not be read.
  private static let textColumn = "rejectText"

  /// The first failure to write, which ends the run at its end.
  private var failure: LanguageError?

  private func lot(
    _ call: Call, _ columns: Columns, _ form: FileForm?
  ) throws(LanguageError) -> Lot {
    if let last = lots.last, last.site == call.site, last.input === columns { return last }
    // Each line of JSON Lines names its own fields.
    let names = Self.output(columns).names
    let known = lots.first {
      $0.site == call.site && (format == .jsonl || $0.output.names == names)
    }
    if let known {
      guard known.input !== columns else { return known }
      // The same columns in another object, as those of the next file.
      let lot = Lot(known.command, known.site, columns, known.file)
      lots.append(lot)
      return lot
    }
    let file: SaveFile
    if let first {
      file = first
      self.first = nil
    } else {
      let number = Set(lots.map { ObjectIdentifier($0.file) }).count + 1
      file = try further(ending, from: number, format ?? .csv)
    }
    if let form { file.adopt(form) }
    let lot = Lot(call.command.name, call.site, columns, file)
    lots.append(lot)
    return lot
  }

  private static func source(_ row: Record?, _ location: SourceLocation?) -> String {
    if let columns = row?.columns, columns.hiddenCount > 0, let line = row?[FileSource.lineColumn] {
      return ValueText.text(line)
    }
    return location.map { "\($0.source.name):\($0.line)" } ?? ""
  }

  private static func message(of outcome: Outcome) -> String {
    guard case .list(let reasons)? = outcome.value.asRecord?["reasons"] else { return "" }
    return reasons.compactMap { $0.asRecord?["message"]?.asText }.joined(separator: "; ")
  }

  /// A row of which no command could be made.
  private static func comment(_ row: Record) -> String {
    var writer = ByteWriter()
    ValueText.writeJSON(row, to: &writer)
    return "# " + writer.text
  }

  // MARK: Commands

  /// Adds a command outside of a pipeline that was refused.
  func add(_ call: Call, _ outcome: Outcome) {
    let reason = "refused \(outcome.codes.joined(separator: " ")): \(Self.message(of: outcome))"
    add(CommandText.text(call), "\(reason) (\(Self.source(nil, call.location)))")
  }

  /// Adds a statement that was in error, after which the script goes on: with what the command was
  /// given, or as it stands in the script when it could not be given anything.
  ///
  /// - Parameters:
  ///   - lastCall: the changing command that was bound last.
  ///   - isInBlock: whether the statement stands in a block, whose variables its text cannot name.
  func add(
    _ statement: StatementNode, _ error: LanguageError, lastCall: Call?, isInBlock: Bool
  ) {
    let location = context.program.location(statement.span)
    var text = "# " + location.marked
    if case .command(let index) = statement.kind {
      let node = context.program.calls[Int(index)]
      guard context.table.commands[Int(node.command)].changes else { return }
      if let call = lastCall, call.site == node.span.site {
        text = CommandText.text(call)
      } else if !isInBlock {
        text = location.marked
      }
    }
    let message = error.message(in: context.options.language)
    add(text, "error \(error.code): \(message) (\(Self.source(nil, location)))")
  }

  private func add(_ command: String, _ reason: String) {
    do throws(LanguageError) {
      let file: SaveFile
      if let commands {
        file = commands
      } else {
        file = try further(".desk", from: 1, .tsv)
        commands = file
      }
      commandCount += 1
      let lines = [
        reason.escapedForTerminal.split(separator: "\n").joined(separator: " "), command,
      ]
      try file.add(text: "# \(lines[0])\n\(lines[1])\n")
    } catch {
      failure = failure ?? error
    }
  }

  // MARK: End

  /// Ends the files, gives them their names, and says what is in each.
  func finish(_ held: CommitGatedOutput, _ language: ReaderLanguage) throws(LanguageError) {
    if let failure { throw failure }
    let isChinese = language == .chinese
    if let first {
      if let firstForm { first.adopt(firstForm) }
      try first.finish(firstColumns, held)
    }
    var told: Set<ObjectIdentifier> = []
    for lot in lots where told.insert(ObjectIdentifier(lot.file)).inserted {
      try lot.file.finish(lot.output, held)
      let count = lot.file.rowCount
      held.remark(
        isChinese
          ? "\(lot.file.path)：“\(lot.command)”退回 \(count) 行\n"
          : "\(lot.file.path): \(count) row\(count == 1 ? "" : "s") rejected by \(lot.command)\n")
    }
    guard let commands else { return }
    try commands.finish(nil, held)
    guard commandCount > 0 else { return }
    held.remark(
      isChinese
        ? "\(commands.path)：退回 \(commandCount) 条命令\n"
        : "\(commands.path): \(commandCount) command\(commandCount == 1 ? "" : "s") rejected\n")
  }
}

/// A call as text that reads as the same call.
enum CommandText {
  /// The command with all that it was given, its row and variables filled in.
  static func text(_ call: Call) -> String {
    var words = [call.command.name]
    let parameters = call.command.parameters
    for (index, parameter) in parameters.enumerated() {
      let value = call.values[index]
      guard !value.isNull, value != parameter.defaultValue else { continue }
      switch parameter.style {
      case .positional where parameter.isRepeated:
        if case .list(let values) = value {
          words += values.map { written($0, parameter.kind) }
        }
      case .positional: words.append(written(value, parameter.kind))
      case .named: words.append("\(parameter.name)=\(written(value, parameter.kind))")
      case .switch:
        guard parameter.name != "dry-run", parameter.name != "changes" else { continue }
        words.append("--\(parameter.name)")
      }
    }
    return words.joined(separator: " ")
  }

  /// Whether everything that the command needs was given.
  static func isWhole(_ call: Call) -> Bool {
    call.command.parameters.indices.allSatisfy {
      !call.command.parameters[$0].isRequired || !call.values[$0].isNull
    }
  }

  private static func written(_ value: Value, _ kind: ParameterKind) -> String {
    if case .list(let values) = value {
      var element = ParameterKind.any
      if case .list(let inner) = kind { element = inner }
      return "[" + values.map { written($0, element) }.joined(separator: ", ") + "]"
    }
    let text = ValueText.text(value)
    guard case .text = value else { return text }
    let isPlain = text.utf8.allSatisfy { Bytes.isLetter($0) || Bytes.isDigit($0) }
    if kind != .any, isPlain, !text.isEmpty { return text }
    return WordText.quoted(text)
  }
}
