import Testing

@testable import Storage

@Suite struct `The due queue` {
  let queue = DueQueue(table: due)

  func entry(_ instant: Int64, _ kind: UInt8, _ subject: String) -> DueQueue.Entry {
    DueQueue.Entry(instant: instant, kind: kind, subject: key(subject))
  }

  @Test func `entries come in order of time, then kind, then subject`() throws {
    let environment = try Folder().open()
    let sorted = [
      entry(.min, 0, ""), entry(-5, 9, "z"), entry(0, 1, "b"), entry(0, 2, "a"),
      entry(0, 2, "b"), entry(7, 0, "a"), entry(.max, 255, "a"),
    ]
    try environment.write { (transaction) throws(StorageError) in
      for entry in sorted.reversed() {
        #expect(try queue.add(entry, payload: bytes("p"), to: &transaction))
      }
      #expect(try !queue.add(sorted[3], to: &transaction))
    }
    let transaction = try environment.read()
    var found: [DueQueue.Entry] = []
    try queue.scan(in: transaction) { (entry, payload) throws(StorageError) in
      #expect(payload.text == "p")
      found.append(entry)
      return .next
    }
    #expect(found == sorted)
    #expect(found.map(\.subject) == sorted.map(\.subject))
    #expect(found.map(\.kind) == [0, 9, 1, 2, 2, 0, 255])
    #expect(try queue.payload(of: sorted[3], in: transaction) == bytes("p"))
    #expect(try queue.payload(of: entry(1, 1, "none"), in: transaction) == nil)
  }

  @Test func `what is due at an instant includes that instant and not the next`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      try queue.add(entry(100, 1, "a"), to: &transaction)
      #expect(try queue.next(notAfter: 99, in: transaction) == nil)
      #expect(try queue.next(notAfter: 100, in: transaction) == entry(100, 1, "a"))
      #expect(try queue.nextInstant(in: transaction) == 100)
      #expect(try queue.remove(entry(100, 1, "a"), from: &transaction))
      #expect(try !queue.remove(entry(100, 1, "a"), from: &transaction))
      #expect(try queue.nextInstant(in: transaction) == nil)
    }
  }

  @Test func `a scan is bounded on both sides and goes on at its limit`() throws {
    let environment = try Folder().open()
    try environment.write { (transaction) throws(StorageError) in
      for instant in Int64(1)...9 { try queue.add(entry(instant, 1, "a"), to: &transaction) }
      var seen: [Int64] = []
      let more = try queue.scan(notBefore: 3, notAfter: 8, limit: 4, in: transaction) {
        (entry, _) throws(StorageError) in
        seen.append(entry.instant)
        return .next
      }
      #expect(seen == [3, 4, 5, 6])
      #expect(more == entry(7, 1, "a"))
    }
  }
}
