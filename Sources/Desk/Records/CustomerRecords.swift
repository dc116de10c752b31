package import Basics
import Storage

/// A person or an organisation with one registered document.
package struct Customer: Record {
  /// The registered document.
  package struct Document: FieldGroup {
    package var kind = DocumentKind.residentID
    package var number = ""

    package init() {}

    package mutating func visit<Visitor: FieldVisitor>(
      _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
      try visitor.required("kind", &kind)
      try visitor.required("number", &number)
    }
  }

  package var id = Identifier.absent
  package var kind = CustomerKind.individual
  package var name = ""
  package var document: Document?
  package var segment = Segment.public
  package var birthday: Day?
  package var joined = Day.absent
  /// The day on which the last line was disconnected.
  package var left: Day?
  package var phone = ""
  package var secondPhone = ""
  package var address = ""
  package var province = ""
  package var manager = ""
  package var flags: [CustomerFlag] = []
  package var wishesNoVisit = false

  package init() {}

  package static let type = RecordType.customer
  package var owner: Owner { .customer(id) }
  package func writeSubKey(to key: inout SubKey) {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("kind", &kind)
    try visitor.required("name", &name)
    try visitor.group("document", &document)
    try visitor.required("segment", &segment)
    try visitor.optional("birthday", &birthday)
    try visitor.required("joined", &joined)
    try visitor.optional("left", &left)
    try visitor.text("phone", &phone)
    try visitor.text("secondPhone", &secondPhone)
    try visitor.text("address", &address)
    try visitor.text("province", &province)
    try visitor.text("manager", &manager)
    try visitor.list("flags", &flags)
    try visitor.flag("wishesNoVisit", &wishesNoVisit)
  }
}

/// The star in force, with what it rests on.
package struct Star: Record {
  package var customer = Identifier.absent
  /// 0 (none) to 7.
  package var stars: Int32 = 0
  package var from = Day.absent
  /// The last day of its validity; absent for a key person, whose star lasts while he is one.
  package var through: Day?
  package var basis = StarBasis.graded
  package var growth: Int64?
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.star
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {}

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("stars", &stars)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("basis", &basis)
    try visitor.optional("growth", &growth)
    try visitor.optional("order", &order)
  }
}

/// A direct growth value granted to a customer (STAR-9).
package struct Grant: Record {
  package var customer = Identifier.absent
  package var source = StarBasis.contract
  package var reference = ""
  package var growth: Int64 = 0
  package var from = Day.absent
  /// The last day of its validity; absent while it has no set end.
  package var through: Day?
  package var state = GrantState.live

  package init() {}

  package static let type = RecordType.grant
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: source.rawValue)
    key.append(text: reference)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("source", &source)
    try visitor.text("reference", &reference)
    try visitor.required("growth", &growth)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("state", &state)
  }
}

/// A benefit or a star offer that was bought (BEN-3, STAR-14).
package struct Purchase: Record {
  package var customer = Identifier.absent
  package var benefit = ""
  package var star: Int32?
  package var from = Day.absent
  package var through: Day?
  package var paid = Money.zero
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.purchase
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: star.map { "star-\($0)" } ?? benefit)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.text("benefit", &benefit)
    try visitor.optional("star", &star)
    try visitor.required("from", &from)
    try visitor.through("through", &through)
    try visitor.required("paid", &paid)
    try visitor.optional("order", &order)
  }
}

/// A commitment on a plan with a minimum monthly spend.
package struct Contract: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var line = ""
  package var offer = ""
  package var monthlyFee = Money.zero
  package var from = Month.absent
  package var through = Month.absent
  package var handset = ""
  package var subsidy: Money?

  package init() {}

  package static let type = RecordType.contract
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.text("line", &line)
    try visitor.required("offer", &offer)
    try visitor.required("monthlyFee", &monthlyFee)
    try visitor.required("from", &from)
    try visitor.required("through", &through)
    try visitor.text("handset", &handset)
    try visitor.optional("subsidy", &subsidy)
  }
}

/// One use of a benefit.
package struct Use: Record {
  package var customer = Identifier.absent
  package var benefit = ""
  package var at = Instant.absent
  package var line = ""
  package var order: Identifier?
  package var givenBack = false

  package init() {}

  package static let type = RecordType.use
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: benefit)
    key.append(at)
    // The clock of a test store stands still: two uses of one line may share their instant.
    key.append(order ?? .absent)
    key.append(text: line)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("benefit", &benefit)
    try visitor.required("at", &at)
    try visitor.text("line", &line)
    try visitor.optional("order", &order)
    try visitor.flag("givenBack", &givenBack)
  }
}

/// A home visit that was booked (BEN-50).
package struct Appointment: Record {
  package var id = Identifier.absent
  package var customer = Identifier.absent
  package var line = ""
  package var kind = ""
  package var address = ""
  package var from = Instant.absent
  package var until = Instant.absent
  package var state = AppointmentState.booked

  package init() {}

  package static let type = RecordType.appointment
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) { key.append(id) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("id", &id)
    try visitor.required("customer", &customer)
    try visitor.text("line", &line)
    try visitor.required("kind", &kind)
    try visitor.text("address", &address)
    try visitor.required("from", &from)
    try visitor.required("until", &until)
    try visitor.required("state", &state)
  }
}

/// A text sent to a customer.
package struct Message: Record {
  package var customer = Identifier.absent
  package var at = Instant.absent
  package var line = ""
  package var kind = ""
  /// Which text it is; the words are made when it is shown.
  package var textCode = ""
  package var values = FieldMap()
  package var order: Identifier?

  package init() {}

  package static let type = RecordType.message
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(at)
    key.append(order ?? .absent)
    key.append(terminated: textCode)
    key.append(text: line)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("at", &at)
    try visitor.text("line", &line)
    try visitor.text("kind", &kind)
    try visitor.required("textCode", &textCode)
    try visitor.map("values", &values)
    try visitor.optional("order", &order)
  }
}

/// A contact between a manager and a customer (CARE-1).
package struct Contact: Record {
  package var customer = Identifier.absent
  package var at = Instant.absent
  package var kind = ""
  package var direction = ""
  package var purpose = ""
  package var manager = ""
  package var note = ""
  package var next: Instant?

  package init() {}

  package static let type = RecordType.contact
  package var owner: Owner { .customer(customer) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(at)
    key.append(text: kind)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("customer", &customer)
    try visitor.required("at", &at)
    try visitor.required("kind", &kind)
    try visitor.text("direction", &direction)
    try visitor.text("purpose", &purpose)
    try visitor.text("manager", &manager)
    try visitor.text("note", &note)
    try visitor.optional("next", &next)
  }
}
