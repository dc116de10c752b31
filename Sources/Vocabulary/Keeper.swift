package import Basics
package import Desk
package import Language
import Records
package import Rules

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
///
/// It is used on one thread; on the others that ``beginLooks(_:_:)`` has work for it, only
/// ``look(_:)`` may be called and ``operatorName`` asked for.
package final class Keeper: Session, @unchecked Sendable {
  /// The store's folder.
  package let path: String
  private let makesHome: Bool
  /// Who asks; every order records it.
  package private(set) lazy var operatorName = nameOperator()
  /// Whether nothing may be changed.
  package let isReadOnly: Bool
  /// The program that reads a doubtful store in a process of its own; nil: none does.
  package var program: String?
  /// Told once that the store's last change lies far ahead of the clock.
  package var onWarning: ((any SpeakingError) -> Void)? {
    get { warnings.tell }
    set { warnings.tell = newValue }
  }
  private let warnings = StoreWarnings()
  /// Whether nothing of the whole run is to be kept.
  package var isDryRun = false
  /// Whether a whole script is one transaction.
  package var isWhole = false
  let patience: () -> StoreWait
  let seconds: () -> Double
  private let nameOperator: () -> String
  private let wallClock: @Sendable () -> Instant

  private var opened: Store?
  private var mustCheckFiles = false
  private var work: Work?
  private var savepoints: [(name: String, point: WorkPoint)] = []
  /// The number of the first journal entry of the current statement; nil: none was written yet.
  private var statement: UInt64?
  /// The numbers of the first journal entries of the statements of this session: those that are
  /// durable, and those of the open transaction.
  private var durableStatements: [UInt64] = []
  private var openStatements: [UInt64] = []
  /// Whether something of the statement is durable, so that its number is its own for good.
  private var isStatementDurable = false
  /// What commands with `--dry-run` have done that is not undone yet.
  private var rehearsal: OpenRehearsal?
  /// What the run has done, where nothing of it is to be kept.
  private var wholeRehearsal: OpenRehearsal?
  /// How often something was undone that had been written, which nobody may rely on any more.
  private(set) var rollbackCount = 0

  /// The state of the store at which many looks are made, while somebody reads.
  private var view: StoreView?
  private var readingDepth = 0
  private var looksLeft = 0
  /// After how many looks a new state is taken, so that pages are free again.
  private static let mostLooks = 4096
  /// Those who make many looks at once.
  private let threads: WorkerPool
  /// How many looks are worth other threads.
  private static let sharedLooks = 128

  /// What the operator's rights are looked at on; nil: not read since the store may have changed.
  var rights: Rights.Facts? {
    didSet { allowed = nil }
  }
  /// The right that was looked at last and that the operator has.
  var allowed: (right: Role, isSeveral: Bool)?
  /// The number of this program's last commit: where the next one's is greater by one, no other program
  /// has changed the store in between.
  private var ownCommit: Int?
  /// The rights that were missing, until the journal tells of them.
  var missingRights: [MissingRight] = []

  /// The current job.
  var job: JobRun?
  /// Whether the rows of a window are being run.
  private var isInWindow = false
  /// The row that a window is about to run, as its job knows it.
  var row: (identity: CallIdentity, fingerprint: Fingerprint, number: Int64)?
  /// The number of the order that the next change may make: nil within, that it takes one of its own;
  /// nil altogether, that nothing was said since the last change.
  private var orderNumber: Int64??
  /// What would have changed, where nothing is kept.
  var changeCounts: [RecordType: ChangeCounts] = [:]

  /// Prepares a keeper; the store is opened by the first command that needs it.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - makesHome: whether a new store's folder is made with all folders above it, as where nobody
  ///     has named it.
  ///   - operatorName: who asks; looked up when it is first needed.
  ///   - isReadOnly: whether nothing may be changed.
  ///   - patience: how long another writer is waited for, and how the waiting is broken off.
  ///   - seconds: a clock that only goes forward, in seconds, for the grouping of commits.
  ///   - wallClock: the instant on the wall.
  ///   - threads: how many threads look at the store at once for a command that runs for many rows.
  package init(
    path: String, makesHome: Bool = false,
    operatorName: @autoclosure @escaping () -> String, isReadOnly: Bool = false,
    patience: @escaping () -> StoreWait, seconds: @escaping () -> Double,
    wallClock: @escaping @Sendable () -> Instant, threads: Int = WorkerPool.usefulThreads
  ) {
    self.path = path
    self.threads = WorkerPool(threads: threads)
    self.makesHome = makesHome
    nameOperator = operatorName
    self.isReadOnly = isReadOnly
    self.patience = patience
    self.seconds = seconds
    self.wallClock = wallClock
  }

  /// The store, opened by the first call.
  func store() throws(DeskError) -> Store {
    if let opened { return opened }
    let store = try open(isReadOnly ? .readOnly : .readWrite)
    opened = store
    return store
  }

  private func open(_ access: StoreAccess) throws(DeskError) -> Store {
    try Store.open(
      path, access: access, writerName: access == .create ? operatorName : "",
      wallClock: wallClock,
      warn: { [warnings] warning in warnings.take(warning) })
  }

  /// Makes a store where there is none yet.
  ///
  /// - Parameter isTest: whether it is a test store, whose clock is moved by command.
  /// - Throws: `store.exists` when there is one already, `store.read-only`.
  func makeStore(isTest: Bool) throws(DeskError) -> Store {
    guard !isReadOnly else { throw DeskError.readOnly(at: path) }
    if makesHome { HomeFolder.make(above: path) }
    let store = try open(.create)
    guard store.wasCreated else {
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

  /// The command that runs, for those who wait for the store meanwhile.
  var activity = ""

  /// Whether something was written that is not durable yet.
  package var isOpen: Bool { work != nil }

  /// The numbers of the first journal entries of all statements of this session, in their order.
  var ownStatements: [UInt64] { durableStatements + openStatements }

  // MARK: Reading and changing

  /// Looks at the store: as the open transaction has left it, otherwise as it is.
  ///
  /// - Parameter body: is given a view, the instant at which things are looked at, and the catalog.
  package func look<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    do throws(DeskError) {
      if let lane = Lane.current { return try lane.look(body) }
      if work == nil { return try lookAtStore(body) }
      try checkFilesOnce()
      return try work!.look(body)
    } catch {
      throw LanguageError(error)
    }
  }

  /// Looks at the store as it is; within ``reading(_:)`` at one state of it for many looks.
  private func lookAtStore<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    guard readingDepth > 0 else { return try store().read(body) }
    if looksLeft == 0 { view = nil }
    let view: StoreView
    if let held = self.view.take() {
      view = held
      looksLeft -= 1
    } else {
      view = try store().view()
      looksLeft = Self.mostLooks
    }
    do throws(DeskError) {
      let result = try body(view.transaction, view.now, view.catalog)
      self.view = consume view
      return result
    } catch {
      self.view = consume view
      throw error
    }
  }

  package func reading<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    readingDepth += 1
    defer {
      readingDepth -= 1
      if readingDepth == 0 { view = nil }
    }
    return try body()
  }

  package func beginLooks(
    _ count: Int, _ look: @escaping @Sendable (Range<Int>) -> Void
  ) throws(LanguageError) -> BegunWork {
    let lanes = count < Self.sharedLooks ? nil : try openLanes()
    guard let lanes else { return WorkerPool.alone(count, look) }
    return threads.begin(count) { thread, places in lanes[thread].with { look(places) } }
  }

  /// Opens one state of the store for each thread.
  ///
  /// - Returns: Nil where the looks are made on one thread: something is being changed, there is one
  ///   processor, no more readers can be had, or other programs change the store all the while.
  private func openLanes() throws(LanguageError) -> [Lane]? {
    guard work == nil, threads.threads > 1 else { return nil }
    // Looked up by the first who asks, it is known before several do.
    _ = operatorName
    do throws(DeskError) {
      let store = try store()
      for _ in 0..<3 {
        let view = try store.view()
        var lanes: [Lane] = []
        while lanes.count < threads.threads - 1, let twin = try? store.twin(of: view) {
          lanes.append(Lane(twin))
        }
        if lanes.count == threads.threads - 1 { return lanes + [Lane(view)] }
      }
    } catch {
      throw LanguageError(error)
    }
    return nil
  }

  /// Changes the store within the open transaction, and opens one when there is none.
  package func change<Result>(
    _ body: (inout Work) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    try endRehearsal()
    return try changeOpen(body)
  }

  /// Changes the store, or tries what a command with `--dry-run` would change: later ones see that,
  /// until ``endRehearsal()`` undoes it.
  func change<Result>(
    keeping isKept: Bool, _ body: (inout Work) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    guard !isKept else { return try change(body) }
    if rehearsal == nil {
      let isOwn = work == nil
      let before = (statement, openStatements.count)
      let (point, first) = try changeOpen { (work) throws(DeskError) in
        (try work.savepoint(), work.nextOrderNumber)
      }
      rehearsal = OpenRehearsal(from: first, point: isOwn ? nil : point, after: before)
    }
    return try changeOpen(body)
  }

  private func changeOpen<Result>(
    _ body: (inout Work) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    if work == nil {
      try LanguageError.check(operatorName, "--as", atMost: RecordLimits.operator)
    }
    do throws(DeskError) {
      if work == nil { work = try begin() } else { try checkFilesOnce() }
      // Used where it stands: it is too large to be moved for every row.
      return try change(&work!, body)
    } catch {
      // A failed store has spoilt the transaction: nothing of it can be kept.
      guard error.fault == .request else {
        dropWork()
        throw LanguageError(error)
      }
      guard isRehearsing else { throw LanguageError(error) }
      throw LanguageError(error.replacingTexts { OutcomeValue.withoutTried($0, self) })
    }
  }

  /// Gives up the open transaction, and with it all that was tried in it.
  private func dropWork() {
    work = nil
    rehearsal.take()?.run.end()
    wholeRehearsal.take()?.run.end()
  }

  package func endRehearsal() throws(LanguageError) {
    guard let ended = rehearsal.take() else { return }
    ended.run.end()
    rollbackCount += 1
    // Somebody else may write the entry that its statement would have had.
    statement = ended.statement
    openStatements.removeSubrange(min(ended.statementCount, openStatements.count)...)
    // It may have opened the transaction, which then holds nothing else.
    guard let point = ended.point else { return work = nil }
    do throws(DeskError) {
      try work?.rollback(to: point)
      try work?.release(point)
    } catch {
      dropWork()
      throw LanguageError(error)
    }
  }

  /// Whether something is tried that will be undone.
  var isRehearsing: Bool { rehearsal != nil || wholeRehearsal != nil }

  /// Which of the orders that are only tried one is, from 1; nil where it is none of them.
  func placeOfTried(_ order: Identifier) -> Int64? {
    (rehearsal ?? wholeRehearsal)?.place(of: order)
  }

  /// An order as results name it: the number of one that is only tried will be another's.
  func named(_ order: Identifier) -> Value {
    guard isRehearsing, let run = (rehearsal ?? wholeRehearsal)?.run(of: order) else {
      return .text(order.text)
    }
    return .deferred(RehearsedOrder(order.text, in: run))
  }

  private func change<Result>(
    _ work: inout Work, _ body: (inout Work) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    if let number = orderNumber.take() { work.orderNumber = number }
    if statement == nil {
      let first = work.lastEntryNumber + 1
      statement = first
      if openStatements.last != first { openStatements.append(first) }
    }
    work.statement = statement
    return try body(&work)
  }

  /// Makes sure, once a statement, that the files under an open transaction are still the folder's:
  /// somebody may have been at the folder while nothing was typed.
  private func checkFilesOnce() throws(DeskError) {
    guard mustCheckFiles, let opened else { return }
    mustCheckFiles = false
    try opened.checkFiles()
  }

  /// Opens a transaction; whoever waits for it is told whose it is.
  private func begin() throws(DeskError) -> Work {
    view = nil
    let store = try store()
    nameActivity(store)
    let work = try store.begin(patience())
    if ownCommit.map({ $0 + 1 }) != work.commitNumber { rights = nil }
    if isDryRun { wholeRehearsal = OpenRehearsal(from: work.nextOrderNumber, point: nil) }
    return work
  }

  /// Tells those who will wait for this program whose it is and what it does.
  func nameActivity(_ store: Store) {
    guard !isReadOnly else { return }
    store.nameWriter(operatorName, activity: activity)
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
    if work == nil { activity = call.command.name }
    let asked = asked(call)
    // A command that stands alone shows its own changes.
    let counts = isDryRun || call.isDryRun && isInWindow
    let (outcome, isRecalled) = try change(keeping: !call.isDryRun) { (work) throws(DeskError) in
      try requireRegion(call, work)
      if let asked, let earlier = try recall(asked, &work) {
        work.orderNumber = nil
        return (Desk.Outcome(order: try work.look(earlier.order)), earlier.isOfJob)
      }
      work.keepsChanges = call.wantsChanges
      work.countsChanges = counts
      let kept = work.orderNumber
      let request = request(call, asked)
      let outcome: Desk.Outcome
      if job?.isEnded == true {
        rollbackCount += 1
        outcome = try Self.tried(&work) { (work) throws(DeskError) in try body(&work, request) }
      } else {
        outcome = try body(&work, request)
        if let asked {
          try remember(asked, .order(outcome.order.id), kept, isDone: outcome.isDone, &work)
        }
      }
      if counts { count(work.takeChangeCounts()) }
      return (outcome, false)
    }
    if !isRecalled { try refuseAfterEnd(asked) }
    var result = OutcomeValue.outcome(outcome, shape, call, self)
    result.isRecalled = isRecalled
    return result
  }

  /// What an operation is told of a call.
  private func request(_ call: Call, _ asked: AskedCall?) -> Request {
    Request(
      operator: operatorName, channel: call.channel.flatMap(Channel.init) ?? .hotline,
      reason: call.reason, ticket: call.ticket, key: call.key,
      fingerprint: call.key.isEmpty ? nil : asked?.fingerprint,
      job: asked?.identity == nil ? "" : job?.memory.name ?? "", row: asked?.row)
  }

  /// Does something, and undoes it at once.
  static func tried<Result>(
    _ work: inout Work, _ body: (inout Work) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
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
    _ body: (Store, StoreWait) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    try endRehearsal()
    do throws(DeskError) {
      guard work == nil else { throw DeskError("transaction.unfinished") }
      view = nil
      rights = nil
      let store = try store()
      nameActivity(store)
      return try body(store, patience())
    } catch {
      throw LanguageError(error)
    }
  }

  // MARK: Session

  package var storeFolder: String? { path }

  package var storeFileNames: [String] { Store.fileNames }

  package func now() throws(LanguageError) -> Instant {
    try look { (_, now, _) in now }
  }

  package func beginStatement() {
    if work == nil { rights = nil }
    mustCheckFiles = true
    statement = nil
    isStatementDurable = false
  }

  package func commit() throws(LanguageError) {
    try endRehearsal()
    savepoints.removeAll()
    if !missingRights.isEmpty { try tellMissingRights() }
    guard var current = work.take() else { return rights = nil }
    // What a job that has ended tries again is kept no more.
    if let job, job.isEnded { return }
    do throws(DeskError) {
      if let job, job.hasNews { try current.keep(job.record) }
      let last = current.lastEntryNumber
      let number = current.commitNumber
      ownCommit = nil
      try current.commit()
      ownCommit = number
      job?.hasNews = false
      durableStatements += openStatements.prefix { $0 <= last }
      openStatements.removeAll(keepingCapacity: true)
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
    dropWork()
    rollbackCount += 1
    rights = nil
    openStatements.removeAll()
    if !isStatementDurable { statement = nil }
    guard missingRights.isEmpty else {
      try tellMissingRights(entry)
      return try commit()
    }
    guard let entry, job?.isEnded != true else { return }
    let name = operatorName
    try change { (work) throws(DeskError) in
      try work.note(
        "script-rollback", operator: name,
        values: [
          "script": .text(entry.script), "line": .integer(Int64(entry.line)),
          "column": .integer(Int64(entry.column)), "code": .text(entry.code),
          "message": .text(String(entry.message.english.prefix(Self.keptMessage))),
          "reasons": .texts(entry.reasons),
        ])
    }
    try commit()
  }

  /// How much of the message of an error the journal keeps.
  private static let keptMessage = 4096

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
    if work == nil { activity = window.command.name }
    let order =
      if let own = window.command.sequence { try own(window) } else { try sequence(of: window) }
    let numbers = try numbers(of: window)
    isInWindow = true
    defer {
      isInWindow = false
      row = nil
      // A row in error has not used its number, which is no other order's.
      orderNumber = .some(nil)
    }
    var inGroup = 0
    var began = seconds()
    for index in order {
      if window.command.changes {
        orderNumber = .some(numbers[index])
        row = numbers.call(index)
      }
      try window.run(index)
      inGroup += 1
      let isFull: Bool
      switch window.grouping {
      case .whole: isFull = false
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
        window.markDurable()
        inGroup = 0
        began = seconds()
      }
    }
    if window.grouping != .whole { try commit() }
    window.markDurable()
  }

  /// The numbers of the orders of a window's calls: those that a job kept for them, else new ones in
  /// a row.
  private func numbers(of window: Window) throws(LanguageError) -> WindowNumbers {
    guard window.command.changes else { return WindowNumbers() }
    guard let job, !window.isDryRun else {
      let first = try change(keeping: !window.isDryRun) { (work) throws(DeskError) in
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
    if window.keepsOrder || window.count < 2 || window.repeatsKeys {
      return Array(0..<window.count)
    }
    // The names are looked up in the order of their digits, as they stand in the store.
    var places = (0..<window.count).map { (index) -> SortPlace in
      guard case .text(let name) = window.subject(index) else { return SortPlace(0, index) }
      return SortPlace(UInt64(name) ?? 0, index)
    }
    places.sort()
    try look { (view, _, _) throws(DeskError) in
      for place in places.indices {
        let index = places[place].index
        guard case .text(let name) = window.subject(index) else { continue }
        places[place].key = try view.sortKey(of: name)
      }
    }
    places.sort()
    return places.map(\.index)
  }
}

/// Passes on the first warning of a store, on the keeper's thread. An object of its own: a keeper to
/// which somebody refers weakly would be counted the slow way at every use.
private final class StoreWarnings: @unchecked Sendable {
  var tell: ((any SpeakingError) -> Void)?
  private var hasWarned = false

  func take(_ warning: DeskError) {
    guard !hasWarned else { return }
    hasWarned = true
    tell?(warning)
  }
}

/// A call of a window with what it is put in order by; calls with the same stay as they came.
private struct SortPlace: Comparable {
  var key: UInt64
  let index: Int

  init(_ key: UInt64, _ index: Int) {
    self.key = key
    self.index = index
  }

  static func < (left: SortPlace, right: SortPlace) -> Bool {
    left.key == right.key ? left.index < right.index : left.key < right.key
  }
}

extension StoreReading where Self: ~Copyable {
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
