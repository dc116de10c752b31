package import Basics
package import Records
package import Rules
package import Storage

/// An account with what it has and owes.
package struct AccountView: Hashable, Sendable {
  package var account: Account
  package var buckets: [Bucket]
  /// Bills that are not paid in full, the oldest first.
  package var unpaid: [Bill]
  /// What it has (LED-4).
  package var balance: Money
  /// What it owes (ARR-1, CRE-2).
  package var arrears: Money
  /// The month of the oldest bill that is not paid in full (ARR-1).
  package var oldestBill: Month?
}

extension AccountView {
  init(_ facts: CreditControl.AccountFacts) {
    self.init(
      account: facts.account, buckets: facts.buckets,
      unpaid: facts.bills.filter { $0.unpaid > .zero }, balance: facts.balance,
      arrears: facts.arrears, oldestBill: facts.oldestBill?.month)
  }
}

/// A line as a row of its customer.
package struct LineRow: Hashable, Sendable {
  package var line: Line
  package var summary: LineSummary
  /// The card in use.
  package var card: Card?
}

/// What `customer show` tells: the record in full; masking is the caller's (``Masking``).
package struct CustomerView: Hashable, Sendable {
  package var customer: Customer
  /// The star in force.
  package var star: Star?
  package var accounts: [AccountView]
  /// All lines, disconnected ones too, in the order of their numbers.
  package var lines: [LineRow]
  package var points: PointsView
}

/// What a line's row tells: the records in full; masking is the caller's (``Masking``).
package struct LineView: Hashable, Sendable {
  package var line: Line
  package var summary: LineSummary
  package var customer: Customer
  /// The account that pays, which may be another customer's (BEN-14).
  package var account: AccountView?
  /// All cards, the oldest first.
  package var cards: [Card]
  /// The emergency restore in force.
  package var restore: Restore?

  /// The card in use.
  package var card: Card? { cards.last { $0.until == nil } }
}

/// One thing in the history of a customer.
package enum HistoryEntry: Hashable, Sendable {
  case order(Order)
  case message(Message)
  case contact(Contact)

  /// When it was.
  package var at: Instant {
    switch self {
    case .order(let order): order.at
    case .message(let message): message.at
    case .contact(let contact): contact.at
    }
  }
}

extension Reading where Self: ~Copyable {
  /// A customer with star, accounts, lines and points, as they stand at an instant.
  ///
  ///     let view = try transaction.customerView(of: id, at: now, catalog: catalog)
  ///
  /// - Throws: `customer.unknown`.
  @specialized(where Self == ReadTransaction)
  package borrowing func customerView(
    of id: Identifier, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> CustomerView {
    let day = now.day
    guard let customer = try customer(id) else {
      throw DeskError("customer.unknown", ["name": .text(id.text)])
    }
    var accounts: [AccountView] = []
    for account in try all(Account.self, of: id) {
      accounts.append(AccountView(try accountMoney(of: account, at: now, terms: catalog.credit)))
    }
    let inUse = try all(Card.self, of: id).filter { $0.until == nil }
    var lines: [LineRow] = []
    let records = try all(Line.self, of: id)
    for line in records {
      guard let summary = try summary(of: line.number)?.at(now) else { continue }
      let card = inUse.last { $0.line == line.number }
      lines.append(LineRow(line: line, summary: summary, card: card))
    }
    return CustomerView(
      customer: customer, star: try star(of: customer, on: day), accounts: accounts, lines: lines,
      points: try pointsView(
        of: customer, pointsAccount(of: id), lines: records, on: day, catalog: catalog))
  }

  /// An account with what it has and owes at an instant.
  ///
  /// - Parameter near: a customer under whom it is looked for first.
  /// - Returns: Nil when there is no such account.
  @specialized(where Self == ReadTransaction)
  package borrowing func accountView(
    of id: Identifier, near: Identifier? = nil, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> AccountView? {
    guard let account = try account(id, near: near) else { return nil }
    return AccountView(try accountMoney(of: account, at: now, terms: catalog.credit))
  }

  /// A line with its customer, the account that pays for it, cards and restore, as they stand at an
  /// instant.
  ///
  /// - Throws: `line.unknown`.
  @specialized(where Self == ReadTransaction)
  package borrowing func lineView(
    of number: String, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> LineView {
    let (line, found) = try line(number)
    let summary = found.at(now)
    let owner = summary.customer
    guard let customer = try customer(owner) else {
      throw DeskError(
        "store.reference", fault: .store,
        ["type": "line", "key": .text(number), "name": .text(owner.text)])
    }
    return LineView(
      line: line, summary: summary, customer: customer,
      account: try accountView(of: summary.account, near: owner, at: now, catalog: catalog),
      cards: try cards(of: number, owner),
      restore: try restoreInForce(of: number, owner, at: now))
  }

  /// What a line was charged, by month.
  @specialized(where Self == ReadTransaction)
  package borrowing func charges(of line: Line) throws(DeskError) -> [ChargedMonth] {
    var charges: [ChargedMonth] = []
    charges.reserveCapacity(12)
    let prefix = Key(records: .charge, of: line.number, line.customer)
    try scan(Tables.history, KeyRange(prefix: prefix)) { (key, bytes) throws(DeskError) in
      charges.append(try Self.chargedMonth(key, bytes))
      return .next
    }
    return charges
  }

  /// What happened with a customer, in order of time: orders, texts and contacts.
  ///
  /// - Parameters:
  ///   - number: only what concerns one line; contacts concern none.
  ///   - limit: the most recent so many.
  /// - Throws: `customer.unknown`.
  package borrowing func customerHistory(
    of id: Identifier, line number: String? = nil, limit: Int = .max
  ) throws(DeskError) -> [HistoryEntry] {
    guard try customer(id) != nil else {
      throw DeskError("customer.unknown", ["name": .text(id.text)])
    }
    var entries: [HistoryEntry] = []
    for order in try all(Order.self, of: id) where number == nil || order.line == number {
      entries.append(.order(order))
    }
    for message in try all(Message.self, of: id) where number == nil || message.line == number {
      entries.append(.message(message))
    }
    if number == nil {
      for contact in try all(Contact.self, of: id) { entries.append(.contact(contact)) }
    }
    // Of one instant the order comes first, then what it sent: the sort keeps that sequence.
    let indices = entries.indices.sorted { left, right in
      (entries[left].at, left) < (entries[right].at, right)
    }
    return indices.suffix(limit).map { entries[$0] }
  }
}
