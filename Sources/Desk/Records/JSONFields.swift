import Basics

extension JSONScanner {
  /// Reads a value whose kind the field does not fix.
  ///
  /// - Throws: `value.kind` for an object, a fraction, null, or a list of anything but texts or
  ///   whole numbers.
  mutating func fieldMapValue() throws(BasicsError) -> MapValue {
    switch try kind() {
    case .string: return .text(try string())
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
      if try kind() == .number { numbers.append(try integer()) } else { texts.append(try string()) }
    }
    guard texts.isEmpty || numbers.isEmpty else {
      throw BasicsError(
        code: "value.kind", text: "", expected: "texts or whole numbers, not both",
        offset: position)
    }
    return numbers.isEmpty ? .texts(texts) : .numbers(numbers)
  }

  /// Reads a list of values.
  mutating func fieldList<Value>(
    _ element: (inout JSONScanner) throws(BasicsError) -> Value
  ) throws(BasicsError) -> [Value] {
    var values: [Value] = []
    try beginArray()
    while try nextElement() { values.append(try element(&self)) }
    return values
  }
}
