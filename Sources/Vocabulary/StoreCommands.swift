import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// The store as a whole.
  static func storeCommands() -> [Command] {
    [initStore(), checkStore(), probeStore(), storeStats()]
  }

  private static func initStore() -> Command {
    Command(
      "store init", family: "store", Words("creates a store", "新建库"),
      help: Words(
        "Creates it in the folder that --store or STARDESK_STORE names. With --test: a test store, whose "
          + "clock is moved by commands and whose content may be replaced.",
        "在 --store 或 STARDESK_STORE 指定的目录。--test 建测试库：时钟由命令拨动，内容可替换。"),
      parameters: [.switch("test", Words("a test store", "测试库"))],
      columns: ["path", "test"], right: .administrator,
      examples: [.init("store init --test", Words("a store to try things out in", "新建测试库"))],
      action: .store { (call, session) throws(LanguageError) in
        try session.requireKept(call)
        do throws(DeskError) {
          try session.connection.makeStore(isTest: call.flag("test"))
        } catch {
          throw LanguageError(error)
        }
        return Language.Outcome(
          .record(Row.named(["path": .text(session.path), "test": .boolean(call.flag("test"))])))
      })
  }

  private static let faultColumns = Columns.named(["code", "table", "key", "message"])

  private static func checkStore() -> Command {
    Command(
      "store check", family: "store",
      Words("checks the store for damage and contradictions", "检查库是否完整一致"),
      help: Words(
        "Checks every page of the file (in use once, or free), every checksum, every record, every "
          + "index against the records and back, the chain of the journal and its end, and the records "
          + "that changed last against the journal. If the pages are damaged, nothing else is checked. "
          + "A separate process reads the whole file first, so that a damaged file cannot crash this "
          + "program.",
        "逐页核对文件（每页只被使用一次或空闲），再核对校验和、记录、索引、日志链及其末端，以及最近改动的记录与日志是否一致。页面本身不符时只报告页面。"
          + "查看记录之前先由单独的进程读完文件，损坏的文件不会拖垮本程序。"),
      parameters: [
        .named(
          "limit", .duration, Words("how long the check may take", "检查时限"),
          defaultValue: .duration(.minutes(10)))
      ],
      columns: ["sound", "records", "indexEntries", "journalEntries", "faults"], right: .support,
      examples: [.init("store check", Words("whether the store is sound", "库是否完整"))],
      action: .store { (call, session) throws(LanguageError) in
        let limit = Int(clamping: call.optionalDuration("limit")?.seconds ?? 600)
        let report = try session.check(call, limit: limit)
        let faults = report.faults.map { fault in
          Row(
            faultColumns,
            [
              .text(fault.code), .text(fault.table), .text(fault.key),
              .text(fault.message(in: call.language)),
            ])
        }
        if let first = report.faults.first {
          throw LanguageError(
            DeskError(
              "store.unsound", fault: .store,
              [
                "count": .integer(Int64(report.faultCount)),
                "faults": .text(
                  report.faults.map { $0.message(in: call.language) }
                    .joined(separator: call.language == .chinese ? "；" : "; ")),
                "first": .text(first.code),
              ]))
        }
        let records = report.records.reduce(0) { $0 + $1.count }
        return Language.Outcome(
          .record(
            Row.named([
              "sound": .boolean(report.isSound), "records": .integer(Int64(records)),
              "indexEntries": .integer(Int64(report.indexEntries)),
              "journalEntries": .integer(report.journalEntries),
              "faults": .table(Table(faultColumns, faults)),
            ])))
      })
  }

  private static func probeStore() -> Command {
    Command(
      "store probe", family: "store",
      Words("reads every page of the store's file", "读取库文件的每一页"),
      help: Words(
        "The part of store check that runs in a separate process once the pages are checked.",
        "store check 在确认页面相符之后由单独进程执行的步骤。"),
      right: .support,
      examples: [.init("store probe", Words("whether the file can be read", "文件是否可读"))],
      action: .store { (call, session) throws(LanguageError) in
        try session.withStore(call) { (store, _) throws(DeskError) in
          try store.readThrough()
        }
        return .nothing
      })
  }

  private static let sizeColumns = Columns.named(["table", "entries", "depth", "pages", "bytes"])
  private static let countColumns = Columns.named(["type", "count"])

  private static func storeStats() -> Command {
    Command(
      "store stats", family: "store", Words("how much the store holds", "库的规模"),
      columns: ["path", "fileBytes", "freePages", "journalEntries", "records", "tables"],
      right: .support,
      examples: [.init("store stats", Words("records and sizes", "记录数与大小"))],
      action: .store { (call, session) throws(LanguageError) in
        let figures = try session.withStore(call) { (store, _) throws(DeskError) in
          try store.stats()
        }
        let sizes = figures.trees.map { tree in
          Row(
            sizeColumns,
            [
              .text(tree.name), .integer(Int64(tree.entries)), .integer(Int64(tree.depth)),
              .integer(Int64(tree.pages)), .integer(Int64(tree.bytes)),
            ])
        }
        let counts = figures.records.map {
          Row(countColumns, [.text($0.type.name), .integer(Int64($0.count))])
        }
        return Language.Outcome(
          .record(
            Row.named([
              "path": .text(session.path), "fileBytes": .integer(figures.fileBytes),
              "freePages": .integer(Int64(figures.freePages)),
              "journalEntries": .integer(Int64(figures.journalEntries)),
              "records": .table(Table(countColumns, counts)),
              "tables": .table(Table(sizeColumns, sizes)),
            ])))
      })
  }
}

extension StoreSession {
  /// Keeps a command that cannot be undone from running where nothing is to be kept, or in a job, which
  /// could not tell whether it has run.
  ///
  /// - Throws: `command.not-dry`, `job.command`.
  func requireKept(_ call: Call) throws(LanguageError) {
    if job != nil {
      throw LanguageError(DeskError("job.command", ["command": .text(call.command.name)]))
    }
    guard keepsNothing || call.isDryRun else { return }
    throw LanguageError(DeskError("command.not-dry", ["command": .text(call.command.name)]))
  }

  /// Checks the store.
  ///
  /// - Parameter limit: how many seconds it may take.
  /// - Throws: `store.check-limit` when it took longer, `store.check-interrupted`, and
  ///   `store.unreadable`.
  fileprivate func check(_ call: Call, limit: Int) throws(LanguageError) -> CheckReport {
    let end = seconds() + Double(limit)
    return try withStore(call) { (store, wait) throws(DeskError) in
      func stop() -> DeskError? {
        if wait.isBrokenOff {
          return DeskError("store.check-interrupted", fault: .interruption)
        }
        guard seconds() >= end else { return nil }
        return DeskError(
          "store.check-limit", fault: .store, ["seconds": .integer(Int64(limit))])
      }
      return try store.check(
        readThrough: { () throws(DeskError) in
          try probe(store, seconds: Int(max(end - seconds(), 0).rounded(.up)), stop)
        }, stop: stop)
    }
  }

  /// Has a program of its own read the store's whole file through the map: a damaged one may end its
  /// reader or keep it in a loop.
  ///
  /// - Parameters:
  ///   - seconds: how long it may take.
  ///   - stop: asked now and then; an error ends it.
  /// - Throws: `store.unreadable` when the other program died of the file or did not end.
  private func probe(
    _ store: Store, seconds: Int, _ stop: () -> DeskError?
  ) throws(DeskError) {
    guard let program else { return }
    try store.readThrough(
      by: program, ["stardesk", "--store", path, "--read-only", "-c", "store probe"],
      seconds: seconds, stop)
  }
}
