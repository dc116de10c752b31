import Basics
import Desk
package import Language
import Records

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
      var isDone = true
      if answer.order != .absent { isDone = try work.look(answer.order).outcome == .done }
      try remember(asked, what, work.orderNumber, isDone: isDone, &work)
    }
    return Earlier(order: answer.order, value: answer.value, isOfJob: false)
  }

  /// Has the job remember a call.
  func remember(
    _ asked: AskedCall, _ answer: Remembered.Answer, _ kept: Int64?, isDone: Bool,
    _ work: inout Work
  ) throws(DeskError) {
    guard let job, let identity = asked.identity else { return }
    try work.remember(identity, of: job.memory, Remembered(asked.fingerprint, answer), kept: kept)
    try work.count(job.memory, isDone: isDone)
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
    let value = try change(keeping: !call.isDryRun) { (work) throws(DeskError) in
      if let earlier = try recall(asked, &work), let value = KeptValue.value(earlier.value) {
        isRecalled = earlier.isOfJob
        return value
      }
      if job?.isEnded == true { return try Self.tried(&work, body) }
      let value = try body(&work)
      let bytes = KeptValue.bytes(value)
      try remember(asked, .value(bytes), nil, isDone: true, &work)
      if !asked.key.isEmpty {
        try work.keep(answer: bytes, toKey: asked.key, of: asked.fingerprint)
      }
      return value
    }
    if !isRecalled { try refuseAfterEnd(asked) }
    var outcome = Language.Outcome(value)
    outcome.isRecalled = isRecalled
    return outcome
  }

  /// Tells of a call that a job has not done before and, having ended, does no more.
  ///
  /// - Throws: `job.ended`.
  func refuseAfterEnd(_ asked: AskedCall?) throws(LanguageError) {
    guard let job, job.isEnded, asked?.identity != nil else { return }
    throw LanguageError(DeskError("job.ended", ["job": .text(job.memory.name)]))
  }

  /// Counts what would have changed.
  func count(_ counts: [RecordType: ChangeCounts]) {
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
    try require(.support, for: "--job", isSeveral: true)
    do throws(LanguageError) {
      try LanguageError.check(start.script, "FILE", atMost: RecordLimits.script)
      try LanguageError.check(
        start.arguments.joined(), "ARGUMENT", atMost: RecordLimits.arguments)
      for word in start.arguments {
        try LanguageError.check(word, "ARGUMENT", atMost: RecordLimits.text)
      }
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

  package func end(_ counts: JobCounts) throws(LanguageError) -> JobCounts {
    guard let job else { return counts }
    // Rows of the store that were done before need not have come again.
    let memory = try look { (view, _, _) throws(DeskError) in try view.counts(of: job.memory) }
    let all = JobCounts(
      done: Int(memory.done), refused: Int(memory.refused), errors: counts.errors)
    guard !job.isEnded, !isDryRun else { return all }
    let now = try now()
    try change { (work) throws(DeskError) in try work.keep(job.ended(all, at: now)) }
    job.hasNews = false
    try commit()
    return all
  }

  package func willRead(_ path: String) throws(LanguageError) {
    guard let job, let hash = ContentHash.text(ofFile: path) else { return }
    guard job.read(path, hash) else { throw LanguageError(JobRun.changedFile(path, job.record)) }
  }
}

extension Work {
  borrowing func look(_ order: Identifier) throws(DeskError) -> Order {
    try transaction.order(order)
  }
}
