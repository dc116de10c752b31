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

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func endField() {
    ends.append(bytes.count)
  }
}
