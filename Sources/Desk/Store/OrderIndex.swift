import Basics
package import Records
package import Storage

/// One record of the tree of places: where 64 orders whose numbers are neighbours stand in the log.
///
///     key         the identifier without the last six bits of its number
///     value       by those six bits, the place of each order (little-endian); zero: no such order
///
/// Where every place of a record is below 2^32, as nearly all are, four bytes are kept of each;
/// otherwise eight.
///
/// The orders of a long list are carried out customer by customer, hence out of the order of their
/// numbers; a record for each would leave hardly a page of the tree untouched by any commit.
enum OrderBlock {
  /// Orders of a record.
  static let count = 64
  /// Bytes of a record whose places are all kept in four.
  static let narrowSize = 256
  /// Bytes of a record whose places are kept in eight.
  static let wideSize = 512
  private static let lowBits: UInt64 = 6

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

  /// Which of its record an order is, from 0.
  static func index(of order: Identifier) -> Int { Int(rank(of: order) & 63) }

  /// Whether a record may have so many bytes.
  static func isSize(_ bytes: Int) -> Bool { bytes == narrowSize || bytes == wideSize }

  /// Reads the place of one order.
  static func place(in record: RawSpan, at index: Int) -> UInt64? {
    let place: UInt64 =
      switch record.byteCount {
      case narrowSize: UInt64(record.half(at: 4 * index))
      case wideSize: record.number(at: 8 * index)
      default: 0
      }
    return place == 0 ? nil : place
  }

  /// The bytes of a record.
  ///
  /// - Parameter places: of each order; zero: no such order.
  static func record(_ places: [UInt64]) -> [UInt8] {
    let width = places.allSatisfy { $0 <= UInt32.max } ? 4 : 8
    var bytes: [UInt8] = []
    bytes.reserveCapacity(places.count * width)
    for place in places {
      for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: place >> (8 * UInt64(byte)))) }
    }
    return bytes
  }

  /// The orders of a record, in their order.
  static func orders(_ key: RawSpan, _ record: RawSpan) -> [(id: Identifier, place: UInt64)] {
    guard let first = first(key) else { return [] }
    return (0..<count).compactMap { index in
      place(in: record, at: index).map { place in
        (order(ranked: rank(of: first) + UInt64(index)), place)
      }
    }
  }
}

extension Reading where Self: ~Copyable {
  /// The place of an order in the log; nil when there is no such order.
  borrowing func place(ofOrder id: Identifier) throws(DeskError) -> UInt64? {
    do throws(StorageError) {
      guard let record = try get(Tables.places, OrderBlock.key(of: id)) else { return nil }
      return OrderBlock.place(in: record, at: OrderBlock.index(of: id))
    } catch {
      throw DeskError(error)
    }
  }

  /// The customer under whom an order stands; nil when there is no such order.
  package borrowing func customer(ofOrder id: Identifier) throws(DeskError) -> Identifier? {
    guard let place = try place(ofOrder: id) else { return nil }
    return try order(id, at: place).customer
  }

  /// How many bytes the record of the orders with a key has; nil when there is none.
  borrowing func sizeOfOrderBlock(_ key: Key) throws(DeskError) -> Int? {
    do throws(StorageError) {
      return try get(Tables.places, key)?.byteCount
    } catch {
      throw DeskError(error)
    }
  }

  /// The places of the record of the orders with a key.
  borrowing func places(ofOrderBlock key: Key) throws(DeskError) -> [UInt64] {
    do throws(StorageError) {
      guard let record = try get(Tables.places, key) else {
        return Array(repeating: 0, count: OrderBlock.count)
      }
      return (0..<OrderBlock.count).map { OrderBlock.place(in: record, at: $0) ?? 0 }
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
    try scan(Tables.places, range, reverse: isReversed) { (key, record) throws(DeskError) in
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

extension StoreTransaction {
  /// Keeps where an order stands in the log; nil takes it out.
  mutating func index(_ order: Identifier, at place: UInt64?) throws(DeskError) {
    let key = OrderBlock.key(of: order)
    let index = OrderBlock.index(of: order)
    let size = try storage.sizeOfOrderBlock(key)
    if size == OrderBlock.wideSize {
      _ = try patch(Tables.places, key, at: 8 * index, (place ?? 0).bytes)
    } else if size != nil, let half = UInt32(exactly: place ?? 0) {
      _ = try patch(Tables.places, key, at: 4 * index, half.bytes)
    } else if let place {
      var places = try storage.places(ofOrderBlock: key)
      places[index] = place
      try self.index(Tables.places, key, OrderBlock.record(places))
    }
  }

  /// Makes the records in which orders to come will stand, side by side.
  mutating func prepareIndex(from first: Identifier, through last: Identifier) throws(DeskError) {
    var block = OrderBlock.block(of: first)
    while block <= OrderBlock.block(of: last) {
      let key = Key(block)
      if try storage.sizeOfOrderBlock(key) == nil {
        try index(Tables.places, key, OrderBlock.empty)
      }
      // One more in the bits above those of leading zeros.
      block += 16
    }
  }
}
