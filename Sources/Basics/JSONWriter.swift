/// Writes JSON without blanks: commas come by themselves, text is UTF-8 and escaped only where JSON
/// demands it.
///
///     var json = JSONWriter()
///     json.beginObject()
///     json.key("id")
///     json.value("C1001")
///     json.key("amount")
///     json.text(Money(fen: 500))
///     json.endObject()
///     json.endLine()
///     json.writer.text      // {"id":"C1001","amount":"5.00"} and a line feed
///
/// That begins and ends fit together is the caller's affair.
package struct JSONWriter: Sendable {
  /// Where the bytes go.
  package var writer: ByteWriter

  @usableFromInline
  var needsComma = false

  /// Makes a writer that goes on after what was written before.
  @inlinable
  package init(_ writer: consuming ByteWriter = ByteWriter()) {
    self.writer = writer
  }

  /// What was written so far.
  @inlinable
  package var bytes: [UInt8] { writer.bytes }

  /// Forgets what was written and keeps the room for more.
  @inlinable
  package mutating func removeAll() {
    writer.removeAll()
    needsComma = false
  }

  /// Begins an object.
  @inlinable
  package mutating func beginObject() {
    separate()
    writer.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Ends an object.
  @inlinable
  package mutating func endObject() {
    writer.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Begins an array.
  @inlinable
  package mutating func beginArray() {
    separate()
    writer.append(UInt8(ascii: "["))
    needsComma = false
  }

  /// Ends an array.
  @inlinable
  package mutating func endArray() {
    writer.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Ends a line, so that the next value stands on its own (JSON Lines).
  @inlinable
  package mutating func endLine() {
    writer.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  /// Writes the name of a field that the source holds and that needs no escapes.
  @inlinable
  package mutating func key(_ name: StaticString) {
    quote(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), isKey: true)
  }

  /// Writes the name of a field.
  package mutating func key(_ name: String) {
    value(name)
    writer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a text.
  package mutating func value(_ text: String) {
    var copy = text
    copy.withUTF8 { value(utf8: $0) }
  }

  /// Writes a text given as UTF-8.
  package mutating func value(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var needsEscapes = false
    for byte in bytes where Self.needsEscape(byte) { needsEscapes = true }
    guard needsEscapes else { return quote(bytes, isKey: false) }
    separate()
    writer.append(UInt8(ascii: "\""))
    var written = 0
    for index in 0..<bytes.count where Self.needsEscape(bytes[index]) {
      writer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written..<index]))
      escape(bytes[index])
      written = index + 1
    }
    writer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written...]))
    writer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Writes a text that needs no escapes, all at once.
  @usableFromInline
  mutating func quote(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
    let separates = needsComma
    writer.append(atMost: text.count + 4) { destination in
      var count = 0
      func add(_ byte: UInt8) {
        destination[count] = byte
        count += 1
      }
      if separates { add(UInt8(ascii: ",")) }
      add(UInt8(ascii: "\""))
      if let start = text.baseAddress {
        (destination + count).update(from: start, count: text.count)
      }
      count += text.count
      add(UInt8(ascii: "\""))
      if isKey { add(UInt8(ascii: ":")) }
      return count
    }
    needsComma = !isKey
  }

  /// Writes the text form of a value as a text.
  @inlinable
  package mutating func text<Value: WrittenValue>(_ value: Value) {
    separate()
    writer.append(quoted: value)
    needsComma = true
  }

  /// Writes a whole number.
  @inlinable
  package mutating func value(_ number: Int64) {
    separate()
    writer.append(number)
    needsComma = true
  }

  /// Writes a number.
  @inlinable
  package mutating func value(_ number: Decimal) {
    separate()
    writer.append(number)
    needsComma = true
  }

  /// Writes `true` or `false`.
  @inlinable
  package mutating func value(_ boolean: Bool) {
    separate()
    writer.append(utf8: boolean ? "true" : "false" as StaticString)
    needsComma = true
  }

  /// Writes `null`.
  @inlinable
  package mutating func null() {
    separate()
    writer.append(utf8: "null" as StaticString)
    needsComma = true
  }

  /// Writes a value that is compact JSON already.
  @inlinable
  package mutating func value(json bytes: UnsafeBufferPointer<UInt8>) {
    separate()
    writer.append(contentsOf: bytes)
    needsComma = true
  }

  @inlinable
  mutating func separate() {
    if needsComma { writer.append(UInt8(ascii: ",")) }
  }

  private mutating func escape(_ byte: UInt8) {
    writer.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): writer.append(byte)
    case 0x08: writer.append(UInt8(ascii: "b"))
    case 0x09: writer.append(UInt8(ascii: "t"))
    case 0x0A: writer.append(UInt8(ascii: "n"))
    case 0x0C: writer.append(UInt8(ascii: "f"))
    case 0x0D: writer.append(UInt8(ascii: "r"))
    default:
      writer.append(utf8: "u00" as StaticString)
      for digit in [byte >> 4, byte & 15] {
        writer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}
