package import Basics

/// What tells a record from the others of its type under one customer.
package typealias SubKey = Key

extension Key {
  /// Appends eight bytes in the order of identifiers.
  package mutating func append(_ identifier: Identifier) { append(identifier.packed) }

  /// Appends eight bytes in the order of time.
  package mutating func append(_ instant: Instant) { append(instant.seconds) }

  /// Appends four bytes in the order of time.
  package mutating func append(_ day: Day) { append(day.number) }

  /// Appends four bytes in the order of time.
  package mutating func append(_ month: Month) { append(month.index) }

  /// Appends a text that ends the key; what does not fit is left out, in the middle of a character
  /// if need be: making a character of its rest could take more bytes than there are left.
  package mutating func append(text: String) {
    let bytes = text.utf8Span.span.bytes
    append(bytes.extracting(first: min(bytes.byteCount, remaining)))
  }

  /// The beginning of the keys of all that is a customer's.
  package init(customer: Identifier) {
    self.init()
    append(customer)
  }

  /// The beginning of the keys of a customer's records of one type.
  package init(customer: Identifier, type: RecordType) {
    self.init(customer: customer)
    append(type.rawValue)
  }

  /// The key of a customer's record that is known by an identifier, such as an account or an order.
  package init(customer: Identifier, type: RecordType, id: Identifier) {
    self.init(customer: customer, type: type)
    append(id)
  }

  /// The key of a line.
  package init(line number: String, of customer: Identifier) {
    self.init(customer: customer, type: .line)
    append(number)
  }

  /// The key of a line's summary.
  package init(summaryOf number: String, _ customer: Identifier) {
    self.init(customer: customer)
    append(number)
  }

  /// The key of a record.
  package init<R: Record>(of record: R, customer: Identifier) {
    self.init(customer: customer, type: R.type)
    record.writeSubKey(to: &self)
  }
}
