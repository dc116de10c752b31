@testable import Basics
import Testing

private func lines(_ bytes: [UInt8], encoding: TextEncoding = .utf8) -> [String] {
  var seen: [String] = []
  var reader = LineReader(bytes: bytes, encoding: encoding)
  while true {
    do throws(BasicsError) {
      guard try reader.next() else { break }
      seen.append("\(reader.number):" + String(decoding: reader.bytes, as: UTF8.self))
    } catch {
      seen.append("\(error.code)@\(error.line ?? 0)")
      if reader.isSpent { break }
    }
  }
  #expect((try? reader.next()) == false)
  return seen
}

@Suite struct LineReaderTests {
  @Test(
    arguments: [
      ("", []), ("a", ["1:a"]), ("a\n", ["1:a"]), ("a\r\nb", ["1:a", "2:b"]),
      ("\n\na", ["1:", "2:", "3:a"]),
      ("\u{FEFF}a\n", ["1:a"]), ("\n", ["1:"]), ("号\r码\n", ["1:号\r码"]),
      ("a\n\u{FEFF}b\n", ["1:a", "2:b"]), ("a\r\n\u{1A}", ["1:a"]), ("\u{1A}\u{1A}", []),
    ] as [(String, [String])])
  func `lines are read without their ends`(text: String, result: [String]) {
    #expect(lines(Array(text.utf8)) == result)
  }

  @Test func `a line that is not UTF-8 is an error alone, with its number`() {
    #expect(lines([0x61, 0x0A, 0xFF, 0x0A, 0x62]) == ["1:a", "encoding.utf8@2", "3:b"])
    #expect(lines([0x61, 0x0A, 0x62, 0xFF, 0x0A]) == ["1:a", "encoding.utf8@2"])
    #expect(lines([0x61, 0x0A, 0xE4, 0xB8]) == ["1:a", "encoding.utf8@2"])
    #expect(lines([0xBA, 0xC5, 0x0A], encoding: .gbk) == ["1:号"])
  }

  @Test(arguments: 65_530...65_540)
  func `a line may end on the end of a block`(count: Int) {
    let text = String(repeating: "a", count: count)
    #expect(lines(Array((text + "\r\n" + text + "\n").utf8)) == ["1:" + text, "2:" + text])
  }

  @Test func `a line beyond the limit is an error`() {
    let long = [UInt8](repeating: 0x61, count: LineReader.longestLine + 65_536)
    #expect(lines(long) == ["line.length@1"])
  }
}
