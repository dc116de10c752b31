/// Keeps a spreadsheet that opens a file from running what stands in its cells.
///
/// A spreadsheet takes a cell that begins with `= + - @`, a tab or a carriage return for a formula. In
/// a file for spreadsheets an apostrophe stands before such a text, unless it is a plain number; `open`
/// takes it away again. A text that has apostrophes there of its own gets one more, so that nothing is
/// lost on the way.
enum SpreadsheetGuard {
  /// The text as it is written; nil where it is written as it is.
  static func guarded(_ text: String) -> String? {
    guard isFormula(text), case .text = Comparand(text) else { return nil }
    return "'" + text
  }

  /// The text that was guarded; nil where it was not.
  static func original(_ text: String) -> String? {
    guard text.utf8.first == UInt8(ascii: "'"), isFormula(text) else { return nil }
    return String(text.dropFirst())
  }

  /// Whether a sign of a formula comes first, behind apostrophes or without.
  @inline(__always)
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first, !Bytes.isDigit(first), !Bytes.isLetter(first) else {
      return false
    }
    switch text.unicodeScalars.first(where: { $0 != "'" }) {
    case "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}":
      return true
    default: return false
    }
  }
}
