import Basics

/// The number of a SIM card (CARD-2, CARD-7).
package enum ICCID {
  /// What a text says, as it is written on a card or as a file has it: without blanks, hyphens and
  /// a filler F at its end (CARD-7).
  ///
  /// - Returns: The text itself where it is no ICCID.
  package static func plain(_ text: String) -> String {
    guard let last = text.unicodeScalars.last, isFiller(last) else { return text }
    guard let whole = try? normalisedNumber(text), whole.hasPrefix("8986"),
      let digits = try? normalisedNumber(String(whole.dropLast())), isWellFormed(digits)
    else { return text }
    return digits
  }

  private static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "F" || scalar == "f" || scalar == "Ｆ" || scalar == "ｆ"
  }

  /// Whether a text is well-formed: 19 or 20 digits, beginning 8986.
  package static func isWellFormed(_ text: String) -> Bool {
    let digits = text.utf8
    return (digits.count == 19 || digits.count == 20) && text.hasPrefix("8986")
      && digits.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a text is an ICCID that lost its last digits: it fails the check digit, and is just
  /// what a spreadsheet, which keeps 15 digits, or a binary floating-point number makes of another
  /// (CARD-7). What is no ICCID at all is none.
  package static func isRounded(_ text: String) -> Bool {
    guard isWellFormed(text), !hasCheckDigit(text) else { return false }
    let digits = Array(text.utf8)
    // A double has 53 bits: 19 digits that begin 8986 lie between 2^62 and 2^63, 20 between 2^66
    // and 2^67.
    let step = digits.count == 19 ? 1024 : 16384
    let rest = digits.reduce(0) { ($0 * 10 + Int($1) - 0x30) % step }
    let isCut = digits.dropFirst(keptDigits).allSatisfy { $0 == 0x30 }
    return isCut || rest == 0
  }

  /// How many digits of a number a spreadsheet keeps.
  private static let keptDigits = 15

  /// Whether the last digit of an ICCID is the check digit of the others (Luhn).
  package static func hasCheckDigit(_ digits: String) -> Bool {
    var sum = 0
    for (index, byte) in digits.utf8.reversed().enumerated() {
      let digit = Int(byte) - 0x30
      let double = index.isMultiple(of: 2) ? digit : digit * 2
      sum += double > 9 ? double - 9 : double
    }
    return sum.isMultiple(of: 10)
  }
}
