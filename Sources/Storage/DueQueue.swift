package import Basics

/// What is due, in the order of time: a table whose keys are instant, kind, subject.
///
/// The queue knows nothing of what its entries mean; kind and subject are the room's above. An
/// entry is there once, however often it is added.
///
///     let due = DueQueue(table: Tables.due)
///     let entry = DueQueue.Entry(instant: end.seconds, kind: 3, subject: subscriber)
///     try due.add(entry, to: &transaction)
///     while let entry = try due.next(notAfter: now.seconds, in: transaction) { ... }
package struct DueQueue: Sendable {
  /// The table in which the queue is kept.
  package let table: Table

  /// One entry.
  package struct Entry: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Its key in the table: instant, kind, subject.
    package let key: Key

    /// When it is due, in seconds since 1970.
    package let instant: Int64
    /// What is due, in the room above's own numbers; among entries of one instant, lower first.
    package let kind: UInt8

    private static let headBytes = 9

    /// Describes an entry.
    ///
    /// - Parameter subject: what it concerns: at most 111 bytes.
    package init(instant: Int64, kind: UInt8, subject: Key) {
      var key = Key()
      key.append(instant)
      key.append(kind)
      key.append(subject.span)
      self.key = key
      self.instant = instant
      self.kind = kind
    }

    /// Reads an entry's key; nil when it is none.
    package init?(_ span: RawSpan) {
      var reader = KeyReader(span)
      guard let instant = reader.readInt64(), let kind = reader.readUInt8() else { return nil }
      key = Key(copying: span)
      self.instant = instant
      self.kind = kind
    }

    /// What it concerns, as it was given to `add`.
    package var subject: Key { Key(copying: key.span.extracting(droppingFirst: Self.headBytes)) }

    /// Earlier first; then the lower kind; then the lesser subject.
    package static func < (left: Entry, right: Entry) -> Bool { left.key < right.key }
  }

  /// A queue over a table that holds nothing else.
  package init(table: Table) { self.table = table }

  /// Adds an entry.
  ///
  /// - Returns: whether it was not there before.
  /// - Parameter payload: bytes kept beside it; those of an entry that is there stay.
  @discardableResult
  package func add(
    _ entry: Entry, payload: [UInt8] = [], to transaction: inout WriteTransaction
  ) throws(StorageError) -> Bool {
    try transaction.put(table, entry.key, payload, .insertNew)
  }

  /// Removes an entry.
  ///
  /// - Returns: whether it was there.
  @discardableResult
  package func remove(
    _ entry: Entry, from transaction: inout WriteTransaction
  ) throws(StorageError) -> Bool {
    try transaction.delete(table, entry.key)
  }

  /// The first entry that is due at the given instant or was before; nil when nothing is.
  package func next(
    notAfter instant: Int64, in transaction: borrowing some Reading & ~Copyable
  ) throws(StorageError) -> Entry? {
    var first: Entry?
    try scan(notAfter: instant, limit: 1, in: transaction) { (entry, _) throws(StorageError) in
      first = entry
      return .stop
    }
    return first
  }

  /// When the first entry of all is due; nil when the queue is empty.
  func nextInstant(
    in transaction: borrowing some Reading & ~Copyable
  ) throws(StorageError) -> Int64? {
    try next(notAfter: .max, in: transaction)?.instant
  }

  /// The bytes kept beside an entry; nil when it is not there.
  func payload(
    of entry: Entry, in transaction: borrowing some Reading & ~Copyable
  ) throws(StorageError) -> [UInt8]? {
    guard let value = try transaction.get(table, entry.key) else { return nil }
    return unsafe value.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// Hands the entries to a closure, earliest first.
  ///
  /// - Parameter from: the entry to begin with, as an earlier call gave it; the earliest when left
  ///   out.
  /// - Parameter notBefore: the first instant; all when left out.
  /// - Parameter notAfter: the last instant; all when left out.
  /// - Parameter limit: the most entries to hand over.
  /// - Returns: the entry at which to continue, when the limit was reached.
  @discardableResult
  package func scan<Failure: StorageFailing>(
    from begin: Entry? = nil, notBefore: Int64 = .min, notAfter: Int64 = .max, limit: Int = .max,
    in transaction: borrowing some Reading & ~Copyable,
    _ body: (_ entry: Entry, _ payload: RawSpan) throws(Failure) -> ScanStep
  ) throws(Failure) -> Entry? {
    var first = Key()
    first.append(notBefore)
    if let begin { first = max(first, begin.key) }
    var range = KeyRange(from: first)
    if notAfter < .max {
      var end = Key()
      end.append(notAfter + 1)
      range = KeyRange(from: first, to: end)
    }
    let more = try transaction.scan(table, range, limit: limit) { (key, value) throws(Failure) in
      guard let entry = Entry(key) else {
        throw Failure(storage: unsafe transaction.state.pointee.damaged(table, key))
      }
      return try body(entry, value)
    }
    return more.flatMap { Entry($0.span) }
  }
}
