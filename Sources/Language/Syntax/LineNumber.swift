/// The number of a line as people and spreadsheets write it.
enum LineNumber {
  /// The digits alone: `+86` or `0086` before it, spaces and hyphens are dropped.
  ///
  /// - Throws: `number.spreadsheet` for what a spreadsheet made of a number, such as `1.33E+10`;
  ///   `number.malformed` for anything else that is no number.
  static func normal(_ word: UnsafeBufferPointer<UInt8>) throws(LanguageError) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(word.count)
    var rest = word[...]
    while let first = rest.first, first == Bytes.space { rest = rest.dropFirst() }
    let isAbroad = rest.first == UInt8(ascii: "+")
    if isAbroad { rest = rest.dropFirst() }
    for byte in rest {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
      case Bytes.space, Bytes.tab, UInt8(ascii: "-"): continue
      default:
        if isSpreadsheets(word) { throw LanguageError(.numberSpreadsheet, Literals.shown(word)) }
        throw LanguageError(.numberMalformed, Literals.shown(word))
      }
    }
    if isAbroad {
      guard digits.starts(with: "86".utf8) else {
        throw LanguageError(.numberMalformed, Literals.shown(word))
      }
      digits.removeFirst(2)
    }
    guard (3...20).contains(digits.count) else {
      throw LanguageError(.numberMalformed, Literals.shown(word))
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Whether this is a number that a spreadsheet has rewritten: `1.33E+10` or `13300000001.0`.
  static func isSpreadsheets(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    var hasPoint = false
    var hasExponent = false
    for (index, byte) in word.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
      case UInt8(ascii: "."):
        guard !hasPoint, !hasExponent, index > 0 else { return false }
        hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard !hasExponent, index > 0 else { return false }
        hasExponent = true
      case UInt8(ascii: "+"):
        guard hasExponent else { return false }
      default: return false
      }
    }
    return hasPoint || hasExponent
  }
}
