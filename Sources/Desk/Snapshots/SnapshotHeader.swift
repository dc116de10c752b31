package import Basics
package import Records

/// The first line of a snapshot: what holds for the store as a whole.
package struct SnapshotHeader: FieldGroup {
  package var format = SnapshotHeader.format
  package var version: Int64 = SnapshotHeader.version
  /// The clock of a test store; otherwise the instant of the last change.
  package var clock = Instant.absent
  package var test = false

  package init() {}

  /// The header of a store.
  init(_ state: StoreState) {
    clock = state.isTest ? state.clock : state.changed
    test = state.isTest
  }

  /// The name of the type in the first line.
  package static let type: StaticString = "header"
  package static let format = "stardesk"
  package static let version: Int64 = 1

  package mutating func visit<Visitor: FieldVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {
    try visitor.required("format", &format)
    try visitor.required("version", &version)
    try visitor.required("clock", &clock)
    try visitor.flag("test", &test)
  }
}

/// A location in a snapshot, for errors.
struct SnapshotLocation: Hashable, Sendable {
  /// The file's name, as it was given.
  var file: String
  /// The line, from 1.
  var line: Int

  /// The error for something wrong at the location.
  ///
  /// - Parameters:
  ///   - code: the stable code.
  ///   - more: what the words speak of beside file and line.
  func error(_ code: String, _ more: KeyValuePairs<String, MapValue> = [:]) -> DeskError {
    var values = FieldMap([
      .init(name: "file", value: .text(file)), .init(name: "line", value: .integer(Int64(line))),
    ])
    for (name, value) in more { values[name] = value }
    return DeskError(code, fields: values)
  }

  /// The error for a field of a record at the location.
  func error(_ problem: FieldProblem, type: String) -> DeskError {
    let nearest = NearestWord.nearest(of: problem.lastName, among: problem.known) ?? ""
    return error(
      problem.code,
      [
        "type": .text(type), "field": .text(problem.field),
        "found": .text(Masking.found(problem.found, in: problem.field, of: type)),
        "expected": .text(problem.expected), "nearest": .text(nearest),
        "known": .texts(problem.known),
      ])
  }
}
