package import Basics

/// What is wrong with a field of a record that comes from a snapshot.
package struct FieldProblem: Error, Hashable, Sendable {
  /// The stable code, such as `snapshot.value`.
  package var code: String
  /// The field, with the groups around it: `document.number`; empty for the record as a whole.
  package var field: String
  package var found: String
  package var expected: String
  /// Names that the field could have had.
  package var known: [String]

  /// Makes a problem.
  ///
  /// - Parameters:
  ///   - code: the stable code.
  ///   - field: which field.
  ///   - found: what was there.
  ///   - expected: what would have been right.
  package init(
    _ code: String, field: String, found: String = "", expected: String = "", known: [String] = []
  ) {
    self.code = code
    self.field = field
    self.found = found
    self.expected = expected
    self.known = known
  }

  /// The problem that the text of a value, or its JSON, gives.
  package init(_ error: BasicsError, field: String) {
    let isValue =
      !error.code.hasPrefix("json.")
      || ["json.kind", "json.whole", "json.range"].contains(error.code)
    self.init(
      isValue ? "snapshot.value" : "snapshot.json", field: field, found: error.text,
      expected: error.expected)
  }

  /// The field's name without the groups around it.
  package var lastName: String {
    String(field[(field.lastIndex(of: ".").map(field.index(after:)) ?? field.startIndex)...])
  }

  /// The same problem seen from the record around the group.
  func inside(_ name: StaticString) -> FieldProblem {
    var outer = self
    outer.field = field.isEmpty ? "\(name)" : "\(name).\(field)"
    return outer
  }
}

/// Reads the fields of a record from JSON.
///
/// Fields in the order of the listing, as a saved snapshot has them, are read in one pass: the next
/// name is compared with the expected one. Fields in any other order are found through an index of
/// the object. Absent fields keep their defaults.
///
///     var json = JSONScanner(bytes)
///     let line = try RecordJSONReader.read(Line.self, from: &json)
package struct RecordJSONReader: FieldVisitor {
  package typealias Failure = FieldProblem

  /// One field of an object that is read in any order.
  private struct Entry {
    let name: String
    let value: JSONScanner
    var isTaken = false
  }

  /// The most fields that an object may have; no listing has so many.
  private static let mostFields = 256

  private var json: JSONScanner
  /// Whether a name was taken and its value comes next.
  private var hasName = false
  /// Whether a field was not where the listing has it.
  private var isOutOfOrder = false
  private var isIndexed = false
  private var index: [Entry] = []
  private var known: [String] = []
  private var missing: FieldProblem?

  private init(_ json: JSONScanner) {
    self.json = json
  }

  /// Reads a record, or a group of fields, which is the next value.
  ///
  /// - Parameters:
  ///   - json: stands before the object; stands behind it afterwards.
  ///   - tag: a field that the object has beside those of the listing: the name of the type.
  /// - Throws: `snapshot.field` for a field that the listing does not have, `snapshot.field-twice`,
  ///   `snapshot.missing`, `snapshot.value` for a value of another kind, `snapshot.json`.
  package static func read<Group: FieldGroup>(
    _: Group.Type, from json: inout JSONScanner, tag: StaticString? = nil
  ) throws(FieldProblem) -> Group {
    try Group.read(from: &json, tag: tag)
  }

  /// Reads a group by its listing.
  static func group<Group: FieldGroup>(
    _: Group.Type, from json: inout JSONScanner, tag: StaticString?
  ) throws(FieldProblem) -> Group {
    let start = json
    var reader = RecordJSONReader(json)
    try reader.begin(tag)
    var group = Group()
    try group.visit(&reader)
    if !reader.isOutOfOrder, !reader.hasName {
      json = reader.json
      return group
    }
    reader = RecordJSONReader(start)
    json = try reader.makeIndex(tag)
    group = Group()
    try group.visit(&reader)
    if let stranger = reader.index.first(where: { !$0.isTaken }) {
      throw FieldProblem("snapshot.field", field: stranger.name, known: reader.known)
    }
    if let missing = reader.missing { throw missing }
    return group
  }

  private mutating func begin(_ tag: StaticString?) throws(FieldProblem) {
    do throws(BasicsError) {
      try json.beginObject()
      hasName = try json.nextKey() != nil
      if let tag, hasName, json.key(is: tag) {
        try json.skipValue()
        hasName = try json.nextKey() != nil
      }
    } catch {
      throw FieldProblem(error, field: "")
    }
  }

  /// Notes where each field stands.
  ///
  /// - Returns: The scanner behind the object.
  private mutating func makeIndex(_ tag: StaticString?) throws(FieldProblem) -> JSONScanner {
    var twice: String?
    do throws(BasicsError) {
      try json.beginObject()
      while try json.nextKey() != nil {
        let name = json.keyText
        if index.contains(where: { $0.name == name }) { twice = twice ?? name }
        guard index.count < Self.mostFields else {
          throw BasicsError(
            code: "value.length", text: name, expected: "at most \(Self.mostFields) fields")
        }
        let isTag = tag.map { json.key(is: $0) } ?? false
        index.append(Entry(name: name, value: json, isTaken: isTag))
        try json.skipValue()
      }
    } catch {
      throw FieldProblem(error, field: index.last?.name ?? "")
    }
    if let twice { throw FieldProblem("snapshot.field-twice", field: twice) }
    isIndexed = true
    return json
  }

  /// Goes to the value of a field.
  ///
  /// - Returns: Whether there is one.
  @inline(__always)
  private mutating func seek(_ name: StaticString) -> Bool {
    if isIndexed { return seekIndexed(name) }
    return hasName && !isOutOfOrder && json.key(is: name)
  }

  private mutating func seekIndexed(_ name: StaticString) -> Bool {
    let text = "\(name)"
    known.append(text)
    guard let position = index.firstIndex(where: { $0.name == text }) else { return false }
    index[position].isTaken = true
    json = index[position].value
    return true
  }

  /// Goes on behind a value.
  @inline(__always)
  private mutating func advance(_ name: StaticString) throws(FieldProblem) {
    if isIndexed { return }
    do throws(BasicsError) {
      hasName = try json.nextKey() != nil
    } catch {
      throw FieldProblem(error, field: "\(name)")
    }
  }

  @inline(__always)
  private mutating func take<Value>(
    _ name: StaticString, _ body: (inout JSONScanner) throws(BasicsError) -> Value
  ) throws(FieldProblem) -> Value? {
    guard seek(name) else { return nil }
    let value: Value
    do throws(BasicsError) {
      value = try body(&json)
    } catch {
      throw FieldProblem(error, field: "\(name)")
    }
    try advance(name)
    return value
  }

  package mutating func required<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws(FieldProblem) {
    let found = try take(name) { (json) throws(BasicsError) in try Value.read(from: &json) }
    if let found {
      value = found
    } else if isIndexed {
      // A field that is not known comes first: it may be this one, misspelt.
      let problem = FieldProblem(
        "snapshot.missing", field: "\(name)", expected: Value.kindName)
      missing = missing ?? problem
    } else {
      isOutOfOrder = true
    }
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) throws(FieldProblem) {
    let found = try take(name) { (json) throws(BasicsError) in try Value.read(from: &json) }
    value = found ?? `default`
  }

  package mutating func optional<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value?
  ) throws(FieldProblem) {
    value = try take(name) { (json) throws(BasicsError) in try Value.read(from: &json) }
  }

  package mutating func through(
    _ name: StaticString, _ value: inout Day?
  ) throws(FieldProblem) {
    value = try take(name) { (json) throws(BasicsError) in
      var ahead = json
      if try ahead.stringBytes()?.count == 7 { return try json.written(Month.self).last }
      return try Day.read(from: &json)
    }
  }

  package mutating func list<Value: FieldValue>(
    _ name: StaticString, _ values: inout [Value]
  ) throws(FieldProblem) {
    let found = try take(name) { (json) throws(BasicsError) in
      try json.fieldList { (json) throws(BasicsError) in try Value.read(from: &json) }
    }
    values = found ?? []
  }

  package mutating func group<Group: FieldGroup>(
    _ name: StaticString, _ group: inout Group?
  ) throws(FieldProblem) {
    guard seek(name) else { return group = nil }
    do throws(FieldProblem) {
      group = try Self.read(Group.self, from: &json)
    } catch {
      throw error.inside(name)
    }
    try advance(name)
  }

  package mutating func groups<Group: FieldGroup>(
    _ name: StaticString, _ groups: inout [Group]
  ) throws(FieldProblem) {
    groups.removeAll()
    guard seek(name) else { return }
    do throws(BasicsError) { try json.beginArray() } catch {
      throw FieldProblem(error, field: "\(name)")
    }
    while try hasElement(name, groups.count) {
      do throws(FieldProblem) {
        groups.append(try Self.read(Group.self, from: &json))
      } catch {
        throw error.inside(name)
      }
    }
    try advance(name)
  }

  private mutating func hasElement(
    _ name: StaticString, _ count: Int
  ) throws(FieldProblem) -> Bool {
    do throws(BasicsError) {
      try json.checkCount(count)
      return try json.nextElement()
    } catch {
      throw FieldProblem(error, field: "\(name)")
    }
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) throws(FieldProblem) {
    map = FieldMap()
    guard seek(name) else { return }
    var entry = ""
    do throws(BasicsError) {
      try json.beginObject()
      while try json.nextKey() != nil {
        entry = json.keyText
        guard map[entry] == nil else {
          throw BasicsError(code: "value.twice", text: entry, expected: "each name once")
        }
        map.entries.append(.init(name: entry, value: try MapValue.read(from: &json)))
        try json.checkCount(map.entries.count)
      }
    } catch {
      throw FieldProblem(error, field: entry).inside(name)
    }
    try advance(name)
  }
}
