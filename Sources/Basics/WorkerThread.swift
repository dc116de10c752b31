import Glibc

/// A thread that does pieces of work one after another, while who gave them goes on.
///
///     let thread = WorkerThread()
///     thread.give { file.write(rows) }
///     thread.finish()        // all is done
///
/// Signals never reach it: what breaks a run off is for the thread that runs.
package final class WorkerThread: @unchecked Sendable {
  /// How many pieces may wait besides the current one; giving another waits for room, so that memory
  /// stays small.
  static let mostWaiting = 2

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let change: UnsafeMutablePointer<pthread_cond_t>
  private var waiting: [() -> Void] = []
  private var isEnding = false
  private var isWorking = false
  private var thread = pthread_t()
  /// Nil before the thread is needed; false where the system gave none, and work is done at once.
  private var isRunning: Bool?

  package init() {
    mutex = .allocate(capacity: 1)
    change = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(change, nil)
  }

  deinit {
    pthread_cond_destroy(change)
    pthread_mutex_destroy(mutex)
    change.deallocate()
    mutex.deallocate()
  }

  /// Has a piece of work done after all that was given before; the first begins the thread.
  ///
  /// Called from one thread only, as ``wait()`` and ``finish()`` are.
  package func give(_ work: @escaping @Sendable () -> Void) {
    if isRunning == nil { isRunning = begin() }
    guard isRunning == true else { return work() }
    pthread_mutex_lock(mutex)
    while waiting.count >= Self.mostWaiting { pthread_cond_wait(change, mutex) }
    waiting.append(work)
    pthread_cond_broadcast(change)
    pthread_mutex_unlock(mutex)
  }

  /// Waits until all that was given is done; the thread stays for what is given next.
  package func wait() {
    guard isRunning == true else { return }
    pthread_mutex_lock(mutex)
    while isWorking || !waiting.isEmpty { pthread_cond_wait(change, mutex) }
    pthread_mutex_unlock(mutex)
  }

  /// Waits until all that was given is done, and ends the thread. It starts again with what is given
  /// next.
  package func finish() {
    guard isRunning == true else { return }
    pthread_mutex_lock(mutex)
    isEnding = true
    pthread_cond_broadcast(change)
    pthread_mutex_unlock(mutex)
    pthread_join(thread, nil)
    isEnding = false
    isRunning = nil
  }

  private func begin() -> Bool {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let code = pthread_create(
      &thread, nil,
      { owner in
        Unmanaged<WorkerThread>.fromOpaque(owner!).takeUnretainedValue().run()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    return code == 0
  }

  private func run() {
    pthread_mutex_lock(mutex)
    while true {
      while waiting.isEmpty, !isEnding { pthread_cond_wait(change, mutex) }
      guard !waiting.isEmpty else { break }
      var work: (() -> Void)? = waiting.removeFirst()
      isWorking = true
      pthread_cond_broadcast(change)
      pthread_mutex_unlock(mutex)
      work?()
      // What it holds is let go before it counts as done.
      work = nil
      pthread_mutex_lock(mutex)
      isWorking = false
      pthread_cond_broadcast(change)
    }
    pthread_mutex_unlock(mutex)
  }
}
