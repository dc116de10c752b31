import Basics
package import Records
package import Storage

/// Which of a job's calls one is.
package enum CallIdentity: Hashable, Sendable {
  /// A row of a file or a list, by its number from 0: the same row each time the job is gone on
  /// with.
  case row(site: UInt64, number: UInt64)
  /// Any other call: what it asks for, and how many times that was asked for there before.
  case request(site: UInt64, Fingerprint, occurrence: UInt32)
}

/// What a job remembers of a call.
package struct Remembered: Hashable, Sendable {
  /// What became of the call.
  package enum Answer: Hashable, Sendable {
    /// It is still to be done; its order will have this number.
    case promised(Int64)
    /// Its order.
    case order(Identifier)
    /// What was answered, of a command that makes no order: compact JSON.
    case value([UInt8])
  }

  package var fingerprint: Fingerprint
  package var answer: Answer

  package init(_ fingerprint: Fingerprint, _ answer: Answer) {
    self.fingerprint = fingerprint
    self.answer = answer
  }
}

/// Rows of a pipeline that were given the numbers of their orders together.
package struct ReservedRows: Hashable, Sendable {
  /// The first row, from 0, and how many.
  package var first: UInt64
  package var count: UInt64
  /// The number of the first row's order; each later row has the next.
  package var number: Int64

  /// The number of a row's order; nil when it is none of these rows.
  package func number(of row: UInt64) -> Int64? {
    guard row >= first, row - first < count else { return nil }
    return number + Int64(row - first)
  }
}

/// The memory of one job in the tree `jobs`: what was done, written by the transaction that did it,
/// so that nothing is done twice and nothing is missed.
///
/// A key is the job (8 bytes of the hash of its name), the site of the call in the script (8
/// bytes), the kind of entry (1 byte), and what tells the call from the others there:
///
///     reservation   the first row (8 bytes)          number of its order, count of rows (8 + 8)
///     rows          a row without its last six bits  64 fingerprints (8 each); zero: not done
///     answer        a row (8)                        what its order is, where not the number kept
///     request       fingerprint, occurrence (8 + 4)  what became of it
///     counts        nothing                          how many were done and refused (8 + 8)
///
/// Neighbouring rows share an entry because those of a long list are done customer by customer,
/// hence out of their own order. The job alone leads to its name.
package struct JobMemory: Hashable, Sendable {
  /// The job's name.
  package let name: String
  private let hash: UInt64

  package init(of name: String) {
    self.name = name
    hash = Fingerprint(of: Array(name.utf8)).bits
  }

  enum Kind: UInt8 {
    case reservation = 1
    case rows = 2
    case answer = 3
    case request = 4
    case counts = 5
  }

  /// The key of the counts, which belong to no site of the script.
  var counts: Key { key(.max, .counts) }

  /// How many rows share an entry.
  static let rowsTogether: UInt64 = 64

  /// The beginning of all keys of the job, and the whole of the one that leads to its name.
  var key: Key { Key(hash) }

  func key(_ identity: CallIdentity) -> Key {
    switch identity {
    case .row(let site, let number):
      var key = key(site, .answer)
      key.append(number)
      return key
    case .request(let site, let fingerprint, let occurrence):
      var key = key(site, .request)
      key.append(fingerprint.bits)
      key.append(occurrence)
      return key
    }
  }

  /// The key of the entry that a row shares with its neighbours.
  func rows(_ site: UInt64, _ number: UInt64) -> Key {
    var key = key(site, .rows)
    key.append(number / Self.rowsTogether)
    return key
  }

  func key(_ site: UInt64, _ kind: Kind) -> Key {
    var key = key
    key.append(site)
    key.append(kind.rawValue)
    return key
  }

  /// The kind of an entry by its key; nil for the one that leads to the name, or for no key of a
  /// job at all.
  static func kind(_ key: RawSpan) -> Kind? {
    var reader = KeyReader(key)
    guard reader.readUInt64() != nil, reader.readUInt64() != nil, let kind = reader.readUInt8()
    else { return nil }
    return Kind(rawValue: kind)
  }
}

extension Remembered {
  private enum State: UInt8 {
    case promised, order, value
  }

  /// State (1 byte), fingerprint (8), number or order (8, little-endian).
  var bytes: InlineArray<17, UInt8> {
    var bytes = InlineArray<17, UInt8>(repeating: 0)
    let (state, number): (State, UInt64) =
      switch answer {
      case .promised(let number): (.promised, UInt64(bitPattern: number))
      case .order(let order): (.order, order.packed)
      case .value: (.value, 0)
      }
    bytes[0] = state.rawValue
    bytes.put(fingerprint.bits, at: 1)
    bytes.put(number, at: 9)
    return bytes
  }

  /// Reads an entry; nil when it is none.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 17 else { return nil }
    guard let state = State(rawValue: bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)) else {
      return nil
    }
    fingerprint = Fingerprint(bits: bytes.number(at: 1))
    answer =
      switch state {
      case .promised: .promised(bytes.signed(at: 9))
      case .order: .order(Identifier(packed: bytes.number(at: 9)))
      case .value: .value(bytes.withUnsafeBytes { Array($0.dropFirst(17)) })
      }
  }
}

extension Reading where Self: ~Copyable {
  /// The record of a job.
  package borrowing func job(_ name: String) throws(DeskError) -> Job? {
    var key = Key(customer: .absent, type: .job)
    key.append(text: name)
    return try record(Job.self, key)
  }

  /// Whether the store has the memory of a job, which does not come with a snapshot.
  package borrowing func hasMemory(_ job: JobMemory) throws(DeskError) -> Bool {
    do throws(StorageError) { return try contains(Tables.jobs, job.key) } catch {
      throw DeskError(error)
    }
  }

  /// What a job remembers of a call; nil when it has not come so far.
  package borrowing func remembered(
    _ identity: CallIdentity, of job: JobMemory
  ) throws(DeskError) -> Remembered? {
    guard case .row(let site, let number) = identity else { return try answer(identity, job) }
    let bits: UInt64
    do throws(StorageError) {
      guard let entry = try get(Tables.jobs, job.rows(site, number)) else { return nil }
      bits = RowBlock.fingerprint(entry, number)
    } catch {
      throw DeskError(error)
    }
    guard bits != 0 else { return nil }
    if let answer = try answer(identity, job) { return answer }
    let kept = try reservations(job, at: site, number..<number + 1).first?.number(of: number)
    guard let kept else { return nil }
    return Remembered(Fingerprint(bits: bits), .order(Identifier(order: kept)))
  }

  /// The entry that a call has for itself: of a row only where its order does not have the number
  /// that was kept for it.
  private borrowing func answer(
    _ identity: CallIdentity, _ job: JobMemory
  ) throws(DeskError) -> Remembered? {
    do throws(StorageError) {
      guard let entry = try get(Tables.jobs, job.key(identity)) else { return nil }
      return Remembered(entry)
    } catch {
      throw DeskError(error)
    }
  }

  /// How many calls of a job were done and refused, each counted by the commit that did it.
  package borrowing func counts(
    of job: JobMemory
  ) throws(DeskError) -> (done: Int64, refused: Int64) {
    do throws(StorageError) {
      guard let bytes = try get(Tables.jobs, job.counts), bytes.byteCount == 16 else {
        return (0, 0)
      }
      return (bytes.signed(at: 0), bytes.signed(at: 8))
    } catch {
      throw DeskError(error)
    }
  }

  /// The first of a window's rows that was done and now asks for something else.
  ///
  /// - Parameters:
  ///   - first: the number of the window's first row.
  ///   - fingerprints: what the rows ask for; zero for one that makes no sense.
  package borrowing func changedRow(
    of job: JobMemory, at site: UInt64, from first: UInt64, _ fingerprints: [Fingerprint]
  ) throws(DeskError) -> UInt64? {
    let rows = first..<first + UInt64(fingerprints.count)
    var changed: UInt64?
    var from = job.key(site, .rows)
    from.append(rows.lowerBound / JobMemory.rowsTogether)
    var end = job.key(site, .rows)
    end.append(rows.upperBound / JobMemory.rowsTogether)
    try scan(Tables.jobs, KeyRange(from: from, through: end)) { (key, value) throws(DeskError) in
      var last = KeyReader(key.extracting(last: 8))
      let start = (last.readUInt64() ?? 0) * JobMemory.rowsTogether
      for row in (start..<start + JobMemory.rowsTogether).clamped(to: rows) {
        let before = RowBlock.fingerprint(value, row)
        guard before != 0, before != fingerprints[Int(row - first)].bits else { continue }
        changed = row
        return .stop
      }
      return .next
    }
    return changed
  }

  /// The orders of a job, in the order of their numbers.
  ///
  ///     for id in try view.orders(of: JobMemory(of: "june")) { ... }
  package borrowing func orders(of job: JobMemory) throws(DeskError) -> [Identifier] {
    var orders: Set<Identifier> = []
    var reserved: [ReservedRows] = []
    var site: UInt64?
    try scan(Tables.jobs, KeyRange(prefix: job.key)) { (key, value) throws(DeskError) in
      var parts = KeyReader(key)
      guard parts.readUInt64() != nil, let here = parts.readUInt64(),
        let kind = parts.readUInt8().flatMap(JobMemory.Kind.init), let row = parts.readUInt64()
      else { return .next }
      if site != here { reserved = [] }
      site = here
      switch kind {
      case .reservation:
        if let rows = ReservedRows(key, value) { reserved.append(rows) }
      case .rows:
        for row in row * JobMemory.rowsTogether..<(row + 1) * JobMemory.rowsTogether
        where RowBlock.fingerprint(value, row) != 0 {
          guard let kept = reserved.last(where: { $0.first <= row })?.number(of: row) else {
            continue
          }
          orders.insert(Identifier(order: kept))
        }
      case .answer:
        // The number kept for the row was not used.
        if let kept = reserved.last(where: { $0.first <= row })?.number(of: row) {
          orders.remove(Identifier(order: kept))
        }
      case .counts: break
      case .request:
        if case .order(let order)? = Remembered(value)?.answer { orders.insert(order) }
      }
      return .next
    }
    return orders.sorted()
  }

  /// Which rows of a pipeline have the numbers of their orders already.
  ///
  /// - Parameter rows: the rows that are asked for, from 0.
  borrowing func reservations(
    _ job: JobMemory, at site: UInt64, _ rows: Range<UInt64>
  ) throws(DeskError) -> [ReservedRows] {
    let prefix = job.key(site, .reservation)
    var found: [ReservedRows] = []
    var first = prefix
    first.append(rows.lowerBound)
    var end = prefix
    end.append(rows.upperBound)
    // The one that began before the rows may reach into them.
    try scan(Tables.jobs, KeyRange(from: prefix, to: first), reverse: true, limit: 1) {
      (key, value) throws(DeskError) in
      if let rows = ReservedRows(key, value) { found.append(rows) }
      return .stop
    }
    try scan(Tables.jobs, KeyRange(from: first, to: end)) { (key, value) throws(DeskError) in
      if let rows = ReservedRows(key, value) { found.append(rows) }
      return .next
    }
    return found.filter { $0.first + $0.count > rows.lowerBound }
  }
}

/// The entry that neighbouring rows share.
private enum RowBlock {
  static let empty = InlineArray<512, UInt8>(repeating: 0)

  static func offset(_ row: UInt64) -> Int { Int(row % JobMemory.rowsTogether) * 8 }

  static func fingerprint(_ entry: RawSpan, _ row: UInt64) -> UInt64 {
    guard entry.byteCount == empty.count else { return 0 }
    return entry.number(at: offset(row))
  }
}

extension Identifier {
  /// The identifier of the order with a number.
  fileprivate init(order number: Int64) {
    self.init(prefix: "O", number: UInt64(number))
  }
}

extension ReservedRows {
  fileprivate init?(_ key: RawSpan, _ value: RawSpan) {
    var reader = KeyReader(key.extracting(last: 8))
    guard let first = reader.readUInt64(), value.byteCount == 16 else { return nil }
    self.first = first
    number = value.signed(at: 0)
    count = value.number(at: 8)
  }

  fileprivate var bytes: InlineArray<16, UInt8> {
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    bytes.put(number, at: 0)
    bytes.put(count, at: 8)
    return bytes
  }
}

extension StoreTransaction {
  /// Counts a call of a job, in the transaction that does it.
  package mutating func count(_ job: JobMemory, isDone: Bool) throws(DeskError) {
    var counts = try storage.counts(of: job)
    if isDone { counts.done += 1 } else { counts.refused += 1 }
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    bytes.put(counts.done, at: 0)
    bytes.put(counts.refused, at: 8)
    try index(Tables.jobs, job.counts, bytes)
  }

  /// Remembers what became of a call, in the transaction that does it.
  ///
  /// - Parameter kept: the number that was kept for the order of a row, if one was.
  package mutating func remember(
    _ identity: CallIdentity, of job: JobMemory, _ remembered: Remembered, kept: Int64? = nil
  ) throws(DeskError) {
    if case .row(let site, let number) = identity {
      let key = job.rows(site, number)
      var mark = InlineArray<8, UInt8>(repeating: 0)
      mark.put(remembered.fingerprint.bits, at: 0)
      if try !patch(Tables.jobs, key, at: RowBlock.offset(number), mark) {
        try index(Tables.jobs, key, RowBlock.empty)
        _ = try patch(Tables.jobs, key, at: RowBlock.offset(number), mark)
      }
      if let kept, remembered.answer == .order(Identifier(order: kept)) { return }
    }
    guard case .value(let value) = remembered.answer else {
      return try index(Tables.jobs, job.key(identity), remembered.bytes)
    }
    let head = remembered.bytes.span.withUnsafeBytes { Array($0) }
    try index(Tables.jobs, job.key(identity), head + value)
  }

  /// Keeps the record of a job, and says where its memory is.
  package mutating func keep(_ job: Job) throws(DeskError) {
    let memory = JobMemory(of: job.name)
    if try !storage.hasMemory(memory) {
      try index(Tables.jobs, memory.key, Array(job.name.utf8))
    }
    guard try storage.job(job.name) != job else { return }
    try put(job, of: .absent)
    let kind = job.undone != nil ? "job-undone" : job.until != nil ? "job-end" : "job"
    try note(kind, operator: job.operator, values: ["job": .text(job.name)])
  }

  /// The numbers of the orders of rows, each given once: when the job is resumed, a row has
  /// the number that it had before.
  ///
  /// - Parameters:
  ///   - job: the job.
  ///   - site: where the pipeline's command stands in the script.
  ///   - rows: the rows, from 0.
  /// - Returns: The numbers in the order of the rows.
  package mutating func numbers(
    of rows: Range<UInt64>, at site: UInt64, _ job: JobMemory
  ) throws(DeskError) -> [Int64] {
    var reserved = try storage.reservations(job, at: site, rows)
    var row = rows.lowerBound
    var gaps: [Range<UInt64>] = []
    for known in reserved {
      if row < known.first { gaps.append(row..<known.first) }
      row = max(row, known.first + known.count)
    }
    if row < rows.upperBound { gaps.append(row..<rows.upperBound) }
    for gap in gaps {
      let new = ReservedRows(
        first: gap.lowerBound, count: UInt64(gap.count), number: try reserveOrders(Int64(gap.count))
      )
      var key = job.key(site, .reservation)
      key.append(new.first)
      try index(Tables.jobs, key, new.bytes)
      reserved.append(new)
    }
    var numbers = [Int64](repeating: 0, count: rows.count)
    for known in reserved {
      let start = max(known.first, rows.lowerBound)
      let end = min(known.first + known.count, rows.upperBound)
      for row in start..<end {
        numbers[Int(row - rows.lowerBound)] = known.number + Int64(row - known.first)
      }
    }
    return numbers
  }

  /// The numbers of the orders of calls that are told apart by their requests.
  ///
  /// - Parameter calls: the calls with the fingerprints of their requests, in the given order.
  /// - Returns: The numbers in that order; 0 for a call that was done.
  package mutating func numbers(
    of calls: [(identity: CallIdentity, fingerprint: Fingerprint)], _ job: JobMemory
  ) throws(DeskError) -> [Int64] {
    var numbers: [Int64] = []
    numbers.reserveCapacity(calls.count)
    var new: [Int] = []
    for (index, call) in calls.enumerated() {
      switch try storage.remembered(call.identity, of: job)?.answer {
      case .promised(let number): numbers.append(number)
      case .order, .value: numbers.append(0)
      case nil:
        new.append(index)
        numbers.append(0)
      }
    }
    guard !new.isEmpty else { return numbers }
    var number = try reserveOrders(Int64(new.count))
    for index in new {
      numbers[index] = number
      try remember(
        calls[index].identity, of: job,
        Remembered(calls[index].fingerprint, .promised(number)))
      number += 1
    }
    return numbers
  }
}
