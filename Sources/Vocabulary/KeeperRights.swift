import Basics
import Desk
package import Language
import Records
import Rules

/// A right that was missing and that the journal does not tell of yet.
struct MissingRight {
  let error: DeskError
  let command: String
}

/// Rights are looked at here and nowhere else (DESK-10).
extension Keeper {
  package func authorise(
    _ command: Command, _ extent: ChangeExtent
  ) throws(LanguageError) {
    try require(command.needed, for: command.name, isSeveral: extent == .several)
  }

  /// Looks whether the operator has a right.
  ///
  /// - Parameters:
  ///   - right: which, by the role that has it first of all.
  ///   - command: what needs it, for the message and the journal.
  ///   - isSeveral: whether the change is one of several.
  /// - Throws: one of the codes of ``Rights/Bar``, of which the journal then tells.
  func require(_ right: Role, for command: String, isSeveral: Bool) throws(LanguageError) {
    if let allowed, allowed == (right, isSeveral) { return }
    let facts = try knownRights()
    guard let bar = Rights.bar(right, isSeveral: isSeveral, facts) else {
      return allowed = (right, isSeveral)
    }
    let name = operatorName
    let needed = bar == .several ? Role.support : right
    let error = try look { (view, _, _) throws(DeskError) in
      DeskError(
        bar.rawValue,
        [
          "operator": .text(name), "role": .text(facts.asker?.role.rawValue ?? "-"),
          "command": .text(command), "right": .text(needed.rawValue),
          "who": .texts(try view.operators(with: needed, isSeveral: isSeveral)),
        ])
    }
    missingRights.append(MissingRight(error: error, command: command))
    if !isOpen { try commit() }
    throw LanguageError(error)
  }

  private func knownRights() throws(LanguageError) -> Rights.Facts {
    if let rights { return rights }
    let name = operatorName
    let found = try look { (view, _, _) throws(DeskError) in try view.rightsFacts(of: name) }
    rights = found
    return found
  }

  /// Looks whether the customer whom a call is about belongs to the region of an operator whose right
  /// ends there. Whom the call cannot name is for the command itself to tell.
  ///
  /// - Throws: `right.region`, of which the journal then tells.
  func requireRegion(_ call: Call, _ work: borrowing Work) throws(DeskError) {
    let name = operatorName
    if rights == nil {
      rights = try work.look { (view, _, _) throws(DeskError) in try view.rightsFacts(of: name) }
    }
    guard rights?.asker?.role == .field, let asker = rights?.asker, !asker.region.isEmpty,
      call.command.isRegional, let place = call.command.subjectPlace,
      case .text(let subject) = call.values[place]
    else { return }
    let kind = call.command.parameters[place].kind
    let error = try work.look { (view, _, _) throws(DeskError) -> DeskError? in
      for id in view.owners(of: subject, kind) {
        guard let customer = try view.customer(id), !Rights.covers(asker, customer) else {
          continue
        }
        return DeskError(
          Rights.Bar.region.rawValue,
          [
            "operator": .text(name), "role": .text(asker.role.rawValue),
            "command": .text(call.command.name), "right": .text(Role.support.rawValue),
            "region": .text(asker.region), "customer": .text(id.text),
            "province": .text(customer.province),
            "who": .texts(try view.operators(with: .support, isSeveral: false)),
          ])
      }
      return nil
    }
    guard let error else { return }
    missingRights.append(MissingRight(error: error, command: call.command.name))
    throw error
  }

  /// Has the journal tell of the rights that were missing: one entry each, and no order.
  ///
  /// - Parameter rollback: what the journal was to say of the script that ended for it.
  func tellMissingRights(_ rollback: Rollback? = nil) throws(LanguageError) {
    let missing = missingRights
    missingRights.removeAll()
    guard !missing.isEmpty, !isReadOnly else { return }
    let name = operatorName
    try change { (work) throws(DeskError) in
      for each in missing {
        var values: FieldMap = ["code": .text(each.error.code), "command": .text(each.command)]
        for field in ["role", "right", "region", "customer"] {
          values[field] = each.error.values[field]
        }
        if let rollback {
          values["script"] = .text(rollback.script)
          values["line"] = .integer(Int64(rollback.line))
        }
        try work.note("right-missing", operator: name, values: values)
      }
    }
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
