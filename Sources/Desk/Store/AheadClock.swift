import Basics
import Records
import Rules

extension StoreClock {
  /// The clock of a store.
  ///
  /// - Parameters:
  ///   - state: what holds for the store as a whole.
  ///   - wall: the instant on the wall.
  init(_ state: StoreState, wall: Instant, _ catalogs: Catalogs) {
    self.init(
      isTest: state.isTest, clock: state.clock, changed: state.changed, wall: wall, catalogs)
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
