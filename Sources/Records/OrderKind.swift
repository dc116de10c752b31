/// The kinds of orders that rules look back on.
package enum OrderKind {
  /// A payment to an account.
  package static let pay = "pay"
  /// A charge booked to a line.
  package static let charge = "charge"
}
