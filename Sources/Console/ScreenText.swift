internal import Basics

/// Text as it stands on a screen.
enum ScreenText {
  /// The columns that a text takes.
  static func width(_ text: String) -> Int { DisplayWidth.width(of: text) }

  /// A text cut to a number of columns, with a mark where it was cut.
  static func fitting(_ text: String, columns: Int) -> String {
    guard width(text) > columns else { return text }
    var result = ""
    var taken = 0
    for character in text {
      let next = width(String(character))
      guard taken + next <= columns - 1 else { break }
      result.append(character)
      taken += next
    }
    return result + "…"
  }

  static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(count, 0))
  }
}

extension ScreenText {
  /// The columns that UTF-8 text takes whose colour sequences take none.
  static func widthWithoutSequences(_ bytes: ArraySlice<UInt8>) -> Int {
    var width = 0
    var isASCII = true
    var inSequence = false
    var plain: [UInt8] = []
    for byte in bytes {
      if inSequence {
        if (0x40...0x7E).contains(byte), byte != 0x5B { inSequence = false }
      } else if byte == 0x1B {
        inSequence = true
      } else {
        if byte >= 0x80 { isASCII = false }
        plain.append(byte)
        width += 1
      }
    }
    return isASCII ? width : self.width(String(decoding: plain, as: UTF8.self))
  }
}
