import ArgumentParser
import Console
import Glibc
import Language

/// The program's own arguments; everything else is said in the command language.
@main
struct Stardesk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stardesk",
    abstract: "Star-customer service at the desk: one store, one command language.",
    discussion: """
      Without FILE the console opens when standard input is a terminal; otherwise the script on \
      standard input runs. `stardesk -c help` lists the commands.

      Exit codes: 0 all done; 1 the store or the system failed; 2 usage or syntax, nothing ran; \
      3 ended by an error or a refusal and rolled back; 4 ran to the end, but rows were refused or \
      in error; 130 interrupted.
      """,
    version: "0.1.0")

  @Option(name: .customShort("c"), help: "Run this text.")
  var text: String?

  @Option(help: "The store's folder; else $STARDESK_STORE, then the XDG data folder.")
  var store: String?

  @Option(name: .customLong("as"), help: "Who works; else the login name.")
  var operatorName: String?

  @Option(help: "auto, table, record, json, jsonl, csv, tsv or markdown.")
  var format = "auto"

  @Option(help: "auto, en or zh.")
  var lang = "auto"

  @Option(help: "auto, always or never.")
  var color = "auto"

  @Flag(help: "Change nothing.")
  var readOnly = false

  @Flag(help: "Consent to what changes many customers or replaces a store.")
  var yes = false

  @Flag(help: "Run everything, show what would change, keep nothing.")
  var dryRun = false

  @Flag(help: "Read and check the script, run nothing.")
  var check = false

  @Flag(help: "Every command and row has its own fate; commits are grouped.")
  var each = false

  @Option(help: "A commit after exactly so many commands or rows.")
  var batch: Int?

  @Option(help: "After an error: stop or continue.")
  var onError = "stop"

  @Option(help: "After a refusal: stop or continue.")
  var onRefusal = "stop"

  @Flag(help: "Show how long it took.")
  var timing = false

  @Argument(help: "A script file and the arguments that it sees as $args.")
  var words: [String] = []

  /// Looks whether what was given makes sense together.
  func validate() throws {
    func isOne(_ word: String, of words: [String], _ option: String) throws {
      guard words.contains(word) else {
        throw ValidationError(
          "--\(option) is '\(word)', expected one of \(words.joined(separator: ", "))")
      }
    }
    try isOne(format, of: ["auto"] + Format.allCases.map(\.rawValue), "format")
    try isOne(lang, of: ["auto", "en", "zh"], "lang")
    try isOne(color, of: ColorChoice.allCases.map(\.rawValue), "color")
    try isOne(onError, of: Options.Course.allCases.map(\.rawValue), "on-error")
    try isOne(onRefusal, of: Options.Course.allCases.map(\.rawValue), "on-refusal")
    if each, batch != nil { throw ValidationError("--each and --batch exclude one another") }
    if let batch, batch < 1 { throw ValidationError("--batch is \(batch), expected 1 or more") }
  }

  func run() throws {
    throw ExitCode(Program(self).run())
  }

  /// Runs the program; wrong arguments end with exit code 2, as everything that nothing ran of.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let isHelp = exitCode(for: error) == .success
      let message = fullMessage(for: error)
      Terminal.write(message + "\n", to: isHelp ? 1 : 2)
      Glibc.exit(isHelp ? 0 : 2)
    }
  }
}
