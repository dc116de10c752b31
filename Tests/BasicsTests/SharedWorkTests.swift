import Basics
import Glibc
import Synchronization
import Testing

@Suite struct SharedWorkTests {
  @Test(arguments: [1, 2, 5], [0, 1, 31, 32, 33, 1000])
  func `every place is worked on once, and all before it comes back`(threads: Int, count: Int) {
    let work = SharedWork(threads: threads)
    for _ in 0..<20 {
      let seen = Mutex<[Int]>([])
      let numbers = Mutex<Set<Int>>([])
      work.each(of: count) { thread, places in
        numbers.withLock { _ = $0.insert(thread) }
        seen.withLock { $0 += Array(places) }
      }
      let places = seen.withLock { $0 }
      #expect(places.sorted() == Array(0..<count))
      let known = numbers.withLock { $0.isSubset(of: Set(0..<threads)) }
      #expect(known)
    }
  }

  @Test func `who is slow keeps none but the places at hand`() {
    let work = SharedWork(threads: 2)
    let counts = Mutex([0, 0])
    work.each(of: 640) { thread, places in
      if thread == 1 { usleep(100_000) }
      counts.withLock { $0[thread] += places.count }
    }
    let (own, helped) = counts.withLock { ($0[0], $0[1]) }
    #expect(own + helped == 640)
    #expect(helped < own)
  }

  @Test func `each thread has its number to itself`() {
    let work = SharedWork(threads: 3)
    let threads = Mutex<[Int: Set<UInt>]>([:])
    for _ in 0..<50 {
      work.each(of: 200) { thread, _ in
        let own = UInt(pthread_self())
        threads.withLock { _ = $0[thread, default: []].insert(own) }
        usleep(50)
      }
    }
    let found = threads.withLock { $0 }
    #expect(found.values.allSatisfy { $0.count == 1 })
    #expect(Set(found.values.compactMap(\.first)).count == found.count)
    #expect(found[0] == [UInt(pthread_self())])
  }
}
