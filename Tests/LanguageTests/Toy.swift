import Basics
import Glibc
import Language
import TestSupport

/// A desk of toys: numbers that can be paid for and restored, so that the language has something to
/// change.
final class Toy: Session {
  struct Line: Equatable {
    var customer: Int64
    var state: String
    var stars: Int64
    var balance: Money
  }

  /// What is durable, and what the open transaction sees.
  var durable: [String: Line]
  var working: [String: Line]
  /// Whether a transaction is open, which keeps other writers out.
  var isOpen = false
  private var savepoints: [(name: String, lines: [String: Line])] = []
  /// What happened, in order: `run 1`, `commit`, `rollback`.
  var log: [String] = []
  var rollbacks: [Rollback] = []
  var orders: Int64 = 0
  /// What restores were given.
  var credits: [Money] = []
  var tickets: [String] = []
  /// After how many runs the store fails, and somebody breaks the run off.
  var failsAfter = Int.max
  var interruptsAfter = Int.max
  var runs = 0
  var rightsMissing: Set<String> = []

  init(_ count: Int = 30) {
    var lines: [String: Line] = [:]
    for index in 1...count {
      let number = 13_300_000_000 + index
      lines["\(number)"] = Line(
        customer: Int64((count - index) / 2 + 1), state: index % 3 == 0 ? "active" : "one-way",
        stars: Int64(index % 7), balance: Money(fen: Int64(index) * -100))
    }
    durable = lines
    working = lines
  }

  var isInterrupted: Bool { runs >= interruptsAfter }

  func authorise(_ command: Command, _ extent: ChangeExtent) throws(LanguageError) {
    guard !rightsMissing.contains(command.name) else { throw toyError("right.missing") }
  }

  var readContext: any ReadContext { ToyContext() }
  var changeContext: any ChangeContext { ToyContext() }

  func carryOut(_ window: Window) throws(LanguageError) {
    var order = Array(0..<window.count)
    if !window.keepsOrder {
      let keys = order.map { working[window.subject($0).asText ?? ""]?.customer ?? 0 }
      order.sort { keys[$0] < keys[$1] || (keys[$0] == keys[$1] && $0 < $1) }
    }
    let size: Int
    switch window.grouping {
    case .whole: size = .max
    case .each: size = 1000
    case .batch(let count): size = count
    }
    var pending = 0
    for index in order {
      try window.run(index, changeContext)
      pending += 1
      if pending == size {
        try commit()
        window.markDurable()
        pending = 0
      }
    }
    guard window.grouping != .whole else { return }
    try commit()
    window.markDurable()
  }

  func commit() throws(LanguageError) {
    guard isOpen else { return }
    guard runs < failsAfter else { throw toyError("store.full", .store) }
    isOpen = false
    log.append("commit")
    durable = working
    savepoints = []
  }

  func rollback(_ entry: Rollback?) throws(LanguageError) {
    if isOpen { log.append("rollback") }
    isOpen = false
    if let entry { rollbacks.append(entry) }
    working = durable
    savepoints = []
  }

  func savepoint(_ name: String) throws(LanguageError) {
    isOpen = true
    savepoints.append((name, working))
  }

  func rollback(to name: String) throws(LanguageError) {
    let index = savepoints.lastIndex { $0.name == name }!
    working = savepoints[index].lines
    savepoints.removeSubrange((index + 1)...)
  }

  func release(_ name: String) throws(LanguageError) {
    let index = savepoints.lastIndex { $0.name == name }!
    savepoints.removeSubrange(index...)
  }

  func now() throws(LanguageError) -> Instant { Instant(seconds: 1_455_033_600) }
}

/// The commands of the toy know where it is.
final class ToyContext: ReadContext, ChangeContext {}

struct ToyError: SpeakingError {
  let code: String

  func message(in language: ReaderLanguage) -> String {
    language == .chinese ? "玩具错误 \(code)" : "toy error \(code)"
  }
}

func toyError(_ code: String, _ fault: LanguageError.Fault = .request) -> LanguageError {
  LanguageError(ToyError(code: code), fault: fault)
}

/// Rows of the toy's lines, read by key, some at a time.
final class ToyLines: RowSource, NativeRow {
  static let names = ["number", "state", "stars", "balance", "customer"]
  let columns: Columns
  private let toy: Toy
  private var last = ""
  private var number = ""
  var fetched = 0

  init(_ toy: Toy, _ columns: Columns) {
    self.toy = toy
    self.columns = columns
  }

  func value(at column: Int) throws(LanguageError) -> Value {
    fetched += 1
    let line = toy.working[number]!
    switch column {
    case 0: return .text(number)
    case 1: return .text(line.state)
    case 2: return .integer(line.stars)
    case 3: return .money(line.balance)
    default: return .integer(line.customer)
    }
  }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    for key in toy.working.keys.filter({ $0 > last }).sorted().prefix(limit) {
      last = key
      number = key
      guard try take(self) else { return true }
    }
    return toy.working.keys.contains { $0 > last }
  }
}

final class ToyOutput: Output {
  var results = ""
  var remarks = ""
  var questions: [String] = []
  var answer: Bool?
  /// How much was put out at each commit so far; the toy's log is looked at by the tests.
  var onWrite: () -> Void = {}

  func write(_ bytes: [UInt8]) throws(LanguageError) {
    onWrite()
    results += String(decoding: bytes, as: UTF8.self)
  }

  func remark(_ text: String) { remarks += text }

  var counts: [ProgressCount] = []
  func progress(_ count: ProgressCount) { counts.append(count) }

  func confirm(_ question: String) -> Bool? {
    questions.append(question)
    return answer
  }
}

/// A runner over a toy, and what it put out.
struct ToyRun {
  let toy: Toy
  let output = ToyOutput()
  let runner: ScriptRunner

  init(
    _ toy: Toy = Toy(), files: [String: String] = [:], table: CommandTable? = nil,
    _ adapt: (inout Options) -> Void = { _ in }
  ) {
    self.toy = toy
    var options = Options()
    adapt(&options)
    runner = ScriptRunner(
      table ?? ToyRun.table(toy), session: toy, output: output, options: options,
      load: { path throws(LanguageError) in
        guard let text = files[path] else { return try Files.read(path) }
        return Array(text.utf8)
      },
      isInterrupted: { toy.isInterrupted })
  }

  @discardableResult
  func run(_ text: String, name: String = "test.desk") -> Int32 {
    runner.run(SourceText(name: name, text))
  }

  static func table(_ toy: Toy) -> CommandTable {
    CommandTable([restore(toy), card(toy), show(toy), lines(toy), send(toy)])
  }

  private static let number = Parameter.positional(
    "number", .number, Words("the line's number", "号码"), completion: "number",
    fromRow: "number")

  private static func lines(_ toy: Toy) -> Command {
    let columns = Columns(ToyLines.names)
    return Command(
      "lines", family: "line", Words("all lines", "所有号码"), columns: ToyLines.names,
      action: .source { (_, _) throws(LanguageError) in ToyLines(toy, columns) })
  }

  private static func show(_ toy: Toy) -> Command {
    Command(
      "line show", family: "line", Words("one line", "查看号码"), parameters: [number],
      columns: ToyLines.names,
      action: .plain { call throws(LanguageError) in
        let number = call.text("number")
        guard let line = toy.working[number] else { throw toyError("line.unknown") }
        return Outcome(
          .record(
            Record([
              "number": .text(number), "state": .text(line.state),
              "star": .record(Record(["stars": .integer(line.stars)])),
              "balance": .money(line.balance),
            ])))
      })
  }

  /// Done for lines that are one-way with three stars or more; refused for the others.
  private static func restore(_ toy: Toy) -> Command {
    Command(
      "restore phone", family: "restore", Words("restores a line", "复机"),
      parameters: [
        number,
        .named("credit", .money, Words("how much", "额度"), defaultValue: .money(Money(fen: 0))),
        .named("until", .instant, Words("until when", "截止")),
        .named("kind", .choice(["quick", "slow"]), Words("how", "方式")),
      ], columns: ["order", "outcome", "credit"],
      examples: [.init("restore phone 13300000005", Words("restores one", "复机一个"))],
      action: .changing { (call, _) throws(LanguageError) in try restore(toy, &call) })
  }

  private static func restore(_ toy: Toy, _ call: inout Call) throws(LanguageError) -> Outcome {
    toy.runs += 1
    toy.isOpen = true
    let number = call.text("number")
    toy.credits.append(call.money("credit"))
    toy.tickets.append(call.ticket)
    toy.log.append("run \(number.suffix(4).drop { $0 == "0" })")
    guard let line = toy.working[number] else { throw toyError("line.unknown") }
    toy.orders += 1
    var codes: [String] = []
    if line.state != "one-way" { codes.append("BEN-10.state") }
    if line.stars < 3 { codes.append("BEN-10.star") }
    if codes.isEmpty { toy.working[number]!.state = "restored" }
    let reasons = codes.map { code in
      Value.record(Record(["code": .text(code), "message": .text("because of \(code)")]))
    }
    let result = Record([
      "order": .text("O\(toy.orders)"), "outcome": .text(codes.isEmpty ? "done" : "refused"),
      "reasons": .list(reasons), "credit": .money(call.money("credit")),
      "at": .instant(try toy.now()), "until": call["until"],
    ])
    return Outcome(.record(result), fate: codes.isEmpty ? .done : .refused, codes: codes)
  }

  private static func card(_ toy: Toy) -> Command {
    Command(
      "card replace", family: "card", Words("replaces a card", "换卡"),
      parameters: [
        number, .named("iccid", .iccid, Words("the new card", "新卡"), isRequired: true),
        .switch("nfc", Words("with NFC", "支持 NFC")),
      ], shares: true,
      action: .changing { (call, _) throws(LanguageError) in
        toy.runs += 1
        toy.isOpen = true
        toy.log.append("card \(call.text("number").suffix(2))")
        return Outcome(
          .record(Record(["order": "O", "outcome": "done", "reasons": .list([])])))
      })
  }

  private static func send(_ toy: Toy) -> Command {
    Command(
      "send list", family: "line", Words("takes all rows", "收取各行"),
      action: .sink { (_, rows, _) throws(LanguageError) in
        var numbers: [String] = []
        while let row = try rows.next() { numbers.append(row["number"]?.asText ?? "") }
        return Outcome(.text(numbers.joined(separator: "+")))
      })
  }
}

/// A folder that is there as long as a test.
final class Folder {
  let path: String

  init() { path = TemporaryFolder.make("stardesk-language") }

  func write(_ name: String, _ text: String) -> String {
    let file = "\(path)/\(name)"
    let stream = fopen(file, "w")!
    fputs(text, stream)
    fclose(stream)
    return file
  }

  func text(_ name: String) -> String? {
    guard let bytes = try? Files.read("\(path)/\(name)") else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  var names: [String] { FolderContents.names(in: path).filter { !$0.hasPrefix(".") } }

  deinit { TemporaryFolder.remove(path) }
}
