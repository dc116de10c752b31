internal import Synchronization

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
///
/// They are gathered when somebody first asks, since every column of every command has some and few
/// runs show any.
package struct CodeNames: Sendable {
  private typealias Pair = (code: String, chinese: String)

  private let pairs: @Sendable () -> [Pair]
  private let names = Names()

  /// The names by their codes, once they are gathered.
  private final class Names: Sendable {
    let all = Mutex<[String: String]?>(nil)
  }

  /// The codes of an enumeration.
  package init<Code: NamedCode>(_: Code.Type) {
    pairs = { Code.allCases.map { ($0.code, $0.chinese) } }
  }

  /// Codes with their names, in their order.
  package init(_ names: [(code: String, chinese: String)]) {
    pairs = { names }
  }

  /// Codes of which no enumeration has all.
  package init(_ names: KeyValuePairs<String, String>) {
    let names = names.map { (code: $0.key, chinese: $0.value) }
    pairs = { names }
  }

  private init(gathering pairs: @escaping @Sendable () -> [Pair]) {
    self.pairs = pairs
  }

  /// The codes of both; where both have one, it has the name of the left.
  package static func + (left: CodeNames, right: CodeNames) -> CodeNames {
    CodeNames(gathering: { left.pairs() + right.pairs() })
  }

  /// The codes in the order of their declaration.
  package var codes: [String] { pairs().map(\.code) }

  /// The Chinese name of a code; nil for what is none of them.
  package func chinese(_ code: String) -> String? {
    names.all.withLock { (all) in
      if all == nil {
        all = Dictionary(pairs().map { ($0.code, $0.chinese) }) { first, _ in first }
      }
      return all?[code]
    }
  }
}
