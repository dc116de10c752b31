package import Basics
package import Records
package import Rules
package import Storage

/// What an account shows in full: what it has, what it owes, and what it pays for.
package struct AccountDetail: Hashable, Sendable {
  /// One line that the account pays for.
  package struct PaidLine: Hashable, Sendable {
    package var number: String
    package var kind: LineKind
    package var state: LineState
    package var isRestored: Bool
  }

  package var account: Account
  package var buckets: [Bucket]
  package var bills: [Bill]
  package var instalments: [Instalment]
  package var balance: Money
  package var arrears: Money
  /// Balance and credit limit less what is not paid (CRE-2).
  package var available: Money
  /// The oldest unpaid bill.
  package var oldestBill: Month?
  /// Months from the oldest unpaid bill's month to this one (ARR-1); absent without arrears.
  var ageMonths: Int?
  /// Days since the oldest unpaid bill's last day of payment (ARR-1); absent when none is overdue.
  var overdueDays: Int?
  /// Whether it is exempt from suspension today, as exempt or red-list account (CRE-6).
  package var isExempt: Bool
  package var lines: [PaidLine]
}

extension Reading where Self: ~Copyable {
  /// What an account shows in full.
  ///
  /// - Parameters:
  ///   - name: the account, or any of its numbers, or a customer that has one account.
  ///   - now: the instant of looking, at which void money counts for nothing (LED-3).
  ///   - terms: of credit control, in force then.
  /// - Throws: `account.unknown`, `account.ambiguous`, `customer.unknown`.
  package borrowing func accountDetail(
    _ name: String, at now: Instant, terms: CreditTerms
  ) throws(DeskError) -> AccountDetail {
    let account = try account(named: name)
    var facts = try accountMoney(of: account, at: now, terms: terms)
    facts.instalments = try all(
      Instalment.self, Key(records: .instalment, of: account.id, account.customer))
    let oldest = facts.oldestBill
    let overdue = facts.bills.filter { $0.unpaid > .zero && $0.due < now.day }.map(\.due).min()
    var lines: [AccountDetail.PaidLine] = []
    for line in try linesPaid(by: account.id, account.customer) {
      guard let summary = try summary(of: line.number)?.at(now) else { continue }
      lines.append(
        .init(
          number: line.number, kind: line.kind, state: summary.state,
          isRestored: summary.isRestored))
    }
    return AccountDetail(
      account: account, buckets: facts.buckets, bills: facts.bills,
      instalments: facts.instalments, balance: facts.balance,
      arrears: facts.arrears, available: facts.available, oldestBill: oldest?.month,
      ageMonths: oldest.map { now.month - $0.month }, overdueDays: overdue.map { now.day - $0 },
      isExempt: CreditControl.isExempt(account, on: now.day), lines: lines)
  }

  /// The account that a name leads to: its own identifier, a number that it pays for (a secondary
  /// card's means its main card's account, BEN-14), or a customer who has no other.
  ///
  /// - Throws: `account.unknown`, `account.ambiguous` with the customer's accounts,
  ///   `customer.unknown`.
  package borrowing func account(named name: String) throws(DeskError) -> Account {
    if let id = try? Identifier(parsing: name), let account = try account(id) { return account }
    if let summary = try summary(of: name),
      let account = try account(summary.account, near: summary.customer)
    {
      return account
    }
    let customer = try customer(named: name)
    let accounts = try all(Account.self, of: customer.id)
    guard let account = accounts.first else {
      throw DeskError("account.unknown", ["name": .text(Masking.asked(name))])
    }
    guard accounts.count == 1 else {
      throw DeskError("account.ambiguous", ["candidates": .texts(accounts.map(\.id.text))])
    }
    return account
  }
}
