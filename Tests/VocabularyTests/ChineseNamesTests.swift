import Basics
import Desk
import Language
import Records
import Rules
import Testing

@testable import Vocabulary

/// What readers of Chinese are shown for fields, columns and codes.
@Suite struct ChineseNamesTests {
  private let desk: TestDesk

  init() throws {
    desk = try TestDesk(loading: "demo")
  }

  @Test func `every column of every command has a Chinese heading`() {
    for command in desk.table.commands {
      for column in command.columns where ColumnWords.desk.heading(of: column) == nil {
        Issue.record("\(command.name): \(column)")
      }
    }
  }

  @Test(arguments: RecordType.allCases)
  func `every field of every record has a Chinese name`(type: RecordType) {
    let fields = RecordFields.all(of: type)
    #expect(!fields.isEmpty)
    for field in fields where FieldNames.chinese(field, of: type) == nil {
      Issue.record("\(type): \(field)")
    }
  }

  @Test(arguments: RecordType.allCases)
  func `every value of a field's enumeration has a Chinese name of its own`(type: RecordType) {
    for (field, names) in RecordFields.names[type.name] ?? [:] {
      let words = names.codes.map { names.chinese($0) ?? "" }
      #expect(!words.contains(""), "\(type).\(field)")
      #expect(Set(words).count == words.count, "\(type).\(field)")
    }
  }

  /// Commands whose answers have tables and records within them.
  private static let answers = [
    "line show 13300000001", "customer show 13300000001", "account show 13300000001",
    "points show 13300000001", "star explain 13300000001 month=2016-02", "star show 13300000001",
    "benefit wall 13300000001", "roam show 13300000001", "order show O1", "card show 13300000001",
    "can 13300000001", "store stats", "store check", "clock show", "jobs | job show",
    "restore phone 13300000001 --changes", "clock advance 30d", "journal show limit=5",
    "customer history 13300000001", "due | first 3", "journal verify", "orders | last 2",
  ]

  @Test(arguments: answers)
  func `every column within an answer has a Chinese heading`(command: String) throws {
    desk.options.language = .chinese
    desk.options.format = .record
    for line in try desk.must(command).split(separator: "\n") {
      let heading = line.prefix { !$0.isWhitespace }
      let isPlain = heading.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if !heading.isEmpty, isPlain, !["ICCID", "NFC", "UIM"].contains(heading) {
        Issue.record("\(line)")
      }
    }
  }

  /// Codes that tables and cards show in Chinese.
  private static let codes = [
    " mobile", " one-way", " two-way", " done", " refused", " postpaid", " individual", " true",
    " false", " restore-phone",
  ]

  @Test(arguments: answers)
  func `no code of an enumeration is left in a Chinese answer`(command: String) throws {
    for format in [Format.record, .table, .markdown] {
      let desk = try TestDesk(loading: "demo")
      desk.options.language = .chinese
      desk.options.format = format
      let answer = try desk.must(command).replacing("\n", with: " \n") + " "
      for code in Self.codes where answer.contains(code + " ") {
        Issue.record("\(format): \(code) in \(answer)")
      }
    }
  }

  @Test func `scripts and files have the codes, whatever the reader's language`() throws {
    let source = "lines | where number == 13300000001 | select number kind state restored"
    for format in [Format.csv, .tsv, .json, .jsonl] {
      desk.options.format = format
      desk.options.language = .english
      let english = try desk.must(source)
      desk.options.language = .chinese
      #expect(try desk.must(source) == english)
    }
    desk.options.format = .table
    #expect(try desk.must("print (line show 13300000001).state") == "one-way\n")
    #expect(try desk.must("expect (line show 13300000001).kind == mobile") == "")
  }
}
