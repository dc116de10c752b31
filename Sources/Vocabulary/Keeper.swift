package import Basics
package import Desk
package import Language
package import Storage

extension DeskError: SpeakingError {}

extension LanguageError {
  /// The error of the desk as the language carries it.
  package init(_ error: DeskError) {
    let fault: Fault =
      switch error.fault {
      case .request: .request
      case .consent: .usage
      case .store: .store
      case .interruption: .interruption
      }
    self.init(error, fault: fault)
  }
}

/// Keeps the open transaction of a run over a store: the language says when it begins and ends, the
/// commands work in it.
package final class Keeper: Session {
  /// The store's folder.
  package let path: String
  /// Who asks; every order records it.
  package private(set) lazy var operatorName = nameOperator()
  /// Whether nothing may be changed.
  package let isReadOnly: Bool
  /// The program that reads a doubtful store in a process of its own; nil: none does.
  package var program: String?
  /// Whether nothing of the whole run is to be kept.
  package var isDryRun = false
  /// Whether a whole script is one transaction.
  package var isWhole = false
  let patience: () -> WriterWait
  private let seconds: () -> Double
  private let nameOperator: () -> String
  private let wallClock: @Sendable () -> Instant

  private var opened: Store?
  private var work: Work?
  private var savepoints: [(name: String, point: WorkPoint)] = []
  /// The number of the first journal entry of the statement at hand; nil: none was written yet.
  private var statement: UInt64?
  /// Whether something of the statement is durable, so that its number is its own for good.
  private var isStatementDurable = false
  /// Whether a whole window is being tried, which is undone as a whole.
  private var isTryingWindow = false
  /// How often something was undone that had been written, which nobody may rely on any more.
  private(set) var rollbackCount = 0

  /// The job at hand.
  private(set) var job: JobRun?
  /// The row that a window is about to run, as its job knows it.
  private var row: (identity: CallIdentity, fingerprint: Fingerprint, number: Int64)?
  /// What would have changed, where nothing is kept.
  private var changeCounts: [RecordType: ChangeCounts] = [:]

  /// Prepares a keeper; the store is opened by the first command that needs it.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - operatorName: who asks; looked up when it is first needed.
  ///   - isReadOnly: whether nothing may be changed.
  ///   - patience: how long another writer is waited for, and how the waiting is broken off.
  ///   - seconds: a clock that only goes forward, in seconds, for the grouping of commits.
  ///   - wallClock: the instant on the wall.
  package init(
    path: String, operatorName: @autoclosure @escaping () -> String, isReadOnly: Bool = false,
    patience: @escaping () -> WriterWait, seconds: @escaping () -> Double,
    wallClock: @escaping @Sendable () -> Instant
  ) {
    self.path = path
    nameOperator = operatorName
    self.isReadOnly = isReadOnly
    self.patience = patience
    self.seconds = seconds
    self.wallClock = wallClock
  }

  /// The store, opened by the first call.
  func store() throws(DeskError) -> Store {
    if let opened { return opened }
    let store = try Store.open(
      path, access: isReadOnly ? .readOnly : .readWrite, wallClock: wallClock)
    opened = store
    return store
  }

  /// Makes a store where there is none yet.
  ///
  /// - Parameter isTest: whether it is a test store, whose clock is moved by command.
  /// - Throws: `store.exists` when there is one already, `store.read-only`.
  func makeStore(isTest: Bool) throws(DeskError) -> Store {
    guard !isReadOnly else { throw DeskError(StorageError(.readOnly, at: path)) }
    let store = try Store.open(path, access: .create, wallClock: wallClock)
    guard store.environment.wasCreated else {
      throw DeskError("store.exists", ["path": .text(path)])
    }
    let name = operatorName
    let now = wallClock()
    try store.write(patience()) { (work) throws(DeskError) in
      work.changeState { state in
        state.isTest = isTest
        state.clock = now
      }
      try work.note("store-init", operator: name, values: ["test": .boolean(isTest)])
    }
    opened = store
    return store
  }

  /// Whether something was written that is not durable yet.
  package var isOpen: Bool { work != nil }

  // MARK: Reading and changing

  /// Looks at the store: as the open transaction has left it, otherwise as it is.
  ///
  /// - Parameter body: is given a view, the instant at which things are looked at, and the catalog.
  package func look<Result>(
    _ body: (borrowing ReadTransaction, Instant, Catalog) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    do throws(DeskError) {
      guard let current = work.take() else { return try store().read(body) }
      do throws(DeskError) {
        let result = try current.look(body)
        work = consume current
        return result
      } catch {
        work = consume current
        throw error
      }
    } catch {
      throw LanguageError(error)
    }
  }

  /// Changes the store within the open transaction, and opens one when there is none.
  package func change<Result>(
    _ body: (inout Work) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    do throws(DeskError) {
      var current = if let open = work.take() { open } else { try begin() }
      do throws(DeskError) {
        if statement == nil { statement = current.lastEntryNumber + 1 }
        current.statement = statement
        let result = try body(&current)
        work = consume current
        return result
      } catch {
        // A failed store has spoilt the transaction: nothing of it can be kept.
        if error.fault == .request { work = consume current }
        throw error
      }
    } catch {
      throw LanguageError(error)
    }
  }

  /// Opens a transaction; whoever waits for it is told whose it is.
  private func begin() throws(DeskError) -> Work {
    let store = try store()
    store.environment.writerName = operatorName
    return try store.begin(patience())
  }

  /// Carries an operation out and makes its outcome a value.
  ///
  /// - Parameters:
  ///   - call: gives reason, ticket, channel and key, and says whether changes are listed.
  ///   - shape: the columns of the command's answer.
  ///   - body: the operation.
  func operate(
    _ call: Call, _ shape: OutcomeShape = .plain,
    _ body: (inout Work, Request) throws(DeskError) -> Desk.Outcome
  ) throws(LanguageError) -> Language.Outcome {
    let asked = asked(call)
    let request = Request(
      operator: operatorName, channel: call.channel.flatMap(Channel.init) ?? .hotline,
      reason: call.reason, ticket: call.ticket, key: call.key,
      fingerprint: call.key.isEmpty ? nil : asked?.fingerprint,
      job: asked?.identity == nil ? "" : job?.memory.name ?? "", row: asked?.row)
    let counts = isDryRun || call.isDryRun
    let (outcome, isRecalled) = try change { (work) throws(DeskError) in
      if let asked, let earlier = try recall(asked, &work) {
        work.orderNumber = nil
        return (Desk.Outcome(order: try work.look(earlier.order)), earlier.isOfJob)
      }
      work.keepsChanges = call.wantsChanges
      work.countsChanges = counts
      let kept = work.orderNumber
      let isKept = (!call.isDryRun || isTryingWindow) && job?.isEnded != true
      if !isKept { rollbackCount += 1 }
      let outcome = try Self.tried(&work, keeping: isKept) { (work) throws(DeskError) in
        let outcome = try body(&work, request)
        if let asked, isKept { try remember(asked, .order(outcome.order.id), kept, &work) }
        return outcome
      }
      if counts { count(work.takeChangeCounts()) }
      return (outcome, false)
    }
    if let job, job.isEnded, !isRecalled, asked?.identity != nil {
      throw LanguageError(DeskError("job.ended", ["job": .text(job.memory.name)]))
    }
    var result = OutcomeValue.outcome(outcome, shape, call)
    result.isRecalled = isRecalled
    return result
  }

  /// Does something, and undoes it at once where nothing is to be kept.
  static func tried<Result>(
    _ work: inout Work, keeping isKept: Bool,
    _ body: (inout Work) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    guard !isKept else { return try body(&work) }
    let point = try work.savepoint()
    let result: Result
    do throws(DeskError) {
      result = try body(&work)
    } catch {
      if error.fault == .request {
        try work.rollback(to: point)
        try work.release(point)
      }
      throw error
    }
    try work.rollback(to: point)
    try work.release(point)
    return result
  }

  /// Does something with the store that is a transaction of its own.
  ///
  /// - Throws: `transaction.unfinished` when something is not durable yet, which it would not see.
  package func alone<Result>(
    _ body: (Store, WriterWait) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    do throws(DeskError) {
      guard work == nil else { throw DeskError("transaction.unfinished") }
      return try body(try store(), patience())
    } catch {
      throw LanguageError(error)
    }
  }

  // MARK: Session

  package func authorise(_ command: Command) throws(LanguageError) {}

  package func now() throws(LanguageError) -> Instant {
    try look { (_, now, _) in now }
  }

  package func beginStatement() {
    statement = nil
    isStatementDurable = false
  }

  package func commit() throws(LanguageError) {
    savepoints.removeAll()
    guard var current = work.take() else { return }
    // What a job that has ended tries again is kept no more.
    if let job, job.isEnded { return }
    do throws(DeskError) {
      if let job, job.hasNews { try current.keep(job.record) }
      let last = current.lastEntryNumber
      try current.commit()
      job?.hasNews = false
      // Another program may write the entry that was to be the first.
      if let first = statement, last < first {
        statement = nil
      } else {
        isStatementDurable = true
      }
    } catch {
      throw LanguageError(error)
    }
  }

  package func rollback(_ entry: Rollback?) throws(LanguageError) {
    savepoints.removeAll()
    work = nil
    rollbackCount += 1
    if !isStatementDurable { statement = nil }
    guard let entry, job?.isEnded != true else { return }
    let name = operatorName
    try change { (work) throws(DeskError) in
      try work.note(
        "script-rollback", operator: name,
        values: [
          "script": .text(entry.script), "line": .integer(Int64(entry.line)),
          "column": .integer(Int64(entry.column)), "code": .text(entry.code),
          "message": .text(entry.message.english), "reasons": .texts(entry.reasons),
        ])
    }
    try commit()
  }

  package func savepoint(_ name: String) throws(LanguageError) {
    let point = try change { (work) throws(DeskError) in try work.savepoint() }
    savepoints.append((name, point))
  }

  package func rollback(to name: String) throws(LanguageError) {
    guard let place = savepoints.lastIndex(where: { $0.name == name }) else { return }
    let point = savepoints[place].point
    savepoints.removeSubrange((place + 1)...)
    rollbackCount += 1
    try change { (work) throws(DeskError) in try work.rollback(to: point) }
  }

  package func release(_ name: String) throws(LanguageError) {
    guard let place = savepoints.lastIndex(where: { $0.name == name }) else { return }
    let point = savepoints[place].point
    savepoints.removeSubrange(place...)
    try change { (work) throws(DeskError) in try work.release(point) }
  }

  // MARK: Windows

  package func carryOut(_ window: Window) throws(LanguageError) {
    guard window.isDryRun, window.command.sequence != nil else { return try carryOutAll(window) }
    // What one call does decides what becomes of the next: they are tried together.
    let point = try change { (work) throws(DeskError) in try work.savepoint() }
    isTryingWindow = true
    defer { isTryingWindow = false }
    do throws(LanguageError) {
      try carryOutAll(window, isTried: true)
    } catch {
      if error.fault != .store { try takeBack(to: point) }
      throw error
    }
    try takeBack(to: point)
  }

  private func takeBack(to point: WorkPoint) throws(LanguageError) {
    rollbackCount += 1
    try change { (work) throws(DeskError) in
      try work.rollback(to: point)
      try work.release(point)
    }
  }

  private func carryOutAll(
    _ window: Window, isTried: Bool = false
  ) throws(LanguageError) {
    let order =
      if let own = window.command.sequence { try own(window) } else { try sequence(of: window) }
    let numbers = try numbers(of: window)
    defer { row = nil }
    var inGroup = 0
    var began = seconds()
    for index in order {
      if window.command.changes {
        try change { (work) in work.orderNumber = numbers[index] }
        row = numbers.call(index)
      }
      try window.run(index)
      inGroup += 1
      let isFull: Bool
      switch window.grouping {
      case .whole: isFull = false
      case _ where isTried: isFull = false
      case .each:
        // Out of the given order hardly a result can be let out before the window's end, so that
        // nobody gains by an early commit.
        isFull =
          inGroup >= Self.groupRows
          || window.keepsOrder && seconds() - began >= Self.groupSeconds
      case .batch(let rows): isFull = inGroup >= rows
      }
      if isFull {
        try commit()
        window.settle()
        inGroup = 0
        began = seconds()
      }
    }
    if window.grouping == .whole || isTried {
      // A row in error has not used its number, which is no other order's.
      if isOpen { try change { (work) in work.orderNumber = nil } }
      return window.settle()
    }
    try commit()
    window.settle()
  }

  /// The numbers of the orders of a window's calls: those that a job kept for them, else new ones in
  /// a row.
  private func numbers(of window: Window) throws(LanguageError) -> WindowNumbers {
    guard window.command.changes else { return WindowNumbers() }
    guard let job, !window.isDryRun else {
      let first = try change { (work) throws(DeskError) in
        try work.reserveOrders(Int64(window.count))
      }
      return WindowNumbers(first: first)
    }
    let calls = job.calls(of: window)
    let numbers = try change { (work) throws(DeskError) in
      let first = UInt64(window.firstRow)
      if window.isListed {
        let changed = try work.transaction.changedRow(
          of: job.memory, at: window.site, from: first, calls.map(\.fingerprint))
        if let changed {
          throw DeskError(
            "job.list", ["row": .integer(Int64(changed) + 1), "job": .text(job.memory.name)])
        }
      }
      if job.isEnded { return [Int64]() }
      guard window.isListed else { return try work.numbers(of: calls, job.memory) }
      return try work.numbers(
        of: first..<first + UInt64(window.count), at: window.site, job.memory)
    }
    return WindowNumbers(numbers: numbers, calls: calls)
  }

  /// Rows in one commit under `--each`.
  private static let groupRows = 1000
  /// Seconds after which a commit under `--each` no longer waits for more rows.
  private static let groupSeconds = 0.010

  /// The order in which the calls of a window are carried out: customer by customer where they
  /// share nothing, so that neighbouring pages of the store are written together; the calls of one
  /// customer stay in their given order.
  private func sequence(of window: Window) throws(LanguageError) -> [Int] {
    let given = Array(0..<window.count)
    if window.keepsOrder || window.count < 2 || window.repeatsKeys { return given }
    let keys = try look { (view, _, _) throws(DeskError) in
      var keys: [UInt64] = []
      keys.reserveCapacity(window.count)
      for index in 0..<window.count {
        guard case .text(let name) = window.subject(index) else {
          keys.append(0)
          continue
        }
        keys.append(try view.sortKey(of: name))
      }
      return keys
    }
    return given.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }
}

extension Reading where Self: ~Copyable {
  /// Where the customer of a number or identifier stands in the store; 0 when it is not known.
  fileprivate borrowing func sortKey(of name: String) throws(DeskError) -> UInt64 {
    if let summary = try summary(of: name) { return summary.customer.packed }
    guard let id = try? Identifier(parsing: name) else { return 0 }
    return try summary(ofAccount: id)?.customer.packed ?? id.packed
  }
}

/// The numbers of the orders of a window's calls.
private struct WindowNumbers {
  private let first: Int64
  private let numbers: [Int64]
  private let calls: [(identity: CallIdentity, fingerprint: Fingerprint)]

  /// - Parameter first: the number of the first call; each later one has the next.
  init(first: Int64 = 0) {
    self.first = first
    numbers = []
    calls = []
  }

  init(
    numbers: [Int64], calls: [(identity: CallIdentity, fingerprint: Fingerprint)]
  ) {
    first = 0
    self.numbers = numbers
    self.calls = calls
  }

  subscript(index: Int) -> Int64? {
    if calls.isEmpty { return first + Int64(index) }
    guard !numbers.isEmpty, numbers[index] != 0 else { return nil }
    return numbers[index]
  }

  /// A call as the job knows it; nil without a job.
  func call(_ index: Int) -> (identity: CallIdentity, fingerprint: Fingerprint, number: Int64)? {
    guard !calls.isEmpty else { return nil }
    return (calls[index].identity, calls[index].fingerprint, self[index] ?? 0)
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

// MARK: Jobs and keys

/// A call as its job and the tree of keys know it.
struct AskedCall {
  /// Which of the job's calls it is; nil without a job.
  var identity: CallIdentity?
  var fingerprint: Fingerprint
  /// The key of the request; empty when it has none.
  var key: String

  /// The number of the row, from 1, where the call is one of a list.
  var row: Int64? {
    if case .row(_, let number)? = identity { return Int64(number) + 1 }
    return nil
  }
}

extension Keeper {
  /// What was answered before to a call.
  struct Earlier {
    var order: Identifier
    /// What was answered, of a command that makes no order.
    var value: [UInt8] = []
    /// Whether the job did it, not only somebody with the same key.
    var isOfJob: Bool
  }

  /// How a call is found again; nil when nobody asks for that.
  func asked(_ call: Call) -> AskedCall? {
    let isOfJob = job != nil && !call.isDryRun
    guard isOfJob || !call.key.isEmpty else { return nil }
    if isOfJob, let row {
      return AskedCall(identity: row.identity, fingerprint: row.fingerprint, key: call.key)
    }
    var writer = ByteWriter()
    call.writeRequest(to: &writer)
    let fingerprint = Fingerprint(of: writer.bytes)
    return AskedCall(
      identity: isOfJob ? job?.identity(at: call.site, fingerprint) : nil,
      fingerprint: fingerprint, key: call.key)
  }

  /// What was answered before to a call, by the job or to its key.
  func recall(_ asked: AskedCall, _ work: inout Work) throws(DeskError) -> Earlier? {
    if let job, let identity = asked.identity,
      let remembered = try work.transaction.remembered(identity, of: job.memory)
    {
      switch remembered.answer {
      case .order(let order): return Earlier(order: order, isOfJob: true)
      case .value(let value): return Earlier(order: .absent, value: value, isOfJob: true)
      case .promised: break
      }
    }
    guard !asked.key.isEmpty,
      let answer = try work.transaction.answer(toKey: asked.key, of: asked.fingerprint)
    else { return nil }
    if job?.isEnded != true {
      let what: Remembered.Answer =
        answer.order == .absent ? .value(answer.value) : .order(answer.order)
      try remember(asked, what, work.orderNumber, &work)
    }
    return Earlier(order: answer.order, value: answer.value, isOfJob: false)
  }

  /// Has the job remember a call.
  func remember(
    _ asked: AskedCall, _ answer: Remembered.Answer, _ kept: Int64?, _ work: inout Work
  ) throws(DeskError) {
    guard let job, let identity = asked.identity else { return }
    try work.remember(identity, of: job.memory, Remembered(asked.fingerprint, answer), kept: kept)
    job.hasNews = true
  }

  /// Whether a call that makes no order is to be found again.
  func remembers(_ call: Call) -> Bool { (job != nil && !call.isDryRun) || !call.key.isEmpty }

  /// Does something that makes no order, once: the same call of a job, or the same key, gives the
  /// first answer again.
  func once(
    _ call: Call, _ body: (inout Work) throws(DeskError) -> Value
  ) throws(LanguageError) -> Language.Outcome {
    guard let asked = asked(call) else {
      preconditionFailure("a call that nobody asks for again")
    }
    var isRecalled = false
    let value = try change { (work) throws(DeskError) in
      if let earlier = try recall(asked, &work), let value = KeptValue.value(earlier.value) {
        isRecalled = earlier.isOfJob
        return value
      }
      let isKept = !call.isDryRun && job?.isEnded != true
      return try Self.tried(&work, keeping: isKept) { (work) throws(DeskError) in
        let value = try body(&work)
        guard isKept else { return value }
        let bytes = KeptValue.bytes(value)
        try remember(asked, .value(bytes), nil, &work)
        if !asked.key.isEmpty {
          try work.keep(answer: bytes, toKey: asked.key, of: asked.fingerprint)
        }
        return value
      }
    }
    if let job, job.isEnded, !isRecalled, asked.identity != nil {
      throw LanguageError(DeskError("job.ended", ["job": .text(job.memory.name)]))
    }
    var outcome = Language.Outcome(value)
    outcome.isRecalled = isRecalled
    return outcome
  }

  /// Counts what would have changed.
  private func count(_ counts: [RecordType: ChangeCounts]) {
    for (type, count) in counts {
      changeCounts[type, default: ChangeCounts()].added += count.added
      changeCounts[type, default: ChangeCounts()].changed += count.changed
      changeCounts[type, default: ChangeCounts()].removed += count.removed
    }
  }

  package func takeChangeCounts() -> [ChangeCount] {
    defer { changeCounts = [:] }
    return changeCounts.map { type, counts in
      ChangeCount(
        type: type.name, added: counts.added, changed: counts.changed, removed: counts.removed)
    }
  }

  package func begin(_ start: JobStart) throws(LanguageError) {
    let name = operatorName
    do throws(LanguageError) {
      job = try look { (view, now, _) throws(DeskError) in
        try JobRun(start, view, now: now, operator: name)
      }
    } catch {
      var error = error
      // Nothing has run yet.
      if error.fault == .request { error.fault = .usage }
      throw error
    }
  }

  package func end(_ counts: JobCounts) throws(LanguageError) {
    guard let job, !job.isEnded else { return }
    let now = try now()
    try change { (work) throws(DeskError) in try work.keep(job.ended(counts, at: now)) }
    job.hasNews = false
    try commit()
  }

  package func willRead(_ path: String) throws(LanguageError) {
    guard let job, let hash = ContentHash.text(ofFile: path) else { return }
    guard job.read(path, hash) else { throw LanguageError(JobRun.changedFile(path, job.record)) }
  }
}

extension Work {
  fileprivate borrowing func look(_ order: Identifier) throws(DeskError) -> Order {
    try transaction.order(order)
  }
}
