import Basics
package import Records
package import Storage

// Lines that follow another (CRE-15): a secondary card its main card (BEN-14), a base product of a
// tight bundle the bundle's leader (CRE-5). All of it is read from records, not from summaries,
// which follow the records only at the end of an operation.

extension Reading where Self: ~Copyable {
  /// The line by whose account a line is suspended, restored and disconnected for arrears: the one
  /// that it follows, all the way (CRE-15); itself where it follows none.
  ///
  /// Where lines follow one another in a circle, all go by the one of them that is no secondary
  /// card, the first by number; so a main card leads the bundle that its secondary card leads.
  package borrowing func ruler(of line: Line) throws(DeskError) -> Line {
    if line.mainLine.isEmpty, line.bundle == nil { return line }
    var path = [line]
    while let next = try leader(of: path[path.count - 1]) {
      if let index = path.firstIndex(where: { $0.number == next.number }) {
        return try head(ofCircle: path[index...])
      }
      path.append(next)
    }
    return path[path.count - 1]
  }

  /// The account that pays for a line: its own, or its main card's (BEN-14).
  package borrowing func payer(of line: Line) throws(DeskError) -> Identifier {
    if line.mainLine.isEmpty { return line.account }
    var path = [line]
    while let next = try mainCard(of: path[path.count - 1]) {
      if let index = path.firstIndex(where: { $0.number == next.number }) {
        return try head(ofCircle: path[index...]).account
      }
      path.append(next)
    }
    return path[path.count - 1].account
  }

  /// All lines that go by the rule of an account, each leader before those that follow it (CRE-15).
  package borrowing func linesRuled(
    by account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> [Line] {
    try linesRuled(by: try lines(of: account, customer))
  }

  /// Those of an account's lines that follow none, each before all that follow it.
  borrowing func linesRuled(by lines: [Line]) throws(DeskError) -> [Line] {
    var ruled: [Line] = []
    for line in lines {
      guard try ruler(of: line).number == line.number else { continue }
      ruled.append(line)
      ruled += try allFollowers(of: line)
    }
    return ruled
  }

  /// The lines that an account pays for: its own, without secondary cards that another pays for, and
  /// the secondary cards that it pays for (BEN-14).
  borrowing func linesPaid(
    by account: Identifier, _ customer: Identifier
  ) throws(DeskError) -> [Line] {
    var paid: [Line] = []
    var waiting = Array(try lines(of: account, customer).reversed())
    var seen: Set<String> = []
    while let line = waiting.popLast() {
      guard seen.insert(line.number).inserted else { continue }
      waiting += try secondaries(of: line.number).reversed()
      if try payer(of: line) == account { paid.append(line) }
    }
    return paid
  }

  /// The lines that follow a line, and those that follow them, each before its own followers.
  borrowing func allFollowers(of line: Line) throws(DeskError) -> [Line] {
    var found: [Line] = []
    var seen: Set<String> = [line.number]
    var waiting = Array(try followers(of: line).reversed())
    while let next = waiting.popLast() {
      guard seen.insert(next.number).inserted else { continue }
      found.append(next)
      waiting += try followers(of: next).reversed()
    }
    return found
  }

  /// The lines that follow a line directly; none when it is disconnected.
  private borrowing func followers(of line: Line) throws(DeskError) -> [Line] {
    guard line.disconnected == nil else { return [] }
    var followers = try secondaries(of: line.number)
    guard let bundle = try bundle(of: line), bundle.coupling == .tight,
      try leader(of: bundle)?.number == line.number
    else { return followers }
    for number in bundle.base where number != line.number {
      guard let mate = try lineIfAny(number), mate.bundle == bundle.id,
        try mainCard(of: mate) == nil
      else { continue }
      followers.append(mate)
    }
    return followers
  }

  /// The line that a line follows directly; nil when it goes by its own account.
  private borrowing func leader(of line: Line) throws(DeskError) -> Line? {
    if let main = try mainCard(of: line) { return main }
    guard let bundle = try bundle(of: line), bundle.coupling == .tight,
      bundle.base.contains(line.number), let leader = try leader(of: bundle),
      leader.number != line.number
    else { return nil }
    return leader
  }

  /// A bundle's leader: the first mobile of its base that is not disconnected (CRE-15).
  private borrowing func leader(of bundle: Bundle) throws(DeskError) -> Line? {
    for number in bundle.base {
      if let line = try lineIfAny(number), line.kind == .mobile, line.disconnected == nil {
        return line
      }
    }
    return nil
  }

  /// The main card that a secondary card follows; nil when it has none or that is disconnected,
  /// which makes it an ordinary line (CRE-15).
  private borrowing func mainCard(of line: Line) throws(DeskError) -> Line? {
    guard !line.mainLine.isEmpty, line.mainLine != line.number,
      let main = try lineIfAny(line.mainLine), main.disconnected == nil
    else { return nil }
    return main
  }

  private borrowing func head(
    ofCircle lines: ArraySlice<Line>
  ) throws(DeskError) -> Line {
    var head: (line: Line, isSecondary: Bool)?
    for line in lines {
      let isSecondary = try mainCard(of: line) != nil
      if let head {
        if isSecondary, !head.isSecondary { continue }
        if isSecondary == head.isSecondary, line.number > head.line.number { continue }
      }
      head = (line, isSecondary)
    }
    return head?.line ?? lines[lines.startIndex]
  }

  /// The secondary cards of a number, whoever's they are, in the order of their numbers.
  borrowing func secondaries(of number: String) throws(DeskError) -> [Line] {
    var prefix = Key()
    prefix.append(terminated: number)
    var numbers: [String] = []
    try scan(Tables.secondaries, KeyRange(prefix: prefix)) { (key, _) throws(DeskError) in
      var reader = KeyReader(key.extracting(last: key.byteCount - prefix.count))
      numbers.append(reader.readText())
      return .next
    }
    var lines: [Line] = []
    for number in numbers {
      if let line = try lineIfAny(number) { lines.append(line) }
    }
    return lines
  }

  private borrowing func lineIfAny(_ number: String) throws(DeskError) -> Line? {
    guard let summary = try summary(of: number) else { return nil }
    return try record(Line.self, Key(line: number, of: summary.customer))
  }

  /// The bundle that a line is sold in.
  package borrowing func bundle(of line: Line) throws(DeskError) -> Bundle? {
    guard let id = line.bundle else { return nil }
    return try record(Bundle.self, Key(customer: line.customer, type: .bundle, id: id))
  }
}

extension Line {
  /// Whether it may follow another line, or others it.
  var isLinked: Bool { !mainLine.isEmpty || bundle != nil }

  /// Whether following may be otherwise than with another version of the line.
  func isLinked(unlike other: Line) -> Bool {
    mainLine != other.mainLine || bundle != other.bundle || account != other.account
      || kind != other.kind || (disconnected == nil) != (other.disconnected == nil)
  }

  /// The key of a secondary card in the tree of its main card's number.
  var secondaryKey: Key {
    var key = Key()
    key.append(terminated: mainLine)
    key.append(number)
    return key
  }
}

extension StoreTransaction {
  /// Notes that what is derived of the lines that go by an account's rule must be worked out again.
  ///
  /// - Parameter isWanted: which of them; nil: all.
  mutating func touchLinesRuled(
    by account: Identifier, _ customer: Identifier, where isWanted: ((Line) -> Bool)? = nil
  ) throws(DeskError) {
    for line in try storage.linesRuled(by: account, customer) where isWanted?(line) ?? true {
      touch(line: line.number, of: line.customer)
    }
  }

  /// Notes that what is derived of lines, of all that hang together with them, and of the accounts
  /// that may rule them must be worked out again.
  ///
  /// - Parameters:
  ///   - lines: the lines as they were and as they are.
  ///   - bases: numbers in the base of a bundle that changes.
  mutating func touchLinked(_ lines: [Line], bases: [String] = []) throws(DeskError) {
    var waiting = bases
    func follow(_ line: Line, in transaction: inout StoreTransaction) throws(DeskError) {
      transaction.touch(line: line.number, of: line.customer)
      if let owner = try transaction.storage.summary(ofAccount: line.account)?.customer {
        transaction.touch(account: line.account, of: owner)
      }
      if !line.mainLine.isEmpty { waiting.append(line.mainLine) }
      if let bundle = try transaction.storage.bundle(of: line) { waiting += bundle.base }
      waiting += try transaction.storage.secondaries(of: line.number).map(\.number)
    }
    for line in lines { try follow(line, in: &self) }
    var seen = Set(lines.map(\.number))
    while let number = waiting.popLast() {
      guard seen.insert(number).inserted, try storage.summary(of: number) != nil else {
        continue
      }
      try follow(try storage.line(number).line, in: &self)
    }
  }
}
