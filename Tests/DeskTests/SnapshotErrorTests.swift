import Basics
@testable import Desk
import Records
import Storage
import Testing

/// A snapshot with one thing wrong, and how it is told.
struct WrongSnapshot: Sendable, CustomTestStringConvertible {
  let what: String
  /// What stands in place of a part of the sample.
  let old: String
  let new: String
  let code: String
  let line: Int64
  let field: String?

  var testDescription: String { what }

  init(
    _ what: String, _ old: String, _ new: String, _ code: String, _ line: Int64,
    _ field: String? = nil
  ) {
    self.what = what
    self.old = old
    self.new = new
    self.code = code
    self.line = line
    self.field = field
  }

  static let all: [WrongSnapshot] = [
    .init("another first line", "\"type\":\"header\"", "\"type\":\"item\"", "snapshot.header", 1),
    .init("another format", "\"stardesk\"", "\"stardust\"", "snapshot.version", 1),
    .init("another version", "\"version\":1", "\"version\":2", "snapshot.version", 1),
    .init(
      "no clock", "\"clock\":\"2016-02-10T09:00:00+08:00\",", "", "snapshot.missing", 1, "clock"),
    .init("an unknown type", "\"type\":\"account\"", "\"type\":\"acount\"", "snapshot.type", 3),
    .init("an unknown field", "\"mode\":", "\"modes\":", "snapshot.field", 3, "modes"),
    .init("a field twice", "\"mode\":", "\"id\":\"A1\",\"mode\":", "snapshot.field-twice", 3, "id"),
    .init("a field missing", "\"mode\":\"postpaid\",", "", "snapshot.missing", 3, "mode"),
    .init("a name out of none", "\"postpaid\"", "\"postpayed\"", "snapshot.value", 3, "mode"),
    .init("a number for a text", "\"name\":\"A\"", "\"name\":7", "snapshot.value", 2, "name"),
    .init("null for a text", "\"name\":\"A\"", "\"name\":null", "snapshot.value", 2, "name"),
    .init("no JSON", "\"name\":\"A\"", "\"name\":\"A", "snapshot.json", 2),
    .init(
      "something behind", "\"roaming\":\"none\"}", "\"roaming\":\"none\"}}", "snapshot.json", 4),
    .init("no JSON at all", Samples.line, "line 13300000001", "snapshot.json", 4),
    .init(
      "a month for a year of thirteen", "\"activated\":\"2014-01-01\"",
      "\"activated\":\"2014-13-01\"", "snapshot.value", 4, "activated"),
    .init(
      "a wrong check digit", "11010519491231002X", "110105194912310021", "snapshot.value", 2,
      "document.number"),
    .init(
      "an unknown field in a group", "\"number\":\"1101", "\"numbers\":\"1101", "snapshot.field",
      2, "document.numbers"),
    .init(
      "a malformed ICCID", "8986031234567890123", "8987031234567890123", "snapshot.value", 5,
      "iccid"),
    .init(
      "an ICCID of 18 digits", "8986031234567890123", "898603123456789012", "snapshot.value",
      5, "iccid"),
    .init(
      "a number with a blank", "\"number\":\"13300000001\"", "\"number\":\"133 0000001\"",
      "snapshot.value", 4, "number"),
    .init(
      "a malformed identifier", "\"id\":\"A1\"", "\"id\":\"account-1\"", "snapshot.value", 3, "id"),
    .init(
      "money with three decimals", "\"collection\":\"self\"",
      "\"creditLimit\":\"1.005\",\"collection\":\"self\"", "snapshot.value", 3, "creditLimit"),
    .init(
      "money below zero", "\"collection\":\"self\"",
      "\"creditLimit\":\"-1.00\",\"collection\":\"self\"", "snapshot.value", 3, "creditLimit"),
    .init(
      "an unknown customer", "\"customer\":\"C1\",\"mode\"", "\"customer\":\"C2\",\"mode\"",
      "snapshot.reference", 3, "customer"),
    .init(
      "an unknown account", "\"account\":\"A1\"", "\"account\":\"A2\"", "snapshot.reference", 4,
      "account"),
    .init(
      "an unknown line", "\"line\":\"13300000001\"", "\"line\":\"13300000002\"",
      "snapshot.reference", 5, "line"),
    .init(
      "an unknown user", "\"account\":\"A1\"", "\"account\":\"A1\",\"user\":\"C7\"",
      "snapshot.reference", 4, "user"),
    .init(
      "an unknown main line", "\"roaming\":\"none\"",
      "\"roaming\":\"none\",\"mainLine\":\"1\"", "snapshot.reference", 4, "mainLine"),
    .init(
      "an order of an unknown line", "\"outcome\"", "\"line\":\"1\",\"outcome\"",
      "snapshot.reference", 6, "line"),
    .init(
      "a record twice", Samples.card, Samples.card + "\n" + Samples.card, "snapshot.duplicate", 6),
  ]
}

@Suite struct SnapshotErrorTests {
  @Test(arguments: WrongSnapshot.all)
  func `what is wrong is told with file, line and field, and nothing changes`(
    wrong: WrongSnapshot
  ) throws {
    let test = try TestStore()
    try test.load(lines: Samples.all)
    let before = try test.saved()
    let text = Samples.all.joined(separator: "\n") + "\n"
    #expect(text.contains(wrong.old))
    let bytes = Array(text.replacing(wrong.old, with: wrong.new, maxReplacements: 1).utf8)
    let error = #expect(throws: DeskError.self) { try test.load(bytes) }
    #expect(error?.code == wrong.code)
    #expect(error?.fault == .request)
    #expect(error?.values["file"] == "test.jsonl")
    #expect(error?.values["line"] == .integer(wrong.line))
    if let field = wrong.field { #expect(error?.values["field"] == .text(field)) }
    for language in [ReaderLanguage.english, .chinese] {
      let message = try #require(error?.message(in: language))
      #expect(
        message.hasPrefix("test.jsonl:\(wrong.line): ")
          || message.hasPrefix("test.jsonl:\(wrong.line)："))
      // What a message has no value for shows as a question mark.
      #expect(!message.contains("?"), "\(message)")
    }
    #expect(try test.saved() == before)
  }

  @Test func `the nearest field and type are named`() throws {
    let test = try TestStore()
    let field = #expect(throws: DeskError.self) {
      try test.load(lines: [
        Samples.header, Samples.customer.split(separator: "joined").joined(separator: "joiend"),
      ])
    }
    #expect(field?.values["nearest"] == "joined")
    let type = #expect(throws: DeskError.self) {
      try test.load(lines: [Samples.header, #"{"type":"custmer"}"#])
    }
    #expect(type?.values["nearest"] == "customer")
  }

  @Test(arguments: [
    ("customer", "star", #""stars":8,"from":"2015-01-01","basis":"graded""#, "stars"),
    ("customer", "star", #""stars":-1,"from":"2015-01-01","basis":"graded""#, "stars"),
    ("account", "bucket", #""id":"","kind":"cash","amount":"1.00""#, "id"),
    ("account", "bucket", #""id":"a\u0000b","kind":"cash","amount":"1.00""#, "id"),
    ("account", "bucket", #""id":"g","kind":"gift","amount":"-0.01""#, "amount"),
    ("line", "charge", #""month":"2016-01","amount":"5.00","uncounted":"5.01""#, "uncounted"),
    ("line", "charge", #""month":"2016-13","amount":"5.00""#, "month"),
    ("customer", "purchase", #""from":"2015-01-01","paid":"1.00""#, "benefit"),
    ("customer", "purchase", #""star":8,"from":"2015-01-01","paid":"1.00""#, "star"),
  ])
  func `values out of range are refused`(
    owner: String, type: String, fields: String, field: String
  ) throws {
    let test = try TestStore()
    let owners = ["customer": "C1", "account": "A1", "line": "13300000001"]
    let record = "{\"type\":\"\(type)\",\"\(owner)\":\"\(owners[owner]!)\",\(fields)}"
    let error = #expect(throws: DeskError.self) { try test.load(lines: Samples.all + [record]) }
    #expect(error?.code == (field == "benefit" ? "snapshot.missing" : "snapshot.value"))
    #expect(error?.values["line"] == 7)
    #expect(error?.values["field"] == .text(field))
  }

  @Test(arguments: [64, 65])
  func `a text in a key has at most 64 bytes`(count: Int) throws {
    let test = try TestStore()
    let id = String(repeating: "x", count: count)
    let bucket = #"{"type":"bucket","account":"A1","id":"\#(id)","kind":"cash","amount":"1.00"}"#
    let lines = Samples.all + [bucket]
    if count == 64 {
      try test.load(lines: lines)
    } else {
      #expect(throws: DeskError.self) { try test.load(lines: lines) }
    }
  }

  @Test(arguments: [
    ("charge", #""month":"2016-01","amount":"5.00""#), ("usage", #""month":"2016-01""#),
    (
      "suspension",
      #""from":"2016-01-01T00:00:00+08:00","scope":"both","reason":"arrears","#
        + #""until":"2016-01-02T00:00:00+08:00""#
    ),
    (
      "restore",
      #""from":"2016-01-01T00:00:00+08:00","kind":"phone","until":"2016-01-02T00:00:00+08:00""#
    ),
  ])
  func `a line's number that is too long for a key does not end the program`(
    _ type: String, _ fields: String
  ) throws {
    let test = try TestStore()
    let number = String(repeating: "1974051405", count: 40)
    let record = "{\"type\":\"\(type)\",\"line\":\"\(number)\",\(fields)}"
    let error = #expect(throws: DeskError.self) { try test.load(lines: [Samples.header, record]) }
    #expect(error?.code == "snapshot.value")
    #expect(error?.values["field"] == "line")
  }

  @Test(arguments: 40...64)
  func `a text that is cut to fit a key in the middle of a character ends no program`(
    _ count: Int
  ) throws {
    let test = try TestStore()
    let benefit = String(repeating: "x", count: count)
    let use =
      "{\"type\":\"use\",\"customer\":\"C1\",\"benefit\":\"\(benefit)\","
      + "\"at\":\"2016-01-01T00:00:00+08:00\",\"line\":\"13300000001\"}"
    try test.load(lines: Samples.all + [use])
    var key = Key(customer: Identifier(packed: 1))
    key.append(terminated: benefit)
    key.append(text: String(repeating: "号", count: 40))
    #expect(key.count == Key.capacity)
  }

  @Test(arguments: ["number", "account", "iccid", "order"])
  func `an identifier that two customers have is refused with both lines`(kind: String) throws {
    let test = try TestStore()
    func second(_ line: String) -> String {
      var text = line
      let changes = [
        ("number", "13300000001", "13300000002"), ("account", "A1", "A2"),
        ("iccid", "8986031234567890123", "8986031234567890124"), ("order", "O52", "O53"),
        ("customer", "C1", "C2"),
      ]
      for (name, old, new) in changes where name != kind {
        text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
      }
      return text
    }
    let lines = Samples.all + Samples.all.dropFirst().map(second)
    let error = #expect(throws: DeskError.self) { try test.load(lines: lines) }
    #expect(error?.code == "snapshot.duplicate")
    let line: Int64 = ["account": 3, "number": 4, "iccid": 5, "order": 6][kind]!
    #expect(error?.values["earlier"] == .integer(line))
    #expect(error?.values["line"] == .integer(line + 5))
  }

  /// What a faulty customer holds is not written to a terminal or a log.
  @Test(arguments: [
    (#""number":"11010519491231002X""#, #""number":"110105194912310021""#, "110105194912310021"),
    (#""number":"11010519491231002X""#, #""number":"11010519491231""#, "11010519491231"),
    (
      #""kind":"resident-id","number":"11010519491231002X""#,
      #""kind":"passport","number":"SE84216790\u0007""#, "SE84216790"
    ),
    (#""segment":"public""#, #""segment":"330106195710012106""#, "330106195710012106"),
    (#""type":"customer""#, #""type":"330106195710012106""#, "330106195710012106"),
    (#""name":"A""#, #""330106195710012106":"A""#, "330106195710012106"),
  ])
  func `errors of a snapshot mask the documents that they show`(
    old: String, new: String, clear: String
  ) throws {
    let text = Samples.all.joined(separator: "\n").replacing(old, with: new) + "\n"
    let test = try TestStore()
    let error = #expect(throws: DeskError.self) {
      try test.store.loadSnapshot(
        .bytes(Array(text.utf8), name: "x"), replacing: true, .never, operator: "o")
    }
    for language in [ReaderLanguage.english, .chinese] {
      let message = try #require(error).message(in: language)
      #expect(!message.contains(clear), "\(message)")
    }
  }
}
