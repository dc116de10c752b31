package import Basics
import Records

/// The instant by which a store goes.
///
/// A test store goes by its own clock. Any other goes by the clock on the wall, and by its last
/// change where that is a little later, so that time does not run backwards when the machine's clock
/// is set. A last change far ahead (more than ``ClockTerms/aheadHours``) comes of a clock that was
/// wrong: nothing is decided by it, so the store is read as at the instant on the wall, and is not
/// changed until somebody accepts that.
package struct StoreClock: Hashable, Sendable {
  /// The instant at which things happen.
  package let now: Instant
  /// Whether the last change lies so far ahead that nothing may be changed.
  package let isAhead: Bool
  /// The instant of the last change.
  package let changed: Instant

  /// - Parameters:
  ///   - isTest: whether the store goes by its own clock.
  ///   - clock: where that clock stands.
  ///   - changed: the instant of the last change.
  ///   - wall: the instant on the wall.
  ///   - catalogs: the tolerance is that of the day on the wall.
  package init(
    isTest: Bool, clock: Instant, changed: Instant, wall: Instant, _ catalogs: Catalogs
  ) {
    self.changed = changed
    guard !isTest else {
      now = clock
      isAhead = false
      return
    }
    let tolerance = Duration.hours(Int(catalogs.catalog(on: wall.day).clock.aheadHours))
    isAhead = changed > wall.adding(tolerance)
    now = isAhead ? wall : max(wall, changed)
  }
}
