import Basics
package import Records
package import Storage

/// A number with its summary.
package struct FoundLine: Hashable, Sendable {
  package var number: String
  package var summary: LineSummary
}

extension Reading where Self: ~Copyable {
  /// The lines whose numbers begin with some digits, in the order of their numbers.
  ///
  /// Reads nothing but small trees, so that it can answer while somebody types.
  ///
  /// - Parameters:
  ///   - prefix: the beginning; empty: all.
  ///   - limit: the most to find.
  package borrowing func findLines(
    _ prefix: String, limit: Int
  ) throws(DeskError) -> [FoundLine] {
    guard prefix.utf8.count <= LineNumber.longest else { return [] }
    var key = Key()
    key.append(prefix)
    var found: [FoundLine] = []
    try scan(Tables.numbers, KeyRange(prefix: key), limit: limit) {
      (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let number = reader.readText()
      if let summary = try summary(of: number, Identifier(packed: value.number())) {
        found.append(FoundLine(number: number, summary: summary))
      }
      return .next
    }
    return found
  }

  /// The customers whom a beginning of a name or number, or any whole identifier, leads to; each
  /// once, whole identifiers first, then names, then numbers.
  ///
  /// - Parameters:
  ///   - text: the beginning of a name or of a line's number, or a whole customer or account
  ///     identifier, order, ICCID or document number; empty: none.
  ///   - limit: the most to find.
  package borrowing func findCustomers(
    _ text: String, limit: Int
  ) throws(DeskError) -> [Customer] {
    // A customer may have several numbers with the beginning: look at a few more.
    var customers: [Customer] = []
    for id in try identifiers(leadingFrom: text, limit: limit, lines: 8) {
      if customers.count == limit { break }
      if let customer = try customer(id) { customers.append(customer) }
    }
    return customers
  }

  /// The identifiers of the customers whom ``findCustomers(_:limit:)`` finds, in its order, those
  /// beyond the limit too as far as they are met.
  ///
  /// - Parameter lines: how many numbers a customer is taken to have.
  package borrowing func identifiers(
    leadingFrom text: String, limit: Int, lines: Int = 1
  ) throws(DeskError) -> [Identifier] {
    guard !text.isEmpty, limit > 0 else { return [] }
    var ids = try identified(by: text)
    if ids.count < limit { ids += try named(text, limit: limit) }
    if ids.count < limit {
      let (reach, isOver) = limit.multipliedReportingOverflow(by: lines)
      ids += try findLines(text, limit: isOver ? .max : reach).map(\.summary.customer)
    }
    var seen: Set<Identifier> = []
    return ids.filter { seen.insert($0).inserted }
  }

  /// The customers whom a whole identifier names.
  private borrowing func identified(by text: String) throws(DeskError) -> [Identifier] {
    var ids: [Identifier] = []
    if let id = try? Identifier(parsing: text) {
      if try customer(id) != nil { ids.append(id) }
      if let account = try summary(ofAccount: id) { ids.append(account.customer) }
      if let owner = try customer(ofOrder: id) { ids.append(owner) }
    }
    if let owner = try customer(ofCard: ICCID.plain(text)) { ids.append(owner) }
    for kind in DocumentKind.allCases {
      ids += try customers(Tables.documents, DocumentKey.key(kind: kind, number: text))
    }
    return ids
  }

  /// The customers whose names begin so, in the order of the names.
  private borrowing func named(_ text: String, limit: Int) throws(DeskError) -> [Identifier] {
    guard text.utf8.count <= NameKey.longest else { return [] }
    var key = Key()
    key.append(text)
    var ids: [Identifier] = []
    try scan(Tables.names, KeyRange(prefix: key), limit: limit) { (key, _) throws(DeskError) in
      var reader = KeyReader(key.extracting(last: 8))
      if let packed = reader.readUInt64() { ids.append(Identifier(packed: packed)) }
      return .next
    }
    return ids
  }
}
