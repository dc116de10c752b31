/// How many columns of a terminal a text takes.
package enum DisplayWidth {
  /// The columns that a text takes.
  ///
  /// East Asian wide and full-width characters take two; marks that combine, joiners and control
  /// characters none; all others one, and so do those whose width is ambiguous.
  package static func width(of text: String) -> Int {
    var copy = text
    let ascii = copy.withUTF8 { bytes -> Int? in
      bytes.allSatisfy { $0 &- 0x20 < 0x5F } ? bytes.count : nil
    }
    if let ascii { return ascii }
    return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  /// The columns that a character takes: 0, 1 or 2.
  package static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
    if (0x4E00...0x9FFF).contains(value) { return 2 }
    if holds(DisplayWidthTables.zero, value) { return 0 }
    return holds(DisplayWidthTables.wide, value) ? 2 : 1
  }

  /// Whether one of the ranges holds the value.
  private static func holds(_ ranges: [UInt32], _ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if value < ranges[middle * 2] {
        high = middle
      } else if value > ranges[middle * 2 + 1] {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }
}
