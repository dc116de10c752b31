import Basics
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
    #expect((0..<512).contains(OrderBlock.offset(of: id)))
  }

  @Test func `no two orders share a place`() throws {
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

  @Test func `numbers kept for a list lead nowhere until their orders are there`() throws {
    let store = try store(with: [])
    let first = try store.write { (work) throws(DeskError) in try work.reserveOrders(1000) }
    #expect(first == 1)
    try store.read { (view) throws(DeskError) in
      #expect(try view.orderIdentifiers(limit: 10).isEmpty)
      for number in [1, 63, 64, 1000] as [UInt64] {
        #expect(try view.customer(ofOrder: Identifier(prefix: "O", number: number)) == nil)
      }
    }
    #expect(try store.store.check().isSound)
  }

  @Test func `an order knows the entry of the journal with which it came`() throws {
    let store = try store(with: [])
    let request = Request(operator: "tester")
    let id = try store.write { (work) throws(DeskError) in
      let order = work.newOrder("test", customer: Identifier(prefix: "C", number: 1), request)
      return try work.finish(order).order.id
    }
    try store.read { (view) throws(DeskError) in
      let entry = UInt64(try view.order(id).entry)
      let found = try view.journal(KeyRange(from: Key(entry)), limit: 1).entries
      #expect(found.first?.order == id && found.first?.number == entry)
    }
  }
}

@Suite struct `The bytes of records` {
  /// An order with something in every field.
  private func order() throws -> Order {
    var order = Order()
    order.id = try Identifier(parsing: "O52")
    order.kind = "restore-phone"
    order.customer = try Identifier(parsing: "C1001")
    order.line = "13300000001"
    order.at = try Instant(parsing: "2016-02-10T09:00")
    order.until = try Instant(parsing: "2016-02-12T09:00")
    order.checks = [
      Check("BEN-10.kind", true),
      Check(
        "BEN-10.star", false, actual: 4, limit: .integer(.max),
        availableFrom: try Instant(parsing: "2016-03-01"), grounds: ["BEN-10.a", "BEN-10.b"]),
      Check("BEN-10.window", false, actual: .integer(.min), limit: .boolean(true)),
    ]
    order.result = [
      "credit": .text("100.00"), "lots": .numbers([1, -1, 300, 65_536]),
      "names": .texts(["a", ""]),
    ]
    var take = Take()
    take.lot = 2015
    take.amount = .money(Money(fen: -12_345))
    order.takes = [take]
    order.row = 7
    order.entry = 9
    return order
  }

  @Test func `an order is read as it was written`() throws {
    var encoder = RecordEncoder()
    let order = try order()
    encoder.encode(order)
    let read = encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    #expect(read == order)
  }

  @Test func `bytes that are cut off or altered are read as something or as nothing`() throws {
    var encoder = RecordEncoder()
    encoder.encode(try order())
    let whole = encoder.bytes
    for count in 0..<whole.count {
      _ = whole[..<count].withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    }
    for place in whole.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[place] = value
        _ = bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
      }
    }
    let short = whole.dropLast().withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    #expect(short == nil)
  }
}
