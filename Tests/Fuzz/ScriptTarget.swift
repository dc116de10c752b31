import Basics
import Desk
import Language
import Storage
import Vocabulary

/// Scripts: scanner, parser, checker, the errors and what Tab and the console make of a text, with
/// the real table of commands. What was found good is run, and nothing of it is kept.
///
/// Without a store every command that needs one is an error, so that expressions, statements and
/// pipelines over values are tried; with one, all commands are.
final class ScriptTarget: FuzzTarget {
  private let repository: String
  private let session: StoreSession
  private let table: CommandTable
  private let store: Store?
  /// What the store held at first.
  private var sha256 = ""
  private let scratch: String
  private var count = 0

  /// What may not run: it would read and write files of the machine.
  private static let unsafe = ["save", "tee", "open", "include", "snapshot", "store"]
  private static let wallClock = Instant(seconds: 1_455_066_000)

  /// - Parameters:
  ///   - repository: the folder whose scripts are the seeds.
  ///   - folder: where the store is made.
  ///   - hasStore: whether commands find the demo store.
  init(repository: String, folder: String, hasStore: Bool) throws(DeskError) {
    self.repository = repository
    let path = hasStore ? folder + "/store" : "/proc/none"
    var options = Options()
    options.isDryRun = true
    session = StoreSession(
      path: path, policy: CommitPolicy(options), operatorName: "fuzz", writerWait: { .never },
      seconds: { 0 }, wallClock: { Self.wallClock })
    table = Vocabulary.table()
    scratch = folder + "/state.jsonl"
    guard hasStore else {
      store = nil
      return
    }
    let store = try Store.open(path, access: .create, wallClock: { Self.wallClock })
    _ = try store.loadSnapshot(
      .file(repository + "/Snapshots/demo.jsonl"), replacing: true, .never, operator: "fuzz")
    sha256 = try store.saveSnapshot(to: scratch, customers: nil).sha256
    self.store = store
  }

  var seeds: [[UInt8]] {
    let scripts = Files.list(repository + "/Scripts", ending: ".desk").compactMap(Files.read)
    let transcripts = Files.list(
      repository + "/Tests/VocabularyTests/Transcripts", ending: ".desk"
    ).compactMap(Files.read).flatMap(Self.typed)
    let examples = table.commands.flatMap { $0.examples.map { Array($0.source.utf8) } }
    return scripts + transcripts + examples
  }

  /// What is typed in a transcript, text by text.
  private static func typed(_ transcript: [UInt8]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    for line in transcript.split(separator: 0x0A) {
      if line.starts(with: "> ".utf8) {
        texts.append(Array(line.dropFirst(2)))
      } else if line.starts(with: "+ ".utf8), !texts.isEmpty {
        texts[texts.count - 1] += [0x0A] + line.dropFirst(2)
      }
    }
    return texts
  }

  var words: [String] {
    table.words + table.commands.flatMap { $0.parameters.map { $0.name + "=" } }
      + [
        "|", "(", ")", "[", "]", "{", "}", "$", "$it.", "$(", "\"", "'", "#", ";", "\n", "..", ":",
        "==", "!=", "<=", ">=", "=~", "not ", " and ", " or ", " in ", " contains ", "starts-with",
        " + ", " - ", " * ", " / ", "null", "true", "--yes", "--changes", "--dry-run", "48h", "3mo",
        "2016-02", "2016-02-01T09:00", "13300000001", "C1001", "A2001", "{a: 1}", "[1, 2]",
      ]
  }

  /// How an input is run: the same input always alike.
  private static func options(by choice: Int) -> Options {
    var options = Options()
    options.isDryRun = true
    options.isConsented = true
    options.onRefusal = choice % 2 == 0 ? .continue : .stop
    options.format = Format.allCases[choice % Format.allCases.count]
    options.language = choice % 3 == 0 ? .chinese : .english
    options.width = choice % 5 == 0 ? 80 : nil
    return options
  }

  func attempt(_ bytes: [UInt8]) {
    let options = Self.options(by: bytes.reduce(bytes.count) { $0 &* 31 &+ Int($1) } & 0xFFFF)
    count += 1
    let polls = Countdown(20_000)
    let runner = ScriptRunner(
      table, session: session, output: Nowhere(), options: options,
      load: { (_) throws(LanguageError) in bytes }, isInterrupted: { polls.isOver() })
    let errors = runner.check(SourceText(name: "fuzz", bytes: bytes))
    for error in errors {
      demand(error.fault == .usage, "an error of the check has fault usage: \(error.code)")
      demand(!ErrorText.text(error, options).isEmpty, "\(error.code) has a text")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    for offset in [text.utf8.count, text.utf8.count / 2] {
      _ = runner.completion(of: text, at: offset)
    }
    _ = OpenText.needsMore(text)
    guard errors.isEmpty, !Self.unsafe.contains(where: text.contains) else { return }
    let code = runner.run(SourceText(name: "fuzz", bytes: bytes))
    demand((0...255).contains(code), "an exit code is 0 to 255")
    checkStore()
  }

  /// Looks whether the run left anything behind.
  private func checkStore() {
    demand(!session.isOpen, "a dry run leaves no transaction open")
    guard let store, count % 512 == 0 else { return }
    let now = (try? store.saveSnapshot(to: scratch, customers: nil).sha256) ?? "unreadable"
    demand(now == sha256, "dry runs change nothing")
  }
}

/// Says that a run is to be broken off, after so many times that it was asked.
private final class Countdown {
  private var left: Int

  init(_ count: Int) {
    left = count
  }

  func isOver() -> Bool {
    left -= 1
    return left < 0
  }
}

/// Where what is put out goes.
private final class Nowhere: Output {
  func write(_ bytes: [UInt8]) throws(LanguageError) {}
  func remark(_ text: String) {}
}
