import Basics
import Desk
import Language
import Records

/// A row of a window, as the command that runs for it is told of it.
struct WindowRow {
  /// The number that its order takes; nil: it has none of its own.
  var orderNumber: Int64?
  /// The row as the job knows it; nil without a job.
  var request: (call: CallIdentity, fingerprint: Fingerprint)?
}

/// What is to be told of what an operation changes.
private struct Listing {
  /// Whether the outcome lists it.
  let isShown: Bool
  /// Whether it is counted for the whole run.
  let isCounted: Bool
}

/// The open transaction as a command that changes the store is handed it, with what is known of the
/// call.
struct StoreChangeContext: ChangeContext {
  let session: StoreSession
  /// The row of a window; nil for a command that stands alone.
  let row: WindowRow?

  /// Carries an operation out, once: the same call of a job, or the same key, gives the first answer
  /// again.
  ///
  /// - Parameters:
  ///   - call: gives reason, ticket, channel and key, and says whether changes are listed.
  ///   - shape: the columns of the command's answer.
  ///   - body: the operation.
  func operate(
    _ call: Call, _ shape: OutcomeShape = .plain,
    _ body: (inout StoreTransaction, Request) throws(DeskError) -> Desk.Outcome
  ) throws(LanguageError) -> Language.Outcome {
    let asked = identity(of: call)
    let request = request(call, asked)
    let scope = session.scope
    // A call is large: what is done within the transaction takes of it what it needs.
    let (command, subject) = (call.command, call.subject)
    let listing = Listing(
      isShown: call.wantsChanges,
      isCounted: session.keepsNothing || call.isDryRun && row != nil)
    let (outcome, isRecalled) = try scope.change(
      command.name, keeping: !call.isDryRun
    ) { (transaction) throws(DeskError) in
      try session.rights.requireRegion(command, subject, transaction)
      if let asked, let earlier = try recall(asked, &transaction) {
        return (Desk.Outcome(order: try transaction.order(earlier.order)), earlier.isOfJob)
      }
      if let job = session.job, job.isEnded {
        let outcome = try scope.withRollback(&transaction) { (transaction) throws(DeskError) in
          try carryOut(&transaction, request, listing, body)
        }
        return (outcome, false)
      }
      let outcome = try carryOut(&transaction, request, listing, body)
      if let asked {
        try session.job?.remember(
          asked, .order(outcome.order.id), number: row?.orderNumber, isDone: outcome.isDone,
          &transaction)
      }
      return (outcome, false)
    }
    if !isRecalled { try refuseAfterEnd(asked) }
    var result = OutcomeValue.outcome(outcome, shape, call, scope)
    result.isRecalled = isRecalled
    return result
  }

  /// Does something that makes no order, once.
  func once(
    _ call: Call, _ body: (inout StoreTransaction) throws(DeskError) -> Value
  ) throws(LanguageError) -> Language.Outcome {
    guard let asked = identity(of: call) else {
      return Language.Outcome(try change(call, body))
    }
    var isRecalled = false
    let value = try change(call) { (transaction) throws(DeskError) in
      if let earlier = try recall(asked, &transaction), let value = KeptValue.value(earlier.value) {
        isRecalled = earlier.isOfJob
        return value
      }
      if session.job?.isEnded == true {
        return try session.scope.withRollback(&transaction, body)
      }
      let value = try body(&transaction)
      let bytes = KeptValue.bytes(value)
      try session.job?.remember(asked, .value(bytes), number: nil, isDone: true, &transaction)
      if !asked.key.isEmpty {
        try transaction.keep(answer: bytes, toKey: asked.key, of: asked.fingerprint)
      }
      return value
    }
    if !isRecalled { try refuseAfterEnd(asked) }
    var outcome = Language.Outcome(value)
    outcome.isRecalled = isRecalled
    return outcome
  }

  /// Whether a call is to be found again: by its job, or by its key.
  func remembers(_ call: Call) -> Bool {
    (session.job != nil && !call.isDryRun) || !call.key.isEmpty
  }

  /// Changes the store within the open transaction.
  func change<Result>(
    _ call: Call, _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    try session.scope.change(call.command.name, keeping: !call.isDryRun, body)
  }

  // MARK: Calls that were made before

  /// What a call is found by again; nil when nobody asks for that.
  private func identity(of call: Call) -> RequestIdentity? {
    guard remembers(call) else { return nil }
    let job = call.isDryRun ? nil : session.job
    if job != nil, let request = row?.request {
      return RequestIdentity(
        call: request.call, fingerprint: request.fingerprint, key: call.key)
    }
    var writer = ByteWriter()
    call.writeRequest(to: &writer)
    let fingerprint = Fingerprint(of: writer.bytes)
    return RequestIdentity(
      call: job?.identity(at: call.site, fingerprint), fingerprint: fingerprint, key: call.key)
  }

  /// What was answered before to a call, by the job or to its key.
  private func recall(
    _ asked: RequestIdentity, _ transaction: inout StoreTransaction
  ) throws(DeskError) -> EarlierAnswer? {
    if let call = asked.call, let earlier = try session.job?.recall(call, transaction) {
      return earlier
    }
    guard !asked.key.isEmpty,
      let answer = try transaction.storage.answer(toKey: asked.key, of: asked.fingerprint)
    else { return nil }
    if let job = session.job, !job.isEnded {
      let what: Remembered.Answer =
        answer.order == .absent ? .value(answer.value) : .order(answer.order)
      var isDone = true
      if answer.order != .absent { isDone = try transaction.order(answer.order).outcome == .done }
      try job.remember(asked, what, number: row?.orderNumber, isDone: isDone, &transaction)
    }
    return EarlierAnswer(order: answer.order, value: answer.value, isOfJob: false)
  }

  /// Tells of a call that a job has not done before and, having ended, does no more.
  ///
  /// - Throws: `job.ended`.
  private func refuseAfterEnd(_ asked: RequestIdentity?) throws(LanguageError) {
    guard let job = session.job, job.isEnded, asked?.call != nil else { return }
    throw LanguageError(DeskError("job.ended", ["job": .text(job.memory.name)]))
  }

  /// What an operation is told of a call.
  private func request(_ call: Call, _ asked: RequestIdentity?) -> Request {
    Request(
      operator: session.operatorName, channel: call.channel.flatMap(Channel.init) ?? .hotline,
      reason: call.reason, ticket: call.ticket, key: call.key,
      fingerprint: call.key.isEmpty ? nil : asked?.fingerprint,
      job: asked?.call == nil ? "" : session.job?.memory.name ?? "", row: asked?.row,
      orderNumber: row?.orderNumber)
  }

  /// Carries an operation out, lists what it changes where that is asked for, and counts it where
  /// nothing is kept. A command that stands alone shows its own changes.
  private func carryOut(
    _ transaction: inout StoreTransaction, _ request: Request, _ listing: Listing,
    _ body: (inout StoreTransaction, Request) throws(DeskError) -> Desk.Outcome
  ) throws(DeskError) -> Desk.Outcome {
    let before = transaction.lastEntryNumber
    var outcome = try body(&transaction, request)
    if listing.isShown {
      outcome.changes = try transaction.changes(inEntry: UInt64(clamping: outcome.order.entry))
    }
    if listing.isCounted {
      session.counts.add(try transaction.changeCounts(after: before))
    }
    return outcome
  }
}

extension Command.Action {
  /// Changes the store in the open transaction.
  static func change(
    _ run:
      @escaping (inout Call, StoreChangeContext) throws(LanguageError) -> Language.Outcome
  ) -> Self {
    .changing { (call, context) throws(LanguageError) in try run(&call, context.ofStore) }
  }

  /// Carries out an operation that makes an order.
  ///
  ///     .operation(["credit"]) { (call, transaction, request) throws(DeskError) in
  ///       try transaction.restorePhone(call.text("number"), request)
  ///     }
  ///
  /// - Parameters:
  ///   - special: what the answer holds beside the fields that all have.
  ///   - body: the operation, with the arguments of the call.
  static func operation(
    _ special: [String] = [],
    _ body: @escaping (Call, inout StoreTransaction, Request) throws(DeskError) -> Desk.Outcome
  ) -> Self {
    let shape = OutcomeShape(special)
    return .change { (call, context) throws(LanguageError) in
      let arguments = call
      return try context.operate(arguments, shape) { (transaction, request) throws(DeskError) in
        try body(arguments, &transaction, request)
      }
    }
  }

  /// Works on the store as a whole.
  static func store(
    _ run: @escaping (inout Call, StoreSession) throws(LanguageError) -> Language.Outcome
  ) -> Self {
    .session { (call, session) throws(LanguageError) in try run(&call, session.ofStore) }
  }
}

extension ChangeContext {
  var ofStore: StoreChangeContext {
    guard let context = self as? StoreChangeContext else {
      preconditionFailure("the commands of a store run in its sessions")
    }
    return context
  }
}

extension Session {
  var ofStore: StoreSession {
    guard let session = self as? StoreSession else {
      preconditionFailure("the commands of a store run in its sessions")
    }
    return session
  }
}

extension StoreTransaction {
  borrowing func order(_ order: Identifier) throws(DeskError) -> Order {
    try storage.order(order)
  }
}
