package import Basics

/// Writes parts of the manual as Markdown. Every fenced block is an example: `desk` runs as a
/// script, `console` is typed line by line, `sh` is for the shell.
package struct MarkdownManual {
  private let language: ReaderLanguage

  package init(_ language: ReaderLanguage) {
    self.language = language
  }

  package func text(of sections: [Manual.Section], raisedBy levels: Int = 0) -> String {
    sections.map { section in
      let heading = String(repeating: "#", count: max(1, section.level - levels))
      return "\(heading) \(section.title)\n" + section.blocks.map(text).joined()
    }.joined(separator: "\n")
  }

  /// A block, with an empty line before it.
  package func text(of block: Topic.Block) -> String {
    switch block {
    case .text(let words): "\n" + Self.escaped(words.text(in: language)) + "\n"
    case .terms(let terms):
      "\n"
        + terms.map { "- `\($0.name)`: \(Self.escaped($0.about.text(in: language)))\n" }.joined()
    case .script(let source): Self.fenced(source, "desk")
    case .console(let source): Self.fenced(source, "console")
    case .shell(let source): Self.fenced(source, "sh")
    }
  }

  private static func fenced(_ source: String, _ kind: String) -> String {
    "\n```\(kind)\n\(source)\n```\n"
  }

  /// A text whose signs outside of code stand for themselves.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    var isCode = false
    for character in text {
      if character == "`" { isCode.toggle() }
      if !isCode, "*_<>[]|#\\".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }
}
