@testable import Basics
import Glibc
import Testing

@Suite struct UserEntryTests {
  private func entry(_ id: UInt32, in lines: [UInt8]) throws -> UserEntry? {
    var template = Array("/tmp/user-entry-test-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    try #require(file >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    #expect(write(file, lines, lines.count) == lines.count)
    close(file)
    return UserEntry(id: id, in: path)
  }

  @Test(
    arguments: [
      (0, "root /root"), (1000, "lihui /home/lihui"), (1001, "王芳 /home/wang"), (1002, "nohome "),
      (100, nil), (7, nil), (10, nil), (4_294_967_295, nil),
    ] as [(UInt32, String?)])
  func `a user is found by number alone, and the first entry counts`(id: UInt32, found: String?)
    throws
  {
    let text = """
      # comment
      root:x:0:0:root:/root:/bin/bash
      +::::::
      :x:7:7:::
      short:x:10:10
      signed:x:+10:10:::
      lihui:x:1000:1000:Li Hui,,,:/home/lihui:/bin/bash
      second:x:1000:1000::/home/second:/bin/sh
      王芳:x:1001:1001::/home/wang:
      nohome:x:1002:1002:::

      """
    let entry = try entry(id, in: Array(text.utf8))
    #expect(entry.map { $0.name + " " + $0.home } == found)
  }

  @Test func `a line that is not UTF-8 hides no other, and the last needs no end`() throws {
    let lines = Array("a:x:1:1:".utf8) + [0xC0, 0x3A, 0x0A] + Array("b:x:2:2:::".utf8)
    #expect(try entry(2, in: lines)?.name == "b")
    #expect(try entry(1, in: lines) == nil)
  }

  @Test func `without the file there is no user`() {
    #expect(UserEntry(id: 0, in: "/nowhere/passwd") == nil)
    #expect(UserEntry(id: 0, in: "/tmp") == nil)
  }
}
