import Glibc
import Synchronization

/// Threads that share a list of work with the one that asks for it.
///
///     let threads = WorkerPool(threads: WorkerPool.usefulThreads)
///     let work = threads.begin(rows.count) { thread, indices in
///       for index in indices { answers[index] = answer(rows[index], on: thread) }
///     }
///     work.finish()        // helps, and comes back when all is done
///
/// Whoever has done a few rows takes the next few, so that nobody waits for a thread that came
/// late.
package final class WorkerPool {
  /// How many threads share the work, the one that asks among them.
  package let threads: Int
  private let helpers: [WorkerThread]

  /// As many threads as there are processors, and not more than a few: each keeps a state of the
  /// store of its own.
  package static let usefulThreads = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8)

  /// - Parameter threads: at least one. They begin with the first work.
  package init(threads: Int) {
    precondition(threads >= 1, "who asks for work is a thread too")
    self.threads = threads
    helpers = (1..<threads).map { _ in WorkerThread() }
  }

  deinit {
    for helper in helpers { helper.finish() }
  }

  /// Begins to have every index from 0 to `count` worked on, each by one thread.
  ///
  /// - Parameter body: takes the number of the thread, 0 for the one that asks, and the indices to
  ///   work on.
  /// - Returns: The work, which is to be finished by whoever began it.
  package func begin(
    _ count: Int, _ body: @escaping @Sendable (_ thread: Int, _ indices: Range<Int>) -> Void
  ) -> PendingWork {
    PendingWork(helpers, count, body)
  }
}

/// Work that several threads share; see ``WorkerPool``.
///
/// Left alone before it is finished, it ends with the pieces under way.
package final class PendingWork {
  private let helpers: [WorkerThread]
  private let body: @Sendable (Int, Range<Int>) -> Void
  private let chunks: Chunks

  fileprivate init(
    _ helpers: [WorkerThread], _ count: Int, _ body: @escaping @Sendable (Int, Range<Int>) -> Void
  ) {
    self.helpers = helpers
    self.body = body
    let chunks = Chunks(count: count)
    self.chunks = chunks
    for (index, helper) in helpers.enumerated() {
      helper.give { while let next = chunks.take() { body(index + 1, next) } }
    }
  }

  deinit {
    chunks.end()
    for helper in helpers { helper.wait() }
  }

  /// Helps, and comes back when every index is done, or, once the work is to stop, when those under
  /// way are.
  ///
  /// - Parameter isStopped: asked now and then on this thread, whether the rest is to be left.
  package func finish(until isStopped: () -> Bool = { false }) {
    while let next = chunks.take() {
      if isStopped() { chunks.end() } else { body(0, next) }
    }
    for helper in helpers { helper.wait() }
  }

  /// Hands the indices out.
  private final class Chunks: Sendable {
    private let count: Int
    private let taken = Atomic(0)

    /// How many are taken at once.
    private static let share = 32

    init(count: Int) {
      self.count = count
    }

    func take() -> Range<Int>? {
      let first = taken.wrappingAdd(Self.share, ordering: .relaxed).oldValue
      guard first < count else { return nil }
      return first..<min(first + Self.share, count)
    }

    /// Leaves what nobody has taken.
    func end() { taken.store(count, ordering: .relaxed) }
  }
}
