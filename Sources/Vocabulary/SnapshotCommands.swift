import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Snapshots.
  static func snapshotCommands() -> [Command] {
    [loadSnapshot(), saveSnapshot(), diffSnapshots()]
  }

  private static let file = Parameter.positional(
    "file", .file, Words("the snapshot file; .gz is compressed", "快照文件，.gz 为压缩"),
    completion: "file")

  private static func loadSnapshot() -> Command {
    Command(
      "snapshot load", family: "snapshot",
      Words("replaces the store's content with a snapshot", "用快照替换库中内容"),
      help: Words(
        "Loads all of it or nothing. Replaces a test store or an empty one, any other only with --yes; "
          + "a test store's snapshot can be loaded into a test store only. The journal of a test store "
          + "starts again; that of any other continues with an entry that has the hashes of the old and "
          + "the new content. Loading is a transaction of its own and is kept even if the script is "
          + "rolled back later.",
        "要么全部装载，要么不变。只替换测试库或空库，其他库需 --yes；测试库的快照只能装入测试库。"
          + "测试库的日志重新开始；其他库的日志继续，新增一条，载明替换前后内容的哈希。"
          + "装载自成一个事务，脚本之后回滚也不撤销。"),
      parameters: [file], columns: ["file", "records", "clock", "test", "sha256"],
      right: .tester, isGuarded: true,
      examples: [
        .init(
          "snapshot load \"Snapshots/demo.jsonl\"", Words("the demo store", "装载演示数据"))
      ],
      action: .store { (call, session) throws(LanguageError) in
        let path = call.text("file")
        try session.requireKept(call)
        let result = try session.withStore(call) { [call] (store, wait) throws(DeskError) in
          try store.loadSnapshot(
            .file(path), replacing: call.isConsented, wait, operator: session.operatorName)
        }
        var outcome = Language.Outcome(
          .record(
            Row.named([
              "file": .text(path), "records": .integer(Int64(result.count)),
              "clock": .instant(result.clock), "test": .boolean(result.isTest),
              "sha256": .text(result.sha256),
            ])))
        if let told = result.privateUse?.message(path, in: call.language) {
          outcome.remarks.append(told)
        }
        return outcome
      })
  }

  private static func saveSnapshot() -> Command {
    Command(
      "snapshot save", family: "snapshot", Words("saves the store as a snapshot", "把库保存为快照"),
      help: Words(
        "The same state gives the same bytes. With customer=, or in a pipeline, only those customers "
          + "with everything of theirs, and what belongs to no customer. A pipeline without rows saves "
          + "no customer.",
        "同一状态得到相同的字节。给出 customer= 或来自管道时，只保存这些客户的全部内容及不属于任何客户的内容。"
          + "管道没有行时不保存任何客户。"),
      parameters: [
        .output("file", Words("the snapshot file; .gz is compressed", "快照文件，.gz 为压缩")),
        .named(
          "customer", .list(of: .subject), Words("only these customers", "仅这些客户"),
          completion: "customer"),
      ],
      columns: ["file", "records", "sha256", "alsoSaved"], right: .support,
      examples: [
        .init("snapshot save \"state.jsonl\"", Words("what the store holds", "保存当前状态"))
      ],
      action: .sink { (call, rows, session) throws(LanguageError) in
        let session = session.ofStore
        let path = call.text("file")
        let names = try selected(call, rows)
        let ids = try names.map { (names) throws(LanguageError) in
          try identifiers(names, session.context)
        }
        let result = try session.withStore(call) { (store, wait) throws(DeskError) in
          try store.saveSnapshot(
            to: path, customers: ids, isInterrupted: { wait.isBrokenOff })
        }
        return Language.Outcome(
          .record(
            Row.named([
              "file": .text(path), "records": .integer(Int64(result.count)),
              "sha256": .text(result.sha256),
              "alsoSaved": .list(result.alsoSaved.map { .text($0.text) }),
            ])))
      })
  }

  /// The customers that are to be saved, by their names; nil: all, since nobody asked for some.
  ///
  /// - Throws: `snapshot.row` for a row that names none.
  private static func selected(
    _ call: Call, _ rows: RowStream
  ) throws(LanguageError) -> [String]? {
    let isGiven = !call["customer"].isNull
    guard isGiven || rows.isPiped else { return nil }
    var names = call.texts("customer")
    var count: Int64 = 0
    while let row = try rows.next() {
      count += 1
      let name = ["customer", "id", "number"].lazy.compactMap { row[$0].map(ValueText.text) }
        .first { !$0.isEmpty }
      guard let name else {
        throw LanguageError(DeskError("snapshot.row", ["row": .integer(count)]))
      }
      names.append(name)
    }
    guard !names.contains("") else { throw LanguageError(DeskError("snapshot.customer")) }
    return names
  }

  private static let differenceColumns = Columns.named([
    "what", "type", "key", "field", "before", "after",
  ])

  private static func diffSnapshots() -> Command {
    Command(
      "snapshot diff", family: "snapshot",
      Words("the differences between two snapshots or stores", "比较两个快照或库"),
      help: Words(
        "Each is the file of a snapshot or the folder of a store; the second is the open store by "
          + "default. One row per field.",
        "每个可为快照文件或库目录；不给第二个则与当前库比较。每个字段一行。"),
      parameters: [
        .positional("first", .file, Words("what was before", "之前"), completion: "file"),
        .positional(
          "second", .file, Words("what is now; the open store by default", "现在，默认当前库"),
          isRequired: false, completion: "file"),
      ], columns: differenceColumns.names, right: .support,
      examples: [
        .init(
          "snapshot diff \"Snapshots/demo.jsonl\"",
          Words("what has changed since it was loaded", "装载以来的改动"))
      ],
      action: .store { (call, session) throws(LanguageError) in
        let (first, second) = (call.text("first"), call.optionalText("second"))
        var rows: [Row] = []
        try session.withStore(call) { (store, _) throws(DeskError) in
          let right = try second.map { (path) throws(DeskError) in try SnapshotSide.at(path) }
          try snapshotDiff(try .at(first), right ?? .store(store)) {
            (difference) throws(DeskError) in
            rows += row(difference)
            return true
          }
        }
        return Language.Outcome(.table(Table(differenceColumns, rows)))
      })
  }

  private static func row(_ difference: SnapshotDifference) -> [Row] {
    difference.fields.map { field in
      Row(
        differenceColumns,
        [
          .text(difference.kind.rawValue), .text(difference.type), .text(difference.key),
          .text(field.name), field.before.map(Value.text) ?? .null,
          field.after.map(Value.text) ?? .null,
        ])
    }
  }

  private static func identifiers(
    _ names: [String], _ context: StoreReadContext
  ) throws(LanguageError) -> [Identifier] {
    try context.read { (view, _, _) throws(DeskError) in
      var ids: [Identifier] = []
      for name in names { ids.append(try view.identify(name)) }
      return ids
    }
  }
}
