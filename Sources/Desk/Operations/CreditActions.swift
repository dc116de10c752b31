import Basics
import Storage

extension Work {
  /// Suspends the lines of an account one-way when its rule says so now (CRE-1 .. CRE-3, CRE-10).
  ///
  /// - Returns: The numbers that were suspended.
  package mutating func suspendIfOwed(_ id: Identifier) throws(DeskError) -> [String] {
    let facts = try creditFacts(of: id)
    guard facts.hasWorkingLine,
      CreditControl.mustSuspend(facts, at: now, terms: catalog.credit)
    else { return [] }
    return try suspendLines(of: facts.account)
  }

  /// Restores the lines of an account in the normal way when its rule says so after a payment
  /// (CRE-1 .. CRE-3): every suspension for arrears ends, and with it any emergency restore
  /// (BEN-12).
  ///
  /// - Returns: The numbers whose suspension for arrears ended.
  package mutating func restoreIfPaid(_ id: Identifier) throws(DeskError) -> [String] {
    let facts = try creditFacts(of: id)
    guard CreditControl.mayRestore(facts, at: now, terms: catalog.credit) else { return [] }
    var restored: [String] = []
    let account = facts.account
    for line in try transaction.lines(of: account.id, account.customer) {
      guard line.disconnected == nil else { continue }
      let leader = try transaction.leader(of: line)
      if leader != line.number,
        !(try transaction.line(leader).line.isWithoutArrears)
      {
        continue
      }
      for each in [line] + (try transaction.followers(of: line)) {
        guard each.disconnected == nil, each.restriction(for: .arrears) != nil,
          !restored.contains(each.number)
        else { continue }
        try endArrears(of: each)
        try inform("text.restored", each)
        restored.append(each.number)
      }
    }
    return restored
  }

  /// What an account has and owes now.
  ///
  /// - Throws: `account.unknown`.
  package borrowing func creditFacts(
    of id: Identifier
  ) throws(DeskError) -> CreditControl.AccountFacts {
    let owner = try transaction.summary(ofAccount: id)?.customer
    guard let owner, let facts = try transaction.accountFacts(id, owner) else {
      throw DeskError("account.unknown", ["name": .text(id.text)])
    }
    return facts
  }

  /// Suspends one-way what goes by the rule of an account: its lines that follow no other, and the
  /// lines that follow them (CRE-4, CRE-5).
  private mutating func suspendLines(of account: Account) throws(DeskError) -> [String] {
    var suspended: [String] = []
    for line in try transaction.lines(of: account.id, account.customer) {
      guard line.isWithoutArrears, try transaction.leader(of: line) == line.number else {
        continue
      }
      for each in [line] + (try transaction.followers(of: line)) where each.isWithoutArrears {
        if suspended.contains(each.number) { continue }
        if each.account != account.id,
          let other = try transaction.account(each.account, near: each.customer),
          CreditControl.isExempt(other, on: now.day)
        {
          continue
        }
        var line = each
        var arrears = Line.Restriction()
        arrears.from = now
        arrears.by = "credit-control"
        line.restrictions.append(arrears)
        try put(line, of: line.customer)
        try inform("text.suspended", line)
        suspended.append(line.number)
      }
    }
    return suspended
  }

  /// Makes a one-way suspension two-way: the one-way stretch is kept as ended (CRE-4).
  mutating func suspendTwoWay(_ line: Line) throws(DeskError) {
    guard
      let place = line.restrictions.firstIndex(where: {
        $0.reason == .arrears && $0.scope == .outgoing
      })
    else { return }
    try keepSuspension(line.restrictions[place], of: line)
    var line = line
    line.restrictions[place].scope = .both
    line.restrictions[place].from = now
    try put(line, of: line.customer)
    try inform("text.two-way", line)
  }

  /// Ends what bars a line for arrears, and the emergency restore that masked it (BEN-12).
  ///
  /// - Returns: The line as it is now.
  @discardableResult
  mutating func endArrears(of line: Line) throws(DeskError) -> Line {
    guard let arrears = line.restriction(for: .arrears) else { return line }
    try keepSuspension(arrears, of: line)
    var line = line
    line.restrictions.removeAll { $0.reason == .arrears }
    try put(line, of: line.customer)
    if var restore = try transaction.restoreInForce(of: line.number, line.customer) {
      restore.ended = now
      try put(restore, of: line.customer)
    }
    return line
  }

  /// Keeps a suspension that ends now.
  private mutating func keepSuspension(
    _ restriction: Line.Restriction, of line: Line
  ) throws(DeskError) {
    var ended = Suspension()
    ended.line = line.number
    ended.from = restriction.from
    ended.scope = restriction.scope
    ended.reason = restriction.reason
    ended.until = now
    try put(ended, of: line.customer)
  }

  /// Keeps a text about a line for its customer, when no order causes it.
  mutating func inform(
    _ textCode: String, _ line: Line, _ more: KeyValuePairs<String, MapValue> = [:]
  ) throws(DeskError) {
    var message = Message()
    message.customer = line.customer
    message.at = now
    message.line = line.number
    message.kind = "notice"
    message.textCode = textCode
    message.values["number"] = .text(line.number)
    for (name, value) in more { message.values[name] = value }
    try put(message, of: line.customer)
  }
}
