import Testing

@testable import Basics

@Suite struct NearestWordTests {
  private static let words = [
    "restore", "card", "roam", "points", "points show", "line", "lines", "snapshot load", "no",
    "补卡",
  ]

  @Test(
    arguments: [
      ("retsore", "restore"), ("restor", "restore"), ("restoree", "restore"),
      ("RESTORE", "restore"),
      ("rextoxe", "restore"), ("rexxoxe", nil), ("cardd", "card"), ("crad", "card"), ("cxrx", nil),
      ("line", "line"), ("lins", "line"), ("liness", "lines"), ("snapshto laod", "snapshot load"),
      ("n", "no"), ("x", nil), ("xy", nil), ("", nil), ("补", "补卡"), ("补用", "补卡"),
      ("completely different", nil),
    ] as [(String, String?)])
  func `a word is near when few letters are wrong`(word: String, result: String?) {
    #expect(NearestWord.nearest(of: word, among: Self.words) == result)
  }

  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("ab", "ba", 1), ("abcd", "badc", 2),
    ("ca", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0),
  ])
  func `the distance counts letters left out, added, changed and swapped`(
    left: String, right: String, distance: Int
  ) {
    #expect(NearestWord.distance(Array(left), Array(right)) == distance)
    #expect(NearestWord.distance(Array(right), Array(left)) == distance)
  }

  @Test func `a very long word is near to nothing`() {
    let long = String(repeating: "a", count: 65)
    #expect(NearestWord.nearest(of: long, among: [long]) == nil)
  }
}
