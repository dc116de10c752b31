@testable import Basics
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("300", "300.00"), ("300.5", "300.50"), ("300.00", "300.00"), ("-12.30", "-12.30"),
    ("+3", "3.00"), ("0", "0.00"), ("-0.05", "-0.05"), ("-0", "0.00"), ("007", "7.00"),
    ("999999999999.99", "999999999999.99"), ("-999999999999.99", "-999999999999.99"),
    ("1000000000000", "money.range"), ("1000000000000.00", "money.range"),
    ("-1000000000000", "money.range"), ("99999999999999999999999.99", "money.range"),
    ("00000000000000000000001", "1.00"),
    ("0.001", "money.decimals"), ("12.300", "money.decimals"), ("12.34567", "money.decimals"),
    ("", "money.malformed"), ("-", "money.malformed"), (".5", "money.malformed"),
    ("5.", "money.malformed"), ("1,000", "money.malformed"), ("1e3", "money.malformed"),
    ("12.3x", "money.malformed"), ("12.345x", "money.malformed"), ("--1", "money.malformed"),
    (" 1", "money.malformed"), ("1 ", "money.malformed"), ("３", "money.malformed"),
    ("1.2.3", "money.malformed"),
  ])
  func `a text is read as an amount or refused with a code`(text: String, result: String) {
    #expect(outcome(Money.self, text) == result)
  }

  @Test func `what is written is read as the same amount`() throws {
    try checkRoundTrip(of: Money.self) { dice in
      Money(fen: Int64.random(in: -Money.highest.fen...Money.highest.fen, using: &dice))
    }
    try checkRoundTrip(of: Money.self) { Money(fen: Int64.random(in: -500...500, using: &$0)) }
  }

  @Test func `the smallest number of fen can be written`() {
    #expect(Money(fen: .min).text == "-92233720368547758.08")
    #expect(Money(fen: .max).text == "92233720368547758.07")
  }

  @Test func `amounts are added, subtracted, turned round and ordered`() {
    var sum = Money(fen: 150) + Money(fen: 50)
    sum += Money(fen: 1)
    sum -= Money(fen: 2)
    #expect(sum == Money(fen: 199))
    #expect(-sum == Money(fen: -199))
    #expect(-sum < Money.zero)
    #expect(sum - sum == .zero)
  }

  @Test func `a sum beyond all numbers stays beyond what can be kept, and stops nothing`() {
    let (most, least) = (Money(fen: .max), Money(fen: .min))
    #expect(most + .highest == most)
    #expect(least - .highest == least)
    #expect(-least == most)
    #expect(.zero - least == most)
    #expect(least + least == least)
    #expect(most - least == most)
    #expect(!(Money.highest + Money(fen: 1)).isInRange)
    #expect(Money.highest.isInRange)
    #expect((-Money.highest).isInRange)
    #expect(!least.isInRange)
    let all = Array(repeating: Money.highest, count: 92_400).reduce(.zero, +)
    #expect(all == most)
  }
}
