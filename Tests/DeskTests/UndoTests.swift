import Basics
@testable import Desk
import Records
import Storage
import TestSupport
import Testing

/// The store with every operation, random but the same for the same seed.
struct RandomDesk {
  let test: TestStore
  private var random: SplitMix64
  private let numbers: [String]
  // Those that are not delivered at once, which could not be undone (PTS-6).
  private let items = ["kettle", "voucher-30"]
  let request = Request(operator: "tester")

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    test = try TestStore()
    let bytes = try SnapshotFiles.bytes(SnapshotFiles.folder + "/demo.jsonl")
    try test.load(bytes)
    numbers = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      guard line.hasPrefix(#"{"type":"line","number":""#) else { return nil }
      return String(line.dropFirst(25).prefix { $0 != "\"" })
    }
  }

  mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  /// An ICCID whose check digit holds.
  private mutating func iccid() -> String {
    var digits = Array("89860313\(1_000_000_000 + roll(999_999_999))".utf8.map { Int($0) - 48 })
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let double = index.isMultiple(of: 2) ? digit * 2 : digit
      sum += double > 9 ? double - 9 : double
    }
    digits.append((10 - sum % 10) % 10)
    return digits.map(String.init).joined()
  }

  /// Does something at random.
  ///
  /// - Returns: its order; nil when the request made no sense.
  mutating func act() throws -> Order? {
    let number = numbers[roll(numbers.count)]
    let money = Money(fen: Int64(1 + roll(60_000)))
    let (kind, item, iccid) = (roll(9), items[roll(items.count)], iccid())
    let permission: RoamingPermission = roll(2) == 0 ? .all : .voice
    let month = Month(year: 2016, month: 1 + roll(2))!
    let request = request
    do throws(DeskError) {
      return try test.write { (transaction) throws(DeskError) in
        switch kind {
        case 0: try transaction.restorePhone(number, request)
        case 1: try transaction.restoreBroadband(number, request)
        case 2: try transaction.replaceCard(number, iccid: iccid, acceptsCharge: true, request)
        case 3: try transaction.openRoaming(number, permission: permission, deposit: money, request)
        case 4: try transaction.closeRoaming(number, request)
        case 5:
          try transaction.redeemPoints(
            of: try transaction.storage.customer(named: number).id, line: number, item: item,
            request)
        case 6, 7: try transaction.pay(number, amount: money, request)
        default: try transaction.charge(number, amount: money, month: month, request)
        }
      }.order
    } catch {
      guard error.fault == .request else { throw error }
      return nil
    }
  }

  func undo(_ id: Identifier) throws(DeskError) -> Outcome {
    try test.write { (transaction) throws(DeskError) in try transaction.undo(id, request) }
  }

  /// The store as a snapshot shows it, without orders and clock.
  func records() throws -> [String] {
    String(decoding: try test.saved(), as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix(#"{"type":"order""#) && !$0.hasPrefix(#"{"type":"header""#) }
  }
}

@Suite struct UndoTests {
  @Test(arguments: 1...6)
  func `all that was done, undone backwards, leaves the store as it was but for orders`(
    seed: UInt64
  ) throws {
    var desk = try RandomDesk(seed: seed)
    let before = try desk.records()
    let queue = try desk.test.queue()
    var done: [Identifier] = []
    var kinds: Set<String> = []
    while done.count < 60 {
      guard let order = try desk.act(), order.outcome == .done else { continue }
      done.append(order.id)
      kinds.insert(order.kind)
    }
    #expect(kinds.count >= 6)
    let after = try desk.records()
    #expect(after != before)
    var undos: [Identifier] = []
    for id in done.reversed() {
      let outcome = try desk.undo(id)
      #expect(outcome.isDone, "\(id): \(outcome.reasons)")
      #expect(outcome.order.reverses == id)
      undos.append(outcome.order.id)
      let old = try desk.test.read { (view) throws(DeskError) in try view.order(id) }
      #expect(old.state == .reversed && old.outcome == .done)
    }
    let undone = try desk.records()
    #expect(undone == before)
    #expect(try desk.test.queue() == queue)
    #expect(try desk.test.store.check().faults.map { $0.message(in: .english) } == [])
    // An undo can be undone.
    for id in undos.reversed() { #expect(try desk.undo(id).isDone) }
    let redone = try desk.records()
    #expect(redone == after)
    #expect(try desk.test.store.check().faults.map { $0.message(in: .english) } == [])
  }

  @Test func `what is undone twice is refused and says by which order it was undone`() throws {
    var desk = try RandomDesk(seed: 7)
    let id = try desk.done()
    let first = try desk.undo(id)
    let second = try desk.undo(id)
    #expect(second.reasons.map(\.code) == ["DESK-1.reversed"])
    #expect(second.reasons.first?.actual == .text(first.order.id.text))
    #expect(second.order.kind == "undo" && second.order.state == .refused)
    #expect(second.order.reverses == id)
  }

  @Test func `an order that was refused, or that a snapshot brought, is not undone`() throws {
    var desk = try RandomDesk(seed: 8)
    var refused: Order?
    while refused == nil { refused = try desk.act().flatMap { $0.outcome == .refused ? $0 : nil } }
    let before = try desk.records()
    #expect(try desk.undo(refused!.id).reasons.map(\.code) == ["DESK-1.done"])
    let loaded = try desk.undo(try Identifier(parsing: "O1"))
    #expect(loaded.reasons.map(\.code) == ["DESK-11.entry"])
    #expect(throws: DeskError("order.unknown", ["order": "O9999999"])) {
      try desk.undo(try! Identifier(parsing: "O9999999"))
    }
    let after = try desk.records()
    #expect(after == before)
  }

  @Test func `what falls due later is in the way and is named by its entry`() throws {
    let test = try Household(stars: 5).store()
    let request = Request(operator: "tester")
    var line = try test.read { (view) throws(DeskError) in try view.line("13300000001").line }
    var arrears = Line.Restriction()
    arrears.from = try Instant(parsing: "2016-02-05T10:00")
    arrears.by = "credit-control"
    line.restrictions = [arrears]
    try test.put(line)
    let order = try test.write { (transaction) throws(DeskError) in
      try transaction.restorePhone("13300000001", request)
    }.order
    let instant = try Instant(parsing: "2016-02-13T09:00")
    try test.write { (transaction) throws(DeskError) in
      try transaction.moveClock(to: instant, operator: "tester") { _ in }
    }
    let outcome = try test.write { (transaction) throws(DeskError) in
      try transaction.undo(order.id, request)
    }
    #expect(outcome.reasons.map(\.code) == ["DESK-11.dependents"])
    guard case .texts(let names)? = outcome.reasons.first?.actual else {
      Issue.record("no names")
      return
    }
    #expect(
      names == [
        "#6 due-restore-end: restore 13300000001 2016-02-10T09:00:00+08:00"
      ])
    #expect(
      Messages.text(outcome.reasons[0], in: .english)
        == "later changes depend on it: " + names[0])
  }

  @Test func `a changed byte is found before anything is put back`() throws {
    var desk = try RandomDesk(seed: 9)
    let id = try desk.done(kind: "pay")
    let entry = try desk.test.read { (view) throws(DeskError) in
      try view.journalEntry(UInt64(try view.order(id).entry))
    }
    let change = try #require(entry.changes.first { $0.kind == .updated && $0.type == .bucket })
    try desk.test.store.environment.write(wait: .never) { (transaction) throws(StorageError) in
      var key = Key(customer: change.customer, type: change.type)
      key.append(change.subKey.span.bytes)
      var bytes = try transaction.get(Tables.present, key)!.withUnsafeBytes { Array($0) }
      bytes[change.offset] ^= 1
      _ = try transaction.put(Tables.present, key, bytes)
    }
    let error = #expect(throws: DeskError.self) { try desk.undo(id) }
    #expect(error?.code == "store.journal-astray")
    #expect(error?.fault == .store)
  }
}

extension RandomDesk {
  /// An order that was carried out.
  mutating func done(kind: String? = nil) throws -> Identifier {
    while true {
      if let order = try act(), order.outcome == .done, kind == nil || order.kind == kind {
        return order.id
      }
    }
  }
}
