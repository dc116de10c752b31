package import Basics

/// What a line used in a month.
package struct Usage: Record {
  package var line = ""
  package var month = Month.absent
  package var minutes: Int64 = 0
  package var messages: Int64 = 0
  package var dataKB: Int64 = 0

  package init() {}

  package static let type = RecordType.usage
  package static let keyNames = ["line", "month"]
  package var owner: Owner { .line(line) }
  package func writeSubKey(to key: inout SubKey) {
    key.append(terminated: line)
    key.append(month)
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("line", &line)
    try visitor.required("month", &month)
    try visitor.plain("minutes", &minutes, default: 0)
    try visitor.plain("messages", &messages, default: 0)
    try visitor.plain("dataKB", &dataKB, default: 0)
  }
}

extension Usage {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.quantity("minutes", minutes)
    try FieldCheck.quantity("messages", messages)
    try FieldCheck.quantity("dataKB", dataKB)
  }
}
