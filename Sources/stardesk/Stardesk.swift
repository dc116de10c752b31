import ArgumentParser
import Basics
import Console
import Glibc
import Language
import Vocabulary

/// What `--help` says of an option, in the reader's language.
private func about(_ option: String) -> ArgumentHelp {
  ArgumentHelp(ProgramOptions.about(option).text(in: ProcessEnvironment.language("auto")))
}

/// The program's own arguments; everything else is said in the command language.
@main
struct Stardesk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stardesk",
    abstract: "Star-customer service at the desk: one store, one command language.",
    discussion: """
      Without FILE the console opens when standard input is a terminal; otherwise the script on \
      standard input runs. `stardesk -c help` lists the commands.

      Exit codes: \(
        ProgramOptions.exitCodes.map { "\($0.name) \($0.about.english)" }.joined(separator: "; ")).
      """,
    version: "0.1.0")

  @Option(name: .customShort("c"), help: about("-c"))
  var text: String?

  @Option(help: about("--store"))
  var store: String?

  @Option(name: .customLong("as"), help: about("--as"))
  var operatorName: String?

  @Option(help: about("--format"))
  var format = "auto"

  @Option(help: about("--lang"))
  var lang = "auto"

  @Option(help: about("--color"))
  var color = "auto"

  @Flag(help: about("--read-only"))
  var readOnly = false

  @Flag(help: about("--yes"))
  var yes = false

  @Flag(help: about("--dry-run"))
  var dryRun = false

  @Flag(help: about("--check"))
  var check = false

  @Flag(help: about("--each"))
  var each = false

  @Option(help: about("--batch"))
  var batch: Int?

  @Option(help: about("--job"))
  var job: String?

  @Option(help: about("--rejects"))
  var rejects: String?

  @Option(help: about("--on-error"))
  var onError = "stop"

  @Option(help: about("--on-refusal"))
  var onRefusal = "stop"

  @Flag(help: about("--timing"))
  var timing = false

  @Argument(help: "A script file; words are its $args, and ticket=T-7 its $ticket.")
  var words: [String] = []

  /// Looks whether what was given makes sense together.
  func validate() throws {
    func isOne(_ word: String, of words: [String], _ option: String) throws {
      guard words.contains(word) else {
        throw ValidationError(
          "--\(option) is '\(word)', expected one of \(words.joined(separator: ", "))")
      }
    }
    if let option = GivenOnce.firstRepeated(in: CommandLine.arguments.dropFirst()) {
      throw ValidationError("\(option) is given twice, expected once")
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
    let wrong = ProcessEnvironment.wrongVariable(
      hasStore: store != nil, hasOperator: operatorName != nil)
    if let wrong { throw ExitCode(Self.tell(wrong)) }
    throw ExitCode(Program(self).run())
  }

  /// Runs the program; wrong arguments end with exit code 2, as everything that nothing ran of.
  static func main() {
    ProcessEnvironment.takeClosedStreams()
    if let wrong = ProcessEnvironment.wrongArgument() { Glibc.exit(tell(wrong)) }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let isHelp = exitCode(for: error) == .success
      let message = fullMessage(for: error)
      // It repeats what was given.
      let shown = message.linesEscapedForTerminal + "\n"
      let isTaken = Terminal.write(shown, to: isHelp ? 1 : 2)
      guard isHelp else { Glibc.exit(2) }
      let reason = errno
      guard isTaken || reason == EPIPE else {
        _ = tell(OutputError(reason: String(cString: strerror(reason))))
        Glibc.exit(1)
      }
      Glibc.exit(isTaken ? 0 : 141)
    }
  }

  /// Tells what is wrong before there is a run.
  ///
  /// - Returns: the exit code for it.
  private static func tell(_ error: any SpeakingError) -> Int32 {
    let message = error.message(in: ProcessEnvironment.language("auto"))
    Terminal.write("\(message) [\(error.code)]\n", to: 2)
    return 2
  }
}
