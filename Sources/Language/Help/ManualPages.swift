import Basics

/// The manual as the pages of a documentation catalog (DocC): a page for each chapter and each
/// family of commands, in both languages.
package enum ManualPages {
  /// One file of the catalog.
  package struct Page: Sendable {
    /// The name of the file.
    package let name: String
    package let text: String
  }

  /// All pages of the manual of a table, in the order in which the catalog lists them.
  package static func all(_ table: CommandTable) -> [Page] {
    [root(table)] + pages(Manual(table, language: .english))
      + [chinese(table)] + pages(Manual(table, language: .chinese))
  }

  private static func prefix(_ language: ReaderLanguage) -> String {
    language == .chinese ? "zh-" : ""
  }

  private static func pages(_ manual: Manual) -> [Page] {
    let markdown = MarkdownManual(manual.language)
    let start = prefix(manual.language)
    return manual.chapters.map {
      Page(name: "\(start)\($0.name).md", text: markdown.text(of: [$0], raisedBy: 1))
    }
      + manual.families.map {
        Page(
          name: "\(start)\($0.section.name).md",
          text: markdown.text(of: [$0.section] + $0.commands, raisedBy: 1))
      }
  }

  /// The first page, which leads to the others.
  private static func root(_ table: CommandTable) -> Page {
    let manual = Manual(table, language: .english)
    let text = """
      # stardesk

      @Metadata {
        @TechnologyRoot
      }

      The desk of star-customer service: one program, one store, one command language.

      ## Topics

      ### 中文

      - <doc:zh-stardesk>

      """
    return Page(name: "stardesk.md", text: text + links(manual))
  }

  private static func chinese(_ table: CommandTable) -> Page {
    let manual = Manual(table, language: .chinese)
    let text = """
      # stardesk 手册

      星级客户服务台：一个程序、一个库、一种命令语言。

      ## Topics

      """
    return Page(name: "zh-stardesk.md", text: text + links(manual))
  }

  private static func links(_ manual: Manual) -> String {
    let start = prefix(manual.language)
    func list(_ names: [String]) -> String {
      names.map { "- <doc:\(start)\($0)>\n" }.joined()
    }
    return "\n### \(manual.words("Chapters", "章节"))\n\n" + list(manual.chapters.map(\.name))
      + "\n### \(manual.words("Commands", "命令"))\n\n" + list(manual.families.map(\.section.name))
  }
}
