/// What a record may hold, whoever gives it: a command, or a snapshot that is loaded. Whatever a
/// command keeps can so be saved and loaded again.
package enum RecordLimits {
  /// The most bytes of any text.
  package static let text = 65_535
  /// The most values of a list.
  package static let values = 262_144
  /// The most bytes of a record as the store keeps it: its line in a snapshot is then no longer than a
  /// line may be.
  package static let bytes = 4 << 20
  /// The highest number that a quantity may have, such as what is in stock.
  package static let quantity: Int64 = 999_999_999_999

  // The most bytes of the texts that whoever asks gives.

  /// Why something is done.
  package static let reason = text
  package static let ticket = 1024
  /// The key of a request.
  package static let key = 1024
  /// The name of an operator.
  package static let `operator` = 256
  /// The path of a script.
  package static let script = 4096
  /// The arguments of a script, all together.
  package static let arguments = 1 << 20
}
