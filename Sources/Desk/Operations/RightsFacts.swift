package import Records
package import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// What a right of an operator is looked at on.
  ///
  /// - Parameter name: the operator's name, or the login name in the operator's record.
  package borrowing func rightsFacts(of name: String) throws(DeskError) -> Rights.Facts {
    let isTest = try storeState()?.isTest ?? false
    let operators = try all(Operator.self, of: .absent)
    let asker =
      operators.first { $0.name == name } ?? operators.first { $0.user == name && !name.isEmpty }
    return Rights.Facts(asker: asker, hasOperators: !operators.isEmpty, isTest: isTest)
  }

  /// The active operators who may make a change that needs a right, with their roles, for messages:
  /// the first few, then how many more there are.
  ///
  /// - Parameter isSeveral: as for ``Rights/bar(_:isSeveral:_:)``.
  package borrowing func operators(
    with right: Role, isSeveral: Bool
  ) throws(DeskError) -> [String] {
    let isTest = try storeState()?.isTest ?? false
    let able = try all(Operator.self, of: .absent).filter { each in
      let facts = Rights.Facts(asker: each, hasOperators: true, isTest: isTest)
      return Rights.bar(right, isSeveral: isSeveral, facts) == nil
    }
    let texts = able.prefix(mostNamed).map { "\($0.name) (\($0.role.rawValue))" }
    if able.count > mostNamed { return texts + ["+\(able.count - mostNamed)"] }
    return texts.isEmpty ? ["-"] : texts
  }
}

/// How many operators a message names.
private let mostNamed = 5
