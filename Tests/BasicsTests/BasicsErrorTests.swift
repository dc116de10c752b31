import Testing

@testable import Basics

@Suite struct BasicsErrorTests {
  @Test func `a message says what was found and what was expected in both languages`() throws {
    let error = #expect(throws: BasicsError.self) { try Money(parsing: "1,000") }
    let english = try #require(error?.message(in: .english))
    let chinese = try #require(error?.message(in: .chinese))
    #expect(english.contains("`1,000`") && english.contains("300.00"))
    #expect(chinese.contains("“1,000”") && chinese.contains("小数"))
  }

  @Test(arguments: Problem.allCases)
  func `every problem has its words in both languages`(problem: Problem) {
    #expect(!problem.summary.english.isEmpty)
    #expect(!problem.summary.chinese.isEmpty)
    #expect(problem.expected.english.isEmpty == problem.expected.chinese.isEmpty)
  }

  @Test func `an error of another room keeps what it expected`() {
    let error = BasicsError(code: "other.kind", text: "x", expected: "y or z", line: 3)
    #expect(error.message(in: .english).contains("y or z"))
    #expect(error.message(in: .chinese).contains("第 3 行"))
  }

  @Test func `a long text is shortened between characters`() {
    let error = #expect(throws: BasicsError.self) {
      try Money(parsing: "x" + String(repeating: "元", count: 100_000))
    }
    #expect(error?.text == "x" + String(repeating: "元", count: 19) + "…")
  }
}
