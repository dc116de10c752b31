import Glibc
import Synchronization

/// Threads that share a list of work with the one that asks for it.
///
///     let work = SharedWork(threads: SharedWork.usefulThreads)
///     work.each(of: rows.count) { thread, places in
///       for place in places { results[place] = answer(rows[place], on: thread) }
///     }
///
/// Whoever has done a few places takes the next few, so that nobody waits for a thread that came
/// late.
package final class SharedWork {
  /// How many threads share the work, the one that asks among them.
  package let threads: Int
  private let helpers: [SideThread]

  /// As many threads as there are processors, and not more than a few: each keeps its own state of
  /// the store open.
  package static let usefulThreads = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8)

  /// How many places are taken at once.
  private static let share = 32

  /// - Parameter threads: at least one. They begin with the first work.
  package init(threads: Int) {
    self.threads = threads
    helpers = (1..<max(threads, 1)).map { _ in SideThread() }
  }

  deinit {
    for helper in helpers { helper.finish() }
  }

  /// Has every place from 0 to `count` worked on, each by one thread; comes back when all is done.
  ///
  /// - Parameter body: takes the number of the thread, 0 for the one that asks, and the places to work
  ///   on.
  package func each(
    of count: Int, _ body: @Sendable (_ thread: Int, _ places: Range<Int>) -> Void
  ) {
    let next = NextPlaces(count: count)
    // All that is given is done before this comes back.
    withoutActuallyEscaping(body) { body in
      for (index, helper) in helpers.enumerated() {
        helper.give { while let places = next.take() { body(index + 1, places) } }
      }
      while let places = next.take() { body(0, places) }
      for helper in helpers { helper.wait() }
    }
  }

  /// Hands the places out.
  private final class NextPlaces: Sendable {
    private let count: Int
    private let taken = Atomic(0)

    init(count: Int) {
      self.count = count
    }

    func take() -> Range<Int>? {
      let first = taken.wrappingAdd(SharedWork.share, ordering: .relaxed).oldValue
      guard first < count else { return nil }
      return first..<min(first + SharedWork.share, count)
    }
  }
}
