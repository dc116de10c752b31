/// What stands between the fields of a row.
package enum CSVDialect: Hashable, Sendable {
  /// A comma (RFC 4180).
  case csv
  /// A tab; quotes are used as in CSV.
  case tsv

  /// The byte between two fields.
  @inlinable
  package var separator: UInt8 { self == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t") }
}
