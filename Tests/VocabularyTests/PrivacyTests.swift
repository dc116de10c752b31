import Basics
import Glibc
import Language
import Testing

/// That what listings mask (DESK-3) stands in clear nowhere else.
@Suite struct PrivacyTests {
  private static let documents = [
    "330106195710012199", "33010820150107699X", "3301060004479999", "SE84219999", "H10459999",
    "T08829999", "南字第2009999号", "浙警19829999", "12330108MB0X9999", "330100000109999",
  ]

  /// For good: nobody can take out of the journal what stands in it.
  @Test func `the journal does not hold the document that a script asked for`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .json
    for document in Self.documents {
      for command in ["customer show", "points show", "star explain", "account show", "order list"]
      {
        let run = desk.script("pay 13300000001 amount=1\n\(command) \"\(document)\"\n")
        #expect(run.code == 3)
        #expect(!run.remarks.contains(document), "\(command): \(run.remarks)")
      }
    }
    _ = desk.script("pay 13300000001 amount=1\ncustomer show 王芳\n")
    _ = desk.script("pay 13300000001 amount=1\nprint (1 + \"330106195710012199\")\n")
    let journal = try desk.must("journal")
    #expect(journal.contains("script-rollback"))
    for clear in Self.documents + ["王芳"] { #expect(!journal.contains(clear), "\(clear)") }
  }

  @Test func `rows in error and what they are rejected with mask documents and names`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.mode = .each
    desk.options.format = .json
    desk.options.rejects = desk.folder + "/rejects.csv"
    let rows = Self.documents.map { "{number: \"\($0)\"}" } + ["{number: \"王芳\"}"]
    let run = desk.run(
      "[\(rows.joined(separator: ", "))] | pay amount=1 | select message=$it.reasons")
    #expect(run.code == 4)
    for clear in Self.documents + ["王芳"] { #expect(!run.printed.contains(clear), "\(clear)") }
    let rejects = try TestFiles.read(desk.folder + "/rejects.csv")
    for line in rejects.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: ",", maxSplits: 1)
      // The row's own columns stay, so that it can be run again.
      #expect(columns.count == 2 && !columns[1].contains(columns[0]), "\(line)")
    }
  }

  @Test func `a document in a reason is masked where orders are listed`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .json
    try desk.must("pay 13300000001 amount=1 reason=\"shown SE84219999, card 330106195710012199\"")
    for command in ["orders | last 1", "order list 13300000001", "customer history 13300000001"] {
      let listed = try desk.must(command)
      #expect(listed.contains("SE******99") && !listed.contains("SE84219999"), "\(command)")
      #expect(!listed.contains("330106195710012199"), "\(command)")
    }
  }

  @Test(arguments: ["Ann", "\"An", "王", "330106195710012106", "SE84216790"])
  func `what is completed for a customer is no name and no document`(typed: String) throws {
    let desk = try TestDesk(loading: "demo")
    let words = desk.words(for: "customer", beginning: typed.replacing("\"", with: ""))
    for word in words {
      #expect(word.text.first == "C" && word.text.dropFirst().allSatisfy(\.isNumber), "\(word)")
      #expect(word.about.contains("*"), "\(word)")
    }
    if typed == "王" { #expect(words.count > 1) }
    if typed.count > 9 { #expect(words.count == 1) }
  }

  @Test(arguments: [
    (["customer", "show", "88210731"], ["88210731"], true),
    (["customer", "show", "13300000001"], ["13300000001"], false),
    (["customer", "show", "13399999999"], ["13399999999"], false),
    (["customer", "show", "SE84216790"], [], true), (["x", "330106195710012106"], [], true),
    (["order", "show", "O33"], ["O33"], false), (["customer", "show", "王小明"], ["王小明"], false),
    (["card", "show", "8986031300000000017"], ["8986031300000000017"], false),
  ])
  func `an entry with a document that somebody has, or with what was to be one, is known`(
    words: [String], identifiers: [String], holds: Bool
  ) throws {
    #expect(try TestDesk(loading: "demo").holdsDocument(identifiers, among: words) == holds)
  }
}
