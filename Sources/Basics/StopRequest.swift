internal import Synchronization

/// Whether the person at the terminal, or the system, wants the work that is running to stop.
///
/// It holds for the whole process, as the signals do that ask for it. Whatever takes long looks at it
/// now and then, in every room.
package enum StopRequest {
  private static let made = Atomic<Bool>(false)

  /// Whether the work is to stop.
  package static var isMade: Bool { made.load(ordering: .relaxed) }

  /// Asks for it, or forgets that somebody did; safe within a signal handler.
  package static func set(_ isMade: Bool) {
    made.store(isMade, ordering: .relaxed)
  }
}
