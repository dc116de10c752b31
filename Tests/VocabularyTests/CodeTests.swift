import Basics
import Desk
import Records
import TestSupport
import Testing

/// Every code that the desk uses has words in both languages.
@Suite struct CodeTests {
  /// The codes that stand in the sources as literals.
  private static let used: [String: String] = {
    var used: [String: String] = [:]
    for room in ["Records", "Rules", "Desk", "Vocabulary"] {
      for file in sources(Repository.path + "/Sources/" + room) {
        if file.hasSuffix("Messages.swift") { continue }
        guard let text = try? TestFiles.read(file) else { continue }
        for code in codes(in: text) { used[code] = String(file.split(separator: "/").last ?? "") }
      }
    }
    return used
  }()

  private static func sources(_ folder: String) -> [String] {
    FolderContents.names(in: folder).flatMap { name in
      name.hasSuffix(".swift") ? [folder + "/" + name] : sources(folder + "/" + name)
    }
  }

  /// The literals that are codes: those of a rule (`BEN-10.star`), of a text to a customer
  /// (`text.phone-restore`), and those given to an error.
  private static func codes(in text: String) -> [String] {
    var codes: [String] = []
    for line in text.split(separator: "\n") {
      if line.drop(while: { $0 == " " }).hasPrefix("//") { continue }
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      for index in stride(from: 1, to: parts.count, by: 2) {
        let word = String(parts[index])
        if isRule(word) || word.hasPrefix("text.") { codes.append(word) }
      }
    }
    for error in ["DeskError(", "RuleError("] {
      var rest = text[...]
      while let range = rest.firstRange(of: error) {
        rest = rest[range.upperBound...]
        let argument = rest.drop { $0 == " " || $0 == "\n" }
        if argument.first == "\"" {
          codes.append(String(argument.dropFirst().prefix { $0 != "\"" }))
        }
      }
    }
    return codes
  }

  private static func isRule(_ word: String) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return false }
    let rule = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    return rule.count == 2 && !rule[0].isEmpty && rule[0].allSatisfy(\.isUppercase)
      && Int(rule[1]) != nil
  }

  @Test func `every code in the sources has words`() {
    #expect(Self.used.count > 60)
    for (code, file) in Self.used where !Messages.knows(code) {
      Issue.record("\(code) of \(file) has no words")
    }
  }

  @Test func `the words of every rule and text are used`() {
    for code in Messages.codes where Self.isRule(code) || code.hasPrefix("text.") {
      #expect(Self.used[code] != nil, "nothing uses the words of \(code)")
    }
  }

  @Test(arguments: Messages.codes)
  func `words are there in both languages and speak of the same values`(_ code: String) {
    let english = Messages.text(code, FieldMap(), in: .english)
    let chinese = Messages.text(code, FieldMap(), in: .chinese)
    #expect(!english.isEmpty)
    #expect(chinese.unicodeScalars.contains { $0.value > 0x2E80 }, "\(code): \(chinese)")
    #expect(!english.unicodeScalars.contains { $0.value > 0x2E80 }, "\(code): \(english)")
    #expect(Self.holes(english) == Self.holes(chinese), "\(code): \(english) / \(chinese)")
    let check = Check(code, false)
    #expect(
      Messages.help(check, in: .english).isEmpty == Messages.help(check, in: .chinese).isEmpty)
  }

  /// How many values a message without values lacks; a question mark may follow one.
  private static func holes(_ text: String) -> Int {
    var count = 0
    var previous: Character = " "
    for character in text {
      if character == "?", previous != "?" { count += 1 }
      previous = character
    }
    return count
  }
}
