import Basics
import Desk
import Language
import Records
import Rules

/// What the operator of a session may change: looked at here and nowhere else (DESK-10).
final class OperatorRights {
  /// A right that was missing and that the journal does not tell of yet.
  private struct Missing {
    let error: DeskError
    let command: String
  }

  private let connection: StoreConnection
  private let scope: TransactionScope
  /// What the rights are looked at on, and the generation of the store in which it was read.
  private var known: (facts: Rights.Facts, generation: Int)?
  /// The right that was looked at last and that the operator has.
  private var allowed: (right: Role, isSeveral: Bool)?
  private var missing: [Missing] = []

  init(_ connection: StoreConnection, _ scope: TransactionScope) {
    self.connection = connection
    self.scope = scope
  }

  /// Whether the journal is still to tell of rights that were missing.
  var hasMissing: Bool { !missing.isEmpty }

  /// Looks whether the operator has a right.
  ///
  /// - Parameters:
  ///   - right: which, by the role that has it first of all.
  ///   - command: what needs it, for the message and the journal.
  ///   - isSeveral: whether the change is one of several.
  /// - Returns: Nil when the operator has it, otherwise the error, one of the codes of
  ///   ``Rights/Bar``, of which the journal is to tell.
  func bar(
    _ right: Role, for command: String, isSeveral: Bool
  ) throws(DeskError) -> DeskError? {
    if known?.generation != scope.generation { known = nil }
    if known != nil, let allowed, allowed == (right, isSeveral) { return nil }
    let name = connection.operatorName
    let facts = try scope.read { (view, _, _) throws(DeskError) in
      try self.facts(of: name, view)
    }
    guard let bar = Rights.bar(right, isSeveral: isSeveral, facts) else {
      allowed = (right, isSeveral)
      return nil
    }
    let needed = bar == .several ? Role.support : right
    let error = try scope.read { (view, _, _) throws(DeskError) in
      DeskError(
        bar.rawValue,
        [
          "operator": .text(name), "role": .text(facts.asker?.role.rawValue ?? "-"),
          "command": .text(command), "right": .text(needed.rawValue),
          "who": .texts(try view.operators(with: needed, isSeveral: isSeveral)),
        ])
    }
    missing.append(Missing(error: error, command: command))
    return error
  }

  /// Looks whether the customer whom a call is about belongs to the region of an operator whose right
  /// ends there. Whom the call cannot name is for the command itself to tell.
  ///
  /// - Throws: `right.region`, of which the journal then tells.
  func requireRegion(
    _ command: Command, _ subject: Value?, _ transaction: borrowing StoreTransaction
  ) throws(DeskError) {
    let name = connection.operatorName
    let facts = try transaction.read { (view, _, _) throws(DeskError) in
      try self.facts(of: name, view)
    }
    guard facts.asker?.role == .field, let asker = facts.asker, !asker.region.isEmpty,
      command.isRegional, let index = command.subjectIndex, case .text(let subject)? = subject
    else { return }
    let kind = command.parameters[index].kind
    let error = try transaction.read { (view, _, _) throws(DeskError) -> DeskError? in
      for id in view.owners(of: subject, kind) {
        guard let customer = try view.customer(id), !Rights.covers(asker, customer) else {
          continue
        }
        return DeskError(
          Rights.Bar.region.rawValue,
          [
            "operator": .text(name), "role": .text(asker.role.rawValue),
            "command": .text(command.name), "right": .text(Role.support.rawValue),
            "region": .text(asker.region), "customer": .text(id.text),
            "province": .text(customer.province),
            "who": .texts(try view.operators(with: .support, isSeveral: false)),
          ])
      }
      return nil
    }
    guard let error else { return }
    missing.append(Missing(error: error, command: command.name))
    throw error
  }

  /// Has the journal tell of the rights that were missing: one entry each, and no order.
  ///
  /// - Parameter rollback: what the journal was to say of the script that ended for it.
  func recordMissing(_ rollback: Rollback? = nil) throws(LanguageError) {
    let missing = missing
    self.missing.removeAll()
    guard let last = missing.last, !connection.isReadOnly else { return }
    let name = connection.operatorName
    try scope.change(last.command) { (transaction) throws(DeskError) in
      for each in missing {
        var values: FieldMap = ["code": .text(each.error.code), "command": .text(each.command)]
        for field in ["role", "right", "region", "customer"] {
          values[field] = each.error.values[field]
        }
        if let rollback {
          values["script"] = .text(rollback.script)
          values["line"] = .integer(Int64(rollback.line))
        }
        try transaction.note("right-missing", operator: name, values: values)
      }
    }
  }

  private func facts<View: StoreReading & ~Copyable>(
    of name: String, _ view: borrowing View
  ) throws(DeskError) -> Rights.Facts {
    if let known, known.generation == scope.generation { return known.facts }
    let facts = try view.rightsFacts(of: name)
    known = (facts, scope.generation)
    allowed = nil
    return facts
  }
}

extension Command {
  /// The role that has the right of the command first of all.
  var needed: Records.Role {
    switch right {
    case .field: .field
    case .support: .support
    case .tester: .tester
    case .auditor: .auditor
    case .administrator: .administrator
    }
  }
}

extension StoreReading where Self: ~Copyable {
  /// The customers whom the subject of a command is about: of a number that another's account pays
  /// for, both.
  fileprivate borrowing func owners(of name: String, _ kind: ParameterKind) -> [Identifier] {
    var owners: [Identifier] = []
    switch kind {
    case .order:
      if let id = try? Identifier(parsing: name), let owner = try? customer(ofOrder: id) {
        owners.append(owner)
      }
    case .account:
      if let account = try? account(named: name) { owners.append(account.customer) }
      fallthrough
    case .number:
      if let line = try? summary(of: name) { owners.append(line.customer) }
    default:
      if let id = try? identify(name) { owners.append(id) }
    }
    return owners
  }
}
