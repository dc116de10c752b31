import Foundation
import Testing

/// The page of rules is true, and each rule that is carried out has a test that quotes it.
@Suite struct RulesPageTests {
  private static let path = Repository.path + "/Sources/stardesk/stardesk.docc/Rules.md"

  @Test func `each rule that the sources quote has a test`() throws {
    let untested = try RulesPage().untested.map(\.text)
    #expect(untested.isEmpty)
  }

  @Test func `the page of rules is what sources and tests quote`() throws {
    let text = try RulesPage().text
    if ProcessInfo.processInfo.environment["STARDESK_RECORD"] == "1" {
      try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: Self.path, encoding: .utf8) == text)
  }
}
