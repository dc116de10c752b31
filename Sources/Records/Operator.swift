import Basics

/// A person who works at the desk (DESK-10).
package struct Operator: Record {
  package var name = ""
  package var role = Role.field
  package var region = ""
  /// The login name on the machine.
  package var user = ""
  package var active = false

  package init() {}

  package static let type = RecordType.operator
  package static let keyNames = ["name"]
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: name) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("name", &name)
    try visitor.required("role", &role)
    try visitor.text("region", &region)
    try visitor.text("user", &user)
    try visitor.flag("active", &active)
  }
}

extension Operator {
  package func validate() throws(FieldProblem) { try FieldCheck.key("name", name) }
}
