import Basics
import Records
import Storage

/// The log of orders: an order and the texts that went with it, under the next place in sequence.
///
///     place (8 bytes), type (1 byte), sub key     the record
///
/// An operation appends here, wherever its customer stands. The customer's own tree keeps the place of
/// each order under the order's key; a text stands with its order when that is the same customer's, and
/// otherwise in the history.
enum OrderLog {
  /// The beginning of the keys of all that stands at a place.
  static func prefix(_ place: UInt64) -> Key { Key(place) }

  /// The key in the log of what has a key under a customer.
  static func key(_ place: UInt64, of key: Key) -> Key {
    var logged = Key(place)
    logged.append(key.span.extracting(droppingFirst: 8))
    return logged
  }

  /// The key under a customer of what has a key in the log.
  static func key(_ customer: Identifier, of logged: RawSpan) -> Key {
    var key = Key(customer: customer)
    key.append(logged.extracting(last: logged.byteCount - 8))
    return key
  }

  /// The place that an entry under a customer's order names; nil when it is none.
  static func place(_ bytes: RawSpan) -> UInt64? {
    guard bytes.byteCount == 8 else { return nil }
    let place = bytes.number()
    return place == 0 ? nil : place
  }

  /// The key under the customer of the order that the key of a text names: customer, type, instant,
  /// order; nil: none.
  static func orderKey(ofText key: Key) -> Key? {
    var reader = KeyReader(key.span)
    guard let customer = reader.readUInt64(), reader.readUInt8() != nil,
      reader.readUInt64() != nil, let order = reader.readUInt64(), order != 0
    else { return nil }
    return Key(
      customer: Identifier(packed: customer), type: .order, id: Identifier(packed: order))
  }

  /// Whether the key of a text names an order of the same customer, given the order's key.
  static func isText(_ key: Key, of order: Key) -> Bool { orderKey(ofText: key) == order }
}

/// Where a record stands.
struct RecordLocation {
  var tree: Table
  var key: Key
}

extension Reading where Self: ~Copyable {
  /// Where the record of a type with a key stands; nil when it is an order that there is not.
  @inline(__always)
  borrowing func location(of type: RecordType, _ key: Key) throws(DeskError) -> RecordLocation? {
    switch type {
    case .order:
      guard let place = try place(ofOrder: key) else { return nil }
      return RecordLocation(tree: Tables.orders, key: OrderLog.key(place, of: key))
    case .message:
      guard let order = OrderLog.orderKey(ofText: key), let place = try place(ofOrder: order)
      else { return RecordLocation(tree: Tables.history, key: key) }
      return RecordLocation(tree: Tables.orders, key: OrderLog.key(place, of: key))
    default: return RecordLocation(tree: type.tree, key: key)
    }
  }

  /// The place in the log of an order by its key under the customer.
  borrowing func place(ofOrder key: Key) throws(DeskError) -> UInt64? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.present, key) else { return nil }
      if let place = OrderLog.place(bytes) { return place }
    } catch {
      throw DeskError(error)
    }
    throw Self.damaged(.order, key)
  }

  /// The order that stands at a place of the log.
  borrowing func order(_ id: Identifier, at place: UInt64) throws(DeskError) -> Order {
    var key = Key(place)
    key.append(RecordType.order.rawValue)
    key.append(id)
    do throws(StorageError) {
      if let bytes = try get(Tables.orders, key) {
        let order = bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
        if let order { return order }
      }
    } catch {
      throw DeskError(error)
    }
    throw Self.damaged(.order, key)
  }

  /// Goes through orders of a customer, in the order of their numbers.
  ///
  /// - Parameters:
  ///   - range: of keys under the customer, such as `KeyRange(prefix: Key(customer: id, type: .order))`.
  ///   - isReversed: the latest first.
  ///   - body: takes the key and bytes of each order; false ends the walk.
  borrowing func eachOrder(
    _ range: KeyRange, isReversed: Bool = false,
    _ body: (Key, RawSpan) throws(DeskError) -> Bool
  ) throws(DeskError) {
    try scan(Tables.present, range, reverse: isReversed) { (key, bytes) throws(DeskError) in
      let key = Key(copying: key)
      guard let place = OrderLog.place(bytes) else { throw Self.damaged(.order, key) }
      let found: RawSpan?
      do throws(StorageError) {
        found = try get(Tables.orders, OrderLog.key(place, of: key))
      } catch {
        throw DeskError(error)
      }
      guard let found else { throw Self.damaged(.order, key) }
      return try body(key, found) ? .next : .stop
    }
  }

  /// The texts whose keys under a customer have a beginning, in the order of their keys.
  borrowing func texts(_ prefix: Key) throws(DeskError) -> [(key: Key, bytes: [UInt8])] {
    var reader = KeyReader(prefix.span)
    let customer = Identifier(packed: reader.readUInt64() ?? 0)
    var found: [(key: Key, bytes: [UInt8])] = []
    try scan(Tables.history, KeyRange(prefix: prefix)) { (key, bytes) throws(DeskError) in
      found.append((Key(copying: key), bytes.withUnsafeBytes { Array($0) }))
      return .next
    }
    let orders = KeyRange(prefix: Key(customer: customer, type: .order))
    try scan(Tables.present, orders) { (key, bytes) throws(DeskError) in
      guard let place = OrderLog.place(bytes) else { throw Self.damaged(.order, Key(copying: key)) }
      var logged = Key(place)
      logged.append(RecordType.message.rawValue)
      try scan(Tables.orders, KeyRange(prefix: logged)) { (key, bytes) throws(DeskError) in
        let key = OrderLog.key(customer, of: key)
        if key.begins(with: prefix) { found.append((key, bytes.withUnsafeBytes { Array($0) })) }
        return .next
      }
      return .next
    }
    return found.sorted { $0.key < $1.key }
  }
}

extension Key {
  /// Whether the key begins with all of another.
  fileprivate func begins(with prefix: Key) -> Bool {
    prefix.count <= count
      && span.withUnsafeBytes { own in prefix.span.withUnsafeBytes { own.starts(with: $0) } }
  }
}
