import Basics
import Testing

@testable import Language

/// Patterns that would keep a matcher busy for ever, or take its stack.
@Suite struct PatternTests {
  @Test(arguments: [
    ("(a*)*b", false), ("(a|aa)+$", true), ("(a|a)*b", false), ("(a+)+b", false),
    ("((a?){50}){20}b", false),
    ("^(a|b|ab)*c", false), ("(((a*)*)*)*b", false), ("()*b", false), ("(){100}a", true),
  ])
  func `nested repetitions take no more than the text's length times the pattern's`(
    text: String, matches: Bool
  ) throws {
    let pattern = try Pattern(text)
    #expect(try pattern.matches(String(repeating: "a", count: 2000)) == matches)
  }

  @Test(arguments: [
    String(repeating: "(", count: 40) + String(repeating: "){100}", count: 40),
    String(repeating: "(", count: 8) + "^" + String(repeating: "){100}", count: 8),
    "((a{100}){100}){100}", "a" + String(repeating: "+", count: 100_000),
    "a" + String(repeating: "*", count: 100_000), "a" + String(repeating: "?", count: 100_000),
    String(repeating: "|", count: 100_000), String(repeating: "()|", count: 100_000),
    "a" + String(repeating: "{1}", count: 50_000), String(repeating: "()", count: 50_000),
    String(repeating: "(" + String(repeating: "|", count: 999), count: 49)
      + String(repeating: ")", count: 49),
  ])
  func `a pattern that nests without end is malformed, and said so at once`(text: String) {
    let error = #expect(throws: LanguageError.self) { try Pattern(text) }
    #expect(error?.code == "pattern.malformed")
  }

  @Test func `a long pattern over a long text ends with an error, or when it is broken off`() throws
  {
    let pattern = try Pattern("(a{90}){50}b")
    let text = String(repeating: "a", count: 100_000)
    let error = #expect(throws: LanguageError.self) { try pattern.matches(text) }
    #expect(error?.code == "pattern.work")
    var polls = 0
    let broken = #expect(throws: LanguageError.self) {
      try pattern.matches(text) { () throws(LanguageError) in
        polls += 1
        if polls == 3 { throw LanguageError(.interrupted, fault: .interruption) }
      }
    }
    #expect(broken?.code == "interrupted")
  }
}
