/// Goes along bytes of text while a value is read from them.
struct ByteCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Whether nothing is left.
  @inline(__always)
  var isAtEnd: Bool { offset == bytes.count }

  /// The next byte, or nil at the end.
  @inline(__always)
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Takes the byte when it is the next one.
  @inline(__always)
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: byte) else { return false }
    offset += 1
    return true
  }

  /// Takes one digit.
  @inline(__always)
  mutating func digit() -> Int? {
    guard offset < bytes.count else { return nil }
    let value = bytes[offset] &- 0x30
    guard value < 10 else { return nil }
    offset += 1
    return Int(value)
  }

  /// Takes exactly so many digits, at most nine.
  @inline(__always)
  mutating func digits(_ count: Int) -> Int? {
    var number = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }
}

/// Writes a number in decimal digits, at most 20 bytes.
func writeDigits(of number: Int64, to destination: UnsafeMutablePointer<UInt8>) -> Int {
  if number < 0 {
    destination[0] = UInt8(ascii: "-")
    return 1 + writeDigits(of: number.magnitude, to: destination + 1)
  }
  return writeDigits(of: number.magnitude, to: destination)
}

/// Writes a number from 0 to 99 as two digits.
@inline(__always)
func writeTwoDigits(of number: Int, to destination: UnsafeMutablePointer<UInt8>) {
  let (tens, ones) = UInt8(truncatingIfNeeded: number).quotientAndRemainder(dividingBy: 10)
  destination[0] = UInt8(ascii: "0") + tens
  destination[1] = UInt8(ascii: "0") + ones
}

/// Writes a number in decimal digits with zeros before it up to a width, at most 20 bytes.
func writeDigits(
  of number: UInt64, width: Int = 1, to destination: UnsafeMutablePointer<UInt8>
) -> Int {
  var count = 1
  var rest = number / 10
  while rest > 0 {
    count += 1
    rest /= 10
  }
  count = max(count, width)
  rest = number
  for index in stride(from: count - 1, through: 0, by: -1) {
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    destination[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
    rest = quotient
  }
  return count
}
