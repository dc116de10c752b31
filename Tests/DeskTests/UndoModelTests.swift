import Basics
@testable import Desk
import Records
import Storage
import TestSupport
import Testing

/// Orders over a handful of records and, beside the store, a plain account of what each did: which
/// records it touched and what stood there before.
private struct Model {
  struct Event {
    let id: Identifier
    /// What stood in each bucket that it touched.
    let before: [Int: Int64?]
    /// The event that it undid.
    let undoes: Int?
  }

  var events: [Event] = []
  var buckets: [Int: Int64] = [:]
  let test: TestStore
  let account: Account
  var random: SplitMix64
  let request = Request(operator: "tester")

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    let household = try Household(stars: 5)
    test = try household.store()
    account = household.account
  }

  mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  /// Whether an undo took an event back that nobody took back in turn.
  func isUndone(_ index: Int) -> Bool {
    events.indices.contains { events[$0].undoes == index && !isUndone($0) }
  }

  /// The events in the way of undoing one.
  func dependents(of index: Int) -> [Identifier] {
    events.indices.filter { later in
      guard later > index, !isUndone(later) else { return false }
      if let undone = events[later].undoes, undone > index { return false }
      return !Set(events[later].before.keys).isDisjoint(with: events[index].before.keys)
    }.map { events[$0].id }
  }

  /// An order that sets and empties some of the buckets.
  mutating func act() throws(DeskError) {
    var before: [Int: Int64?] = [:]
    var changes: [(bucket: Int, amount: Int64?)] = []
    for _ in 0...roll(3) {
      let bucket = roll(10)
      guard before[bucket] == nil else { continue }
      let amount = roll(4) == 0 && buckets[bucket] != nil ? nil : Int64(roll(1_000_000_000))
      before[bucket] = .some(buckets[bucket])
      changes.append((bucket, amount))
    }
    let (account, request) = (account, request)
    let order = try test.write { (transaction) throws(DeskError) in
      let order = transaction.newOrder(
        Operation("test", chinese: "试验", trial: nil, undoing: .byJournal),
        customer: account.customer, request)
      for change in changes {
        var bucket = Bucket()
        bucket.account = account.id
        bucket.id = "b\(change.bucket)"
        bucket.amount = Money(fen: change.amount ?? 0)
        if change.amount != nil {
          // Put twice, as operations do that come by a record twice.
          try transaction.put(bucket, of: account.customer)
          bucket.expires = Day(number: 20_000)
          try transaction.put(bucket, of: account.customer)
        } else {
          try transaction.remove(bucket, of: account.customer)
        }
      }
      return try transaction.finish(order).order
    }
    for change in changes { buckets[change.bucket] = change.amount }
    events.append(Event(id: order.id, before: before, undoes: nil))
  }

  /// Undoes an event and compares what comes of it with what must.
  mutating func undo(_ index: Int, _ scan: UndoScan? = nil) throws {
    let isUndone = isUndone(index)
    let dependents = isUndone ? [] : dependents(of: index)
    let id = events[index].id
    let outcome = try test.write { (transaction) throws(DeskError) in
      try transaction.undo(id, request, scan)
    }
    var codes: [String] = []
    if isUndone { codes.append("DESK-1.reversed") }
    if !dependents.isEmpty { codes.append("DESK-11.dependents") }
    #expect(outcome.reasons.map(\.code) == codes, "\(id)")
    if !dependents.isEmpty {
      guard case .texts(let names)? = outcome.reasons.last?.actual else {
        Issue.record("\(id): nothing is named")
        return
      }
      let named = names.map { String($0.prefix { $0 != " " }) }
      #expect(named == dependents.prefix(20).map(\.text) + (names.count > 20 ? [names[20]] : []))
    }
    guard outcome.isDone else { return }
    var before: [Int: Int64?] = [:]
    for (bucket, amount) in events[index].before {
      before[bucket] = .some(buckets[bucket])
      buckets[bucket] = amount
    }
    events.append(Event(id: outcome.order.id, before: before, undoes: index))
  }

  func compare() throws {
    let stored = try test.read { (view) throws(DeskError) in
      try view.all(Bucket.self, of: account.customer)
    }
    let found = Dictionary(
      uniqueKeysWithValues: stored.map { (Int($0.id.dropFirst())!, $0.amount.fen) })
    #expect(found == buckets)
  }
}

@Suite struct UndoModelTests {
  @Test(arguments: 1...12)
  func `an undo is refused exactly when something later stands on its records, and names it`(
    seed: UInt64
  ) throws {
    var model = try Model(seed: seed)
    for _ in 0..<150 {
      if model.events.isEmpty || model.roll(2) == 0 {
        try model.act()
      } else {
        // Most of the time something recent, which hardly anything is in the way of.
        let count = model.events.count
        let index = model.roll(3) == 0 ? model.roll(count) : count - 1 - model.roll(min(count, 6))
        try model.undo(index)
      }
      try model.compare()
    }
    #expect(try model.test.store.check().isSound)
    #expect(model.events.contains { $0.undoes != nil })
  }

  @Test(arguments: 1...12)
  func `many undone in one walk come out as each by itself, whoever writes meanwhile`(
    seed: UInt64
  ) throws {
    var model = try Model(seed: 100 + seed)
    for _ in 0..<80 {
      if model.roll(4) == 0, !model.events.isEmpty {
        try model.undo(model.events.count - 1 - model.roll(min(3, model.events.count)))
      } else {
        try model.act()
      }
    }
    let indices = model.events.indices.filter { _ in model.roll(3) > 0 }
    let entries = try model.test.read { (view) throws(DeskError) in
      var entries: [UInt64] = []
      for index in indices { entries.append(UInt64(try view.order(model.events[index].id).entry)) }
      return entries
    }
    let scan = try model.test.read { (view) throws(DeskError) in try UndoScan(entries, in: view) }
    for index in indices.reversed() {
      switch model.roll(12) {
      case 0: try model.act()
      case 1: try model.undo(model.roll(model.events.count))
      case 2: continue
      default: break
      }
      try model.undo(index, scan)
    }
    try model.compare()
    #expect(try model.test.store.check().isSound)
  }
}
