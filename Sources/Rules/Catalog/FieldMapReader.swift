import Basics
package import Records

/// Puts the values of a `catalog` record into the section that they change, by name.
package struct FieldMapReader: FieldVisitor {
  private let values: FieldMap
  private let section: String
  private var known: [String] = []

  /// - Parameters:
  ///   - values: the record's values.
  ///   - section: the section's name, for errors.
  package init(_ values: FieldMap, section: String) {
    self.values = values
    self.section = section
  }

  /// Looks whether every value was read.
  ///
  /// - Throws: `catalog.value` naming the first that had none.
  package func finish() throws(RuleError) {
    for entry in values.entries where !known.contains(entry.name) {
      throw RuleError(
        "catalog.value",
        ["section": .text(section), "name": .text(entry.name), "known": .texts(known)])
    }
  }

  private mutating func scanner(for name: StaticString) -> [UInt8]? {
    known.append("\(name)")
    guard let value = values["\(name)"] else { return nil }
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.bytes
  }

  private func read<Value>(
    _ name: StaticString, _ bytes: [UInt8],
    _ body: (inout JSONScanner) throws(BasicsError) -> Value
  ) throws(RuleError) -> Value {
    let result: Result<Value, BasicsError> = bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(buffer)
      do throws(BasicsError) {
        return .success(try body(&scanner))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error):
      throw RuleError(
        "catalog.kind",
        [
          "section": .text(section), "name": .text("\(name)"), "found": .text(error.text),
          "expected": .text(error.expected),
        ])
    }
  }

  package mutating func required<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws(RuleError) {
    guard let bytes = scanner(for: name) else { return }
    value = try read(name, bytes) { (json) throws(BasicsError) in
      try Self.inRange(try Value.read(from: &json))
    }
  }

  /// The most that a number of the catalog may be: days, months, points and growth worked out with it
  /// stay within what can be kept.
  private static let highestNumber: Int64 = 1_000_000

  /// A value that may stand in the catalog: no number below zero, none too large to compute with.
  private static func inRange<Value: FieldValue>(_ value: Value) throws(BasicsError) -> Value {
    let number: Int64 =
      switch value {
      case let wide as Int64: wide
      case let narrow as Int32: Int64(narrow)
      case let money as Money where money < .zero: -1
      default: 0
      }
    guard number < 0 || number > highestNumber else { return value }
    throw BasicsError(
      code: "value.range", text: "\(value)",
      expected: value is Money ? "0.00 or more" : "0 to \(highestNumber)")
  }

  package mutating func plain<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value, default: Value
  ) throws(RuleError) {
    try required(name, &value)
  }

  package mutating func optional<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value?
  ) throws(RuleError) {
    guard let bytes = scanner(for: name) else { return }
    value = try read(name, bytes) { (json) throws(BasicsError) in try Value.read(from: &json) }
  }

  package mutating func list<Value: FieldValue>(
    _ name: StaticString, _ list: inout [Value]
  ) throws(RuleError) {
    guard let bytes = scanner(for: name) else { return }
    let count = list.count
    list = try read(name, bytes) { (json) throws(BasicsError) in
      let values = try json.fieldList { (json) throws(BasicsError) in
        try Self.inRange(try Value.read(from: &json))
      }
      // A list of numbers has one for each star.
      guard Value.self is any Numbered.Type, values.count != count else { return values }
      throw BasicsError(
        code: "value.length", text: "\(values.count)", expected: "\(count) values")
    }
  }

  package mutating func group<Group: FieldGroup>(
    _ name: StaticString, _ group: inout Group?
  ) throws(RuleError) {
    known.append("\(name)")
  }

  package mutating func groups<Group: FieldGroup>(
    _ name: StaticString, _ groups: inout [Group]
  ) throws(RuleError) {
    known.append("\(name)")
  }

  package mutating func map(_ name: StaticString, _ map: inout FieldMap) throws(RuleError) {
    known.append("\(name)")
  }
}

/// A value of which a list has one for each star.
private protocol Numbered {}
extension Int64: Numbered {}
extension Money: Numbered {}
