import Basics
import Glibc
import Testing

@testable import Console

@Suite struct HistoryFileTests {
  static func contents(of path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  @Test(arguments: [
    "plain", "两行\n第二行", "a\\nb", "back\\slash\nand\r\nreturn", "ends with \\",
  ])
  func `an entry comes back as it was`(entry: String) throws {
    let path = TerminalDriver.newFolder() + "/h"
    var file = HistoryFile(path: path)
    try file.append(entry)
    #expect(try HistoryFileTests.contents(of: path).filter { $0 == "\n" }.count == 1)
    var again = HistoryFile(path: path)
    #expect(try again.load() == [entry])
  }

  @Test func `the same entry twice in a row is kept once, also across sessions`() throws {
    let path = TerminalDriver.newFolder() + "/h"
    var file = HistoryFile(path: path)
    for entry in ["a", "a", "b", "a", "", " \t\n"] { try file.append(entry) }
    var again = HistoryFile(path: path)
    #expect(try again.load() == ["a", "b", "a"])
    #expect(try again.append("a") == false)
    #expect(try again.append("b"))
  }

  @Test(arguments: [9_999, 10_000, 10_001])
  func `the newest ten thousand are read`(count: Int) throws {
    let path = TerminalDriver.newFolder() + "/h"
    try write((1...count).map { "entry number \($0) 中文\n" }.joined(), to: path)
    var file = HistoryFile(path: path)
    let entries = try file.load()
    #expect(entries.count == min(count, 10_000))
    #expect(entries.first == "entry number \(max(1, count - 9_999)) 中文")
    #expect(entries.last == "entry number \(count) 中文")
  }

  @Test func `an entry cut off by a crash does not swallow the next one`() throws {
    let path = TerminalDriver.newFolder() + "/h"
    try write("whole\ncut o", to: path)
    var file = HistoryFile(path: path)
    _ = try file.load()
    try file.append("next")
    #expect(try HistoryFileTests.contents(of: path) == "whole\ncut o\nnext\n")
  }

  @Test func `a file that others could read is closed to them`() throws {
    let path = TerminalDriver.newFolder() + "/h"
    try write("old\n", to: path)
    #expect(chmod(path, 0o644) == 0)
    var file = HistoryFile(path: path)
    try file.append("new")
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `a folder in the file's place is an error that names it`() throws {
    let path = TerminalDriver.newFolder()
    var file = HistoryFile(path: path)
    let error = #expect(throws: ConsoleError.self) { try file.load() }
    #expect(error?.code == .historyReading)
    #expect(error?.message(in: .english).contains(path) == true)
    #expect(error?.message(in: .chinese).contains(path) == true)
  }

  @Test(arguments: [
    ("customer find 110101199003070011", true),
    ("customer find 11010119900307001X", true),
    ("customer find 11010119900307001x now", true),
    ("证件110101199003070011。", true),
    ("11010119900307001", false),
    ("1101011990030700111", false),
    ("11010119900307001Xa", false),
    ("card replace 13300000001 iccid=8986031300000000017", false),
    ("restore phone 13300000001", false),
    ("customer find document=G12345678", true),
    ("customers | where document == \"G12345678\"", true),
    ("x Password=secret", true),
    ("证件号码=G12345678", true),
    ("密码＝secret", true),
    ("print \"the document was seen\"", false),
    ("documents | count", false), ("customers | where document in [G1, G2]", true),
    ("let r = {password: \"secret\"}", true), ("login --password secret", true),
    ("print \"密码是123456\"", true), ("口令：abc", true), ("print \"密码\"", false),
    ("customer show SE84216790", true), ("order show O12345678", false),
  ])
  func `a line with a document number or password is known`(line: String, isSecret: Bool) {
    #expect(Secrets.areHeld(in: line) == isSecret)
  }
}
