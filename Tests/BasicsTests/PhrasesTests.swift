@testable import Basics
import Testing

/// Phrases found by their English, with numbers in place of `#`.
@Suite struct PhrasesTests {
  private let phrases = Phrases(["a number": "数字", "from # to #": "# 至 #"])

  @Test(arguments: [
    ("a number", "数字"), ("from 1 to 20", "1 至 20"), ("from 007 to 8", "007 至 8"),
    ("from 1 to x", nil), ("from # to #", nil), ("#1", nil), ("a#2", nil), ("1#2", nil), ("", nil),
  ])
  func `a number sign in a text is no number`(_ english: String, chinese: String?) {
    #expect(phrases.chinese(english) == chinese)
  }
}
