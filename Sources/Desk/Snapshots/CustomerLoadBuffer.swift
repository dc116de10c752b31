import Basics
import Records
import Rules
import Storage

/// What the records of a customer leave behind while a store is loaded: entries of the small trees,
/// and references that are looked up when all has been read.
///
/// Records come customer by customer, so a customer's lines and accounts are worked out when its
/// last record has been read, from what was gathered here.
package struct CustomerLoadBuffer {
  /// What a record names, which may not have been read yet.
  struct Reference {
    var field: StaticString
    var named: Named
    var line: Int
  }

  /// A line that another customer's account pays for.
  struct PaidLine {
    var line: Line
    var customer: Identifier
    var snapshotLine: Int
  }

  /// A line that may follow another.
  struct LinkedLine {
    var line: Line
    /// Whether its summary is still to be worked out.
    var isOpen: Bool
  }

  var lines = SortedIndexBuffer(Tables.lines)
  var accounts = SortedIndexBuffer(Tables.accounts, of: .account)
  var places = SortedIndexBuffer(Tables.places, of: .order)
  /// Entries that follow from single records, and of the queue, each tree's in its slot.
  var entries: [SortedIndexBuffer?] = {
    var spools = [SortedIndexBuffer?](repeating: nil, count: Tables.all.count)
    for (table, type) in [
      (Tables.numbers, .line), (Tables.secondaries, nil), (Tables.documents, nil),
      (Tables.names, nil), (Tables.iccids, .card), (Tables.due, nil), (Tables.keys, .order),
    ] as [(Table, RecordType?)] {
      spools[table.slot] = SortedIndexBuffer(table, of: type)
    }
    return spools
  }()
  /// References to other customers' lines and to other customers.
  var foreign: [Reference] = []
  var paidLines: [PaidLine] = []
  /// Lines that may follow others, which can only be looked at when all are there.
  var linkedLines: [LinkedLine] = []
  /// The highest number of an order, in the store or referred to.
  var highestOrder: UInt64 = 0
  /// The first account that holds or owes more than can be kept, by its line, and how much.
  var excess: (line: Int, sum: Money)?
  /// Sections of the catalog.
  var sections: [CatalogSection] = []

  /// The clock of the store, and the numbers in force then.
  var clock = Instant.absent
  var catalog = Catalog.shipped

  // The customer being read.
  var customer = Identifier.absent
  /// The line of the snapshot being read.
  var line = 0
  private var star: Star?
  /// The day on which the customer left.
  private var left: Day?
  private var isFrozen = false
  private var ownAccounts: [(account: Account, line: Int)] = []
  private var ownLines: [(line: Line, snapshotLine: Int)] = []
  private var buckets: [Bucket] = []
  private var bills: [Bill] = []
  private var instalments: [Instalment] = []
  /// The lines with a restore that has not ended.
  private var restored: [String] = []
  private var references: [Reference] = []

  /// Begins with the records of a customer.
  mutating func begin(_ id: Identifier, left: Day?) {
    customer = id
    self.left = left
    star = nil
    isFrozen = false
    ownAccounts.removeAll(keepingCapacity: true)
    ownLines.removeAll(keepingCapacity: true)
    buckets.removeAll(keepingCapacity: true)
    bills.removeAll(keepingCapacity: true)
    instalments.removeAll(keepingCapacity: true)
    restored.removeAll(keepingCapacity: true)
    references.removeAll(keepingCapacity: true)
  }

  mutating func note(_ order: Identifier?) {
    guard let order, order.packed >> 44 == Self.orderPrefix else { return }
    highestOrder = max(highestOrder, order.number)
  }

  private static let orderPrefix = Identifier(prefix: "O", number: 0).packed >> 44

  /// Takes what a record leaves behind.
  mutating func take<R: StoredRecord>(_ record: R, line: Int) throws(DeskError) {
    self.line = line
    record.enter(&self)
    if R.derivation == .entries {
      let (customer, catalog) = (customer, catalog)
      try record.derivedEntries(under: customer, catalog) { append($0, line: line) }
    }
    record.references { field, named in
      switch named {
      case .line(let number) where ownLines.last?.line.number == number: break
      case .customer(let id) where id == customer: break
      // Looked at with the line.
      case .account: break
      case .line, .customer:
        references.append(Reference(field: field, named: named, line: line))
      }
    }
  }

  /// Gathers an entry, if there is one.
  mutating func append(_ entry: DerivedEntry?, line: Int) {
    guard let entry else { return }
    guard entries[entry.table.slot] != nil else {
      preconditionFailure("entries of \(entry.table.name) are gathered")
    }
    entries[entry.table.slot]!.append(entry, line: line)
  }
}

extension CustomerLoadBuffer {
  /// Works out what follows from the customer's records, all of which have been put.
  ///
  /// - Parameter transaction: where they were put.
  mutating func finish(in transaction: borrowing WriteTransaction) throws(DeskError) {
    var working = [Bool](repeating: false, count: ownAccounts.count)
    let star = StarMark(star, left: left)
    for (line, snapshotLine) in ownLines {
      // What a suspension or a restore asks for beside the line is looked up.
      let hasHistory = line.restriction(for: .arrears) != nil || restored.contains(line.number)
      let index = indexOfAccount(line.account)
      if index == nil {
        paidLines.append(PaidLine(line: line, customer: customer, snapshotLine: snapshotLine))
      }
      if line.isLinked {
        let isOpen = index == nil || hasHistory || !line.mainLine.isEmpty
        linkedLines.append(LinkedLine(line: line, isOpen: isOpen))
      }
      guard let index, !hasHistory || !line.isLinked else {
        // Its account, or the line that it follows, may not have been read yet: worked out at the end.
        let facts = CreditControl.LineFacts(line: line, account: Account())
        var summary = LineSummary(
          facts, customer: customer, payer: line.account, star: star, at: clock,
          terms: catalog.credit)
        summary.nextDue = nil
        append(summary, of: line.number, line: snapshotLine)
        continue
      }
      if line.isWithoutArrears, !line.isLinked { working[index] = true }
      let facts =
        hasHistory
        ? try transaction.creditFacts(line, customer)
        : CreditControl.LineFacts(line: line, account: ownAccounts[index].account)
      let summary = LineSummary(
        facts, customer: customer, payer: line.account, star: star, at: clock,
        terms: catalog.credit)
      append(summary, of: line.number, line: snapshotLine)
      append(summary.dueEntry(of: line.number), line: snapshotLine)
    }
    finishAccounts(working)
    if left == nil, !isFrozen { queueFreezing() }
    resolve()
  }

  private mutating func append(_ summary: LineSummary, of number: String, line: Int) {
    lines.append(Key(summaryOf: number, customer), summary.bytes, line: line)
  }

  private mutating func finishAccounts(_ working: [Bool]) {
    var bucket = 0
    var bill = 0
    var instalment = 0
    for (index, (account, line)) in ownAccounts.enumerated() {
      // They come in the order of accounts.
      while bucket < buckets.count, buckets[bucket].account < account.id { bucket += 1 }
      while bill < bills.count, bills[bill].account < account.id { bill += 1 }
      while instalment < instalments.count, instalments[instalment].account < account.id {
        instalment += 1
      }
      let facts = CreditControl.AccountFacts(
        account: account, buckets: Array(buckets[bucket...].prefix { $0.account == account.id }),
        bills: Array(bills[bill...].prefix { $0.account == account.id }),
        instalments: Array(instalments[instalment...].prefix { $0.account == account.id }),
        hasWorkingLine: working[index])
      let sum = max(facts.holdings, facts.debts)
      if sum > .highest, excess == nil { excess = (line, sum) }
      let due = CreditControl.nextDue(facts, at: clock, terms: catalog.credit)
      let summary = AccountSummary(customer: customer, due: due)
      accounts.append(Key(account.id.packed), summary.bytes, line: line)
      append(summary.dueEntry(of: account.id), line: line)
    }
  }

  /// Queues when points are frozen for the customer's bills (PTS-21). Where an account pays for
  /// others' lines as well it is looked at again when all has been read.
  private mutating func queueFreezing() {
    for bill in bills {
      append(bill.freezeEntry(of: customer, isAwaited: true, catalog.points), line: line)
    }
  }

  /// Looks up references among the customer's own lines and keeps the others for later.
  private mutating func resolve() {
    for reference in references {
      if case .line(let number) = reference.named, holds(number) { continue }
      foreign.append(reference)
    }
  }

  private func holds(_ number: String) -> Bool {
    var low = 0
    var high = ownLines.count
    while low < high {
      let middle = (low + high) / 2
      if ownLines[middle].line.number < number { low = middle + 1 } else { high = middle }
    }
    return low < ownLines.count && ownLines[low].line.number == number
  }

  private func indexOfAccount(_ id: Identifier) -> Int? {
    var low = 0
    var high = ownAccounts.count
    while low < high {
      let middle = (low + high) / 2
      if ownAccounts[middle].account.id < id { low = middle + 1 } else { high = middle }
    }
    return low < ownAccounts.count && ownAccounts[low].account.id == id ? low : nil
  }
}

// MARK: What each type leaves behind beside its entries

extension Bundle {
  package func enter(_ block: inout CustomerLoadBuffer) {}
}

extension CatalogSection {
  package func enter(_ block: inout CustomerLoadBuffer) { block.sections.append(self) }
}

extension Customer {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.begin(id, left: left)
  }
}

extension Star {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.take(self)
    block.append(dueEntry(left: block.departure), line: block.line)
    block.note(order)
  }
}

extension PointsAccount {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Account {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Bucket {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Bill {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Instalment {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Line {
  package func enter(_ block: inout CustomerLoadBuffer) { block.take(self) }
}

extension Card {
  package func enter(_ block: inout CustomerLoadBuffer) {}
}

extension Purchase {
  package func enter(_ block: inout CustomerLoadBuffer) { block.note(order) }
}

extension Restore {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.take(self)
    block.note(order)
  }
}

extension Use {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.note(order)
  }
}

extension Points {
  package func enter(_ block: inout CustomerLoadBuffer) {
    for entry in entries { block.note(entry.order) }
  }
}

extension Message {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.note(order)
  }
}

extension Order {
  package func enter(_ block: inout CustomerLoadBuffer) {
    block.note(id)
    block.note(reverses)
  }
}

extension CustomerLoadBuffer {
  fileprivate var departure: Day? { left }
  fileprivate mutating func take(_ star: Star) { self.star = star }
  fileprivate mutating func take(_ points: PointsAccount) { isFrozen = points.frozen }
  fileprivate mutating func take(_ account: Account) { ownAccounts.append((account, line)) }
  fileprivate mutating func take(_ bucket: Bucket) { buckets.append(bucket) }
  fileprivate mutating func take(_ bill: Bill) { bills.append(bill) }
  fileprivate mutating func take(_ instalment: Instalment) { instalments.append(instalment) }
  fileprivate mutating func take(_ restore: Restore) {
    if restore.ended == nil { restored.append(restore.line) }
  }
  fileprivate mutating func take(_ own: Line) { ownLines.append((own, line)) }
}
