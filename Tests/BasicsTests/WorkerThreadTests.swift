@testable import Basics
import Glibc
import Synchronization
import Testing

@Suite struct WorkerThreadTests {
  @Test func `what is given is done in its order, and all of it before the end`() {
    let thread = WorkerThread()
    let seen = Mutex<[Int]>([])
    for round in 0..<3 {
      for number in 0..<500 {
        thread.give { seen.withLock { $0.append(round * 500 + number) } }
      }
      thread.finish()
      let numbers = seen.withLock { $0 }
      #expect(numbers == Array(0..<(round + 1) * 500))
    }
    thread.finish()
  }

  @Test func `it is waited for and goes on`() {
    let thread = WorkerThread()
    thread.wait()
    let done = Mutex(0)
    for round in 1...100 {
      thread.give { done.withLock { $0 += 1 } }
      thread.give {
        usleep(100)
        done.withLock { $0 += 1 }
      }
      thread.wait()
      let count = done.withLock { $0 }
      #expect(count == 2 * round)
    }
    thread.finish()
    thread.wait()
  }

  @Test func `who gives too much waits, so that little is held`() {
    let thread = WorkerThread()
    let counts = Mutex((given: 0, done: 0, most: 0))
    for _ in 0..<50 {
      thread.give {
        usleep(1000)
        counts.withLock {
          $0.most = max($0.most, $0.given - $0.done)
          $0.done += 1
        }
      }
      counts.withLock { $0.given += 1 }
    }
    thread.finish()
    let (given, done, most) = counts.withLock { $0 }
    #expect(given == 50 && done == 50)
    // Those that wait, the current one, and one that took the place of a piece begun just now.
    #expect(most <= WorkerThread.mostWaiting + 2)
  }

  @Test func `signals are for the thread that runs`() {
    @Sendable func isMasked() -> Bool {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      return sigismember(&mask, SIGINT) == 1
    }
    var interrupt = sigset_t()
    var before = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let thread = WorkerThread()
    let wasMasked = Mutex(false)
    thread.give {
      let isMasked = isMasked()
      wasMasked.withLock { $0 = isMasked }
    }
    #expect(!isMasked())
    thread.finish()
    let masked = wasMasked.withLock { $0 }
    #expect(masked)
  }
}
