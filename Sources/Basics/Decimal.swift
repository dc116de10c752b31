/// An exact decimal number: a whole number divided by a power of ten.
///
/// It is kept without trailing zeros after the point, so that equal numbers are the same value.
package struct Decimal: WrittenValue, Comparable {
  /// The number without its point: 1.25 has 125.
  package let mantissa: Int64

  /// How many digits stand after the point, 0 to 18: 1.25 has 2.
  package let scale: UInt8

  /// Makes a whole number.
  @inlinable
  package init(_ number: Int64) {
    mantissa = number
    scale = 0
  }

  /// Makes the number `mantissa` / 10^`scale`.
  ///
  /// - Throws: `decimal.range` when more than 18 digits stand after the point.
  package init(mantissa: Int64, scale: Int) throws(BasicsError) {
    try self.init(Int128(mantissa), scale: scale, roundedTo: nil)
  }

  private init(canonical mantissa: Int64, scale: UInt8) {
    self.mantissa = mantissa
    self.scale = scale
  }

  /// Nothing.
  @inlinable
  package static var zero: Decimal { Decimal(0) }

  /// The number of digits after the point that a quotient has, and a product at least keeps.
  static var quotientPlaces: Int { 12 }

  /// The most digits after the point.
  static var highestScale: Int { 18 }

  /// The number as a whole number, or nil when it is not whole.
  @inlinable
  package var whole: Int64? { scale == 0 ? mantissa : nil }

  package static func < (left: Decimal, right: Decimal) -> Bool {
    let (first, second, _) = aligned(left, right)
    return first < second
  }

  /// The exact sum.
  ///
  /// - Throws: `decimal.range` when it has too many digits.
  package static func + (left: Decimal, right: Decimal) throws(BasicsError) -> Decimal {
    let (first, second, scale) = aligned(left, right)
    return try Decimal(first + second, scale: scale, roundedTo: nil)
  }

  /// The exact difference.
  ///
  /// - Throws: `decimal.range` when it has too many digits.
  package static func - (left: Decimal, right: Decimal) throws(BasicsError) -> Decimal {
    let (first, second, scale) = aligned(left, right)
    return try Decimal(first - second, scale: scale, roundedTo: nil)
  }

  /// The product: exact when its digits fit, otherwise rounded half up, to no fewer than
  /// ``quotientPlaces`` digits after the point.
  ///
  /// - Throws: `decimal.range` when it has too many digits even so.
  package static func * (left: Decimal, right: Decimal) throws(BasicsError) -> Decimal {
    try Decimal(
      Int128(left.mantissa) * Int128(right.mantissa),
      scale: Int(left.scale) + Int(right.scale), roundedTo: quotientPlaces)
  }

  /// The quotient to ``quotientPlaces`` digits after the point, rounded half up.
  ///
  /// - Throws: `decimal.zero` on division by zero; `decimal.range` when it has too many digits.
  package static func / (left: Decimal, right: Decimal) throws(BasicsError) -> Decimal {
    guard right.mantissa != 0 else { throw BasicsError(.decimalZero, found: left.text) }
    var divisor = UInt128(right.mantissa.magnitude)
    var rest = UInt128(left.mantissa.magnitude)
    let digits = quotientPlaces + Int(right.scale) - Int(left.scale)
    if digits < 0 { divisor *= UInt128(wide(-digits)) }
    var quotient = rest / divisor
    rest %= divisor
    for _ in 0..<max(digits, 0) {
      rest *= 10
      quotient = quotient * 10 + rest / divisor
      rest %= divisor
      guard quotient < UInt128(1) << 120 else {
        throw BasicsError(.decimalRange, found: "\(left) / \(right)")
      }
    }
    if rest * 2 >= divisor { quotient += 1 }
    let isNegative = (left.mantissa < 0) != (right.mantissa < 0)
    return try Decimal(
      isNegative ? -Int128(quotient) : Int128(quotient), scale: quotientPlaces, roundedTo: nil)
  }

  /// The number with the sign turned round.
  ///
  /// - Throws: `decimal.range` for the one number whose opposite has no place.
  package static prefix func - (number: Decimal) throws(BasicsError) -> Decimal {
    try Decimal(-Int128(number.mantissa), scale: Int(number.scale), roundedTo: nil)
  }

  package static var longestText: Int { 24 }

  /// Reads `12`, `-0.5` or `+3.25`.
  ///
  /// - Throws: `decimal.malformed`; `decimal.range` when it has too many digits.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    try self.init(utf8: bytes, allowsExponent: false)
  }

  /// Reads a number that may be written with an exponent, such as `1.33E+10`.
  ///
  /// - Throws: `decimal.malformed`; `decimal.range` when it has too many digits.
  package init(
    utf8 bytes: UnsafeBufferPointer<UInt8>, allowsExponent: Bool
  ) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    let isNegative = cursor.take("-")
    if !isNegative { _ = cursor.take("+") }
    var number: Int128 = 0
    var scale = 0
    var pending = 0
    var digits = 0
    var isAfterPoint = false
    var isTooLong = false
    while true {
      if digits > 0, !isAfterPoint, cursor.take(".") {
        isAfterPoint = true
        digits = 0
      }
      guard let digit = cursor.digit() else { break }
      digits += 1
      if isAfterPoint { scale += 1 }
      // Zeros count only when another digit follows, so that a long row of them is no overflow.
      pending += 1
      guard digit != 0 else { continue }
      guard number == 0 || pending <= 20, number < Int128(1) << 60 else {
        isTooLong = true
        continue
      }
      number = number * (number == 0 ? 1 : Self.wide(pending)) + Int128(digit)
      pending = 0
    }
    scale -= pending
    var exponent = 0
    if digits > 0, allowsExponent, cursor.take("e") || cursor.take("E") {
      let isBelow = cursor.take("-")
      if !isBelow { _ = cursor.take("+") }
      digits = 0
      while let digit = cursor.digit() {
        digits += 1
        exponent = min(exponent * 10 + digit, 1_000_000)
      }
      if isBelow { exponent = -exponent }
    }
    guard digits > 0, cursor.isAtEnd else { throw BasicsError(.decimalMalformed, found: bytes) }
    scale -= exponent
    if number == 0 { scale = 0 }
    guard !isTooLong, scale >= -18, scale <= Self.highestScale, number <= Int128(1) << 63 else {
      throw BasicsError(.decimalRange, found: bytes)
    }
    if scale < 0 {
      number *= Self.wide(-scale)
      scale = 0
    }
    guard let mantissa = Int64(exactly: isNegative ? -number : number) else {
      throw BasicsError(.decimalRange, found: bytes)
    }
    self.init(canonical: mantissa, scale: UInt8(scale))
  }

  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    guard scale > 0 else { return writeDigits(of: mantissa, to: destination) }
    var count = 0
    if mantissa < 0 {
      destination[0] = UInt8(ascii: "-")
      count = 1
    }
    let after = UInt64(Self.wide(Int(scale)))
    let (whole, rest) = mantissa.magnitude.quotientAndRemainder(dividingBy: after)
    count += writeDigits(of: whole, to: destination + count)
    destination[count] = UInt8(ascii: ".")
    count += 1
    return count + writeDigits(of: rest, width: Int(scale), to: destination + count)
  }

  /// Ten to a power of at most 38.
  private static func wide(_ exponent: Int) -> Int128 {
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// Both numbers as whole numbers over the same power of ten.
  private static func aligned(_ left: Decimal, _ right: Decimal) -> (Int128, Int128, Int) {
    let scale = Int(max(left.scale, right.scale))
    return (
      Int128(left.mantissa) * wide(scale - Int(left.scale)),
      Int128(right.mantissa) * wide(scale - Int(right.scale)), scale
    )
  }

  /// Brings a number into its canonical form, dropping digits only when `places` allows it.
  private init(
    _ number: Int128, scale: Int, roundedTo places: Int?
  ) throws(BasicsError) {
    var dropped = 0
    while true {
      if let fitting = Self.canonical(number, scale: scale, dropping: dropped) {
        self = fitting
        return
      }
      dropped += 1
      guard let places, scale - dropped >= places else { break }
    }
    throw BasicsError(.decimalRange, found: "\(number)e\(-scale)")
  }

  private static func canonical(_ number: Int128, scale: Int, dropping dropped: Int) -> Decimal? {
    var number = number
    var scale = scale
    if dropped > 0 {
      let divisor = wide(dropped)
      let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
      number = quotient
      if rest.magnitude >= (divisor / 2).magnitude { number += rest < 0 ? -1 : 1 }
      scale -= dropped
    }
    while scale > 0, number % 10 == 0 {
      number /= 10
      scale -= 1
    }
    guard scale >= 0, scale <= highestScale, let mantissa = Int64(exactly: number) else {
      return nil
    }
    return Decimal(canonical: mantissa, scale: UInt8(scale))
  }
}
