/// The fields of one row, side by side in one buffer.
package struct CSVRow: Sendable {
  /// The number of the row in the file, from 1; a heading counts.
  package internal(set) var number = 0

  /// The line on which the row begins, from 1.
  package internal(set) var line = 0

  var bytes: [UInt8] = []
  var ends: [Int] = []

  /// How many fields there are.
  package var count: Int { ends.count }

  /// A field as text.
  package subscript(index: Int) -> String { String(decoding: utf8(index), as: UTF8.self) }

  /// A field as UTF-8, not copied.
  package func utf8(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// All fields as texts.
  package var texts: [String] { (0..<count).map { self[$0] } }

  /// Whether every field is empty or holds nothing but blanks. A single empty field was written as
  /// `""`, since an empty line is no row, and is meant.
  package var isBlank: Bool {
    (count > 1 || !bytes.isEmpty) && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  /// Drops the marks before the escapes of bytes that are no characters.
  ///
  /// - Returns: the first escapes; empty when there was none.
  mutating func dropInvalidMarks() -> String {
    guard let first = bytes.firstIndex(of: TextDecoder.invalidMark) else { return "" }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var shown: [UInt8] = []
    var end = 0
    for (offset, byte) in bytes.enumerated() {
      while end < ends.count, ends[end] == offset {
        ends[end] = kept.count
        end += 1
      }
      guard byte == TextDecoder.invalidMark else {
        kept.append(byte)
        continue
      }
      let escape = bytes[(offset + 1)...].prefix(TextDecoder.escapeLength)
      if offset == first || offset == first + 1 + TextDecoder.escapeLength { shown += escape }
    }
    while end < ends.count {
      ends[end] = kept.count
      end += 1
    }
    bytes = kept
    return String(decoding: shown, as: UTF8.self)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func endField() {
    ends.append(bytes.count)
  }
}
