import Basics
import Desk
import Language
import Records

/// Carries out the calls of a window: in an order in which neighbouring pages of the store are written
/// together, with the numbers of orders in the order in which the rows came, committed in groups.
struct WindowExecutor {
  let session: StoreSession
  let window: Window

  private var command: Command { window.command }

  func run() throws(LanguageError) {
    let order: [Int]
    if let own = command.sequence {
      order = try own(window, session.changeContext)
    } else {
      order = try sequence()
    }
    let rows = try rows()
    var inGroup = 0
    var began = session.seconds()
    for index in order {
      try window.run(index, StoreChangeContext(session: session, row: rows[index]))
      inGroup += 1
      // Out of the given order hardly a result can be let out before the window's end, so that nobody
      // gains by an early commit.
      let isTime = window.grouping.isTime(pending: inGroup) {
        window.keepsOrder ? (session.seconds() - began) * 1000 : 0
      }
      if isTime {
        try session.commit()
        window.markDurable()
        inGroup = 0
        began = session.seconds()
      }
    }
    if window.grouping != .whole { try session.commit() }
    window.markDurable()
  }

  // MARK: The numbers of orders

  /// The rows with the numbers of their orders: those that a job kept for them, else new ones in a
  /// row.
  private func rows() throws(LanguageError) -> WindowRows {
    guard let job = session.job, !window.isDryRun else {
      let first = try session.scope.change(command.name, keeping: !window.isDryRun) {
        (transaction) throws(DeskError) in try transaction.reserveOrders(Int64(window.count))
      }
      return .numbered(from: first)
    }
    let calls = job.calls(of: window)
    let numbers = try session.scope.change(command.name) { (transaction) throws(DeskError) in
      let first = UInt64(window.firstRow)
      if window.isListed {
        let changed = try transaction.storage.changedRow(
          of: job.memory, at: window.site, from: first, calls.map(\.fingerprint))
        if let changed {
          throw DeskError(
            "job.list", ["row": .integer(Int64(changed) + 1), "job": .text(job.memory.name)])
        }
      }
      if job.isEnded { return [Int64]() }
      guard window.isListed else { return try transaction.numbers(of: calls, job.memory) }
      return try transaction.numbers(
        of: first..<first + UInt64(window.count), at: window.site, job.memory)
    }
    return .ofJob(numbers: numbers, calls: calls)
  }

  /// The rows of a window as their commands are told of them.
  private enum WindowRows {
    /// Each order has the number after the one before.
    case numbered(from: Int64)
    /// Those of a job; no numbers where it has ended, and 0 for a row that has its order already.
    case ofJob(numbers: [Int64], calls: [(identity: CallIdentity, fingerprint: Fingerprint)])

    subscript(index: Int) -> WindowRow {
      switch self {
      case .numbered(let first): return WindowRow(orderNumber: first + Int64(index))
      case .ofJob(let numbers, let calls):
        let number = numbers.isEmpty || numbers[index] == 0 ? nil : numbers[index]
        let call = calls[index]
        return WindowRow(orderNumber: number, request: (call.identity, call.fingerprint))
      }
    }
  }

  // MARK: The order of the calls

  /// The order in which the calls of a window are carried out: customer by customer where they
  /// share nothing; the calls of one customer stay in their given order.
  private func sequence() throws(LanguageError) -> [Int] {
    if window.keepsOrder || window.count < 2 || window.repeatsKeys {
      return Array(0..<window.count)
    }
    // The names are looked up in the order of their digits, as they stand in the store.
    var sorted = (0..<window.count).map { (index) -> SortedCall in
      guard case .text(let name) = window.subject(index) else { return SortedCall(0, index) }
      return SortedCall(UInt64(name) ?? 0, index)
    }
    sorted.sort()
    try session.context.read { (view, _, _) throws(DeskError) in
      for position in sorted.indices {
        guard case .text(let name) = window.subject(sorted[position].index) else { continue }
        sorted[position].key = try view.sortKey(of: name)
      }
    }
    sorted.sort()
    return sorted.map(\.index)
  }
}

/// A call of a window with what it is put in order by; calls with the same stay as they came.
private struct SortedCall: Comparable {
  var key: UInt64
  let index: Int

  init(_ key: UInt64, _ index: Int) {
    self.key = key
    self.index = index
  }

  static func < (left: SortedCall, right: SortedCall) -> Bool {
    left.key == right.key ? left.index < right.index : left.key < right.key
  }
}

extension StoreReading where Self: ~Copyable {
  /// Where the customer of a number or identifier stands in the store; 0 when it is not known.
  fileprivate borrowing func sortKey(of name: String) throws(DeskError) -> UInt64 {
    if let customer = try customer(ofNumber: name) { return customer.packed }
    guard let id = try? Identifier(parsing: name) else { return 0 }
    return try summary(ofAccount: id)?.customer.packed ?? id.packed
  }
}

extension Window {
  /// Whether two of the calls have one key, so that only the first is carried out.
  fileprivate var repeatsKeys: Bool {
    guard hasKeys else { return false }
    var seen: Set<String> = []
    for index in 0..<count {
      let key = key(index)
      if !key.isEmpty, !seen.insert(key).inserted { return true }
    }
    return false
  }
}
