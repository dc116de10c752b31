/// A text without what nobody sees, without the blanks around it and the marks that spreadsheets put
/// there.
struct CleanedText {
  /// What is left, as it was written.
  private var kept: ArraySlice<Unicode.Scalar>
  /// The same with full-width characters, blanks, hyphens and quotes in their plain form.
  private(set) var narrow: ArraySlice<Unicode.Scalar>

  init(_ text: String) {
    var kept: [Unicode.Scalar] = []
    var narrow: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars where !scalar.isUnseen {
      kept.append(scalar)
      narrow.append(scalar.narrowed)
    }
    self.kept = kept[...]
    self.narrow = narrow[...]
    trim()
    while dropMarks() { trim() }
  }

  /// What is left, as it was written.
  var text: String { Self.text(kept) }

  /// What is left, in plain characters.
  var narrowText: String { Self.text(narrow) }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private mutating func trim() {
    let start = narrow.firstIndex { $0 != " " } ?? narrow.endIndex
    let end = narrow.lastIndex { $0 != " " }.map { $0 + 1 } ?? start
    cut(start..<max(start, end))
  }

  private mutating func cut(_ range: Range<Int>) {
    kept = kept[range]
    narrow = narrow[range]
  }

  /// Drops `=` before a quoted text, quotes around it, and an apostrophe before it.
  ///
  /// - Returns: whether there was one.
  private mutating func dropMarks() -> Bool {
    guard let first = narrow.first, narrow.count > 1 else { return false }
    let last = narrow[narrow.endIndex - 1]
    let inner = narrow.startIndex + 1..<narrow.endIndex
    switch first {
    case "=": cut(inner)
    case "\"", "'":
      guard first == last || first == "'" else { return false }
      cut(first == last ? inner.lowerBound..<max(inner.lowerBound, inner.upperBound - 1) : inner)
    default: return false
    }
    return true
  }
}

extension Unicode.Scalar {
  /// Whether the character shows nothing: control characters, those that mark directions, joints and
  /// the order of bytes, and fillers.
  var isUnseen: Bool {
    switch value {
    case 0x09...0x0D, 0x85: false
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x200B...0x200F, 0x202A...0x202E,
      0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF,
      0x034F, 0x115F, 0x1160, 0x180B...0x180F, 0x2800, 0x3164, 0xFFA0, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  /// The plain character that people mean by this one; itself where there is none.
  var narrowed: Unicode.Scalar {
    switch value {
    case 0..<0x09, 0x0E..<0x7F: self
    case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(value - 0xFF01 + 0x21))
    case 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      " "
    case 0x2010...0x2015, 0x2043, 0x2212, 0xFE58, 0xFE63: "-"
    case 0x201C...0x201F: "\""
    case 0x2018...0x201B: "'"
    case 0xFE59: "("
    case 0xFE5A: ")"
    case 0xFE62: "+"
    default: self
    }
  }
}

extension String {
  /// The text without blanks of any kind, and characters that nobody sees, at its ends.
  package var withoutBlanksAround: String {
    guard let first = utf8.first, let last = utf8.last else { return self }
    if first &- 0x21 < 0x5E, last &- 0x21 < 0x5E { return self }
    let scalars = unicodeScalars
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.isUnseen || scalar.narrowed == " " }
    guard let start = scalars.firstIndex(where: { !isBlank($0) }),
      let end = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[start...end])
  }

  /// The text in plain characters, without blanks and marks around it; nil when that is what it is
  /// already.
  package var narrowedForReading: String? {
    let narrow = CleanedText(self).narrowText
    return narrow.utf8.elementsEqual(utf8) ? nil : narrow
  }

  /// The text with every character that nobody sees, or that stands for no text, shown as an escape:
  /// `\u{200b}`. In what is mostly a number, letters that only look like those of an identifier are
  /// shown so as well.
  package var showingUnseen: String {
    guard utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return self }
    let isNumber = utf8.count { $0 &- 0x30 < 10 } > 4
    var result = ""
    for scalar in escapedForTerminal.unicodeScalars {
      if scalar.hasNoLook || (isNumber && scalar.looksLikeAnother) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether this is a letter or a digit that is neither plain nor Chinese.
  fileprivate var looksLikeAnother: Bool {
    !isASCII && !properties.isIdeographic
      && (properties.isAlphabetic || properties.numericType != nil)
  }

  fileprivate var hasNoLook: Bool {
    if isASCII { return false }
    switch properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return true
    case .spaceSeparator: return value != 0x3000
    default: return isUnseen
    }
  }
}
