/// What stands between the fields of a row.
package struct CSVDialect: Hashable, Sendable {
  /// The byte between two fields.
  package let separator: UInt8

  /// A dialect with any separator.
  ///
  /// - Parameter separator: a byte of ASCII that is no quote and no line end.
  package init(separator: UInt8) {
    self.separator = separator
  }

  /// A comma (RFC 4180).
  package static let csv = CSVDialect(separator: UInt8(ascii: ","))
  /// A tab; quotes are used as in CSV.
  package static let tsv = CSVDialect(separator: UInt8(ascii: "\t"))

  /// The separators by which programs part fields.
  static let usual: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]
}
