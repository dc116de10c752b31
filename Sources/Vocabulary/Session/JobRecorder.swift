import Basics
import Desk
import Language
import Records

/// What makes a call one that was made before: its site in a job, what it asks for, and its key.
struct RequestIdentity {
  /// Which of the job's calls it is; nil without a job.
  var call: CallIdentity?
  /// What is asked for.
  var fingerprint: Fingerprint
  /// The key of the request; empty when it has none.
  var key: String

  /// The number of the row, from 1, where the call is one of a list.
  var row: Int64? {
    if case .row(_, let number)? = call { return Int64(number) + 1 }
    return nil
  }
}

/// Records what a job does: its record, its memory of calls, and how often each of its requests has
/// come so far.
final class JobRecorder {
  let memory: JobMemory
  /// The record as it is to be kept.
  private(set) var record: Job
  /// Whether the job had ended before this run, so that it only answers.
  let isEnded: Bool
  /// Whether something was remembered that is not durable yet.
  private var hasNews = false

  private struct Asked: Hashable {
    var site: UInt64
    var fingerprint: Fingerprint
  }

  private var occurrences: [Asked: UInt32] = [:]

  /// Begins a job, or resumes one that is there.
  ///
  /// - Throws: `job.name`; `job.undone`; `job.script`, `job.arguments`, `job.file` when it was begun
  ///   with others; `job.memory` when it came with a snapshot.
  init(
    _ start: JobStart, _ view: borrowing StoreReader, now: Instant, operator: String
  ) throws(DeskError) {
    // What cannot be seen at its ends does not make it another job.
    let name = start.name.withoutBlanksAround
    try PlainName.check(name, code: "job.name")
    memory = JobMemory(of: name)
    let hash = ContentHash.text(of: start.texts)
    guard let known = try view.job(name) else {
      record = Job()
      record.name = name
      record.script = start.script
      record.arguments = start.arguments
      record.hash = hash
      record.operator = `operator`
      record.from = now
      isEnded = false
      return
    }
    if let undone = known.undone {
      throw DeskError("job.undone", ["job": .text(name), "at": .text(undone.text)])
    }
    record = known
    isEnded = known.until != nil
    guard try view.hasMemory(memory) else { throw DeskError("job.memory", ["job": .text(name)]) }
    guard known.hash == hash else {
      throw DeskError("job.script", ["job": .text(name), "script": .text(known.script)])
    }
    guard known.arguments == start.arguments else {
      func shown(_ words: [String]) -> MapValue {
        .text("[" + words.joined(separator: ", ") + "]")
      }
      throw DeskError(
        "job.arguments",
        [
          "job": .text(name), "before": shown(known.arguments), "now": shown(start.arguments),
        ])
    }
    for file in known.files where ContentHash.text(ofFile: file.file) != file.hash {
      throw Self.changedFile(file.file, known)
    }
  }

  static func changedFile(_ path: String, _ job: Job) -> DeskError {
    DeskError("job.file", ["job": .text(job.name), "file": .text(path)])
  }

  /// Notes that a data file is read.
  ///
  /// - Returns: false when the job knows it with another content.
  func read(_ path: String, _ hash: String) -> Bool {
    if let known = record.files.first(where: { $0.file == path }) { return known.hash == hash }
    record.files.append(JobFile(file: path, hash: hash))
    return true
  }

  /// Which of the job's calls a request is that comes now.
  func identity(at site: UInt64, _ fingerprint: Fingerprint) -> CallIdentity {
    let asked = Asked(site: site, fingerprint: fingerprint)
    let before = occurrences[asked, default: 0]
    occurrences[asked] = before + 1
    return .request(site: site, fingerprint, occurrence: before)
  }

  /// The calls of a window as the job knows them. A call that makes no sense is never looked for.
  func calls(of window: Window) -> [(identity: CallIdentity, fingerprint: Fingerprint)] {
    var calls: [(identity: CallIdentity, fingerprint: Fingerprint)] = []
    calls.reserveCapacity(window.count)
    for index in 0..<window.count {
      var writer = ByteWriter()
      window.writeRequest(index, to: &writer)
      let fingerprint = Fingerprint(of: writer.bytes)
      let identity: CallIdentity =
        window.isListed
        ? .row(site: window.site, number: UInt64(window.firstRow + index))
        : self.identity(at: window.site, fingerprint)
      calls.append((identity, fingerprint))
    }
    return calls
  }

  // MARK: Calls

  /// What the job answered to a call before; nil when it has not answered it.
  func recall(_ call: CallIdentity, _ transaction: borrowing StoreTransaction) throws(DeskError)
    -> EarlierAnswer?
  {
    switch try transaction.storage.remembered(call, of: memory)?.answer {
    case .order(let order): EarlierAnswer(order: order, isOfJob: true)
    case .value(let value): EarlierAnswer(order: .absent, value: value, isOfJob: true)
    case .promised, nil: nil
    }
  }

  /// Remembers the answer to a call.
  ///
  /// - Parameters:
  ///   - request: the call.
  ///   - answer: what was answered.
  ///   - number: the number that the job has kept for the call's order, if it has.
  ///   - isDone: whether it was done; else it was refused.
  func remember(
    _ request: RequestIdentity, _ answer: Remembered.Answer, number: Int64?, isDone: Bool,
    _ transaction: inout StoreTransaction
  ) throws(DeskError) {
    guard let call = request.call else { return }
    try transaction.remember(
      call, of: memory, Remembered(request.fingerprint, answer), kept: number)
    try transaction.count(memory, isDone: isDone)
    hasNews = true
  }

  // MARK: The record

  /// Writes the record into a commit with which something of the job becomes durable.
  func save(in transaction: inout StoreTransaction) throws(DeskError) {
    if hasNews { try transaction.keep(record) }
  }

  /// Says that all that was remembered is durable.
  func markDurable() { hasNews = false }

  /// Writes the record of the job when all of its script has run.
  func end(
    _ counts: JobCounts, at instant: Instant, in transaction: inout StoreTransaction
  ) throws(DeskError) {
    try transaction.keep(ended(counts, at: instant))
    hasNews = false
  }

  private func ended(_ counts: JobCounts, at instant: Instant) -> Job {
    record.until = instant
    record.counts = [
      "done": .integer(Int64(counts.done)), "refused": .integer(Int64(counts.refused)),
      "errors": .integer(Int64(counts.errors)),
    ]
    return record
  }
}

/// What was answered before to a call.
struct EarlierAnswer {
  var order: Identifier
  /// What was answered, of a command that makes no order.
  var value: [UInt8] = []
  /// Whether the job did it, not only somebody with the same key.
  var isOfJob: Bool
}
