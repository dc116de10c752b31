package import Storage

/// One record of the tree of orders: 64 orders whose numbers are neighbours.
///
///     key         the identifier without the last six bits of its number
///     value       by those six bits, the customer of each order (8 bytes, little-endian); zero:
///                 no such order
///
/// The orders of a long list are kept customer by customer, hence out of their own order; a record
/// for each would leave hardly a page of the tree untouched by any commit.
enum OrderBlock {
  /// Bytes of a record.
  static let size = 512
  private static let placeSize = 8
  private static let lowBits: UInt64 = 6

  /// A record without orders.
  static let empty = InlineArray<512, UInt8>(repeating: 0)

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

  /// Where in its record an order stands.
  static func offset(of order: Identifier) -> Int { Int(rank(of: order) & 63) * placeSize }

  /// Reads the customer of one order.
  static func customer(in record: RawSpan, at offset: Int) -> Identifier? {
    guard record.byteCount == size else { return nil }
    let packed = record.number(at: offset)
    return packed == 0 ? nil : Identifier(packed: packed)
  }

  /// The orders of a record, in their order.
  static func orders(
    _ key: RawSpan, _ record: RawSpan
  ) -> [(id: Identifier, customer: Identifier)] {
    guard let first = first(key) else { return [] }
    return (0..<size / placeSize).compactMap { index in
      customer(in: record, at: index * placeSize).map { customer in
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
      return OrderBlock.customer(in: record, at: OrderBlock.offset(of: id))
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
    let offset = OrderBlock.offset(of: order)
    let bytes = (customer ?? .absent).bytes
    if try patch(Tables.orders, key, at: offset, bytes) { return }
    guard customer != nil else { return }
    try index(Tables.orders, key, OrderBlock.empty)
    _ = try patch(Tables.orders, key, at: offset, bytes)
  }

  /// Makes the records in which orders to come will stand, side by side.
  mutating func prepareIndex(from first: Identifier, through last: Identifier) throws(DeskError) {
    var block = OrderBlock.block(of: first)
    while block <= OrderBlock.block(of: last) {
      let key = Key(block)
      if try !patch(Tables.orders, key, at: 0, InlineArray<0, UInt8>(repeating: 0)) {
        try index(Tables.orders, key, OrderBlock.empty)
      }
      // One more in the bits above those of leading zeros.
      block += 16
    }
  }
}
