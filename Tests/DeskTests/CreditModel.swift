import Basics
@testable import Desk
import Records

/// Credit control as its rules say it, over plain values and with nothing of the store: what each
/// rule looks at is worked out from the beginning whenever it is asked for.
struct CreditModel {
  struct Account {
    var id: String
    var mode: PaymentMode
    var regime: Regime
    var limit = 0
    var exempt: ClosedRange<Day>?
    var redList = false
    var validThrough: Day?
    var cash = 0
    var gifts: [(amount: Int, expires: Day)] = []
    /// By month: what is unpaid, and the last day to pay it.
    var bills: [Month: (unpaid: Int, due: Day)] = [:]
    /// An instalment plan: what is left, by months that end.
    var parts: [(at: Instant, amount: Int)] = []
    var partsThrough: Month?
    var lastTopUp: Instant?
  }

  struct Line {
    var number: String
    var kind: LineKind
    var account: String
    var main: String?
    var scope: RestrictionScope?
    var from = Instant.absent
    /// The start of the suspension, one-way or two-way.
    var since = Instant.absent
    var disconnected: Instant?
    /// Scope and start of every suspension so far.
    var history: [String] = []

    var isWorking: Bool { disconnected == nil && scope == nil }
  }

  var now: Instant
  var accounts: [String: Account] = [:]
  var lines: [String: Line] = [:]
  /// The base of the one tight bundle.
  var base: [String] = []

  // MARK: Who follows whom

  private func main(of line: Line) -> Line? {
    line.main.flatMap { lines[$0] }.flatMap { $0.disconnected == nil ? $0 : nil }
  }

  private func leader(of line: Line) -> Line? {
    if let main = main(of: line) { return main }
    guard base.contains(line.number) else { return nil }
    let first = base.first { lines[$0]?.kind == .mobile && lines[$0]?.disconnected == nil }
    return first == line.number ? nil : first.flatMap { lines[$0] }
  }

  /// Goes from leader to leader; in a circle the first by number that is no secondary card.
  private func end(of line: Line, _ next: (Line) -> Line?) -> Line {
    var last = line
    for _ in 0...lines.count {
      guard let leader = next(last) else { return last }
      last = leader
    }
    var circle = [last]
    while let leader = next(circle[circle.count - 1]), leader.number != last.number {
      circle.append(leader)
    }
    let free = circle.filter { main(of: $0) == nil }
    return (free.isEmpty ? circle : free).min { $0.number < $1.number } ?? line
  }

  func ruler(of line: Line) -> Line { end(of: line, leader) }

  func payer(of line: Line) -> String { end(of: line, main).account }

  private func ruled(by account: String) -> [Line] {
    lines.values.filter { ruler(of: $0).account == account }
  }

  private func follows(_ line: Line, _ number: String) -> Bool {
    var next = leader(of: line)
    for _ in 0...lines.count {
      guard let leader = next else { return false }
      if leader.number == number { return true }
      next = self.leader(of: leader)
    }
    return false
  }

  // MARK: Money and marks

  private func isExempt(_ account: Account, at instant: Instant) -> Bool {
    account.redList || account.exempt?.contains(instant.day) == true
  }

  private func isWrittenOff(_ account: Account) -> Bool {
    guard let through = account.validThrough else { return false }
    return through.adding(days: 1).adding(months: 2).start <= now
  }

  /// Cash and gift money that count now.
  private func funds(_ account: Account) -> Int {
    let cash = account.cash > 0 && isWrittenOff(account) ? 0 : account.cash
    return account.gifts.reduce(cash) { $1.expires < now.day ? $0 : $0 + $1.amount }
  }

  private func unpaid(_ account: Account) -> Int {
    account.bills.values.reduce(0) { $0 + $1.unpaid }
  }

  private func isOverdue(_ account: Account) -> Bool {
    account.bills.values.contains { $0.unpaid > 0 && $0.due < now.day }
  }

  private func isValid(_ account: Account) -> Bool {
    account.validThrough.map { $0 >= now.day } ?? true
  }

  private func owes(_ account: Account) -> Bool {
    let balance = funds(account) - unpaid(account)
    switch account.mode {
    case .prepaid:
      let least = account.regime == .agreedTerm ? 10 : 0
      return balance < least || balance > 0 && !isValid(account)
    case .prepayPostpaid: return balance + account.limit < 0
    case .postpaid: return isOverdue(account)
    }
  }

  private func isPaid(_ account: Account) -> Bool {
    let balance = funds(account) - unpaid(account)
    switch account.mode {
    case .prepaid: return balance > 0 && !owes(account)
    case .prepayPostpaid: return balance + account.limit > 0
    case .postpaid: return !isOverdue(account)
    }
  }

  // MARK: Suspending and restoring

  /// Suspends what goes by an account's rule, when that says so.
  private mutating func suspend(by id: String) {
    guard let account = accounts[id], owes(account), !isExempt(account, at: now) else { return }
    for line in ruled(by: id) where line.isWorking {
      let payer = payer(of: line)
      if payer != id, let own = accounts[payer], isExempt(own, at: now) { continue }
      let scope: RestrictionScope = account.mode == .prepaid ? .both : .outgoing
      begin(scope, line.number)
      lines[line.number]?.since = now
    }
  }

  private mutating func begin(_ scope: RestrictionScope, _ number: String) {
    lines[number]?.scope = scope
    lines[number]?.from = now
    lines[number]?.history.append("\(scope.rawValue) \(now.text)")
  }

  private mutating func restore(by id: String) {
    guard let account = accounts[id], isPaid(account) else { return }
    for line in ruled(by: id) where line.disconnected == nil { lines[line.number]?.scope = nil }
  }

  /// When so many days have passed that are not under an account's mark.
  private func passing(_ days: Int, since start: Instant, _ account: Account) -> Instant? {
    if account.redList { return nil }
    var left = Int64(days) * 86_400
    var instant = start
    while true {
      let midnight = instant.day.end
      if account.exempt?.contains(instant.day) != true {
        if left < midnight - instant { return Instant(seconds: instant.seconds + left) }
        left -= midnight - instant
      }
      instant = midnight
      if left == 0, account.exempt?.contains(instant.day) != true { return instant }
    }
  }

  /// When a suspended line goes two-way or is disconnected.
  private func next(_ line: Line) -> Instant? {
    guard line.disconnected == nil, let scope = line.scope,
      let account = accounts[ruler(of: line).account]
    else { return nil }
    let at: Instant?
    if scope == .outgoing {
      let days = account.regime == .agreedTerm ? 30 : 7
      at = passing(days, since: line.from, account)
    } else {
      var start = line.since
      if account.mode == .prepaid, let last = account.lastTopUp { start = max(start, last) }
      if account.regime == .creditControl, account.mode != .prepaid,
        let through = account.partsThrough, through.end > line.since
      {
        at = passing(0, since: max(through.end, line.from), account)
      } else {
        at = passing(account.regime == .agreedTerm ? 60 : 90, since: start, account)
      }
    }
    guard let at else { return nil }
    // What is late waits while a mark holds.
    return at < now && isExempt(account, at: now) ? passing(0, since: now, account) : at
  }

  // MARK: What an instant brings

  /// All that is due now, in the order of one instant.
  private mutating func settle(isRun: Bool) {
    for id in accounts.keys.sorted() { expire(id) }
    for id in accounts.keys.sorted() { release(id) }
    for (id, account) in accounts where account.mode == .prepayPostpaid && isRun { suspend(by: id) }
    while true {
      for (id, account) in accounts where account.mode != .prepayPostpaid { suspend(by: id) }
      let due = lines.values.filter { next($0).map { $0 <= now } ?? false }
      for line in due where line.scope == .outgoing { begin(.both, line.number) }
      if due.contains(where: { $0.scope == .outgoing }) { continue }
      guard !due.isEmpty else { return }
      let left = lines.values.filter { line in
        due.contains { follows(line, $0.number) } && !due.contains { $0.number == line.number }
      }
      for line in due {
        lines[line.number]?.scope = nil
        lines[line.number]?.disconnected = now
      }
      for line in left where line.scope != nil { restore(by: ruler(of: line).account) }
    }
  }

  private mutating func expire(_ id: String) {
    guard var account = accounts[id] else { return }
    account.gifts.removeAll { $0.expires < now.day }
    if account.cash > 0, isWrittenOff(account) { account.cash = 0 }
    accounts[id] = account
  }

  private mutating func release(_ id: String) {
    guard var account = accounts[id] else { return }
    let due = account.parts.filter { $0.at <= now }
    guard !due.isEmpty else { return }
    account.parts.removeAll { $0.at <= now }
    receive(due.reduce(0) { $0 + $1.amount }, &account)
    accounts[id] = account
    restore(by: id)
  }

  private func receive(_ amount: Int, _ account: inout Account) {
    var left = amount
    for month in account.bills.keys.sorted() {
      let part = min(left, account.bills[month]?.unpaid ?? 0)
      account.bills[month]?.unpaid -= part
      left -= part
    }
    if account.cash > 0, isWrittenOff(account) { account.cash = 0 }
    account.cash += left
  }

  // MARK: What people do

  mutating func advance(to target: Instant) {
    settle(isRun: false)
    while true {
      let wanted = lines.values.compactMap(next).filter { $0 > now }
      let step = (wanted + [now.day.end]).min() ?? target
      guard step <= target else { break }
      now = step
      settle(isRun: step == step.day.start)
    }
    now = target
  }

  mutating func pay(_ id: String, _ amount: Int) {
    guard var account = accounts[id] else { return }
    receive(amount, &account)
    account.lastTopUp = now
    if let through = account.validThrough {
      account.validThrough = max(through, now.day.adding(months: 3))
    }
    accounts[id] = account
    restore(by: id)
  }

  /// - Returns: Whether the charge is booked.
  mutating func charge(_ number: String, _ amount: Int, _ month: Month) -> Bool {
    guard let line = lines[number], line.isWorking, var account = accounts[payer(of: line)] else {
      return false
    }
    var left = amount
    let order = account.gifts.indices.sorted {
      (account.gifts[$0].expires, $0) < (account.gifts[$1].expires, $1)
    }
    for index in order where account.gifts[index].expires >= now.day {
      let part = min(left, account.gifts[index].amount)
      account.gifts[index].amount -= part
      left -= part
    }
    if account.cash > 0, left > 0, isWrittenOff(account) { account.cash = 0 }
    let part = account.mode == .prepayPostpaid ? left : min(left, max(account.cash, 0))
    account.cash -= part
    left -= part
    if left > 0 {
      let due = month.adding(1).first.adding(days: 19)
      account.bills[month, default: (0, due)].unpaid += left
    }
    accounts[account.id] = account
    if account.mode == .prepaid { suspend(by: account.id) }
    return true
  }
}
