package import Basics

/// Writes the fields of a record as JSON, in the order of their listing, absent ones left out.
package struct RecordJSONWriter: FieldVisitor {
  package var json: JSONWriter

  /// - Parameter json: where the fields go; the object around them is the caller's.
  package init(_ json: consuming JSONWriter) {
    self.json = json
  }

  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    json.key(name)
    value.write(to: &json)
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    if value != `default` { required(name, &value) }
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    guard let present = value else { return }
    json.key(name)
    present.write(to: &json)
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    guard !values.isEmpty else { return }
    json.key(name)
    json.beginArray()
    for value in values { value.write(to: &json) }
    json.endArray()
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    guard group != nil else { return }
    json.key(name)
    json.beginObject()
    group?.visit(&self)
    json.endObject()
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    guard !groups.isEmpty else { return }
    json.key(name)
    json.beginArray()
    for index in groups.indices {
      json.beginObject()
      groups[index].visit(&self)
      json.endObject()
    }
    json.endArray()
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    guard !map.entries.isEmpty else { return }
    json.key(name)
    json.value(map)
  }
}

extension JSONWriter {
  /// Writes a group of fields as an object.
  package mutating func value<Group: FieldGroup>(_ group: Group) {
    beginObject()
    // Taken out first: a copy would make every field written copy all that stands before it.
    let taken = self
    self = JSONWriter()
    var writer = RecordJSONWriter(taken)
    var copy = group
    copy.visit(&writer)
    self = writer.json
    endObject()
  }

  /// Writes fields whose names are not fixed as an object.
  package mutating func value(_ map: FieldMap) {
    beginObject()
    for entry in map.entries {
      key(entry.name)
      entry.value.write(to: &self)
    }
    endObject()
  }
}
