import Basics
import Records
import Storage

/// An order that is being made, whose texts may be kept before it.
struct OpenOrder {
  /// Its key under its customer.
  let key: Key
  /// Its place in the log.
  let place: UInt64

  /// Whether what has a key stands at the order's place: the order itself, or a text of it.
  func holds(_ other: Key, _ type: RecordType) -> Bool {
    type == .message ? OrderLog.isText(other, of: key) : other == key
  }
}

extension StoreTransaction {
  /// Where a record stands, or is to stand: an order that is being made, and its texts, at the next
  /// place of the log.
  mutating func location(
    toPut type: RecordType, _ key: Key
  ) throws(DeskError) -> RecordLocation {
    guard type == .order || type == .message else {
      return RecordLocation(tree: type.tree, key: key)
    }
    if let open = openOrders.first(where: { $0.holds(key, type) }) {
      return RecordLocation(tree: Tables.orders, key: OrderLog.key(open.place, of: key))
    }
    if let location = try storage.location(of: type, key) { return location }
    return RecordLocation(tree: Tables.orders, key: OrderLog.key(open(key), of: key))
  }

  /// Gives an order that is to be made the next place of the log.
  @discardableResult
  mutating func open(_ key: Key) -> UInt64 {
    state.placesTaken += 1
    isStateChanged = true
    let place = UInt64(state.placesTaken)
    openOrders.append(OpenOrder(key: key, place: place))
    return place
  }

  /// Keeps where an order stands that was just put.
  mutating func indexPlace(of order: borrowing Order, _ customer: Identifier) throws(DeskError) {
    let key = Key(customer: customer, type: .order, id: order.id)
    guard let index = openOrders.firstIndex(where: { $0.key == key }) else {
      preconditionFailure("an order that is put has a place")
    }
    let place = openOrders.remove(at: index).place
    try self.index(order.id, at: place)
    try self.index(Tables.present, key, place.bytes)
  }
}
