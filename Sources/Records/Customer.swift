package import Basics

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
  package static let keyNames = ["id"]
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

extension Customer {
  package func validate() throws(FieldProblem) {
    guard let document else { return }
    if document.kind == .residentID {
      try FieldCheck.residentID("document.number", document.number)
    } else {
      try FieldCheck.key("document.number", document.number)
    }
  }

  package var masked: Customer { Masking.masked(self) }
}
