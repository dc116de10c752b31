package import Records

/// Who may change what (DESK-10).
package enum Rights {
  /// What a right is looked at on.
  package struct Facts: Hashable, Sendable {
    /// The record of whoever asks, found by name or by login name.
    package var asker: Operator?
    /// Whether the store has operators at all.
    package var hasOperators: Bool
    package var isTest: Bool

    package init(asker: Operator? = nil, hasOperators: Bool, isTest: Bool) {
      self.asker = asker
      self.hasOperators = hasOperators
      self.isTest = isTest
    }
  }

  /// Why a change may not be made; the raw values are the codes of errors.
  package enum Bar: String, CaseIterable, Sendable {
    /// The name is no operator's.
    case unknown = "right.operator"
    /// The operator is locked.
    case inactive = "right.inactive"
    /// The role does not have the right.
    case missing = "right.missing"
    /// The role has the right on test stores alone.
    case testStore = "right.test-store"
    /// The role makes one change at a time.
    case several = "right.several"
    /// The customer belongs to another region.
    case region = "right.region"
  }

  /// Whether a role has a right, which is named after the role that has it first of all. Support has
  /// what field staff have; an administrator has every right but to be audited (chosen).
  package static func has(_ role: Role, _ right: Role) -> Bool {
    switch role {
    case .field, .tester, .auditor: role == right
    case .support: right == .support || right == .field
    case .administrator: true
    }
  }

  /// Why a change that needs a right may not be made; nil: it may (DESK-10).
  ///
  /// A store without operators lets everyone change everything. In a test store an operator with a
  /// record has the rights of the role, any other name all of them; in any other store a name without
  /// a record has none. An auditor changes nothing, a tester changes test stores alone, field staff
  /// make one change at a time.
  ///
  /// - Parameter isSeveral: whether the change is one of several: of a script, a pipeline, a loop or
  ///   a job.
  package static func bar(_ right: Role, isSeveral: Bool, _ facts: Facts) -> Bar? {
    guard facts.hasOperators else { return nil }
    guard let asker = facts.asker else { return facts.isTest ? nil : .unknown }
    guard asker.active else { return .inactive }
    guard asker.role != .auditor, has(asker.role, right) else { return .missing }
    if asker.role == .tester, !facts.isTest { return .testStore }
    return asker.role == .field && isSeveral ? .several : nil
  }

  /// Whether an operator may change what is a customer's: field staff of a region only in that region
  /// (DESK-10). An operator or a customer whose region is not recorded is bound to none (chosen).
  package static func covers(_ asker: Operator, _ customer: Customer) -> Bool {
    asker.role != .field || asker.region.isEmpty || customer.province.isEmpty
      || asker.region == customer.province
  }
}
