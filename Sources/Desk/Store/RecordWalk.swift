import Basics
import Records
import Storage

extension Reading where Self: ~Copyable {
  /// Goes through records of all trees in canonical order (snapshot.md): customer by customer, type by
  /// type, key by key.
  ///
  /// - Parameters:
  ///   - range: of keys under customers: all, from a customer on, or those of one.
  ///   - body: takes the key under the customer and the bytes of each record; false ends the walk.
  borrowing func eachRecord(
    _ range: KeyRange, _ body: (_ key: RawSpan, _ bytes: RawSpan) throws(DeskError) -> Bool
  ) throws(DeskError) {
    var late = LateRecords()
    var goesOn = true
    try scan(Tables.present, Tables.history, range) { (_, key, bytes) throws(DeskError) in
      var reader = KeyReader(key)
      let customer = reader.readUInt64() ?? 0
      if !late.isEmpty, late.customer != customer {
        goesOn = try show(late, body)
        guard goesOn else { return .stop }
        late = LateRecords()
      }
      guard let code = reader.readUInt8(), let type = RecordType(rawValue: code),
        LateRecords.holds(type)
      else {
        goesOn = try body(key, bytes)
        return goesOn ? .next : .stop
      }
      late.customer = customer
      late.take(type, Key(copying: key), bytes)
      return .next
    }
    if goesOn, !late.isEmpty { _ = try show(late, body) }
  }

  /// Shows the records of a customer that come last, those of the log among them.
  private borrowing func show(
    _ late: LateRecords, _ body: (_ key: RawSpan, _ bytes: RawSpan) throws(DeskError) -> Bool
  ) throws(DeskError) -> Bool {
    for text in try texts(beside: late) {
      guard try body(text.key.span, text.bytes.span.bytes) else { return false }
    }
    for contact in late.contacts {
      guard try body(contact.key.span, contact.bytes.span.bytes) else { return false }
    }
    for order in late.orders {
      guard let place = order.place else { throw Self.damaged(.order, order.key) }
      let found: RawSpan?
      do throws(StorageError) {
        found = try get(Tables.orders, OrderLog.key(place, of: order.key))
      } catch {
        throw DeskError(error)
      }
      guard let found else { throw Self.damaged(.order, order.key) }
      guard try body(order.key.span, found) else { return false }
    }
    return true
  }

  /// The texts of a customer, those of the log among them, in the order of their keys.
  private borrowing func texts(beside late: LateRecords) throws(DeskError) -> [LateRecords.Entry] {
    guard !late.orders.isEmpty else { return late.texts }
    var texts = late.texts
    for case (_, let place?) in late.orders {
      var logged = Key(place)
      logged.append(RecordType.message.rawValue)
      try scan(Tables.orders, KeyRange(prefix: logged)) { (key, bytes) throws(DeskError) in
        let key = OrderLog.key(Identifier(packed: late.customer), of: key)
        texts.append((key, bytes.withUnsafeBytes { Array($0) }))
        return .next
      }
    }
    return texts.sorted { $0.key < $1.key }
  }
}

/// The records of a customer that come after all others, kept until it is known which orders there are:
/// texts, contacts, and the places of orders.
private struct LateRecords {
  typealias Entry = (key: Key, bytes: [UInt8])

  var customer: UInt64 = 0
  private(set) var texts: [Entry] = []
  private(set) var contacts: [Entry] = []
  private(set) var orders: [(key: Key, place: UInt64?)] = []

  var isEmpty: Bool { texts.isEmpty && contacts.isEmpty && orders.isEmpty }

  static func holds(_ type: RecordType) -> Bool {
    switch type {
    case .message, .contact, .order: true
    default: false
    }
  }

  mutating func take(_ type: RecordType, _ key: Key, _ bytes: RawSpan) {
    switch type {
    case .message: texts.append((key, bytes.withUnsafeBytes { Array($0) }))
    case .contact: contacts.append((key, bytes.withUnsafeBytes { Array($0) }))
    default: orders.append((key, OrderLog.place(bytes)))
    }
  }
}
