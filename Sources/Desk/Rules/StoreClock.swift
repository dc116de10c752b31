import Basics

/// The instant by which a store goes.
///
/// A test store goes by its own clock. Any other goes by the clock on the wall, and by its last
/// change where that is a little later, so that time does not run backwards when the machine's clock
/// is set. A last change far ahead (more than ``ClockTerms/aheadHours``) comes of a clock that was
/// wrong: nothing is decided by it, so the store is read as at the instant on the wall, and is not
/// changed until somebody accepts that.
struct StoreClock: Hashable {
  /// The instant at which things happen.
  let now: Instant
  /// Whether the last change lies so far ahead that nothing may be changed.
  let isAhead: Bool
  private let changed: Instant

  /// - Parameters:
  ///   - state: what holds for the store as a whole.
  ///   - wall: the instant on the wall.
  ///   - catalogs: the tolerance is that of the day on the wall.
  init(_ state: StoreState, wall: Instant, _ catalogs: Catalogs) {
    changed = state.changed
    guard !state.isTest else {
      now = state.clock
      isAhead = false
      return
    }
    let tolerance = Duration.hours(Int(catalogs.catalog(on: wall.day).clock.aheadHours))
    isAhead = state.changed > wall.adding(tolerance)
    now = isAhead ? wall : max(wall, state.changed)
  }

  /// The error for who wants to change the store.
  var refusal: DeskError {
    DeskError(
      "clock.ahead", fault: .store, ["changed": .text(changed.text), "now": .text(now.text)])
  }

  /// What a reader is told.
  var warning: DeskError {
    DeskError("clock.ahead-shown", ["changed": .text(changed.text), "now": .text(now.text)])
  }
}
