/// An amount of money: a whole number of fen, shown in yuan.
///
/// A sum beyond the range of 64 bits, which takes more than ninety thousand amounts of the size that
/// can be read, is the highest or lowest amount there is: it stays beyond ``highest``, where whoever
/// keeps it finds out, and never stops the program.
package struct Money: WrittenValue, Comparable {
  /// Hundredths of a yuan.
  package var fen: Int64

  /// Makes an amount from hundredths of a yuan.
  @inlinable
  package init(fen: Int64) {
    self.fen = fen
  }

  /// No money.
  @inlinable
  package static var zero: Money { Money(fen: 0) }

  /// The largest amount that can be read from a text: 999,999,999,999.99 yuan, either way.
  package static var highest: Money { Money(fen: 99_999_999_999_999) }

  @inlinable
  package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }

  @inlinable
  package static func + (left: Money, right: Money) -> Money {
    let (sum, isOver) = left.fen.addingReportingOverflow(right.fen)
    return Money(fen: isOver ? (right.fen < 0 ? .min : .max) : sum)
  }

  @inlinable
  package static func - (left: Money, right: Money) -> Money {
    let (difference, isOver) = left.fen.subtractingReportingOverflow(right.fen)
    return Money(fen: isOver ? (right.fen < 0 ? .max : .min) : difference)
  }

  @inlinable
  package static prefix func - (money: Money) -> Money { .zero - money }

  @inlinable
  package static func += (left: inout Money, right: Money) { left = left + right }

  @inlinable
  package static func -= (left: inout Money, right: Money) { left = left - right }

  /// Whether an amount can be written and read again: at most ``highest``, either way.
  @inlinable
  package var isInRange: Bool { fen.magnitude <= 99_999_999_999_999 }

  package static var longestText: Int { 24 }

  /// Reads `300`, `300.5`, `300.00` or `-12.30`.
  ///
  /// - Throws: `money.malformed`; `money.decimals` with three decimals or more; `money.range`
  ///   beyond ``highest``.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    let isNegative = cursor.take("-")
    if !isNegative { _ = cursor.take("+") }
    var fen: Int64 = 0
    var digits = 0
    while let digit = cursor.digit() {
      digits += 1
      fen = min(fen * 10 + Int64(digit), Self.highest.fen)
    }
    var decimals = 0
    if digits > 0, cursor.take(".") {
      decimals = -1
      let before = cursor.offset
      while let digit = cursor.digit() {
        if cursor.offset - before <= 2 { fen = min(fen * 10 + Int64(digit), Self.highest.fen + 1) }
      }
      decimals = cursor.offset - before
      digits = decimals == 0 ? 0 : digits
    }
    guard digits > 0, cursor.isAtEnd else { throw BasicsError(.moneyMalformed, found: bytes) }
    guard decimals <= 2 else { throw BasicsError(.moneyDecimals, found: bytes) }
    for _ in decimals..<2 { fen = min(fen * 10, Self.highest.fen + 1) }
    guard fen <= Self.highest.fen else { throw BasicsError(.moneyRange, found: bytes) }
    self.init(fen: isNegative ? -fen : fen)
  }

  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    var count = 0
    if fen < 0 {
      destination[0] = UInt8(ascii: "-")
      count = 1
    }
    let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
    count += writeDigits(of: yuan, to: destination + count)
    destination[count] = UInt8(ascii: ".")
    count += 1
    return count + writeDigits(of: rest, width: 2, to: destination + count)
  }
}
