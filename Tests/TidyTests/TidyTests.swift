import Testing

/// What holds for the sources as texts; a compiler does not look at it.
@Suite struct TidyTests {
  private let sources: [SourceFile]

  init() throws {
    sources = try SourceFile.all(under: "Sources")
    try #require(sources.count > 100)
  }

  /// What a room may import besides the standard library's modules.
  private static let mayImport: [String: Set<Substring>] = [
    "Basics": ["CGB18030"],
    "Storage": ["Basics", "CLMDB"],
    "Records": ["Basics"],
    "Rules": ["Records", "Basics"],
    "Desk": ["Rules", "Records", "Storage", "Basics", "CZlib", "Crypto"],
    "Language": ["Basics"],
    "Vocabulary": ["Desk", "Rules", "Records", "Language", "Basics"],
    "Console": ["CEdit", "Basics"],
    "stardesk": ["Console", "Vocabulary", "Language", "Basics", "CProcess", "ArgumentParser"],
  ]

  private static let alwaysThere: Set<Substring> = ["Glibc", "Synchronization", "Swift"]

  @Test func `a room imports what the plan of the house lets it`() {
    for file in sources {
      let allowed = Self.mayImport[file.room, default: []].union(Self.alwaysThere)
      for module in file.imports where !allowed.contains(module) {
        Issue.record("\(file.path) imports \(module)")
      }
    }
  }

  @Test func `no function is longer than 70 lines and no file longer than 500`() {
    for file in sources {
      if file.lineCount > 500 { Issue.record("\(file.path): \(file.lineCount) lines") }
      for function in file.functions where function.lineCount > 70 {
        Issue.record("\(file.path):\(function.line): \(function.name): \(function.lineCount) lines")
      }
    }
  }

  /// Names that tests alone need from outside of their file: what a rule or a terminal is asked.
  private static let namesForTests: Set<String> = [
    "completeness", "funds", "idleMilliseconds", "isOverdue", "nextRun", "raise", "scene",
  ]

  @Test func `what is declared package is used in another file`() {
    var files: [String: Int] = [:]
    for file in sources { for name in file.identifiers { files[name, default: 0] += 1 } }
    for file in sources {
      let code = file.code.joined(separator: "\n")
      for (name, line) in file.packageNames where files[String(name)] == 1 {
        // What a record or a section of the catalog shows its visitors is read by them.
        if Self.namesForTests.contains(String(name)) || code.contains("&\(name)") { continue }
        Issue.record("\(file.path):\(line): \(name) is named in no other file")
      }
    }
  }

  /// Words that a careful native engineer does not write.
  private static let banned = [
    "anew", "at hand", "gone on with", "be it that", "nobody else's affair", "hangs on",
    "stands beside", "reckon",
  ]

  /// What stands in the Chinese of a text where a full-width mark belongs, and brackets in brackets.
  private static var wrongMarks: Regex<Substring> {
    /[\u{4E00}-\u{9FFF}”）][,;:?!](?![=\/])|[,;?!][\u{4E00}-\u{9FFF}“（]|[\u{4E00}-\u{9FFF}]\(|（[^）]*（|）（/
  }

  @Test func `Chinese has full-width marks, and no brackets within or behind brackets`() {
    for file in sources {
      for (line, text) in file.prose where !text.hasPrefix("/") && !text.contains("`") {
        if text.contains(Self.wrongMarks) { Issue.record("\(file.path):\(line): \(text)") }
      }
    }
  }

  @Test func `comments and messages are in plain English`() throws {
    let tests = try SourceFile.all(under: "Tests").filter { $0.room != "TidyTests" }
    for file in sources + tests {
      for (line, text) in file.prose {
        let plain = text.lowercased()
        for word in Self.banned where plain.containsWord(word) {
          Issue.record("\(file.path):\(line): \(word)")
        }
      }
    }
  }
}

extension String {
  /// Whether a word, or one that begins with it, stands in the text.
  fileprivate func containsWord(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      range.lowerBound == startIndex || !self[index(before: range.lowerBound)].isLetter
    }
  }
}
