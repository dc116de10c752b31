import Testing

@testable import Basics

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("中文", 4), ("a中b", 4), ("ｆｕｌｌ", 8), ("ｶﾅ", 2), ("한글", 4), ("、。「", 6),
    ("é", 1), ("e\u{301}", 1), ("ä\u{200B}", 1), ("\u{FEFF}x", 1), ("😀", 2), ("𠀀", 2), ("￥", 2),
    ("¥", 1), ("“”…", 3), ("\u{1B}[m", 2), ("\u{7F}\u{9F}", 0), ("\u{A0}", 1), ("\u{AD}", 1),
    ("\u{1100}\u{1161}", 2), ("\u{3099}", 0), ("\u{10FFFF}", 1),
  ])
  func `a text takes so many columns`(text: String, width: Int) {
    #expect(DisplayWidth.width(of: text) == width)
  }

  @Test func `the tables ascend and do not meet`() {
    for table in [DisplayWidthTables.wide, DisplayWidthTables.zero] {
      #expect(table.count % 2 == 0)
      for index in stride(from: 0, to: table.count, by: 2) {
        #expect(table[index] <= table[index + 1])
        if index > 0 { #expect(table[index - 1] < table[index]) }
      }
    }
    var zero = Set<UInt32>()
    for index in stride(from: 0, to: DisplayWidthTables.zero.count, by: 2) {
      zero.formUnion(DisplayWidthTables.zero[index]...DisplayWidthTables.zero[index + 1])
    }
    for index in stride(from: 0, to: DisplayWidthTables.wide.count, by: 2) {
      let range = DisplayWidthTables.wide[index]...DisplayWidthTables.wide[index + 1]
      #expect(range.allSatisfy { !zero.contains($0) })
    }
  }

  @Test(arguments: [
    ("plain 中文 “x” \\", "plain 中文 “x” \\"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"),
    ("\0\u{7}\u{1F}\u{7F}", "\\u{0}\\u{7}\\u{1f}\\u{7f}"),
    ("\u{80}\u{9B}\u{9F}\u{A0}", "\\u{80}\\u{9b}\\u{9f}\u{A0}"),
    ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\r\n", "\\r\\n"),
    ("a\u{202E}b\u{2066}", "a\\u{202e}b\\u{2066}"),
    ("e\u{301}\u{200D}", "e\u{301}\u{200D}"), ("", ""), ("\u{2028}", "\\u{2028}"),
    ("\u{200E}\u{61C}\u{206A}", "\\u{200e}\\u{61c}\\u{206a}"), ("x\u{E0041}", "x\\u{e0041}"),
    ("\u{FFF9}", "\\u{fff9}"),
    ("\u{200D}\u{2010}\u{202F}\u{2070}", "\u{200D}\u{2010}\u{202F}\u{2070}"),
  ])
  func `what commands a terminal is shown, all else stays`(text: String, result: String) {
    #expect(text.escapedForTerminal == result)
    #expect(result.escapedForTerminal == result)
  }

  @Test(arguments: [
    ("👨‍👩‍👧", 2), ("☎️", 2), ("☎", 1), ("👍🏽", 2), ("👍", 2), ("🇨🇳", 2), ("1️⃣", 2), ("❤️‍🔥", 2),
    ("a👍🏽中👨‍👩‍👧b", 8), ("🏳️‍🌈🏳️‍🌈", 4), ("e\u{301}\u{200D}", 1), ("👍 🏽", 5),
  ])
  func `several characters that make one picture take its columns`(text: String, width: Int) {
    #expect(DisplayWidth.width(of: text) == width)
  }

  /// Every character of Unicode, so that the bytes by which they are found leave none out.
  @Test func `whatever commands a terminal is found by its bytes`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), scalar.commandsTerminal else { continue }
      let text = "中" + String(scalar) + "é"
      let isEscaped = !text.escapedForTerminal.unicodeScalars.contains(scalar)
      #expect(isEscaped, "U+\(String(value, radix: 16))")
      #expect(text.linesEscapedForTerminal.unicodeScalars.contains(scalar) == (scalar == "\n"))
    }
  }

  @Test func `JSON for a terminal is the same JSON`() throws {
    let text = "中\u{9B}\u{202E}x\u{E0041}\u{7F}😀"
    let shown = TerminalCommands.escaped(json: Array("[\"\(text)\"]\n".utf8))
    #expect(
      String(decoding: shown, as: UTF8.self)
        == "[\"中\\u009b\\u202ex\\udb40\\udc41\\u007f😀\"]\n")
    let read = try shown.withUnsafeBufferPointer { (bytes) throws(BasicsError) in
      var scanner = JSONScanner(bytes)
      try scanner.beginArray()
      _ = try scanner.nextElement()
      return try scanner.string()
    }
    #expect(read == text)
  }
}
