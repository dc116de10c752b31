@testable import Basics
import Glibc
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5], [0, 1, 31, 32, 33, 1000])
  func `every index is worked on once, and all before it comes back`(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    for _ in 0..<20 {
      let seen = Mutex<[Int]>([])
      let numbers = Mutex<Set<Int>>([])
      let begun = pool.begin(count) { thread, indices in
        numbers.withLock { _ = $0.insert(thread) }
        seen.withLock { $0 += Array(indices) }
      }
      begun.finish()
      let indices = seen.withLock { $0 }
      #expect(indices.sorted() == Array(0..<count))
      let known = numbers.withLock { $0.isSubset(of: Set(0..<threads)) }
      #expect(known)
    }
  }

  @Test func `who is slow keeps none but the pieces under way`() {
    let pool = WorkerPool(threads: 2)
    let counts = Mutex([0, 0])
    let begun = pool.begin(640) { thread, indices in
      if thread == 1 { usleep(100_000) }
      counts.withLock { $0[thread] += indices.count }
    }
    begun.finish()
    let (own, helped) = counts.withLock { ($0[0], $0[1]) }
    #expect(own + helped == 640)
    #expect(helped < own)
  }

  @Test func `each thread has its number to itself`() {
    let pool = WorkerPool(threads: 3)
    let threads = Mutex<[Int: Set<UInt>]>([:])
    for _ in 0..<50 {
      let begun = pool.begin(200) { thread, _ in
        let own = UInt(pthread_self())
        threads.withLock { _ = $0[thread, default: []].insert(own) }
        usleep(50)
      }
      begun.finish()
    }
    let found = threads.withLock { $0 }
    #expect(found.values.allSatisfy { $0.count == 1 })
    #expect(Set(found.values.compactMap(\.first)).count == found.count)
    #expect(found[0] == [UInt(pthread_self())])
  }

  @Test(arguments: [1, 3]) func `what is stopped ends with the pieces under way`(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let done = Mutex(0)
    var asked = 0
    let begun = pool.begin(1_000_000) { _, indices in
      usleep(100)
      done.withLock { $0 += indices.count }
    }
    begun.finish {
      asked += 1
      return asked == 3
    }
    let count = done.withLock { $0 }
    #expect(count >= 64 && count < 500_000)
    usleep(2000)
    let later = done.withLock { $0 }
    #expect(later == count)
  }

  @Test func `what nobody finishes ends too, and the next begins`() {
    let pool = WorkerPool(threads: 2)
    let done = Mutex(0)
    for _ in 0..<10 {
      _ = pool.begin(1_000_000) { _, indices in
        usleep(100)
        done.withLock { $0 += indices.count }
      }
    }
    let count = done.withLock { $0 }
    #expect(count < 1_000_000)
    pool.begin(100) { _, indices in done.withLock { $0 += indices.count } }.finish()
    let all = done.withLock { $0 }
    #expect(all == count + 100)
  }
}
