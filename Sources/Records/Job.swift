package import Basics

/// A piece of bulk work that can be resumed.
package struct Job: Record {
  package var name = ""
  package var script = ""
  package var arguments: [String] = []
  package var hash = ""
  package var `operator` = ""
  package var from = Instant.absent
  package var until: Instant?
  package var counts = FieldMap()
  /// The data files that it has read.
  package var files: [JobFile] = []
  /// When it was undone, after which it cannot be resumed.
  package var undone: Instant?

  package init() {}

  package static let type = RecordType.job
  package static let keyNames = ["name"]
  package var owner: Owner { .store }
  package func writeSubKey(to key: inout SubKey) { key.append(text: name) }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("name", &name)
    try visitor.text("script", &script)
    try visitor.list("arguments", &arguments)
    try visitor.text("hash", &hash)
    try visitor.text("operator", &`operator`)
    try visitor.required("from", &from)
    try visitor.optional("until", &until)
    try visitor.map("counts", &counts)
    try visitor.groups("files", &files)
    try visitor.optional("undone", &undone)
  }
}

/// A data file that a job has read.
package struct JobFile: FieldGroup {
  package var file = ""
  /// SHA-256 of its content.
  package var hash = ""

  package init() {}

  package init(file: String, hash: String) {
    self.file = file
    self.hash = hash
  }

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("file", &file)
    try visitor.required("hash", &hash)
  }
}

extension Job {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("name", name)
    try FieldCheck.text("script", script, atMost: RecordLimits.script)
    try FieldCheck.text("operator", `operator`, atMost: RecordLimits.operator)
  }
}
