import Basics
import Records
import Storage

/// Puts the records of a snapshot, which come in canonical order, into the trees in which they stand.
///
/// Texts, contacts and orders come last of a customer, and a text's tree depends on whether its order is
/// the customer's: they are kept until the customer's last record was read.
struct LoadedRecords {
  private typealias Entry = (key: Key, bytes: [UInt8], line: Int)

  private var present = FillFactorLoad(Tables.present)
  private var history = FillFactorLoad(Tables.history)
  private var texts: [Entry] = []
  private var contacts: [Entry] = []
  private var orders: [Entry] = []

  /// How many places of the log of orders are taken.
  private(set) var placesTaken: UInt64 = 0

  /// Puts a record.
  ///
  /// - Parameters:
  ///   - key: under its customer.
  ///   - encoder: has its bytes.
  ///   - line: the line of the snapshot.
  mutating func put(
    _ type: RecordType, _ key: Key, _ encoder: RecordEncoder, line: Int,
    in transaction: inout WriteTransaction
  ) throws(StorageError) {
    switch type {
    case .message: texts.append((key, encoder.bytes, line))
    case .contact: contacts.append((key, encoder.bytes, line))
    case .order: orders.append((key, encoder.bytes, line))
    case .charge, .usage, .suspension:
      try history.append(key, count: encoder.count, to: &transaction) { span in
        span.withUnsafeMutableBytes { encoder.copy(to: $0) }
      }
    default:
      try present.append(key, count: encoder.count, to: &transaction) { span in
        span.withUnsafeMutableBytes { encoder.copy(to: $0) }
      }
    }
  }

  /// Puts what was kept of a customer, whose last record has been read.
  ///
  /// - Parameter placed: is told the place of each order, and the line of the snapshot.
  mutating func finish(
    in transaction: inout WriteTransaction, placed: (Key, UInt64, Int) -> Void
  ) throws(StorageError) {
    if texts.isEmpty, contacts.isEmpty, orders.isEmpty { return }
    var ofOrders = [[Entry]](repeating: [], count: orders.count)
    for text in texts {
      if let index = indexOfOrder(ofText: text.key) {
        ofOrders[index].append(text)
      } else {
        try Self.append(text.key, text.bytes, to: &history, &transaction)
      }
    }
    for contact in contacts {
      try Self.append(contact.key, contact.bytes, to: &history, &transaction)
    }
    for (order, texts) in zip(orders, ofOrders) {
      placesTaken += 1
      for entry in texts + [order] {
        try transaction.put(
          Tables.orders, OrderLog.key(placesTaken, of: entry.key), entry.bytes, .append)
      }
      let place = placesTaken.bytes
      try present.append(order.key, count: place.count, to: &transaction) { span in
        for byte in 0..<place.count {
          span.storeBytes(of: place[byte], toByteOffset: byte, as: UInt8.self)
        }
      }
      placed(order.key, placesTaken, order.line)
    }
    texts.removeAll(keepingCapacity: true)
    contacts.removeAll(keepingCapacity: true)
    orders.removeAll(keepingCapacity: true)
  }

  /// Which of the customer's orders, which come in the order of their keys, the key of a text names.
  private func indexOfOrder(ofText key: Key) -> Int? {
    guard let order = OrderLog.orderKey(ofText: key) else { return nil }
    var (low, high) = (0, orders.count)
    while low < high {
      let middle = (low + high) / 2
      if orders[middle].key < order { low = middle + 1 } else { high = middle }
    }
    return low < orders.count && orders[low].key == order ? low : nil
  }

  private static func append(
    _ key: Key, _ bytes: [UInt8], to tree: inout FillFactorLoad,
    _ transaction: inout WriteTransaction
  ) throws(StorageError) {
    try tree.append(key, count: bytes.count, to: &transaction) { span in
      span.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    }
  }
}
