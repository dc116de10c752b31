/// Collects bytes of text, without making strings on the way.
///
///     var writer = ByteWriter()
///     writer.append(utf8: "C")
///     writer.append(Int64(1001))
///     writer.text        // "C1001"
package struct ByteWriter: Sendable {
  /// What was written so far.
  package var bytes: [UInt8]

  /// Makes an empty writer.
  ///
  /// - Parameter capacity: bytes to make room for beforehand.
  @inlinable
  package init(capacity: Int = 0) {
    bytes = []
    if capacity > 0 { bytes.reserveCapacity(capacity) }
  }

  /// How many bytes were written.
  @inlinable
  package var count: Int { bytes.count }

  /// What was written, as text; bytes that are not UTF-8 become replacement characters.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written and keeps the room for more.
  @inlinable
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes one byte.
  @inlinable
  package mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  /// Writes a text.
  @inlinable
  package mutating func append(utf8 text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes a text that the source holds.
  @inlinable
  package mutating func append(utf8 text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes bytes.
  @inlinable
  package mutating func append(contentsOf more: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Writes bytes.
  @inlinable
  package mutating func append(contentsOf more: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: more)
  }

  /// Writes bytes.
  @inlinable
  package mutating func append(contentsOf more: [UInt8]) {
    bytes.append(contentsOf: more)
  }

  /// Writes bytes.
  @inlinable
  package mutating func append(contentsOf more: ArraySlice<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Writes a text between marks before and after it, all at once.
  @inlinable
  package mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, between before: UInt8, and after: UInt8
  ) {
    bytes.append(addingCapacity: text.count + 2) { (place: inout OutputSpan<UInt8>) in
      place.append(before)
      for byte in text { place.append(byte) }
      place.append(after)
    }
  }

  /// Writes a text in quotation marks, with each of its own doubled (RFC 4180).
  @inlinable
  package mutating func append(doublingQuotesOf text: UnsafeBufferPointer<UInt8>) {
    let quote = UInt8(ascii: "\"")
    bytes.append(addingCapacity: 2 * text.count + 2) { (place: inout OutputSpan<UInt8>) in
      place.append(quote)
      for byte in text {
        if byte == quote { place.append(quote) }
        place.append(byte)
      }
      place.append(quote)
    }
  }

  /// Writes a number in decimal digits.
  package mutating func append(_ number: Int64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { place in
      let count = writeDigits(of: number, to: place.baseAddress!)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: place[..<count]))
    }
  }

  /// Writes a value in its text form, in quotation marks.
  package mutating func append<Value: WrittenValue>(quoted value: Value) {
    bytes.append(addingCapacity: Value.longestText + 2) { (place: inout OutputSpan<UInt8>) in
      place.append(UInt8(ascii: "\""))
      place.append(value)
      place.append(UInt8(ascii: "\""))
    }
  }

  /// Writes a value in its text form.
  package mutating func append<Value: WrittenValue>(_ value: Value) {
    bytes.append(addingCapacity: Value.longestText) { (place: inout OutputSpan<UInt8>) in
      place.append(value)
    }
  }
}

extension OutputSpan<UInt8> {
  /// Writes a value in its text form, for which there is room.
  @inline(__always)
  fileprivate mutating func append<Value: WrittenValue>(_ value: Value) {
    withUnsafeMutableBufferPointer { place, count in
      count += value.write(to: place.baseAddress! + count)
    }
  }
}
