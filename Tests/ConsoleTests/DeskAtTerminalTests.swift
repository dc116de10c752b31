import Glibc
import Testing

private typealias Key = TerminalDriver

/// The program itself at a terminal, over a store whose names and documents mean harm.
@Suite(.serialized) struct `The desk at a terminal` {
  private struct Person {
    var name: String
    var document: (kind: String, number: String)
    var phone = "13800000001"
  }

  private static let people = [
    Person(name: "Ann Bee", document: ("passport", "SE84216790")),
    Person(name: "Cee (D) Ltd", document: ("hk-mo-permit", "H10457720")),
    Person(name: "Eff; clock set 2017-01-01", document: ("tw-permit", "T08821073")),
    Person(name: "Gee\\nclock set 2018-01-01", document: ("police-id", "浙警19820072")),
    Person(name: "Hay\\u001b]0;x\\u0007 $(exit)", document: ("military-id", "南字第2009071号")),
    Person(name: "王小明", document: ("household-register", "3301060004471074")),
    Person(name: "王大力", document: ("business-licence", "12330108MB0X1031")),
    Person(name: "Jay", document: ("tw-permit", "88210731")),
    Person(name: "Kay", document: ("resident-id", "330106195710012106")),
    Person(name: "Lee", document: ("temporary-id", "33010820150107601X")),
  ]

  private let folder = TerminalDriver.newFolder()

  private static func snapshot(_ people: [Person]) -> String {
    var lines = [
      #"{"type":"header","format":"stardesk","version":1,"clock":"2016-02-10T09:00:00+08:00","#
        + #""test":true}"#,
      #"{"type":"item","id":"a b; exit","name":"x","kind":"goods","points":1,"stock":1}"#,
    ]
    for (index, person) in people.enumerated() {
      let id = index + 1
      lines.append(
        #"{"type":"customer","id":"C\#(id)","kind":"individual","name":"\#(person.name)","#
          + #""document":{"kind":"\#(person.document.kind)","number":"\#(person.document.number)"},"#
          + #""segment":"public","joined":"2014-01-01","phone":"\#(person.phone)","#
          + #""address":"海港市甲路77号"}"#)
      lines.append(
        #"{"type":"account","id":"A\#(id)","customer":"C\#(id)","mode":"postpaid","#
          + #""regime":"credit-control","collection":"self"}"#)
    }
    lines.append(
      #"{"type":"line","number":"13300000001","kind":"mobile","customer":"C1","account":"A1","#
        + #""activated":"2014-01-01","roaming":"none"}"#)
    return lines.joined(separator: "\n") + "\n"
  }

  init() throws {
    try write(Self.snapshot(Self.people), to: "base.jsonl")
    for text in ["store init --test", "snapshot load \"\(folder)/base.jsonl\""] {
      #expect(try run("-c", text).code == 0)
    }
  }

  private func write(_ text: String, to name: String) throws {
    let file = try #require(fopen(folder + "/" + name, "w"))
    fputs(text, file)
    fclose(file)
  }

  private func start(
    _ arguments: [String], environment: [String: String] = [:], color: String = "never"
  ) throws -> TerminalDriver {
    let named = arguments.contains("--as") ? [] : ["--as", "zhang"]
    return try TerminalDriver(
      ["--store", folder + "/s", "--color", color] + named + arguments,
      environment: environment, rows: 40, columns: 150, folder: folder, program: "stardesk")
  }

  @discardableResult
  private func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> (code: Int32, raw: String) {
    let desk = try start(arguments, environment: environment)
    let code = try desk.waitForEnd()
    return (code, String(decoding: desk.received, as: UTF8.self))
  }

  private func waitForPrompt(_ desk: TerminalDriver) throws {
    try desk.wait(for: "the prompt") {
      $0.beforeCursor.hasPrefix("s zhang 2016") && $0.beforeCursor.hasSuffix("> ") && $0.marksPastes
    }
  }

  // MARK: Completion

  @Test(arguments: [
    ("customer show Ann", "customer show C1 ", "A** ***"),
    ("customer show \"Ann", "customer show \"C1\" ", "A** ***"),
    ("customer show 'Ann B", "customer show 'C1' ", "A** ***"),
    ("customer show Cee", "customer show C2 ", "C** *** ***"),
    ("customer find Eff", "customer find C3 ", "E***"),
    ("points show Gee", "points show C4 ", "G**"),
    ("star show Hay", "star show C5 ", "H**"),
    ("order list SE84216790", "order list C1 ", "A** ***"),
    ("snapshot save \"x.jsonl\" customer=Cee", "customer=C2 ", "C** ***"),
  ])
  func `a name becomes the identifier, with the masked name below`(
    typed: String, line: String, below: String
  ) throws {
    let desk = try start([])
    try waitForPrompt(desk)
    desk.type(typed + Key.tab)
    try desk.wait(for: below)
    try desk.wait(cursorBehind: line)
  }

  @Test func `several customers are listed masked, and nothing is inserted for them`() throws {
    let desk = try start([])
    try waitForPrompt(desk)
    desk.type("customer show 王" + Key.tab)
    try desk.wait(for: "C6  王**")
    try desk.wait(cursorBehind: "> customer show 王")
    #expect(desk.screen.text.contains("C7  王**"))
    #expect(!desk.screen.text.contains("王小明"))
  }

  @Test func `an item of any name is inserted as one word`() throws {
    let desk = try start([])
    try waitForPrompt(desk)
    desk.type("points redeem C1 item=a" + Key.tab)
    try desk.wait(cursorBehind: "points redeem C1 item=\"a b; exit\" ")
    desk.type(Key.enter)
    try desk.wait(for: "points-redeem")
    try waitForPrompt(desk)
  }

  // MARK: The history

  @Test func `documents of every kind stay out of the history and of what is recalled`() throws {
    let history = folder + "/.local/state/stardesk/history"
    let desk = try start([])
    var secrets: [String] = []
    for person in Self.people {
      let number = person.document.number
      let parts = number.map(String.init)
      let split = parts[..<3].joined() + " " + parts[3...].joined()
      secrets += [number, split]
      for text in [
        "customer show \(number)", "customer show \"\(split)\"",
        "points show \(number) # \(number)",
        "snapshot save \"\(folder)/y.jsonl\" customer=\(number)", "print \"\(number)\"",
      ] {
        try waitForPrompt(desk)
        desk.type(text + Key.enter)
        try desk.wait(for: "the answer") { $0.beforeCursor.isEmpty || $0.marksPastes }
      }
    }
    for text in ["customer show 99887766", "line show 13300000009", "order show O33"] {
      try waitForPrompt(desk)
      desk.type(text + Key.enter)
    }
    try waitForPrompt(desk)
    desk.type("exit" + Key.enter)
    #expect(try desk.waitForEnd() == 0)
    let kept = try HistoryFileTests.contents(of: history).split(separator: "\n")
    #expect(kept == ["line show 13300000009", "order show O33", "exit"])
  }

  // MARK: Control characters

  @Test(arguments: ["table", "record", "markdown", "json", "jsonl", "csv", "tsv"])
  func `no format sends what is stored to the terminal raw`(format: String) throws {
    try write("nu\u{1B}[31m\u{9B}5m,t\u{202E}\n1\u{7},\u{2066}2\u{1B}\n", to: "e.csv")
    for text in [
      "open \"\(folder)/e.csv\"", "open \"\(folder)/e.csv\" | each { print $it }",
      "let r = (open \"\(folder)/e.csv\" | first 1); [$r, \"\\u{9b}\\u{7}\"]",
      "print \"\\u{1b}[2J\\u{202e}\"", "print $no\u{9B}such", "open \"\u{1B}[2J.csv\"",
      "{a: [\"\\u{9b}\", {b: \"\\u{1b}\"}]}",
      "open \"\(folder)/e.csv\" | save \"/dev/stdout\" format=csv",
    ] {
      let raw = try run("--format", format, "-c", text).raw.unicodeScalars
      let odd = raw.filter { $0.commandsScreen && !(format == "tsv" && $0 == "\t") }
      #expect(odd.isEmpty, "\(format) \(text): \(odd.map { String($0.value, radix: 16) })")
    }
  }

  @Test func `a file gets what is stored`() throws {
    try write("a\n\u{1B}\u{9B}\u{202E}\n", to: "e.csv")
    let desk = try TerminalDriver(
      ["--store", folder + "/s", "--format", "csv", "-c", "open \"\(folder)/e.csv\""],
      folder: folder, output: folder + "/out", program: "stardesk")
    #expect(try desk.waitForEnd() == 0)
    let out = try HistoryFileTests.contents(of: folder + "/out")
    #expect(out == "a\n\u{1B}\u{9B}\u{202E}\n")
  }

  @Test
  func `names of operators are checked as names of jobs, and those that hold the store are shown`()
    throws
  {
    for name in ["", "a\u{1B}[31m", "a\u{202E}b", "a\nb", String(repeating: "x", count: 65)] {
      for option in ["--as", "--job"] {
        let ran = try run(option, name, "-c", "clock show")
        #expect(ran.code == 2)
        #expect(ran.raw.contains(option == "--as" ? "[operator.name]" : "[job.name]"), "\(ran.raw)")
        #expect(!ran.raw.unicodeScalars.contains { $0.commandsScreen })
      }
    }
    #expect(try run("--as", String(repeating: "x", count: 64), "-c", "clock show").code == 0)
  }

  @Test func `options that are none are repeated without their commands`() throws {
    let raw = try run("--no\u{1B}[2J\u{9B}such").raw
    #expect(raw.contains("\\u{1b}[2J\\u{9b}such"))
    #expect(!raw.unicodeScalars.contains { $0.commandsScreen })
  }

  // MARK: Encodings

  @Test func `a terminal in another encoding is warned of in what it can show`() throws {
    let ran = try run(
      "-c", "clock show", environment: ["LC_ALL": "zh_CN.GBK", "LANG": "zh_CN.GBK"])
    #expect(ran.raw.contains("UTF-8") && ran.raw.contains("[terminal.encoding]"))
    #expect(!ran.raw.contains("警告") && !ran.raw.contains("warning"))
    let english = try run(
      "--lang", "en", "-c", "clock show", environment: ["LC_ALL": "zh_CN.GB18030"])
    #expect(english.raw.contains("warning: the locale zh_CN.GB18030 is in GB18030"))
    let unknown = try run("-c", "clock show", environment: ["LC_ALL": "zh_TW.BIG5"])
    #expect(unknown.raw.contains("warning: the locale zh_TW.BIG5 is in BIG5"))
    let plain = try run("-c", "clock show", environment: ["LC_ALL": "C"])
    #expect(!plain.raw.contains("terminal.encoding"))
  }
}

extension Unicode.Scalar {
  /// What must not come to a terminal; line ends and the program's own sequences are ASCII.
  fileprivate var commandsScreen: Bool {
    switch value {
    case 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F: true
    default: false
    }
  }
}
