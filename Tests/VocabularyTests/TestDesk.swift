import Basics
import Desk
import Glibc
import Language
import Storage
import Vocabulary
import TestSupport

/// What one run of a text put out, and how it ended.
struct Run: Sendable {
  /// What went to standard output.
  var printed = ""
  /// What went to standard error.
  var remarks = ""
  /// The exit code.
  var code: Int32 = 0
}

/// A desk in a folder of its own: a store, and the program around it put together as
/// `stardesk` does it, but with what it says caught and the clock on the wall standing still.
///
///     let desk = try TestDesk(loading: "phone-restore")
///     #expect(desk.run("restore phone 13300000001").code == 0)
final class TestDesk {
  /// How the next texts are run, as the program's options would say.
  var options = Options()
  /// What is answered when somebody is asked; nil: there is nobody to ask.
  var answer: Bool?
  /// Who works.
  var operatorName = "admin"
  let folder: String
  private var console: ScriptRunner?
  private let caught = Caught()

  /// The instant on the wall.
  static let wallClock = "2016-02-10T09:00:00"

  /// - Parameters:
  ///   - snapshot: a shipped snapshot by its name, such as `demo`; nil for an empty test store.
  ///   - makes: false where there is to be no store yet.
  init(loading snapshot: String? = nil, making makes: Bool = true) throws {
    options.isAlone = true
    options.format = .record
    folder = TemporaryFolder.make("desk")
    guard symlink(Repository.path + "/Snapshots", folder + "/Snapshots") == 0,
      symlink(Repository.path + "/Scripts", folder + "/Scripts") == 0
    else { throw TestFailure(text: "no links in \(folder)") }
    guard makes else { return }
    try must("store init --test")
    if let snapshot { try must("snapshot load \"\(folder)/Snapshots/\(snapshot).jsonl\"") }
  }

  /// Runs a text as `-c` would: with a runner of its own.
  func run(_ text: String) -> Run {
    run(text, runner(options))
  }

  /// Runs a text as a line typed at the console: variables, and a transaction that `begin` opened,
  /// last from one to the next.
  func type(_ text: String) -> Run {
    var options = options
    options.mode = .statement
    options.isAlone = false
    let runner = console ?? runner(options)
    runner.options = options
    console = runner
    return run(text, runner)
  }

  /// Runs a text that the test needs; anything but success fails the test.
  @discardableResult
  func must(_ text: String) throws -> String {
    let run = run(text)
    guard run.code == 0 else { throw TestFailure(text: "\(text): \(run.code) \(run.remarks)") }
    return run.printed
  }

  /// Runs a script as a file would be: never a single command alone.
  func script(_ text: String) -> Run {
    var options = options
    options.isAlone = false
    return run(text, runner(options))
  }

  /// A text with the quoted names of data files put into the desk's folder, where a user's would be
  /// found from the folder that the program was started in.
  func placed(_ text: String) -> String {
    var parts = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    for index in stride(from: 1, to: parts.count, by: 2) {
      let part = parts[index]
      guard part.hasSuffix(".csv") || part.hasSuffix(".jsonl"), !part.hasPrefix("/") else {
        continue
      }
      parts[index] = folder + "/" + part
    }
    return parts.joined(separator: "\"")
  }

  /// The errors that a text has before it runs.
  func check(_ text: String) -> [LanguageError] {
    runner(options).check(SourceText(name: "-c", text))
  }

  /// The table of commands, over this desk's store.
  var table: CommandTable { Vocabulary.table() }

  /// What Tab finds in the store.
  func words(for tag: String, beginning prefix: String) -> [(text: String, about: String)] {
    session(options).words(for: tag, beginning: prefix, limit: 50)
  }

  /// Whether an entry at the console holds the number of a document.
  func holdsDocument(_ identifiers: [String], among words: [String]) -> Bool {
    session(options).holdsDocument(identifiers, among: words)
  }

  private func session(_ options: Options) -> StoreSession {
    let now = (try? Instant(parsing: Self.wallClock)) ?? Instant(seconds: 0)
    return StoreSession(
      path: folder + "/store", policy: CommitPolicy(options), operatorName: self.operatorName,
      writerWait: { .never }, seconds: { 0 }, wallClock: { now }, threads: 3)
  }

  private func runner(_ options: Options) -> ScriptRunner {
    ScriptRunner(
      Vocabulary.table(), session: session(options), output: caught, options: options)
  }

  private func run(_ text: String, _ runner: ScriptRunner) -> Run {
    caught.run = Run()
    caught.answer = answer
    caught.run.code = runner.run(SourceText(name: "-c", text))
    return caught.run
  }
}

/// Catches what a run says.
private final class Caught: Output {
  var run = Run()
  var answer: Bool?

  func write(_ bytes: [UInt8]) throws(LanguageError) {
    run.printed += String(decoding: bytes, as: UTF8.self)
  }

  func remark(_ text: String) { run.remarks += text }

  func confirm(_ question: String) -> Bool? {
    run.remarks += question + "\n"
    return answer
  }
}

/// Something that the test itself could not do.
struct TestFailure: Error {
  let text: String
}

/// Where the repository is, whose snapshots and scripts are tried.
enum Repository {
  static let path: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()
}

extension TemporaryFolder {
  /// What stands for a folder in a text; it is as long as the path of one.
  static let placeholder = "/tmp/desk-folder"
}

/// Reads and writes small files.
enum TestFiles {
  static func read(_ path: String) throws -> String {
    do throws(LanguageError) {
      return String(decoding: try Files.read(path), as: UTF8.self)
    } catch {
      throw TestFailure(text: error.message(in: .english))
    }
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw TestFailure(text: "cannot write \(path)") }
    defer { fclose(file) }
    fputs(text, file)
  }
}
