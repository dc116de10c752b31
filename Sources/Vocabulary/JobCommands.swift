import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Jobs: bulk work that is remembered and can be resumed.
  static func jobCommands() -> [Command] {
    [jobs(), showJob()]
  }

  private static let jobColumns = Columns.named(
    [
      "name", "state", "script", "operator", "from", "until", "done", "refused", "errors",
    ],
    kinds: [
      "name": .text, "state": .choice(CodeNames(["open": "未完成", "ended": "已结束", "undone": "已撤销"])),
      "script": .text,
      "operator": .text,
    ])

  private static func values(_ job: Job) -> [Value] {
    func count(_ name: String) -> Value { job.counts[name].map(OutcomeValue.value) ?? .null }
    return [
      .text(job.name), .text(job.state), .text(job.script),
      .text(job.operator), .instant(job.from), job.until.map(Value.instant) ?? .null,
      count("done"), count("refused"), count("errors"),
    ]
  }

  private static func jobs() -> Command {
    Command(
      "jobs", family: "job", Words("all jobs, by name", "全部任务"),
      help: Words(
        "A job is a run with `--job NAME`: what it has done is recorded, so that running the same "
          + "command again resumes it after an interruption.",
        "任务即以 `--job 名称` 运行的脚本：已办的都有记录，中断后再次运行同一命令即可继续。"),
      columns: jobColumns.names, kinds: jobColumns.kinds, right: .field,
      examples: [.init("jobs | where state == open", Words("unfinished jobs", "未完成的任务"))],
      action: .rows { (_, context) throws(LanguageError) in
        let jobs = try context.read { (view, _, _) throws(DeskError) in
          try view.all(Job.self, of: .absent)
        }
        return ListSource(Table(jobColumns, jobs.map { Row(jobColumns, values($0)) }))
      })
  }

  private static let shownColumns = Columns.named(
    jobColumns.names + ["arguments", "hash", "files", "orders"], kinds: jobColumns.kinds)
  private static let fileColumns = Columns.named(["file", "hash"])

  private static func showJob() -> Command {
    Command(
      "job show", family: "job",
      Words("a job with its arguments, files and number of orders", "任务的参数、文件与业务单数"),
      parameters: [
        .positional("name", .text, Words("the job", "任务名"), completion: "job", fromRow: "name")
      ], columns: shownColumns.names, right: .field,
      examples: [.init("jobs | job show", Words("each with its files and arguments", "逐个查看"))],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("name")
        let (job, orders) = try context.read { (view, _, _) throws(DeskError) in
          let job = try view.knownJob(name)
          return (job, try view.orders(of: JobMemory(of: job.name)).count)
        }
        let files = job.files.map { Row(fileColumns, [.text($0.file), .text($0.hash)]) }
        return Language.Outcome(
          .record(
            Row(
              shownColumns,
              values(job) + [
                .list(job.arguments.map { .text(DocumentNumber.masked(in: $0, .possible)) }),
                .text(job.hash),
                .table(Table(fileColumns, files)), .integer(Int64(orders)),
              ])))
      })
  }
}

extension Job {
  /// Whether it can be resumed, has ended, or was undone.
  fileprivate var state: String { undone != nil ? "undone" : until != nil ? "ended" : "open" }
}

extension StoreReading where Self: ~Copyable {
  /// A job that is there.
  ///
  /// - Throws: `job.unknown` with the names of those that are.
  borrowing func knownJob(_ name: String) throws(DeskError) -> Job {
    if let job = try job(name.withoutBlanksAround) { return job }
    let known = try all(Job.self, of: .absent).map(\.name)
    throw DeskError("job.unknown", ["job": .text(name), "known": .texts(known)])
  }
}
