package import Basics

/// The identifier of a customer, an account, an order, a contract and so on: one to four capital
/// letters and a number of up to twelve digits, such as `C1001` or `O52`.
///
/// It is kept in eight bytes whose order is the order of identifiers: by prefix, then by the number
/// as a number (`C2` before `C10`), then by leading zeros (`C7` before `C07`). The highest twenty
/// bits hold the letters (five bits each, A = 1, none = 0), the next forty the number, the lowest
/// four how many zeros stand before it.
@usableFromInline
package struct Identifier: Hashable, Sendable, BitwiseCopyable {
  /// The eight bytes as a number. Zero is no identifier and stands for an absent one.
  @usableFromInline package let packed: UInt64

  /// The largest number that an identifier may carry.
  package static let highestNumber: UInt64 = 999_999_999_999

  /// Takes what ``packed`` gave.
  @inlinable
  package init(packed: UInt64) {
    self.packed = packed
  }

  /// Makes the identifier with a prefix and a number without leading zeros.
  ///
  /// - Parameters:
  ///   - prefix: one to four capital letters.
  ///   - number: at most ``highestNumber``.
  package init(prefix: StaticString, number: UInt64) {
    precondition(number <= Self.highestNumber && (1...4).contains(prefix.utf8CodeUnitCount))
    var letters: UInt64 = 0
    prefix.withUTF8Buffer { bytes in
      for index in 0..<4 {
        letters = letters << 5 | (index < bytes.count ? UInt64(bytes[index] - 0x40) : 0)
      }
    }
    packed = letters << 44 | number << 4
  }

  /// Reads an identifier.
  ///
  /// - Throws: `identifier.malformed` when the text is not letters and a number.
  package init(parsing text: String) throws(BasicsError) {
    var copy = text
    let read = copy.withUTF8 { Self.read($0) }
    guard let read else { throw Self.malformed(text) }
    packed = read
  }

  /// Reads an identifier from UTF-8.
  ///
  /// - Throws: `identifier.malformed` when the bytes are not letters and a number.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    guard let read = Self.read(bytes) else {
      throw Self.malformed(String(decoding: bytes, as: UTF8.self))
    }
    packed = read
  }

  private static func malformed(_ text: String) -> BasicsError {
    BasicsError(
      code: "identifier.malformed", text: text,
      expected: "one to four capital letters and up to twelve digits, such as C1001")
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
    var index = 0
    var letters: UInt64 = 0
    while index < bytes.count, (0x41...0x5A).contains(bytes[index]) {
      guard index < 4 else { return nil }
      letters = letters << 5 | UInt64(bytes[index] - 0x40)
      index += 1
    }
    guard index > 0 else { return nil }
    letters <<= UInt64(4 - index) * 5
    let digits = bytes[index...]
    guard (1...12).contains(digits.count) else { return nil }
    var number: UInt64 = 0
    var zeros: UInt64 = 0
    for (offset, digit) in digits.enumerated() {
      guard (0x30...0x39).contains(digit) else { return nil }
      number = number * 10 + UInt64(digit - 0x30)
      if number == 0, offset < digits.count - 1 { zeros += 1 }
    }
    return letters << 44 | number << 4 | zeros
  }

  /// The number without its prefix.
  @inlinable
  package var number: UInt64 { packed >> 4 & 0xFF_FFFF_FFFF }

  /// The identifier as people write it.
  package var text: String { withText { String(decoding: $0, as: UTF8.self) } }

  /// Appends the identifier as people write it.
  package func write(to writer: inout ByteWriter) {
    withText { writer.append(contentsOf: $0) }
  }

  /// Hands out the identifier as people write it.
  @inline(__always)
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestText) { destination in
      let count = write(to: destination)
      return body(UnsafeBufferPointer(rebasing: destination[..<count]))
    }
  }

  /// Four letters, fifteen zeros, and a number of forty bits.
  private static let longestText = 4 + 15 + 13

  private func write(to destination: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    var shift: UInt64 = 59
    while true {
      let letter = UInt8(packed >> shift & 31)
      if letter == 0 { break }
      destination[count] = letter + 0x40
      count += 1
      if shift == 44 { break }
      shift -= 5
    }
    for _ in 0..<(packed & 15) {
      destination[count] = 0x30
      count += 1
    }
    var rest = number
    var digits = 1
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    rest = number
    for index in (count..<count + digits).reversed() {
      destination[index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
      rest /= 10
    }
    return count + digits
  }
}

extension Identifier: Comparable {
  @inlinable
  package static func == (left: Identifier, right: Identifier) -> Bool {
    left.packed == right.packed
  }

  @inlinable
  package static func < (left: Identifier, right: Identifier) -> Bool {
    left.packed < right.packed
  }
}

extension Identifier: CustomStringConvertible {
  @usableFromInline package var description: String { text }
}
