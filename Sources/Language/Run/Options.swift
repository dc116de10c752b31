package import Basics

/// How a script is run.
package struct Options: Sendable {
  /// What is one durable unit.
  package enum Mode: Sendable, Hashable {
    /// Each statement, unless `begin` opened a transaction: the console.
    case statement
    /// The whole script.
    case whole
    /// Every command and row; commits are grouped: 1000 rows or 10 ms.
    case each
    /// A commit after exactly so many commands or rows.
    case batch(Int)
  }

  /// Whether a statement that ends badly ends the script.
  package enum Course: String, CaseIterable, Sendable {
    case stop, `continue`
  }

  package var mode: Mode = .whole
  /// Run everything, show what would change, keep nothing.
  package var isDryRun = false
  package var onError: Course = .stop
  package var onRefusal: Course = .stop
  /// The name under which what is done is remembered, so that the run can be resumed.
  package var job: String?
  /// The file that takes the rows and commands that are refused or in error.
  package var rejects: String?
  /// `--yes`: statements that may change many customers need no further consent.
  package var isConsented = false
  package var format: Format = .tsv
  /// Results go to a terminal: whatever is stored, no format lets it command the terminal.
  package var isAtTerminal = false
  /// The width of the reader's window in columns; nil: as wide as the rows are.
  package var width: Int?
  package var language: ReaderLanguage = .english
  /// The words after the script's name, as `$args`.
  package var arguments: [String] = []
  /// What was given as `name=value` after the script's name: each is a variable of the script.
  package var namedArguments: [(name: String, value: String)] = []
  /// The path of the script's file; nil when it comes from elsewhere.
  package var script: String?
  /// The text came with `-c`: a single command that is refused is kept and shown.
  package var isAlone = false
  /// How output is marked for a reader with colours; nil: not at all.
  package var paint: (@Sendable (Tone, String) -> String)?

  package init() {}
}

/// What a part of the output is, for a reader with colours.
package enum Tone: Sendable, Hashable {
  case heading, done, refused, error, location, quiet
}

/// How results are written.
package enum Format: String, CaseIterable, Sendable {
  case table, record, json, jsonl, csv, tsv, markdown
}

/// Where results and remarks go, and who is asked.
package protocol Output: AnyObject {
  /// Takes the bytes of results: standard output.
  ///
  /// - Throws: a fault `store` when they cannot be written.
  func write(_ bytes: [UInt8]) throws(LanguageError)

  /// Has everything that was taken so far written.
  ///
  /// - Throws: a fault `store` when it cannot be.
  func flush() throws(LanguageError)

  /// Whether nobody reads the results any longer: a pipe whose reader has gone, a pager that was
  /// left. A run that only reads then ends.
  var isClosed: Bool { get }

  /// Takes errors, warnings, summaries and progress: standard error.
  ///
  /// - Parameter text: whole lines, each ending in a newline.
  func remark(_ text: String)

  /// Asks whether to go on with something that may change many customers.
  ///
  /// - Returns: the answer; nil where nobody can be asked, so that `--yes` is needed.
  func confirm(_ question: String) -> Bool?

  /// Is told now and then how far a long statement is.
  ///
  /// - Parameter count: the rows carried out so far, of how many, where that is known or can be
  ///   estimated, and what became of them.
  func progress(_ count: ProgressCount)
}

extension Output {
  package func flush() throws(LanguageError) {}
  package var isClosed: Bool { false }
  package func confirm(_ question: String) -> Bool? { nil }
  package func progress(_ count: ProgressCount) {}
}
