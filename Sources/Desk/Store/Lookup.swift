package import Basics
import Crypto
package import Records
import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// The customer who has a number; nil when there is no such line.
  @specialized(where Self == ReadTransaction)
  package borrowing func customer(ofNumber number: String) throws(DeskError) -> Identifier? {
    guard LineNumber.fits(number) else { return nil }
    var key = Key()
    key.append(number)
    do throws(StorageError) {
      guard let bytes = try get(Tables.numbers, key), bytes.byteCount == 8 else { return nil }
      return Identifier(packed: bytes.number())
    } catch {
      throw DeskError(error)
    }
  }

  /// The summary of a line.
  ///
  /// - Returns: Nil when there is no such line.
  package borrowing func summary(of number: String) throws(DeskError) -> LineSummary? {
    guard let customer = try customer(ofNumber: number) else { return nil }
    return try summary(of: number, customer)
  }

  /// The summary of a line of a customer; nil when the customer has no such line.
  borrowing func summary(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> LineSummary? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.lines, Key(summaryOf: number, customer)) else { return nil }
      return LineSummary(bytes, of: customer)
    } catch {
      throw DeskError(error)
    }
  }

  /// The line with a number, and its summary.
  ///
  /// - Throws: `line.unknown`.
  package borrowing func line(
    _ number: String
  ) throws(DeskError) -> (line: Line, summary: LineSummary) {
    guard let summary = try summary(of: number) else {
      throw DeskError("line.unknown", ["number": .text(number)])
    }
    guard let line = try record(Line.self, Key(line: number, of: summary.customer)) else {
      throw DeskError(
        "store.reference", fault: .store,
        ["type": "numbers", "key": .text(number), "name": .text(number)])
    }
    return (line, summary)
  }

  /// The customer with an identifier, if there is one.
  package borrowing func customer(_ id: Identifier) throws(DeskError) -> Customer? {
    try record(Customer.self, Key(customer: id, type: .customer))
  }

  /// The summary of an account.
  package borrowing func summary(ofAccount id: Identifier) throws(DeskError) -> AccountSummary? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.accounts, Key(id.packed)) else { return nil }
      return AccountSummary(bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// The account with an identifier, wherever it stands.
  ///
  /// - Parameter near: a customer under whom it is looked for first.
  package borrowing func account(
    _ id: Identifier, near: Identifier? = nil
  ) throws(DeskError) -> Account? {
    if let near {
      let key = Key(customer: near, type: .account, id: id)
      if let account = try record(Account.self, key) { return account }
    }
    guard let summary = try summary(ofAccount: id), summary.customer != near else { return nil }
    return try record(Account.self, Key(customer: summary.customer, type: .account, id: id))
  }

  /// The star in force of a customer on a day: none when there is no record or its validity has
  /// ended or not begun, and none from the day on which the customer left (STAR-25).
  package borrowing func star(
    of customer: Identifier, on day: Day
  ) throws(DeskError) -> Star? {
    let star = try record(Star.self, Key(customer: customer, type: .star))
    guard let star, star.isInForce(on: day), try !hasLeft(customer, by: day) else { return nil }
    return star
  }

  /// The star in force of a customer whose record is there already.
  package borrowing func star(
    of customer: Customer, on day: Day
  ) throws(DeskError) -> Star? {
    guard customer.left.map({ day < $0 }) ?? true else { return nil }
    let star = try record(Star.self, Key(customer: customer.id, type: .star))
    return star.flatMap { $0.isInForce(on: day) ? $0 : nil }
  }

  /// Whether a customer has left by a day.
  private borrowing func hasLeft(
    _ customer: Identifier, by day: Day
  ) throws(DeskError) -> Bool {
    try departure(of: customer).map { $0 <= day } ?? false
  }

  /// The day on which a customer left, read without the texts of the record.
  borrowing func departure(of customer: Identifier) throws(DeskError) -> Day? {
    let key = Key(customer: customer, type: .customer)
    do throws(StorageError) {
      guard let bytes = try get(Tables.present, key) else { return nil }
      let record = bytes.withUnsafeBytes {
        RecordDecoder.decode(Customer.self, from: $0, readsTexts: false)
      }
      if let record { return record.left }
    } catch {
      throw DeskError(error)
    }
    throw Self.damaged(.customer, key)
  }

  /// The order with an identifier.
  ///
  /// - Throws: `order.unknown`.
  package borrowing func order(_ id: Identifier) throws(DeskError) -> Order {
    if let place = try place(ofOrder: id) { return try order(id, at: place) }
    throw DeskError("order.unknown", ["order": .text(id.text)])
  }

  /// The card with an ICCID, in use or retired.
  package borrowing func card(_ iccid: String) throws(DeskError) -> Card? {
    guard let customer = try customer(ofCard: iccid) else { return nil }
    var key = Key(customer: customer, type: .card)
    key.append(iccid)
    return try record(Card.self, key)
  }

  /// The customer under whom a card stands.
  package borrowing func customer(ofCard iccid: String) throws(DeskError) -> Identifier? {
    guard LineNumber.fits(iccid) else { return nil }
    var key = Key()
    key.append(iccid)
    do throws(StorageError) {
      guard let bytes = try get(Tables.iccids, key) else { return nil }
      return Self.identifier(bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// The customer whom any identifier names: a customer's, one of its numbers, an account, an
  /// ICCID, a document number, or a name that only one has.
  ///
  /// - Throws: `customer.unknown`, or `customer.ambiguous` with those who have the name.
  @specialized(where Self == ReadTransaction)
  package borrowing func customer(named name: String) throws(DeskError) -> Customer {
    let id = try identify(name)
    if let customer = try customer(id) { return customer }
    throw DeskError(
      "store.reference", fault: .store,
      ["type": "index", "key": .text(name), "name": .text(id.text)])
  }

  /// Who the customer is whom any identifier names, without reading the customer; see
  /// ``customer(named:)``.
  @specialized(where Self == ReadTransaction)
  package borrowing func identify(_ name: String) throws(DeskError) -> Identifier {
    if let id = try? Identifier(parsing: name) {
      if try isCustomer(id) { return id }
      if let account = try summary(ofAccount: id) { return account.customer }
      if let owner = try customer(ofOrder: id) { return owner }
    }
    if let owner = try customer(ofNumber: name) { return owner }
    if let owner = try customer(ofCard: ICCID.plain(name)) { return owner }
    var found: [Identifier] = []
    for kind in DocumentKind.allCases where found.isEmpty {
      found = try customers(Tables.documents, DocumentKey.key(kind: kind, number: name))
    }
    if found.isEmpty { found = try customers(withName: name) }
    guard found.count <= 1 else {
      throw DeskError(
        "customer.ambiguous",
        ["name": .text(Masking.asked(name)), "candidates": .texts(found.prefix(20).map(\.text))])
    }
    guard let id = found.first else {
      try DeskError.ruled(try ICCID.checkRounding(name))
      throw DeskError("customer.unknown", ["name": .text(Masking.asked(name))])
    }
    return id
  }

  /// Whether a text is the number of somebody's registered document, of whatever kind.
  package borrowing func hasDocument(_ number: String) throws(DeskError) -> Bool {
    for kind in DocumentKind.allCases {
      let key = DocumentKey.key(kind: kind, number: number)
      if try !customers(Tables.documents, key).isEmpty { return true }
    }
    return false
  }

  /// The customers with a name.
  private borrowing func customers(withName name: String) throws(DeskError) -> [Identifier] {
    guard !name.isEmpty else { return [] }
    let found = try customers(Tables.names, NameKey.key(of: name))
    guard name.utf8.count > NameKey.longest else { return found }
    // The key has the beginning of a long name alone.
    var same: [Identifier] = []
    let plain = plainIdentifier(name)
    for id in found where try customer(id).map({ plainIdentifier($0.name) }) == plain {
      same.append(id)
    }
    return same
  }

  private borrowing func isCustomer(_ id: Identifier) throws(DeskError) -> Bool {
    do throws(StorageError) {
      return try contains(Tables.present, Key(customer: id, type: .customer))
    } catch {
      throw DeskError(error)
    }
  }

  /// The customers in a tree whose keys begin so and end with the customer.
  package borrowing func customers(
    _ table: Table, _ prefix: Key
  ) throws(DeskError) -> [Identifier] {
    var found: [Identifier] = []
    try scan(table, KeyRange(prefix: prefix)) { (key, _) throws(DeskError) in
      if let id = Self.identifier(bigEndian: key.extracting(last: 8)) { found.append(id) }
      return .next
    }
    return found
  }

  private static func identifier(_ bytes: RawSpan) -> Identifier? {
    bytes.byteCount >= 8 ? Identifier(packed: bytes.number()) : nil
  }

  private static func identifier(bigEndian bytes: RawSpan) -> Identifier? {
    guard bytes.byteCount == 8 else { return nil }
    return bytes.withUnsafeBytes {
      Identifier(packed: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)))
    }
  }
}

/// Keys of the tree of documents: a hash of kind and number, so that no document number stands in
/// an index, and the customer. However the number is written, its plain form is hashed.
package enum DocumentKey {
  /// The beginning of the keys of a document.
  package static func key(kind: DocumentKind, number: String) -> Key {
    var hash = SHA256()
    hash.update(data: Array((kind.rawValue + " " + plainIdentifier(number).uppercased()).utf8))
    var key = Key()
    for byte in hash.finalize().prefix(16) { key.append(byte) }
    return key
  }
}

/// Keys of the tree of names: the name in its plain form as far as it fits, and the customer.
package enum NameKey {
  /// The most bytes of a name that a key holds.
  package static let longest = 96

  /// The beginning of the keys of a name.
  package static func key(of name: String) -> Key {
    var key = Key()
    key.append(String(decoding: plainIdentifier(name).utf8.prefix(longest), as: UTF8.self))
    key.append(UInt8(0))
    return key
  }
}

extension Reading where Self: ~Copyable {
  /// The customers from one on, in the order of their identifiers.
  ///
  /// - Parameters:
  ///   - first: where to begin, that customer among them.
  ///   - limit: the most to give.
  @specialized(where Self == ReadTransaction)
  package borrowing func customers(
    from first: Identifier, limit: Int
  ) throws(DeskError) -> [Identifier] {
    var found: [Identifier] = []
    var next = first
    // One seek a customer: what else is a customer's stands between it and the next.
    while found.count < limit {
      var id: Identifier?
      try scan(Tables.present, KeyRange(from: Key(customer: next)), limit: 1) {
        (key, _) throws(DeskError) in
        var reader = KeyReader(key)
        id = reader.readUInt64().map { Identifier(packed: $0) }
        return .stop
      }
      guard let id else { break }
      found.append(id)
      next = Identifier(packed: id.packed + 1)
    }
    return found
  }
}
