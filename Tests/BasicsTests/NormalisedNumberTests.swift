@testable import Basics
import Testing

@Suite struct NormalisedNumberTests {
  @Test(arguments: [
    ("13300000001", "13300000001"), ("+8613300000001", "13300000001"),
    ("+86 133-0000-0001", "13300000001"), ("008613300000001", "13300000001"),
    ("0086-133 0000 0001", "13300000001"), ("8613300000001", "13300000001"),
    ("86 133 0000 0001", "13300000001"), (" 13300000001\t", "13300000001"),
    ("１３３０００００００１", "13300000001"), ("＋８６　１３３‐００００‐０００１", "13300000001"),
    ("\u{FEFF}13300000001\u{200B}", "13300000001"), ("133\u{A0}0000\u{A0}0001", "13300000001"),
    ("01058008899", "01058008899"), ("010-5800 8899", "01058008899"),
    ("+86 010 5800 8899", "01058008899"), ("8605718888888", "05718888888"),
    ("861330000000", "861330000000"), ("86133000000011", "86133000000011"),
    ("8623300000001", "8623300000001"), ("+1 212 555 0100", "+12125550100"),
    ("kd0571000001", "kd0571000001"), ("user@163.gd", "user@163.gd"),
    (" kd-0571 01 ", "kd-0571 01"), ("ｋｄ０５７１", "kd0571"), ("张三", "张三"), ("张 1-2", "张 1-2"),
    ("7e10", "7e10"), ("0x1e5", "0x1e5"), ("1.33", "1.33"), ("1.33E", "1.33E"),
    ("1.33E+", "1.33E+"), ("1.33E+10x", "1.33E+10x"),
    ("1.33E+10", "number.spreadsheet"), ("1.33e10", "number.spreadsheet"),
    ("1E+10", "number.spreadsheet"), ("-1.5E-3", "number.spreadsheet"),
    (" 1.33E+10 ", "number.spreadsheet"), ("１．３３Ｅ＋１０", "number.spreadsheet"),
    ("1.33000E+010", "number.spreadsheet"),
  ])
  func `a number is brought into its plain form or refused`(text: String, result: String) {
    do throws(BasicsError) {
      #expect(try normalisedNumber(text) == result)
    } catch {
      #expect(error.code == result)
      #expect(error.message(in: .english).contains("spreadsheet"))
      #expect(error.message(in: .chinese).contains("电子表格"))
    }
  }

  /// Exports of telephone exchanges, address books and letters: the area code behind the code of the
  /// country has no zero, in brackets it has one.
  @Test(arguments: [
    ("+86 571 8555 0004", "057185550004"), ("0086-571-85550004", "057185550004"),
    ("+8657185550004", "057185550004"), ("86-571-85550004", "057185550004"),
    ("8657185550004", "057185550004"), ("(0571)85550004", "057185550004"),
    ("（0571）8555-0004", "057185550004"), ("+86 (571) 8555 0004", "057185550004"),
    ("+86 (0571) 8555 0004", "057185550004"), ("+86(0)571 85550004", "057185550004"),
    ("(+86)13800000001", "13800000001"), ("+86 (138) 0000-0001", "13800000001"),
    ("（＋86）138 0000 0001", "13800000001"), ("+86 0138 0000 0001", "13800000001"),
    ("+86 10 5800 8899", "01058008899"), ("+86 20 8888 1234", "02088881234"),
    ("+862088881234", "02088881234"), ("862088881234", "02088881234"),
    ("86 20888812345", "8620888812345"), ("+86 400 800 8888", "4008008888"),
    ("+86 8613800000001", "13800000001"), ("+86 0086 138 0000 0001", "13800000001"),
    ("+86 571", "0571"), ("57185550004", "57185550004"), ("013800000001", "013800000001"),
    ("+1 (212) 555-0100", "+12125550100"), ("+86 1064800000001", "1064800000001"),
    ("138.0000.0001", "13800000001"), ("138–0000—0001", "13800000001"),
  ])
  func `a number of a fixed line is read by the spelling with its zero`(
    text: String, result: String
  ) throws {
    #expect(try normalisedNumber(text) == result)
  }

  @Test(arguments: [
    ("=\"13800000001\"", "13800000001"), ("'13800000001", "13800000001"),
    ("’13800000001", "13800000001"), ("\"13800000001\"", "13800000001"),
    ("“13800000001”", "13800000001"), ("=13800000001", "13800000001"),
    ("13800000001\t", "13800000001"), ("\u{1F}13800000001", "13800000001"),
    ("13800000001.0", "13800000001"), ("13800000001.00", "13800000001"),
    ("+86 13800000001.0", "13800000001"), ("13800000001.", "13800000001"),
    ("13800000001.5", "13800000001.5"), ("1.3800000001E10", "13800000001"),
    ("1.3800000001E+10", "13800000001"), ("=\"8986031600000001019\"", "8986031600000001019"),
    ("8986 0316 0000 0001 019", "8986031600000001019"), ("='张三'", "张三"), ("O'Brien", "O'Brien"),
  ])
  func `what spreadsheets put round a number is no part of it`(
    text: String, result: String
  ) throws {
    #expect(try normalisedNumber(text) == result)
  }

  @Test(
    arguments: [
      0x00, 0x1F, 0x7F, 0x9F, 0xAD, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202D,
      0x202E, 0x2060, 0x2066, 0x2069, 0xFE0F, 0xFEFF,
    ] as [UInt32])
  func `what nobody sees is no part of an identifier, wherever it stands`(value: UInt32) throws {
    let unseen = String(try #require(Unicode.Scalar(value)))
    for text in ["13800000001", "C1001", "张三", "kd0571000001", "8986031600000001019"] {
      for offset in 0...text.count {
        let index = text.index(text.startIndex, offsetBy: offset)
        #expect(try normalisedNumber(text[..<index] + unseen + text[index...]) == text)
      }
    }
  }

  @Test(arguments: [
    ("Ｃ１００１", "C1001"), ("C 1001", "C1001"), ("O-31", "O31"), ("E 12345678", "E12345678"),
    ("330106 19800101 001x", "33010619800101001x"), ("330106-19800101-0010", "330106198001010010"),
    ("ＡＢＣ", "ＡＢＣ"), (" 张 三 ", "张 三"), ("ＡＢＣ１号", "ＡＢＣ１号"), ("Li Ming", "Li Ming"),
  ])
  func `other identifiers are read by the same rule, and names stay names`(
    text: String, result: String
  ) throws {
    #expect(try normalisedNumber(text) == result)
  }

  @Test(arguments: [
    "", " ", "\u{3000}\t", "\u{200B}", "-", "+", "+86", "+ 86", "00 86", "0086", "(+86)", "86-",
    "''",
    "=\"\"", "--", "()", ".",
  ])
  func `what names nothing is empty`(text: String) {
    do throws(BasicsError) {
      Issue.record("\(text) is \(try normalisedNumber(text))")
    } catch {
      #expect(error.code == "number.empty")
      #expect(error.message(in: .chinese).contains("为空"))
    }
  }

  @Test(arguments: [
    ("1380000000\u{41E}", "1380000000\\u{41e}"), ("\u{E863}明", "\\u{e863}明"),
    ("13800\u{2460}", "13800\\u{2460}"), ("张三", "张三"), ("a\u{200B}b", "a\\u{200b}b"),
    ("a\u{A0}b", "a\\u{a0}b"), ("号码13800000001", "号码13800000001"), ("\u{1B}[0m", "\\u{1b}[0m"),
    ("Łódź", "Łódź"),
  ])
  func `what is left over is shown so that a person sees it`(text: String, shown: String) {
    #expect(text.showingUnseen == shown)
  }

  @Test(arguments: [
    (" T-1\t", "T-1"), ("\u{3000}T 1\u{A0}", "T 1"), ("\u{FEFF}T-1\r\n", "T-1"), ("T-1", "T-1"),
    (" \u{200B}", ""), ("", ""), ("中 文", "中 文"),
  ])
  func `blanks around a text do not count`(text: String, result: String) {
    #expect(text.withoutBlanksAround == result)
  }

  @Test func `a plain form is its own plain form`() throws {
    for text in ["+86 133-0000-0001", "+8686 13300000001", "kd 1", "+1-2", "0086 0086 1", "86861"] {
      let once = try normalisedNumber(text)
      if !once.hasPrefix("86"), !once.hasPrefix("0086") {
        #expect(try normalisedNumber(once) == once)
      }
    }
  }
}
