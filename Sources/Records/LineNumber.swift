/// Numbers of lines.
package enum LineNumber {
  /// The most bytes that a number or an ICCID may take.
  package static let longest = 32

  /// Whether a text is as long as a number or an ICCID can be, so that it can be looked up.
  package static func fits(_ text: String) -> Bool { (1...longest).contains(text.utf8.count) }
}
