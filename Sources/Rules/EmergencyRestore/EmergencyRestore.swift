package import Basics
package import Records

/// What the decision on an emergency restore of a phone or a broadband looks at (BEN-10, BEN-20).
package struct EmergencyRestoreFacts: Hashable, Sendable {
  package var line: Line
  /// The star in force, 0 to 7.
  package var stars: Int32
  /// Every emergency restore of the line, in order of time.
  package var restores: [Restore]
  /// Start of the suspension for arrears that lasts now: where one-way became two-way, the start
  /// of the one-way one.
  package var suspendedSince: Instant?

  package init(
    line: Line, stars: Int32, restores: [Restore] = [], suspendedSince: Instant? = nil
  ) {
    self.line = line
    self.stars = stars
    self.restores = restores
    self.suspendedSince = suspendedSince
  }
}
