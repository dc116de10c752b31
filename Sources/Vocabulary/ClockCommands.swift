import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// The store's clock, and what is to come.
  static func clockCommands() -> [Command] {
    [showClock(), setClock(), advanceClock(), acceptClock(), due()]
  }

  private static let clockColumns = ["now", "test", "carriedOut"]
  private static let resultColumns = Columns.named([
    "at", "kind", "customer", "subject", "numbers", "dropped",
  ])

  private static func showClock() -> Command {
    Command(
      "clock show", family: "clock", Words("the store's time", "库的时钟"),
      columns: ["now", "test"], right: .field,
      examples: [.init("clock show", Words("what time it is in the store", "库内时间"))],
      action: .read { (_, context) throws(LanguageError) in
        let (now, isTest) = try context.read { (view, now, _) throws(DeskError) in
          (now, try view.storeState()?.isTest ?? false)
        }
        return Language.Outcome(
          .record(Row.named(["now": .instant(now), "test": .boolean(isTest)])))
      })
  }

  private static func setClock() -> Command {
    Command(
      "clock set", family: "clock",
      Words("moves the clock of a test store forward to an instant", "把测试库时钟调到某一时刻"),
      help: Words(
        "Carries out everything that falls due on the way, in order of time, and lists it (CRE-9): "
          + "the first 100,000, and the number of the others (`more`).",
        "按时间顺序执行途中到期的全部事项并列出（CRE-9）：列出前 100,000 项，其余只给出数量（`more`）。"),
      parameters: [
        .positional("instant", .instant, Words("the instant to move to", "目标时刻"))
      ], columns: clockColumns, shares: true, right: .tester,
      examples: [.init("clock set 2016-02-12T09:00", Words("two days later", "两天以后"))],
      action: .change { (call, context) throws(LanguageError) in
        try moveClock(context, to: call.optionalInstant("instant") ?? Instant(seconds: 0), call)
      })
  }

  private static func advanceClock() -> Command {
    Command(
      "clock advance", family: "clock",
      Words("moves the clock of a test store forward by a duration", "把测试库时钟向前拨"),
      help: Words(
        "Carries out everything that falls due on the way, in order of time, and lists it (CRE-9): "
          + "the first 100,000, and the number of the others (`more`).",
        "按时间顺序执行途中到期的全部事项并列出（CRE-9）：列出前 100,000 项，其余只给出数量（`more`）。"),
      parameters: [
        .positional("duration", .duration, Words("how far, such as 48h", "时长，如 48h"))
      ], columns: clockColumns, shares: true, right: .tester,
      examples: [.init("clock advance 48h", Words("two days later", "两天以后"))],
      action: .change { (call, context) throws(LanguageError) in
        let now = try context.session.now()
        let duration = call.optionalDuration("duration") ?? .zero
        guard let instant = now.exactly(adding: duration) else {
          throw LanguageError(
            DeskError(
              "clock.range", ["now": .text(now.text), "duration": .text(duration.text)]))
        }
        return try moveClock(context, to: instant, call)
      })
  }

  private static func acceptClock() -> Command {
    Command(
      "clock accept", family: "clock",
      Words(
        "accepts the machine's clock when the last change is ahead of it", "最近改动在本机时钟之后时，确认以本机时钟为准"),
      help: Words(
        "For a production store whose last change is far ahead of this machine's clock, because a "
          + "clock was once wrong: the store accepts no changes until an administrator confirms that "
          + "the machine's clock is right. From then on that clock is used, and the journal records "
          + "it. What was done ahead of time is kept.",
        "用于生产库：曾因时钟有误，最近改动远在本机时钟之后，库不再接受改动，直到管理员确认本机时钟无误。"
          + "此后以本机时钟为准，并记入日志。提前发生的改动保持不变。"),
      columns: ["now", "before"], right: .administrator,
      examples: [
        .init(
          "clock accept", Words("the machine's clock is right again", "本机时钟已校准，继续使用"))
      ],
      action: .store { (call, session) throws(LanguageError) in
        try session.requireKept(call)
        let accepted = try session.withStore(call) { (store, wait) throws(DeskError) in
          try store.acceptClock(operator: session.operatorName, wait)
        }
        return Language.Outcome(
          .record(Row.named(["now": .instant(accepted.now), "before": .instant(accepted.before)])))
      })
  }

  private static func moveClock(
    _ context: StoreChangeContext, to instant: Instant, _ call: Call
  ) throws(LanguageError) -> Language.Outcome {
    if context.remembers(call) {
      let name = context.session.operatorName
      return try context.once(call) { (transaction) throws(DeskError) in
        var carriedOut = CarriedOut()
        try transaction.moveClock(to: instant, operator: name) { carriedOut.add($0) }
        return moved(to: instant, carriedOut)
      }
    }
    return Language.Outcome(
      moved(to: instant, try context.session.moveClock(to: instant, call)))
  }

  private static func moved(to instant: Instant, _ carriedOut: CarriedOut) -> Value {
    let rows = carriedOut.results.map { result in
      Row(
        resultColumns,
        [
          .instant(result.at), .text(result.entry.kind.name), .text(result.entry.customer.text),
          .text(result.entry.subjectText), .list(result.numbers.map(Value.text)),
          .boolean(result.isDropped),
        ])
    }
    let table = Value.table(Table(resultColumns, rows))
    guard carriedOut.more > 0 else {
      return .record(Row.named(["now": .instant(instant), "test": true, "carriedOut": table]))
    }
    return .record(
      Row.named([
        "now": .instant(instant), "test": true, "carriedOut": table,
        "more": .integer(Int64(carriedOut.more)),
      ]))
  }

  private static let dueColumns = Columns.named(
    ["at", "kind", "customer", "line", "subject"],
    kinds: [
      "kind": .choice(DueEvent.names), "customer": .text, "line": .text,
      "subject": .text,
    ])

  /// What is late happens now, not in the past.
  private static func row(_ entry: DueEntry, at now: Instant) -> Row {
    Row(
      dueColumns,
      [
        .instant(max(entry.at, now)), .text(entry.kind.name), .text(entry.customer.text),
        entry.isOfLine ? .text(entry.number) : .null, .text(entry.subjectText),
      ])
  }

  private static func due() -> Command {
    Command(
      "due", family: "clock", Words("what falls due, in order of time", "待到期事项"),
      columns: dueColumns.names, kinds: dueColumns.kinds, right: .field,
      examples: [.init("due | first 10", Words("the next ten", "最近的十项"))],
      action: .rows { (_, context) throws(LanguageError) in
        ChunkSource(dueColumns, from: DueEntry?.none, longest: 1024) {
          (first, limit, _) throws(LanguageError) in
          try context.read { (view, now, _) throws(DeskError) in
            let (entries, next) = try view.due(from: first, limit: limit)
            return (entries.map { row($0, at: now) }, next.map { DueEntry?.some($0) })
          }
        }
      })
  }
}

/// What a move of the clock carried out: as much as an answer holds, and how much more there was.
struct CarriedOut {
  private(set) var results: [DueResult] = []
  private(set) var more = 0

  private static let most = 100_000

  mutating func add(_ result: DueResult) {
    if results.count < Self.most { results.append(result) } else { more += 1 }
  }
}
