@testable import Basics
import Glibc
import TestSupport
import Testing

/// The rows of a text, with the codes and lines of the errors among them.
private func rows(
  _ bytes: [UInt8], dialect: CSVDialect = .csv, encoding: TextEncoding = .utf8,
  expected: Int? = nil
) -> [String] {
  var seen: [String] = []
  var reader = CSVReader(bytes: bytes, dialect: dialect, encoding: encoding)
  reader.expectedFields = expected
  while true {
    do throws(BasicsError) {
      guard try reader.next() else { break }
      seen.append("\(reader.row.line):" + reader.row.texts.joined(separator: "|"))
    } catch {
      seen.append("\(error.code)@\(error.line ?? 0)")
      if reader.isSpent { break }
    }
  }
  return seen
}

private func rows(_ text: String, dialect: CSVDialect = .csv, expected: Int? = nil) -> [String] {
  rows(Array(text.utf8), dialect: dialect, expected: expected)
}

@Suite struct CSVTests {
  @Test(
    arguments: [
      ("", []), ("\n\n\r\n", []), ("a", ["1:a"]), ("a,b\n", ["1:a|b"]),
      ("a,b\r\nc,d\r\n", ["1:a|b", "2:c|d"]),
      ("a\rb\r", ["1:a", "2:b"]), ("a\n\nb", ["1:a", "3:b"]), ("a\r\n\r\nb", ["1:a", "3:b"]),
      (",\n", ["1:|"]), ("a,", ["1:a|"]), (",,", ["1:||"]), ("\"\"\n", ["1:"]), ("\"\"", ["1:"]),
      ("\"a,b\",c", ["1:a,b|c"]), ("\"a\"\"b\"", ["1:a\"b"]), ("\"\"\"\"", ["1:\""]),
      ("\"a\nb\",c\nd,e", ["1:a\nb|c", "3:d|e"]), ("\"a\r\nb\"\r\nd", ["1:a\r\nb", "3:d"]),
      ("a\"b,c\"\"d", ["1:a\"b|c\"\"d"]), (" \"a\"", ["1: \"a\""]), ("a, b ", ["1:a| b "]),
      ("\u{FEFF}a,b", ["1:a|b"]), ("\u{FEFF}\"a\",b", ["1:a|b"]), ("\u{FEFF}", []),
      ("号码,姓名\n1,张三", ["1:号码|姓名", "2:1|张三"]),
      ("a\nb,\"c\nd", ["1:a", "csv.quote@2", "3:d"]), ("\"", ["csv.quote@1"]),
      ("\"a\"\"", ["csv.quote@1"]),
      ("a\n\"b\"c", ["1:a", "csv.afterQuote@2"]), ("\"b\" ,c", ["csv.afterQuote@1"]),
      ("\"a\n\n\"x", ["csv.afterQuote@3"]),
      ("\"b\"c,\"d\ne\n", ["csv.quote@1", "2:e"]),
      ("a\n\"b\"c\nd,e\n", ["1:a", "csv.afterQuote@2", "3:d|e"]),
      ("\"a\r\nb\r\n\"\"c\"\"\n", ["csv.quote@1", "2:b", "csv.afterQuote@3"]),
      ("a\n\u{FEFF}b\n\u{FEFF}\"c\",d", ["1:a", "2:b", "3:c|d"]),
      ("a\n\u{1A}", ["1:a"]), ("a\n\u{1A}\u{1A}", ["1:a"]), ("a\u{1A}b", ["1:a\u{1A}b"]),
    ] as [(String, [String])])
  func `rows are read as they were meant`(text: String, result: [String]) {
    #expect(rows(text) == result)
  }

  @Test func `tabs part the fields of TSV, and commas do not`() {
    #expect(rows("a,b\tc\n\"d\te\"\tf", dialect: .tsv) == ["1:a,b|c", "2:d\te|f"])
  }

  @Test func `a row with more or fewer fields is an error, and reading goes on`() {
    #expect(
      rows("a,b\nc\nd,e\nf,g,h\ni,j", expected: 2)
        == ["1:a|b", "csv.columns@2", "3:d|e", "csv.columns@4", "5:i|j"])
  }

  @Test func `a row with the wrong number of fields names both numbers and keeps its fields`()
    throws
  {
    var reader = CSVReader(bytes: Array("a,b\nc".utf8))
    _ = try reader.next()
    reader.expectedFields = 2
    do {
      _ = try reader.next()
      Issue.record("no error")
    } catch {
      #expect(error.text == "1" && error.expected == "2" && error.line == 2)
      #expect(reader.row[0] == "c" && reader.row.number == 2)
      #expect(error.message(in: .chinese).contains("第 2 行"))
    }
  }

  @Test func `a file that is not UTF-8 gives the rows before, then the line and advice`() {
    let bytes = Array("a,b\nc,".utf8) + [0xD6, 0xD0] + Array("\nd,e\n".utf8)
    #expect(rows(bytes) == ["1:a|b", "encoding.utf8@2", "3:d|e"])
    do {
      var reader = CSVReader(bytes: bytes)
      while try reader.next() {}
      Issue.record("no error")
    } catch {
      #expect(error.message(in: .english).contains("encoding=gbk"))
      #expect(error.message(in: .chinese).contains("encoding=gbk"))
    }
  }

  @Test func `GBK is read, and what is no GBK is an error with its line`() {
    let chinese: [UInt8] = [0xBA, 0xC5, 0xC2, 0xEB]  // 号码
    let start = Array("a\n".utf8)
    #expect(rows(start + chinese, encoding: .gbk) == ["1:a", "2:号码"])
    #expect(rows(start + chinese + [0x2C, 0x0A], encoding: .gbk) == ["1:a", "2:号码|"])
    #expect(rows(start + [0x81, 0x5C], encoding: .gbk) == ["1:a", "2:乗"])
    #expect(rows(start + [0xFF, 0x41], encoding: .gbk) == ["1:a", "encoding.gbk@2"])
    #expect(rows(start + [0xBA], encoding: .gbk) == ["1:a", "encoding.gbk@2"])
    #expect(rows(Array("\u{FEFF}号码".utf8), encoding: .gbk) == ["1:号码"])
  }

  @Test func `a row in error is there with what can be read of it, and the next is read`() throws {
    var reader = CSVReader(
      bytes: Array("a\n\"b\"c,".utf8) + [0xD6, 0xD0] + Array("\nd\n".utf8))
    #expect(try reader.next())
    #expect(throws: BasicsError.self) { try reader.next() }
    #expect(reader.row.texts == ["bc", "\\xd6\\xd0"])
    var isSpent = reader.isSpent
    #expect(!isSpent)
    #expect(try reader.next())
    #expect(reader.row.texts == ["d"] && reader.row.line == 3)
    #expect(try !reader.next())
    isSpent = reader.isSpent
    #expect(isSpent)
  }

  @Test func `quotes that are never closed end in an error, not in reading for ever`() {
    let text = String(repeating: "\"a\"b,\"\n", count: 4 * CSVReader.mostRecoveries)
    let found = rows(text)
    #expect(found.count <= 4 * CSVReader.mostRecoveries)
    #expect(found.allSatisfy { $0.hasPrefix("csv.quote@") })
  }

  @Test func `bytes that are no characters are shown, and spoil their row alone`() {
    let bytes: [UInt8] = Array("a,b\n".utf8) + [0xFF, 0xFE] + Array(",\"".utf8) + [0xC3]
    let text = bytes + Array("\n\",x\nc,d\n".utf8)
    #expect(rows(text, expected: 2) == ["1:a|b", "encoding.utf8@2", "4:c|d"])
    #expect(
      rows(Array("a\n".utf8) + [0xFF, 0x2C, 0x62, 0x0A, 0x63], encoding: .gbk)
        == ["1:a", "encoding.gbk@2", "3:c"])
  }

  @Test(
    arguments: [
      ("number;ticket\n1;2\n", ["1:number|ticket", "2:1|2"]),
      ("number\tticket\n1\t2\n", ["1:number|ticket", "2:1|2"]),
      ("\"number\";\"a,b\"\n1;2\n", ["1:number|a,b", "2:1|2"]),
      ("number|a\r1|2", ["1:number|a", "2:1|2"]), ("a;b,c\n1;2,3", ["1:a;b|c", "2:1;2|3"]),
      ("a\nb;c\n", ["1:a", "2:b;c"]), ("", []), ("\"a;b\n\"", ["1:a;b\n"]),
    ] as [(String, [String])])
  func `the separator is that of the first line`(text: String, result: [String]) throws {
    var reader = CSVReader(bytes: Array(text.utf8))
    try reader.adoptSeparator()
    var seen: [String] = []
    while try reader.next() {
      seen.append("\(reader.row.line):" + reader.row.texts.joined(separator: "|"))
    }
    #expect(seen == result)
  }

  @Test func `what is written in GBK is read as the same text`() throws {
    let text = "号码,姓名\n13300000001,\u{E863}\u{4DAE}😀“”\n"
    let bytes = TextEncoder(.gbk).encoded(Array(text.utf8))
    #expect(Array(bytes.prefix(4)) == [0xBA, 0xC5, 0xC2, 0xEB])
    #expect(rows(bytes, encoding: .gbk) == ["1:号码|姓名", "2:13300000001|\u{E863}\u{4DAE}😀“”"])
    #expect(TextEncoder(.utf8).encoded(Array(text.utf8)) == Array(text.utf8))
  }

  @Test func `UTF-16 is named`() {
    #expect(rows([0xFF, 0xFE, 0x41, 0]) == ["encoding.utf16@1"])
    #expect(rows([0xFE, 0xFF, 0, 0x41], encoding: .gbk) == ["encoding.utf16@1"])
    let plain = Array("number,a\n".utf16)
    #expect(rows(plain.flatMap { [UInt8($0), 0] }) == ["encoding.utf16@1"])
    #expect(rows(plain.flatMap { [0, UInt8($0)] }) == ["encoding.utf16@1"])
    #expect(rows(Array("a\0b\0\0c".utf8)) == ["1:a\0b\0\0c"])
    #expect(
      BasicsError(code: "encoding.utf16", text: "", expected: "").message(in: .english)
        .contains("UTF-16"))
  }

  @Test(arguments: [TextEncoding.utf8, .gbk], [65_534, 65_535, 65_536, 65_537, 131_071])
  func `characters, quotes and line ends may fall on the end of a block`(
    encoding: TextEncoding, count: Int
  ) throws {
    let character: [UInt8] = encoding == .utf8 ? [0xE4, 0xB8, 0xAD] : [0xD6, 0xD0]
    for tail in ["", "\r\nb", "\",c", "\"\""] {
      for shift in 0..<4 {
        var bytes = tail.hasPrefix("\"") ? [UInt8(ascii: "\"")] : []
        bytes += [UInt8](repeating: 0x61, count: count - shift - bytes.count)
        bytes += character + Array(tail.utf8)
        if tail == "\"\"" { bytes += Array("\"".utf8) }
        let found = rows(bytes, encoding: encoding)
        let text =
          String(repeating: "a", count: count - shift - (tail.hasPrefix("\"") ? 1 : 0)) + "中"
        switch tail {
        case "": #expect(found == ["1:" + text])
        case "\r\nb": #expect(found == ["1:" + text, "2:b"])
        case "\",c": #expect(found == ["1:" + text + "|c"])
        default: #expect(found == ["1:" + text + "\""])
        }
      }
    }
  }

  @Test func `a row longer than any row is a missing quote`() {
    let long = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: CSVReader.longestRow + 65_536)
    #expect(rows(long) == ["csv.length@1"])
  }

  @Test func `a file is read through its descriptor in pieces of any size`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let bytes = Array("号码,b\n\"1\n2\",3\n".utf8)
    #expect(write(ends[1], bytes, bytes.count) == bytes.count)
    close(ends[1])
    var reader = CSVReader(descriptor: ends[0])
    #expect(try reader.next())
    #expect(reader.row.texts == ["号码", "b"])
    #expect(try reader.next())
    #expect(reader.row.texts == ["1\n2", "3"])
    #expect(reader.row.number == 2)
    #expect(try !reader.next())
    #expect(try !reader.next())
    close(ends[0])
  }

  @Test func `a descriptor that cannot be read is an error in words`() throws {
    var reader = CSVReader(descriptor: -1)
    do {
      _ = try reader.next()
      Issue.record("no error")
    } catch {
      #expect(error.code == "file.read")
      #expect(!error.text.isEmpty)
    }
  }

  @Test(arguments: [CSVDialect.csv, .tsv], [false, true])
  func `what is written is read as the same rows`(dialect: CSVDialect, endsLinesWithCR: Bool) throws
  {
    var dice = SplitMix64(seed: 11)
    let pieces = [
      "", "a", ",", "\t", "\"", "\n", "\r", "\r\n", "中文", " ", "\u{FEFF}", "😀", "1.33E+10",
    ]
    for _ in 0..<300 {
      let table = (0..<Int.random(in: 1...5, using: &dice)).map { _ in
        (0..<Int.random(in: 1...4, using: &dice)).map { _ in
          (0..<Int.random(in: 0...4, using: &dice)).map { _ in
            pieces.randomElement(using: &dice)!
          }.joined()
        }
      }
      var writer = CSVWriter(dialect: dialect, endsLinesWithCR: endsLinesWithCR)
      for row in table {
        for field in row { writer.field(field) }
        writer.endRow()
      }
      var reader = CSVReader(bytes: writer.writer.bytes, dialect: dialect)
      for row in table {
        #expect(try reader.next())
        #expect(reader.row.texts.map { Array($0.utf8) } == row.map { Array($0.utf8) })
      }
      #expect(try !reader.next())
    }
  }

  @Test func `fields are quoted only where they must be`() {
    var writer = CSVWriter()
    writer.mark()
    writer.field("号码")
    writer.field("a,b")
    writer.field("a\"b")
    writer.field(Money(fen: 500))
    writer.field(7)
    writer.endRow()
    writer.field("")
    writer.endRow()
    writer.endRow()
    #expect(writer.writer.text == "\u{FEFF}号码,\"a,b\",\"a\"\"b\",5.00,7\n\"\"\n\n")
  }

  @Test(arguments: [
    ("utf8", "utf8"), ("UTF-8", "utf8"), ("gbk", "gbk"), ("GB2312", "gbk"), ("gb18030", "gbk"),
    ("latin1", "encoding.name"), ("", "encoding.name"),
  ])
  func `encodings go by the names that people give them`(name: String, result: String) {
    do throws(BasicsError) {
      #expect(try TextEncoding(named: name).rawValue == result)
    } catch {
      #expect(error.code == result)
    }
  }
}
