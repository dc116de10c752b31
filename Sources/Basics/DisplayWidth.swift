/// How many columns of a terminal a text takes.
package enum DisplayWidth {
  /// The columns that a text takes.
  ///
  /// East Asian wide and full-width characters take two; marks that combine, joiners and control
  /// characters none; all others one, and so do those whose width is ambiguous. What is written with
  /// several characters and shown as one picture (a family, a flag, a skin tone, a sign followed by
  /// U+FE0F) takes two.
  package static func width(of text: String) -> Int {
    var copy = text
    let ascii = copy.withUTF8 { bytes -> Int? in
      bytes.allSatisfy { $0 &- 0x20 < 0x5F } ? bytes.count : nil
    }
    if let ascii { return ascii }
    var sum = 0
    for scalar in text.unicodeScalars {
      if joins(scalar) { return text.reduce(0) { $0 + width(of: $1) } }
      sum += width(of: scalar)
    }
    return sum
  }

  /// The columns that what a reader takes for one character takes.
  package static func width(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first, scalars.count > 1 else {
      return scalars.first.map { width(of: $0) } ?? 0
    }
    let isPicture =
      first.properties.isEmoji
      && scalars.dropFirst().contains { scalar in
        switch scalar.value {
        case 0xFE0F, 0x20E3, 0x200D, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF: true
        default: false
        }
      }
    return isPicture ? 2 : scalars.reduce(0) { $0 + width(of: $1) }
  }

  /// Whether a character may make one picture of its neighbours, so that they are not to be counted
  /// one by one.
  @inline(__always)
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200D, 0x20E3, 0xFE0F, 0x1F3FB...0x1F3FF: true
    default: false
    }
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
