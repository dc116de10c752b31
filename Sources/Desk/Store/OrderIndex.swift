import Basics
package import Records
package import Storage

/// One record of the tree of orders: 64 orders whose numbers are neighbours.
///
///     key         the identifier without the last six bits of its number
///     value       by those six bits, the customer of each order (little-endian); zero: no such
///                 order
///
/// Where every customer of a record is `C` and a number below 268,435,456, as nearly all are, four
/// bytes are kept of each, the lower half; otherwise all eight.
///
/// The orders of a long list are kept customer by customer, hence out of their own order; a record
/// for each would leave hardly a page of the tree untouched by any commit.
enum OrderBlock {
  /// Orders of a record.
  static let count = 64
  /// Bytes of a record whose customers are all kept in four.
  static let narrowSize = 256
  /// Bytes of a record whose customers are kept in eight.
  static let wideSize = 512
  private static let lowBits: UInt64 = 6

  /// What the upper halves of customers have in common of which the lower is kept alone.
  private static let upperHalf = UInt32(
    truncatingIfNeeded: Identifier(prefix: "C", number: 0).packed >> 32)

  /// A record without orders.
  static let empty = InlineArray<256, UInt8>(repeating: 0)

  /// The rank of an order in the tree. An identifier's last four bits tell its leading zeros, which
  /// few have: the last six bits of the number take their place.
  static func rank(of order: Identifier) -> UInt64 {
    let packed = order.packed
    return packed & ~0x3FF | (packed & 15) << 6 | packed >> 4 & 63
  }

  /// The number of the record in which an order stands.
  static func block(of order: Identifier) -> UInt64 { rank(of: order) >> lowBits }

  /// The order with a rank.
  static func order(ranked rank: UInt64) -> Identifier {
    Identifier(packed: rank & ~0x3FF | (rank & 63) << 4 | rank >> 6 & 15)
  }

  /// The first order that could stand under a key of the tree.
  static func first(_ key: RawSpan) -> Identifier? {
    guard key.byteCount == 8 else { return nil }
    var reader = KeyReader(key)
    return reader.readUInt64().map { order(ranked: $0 << lowBits) }
  }

  /// The key of the record in which an order stands.
  static func key(of order: Identifier) -> Key { Key(block(of: order)) }

  /// Which of the places of its record is an order's.
  static func place(of order: Identifier) -> Int { Int(rank(of: order) & 63) }

  /// Whether a record may have so many bytes.
  static func isSize(_ bytes: Int) -> Bool { bytes == narrowSize || bytes == wideSize }

  /// The lower half of a customer, where it tells the whole.
  static func half(of customer: Identifier) -> UInt32? {
    let half = UInt32(truncatingIfNeeded: customer.packed)
    guard UInt32(truncatingIfNeeded: customer.packed >> 32) == upperHalf, half != 0 else {
      return nil
    }
    return half
  }

  /// Reads the customer of one order.
  static func customer(in record: RawSpan, at place: Int) -> Identifier? {
    switch record.byteCount {
    case narrowSize:
      let half = record.half(at: 4 * place)
      return half == 0 ? nil : Identifier(packed: UInt64(upperHalf) << 32 | UInt64(half))
    case wideSize:
      let packed = record.number(at: 8 * place)
      return packed == 0 ? nil : Identifier(packed: packed)
    default: return nil
    }
  }

  /// The bytes of a record: four of each customer where that tells them all.
  ///
  /// - Parameter customers: by place; nil: no such order.
  static func record(_ customers: [Identifier?]) -> [UInt8] {
    let isNarrow = customers.allSatisfy { $0.map { half(of: $0) != nil } ?? true }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(isNarrow ? narrowSize : wideSize)
    for customer in customers {
      let packed = customer?.packed ?? 0
      for byte in 0..<(isNarrow ? 4 : 8) {
        bytes.append(UInt8(truncatingIfNeeded: packed >> (8 * UInt64(byte))))
      }
    }
    return bytes
  }

  /// The orders of a record, in their order.
  static func orders(
    _ key: RawSpan, _ record: RawSpan
  ) -> [(id: Identifier, customer: Identifier)] {
    guard let first = first(key) else { return [] }
    return (0..<count).compactMap { index in
      customer(in: record, at: index).map { customer in
        (order(ranked: rank(of: first) + UInt64(index)), customer)
      }
    }
  }
}

extension Reading where Self: ~Copyable {
  /// The customer under whom an order stands; nil when there is no such order.
  package borrowing func customer(ofOrder id: Identifier) throws(DeskError) -> Identifier? {
    do throws(StorageError) {
      guard let record = try get(Tables.orders, OrderBlock.key(of: id)) else { return nil }
      return OrderBlock.customer(in: record, at: OrderBlock.place(of: id))
    } catch {
      throw DeskError(error)
    }
  }

  /// How many bytes the record of the orders with a key has; nil when there is none.
  borrowing func sizeOfOrderBlock(_ key: Key) throws(DeskError) -> Int? {
    do throws(StorageError) {
      return try get(Tables.orders, key)?.byteCount
    } catch {
      throw DeskError(error)
    }
  }

  /// The customers of the record of the orders with a key, by place.
  borrowing func customers(ofOrderBlock key: Key) throws(DeskError) -> [Identifier?] {
    do throws(StorageError) {
      guard let record = try get(Tables.orders, key) else {
        return Array(repeating: nil, count: OrderBlock.count)
      }
      return (0..<OrderBlock.count).map { OrderBlock.customer(in: record, at: $0) }
    } catch {
      throw DeskError(error)
    }
  }

  /// The identifiers of the orders of the store, in their order.
  ///
  /// - Parameters:
  ///   - last: the order after which, or reversed before which, to begin; nil: at the end.
  ///   - isReversed: the highest first.
  ///   - limit: the most to give, 1 or more.
  package borrowing func orderIdentifiers(
    after last: Identifier? = nil, isReversed: Bool = false, limit: Int
  ) throws(DeskError) -> [Identifier] {
    var range = KeyRange.all
    if let last {
      let key = OrderBlock.key(of: last)
      range = isReversed ? KeyRange(from: Key(), through: key) : KeyRange(from: key)
    }
    let rank = last.map(OrderBlock.rank)
    var found: [Identifier] = []
    try scan(Tables.orders, range, reverse: isReversed) { (key, record) throws(DeskError) in
      let orders = OrderBlock.orders(key, record).map(\.id)
      for id in isReversed ? orders.reversed() : orders {
        let own = OrderBlock.rank(of: id)
        if let rank, isReversed ? own >= rank : own <= rank { continue }
        found.append(id)
        if found.count == limit { return .stop }
      }
      return .next
    }
    return found
  }
}

extension Work {
  /// Keeps under whom an order stands; nil takes it out.
  mutating func index(_ order: Identifier, of customer: Identifier?) throws(DeskError) {
    let key = OrderBlock.key(of: order)
    let place = OrderBlock.place(of: order)
    let size = try transaction.sizeOfOrderBlock(key)
    if size == OrderBlock.wideSize {
      _ = try patch(Tables.orders, key, at: 8 * place, (customer ?? .absent).bytes)
    } else if size != nil, let half = customer.map(OrderBlock.half) ?? 0 {
      _ = try patch(Tables.orders, key, at: 4 * place, half.bytes)
    } else if let customer {
      var customers = try transaction.customers(ofOrderBlock: key)
      customers[place] = customer
      try index(Tables.orders, key, OrderBlock.record(customers))
    }
  }

  /// Makes the records in which orders to come will stand, side by side.
  mutating func prepareIndex(from first: Identifier, through last: Identifier) throws(DeskError) {
    var block = OrderBlock.block(of: first)
    while block <= OrderBlock.block(of: last) {
      let key = Key(block)
      if try transaction.sizeOfOrderBlock(key) == nil {
        try index(Tables.orders, key, OrderBlock.empty)
      }
      // One more in the bits above those of leading zeros.
      block += 16
    }
  }
}
