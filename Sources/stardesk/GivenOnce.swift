import Language
import Vocabulary

/// Options that take a value take one, once: of two the parser would drop the first unseen.
enum GivenOnce {
  /// The options that take a value, by the list from which the manual tells them.
  private static let valued = Set(
    ProgramOptions.all.compactMap { term -> String? in
      let words = term.name.split(separator: " ")
      return words.count == 2 && !words[0].hasSuffix(",") ? String(words[0]) : nil
    })

  /// The first option with a value that stands there twice; nil: there is none.
  ///
  /// - Parameter arguments: the words after the program's name.
  static func firstRepeated(in arguments: some Sequence<String>) -> String? {
    var given: Set<String> = []
    var isValue = false
    for word in arguments {
      if isValue {
        isValue = false
        continue
      }
      if word == "--" { return nil }
      let name = word.prefix { $0 != "=" }
      guard valued.contains(String(name)) else { continue }
      if !given.insert(String(name)).inserted { return String(name) }
      isValue = name.count == word.count
    }
    return nil
  }
}
