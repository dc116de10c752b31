import Basics

/// Lists the fields of a record as name and text, in the words of a snapshot: for differences.
package struct FieldLister: FieldVisitor {
  /// One field that is not absent.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var text: String
  }

  package private(set) var fields: [Field] = []

  package init() {}

  /// The fields of a record that are not absent.
  package static func fields<Group: FieldGroup>(of group: Group) -> [Field] {
    var lister = FieldLister()
    var copy = group
    copy.visit(&lister)
    return lister.fields
  }

  /// What differs between two records of one type, either of which may be absent.
  package static func differences<Group: FieldGroup>(
    _ before: Group?, _ after: Group?
  ) -> [RecordChange.Field] {
    let old = before.map { fields(of: $0) } ?? []
    let new = after.map { fields(of: $0) } ?? []
    var names = old.map(\.name)
    for field in new where !names.contains(field.name) { names.append(field.name) }
    return names.compactMap { name in
      let was = old.first { $0.name == name }?.text
      let becomes = new.first { $0.name == name }?.text
      return was == becomes ? nil : .init(name: name, before: was, after: becomes)
    }
  }

  /// What differs between two records of one type, either of which may be absent, as it is shown:
  /// with names, document numbers and contact data masked (DESK-3).
  package static func shownDifferences<R: Record>(
    _ before: R?, _ after: R?
  ) -> [RecordChange.Field] {
    let differences = differences(before, after)
    guard !differences.isEmpty else { return [] }
    let old = before.map { fields(of: $0.masked) } ?? []
    let new = after.map { fields(of: $0.masked) } ?? []
    return differences.map { field in
      .init(
        name: field.name, before: old.first { $0.name == field.name }?.text,
        after: new.first { $0.name == field.name }?.text)
    }
  }

  private mutating func append(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    write(&json)
    var text = String(decoding: json.bytes, as: UTF8.self)
    if text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
    fields.append(Field(name: "\(name)", text: text))
  }

  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    let copy = value
    append(name) { copy.write(to: &$0) }
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    if value != `default` { required(name, &value) }
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    if var present = value { required(name, &present) }
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    guard !values.isEmpty else { return }
    let copy = values
    append(name) { json in
      json.beginArray()
      for value in copy { value.write(to: &json) }
      json.endArray()
    }
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    guard let copy = group else { return }
    append(name) { $0.value(copy) }
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    guard !groups.isEmpty else { return }
    let copy = groups
    append(name) { json in
      json.beginArray()
      for group in copy { json.value(group) }
      json.endArray()
    }
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    guard !map.entries.isEmpty else { return }
    let copy = map
    append(name) { $0.value(copy) }
  }
}
