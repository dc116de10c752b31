import Basics
import Console
import Glibc
import Language
import Vocabulary

/// Puts the rooms together for one run: store, table, runner, and a console or a script.
struct Program {
  private let arguments: Stardesk
  private let terminal: Terminal
  private let language: ReaderLanguage

  init(_ arguments: Stardesk) {
    self.arguments = arguments
    language = ProcessEnvironment.language(arguments.lang)
    terminal = Terminal(
      color: ColorChoice(rawValue: arguments.color) ?? .auto, language: language)
  }

  /// Runs what was asked for.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    // What cannot be written is told by the call that writes it.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    Interrupt.install()
    terminal.warnOfEncoding()
    let output = ProgramOutput(ResultOutput(terminal: terminal, pages: false))
    let operatorName = arguments.operatorName ?? ProcessEnvironment.namedUser
    let store: String
    do throws(LanguageError) {
      if let operatorName { try StoreSession.checkOperatorName(operatorName) }
      store = try Files.expanded(arguments.store ?? ProcessEnvironment.store)
    } catch {
      output.remark("\(error.message(in: language).escapedForTerminal) [\(error.code)]\n")
      return 2
    }
    let opensConsole = arguments.text == nil && arguments.words.isEmpty && isatty(0) != 0
    let options = options(opensConsole: opensConsole)
    let session = StoreSession(
      path: store, policy: CommitPolicy(options),
      makesHome: arguments.store == nil && ProcessEnvironment.isStoreAtHome,
      operatorName: operatorName ?? ProcessEnvironment.user,
      isReadOnly: arguments.readOnly, language: language,
      isInterrupted: { Interrupt.isInterrupted }, tell: { output.remark($0) },
      seconds: ProcessEnvironment.seconds, wallClock: ProcessEnvironment.now)
    session.program = StoreSession.ownProgram
    session.onWarning = { warning in
      output.remark("\(warning.message(in: language)) [\(warning.code)]\n")
    }
    let runner = ScriptRunner(
      Vocabulary.table(), session: session, output: output, options: options,
      load: { (path) throws(LanguageError) in
        try Files.read(path) { Interrupt.isInterrupted }
      },
      isInterrupted: { Interrupt.isInterrupted })
    let began = ProcessEnvironment.seconds()
    var code: Int32
    if opensConsole {
      code = ConsoleApp(terminal, session, runner, output).run()
    } else {
      code = runScript(runner, output)
    }
    output.finish()
    let failure = output.untoldFailure ?? (opensConsole ? nil : ProgramOutput.close())
    if let failure { output.remark("\(failure.message(in: language)) [\(failure.code)]\n") }
    // Never 0 when a result could not be put out.
    if code == 0, failure != nil || output.hasFailed { code = 1 }
    if arguments.timing, !opensConsole {
      output.remark("\(Int((ProcessEnvironment.seconds() - began) * 1000)) ms\n")
    }
    return code
  }

  private func runScript(_ runner: ScriptRunner, _ output: ProgramOutput) -> Int32 {
    let source: SourceText
    do throws(LanguageError) {
      source = try readSource()
    } catch {
      let message = error.message(in: language).escapedForTerminal
      output.remark("\(message) [\(error.code)]\n")
      return error.fault == .interruption ? error.fault.exitCode : 2
    }
    guard arguments.check else { return runner.run(source) }
    let errors = runner.check(source)
    for error in errors { output.remark(ErrorText.text(error, runner.options)) }
    return errors.isEmpty ? 0 : 2
  }

  private func readSource() throws(LanguageError) -> SourceText {
    if let text = arguments.text { return SourceText(name: "-c", bytes: Array(text.utf8)) }
    guard let file = arguments.words.first else {
      return SourceText(name: "standard input", bytes: try read("-"))
    }
    return SourceText(name: file, bytes: try read(try Files.expanded(file)))
  }

  private func read(_ path: String) throws(LanguageError) -> [UInt8] {
    try Files.read(path) { Interrupt.isInterrupted }
  }

  private func options(opensConsole: Bool) -> Options {
    var options = Options()
    if opensConsole {
      options.mode = .statement
    } else if arguments.each {
      options.mode = .each
    } else if let batch = arguments.batch {
      options.mode = .batch(batch)
    }
    // What a job has done must last, whatever comes after it.
    if let job = arguments.job {
      options.job = job
      if options.mode == .whole { options.mode = .each }
    }
    options.rejects = arguments.rejects
    options.isDryRun = arguments.dryRun
    options.onError = .init(rawValue: arguments.onError) ?? .stop
    options.onRefusal = .init(rawValue: arguments.onRefusal) ?? .stop
    options.isConsented = arguments.yes
    options.format =
      Format(rawValue: arguments.format) ?? (terminal.outputIsTerminal ? .table : .tsv)
    options.isAtTerminal = terminal.outputIsTerminal
    if terminal.outputIsTerminal { options.width = Terminal.size.columns }
    options.language = language
    let words = arguments.text == nil ? Array(arguments.words.dropFirst()) : arguments.words
    for word in words {
      if let named = Self.named(word) {
        options.namedArguments.append(named)
      } else {
        options.arguments.append(word)
      }
    }
    options.isAlone = arguments.text != nil
    options.script = arguments.text == nil ? arguments.words.first : nil
    if terminal.colorsOutput { options.paint = Paint.painted }
    return options
  }

  /// The name and value of an argument such as `ticket=T-7`; nil when it is a plain word.
  private static func named(_ word: String) -> (name: String, value: String)? {
    guard let sign = word.firstIndex(of: "="), let first = word.utf8.first else { return nil }
    let name = word[..<sign]
    let isName = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte)
    }
    guard isName, !name.isEmpty, !(0x30...0x39).contains(first) else { return nil }
    return (String(name), String(word[word.index(after: sign)...]))
  }
}

/// Colours for a reader who has them.
enum Paint {
  static func painted(_ tone: Tone, _ text: String) -> String {
    let code =
      switch tone {
      case .heading: "1"
      case .done: "32"
      case .refused: "33"
      case .error: "31"
      case .location: "36"
      case .quiet: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
