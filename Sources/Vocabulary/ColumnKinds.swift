import Basics
import Desk
import Language
import Records

extension ColumnKind {
  /// One of the words of an enumeration of the records.
  static func choice<Code: NamedCode>(_ codes: Code.Type) -> ColumnKind {
    .choice(CodeNames(codes))
  }

  /// Personal data of a customer (DESK-3), who is found by it all the same.
  static let personal = masked(instead: "customer find")
}
