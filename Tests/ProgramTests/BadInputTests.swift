import Basics
import Glibc
@testable import Storage
import TestSupport
import Testing

@Suite
struct BadInputTests {
  /// What is run, the exit code, and what standard error must hold.
  struct Case: Sendable, CustomTestStringConvertible {
    let script: String
    let code: Int32
    let told: [String]

    init(_ script: String, _ code: Int32, _ told: String...) {
      self.script = script
      self.code = code
      self.told = told
    }

    var testDescription: String { script }
  }

  static let cases: [Case] = [
    Case("restore phone \(unknown)", 3, "-c:1:1:", unknown, "[line.unknown]"),
    Case("restore phone abc", 3, "abc", "[line.unknown]"),
    Case("restore phone number=1.33E+10", 2, "spreadsheet", "[number.spreadsheet]"),
    Case("card replace \(entitled) iccid=123 kind=ordinary", 3, "8986", "[iccid.malformed]"),
    Case(
      "card replace \(entitled) iccid=89860309000100001X9 kind=ordinary", 3, "8986",
      "[iccid.malformed]"),
    Case("pay \(entitled) amount=10.001", 2, "-c:1:24:", "10.001", "two decimals", "[money."),
    Case("pay \(entitled) amount=ten", 2, "ten", "[money."),
    Case("charge \(entitled) amount=5 month=2016-13", 2, "2016-13", "01 to 12", "[month.range]"),
    Case("star explain C1001 month=2016-00", 2, "2016-00", "01 to 12", "[month.range]"),
    Case("open \"nothere.csv\" | restore phone", 3, "-c:1:6:", "nothere.csv", "[file.open]"),
    Case("open \"columns.csv\" | restore phone", 3, "`number`", "号码, ticket", "[column.unknown]"),
    Case(
      "open \"columns.csv\" | restore phone number=$it.nummer", 3, "`nummer`", "号码, ticket",
      "[column.unknown]"),
    Case("open \"columns.csv\" | where number == 1 | count", 3, "`number`", "[column.unknown]"),
    Case("open \"gbk.csv\" | restore phone number=$it.号码", 3, "gbk.csv", "line 1", "encoding=gbk"),
    Case("open \"quote.csv\" | sort number | restore phone", 3, "quote.csv", "line 2", "[csv."),
    Case("open \"fields.csv\" | sort number | restore phone", 3, "fields.csv", "line 3", "[csv."),
    Case(
      "open \"deep.jsonl\" | sort number | restore phone", 3, "deep.jsonl", "line 1", "[json.depth]"
    ),
    Case("open \"half.jsonl\" | sort number | restore phone", 3, "half.jsonl", "line 2", "[json."),
    Case("open \"store\" | restore phone", 3, "[file.format]"),
    Case("open \"store\" format=csv | restore phone", 3, "directory", "[file.open]"),
    Case("snapshot load \"nothere.jsonl\"", 3, "nothere.jsonl", "[snapshot."),
    Case("snapshot load \"columns.csv\"", 3, "columns.csv:1", "[snapshot."),
    Case("snapshot save \"nofolder/x.jsonl\"", 1, "nofolder", "[snapshot.write]"),
    Case("lines | save \"nofolder/x.csv\"", 3, "nofolder", "[file.write]"),
    Case("lines | save \"store\" format=csv", 3, "store", "[file.write]"),
    Case("clock set 2016-01-01", 3, "[clock."),
    Case("clock advance 5x", 2, "5x", "[duration."),
    Case("customer show 姓王的", 3, "姓王的", "[customer."),
    Case("store init", 3, "[store.exists]"),
    Case("order show O999999", 3, "O999999", "[order.unknown]"),
    Case("print (1 / 0)", 3, "[number.division]"),
    Case("include \"nothere.desk\"", 2, "nothere.desk", "[file.open]"),
    Case("include \"self.desk\"", 2, "self.desk", "[include.cycle]"),
    Case("exit 256", 3, "256", "[exit.range]"),
  ]

  /// The files that the cases speak of.
  private static func furnish(_ place: Workplace) {
    place.file("columns.csv", "号码,ticket\n\(entitled),T1\n")
    // The Chinese heading in GBK.
    place.file("gbk.csv", [0xBA, 0xC5, 0xC2, 0xEB, 0x0A] + Array("\(entitled)\n".utf8))
    place.file("quote.csv", "number\n\"\(entitled)\n")
    place.file("fields.csv", "number,ticket\n\(entitled),T1\n\(entitled)\n")
    place.file("deep.jsonl", "{\"number\":" + String(repeating: "[", count: 100_000))
    place.file("half.jsonl", "{\"number\":\"\(entitled)\"}\n{\"number\":\"133")
    place.file("self.desk", "include \"self.desk\"\n")
  }

  @Test(arguments: cases)
  func `bad input is told with what, where and a code, and changes nothing`(
    _ example: Case
  ) throws {
    let place = try Workplace.demonstration()
    Self.furnish(place)
    let before = try place.state()
    let ran = try place.run("-c", example.script)
    #expect(ran.code == example.code, "\(ran.remarks)")
    #expect(ran.output.isEmpty)
    for told in example.told { #expect(ran.remarks.contains(told), "\(ran.remarks)") }
    #expect(try place.state() == before)
  }

  @Test func `what is wrong is told in Chinese too`() throws {
    let place = try Workplace.demonstration()
    let ran = try place.run("--lang", "zh", "-c", "restore phone \(unknown)")
    #expect(ran.code == 3)
    #expect(ran.remarks.contains("[line.unknown]"))
    #expect(!ran.remarks.contains("there is no"), "\(ran.remarks)")
  }

  // MARK: Snapshots

  @Test(arguments: [0, 1, 60, 97, 99, 5000, 131_834, 200_000, -2])
  func `a snapshot cut anywhere within a line is refused and changes nothing`(
    bytes: Int
  ) throws {
    let place = try Workplace.demonstration()
    let whole = contents(Workplace.snapshots + "/demo.jsonl")
    let count = bytes < 0 ? whole.count + bytes : bytes
    place.file("cut.jsonl", Array(whole[..<count]))
    let before = try place.state()
    let ran = try place.run("-c", "snapshot load \"cut.jsonl\"")
    #expect(ran.code == 3)
    #expect(ran.remarks.contains("cut.jsonl"))
    #expect(ran.remarks.contains("[snapshot."))
    #expect(try place.state() == before)
    try place.expectSound()
  }

  @Test(arguments: [
    ("\"account\":\"A2003\"", "\"account\":\"A9999\"", "[snapshot.reference]", "A9999"),
    ("\"customer\":\"C1003\"", "\"customer\":\"C9999\"", "[snapshot.reference]", "C9999"),
    ("\"stars\":5", "\"stars\":8", "[snapshot.", "stars"),
    ("\"version\":1", "\"version\":2", "[snapshot.version]", "stardesk 2"),
    ("\"format\":\"stardesk\"", "\"format\":\"other\"", "[snapshot.version]", "other 1"),
    ("\"month\":\"2016-01\"", "\"month\":\"2016-13\"", "[", "month"),
    ("\"kind\":\"mobile\"", "\"kind\":\"telex\"", "[snapshot.", "kind"),
    ("\"type\":\"line\"", "\"type\":\"lime\"", "[snapshot.", "lime"),
    ("\"provinc", "\"provins", "[snapshot.", "provinse"),
  ])
  func `a snapshot with something wrong in it is refused with file, line and field`(
    right: String, wrong: String, code: String, told: String
  ) throws {
    let place = try Workplace.demonstration()
    var text = String(decoding: contents(Workplace.snapshots + "/demo.jsonl"), as: UTF8.self)
    let found = try #require(text.firstRange(of: right))
    text.replaceSubrange(found, with: wrong)
    place.file("wrong.jsonl", text)
    let before = try place.state()
    let ran = try place.run("-c", "snapshot load \"wrong.jsonl\"")
    #expect(ran.code == 3)
    #expect(ran.remarks.contains("wrong.jsonl:"), "\(ran.remarks)")
    #expect(ran.remarks.contains(code) && ran.remarks.contains(told), "\(ran.remarks)")
    #expect(try place.state() == before)
  }

  // MARK: Stores

  @Test func `a store of another version is refused and named`() throws {
    let place = try Workplace()
    let table = Table(slot: 0, name: "main", checksummed: true)
    for (layout, code) in [
      (Layout(format: "stardesk", version: 1), "[store.layout]"),
      (Layout(format: "other", version: 1), "[store.format]"),
    ] {
      let other = try Workplace()
      do {
        let environment = try Environment.open(
          other.store, access: .create, tables: [table], layout: layout)
        var transaction = try environment.write()
        try transaction.put(table, Key(1), [1, 2, 3])
        try transaction.commit()
      }
      mkdir(place.store, 0o700)
      write(contents(other.data), to: place.data)
      let bytes = contents(place.data)
      for script in ["lines | count", "restore phone \(entitled)", "store init"] {
        let ran = try place.run("-c", script)
        #expect(ran.code == 1)
        #expect(ran.output.isEmpty)
        #expect(ran.remarks.contains(code), "\(ran.remarks)")
      }
      // Bytes by the thousand would hide what failed.
      let isUntouched = contents(place.data) == bytes
      #expect(isUntouched)
    }
  }

  @Test(arguments: [1, 100, 4096, 8192, 20_000, 300_000])
  func `a truncated store is refused before a page is read`(bytes: Int) throws {
    let place = try Workplace.demonstration()
    let whole = contents(place.data)
    try #require(bytes < whole.count)
    write(Array(whole[..<bytes]), to: place.data)
    for script in ["line show \(entitled)", "restore phone \(entitled)", "store init --test"] {
      let ran = try place.run("-c", script)
      #expect(ran.code == 1)
      #expect(ran.output.isEmpty)
      #expect(ran.remarks.contains("[store."), "\(ran.remarks)")
    }
    #expect(contents(place.data).count == bytes)
  }

  @Test func `an empty or foreign data file is not taken for a new store`() throws {
    let place = try Workplace()
    mkdir(place.store, 0o700)
    for text in ["", String(repeating: "not a store ", count: 2000)] {
      write(Array(text.utf8), to: place.data)
      for script in ["lines | count", "store init", "snapshot load \"x.jsonl\""] {
        let ran = try place.run("-c", script)
        #expect(ran.code == 1)
        #expect(ran.remarks.contains("[store.not-a-store]"), "\(ran.remarks)")
      }
      #expect(contents(place.data) == Array(text.utf8))
    }
  }

  @Test func `a store opened for reading answers, and refuses every change`() throws {
    let place = try Workplace.demonstration()
    let before = try place.state()
    let shown = try place.run("--read-only", "-c", "line show \(entitled)")
    #expect(shown.code == 0)
    #expect(shown.text.contains(entitled))
    for script in [
      "restore phone \(entitled)", "pay \(entitled) amount=5", "clock advance 1d",
      "snapshot load \"\(Workplace.snapshots)/demo.jsonl\"",
      "[\(entitled)] | restore phone number=$it.value",
      "transaction { restore phone \(entitled) }",
    ] {
      let ran = try place.run("--read-only", "-c", script)
      #expect(ran.code == 3, "\(script)")
      #expect(ran.output.isEmpty)
      #expect(ran.remarks.contains("[store.read-only]"), "\(script): \(ran.remarks)")
    }
    #expect(try place.state() == before)
  }

  @Test func `a folder without permission is told as such`() throws {
    // Permissions hold nothing back from root, so the program runs as nobody.
    guard getuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else { return }
    let place = try Workplace.demonstration()
    chmod(place.path, 0o755)
    func runAsNobody(_ script: String) throws -> (code: Int32, remarks: String) {
      let command =
        "/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \(Running.program) --store "
        + "\(place.store) -c '\(script)' >/dev/null 2>\(place.path)/remarks </dev/null"
      let status = system(command)
      return ((status >> 8) & 0xFF, place.read("remarks"))
    }
    guard try runAsNobody("help").code == 0 else { return }
    chmod(place.store, 0o700)
    var ran = try runAsNobody("line show \(entitled)")
    #expect(ran.code == 1)
    #expect(ran.remarks.contains("[store.no-permission]"), "\(ran.remarks)")
    chmod(place.store, 0o755)
    chmod(place.data, 0o644)
    ran = try runAsNobody("restore phone \(entitled)")
    #expect(ran.code == 1)
    #expect(ran.remarks.contains("[store."), "\(ran.remarks)")
  }

  // MARK: Scripts

  @Test func `a script that is no text is refused before it runs`() throws {
    let place = try Workplace.demonstration()
    let before = try place.state()
    let change = Array("restore phone \(entitled)\n".utf8)
    for (bytes, code) in [
      (change + Array("print a\0b\n".utf8), "[syntax."),
      (change + Array("print \"".utf8) + [0xFF, 0xFE] + Array("\"\n".utf8), "[file.encoding]"),
      (change + [0xC0, 0x80], "[file.encoding]"),
      ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "["),
    ] {
      let script = place.file("bad.desk", bytes)
      let ran = try place.run(script)
      #expect(ran.code == 2, "\(ran.remarks)")
      #expect(ran.output.isEmpty)
      #expect(ran.remarks.contains(code), "\(ran.remarks)")
    }
    #expect(try place.state() == before)
  }

  @Test func `a script of one very long line is told briefly`() throws {
    let place = try Workplace.demonstration()
    let script = place.file("long.desk", String(repeating: "a", count: 3_000_000))
    let ran = try place.run(script)
    #expect(ran.code == 2)
    #expect(ran.remarks.contains("[command.unknown]"))
    #expect(ran.remarks.utf8.count < 2000)
    let comment = place.file(
      "comment.desk", "# " + String(repeating: "字", count: 1_000_000) + "\nprint done")
    #expect(try place.run(comment).text == "done\n")
  }

  static let nests: [(String, String, String, Int)] = [
    ("", "(", "", 300_000), ("print ", "[", "", 300_000), ("print ", "{a: ", "", 100_000),
    ("", "if true {", "", 20_000), ("print (1", "+1", ")", 100_000),
    ("print (", "-", "1)", 100_000), ("print (", "not ", "true)", 100_000),
    ("lines", " | first 1", "", 30_000), ("print (1", " and (1", "", 50_000),
    ("print \"", "$(", "\"", 50_000), ("print (\"a\" =~ \"", "(", "\")", 50_000),
    ("", "transaction { ", "", 50_000), ("", "}", "", 100_000), ("", "def f() { ", "", 50_000),
  ]

  @Test(arguments: nests.indices)
  func `deep nesting is an error, never the end of the program`(index: Int) throws {
    let place = try Workplace.demonstration()
    let (first, middle, last, count) = Self.nests[index]
    let script = place.file(
      "deep.desk", first + String(repeating: middle, count: count) + last + "\n")
    let ran = try place.run(script)
    #expect(ran.code == 2, "\(first)\(middle): \(ran.remarks.prefix(300))")
    #expect(ran.remarks.contains("["))
  }

  @Test(arguments: [
    "if true {", "for x in [1] {", "transaction {", "try {", "[1] | each {",
  ])
  func `functions that call themselves within blocks are an error`(block: String) throws {
    let place = try Workplace.demonstration()
    let script = place.file(
      "deep.desk",
      "def f(n) { " + String(repeating: block, count: 90) + " f($n) "
        + String(repeating: "}", count: 91) + "\nf(1)\n")
    let ran = try place.run(script)
    #expect(ran.code == 3 || block == "try {", "\(ran.remarks.prefix(500))")
    #expect(ran.remarks.contains(".depth]") || block == "try {", "\(ran.remarks.prefix(500))")
  }

  @Test(arguments: [20, 20_000])
  func `a file that cannot be written to its end is told and not left behind`(rows: Int) throws {
    let place = try Workplace.demonstration()
    let line = "13300000001,\(String(repeating: "x", count: 600))\n"
    place.file("list.csv", "number,text\n" + String(repeating: line, count: rows))
    let script = "open list.csv | save out.csv"
    let command = """
      cd \(place.path); trap '' XFSZ; ulimit -f 8
      exec \(Running.program) --store store -c '\(script)' 2> told
      """
    let status = command.withCString { system($0) }
    #expect(status & 0xFF00 == 1 << 8, "\(place.read("told"))")
    #expect(place.read("told").contains("[file.write]"))
    #expect(!place.has("out.csv"))
    for name in FolderContents.names(in: place.path) { #expect(!name.hasPrefix("out.csv")) }
  }

  @Test func `a device is written into, not replaced`() throws {
    let place = try Workplace.demonstration()
    mkfifo(place.path + "/pipe", 0o600)
    symlink("/dev/full", place.path + "/full")
    let reading = open(place.path + "/pipe", O_RDONLY | O_NONBLOCK)
    defer { close(reading) }
    let ran = try place.run("-c", "lines | first 2 | select number | save \"pipe\" format=csv")
    #expect(ran.code == 0, "\(ran.remarks)")
    var block = [UInt8](repeating: 0, count: 1000)
    let count = read(reading, &block, block.count)
    #expect(String(decoding: block[..<max(0, count)], as: UTF8.self).hasPrefix("number"))
    let full = try place.run("-c", "lines | save \"full\" format=csv")
    #expect(full.code == 1)
    #expect(full.remarks.contains("[file.write]"))
    var facts = stat()
    #expect(lstat(place.path + "/full", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    place.file("real.csv", "")
    symlink("real.csv", place.path + "/link.csv")
    #expect(try place.run("-c", "lines | first 2 | save \"link.csv\"").code == 0)
    #expect(lstat(place.path + "/link.csv", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    #expect(place.read("real.csv").split(whereSeparator: \.isNewline).count == 3)
  }
}
