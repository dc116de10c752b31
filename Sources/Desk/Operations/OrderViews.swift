package import Basics
package import Records
package import Storage

/// Some orders, and where the next ones begin.
package struct OrderChunk: Sendable {
  package var orders: [Order]
  /// Where to continue; nil at the end.
  package var next: Key?
}

extension Reading where Self: ~Copyable {
  /// The orders of a customer, in the order of their numbers.
  ///
  ///     var next: Key?
  ///     repeat {
  ///       let chunk = try transaction.orders(of: id, after: next, limit: 1000)
  ///       show(chunk.orders)
  ///       next = chunk.next
  ///     } while next != nil
  ///
  /// - Parameters:
  ///   - number: only those that concern one line.
  ///   - next: where an earlier chunk said to continue.
  ///   - isReversed: the latest first.
  ///   - limit: the most to give, 1 or more.
  package borrowing func orders(
    of customer: Identifier, line number: String? = nil, after next: Key? = nil,
    isReversed: Bool = false, limit: Int
  ) throws(DeskError) -> OrderChunk {
    var range = KeyRange(prefix: Key(customer: customer, type: .order))
    if let next { range = range.continued(at: next, reverse: isReversed) }
    var chunk = OrderChunk(orders: [], next: nil)
    try eachOrder(range, isReversed: isReversed) { (key, bytes) throws(DeskError) in
      let order = try Self.decoded(Order.self, key.span, bytes)
      if let number, order.line != number { return true }
      if chunk.orders.count >= limit {
        chunk.next = key
        return false
      }
      chunk.orders.append(order)
      return true
    }
    return chunk
  }

  /// The orders that concern a line of any customer, in the order of their numbers.
  ///
  /// - Throws: `line.unknown`.
  package borrowing func orders(
    ofLine number: String, after next: Key? = nil, isReversed: Bool = false, limit: Int
  ) throws(DeskError) -> OrderChunk {
    guard let summary = try summary(of: number) else {
      throw DeskError("line.unknown", ["number": .text(number)])
    }
    return try orders(
      of: summary.customer, line: number, after: next, isReversed: isReversed, limit: limit)
  }

  /// The latest orders of a customer, in the order of their numbers, and how many came before them.
  ///
  /// - Parameters:
  ///   - number: only those that concern one line.
  ///   - limit: the most to give, 1 or more.
  package borrowing func latestOrders(
    of customer: Identifier, line number: String? = nil, limit: Int
  ) throws(DeskError) -> (orders: [Order], earlier: Int) {
    let latest = try orders(of: customer, line: number, isReversed: true, limit: limit)
    guard let next = latest.next else { return (latest.orders.reversed(), 0) }
    var earlier = 0
    let range = KeyRange(prefix: Key(customer: customer, type: .order))
      .continued(at: next, reverse: true)
    guard let number else {
      try scan(Tables.present, range, reverse: true) { (_, _) throws(DeskError) in
        earlier += 1
        return .next
      }
      return (latest.orders.reversed(), earlier)
    }
    try eachOrder(range, isReversed: true) { (key, bytes) throws(DeskError) in
      if try Self.decoded(Order.self, key.span, bytes).line == number { earlier += 1 }
      return true
    }
    return (latest.orders.reversed(), earlier)
  }

  /// All orders of the store, in the order of their numbers.
  ///
  /// - Parameters: as for the orders of a customer.
  package borrowing func orders(
    after next: Key? = nil, isReversed: Bool = false, limit: Int
  ) throws(DeskError) -> OrderChunk {
    var last: Identifier?
    if let next {
      var reader = KeyReader(next.span)
      last = reader.readUInt64().map { Identifier(packed: $0) }
    }
    let ids = try orderIdentifiers(after: last, isReversed: isReversed, limit: limit)
    var chunk = OrderChunk(orders: [], next: nil)
    if ids.count == limit { chunk.next = ids.last.map { Key($0.packed) } }
    for id in ids { chunk.orders.append(try order(id)) }
    return chunk
  }
}
