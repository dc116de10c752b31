@testable import Basics
import Testing

@Suite struct DecimalTests {
  @Test(arguments: [
    ("12", "12"), ("-0.5", "-0.5"), ("+3.25", "3.25"), ("1.500", "1.5"), ("007", "7"),
    ("0", "0"), ("-0.00", "0"), ("0.000000000000000001", "0.000000000000000001"),
    ("0.0000000000000000001", "decimal.range"), ("0.0000000000000000010", "0.000000000000000001"),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("9223372036854775808", "decimal.range"), ("-9223372036854775809", "decimal.range"),
    ("1000000000000000000", "1000000000000000000"), ("10000000000000000000", "decimal.range"),
    ("100000000000000000000000000000000000000000000000", "decimal.range"),
    ("0.00000000000000000000000000000000000000000", "0"),
    ("1.00000000000000000000000000000000000000000000", "1"),
    ("12345678901234567890123456789012345678901234567890", "decimal.range"),
    ("", "decimal.malformed"), ("-", "decimal.malformed"), (".5", "decimal.malformed"),
    ("5.", "decimal.malformed"), ("1e3", "decimal.malformed"), ("1.2.3", "decimal.malformed"),
    ("1,5", "decimal.malformed"), ("x", "decimal.malformed"),
  ])
  func `a text is read as a number or refused with a code`(text: String, result: String) {
    #expect(outcome(Decimal.self, text) == result)
  }

  @Test(arguments: [
    ("1.33E+10", "13300000000"), ("1e0", "1"), ("1.5e-3", "0.0015"), ("12e-1", "1.2"),
    ("1e18", "1000000000000000000"), ("1e19", "decimal.range"), ("1e-18", "0.000000000000000001"),
    ("1e-19", "decimal.range"), ("0e999999999999", "0"), ("1e999999999999", "decimal.range"),
    ("10e-19", "0.000000000000000001"), ("9223372036854775807000e-3", "9223372036854775807"),
    ("1e", "decimal.malformed"), ("1e+", "decimal.malformed"), ("e5", "decimal.malformed"),
  ])
  func `an exponent is read where it is allowed`(text: String, result: String) {
    var copy = text
    let read = copy.withUTF8 { bytes in
      do throws(BasicsError) {
        return try Decimal(utf8: bytes, allowsExponent: true).text
      } catch {
        return error.code
      }
    }
    #expect(read == result)
  }

  @Test func `what is written is read as the same number`() throws {
    try checkRoundTrip(of: Decimal.self) { dice in
      let mantissa =
        Int64.random(in: .min ... .max, using: &dice) >> Int.random(in: 0...63, using: &dice)
      return try! Decimal(mantissa: mantissa, scale: Int.random(in: 0...18, using: &dice))
    }
  }

  @Test func `a number has eighteen places at most`() throws {
    #expect(try Decimal(mantissa: 1, scale: 18).text == "0.000000000000000001")
    #expect(throws: BasicsError.self) { try Decimal(mantissa: 1, scale: 19) }
    #expect(throws: BasicsError.self) { try Decimal(mantissa: 1, scale: -1) }
    #expect(try Decimal(mantissa: 10, scale: 19).text == "0.000000000000000001")
  }

  @Test(arguments: [
    ("0.1", "+", "0.2", "0.3"), ("1", "-", "0.9", "0.1"), ("1.5", "*", "-2", "-3"),
    ("1", "/", "3", "0.333333333333"), ("2", "/", "3", "0.666666666667"),
    ("-2", "/", "3", "-0.666666666667"), ("1", "/", "8", "0.125"),
    ("1", "/", "2000000000000", "0.000000000001"), ("1", "/", "2000000000001", "0"),
    ("0.000000000000000001", "/", "0.000000000000000001", "1"),
    ("0.000000000000500000", "/", "1", "0.000000000001"),
    ("0.000000000000499999", "/", "1", "0"),
    ("0.333333333333", "*", "0.333333333333", "0.111111111110888889"),
    ("9223372036854775807", "+", "1", "decimal.range"),
    ("9223372036854775807", "+", "0", "9223372036854775807"),
    ("9223372036854775807", "+", "0.1", "decimal.range"),
    ("-9223372036854775808", "-", "1", "decimal.range"),
    ("9223372036854775807", "*", "10", "decimal.range"),
    ("9223372036854775807", "/", "0.000000000000000001", "decimal.range"),
    ("-9223372036854775808", "/", "-1", "decimal.range"),
    ("9223372036854775807", "/", "1", "9223372036854775807"),
    ("1", "/", "0", "decimal.zero"), ("0", "/", "5", "0"),
  ])
  func `arithmetic is exact or rounded half up, and says when digits do not fit`(
    left: String, sign: String, right: String, result: String
  ) throws {
    let left = try Decimal(parsing: left)
    let right = try Decimal(parsing: right)
    let value: String
    do throws(BasicsError) {
      switch sign {
      case "+": value = try (left + right).text
      case "-": value = try (left - right).text
      case "*": value = try (left * right).text
      default: value = try (left / right).text
      }
    } catch {
      value = error.code
    }
    #expect(value == result)
  }

  @Test func `numbers compare and hash by value`() throws {
    #expect(try Decimal(parsing: "1.50") == Decimal(parsing: "1.5"))
    #expect(try Decimal(parsing: "1.50").hashValue == Decimal(parsing: "1.5").hashValue)
    #expect(try Decimal(parsing: "-1.5") < Decimal(parsing: "-1.49"))
    #expect(try Decimal(parsing: "9223372036854775807") > Decimal(parsing: "0.000000000000000001"))
    #expect(try Decimal(parsing: "2.0").whole == 2)
    #expect(try Decimal(parsing: "2.5").whole == nil)
  }
}
