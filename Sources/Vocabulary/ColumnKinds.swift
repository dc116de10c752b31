import Desk
import Language
import Records

extension ColumnKind {
  /// One of the words of an enumeration of the records.
  static func choice<Words: NamedValue>(_ words: Words.Type) -> ColumnKind {
    .choice(words.allCases.map(\.rawValue))
  }

  /// Personal data of a customer (DESK-3), who is found by it all the same.
  static let personal = masked(instead: "customer find")
}
