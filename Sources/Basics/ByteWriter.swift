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
    append(atMost: more.count) { destination in
      if let start = more.baseAddress { destination.update(from: start, count: more.count) }
      return more.count
    }
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

  /// Writes bytes where they are to stand, all at once.
  ///
  /// - Parameters:
  ///   - most: how many bytes there are at most.
  ///   - write: is given room for them; says how many it wrote.
  @inlinable
  @inline(__always)
  package mutating func append(
    atMost most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
  ) {
    bytes.append(addingCapacity: most) { (destination: inout OutputSpan<UInt8>) in
      destination.withUnsafeMutableBufferPointer { destination, count in
        count += write(destination.baseAddress! + count)
      }
    }
  }

  /// Writes a text between marks before and after it, all at once.
  @inlinable
  package mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, between before: UInt8, and after: UInt8
  ) {
    append(atMost: text.count + 2) { destination in
      destination[0] = before
      if let start = text.baseAddress { (destination + 1).update(from: start, count: text.count) }
      destination[text.count + 1] = after
      return text.count + 2
    }
  }

  /// Writes a text in quotation marks, with each of its own doubled (RFC 4180).
  @inlinable
  package mutating func append(doublingQuotesOf text: UnsafeBufferPointer<UInt8>) {
    let quote = UInt8(ascii: "\"")
    append(atMost: 2 * text.count + 2) { destination in
      destination[0] = quote
      var end = destination + 1
      guard var next = text.baseAddress else {
        end.pointee = quote
        return 2
      }
      for _ in 0..<text.count {
        // The second is written over where there is but one.
        let byte = next.pointee
        end[0] = byte
        end[1] = quote
        end += byte == quote ? 2 : 1
        next += 1
      }
      end.pointee = quote
      return end - destination + 1
    }
  }

  /// Writes a number in decimal digits.
  package mutating func append(_ number: Int64) {
    append(atMost: 20) { writeDigits(of: number, to: $0) }
  }

  /// Writes a value in its text form, in quotation marks.
  package mutating func append<Value: WrittenValue>(quoted value: Value) {
    append(atMost: Value.longestText + 2) { destination in
      destination[0] = UInt8(ascii: "\"")
      let count = value.write(to: destination + 1)
      destination[count + 1] = UInt8(ascii: "\"")
      return count + 2
    }
  }

  /// Writes a value in its text form.
  package mutating func append<Value: WrittenValue>(_ value: Value) {
    append(atMost: Value.longestText) { value.write(to: $0) }
  }
}
