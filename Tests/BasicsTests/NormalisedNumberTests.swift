import Basics
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
    ("+86 010 5800 8899", "01058008899"), ("8605718888888", "8605718888888"),
    ("861330000000", "861330000000"), ("86133000000011", "86133000000011"),
    ("8623300000001", "8623300000001"), ("+1 212 555 0100", "+12125550100"),
    ("kd0571000001", "kd0571000001"), ("user@163.gd", "user@163.gd"),
    (" kd-0571 01 ", "kd-0571 01"), ("ｋｄ０５７１", "kd0571"), ("张三", "张三"), ("张 1-2", "张 1-2"),
    ("", ""), ("-", "-"), ("+", "+"), ("  ", ""), ("7e10", "7e10"), ("0x1e5", "0x1e5"),
    ("1.33", "1.33"), ("1.33E", "1.33E"), ("1.33E+", "1.33E+"), ("1.33E+10x", "1.33E+10x"),
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

  @Test func `a plain form is its own plain form`() throws {
    for text in ["+86 133-0000-0001", "+8686 13300000001", "kd 1", "+1-2", "0086 0086 1", "86861"] {
      let once = try normalisedNumber(text)
      if !once.hasPrefix("86"), !once.hasPrefix("0086") {
        #expect(try normalisedNumber(once) == once)
      }
    }
  }
}
