package import Basics

/// A value that a field may hold: how it stands in the store's bytes and in a snapshot.
package protocol FieldValue: Hashable, Sendable {
  /// What documents call the kind of value.
  static var kindName: String { get }

  /// The codes of an enumeration; nil for any other kind of value.
  static var codeNames: CodeNames? { get }

  /// Writes the value to the store's bytes.
  func encode(to encoder: inout RecordEncoder)

  /// Reads the value from the store's bytes.
  static func decode(from decoder: inout RecordDecoder) -> Self

  /// Writes the value into a snapshot.
  func write(to json: inout JSONWriter)

  /// Reads the value from a snapshot.
  static func read(from json: inout JSONScanner) throws(BasicsError) -> Self
}

extension FieldValue {
  package static var codeNames: CodeNames? { nil }
}

/// A value out of a short list of names, such as the kind of a line.
///
/// The names are the raw values; in the store's bytes stands the index of the case in its
/// declaration, so cases are only ever added at the end.
package protocol NamedValue: FieldValue, NamedCode, RawRepresentable, BitwiseCopyable
where RawValue == String {}

extension NamedValue {
  package static var codeNames: CodeNames? { CodeNames(Self.self) }

  package static var kindName: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The index of the case in its declaration.
  @inline(__always)
  package var ordinal: UInt8 {
    precondition(MemoryLayout<Self>.size == 1)
    return unsafeBitCast(self, to: UInt8.self)
  }

  /// The case at an index of the declaration.
  @inline(__always)
  package init?(ordinal: UInt8) {
    precondition(MemoryLayout<Self>.size == 1)
    guard Int(ordinal) < Self.allCases.count else { return nil }
    self = unsafeBitCast(ordinal, to: Self.self)
  }

  package func encode(to encoder: inout RecordEncoder) { encoder.fixed(ordinal) }

  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Self {
    guard let value = Self(ordinal: decoder.fixed()) else {
      decoder.spoil()
      return unsafeBitCast(UInt8(0), to: Self.self)
    }
    return value
  }

  package func write(to json: inout JSONWriter) { json.value(rawValue) }

  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Self {
    let text = try json.string()
    guard let value = Self(rawValue: text) else {
      throw BasicsError(code: "value.unknown", text: text, expected: kindName)
    }
    return value
  }
}
