package import Basics

extension JSONScanner {
  /// Reads a text that a record can keep.
  ///
  /// - Throws: `value.length` for a longer one.
  mutating func fieldText() throws(BasicsError) -> String {
    let start = position
    let text = try string()
    guard text.utf8.count <= RecordLimits.text else {
      throw BasicsError(
        code: "value.length", text: "\(text.utf8.count)",
        expected: "at most \(RecordLimits.text) bytes", offset: start)
    }
    return text
  }

  /// Reads an identifier.
  mutating func fieldIdentifier() throws(BasicsError) -> Identifier {
    if let bytes = try stringBytes() { return try Identifier(utf8: bytes) }
    return try Identifier(parsing: try string())
  }

  /// Reads a value whose kind the field does not fix.
  ///
  /// - Throws: `value.kind` for an object, a fraction, null, or a list of anything but texts or
  ///   whole numbers.
  mutating func fieldMapValue() throws(BasicsError) -> MapValue {
    switch try kind() {
    case .string: return .text(try fieldText())
    case .boolean: return .boolean(try boolean())
    case .number: return .integer(try integer())
    case .array: return try fieldMapList()
    case .object, .null:
      throw BasicsError(
        code: "value.kind", text: "", expected: MapValue.kindName, offset: position)
    }
  }

  private mutating func fieldMapList() throws(BasicsError) -> MapValue {
    var texts: [String] = []
    var numbers: [Int64] = []
    try beginArray()
    while try nextElement() {
      if try kind() == .number {
        numbers.append(try integer())
      } else {
        texts.append(try fieldText())
      }
    }
    try checkCount(texts.count + numbers.count)
    guard texts.isEmpty || numbers.isEmpty else {
      throw BasicsError(
        code: "value.kind", text: "", expected: "texts or whole numbers, not both",
        offset: position)
    }
    return numbers.isEmpty ? .texts(texts) : .numbers(numbers)
  }

  /// Reads a list of values.
  package mutating func fieldList<Value>(
    _ element: (inout JSONScanner) throws(BasicsError) -> Value
  ) throws(BasicsError) -> [Value] {
    var values: [Value] = []
    try beginArray()
    while try nextElement() { values.append(try element(&self)) }
    try checkCount(values.count)
    return values
  }

  /// Looks whether a record can keep a list of so many values.
  ///
  /// - Throws: `value.length` for a longer one.
  func checkCount(_ count: Int) throws(BasicsError) {
    guard count <= RecordLimits.values else {
      throw BasicsError(
        code: "value.length", text: "\(count)", expected: "at most \(RecordLimits.values) values",
        offset: position)
    }
  }
}
