import Basics
package import Records

extension ICCID {
  /// Reads the ICCID of a card that is to be handed out: 19 or 20 digits, beginning 8986 (CARD-2).
  ///
  /// - Returns: Its digits.
  /// - Throws: `iccid.malformed` saying what was expected; `iccid.rounded` for what a spreadsheet or
  ///   a program made of another (CARD-7).
  package static func read(_ text: String) throws(RuleError) -> String {
    let whole = plain((try? normalisedNumber(text)) ?? text)
    try check(whole)
    try checkRounding(whole)
    return whole
  }

  /// Looks whether a text is well-formed: 19 or 20 digits, beginning 8986.
  ///
  /// - Throws: `iccid.malformed` saying what was expected.
  package static func check(_ text: String) throws(RuleError) {
    guard !isWellFormed(text) else { return }
    throw RuleError(
      "iccid.malformed", ["iccid": .text(text), "length": .integer(Int64(text.count))])
  }

  /// Looks whether a text is an ICCID that lost its last digits (CARD-7).
  ///
  /// - Throws: `iccid.rounded`.
  package static func checkRounding(_ text: String) throws(RuleError) {
    guard ICCID.isRounded(text) else { return }
    throw RuleError("iccid.rounded", ["iccid": .text(text)])
  }
}
