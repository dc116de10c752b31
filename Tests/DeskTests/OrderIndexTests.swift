import Basics
import Records
import Storage
import Testing

@testable import Desk

@Suite struct `The index of orders` {
  private static let texts = [
    "O1", "O63", "O64", "O65", "O127", "O128", "O999999999999", "O07", "O007", "O064", "A1",
    "ZZZZ999999999999", "X0", "X00",
  ]

  @Test(arguments: texts)
  func `a rank leads back to its order`(text: String) throws {
    let id = try Identifier(parsing: text)
    #expect(OrderBlock.order(ranked: OrderBlock.rank(of: id)) == id)
    #expect((0..<64).contains(OrderBlock.index(of: id)))
  }

  @Test func `no two orders share a rank`() throws {
    let ids = try Self.texts.map { try Identifier(parsing: $0) }
    #expect(Set(ids.map { [OrderBlock.rank(of: $0)] }).count == ids.count)
    #expect(OrderBlock.key(of: ids[0]) == OrderBlock.key(of: ids[1]))
    #expect(OrderBlock.key(of: ids[1]) != OrderBlock.key(of: ids[2]))
    #expect(OrderBlock.key(of: ids[0]) != OrderBlock.key(of: ids[7]))
  }

  /// A store with a customer and some orders of its own.
  private func store(with numbers: [UInt64]) throws -> TestStore {
    let store = try TestStore()
    var customer = Customer()
    customer.id = try Identifier(parsing: "C1")
    customer.name = "王小明"
    customer.joined = try Day(parsing: "2013-09-01")
    try store.put(customer)
    for number in numbers {
      var order = Order()
      order.id = Identifier(prefix: "O", number: number)
      order.customer = customer.id
      order.kind = "restore-phone"
      try store.put(order)
    }
    return store
  }

  @Test func `orders come in the order of their numbers, both ways and in pieces`() throws {
    let numbers: [UInt64] = [3, 64, 1, 200, 63, 65, 1_000_000, 199]
    let store = try store(with: numbers)
    let sorted = numbers.sorted()
    for limit in 1...9 {
      for isReversed in [false, true] {
        var found: [UInt64] = []
        var next: Key?
        repeat {
          let chunk = try store.read { (view) throws(DeskError) in
            try view.orders(after: next, isReversed: isReversed, limit: limit)
          }
          found += chunk.orders.map(\.id.number)
          next = chunk.next
        } while next != nil
        #expect(found == (isReversed ? sorted.reversed() : sorted))
      }
    }
  }

  @Test func `orders share a record wherever in the log they stand`() throws {
    let places: [UInt64] = [1, 2, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 40, .max]
    // Each in its turn is the first that four bytes cannot hold.
    for start in places.indices {
      let store = try TestStore()
      let turned = Array(places[start...] + places[..<start])
      try store.write { (transaction) throws(DeskError) in
        for (number, place) in turned.enumerated() {
          try transaction.index(Identifier(prefix: "O", number: UInt64(number)), at: place)
        }
        try transaction.index(Identifier(prefix: "O", number: 2), at: nil)
        try transaction.index(Identifier(prefix: "O", number: 63), at: nil)
      }
      try store.read { (view) throws(DeskError) in
        for (number, place) in turned.enumerated() {
          let found = try view.place(ofOrder: Identifier(prefix: "O", number: UInt64(number)))
          #expect(found == (number == 2 ? nil : place))
        }
        #expect(try view.orderIdentifiers(limit: 100).count == places.count - 1)
      }
    }
  }

  @Test func `numbers kept for a list lead nowhere until their orders are there`() throws {
    let store = try store(with: [])
    let first = try store.write { (transaction) throws(DeskError) in
      try transaction.reserveOrders(1000)
    }
    #expect(first == 1)
    try store.read { (view) throws(DeskError) in
      #expect(try view.orderIdentifiers(limit: 10).isEmpty)
      for number in [1, 63, 64, 1000] as [UInt64] {
        #expect(try view.customer(ofOrder: Identifier(prefix: "O", number: number)) == nil)
      }
    }
    #expect(try store.store.check().isSound)
  }

  @Test func `a text stands with its order although something was rolled back between them`() throws
  {
    let store = try store(with: [])
    let customer = Identifier(prefix: "C", number: 1)
    let request = Request(operator: "tester")
    let id = try store.write { (transaction) throws(DeskError) in
      let order = transaction.newOrder(
        Operation("test", chinese: "试验", trial: nil, undoing: .byJournal), customer: customer,
        request)
      let point = try transaction.savepoint()
      let dropped = transaction.newOrder(
        Operation("test", chinese: "试验", trial: nil, undoing: .byJournal), customer: customer,
        request)
      try transaction.send("text.phone-restore", to: customer, line: "", dropped.id, FieldMap())
      try transaction.rollback(to: point)
      try transaction.release(point)
      try transaction.send("text.phone-restore", to: customer, line: "", order.id, FieldMap())
      return try transaction.finish(order).order.id
    }
    try store.read { (view) throws(DeskError) in
      let place = try view.place(ofOrder: id)
      #expect(place == 1)
      var found: [RecordType?] = []
      try view.scan(Tables.orders, .all) { (key, _) throws(DeskError) in
        var reader = KeyReader(key)
        #expect(reader.readUInt64() == place)
        found.append(reader.readUInt8().flatMap(RecordType.init(rawValue:)))
        return .next
      }
      #expect(found == [.message, .order])
    }
    #expect(try store.store.check().faults == [])
  }

  @Test func `an order knows the entry of the journal with which it came`() throws {
    let store = try store(with: [])
    let request = Request(operator: "tester")
    let id = try store.write { (transaction) throws(DeskError) in
      let order = transaction.newOrder(
        Operation("test", chinese: "试验", trial: nil, undoing: .byJournal),
        customer: Identifier(prefix: "C", number: 1),
        request)
      return try transaction.finish(order).order.id
    }
    try store.read { (view) throws(DeskError) in
      let entry = UInt64(try view.order(id).entry)
      let found = try view.journal(KeyRange(from: Key(entry)), limit: 1).entries
      #expect(found.first?.order == id && found.first?.number == entry)
    }
  }
}
