/// A code out of a short list, as scripts, JSON and CSV have it, and what a reader of Chinese sees in
/// its place.
package protocol NamedCode: CaseIterable, Sendable {
  /// The code, such as `two-way`.
  var code: String { get }

  /// What field staff say, such as 双停.
  var chinese: String { get }
}

extension NamedCode where Self: RawRepresentable, RawValue == String {
  @inlinable package var code: String { rawValue }
}

/// Codes with their Chinese names, as a column or a message has them.
package struct CodeNames: Sendable {
  /// The codes in the order of their declaration.
  package let codes: [String]
  private let names: [String: String]

  /// The codes of an enumeration.
  package init<Code: NamedCode>(_: Code.Type) {
    codes = Code.allCases.map(\.code)
    names = Dictionary(uniqueKeysWithValues: Code.allCases.map { ($0.code, $0.chinese) })
  }

  /// Codes with their names, in their order.
  package init(_ names: some Sequence<(code: String, chinese: String)>) {
    codes = names.map(\.code)
    self.names = Dictionary(uniqueKeysWithValues: names.map { ($0.code, $0.chinese) })
  }

  /// Codes of which no enumeration has all.
  package init(_ names: KeyValuePairs<String, String>) {
    codes = names.map(\.key)
    self.names = Dictionary(uniqueKeysWithValues: names.map { ($0.key, $0.value) })
  }

  /// The codes of both.
  package static func + (left: CodeNames, right: CodeNames) -> CodeNames {
    CodeNames(
      codes: left.codes + right.codes, names: left.names.merging(right.names) { own, _ in own })
  }

  private init(codes: [String], names: [String: String]) {
    self.codes = codes
    self.names = names
  }

  /// The Chinese name of a code; nil for what is none of them.
  package func chinese(_ code: String) -> String? { names[code] }
}
