package import Basics

/// A section of the catalog that differs from the shipped one, from a day on.
package struct CatalogSection: Record {
  package var section = ""
  package var from = Day.absent
  package var values = FieldMap()

  package init() {}

  package static let type = RecordType.catalog
  package static let keyNames = ["section", "from"]
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: section)
    key.append(from)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("section", &section)
    try visitor.required("from", &from)
    try visitor.map("values", &values)
  }
}

extension CatalogSection {
  package func validate() throws(FieldProblem) { try FieldCheck.key("section", section) }
}
