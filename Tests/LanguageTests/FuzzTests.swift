import Language
import Testing

@Suite struct FuzzTests {
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private static let pieces = [
    "restore phone ", "lines ", "| ", "where ", "state ", "== ", "13300000001 ", "\"", "'", "$",
    "(",
    ")", "[", "]", "{", "}", "\n", ";", "#", "let x = ", "if ", "else ", "for r in ", "expect ",
    "try ", "catch ", "$it.", ".", ",", "--yes ", "credit=", "3.00 ", "-", "not ", "and ", "or ",
    "in ", "=~ ", "$(", "\\", "\\u{41}", "中", "each ", "select ", "sort ", "def f(", "return ",
    "f ",
    "while ", "transaction ", "include a ", ":", "a", "\0", "\u{FF}", "1e9 ", "2016-02-31 ",
    "help ",
  ]

  @Test func `no bytes whatever crash the checker`() {
    var dice = Dice(state: 42)
    let run = ToyRun()
    for _ in 0..<3_000 {
      let count = Int.random(in: 0..<40, using: &dice)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
      _ = run.runner.check(SourceText(name: "fuzz", bytes: bytes))
    }
  }

  @Test func `no order of known words crashes the checker, the completion or the errors`() {
    var dice = Dice(state: 7)
    let run = ToyRun()
    for _ in 0..<3_000 {
      let count = Int.random(in: 1..<25, using: &dice)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &dice)! }.joined()
      for error in run.runner.check(SourceText(name: "fuzz", text)) {
        #expect(!ErrorText.text(error, Options()).isEmpty)
        #expect(error.fault == .usage, "\(error.code) in \(text)")
      }
      _ = run.runner.completion(
        of: text, at: Int.random(in: 0...text.utf8.count, using: &dice))
      _ = run.runner.completeness(of: text)
    }
  }

  @Test func `a script that was found good runs to an exit code`() {
    var dice = Dice(state: 99)
    var good = 0
    for _ in 0..<4_000 {
      let count = Int.random(in: 1..<9, using: &dice)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &dice)! }.joined()
      guard !text.contains("while") else { continue }
      let run = ToyRun()
      guard run.runner.check(SourceText(name: "fuzz", text)).isEmpty else { continue }
      good += 1
      #expect([0, 2, 3, 4].contains(run.run(text)), "\(text)")
    }
    #expect(good > 20)
  }
}
