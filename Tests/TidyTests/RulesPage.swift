import Foundation

/// The page Rules.md: which file carries out each rule that the sources quote, and which tests show it.
struct RulesPage {
  /// A rule of the business, such as `CRE-15`.
  struct Rule: Hashable, Comparable {
    let family: String
    let number: Int

    var text: String { "\(family)-\(number)" }

    static func < (left: Rule, right: Rule) -> Bool {
      (left.family, left.number) < (right.family, right.number)
    }
  }

  /// Files by the rules that they quote.
  let sources: [Rule: [String]]
  let tests: [Rule: [String]]

  /// The families of rules.
  private static let families = [
    "ARR", "BEN", "CARD", "CARE", "CRE", "DESK", "LED", "PLAN", "PTS", "ROAM", "STAR",
  ]

  init() throws {
    // In other rooms a rule is only an example.
    let rooms = ["Records", "Rules", "Desk", "Vocabulary"]
    sources = Self.quoted(
      try SourceFile.all(under: "Sources").filter { rooms.contains($0.room) })
    tests = Self.quoted(try SourceFile.all(under: "Tests").filter { $0.room != "TidyTests" })
  }

  /// The rules that no test quotes.
  var untested: [Rule] { sources.keys.filter { tests[$0] == nil }.sorted() }

  /// The page.
  var text: String {
    var lines = [
      "# Rules", "",
      "Which file carries out each rule of the business, and which tests show it. This page is made by",
      "the tests out of the rules that sources and tests quote: `STARDESK_RECORD=1 swift test`.",
      "",
      "| Rule | Carried out in | Shown by |", "| --- | --- | --- |",
    ]
    for (rule, files) in sources.sorted(by: { $0.key < $1.key }) {
      let shown = tests[rule, default: []]
      lines.append("| \(rule.text) | \(Self.cell(files)) | \(Self.cell(shown)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The names of files without the folders that all share.
  private static func cell(_ files: [String]) -> String {
    files.map { path in
      path.split(separator: "/").dropFirst().joined(separator: "/")
    }.joined(separator: ", ")
  }

  private static func quoted(_ files: [SourceFile]) -> [Rule: [String]] {
    var found: [Rule: [String]] = [:]
    for file in files {
      var rules: Set<Rule> = []
      // The names of tests are code.
      for text in file.prose.map(\.text) + file.code.map(String.init) where text.contains("-") {
        for match in text.matches(of: /\b([A-Z]{3,4})-([0-9]+)/) {
          let family = String(match.output.1)
          guard families.contains(family), let number = Int(match.output.2) else { continue }
          rules.insert(Rule(family: family, number: number))
        }
      }
      for rule in rules { found[rule, default: []].append(file.path) }
    }
    return found
  }
}
