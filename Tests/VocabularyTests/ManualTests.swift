import Basics
import Glibc
import Language
import TestSupport
import Testing
import Vocabulary

/// The reference manual: that it tells everything, that its examples run, and that the pages that
/// are committed are the ones that the program makes.
@Suite struct ManualTests {
  /// A fenced block of the manual.
  struct Example: Sendable {
    /// The heading under which it stands.
    let heading: String
    /// The line of text before it.
    let before: String
    /// `desk`, `console` or `sh`.
    let kind: String
    let source: String
  }

  /// The blocks of a Markdown text, in their order.
  static func examples(in text: String) -> [Example] {
    var examples: [Example] = []
    var (heading, before) = ("", "")
    var open: (kind: String, lines: [Substring])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let block = open {
        guard line == "```" else {
          open?.lines.append(line)
          continue
        }
        let source = block.lines.joined(separator: "\n")
        examples.append(
          Example(heading: heading, before: before, kind: block.kind, source: source))
        open = nil
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), [])
      } else if line.hasPrefix("#") {
        heading = String(line.drop { $0 == "#" || $0 == " " })
      } else if !line.isEmpty {
        before = String(line)
      }
    }
    return examples
  }

  private static func manual(_ language: ReaderLanguage = .english) throws -> String {
    Manual(try TestDesk().table, language: language).text(as: .markdown)
  }

  @Test func `every example of the manual runs on the demo store`() throws {
    let examples = Self.examples(in: try Self.manual()).filter { $0.kind != "sh" }
    #expect(examples.count > 70)
    for example in examples {
      let desk = try ExampleTests.desk(for: example.heading)
      try TestFiles.write("number\n13300000001\n", to: desk.folder + "/numbers.csv")
      desk.options.isConsented = true
      let text = desk.placed(example.source)
      switch example.kind {
      case "console": Self.type(text, of: example, desk)
      case "desk": Self.run(text, of: example, desk)
      default: Issue.record("a block of kind \(example.kind) under \(example.heading)")
      }
    }
  }

  private static func type(_ text: String, of example: Example, _ desk: TestDesk) {
    let before = ExampleTests.typedBefore[example.heading] ?? []
    for line in before + text.split(separator: "\n").map(String.init) {
      let run = desk.type(line)
      #expect(run.code == 0, "\(example.heading): \(line): \(run.remarks)")
    }
    _ = desk.type("rollback")
  }

  private static func run(_ text: String, of example: Example, _ desk: TestDesk) {
    #expect(desk.check(text).isEmpty, "\(example.heading): \(text) is not understood")
    let run = desk.run(text)
    let refusalIsMeant = example.before.contains("refused")
    #expect(
      run.code == 0 || (run.code == 3 && run.remarks.isEmpty && refusalIsMeant),
      "\(example.heading): \(text) ended with \(run.code): \(run.remarks)\(run.printed)")
  }

  @Test func `both languages have the same chapters, commands and examples`() throws {
    let english = try Self.manual()
    let chinese = try Self.manual(.chinese)
    #expect(
      Self.examples(in: english).map(\.source) == Self.examples(in: chinese).map(\.source))
    let table = try TestDesk().table
    for command in table.commands {
      #expect(english.contains("\n### \(command.name)\n"))
      #expect(chinese.contains("\n### \(command.name)\n"))
    }
    for topic in table.topics {
      #expect(english.contains("\n## \(topic.title.english)\n"))
      #expect(chinese.contains("\n## \(topic.title.chinese)\n"))
    }
  }

  @Test func `what a command takes, gives and needs stands in the manual`() throws {
    let table = try TestDesk().table
    let manual = Manual(table, language: .english)
    for family in manual.families {
      for section in family.commands {
        let command = try #require(section.command)
        let text = MarkdownManual(.english).text(of: [section])
        #expect(text.contains("`\(Usage.line(of: command))`"))
        #expect(text.contains("right: `\(command.right.rawValue)`"))
        #expect(text.contains("Changes the store") == command.changes)
        for column in command.columns { #expect(text.contains("`\(column)`")) }
        for parameter in command.parameters {
          let name = parameter.style == .positional ? parameter.name : Usage.option(parameter)
          #expect(text.contains("- `\(name)"), "\(command.name) lacks \(name)")
        }
      }
    }
    #expect(
      MarkdownManual(.english).text(of: manual.sections).contains("rules: BEN-10, BEN-11."))
  }

  @Test func `help knows the chapters, and no chapter has the name of a command`() throws {
    let desk = try TestDesk()
    let table = desk.table
    for topic in table.topics {
      #expect(table[topic.name] == nil)
      #expect(!table.commands.contains { $0.family == topic.name }, "\(topic.name)")
      #expect(try desk.must("help \(topic.name)").hasPrefix(topic.title.english + "\n"))
    }
    desk.options.language = .chinese
    #expect(try desk.must("help exit-codes").contains("被中断"))
  }

  @Test func `help --all writes the whole manual in the format that is asked for`() throws {
    let desk = try TestDesk()
    let text = try desk.must("help --all")
    for command in desk.table.commands { #expect(text.contains(Usage.line(of: command))) }
    #expect(try desk.must("help --all format=markdown").hasPrefix("# stardesk"))
    desk.options.format = .markdown
    #expect(try desk.must("help --all").hasPrefix("# stardesk"))
    #expect(try desk.must("help --all format=man").hasPrefix(".TH STARDESK 1"))
  }

  @Test(arguments: [ReaderLanguage.english, .chinese])
  func `the man page has known requests, ASCII and no lost backslash alone`(
    _ language: ReaderLanguage
  ) throws {
    let page = Manual(try TestDesk().table, language: language).text(as: .man)
    let known = [
      ".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi", ".B", ".ad",
    ]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(known.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
    #expect(page.utf8.allSatisfy { $0 < 0x80 })
    var rest = page[...]
    while let index = rest.firstIndex(of: "\\") {
      rest = rest[index...].dropFirst()
      #expect("e-(&[fB".contains(rest.first ?? " "), "\(rest.prefix(10))")
      rest = rest.dropFirst()
    }
  }

  /// `STARDESK_RECORD=1 swift test --filter ManualTests` rewrites them.
  @Test func `the pages of the documentation are those that the program makes`() throws {
    let folder = Repository.path + "/Sources/stardesk/stardesk.docc"
    let pages = ManualPages.all(try TestDesk().table)
    // A capital begins the documents for those who build on the program.
    func manual() -> [String] {
      FolderContents.names(in: folder).filter { $0.first?.isLowercase ?? false }
    }
    if getenv("STARDESK_RECORD") != nil {
      for name in manual() { unlink(folder + "/" + name) }
      for page in pages { try TestFiles.write(page.text, to: folder + "/" + page.name) }
    }
    #expect(manual() == pages.map(\.name).sorted())
    for page in pages {
      let committed = try TestFiles.read(folder + "/" + page.name)
      #expect(
        committed == page.text,
        "\(page.name) is old: STARDESK_RECORD=1 swift test --filter ManualTests rewrites it")
    }
  }
}
