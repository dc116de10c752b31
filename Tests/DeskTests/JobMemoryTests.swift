import Basics
@testable import Desk
import Glibc
import Records
import Storage
import Testing

/// Orders of a household that jobs and keys speak of.
@Suite struct JobMemoryTests {
  private let job = JobMemory(of: "june")
  private let request = Fingerprint(of: Array("restore phone 13300000001".utf8))

  @Test func `what a call left behind is found again, and that of another call is not`() throws {
    let store = try TestStore()
    let order = try Identifier(parsing: "O7")
    let row = CallIdentity.row(site: 12, number: 3)
    let plain = CallIdentity.request(site: 12, request, occurrence: 1)
    let next = CallIdentity.row(site: 12, number: 4)
    let answers: [(CallIdentity, Remembered.Answer)] = [
      (row, .order(order)), (next, .order(try Identifier(parsing: "O5"))),
      (plain, .value(Array("{\"now\":1}".utf8))),
      (.request(site: 12, request, occurrence: 2), .promised(44)),
    ]
    try store.write { (transaction) throws(DeskError) in
      // The rows 0 to 9 have the numbers 1 to 10: the order of row 4, not that of row 3.
      _ = try transaction.numbers(of: 0..<10, at: 12, job)
      for (identity, answer) in answers {
        let kept: Int64? = identity == row ? 4 : identity == next ? 5 : nil
        try transaction.remember(identity, of: job, Remembered(request, answer), kept: kept)
      }
    }
    try store.read { (view) throws(DeskError) in
      for (identity, answer) in answers {
        #expect(try view.remembered(identity, of: job) == Remembered(request, answer))
        #expect(try view.remembered(identity, of: JobMemory(of: "july")) == nil)
      }
      #expect(try view.remembered(.row(site: 12, number: 4), of: job) != nil)
      #expect(try view.remembered(.row(site: 12, number: 5), of: job) == nil)
      #expect(try view.remembered(.row(site: 13, number: 3), of: job) == nil)
      #expect(try view.remembered(.request(site: 12, request, occurrence: 0), of: job) == nil)
      // What was answered once before, as to a key, is no order of the job.
      #expect(try view.orders(of: job).map(\.text) == ["O5"])
      #expect(try view.orders(of: JobMemory(of: "july")) == [])
    }
  }

  @Test func `what was rolled back is not remembered`() throws {
    let store = try TestStore()
    let row = CallIdentity.row(site: 0, number: 0)
    try store.write { (transaction) throws(DeskError) in
      let point = try transaction.savepoint()
      try transaction.remember(row, of: job, Remembered(request, .promised(1)))
      try transaction.rollback(to: point)
      try transaction.release(point)
    }
    let found = try store.read { (view) throws(DeskError) in try view.remembered(row, of: job) }
    #expect(found == nil)
  }

  private func numbers(_ store: TestStore, _ rows: Range<UInt64>) throws -> [Int64] {
    try store.write { (transaction) throws(DeskError) in
      try transaction.numbers(of: rows, at: 5, job)
    }
  }

  @Test func `a row keeps the number of its order, however the rows are cut`() throws {
    let store = try TestStore()
    #expect(try numbers(store, 0..<10) == Array(1...10))
    // Something else takes a number between two windows.
    try store.write { (transaction) throws(DeskError) in _ = try transaction.reserveOrders(1) }
    #expect(try numbers(store, 10..<20) == Array(12...21))
    #expect(try numbers(store, 0..<10) == Array(1...10))
    #expect(try numbers(store, 3..<5) == [4, 5])
    #expect(try numbers(store, 8..<12) == [9, 10, 12, 13])
    #expect(try numbers(store, 18..<23) == [20, 21, 22, 23, 24])
    #expect(try numbers(store, 0..<23) == Array(1...10) + Array(12...24))
    let other = try store.write { (transaction) throws(DeskError) in
      try transaction.numbers(of: 0..<2, at: 6, job)
    }
    #expect(other == [25, 26])
  }

  @Test func `calls told apart by their requests keep their numbers, whichever still come`() throws
  {
    let store = try TestStore()
    let calls = (0..<6).map { index in
      let fingerprint = Fingerprint(bits: UInt64(index))
      return (
        identity: CallIdentity.request(site: 1, fingerprint, occurrence: 0),
        fingerprint: fingerprint
      )
    }
    let first = try store.write { (transaction) throws(DeskError) in
      let numbers = try transaction.numbers(of: calls, job)
      try transaction.remember(
        calls[2].identity, of: job,
        Remembered(calls[2].fingerprint, .order(Identifier(prefix: "O", number: 3))))
      return numbers
    }
    #expect(first == Array(1...6))
    let again = try store.write { (transaction) throws(DeskError) in
      try transaction.numbers(of: [calls[1], calls[2], calls[5]], job)
    }
    #expect(again == [2, 0, 6])
  }

  @Test func `the record of a job leads to its memory, which a check of the store follows`() throws
  {
    let store = try TestStore()
    var record = Job()
    record.name = job.name
    record.operator = "tester"
    record.from = try Instant(parsing: "2016-02-10T09:00")
    try store.write { (transaction) throws(DeskError) in try transaction.keep(record) }
    record.files = [JobFile(file: "numbers.csv", hash: "00")]
    try store.write { (transaction) throws(DeskError) in try transaction.keep(record) }
    _ = try numbers(store, 0..<3)
    try store.read { (view) throws(DeskError) in
      #expect(try view.hasMemory(job))
      #expect(try view.job(job.name) == record)
    }
    #expect(try store.store.check().faults == [])
    // An order that is not there, and the memory of a job that nobody knows.
    try store.write { (transaction) throws(DeskError) in
      try transaction.remember(
        .request(site: 5, request, occurrence: 0), of: job,
        Remembered(request, .order(Identifier(prefix: "O", number: 2))))
      try transaction.remember(
        .row(site: 5, number: 1), of: JobMemory(of: "none"), Remembered(request, .promised(2)))
    }
    let faults = try store.store.check().faults
    #expect(faults.map(\.code) == Array(repeating: "check.stray", count: 3))
    #expect(faults.allSatisfy { $0.table == "jobs" })
  }

  @Test func `a key leads to its order and request, also after a snapshot was loaded`() throws {
    let store = try TestStore()
    var customer = Customer()
    customer.id = try Identifier(parsing: "C1")
    customer.name = "王小明"
    customer.joined = try Day(parsing: "2013-09-01")
    try store.put(customer)
    let asked = Request(operator: "tester", key: "A-1", fingerprint: request)
    try store.write { (transaction) throws(DeskError) in
      _ = try transaction.finish(
        transaction.newOrder(
          Operation("restore-phone", chinese: "试验", trial: nil, undoing: .byJournal),
          customer: customer.id, asked))
    }
    func expectKey(_ store: TestStore) throws {
      try store.read { (view) throws(DeskError) in
        #expect(try view.answer(toKey: "A-2", of: request) == nil)
        #expect(try view.answer(toKey: "A-1", of: request)?.order.text == "O1")
        do throws(DeskError) {
          _ = try view.answer(toKey: "A-1", of: Fingerprint(bits: 1))
          Issue.record("another request got the answer")
        } catch {
          #expect(error.code == "key.conflict")
          #expect(error.message(in: .english).contains("order O1"))
        }
      }
      #expect(try store.store.check().faults == [])
    }
    try expectKey(store)
    let file = store.path + "-keys.jsonl"
    defer { unlink(file) }
    _ = try store.store.saveSnapshot(to: file, customers: nil)
    let other = try TestStore()
    _ = try other.store.loadSnapshot(.file(file), replacing: true, .never, operator: "tester")
    try expectKey(other)
  }

  @Test func `a fingerprint is read as it was written`() {
    for bits in [0, 1, UInt64.max, 0x0123_4567_89AB_CDEF] {
      #expect(Fingerprint(text: Fingerprint(bits: bits).text) == Fingerprint(bits: bits))
    }
    #expect(Fingerprint(text: "12") == nil)
    #expect(Fingerprint(text: "zzzzzzzzzzzzzzzz") == nil)
    // SHA-256 of nothing begins so.
    #expect(Fingerprint(of: []).text == "e3b0c44298fc1c14")
  }
}
