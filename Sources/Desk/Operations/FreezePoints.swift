import Basics
package import Records
import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// Whether a bill freezes the points of a customer on a day: one of the customer's accounts, or of
  /// an account that pays for one of the customer's lines (PTS-7, PTS-21).
  ///
  /// - Parameter lines: the customer's lines where they have been read; nil: they are read.
  borrowing func isInArrears(
    _ customer: Identifier, lines: [Line]? = nil, on day: Day, _ terms: PointsTerms
  ) throws(DeskError) -> Bool {
    if try hasFreezingBill(Key(customer: customer, type: .bill), on: day, terms) { return true }
    var accounts: Set<Identifier> = []
    let lines = if let lines { lines } else { try all(Line.self, of: customer) }
    for line in lines { accounts.insert(line.account) }
    for account in accounts {
      guard let owner = try summary(ofAccount: account)?.customer, owner != customer else {
        continue
      }
      var prefix = Key(customer: owner, type: .bill)
      prefix.append(account)
      if try hasFreezingBill(prefix, on: day, terms) { return true }
    }
    return false
  }

  private borrowing func hasFreezingBill(
    _ prefix: Key, on day: Day, _ terms: PointsTerms
  ) throws(DeskError) -> Bool {
    var isFound = false
    try each(Bill.self, prefix) { (bill) throws(DeskError) in
      isFound = bill.freezes(on: day, terms)
      return !isFound
    }
    return isFound
  }

  /// Those whose points a bill of an account freezes: whose account it is, and whose lines it pays
  /// for. Who has left has no points (PTS-7).
  borrowing func pointsHolders(
    of account: Identifier, _ owner: Identifier
  ) throws(DeskError) -> [Identifier] {
    var holders = [owner]
    try scan(Tables.payers, KeyRange(prefix: Key(account.packed))) {
      (_, customer) throws(DeskError) in
      let holder = Identifier(packed: customer.number())
      if !holders.contains(holder) { holders.append(holder) }
      return .next
    }
    var staying: [Identifier] = []
    for holder in holders where try departure(of: holder) == nil { staying.append(holder) }
    return staying
  }

  /// Whether a bill of an account has points to freeze that are not frozen yet.
  package borrowing func awaitsFreezing(
    _ account: Identifier, of owner: Identifier
  ) throws(DeskError) -> Bool {
    for holder in try pointsHolders(of: account, owner) {
      if try pointsAccount(of: holder)?.frozen != true { return true }
    }
    return false
  }

  borrowing func pointsAccount(
    of customer: Identifier
  ) throws(DeskError) -> PointsAccount? {
    try record(PointsAccount.self, Key(customer: customer, type: .pointsAccount))
  }

  /// The bill that an entry of the queue speaks of.
  borrowing func bill(of entry: DueEntry) throws(DeskError) -> Bill? {
    var key = Key(customer: entry.customer, type: .bill)
    key.append(entry.subject.span.bytes)
    return try record(Bill.self, key)
  }
}

extension StoreTransaction {
  /// Thaws points when no bill freezes them any more (PTS-7).
  ///
  /// - Parameters:
  ///   - customer: whose account was paid.
  ///   - account: the account, where it may pay for the lines of other customers, whose points thaw
  ///     as well; nil: the customer's points alone.
  mutating func thawPoints(
    of customer: Identifier, paying account: Identifier? = nil
  ) throws(DeskError) {
    var holders = [customer]
    if let account { holders = try storage.pointsHolders(of: account, customer) }
    for holder in holders {
      guard var points = try storage.pointsAccount(of: holder), points.frozen,
        try !storage.isInArrears(holder, on: now.day, catalog.points)
      else { continue }
      points.frozen = false
      try put(points, of: holder)
    }
  }

  /// Queues the freezing of a customer's points again, for the bills of every account that concerns
  /// them.
  mutating func requeueFreezing(of customer: Identifier) throws(DeskError) {
    var accounts: [Identifier: Identifier] = [:]
    for account in try storage.all(Account.self, of: customer) {
      accounts[account.id] = customer
    }
    for line in try storage.all(Line.self, of: customer) where accounts[line.account] == nil {
      accounts[line.account] = try storage.summary(ofAccount: line.account)?.customer
    }
    for (account, owner) in accounts { try requeueFreezing(by: account, of: owner) }
  }

  /// Queues again what the bills of an account freeze when it begins or ends to pay for a line, where
  /// it is another customer's than the line.
  mutating func requeueFreezing(
    by account: Identifier, unlessOf customer: Identifier
  ) throws(DeskError) {
    guard let owner = try storage.summary(ofAccount: account)?.customer, owner != customer
    else { return }
    try requeueFreezing(by: account, of: owner)
  }

  /// Queues again what the bills of an account freeze.
  mutating func requeueFreezing(
    by account: Identifier, of owner: Identifier
  ) throws(DeskError) {
    var prefix = Key(customer: owner, type: .bill)
    prefix.append(account)
    let bills = try storage.all(Bill.self, prefix).filter { $0.dunned }
    guard !bills.isEmpty else { return }
    let isAwaited = try storage.awaitsFreezing(account, of: owner)
    for bill in bills {
      let entry = bill.freezeEntry(of: owner, isAwaited: true, catalog.points)
      if let entry { if isAwaited { try put(entry) } else { try takeOut(entry) } }
    }
  }
}
