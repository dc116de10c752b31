package import Basics

/// A chapter of the manual beside the commands; `help NAME` shows it too.
package struct Topic: Sendable {
  /// What is in a chapter.
  package enum Block: Sendable {
    /// A paragraph; what stands between backticks is code.
    case text(Words)
    /// Names with what they mean.
    case terms([Term])
    /// A script that runs to its end on the demo store.
    case script(String)
    /// Lines typed at the console.
    case console(String)
    /// Lines for the shell.
    case shell(String)
  }

  /// A name with what it means.
  package struct Term: Sendable {
    package let name: String
    package let about: Words

    package init(_ name: String, _ english: String, _ chinese: String) {
      self.name = name
      about = Words(english, chinese)
    }
  }

  /// One word, such as `operators`; no command and no family has it.
  package let name: String
  package let title: Words
  package let blocks: [Block]

  package init(_ name: String, _ title: Words, _ blocks: [Block]) {
    self.name = name
    self.title = title
    self.blocks = blocks
  }
}

extension Topic.Block {
  /// A paragraph.
  package static func text(_ english: String, _ chinese: String) -> Topic.Block {
    .text(Words(english, chinese))
  }
}
