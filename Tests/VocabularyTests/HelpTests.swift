import Basics
import Language
import Testing
import Vocabulary

/// What `help` says.
@Suite struct HelpTests {
  private let desk: TestDesk

  init() throws {
    desk = try TestDesk()
  }

  @Test func `help lists every command with its summary in both languages`() throws {
    for language in [ReaderLanguage.english, .chinese] {
      desk.options.language = language
      let text = try desk.must("help")
      for command in desk.table.commands {
        let line = text.split(separator: "\n").first {
          $0.hasPrefix("  \(command.name) ") && $0.hasSuffix(command.summary.text(in: language))
        }
        #expect(line != nil, "help in \(language) lacks \(command.name)")
      }
    }
  }

  @Test func `help on a command names its parameters, result and examples`() throws {
    for language in [ReaderLanguage.english, .chinese] {
      desk.options.language = language
      for command in desk.table.commands {
        let text = try desk.must("help \(command.name)")
        #expect(text.contains(command.summary.text(in: language)))
        for parameter in command.parameters {
          #expect(text.contains(parameter.name), "help \(command.name) lacks \(parameter.name)")
          #expect(!parameter.summary.text(in: language).isEmpty)
        }
        for column in command.columns {
          #expect(text.contains(column), "help \(command.name) lacks \(column)")
        }
        for example in command.examples { #expect(text.contains(example.source)) }
      }
    }
  }

  @Test(arguments: [
    ("restore", "restore phone"), ("iccid", "card replace"), ("漫游", "roam open"),
    ("BEN-30", "card replace"), ("deposit", "roam open"), ("points", "points reverse"),
  ])
  func `help on any other word finds the commands that speak of it`(
    _ word: String, _ command: String
  ) throws {
    #expect(try desk.must("help \(word)").contains("  \(command) "))
  }

  @Test func `help on a word that nothing speaks of suggests the nearest command`() throws {
    let text = try desk.must("help restroe")
    #expect(text.contains("no command mentions `restroe`"))
  }
}
