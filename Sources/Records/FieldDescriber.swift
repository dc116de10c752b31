package import Basics

/// Lists the fields that a listing has, with their kinds: for documentation.
package struct FieldDescriber: FieldVisitor {
  /// One field.
  package struct Field: Sendable {
    package var name: String
    /// What documents call its kind of value; a list of names for one of several.
    package var kind: String
    /// The codes that it may hold, when they are those of an enumeration.
    package var codes: CodeNames?
    /// Whether it may be left out.
    package var isOptional: Bool
    /// Whether it is a list.
    package var isList: Bool
    /// The fields of a group.
    package var fields: [Field]
  }

  package private(set) var fields: [Field] = []

  private init() {}

  /// The fields of a group.
  package static func fields<Group: FieldGroup>(of _: Group.Type) -> [Field] {
    var describer = FieldDescriber()
    var group = Group()
    group.visit(&describer)
    return describer.fields
  }

  private mutating func append(
    _ name: StaticString, _ kind: String, codes: CodeNames? = nil, isOptional: Bool,
    isList: Bool = false, _ fields: [Field] = []
  ) {
    self.fields.append(
      Field(
        name: "\(name)", kind: kind, codes: codes, isOptional: isOptional, isList: isList,
        fields: fields))
  }

  package mutating func required<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
    append(name, Value.kindName, codes: Value.codeNames, isOptional: false)
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) {
    append(name, Value.kindName, codes: Value.codeNames, isOptional: true)
  }

  package mutating func optional<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
    append(name, Value.kindName, codes: Value.codeNames, isOptional: true)
  }

  package mutating func list<Value: FieldValue>(_ name: StaticString, _ values: inout [Value]) {
    append(name, Value.kindName, codes: Value.codeNames, isOptional: true, isList: true)
  }

  package mutating func group<Group: FieldGroup>(_ name: StaticString, _ group: inout Group?) {
    append(name, "", isOptional: true, Self.fields(of: Group.self))
  }

  package mutating func groups<Group: FieldGroup>(_ name: StaticString, _ groups: inout [Group]) {
    append(name, "", isOptional: true, isList: true, Self.fields(of: Group.self))
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) {
    append(name, "names and values", isOptional: true)
  }
}
