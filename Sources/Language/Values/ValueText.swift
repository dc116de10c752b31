package import Basics

/// Values as text: what `print` shows of one, and what stands in a CSV field.
package enum ValueText {
  /// The text of a value; lists, records and tables as compact JSON, null as the empty text.
  package static func text(_ value: Value) -> String {
    if case .text(let text) = value { return text }
    var writer = ByteWriter()
    write(value, to: &writer)
    return writer.text
  }

  /// Writes the text of a value.
  package static func write(_ value: Value, to writer: inout ByteWriter) {
    switch value {
    case .null: break
    case .boolean(let truth): writer.append(utf8: truth ? "true" : "false")
    case .integer(let number): writer.append(number)
    case .decimal(let number): writer.append(number)
    case .money(let money): writer.append(money)
    case .text(let text): writer.append(utf8: text)
    case .instant(let instant): writer.append(instant)
    case .day(let day): writer.append(day)
    case .month(let month): writer.append(month)
    case .duration(let duration): writer.append(duration)
    case .list, .record, .table: writeJSON(value, to: &writer)
    case .deferred(let deferred): deferred.write(to: &writer)
    }
  }

  /// Writes a value as compact JSON: money, dates and durations as text, numbers as numbers; null
  /// fields of records are left out within lists and records.
  package static func writeJSON(_ value: Value, to writer: inout ByteWriter) {
    switch value {
    case .null: writer.append(utf8: "null")
    case .boolean, .integer, .decimal: write(value, to: &writer)
    case .money(let money): writer.append(quoted: money)
    case .instant(let instant): writer.append(quoted: instant)
    case .day(let day): writer.append(quoted: day)
    case .month(let month): writer.append(quoted: month)
    case .duration(let duration): writer.append(quoted: duration)
    case .text(let text): writeJSON(text, to: &writer)
    case .list(let values):
      writer.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { writer.append(UInt8(ascii: ",")) }
        writeJSON(value, to: &writer)
      }
      writer.append(UInt8(ascii: "]"))
    case .record(let record): writeJSON(record, to: &writer)
    case .table(let table): writeJSON(.list(table.rows.map(Value.record)), to: &writer)
    case .deferred(let deferred): deferred.writeJSON(to: &writer)
    }
  }

  /// Writes a record as a JSON object, without its hidden columns.
  package static func writeJSON(_ record: Record, to writer: inout ByteWriter) {
    let keys = record.columns.jsonKeys
    writer.append(UInt8(ascii: "{"))
    for index in 0..<record.columns.shownCount {
      keys.write(index, to: &writer)
      writeJSON(record.raw(index), to: &writer)
    }
    writer.append(UInt8(ascii: "}"))
  }

  /// Writes a text as a JSON string.
  package static func writeJSON(_ text: String, to writer: inout ByteWriter) {
    var text = text
    let quote = UInt8(ascii: "\"")
    text.withUTF8 { bytes in
      guard bytes.contains(where: needsEscape) else {
        return writer.append(bytes, between: quote, and: quote)
      }
      writer.append(quote)
      var written = 0
      for (index, byte) in bytes.enumerated() where needsEscape(byte) {
        writer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written..<index]))
        writeEscaped(byte, to: &writer)
        written = index + 1
      }
      writer.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written...]))
      writer.append(quote)
    }
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  private static func writeEscaped(_ byte: UInt8, to writer: inout ByteWriter) {
    switch byte {
    case UInt8(ascii: "\""): writer.append(utf8: "\\\"")
    case UInt8(ascii: "\\"): writer.append(utf8: "\\\\")
    case 0x0A: writer.append(utf8: "\\n")
    case 0x0D: writer.append(utf8: "\\r")
    case 0x09: writer.append(utf8: "\\t")
    default:
      writer.append(utf8: "\\u00")
      writer.append(hexDigit(byte >> 4))
      writer.append(hexDigit(byte & 15))
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
