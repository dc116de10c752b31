package import Basics
import Records
import Rules
package import Storage

extension Store {
  /// Moves the clock of a test store forward, and carries out what falls due on the way (CRE-9).
  ///
  /// Everything due up to the new instant happens in the order of its time, each once, each in a
  /// transaction of its own together with the move of the clock to it, so that a crash loses none
  /// and repeats none. What is late, as after loading a snapshot, happens at once.
  ///
  /// - Parameters:
  ///   - instant: where the clock is to stand.
  ///   - operator: who moves it.
  ///   - writerWait: how long another writer is waited for.
  ///   - each: is given what became of each thing, once that is durable.
  /// - Returns: How many things were carried out.
  /// - Throws: `clock.test-only`, `clock.backwards`, `clock.interrupted` when it is broken off: what
  ///   was carried out until then stays.
  @discardableResult
  package func setClock(
    to instant: Instant, operator: String, writerWait: WriterWait,
    each: (DueResult) -> Void = { _ in }
  ) throws(DeskError) -> Int {
    try checkClock(instant)
    var count = 0
    while let result = try carryOutNext(through: instant, writerWait) {
      if !result.isDropped { count += 1 }
      each(result)
      guard !StopRequest.isMade else {
        throw DeskError("clock.interrupted", fault: .interruption, ["at": .text(result.at.text)])
      }
    }
    try write(writerWait) { (transaction) throws(DeskError) in
      try transaction.setClock(to: instant, operator: `operator`)
    }
    return count
  }

  /// Moves the clock of a test store forward by a duration.
  ///
  ///     try store.advance(by: .days(7), operator: "tester", writerWait: .never) { show($0) }
  ///
  /// - Returns: How many things were carried out.
  /// - Throws: `clock.test-only`, `clock.backwards`, `work.interrupted`.
  @discardableResult
  package func advance(
    by duration: Duration, operator: String, writerWait: WriterWait,
    each: (DueResult) -> Void = { _ in }
  ) throws(DeskError) -> Int {
    let now = try read { (_, now, _) throws(DeskError) in now }
    return try setClock(
      to: now.adding(duration), operator: `operator`, writerWait: writerWait, each: each)
  }

  /// Carries out what has fallen due by now: in a store that goes by the wall clock.
  ///
  /// A thing that is due happens at its own instant, or at that of the last change where that is
  /// later.
  ///
  /// - Parameter limit: the most things to carry out.
  /// - Returns: How many things were carried out.
  @discardableResult
  func carryOutDue(
    limit: Int = .max, writerWait: WriterWait, each: (DueResult) -> Void = { _ in }
  ) throws(DeskError) -> Int {
    let now = try read { (_, now, _) throws(DeskError) in now }
    var count = 0
    while count < limit, let result = try carryOutNext(through: now, writerWait) {
      if !result.isDropped { count += 1 }
      each(result)
      try DeskError.checkStop()
    }
    return count
  }

  private func checkClock(_ instant: Instant) throws(DeskError) {
    let (isTest, now) = try read { (view, now, _) throws(DeskError) in
      (try view.storeState()?.isTest ?? false, now)
    }
    guard isTest else { throw DeskError("clock.test-only") }
    guard instant >= now else {
      throw DeskError("clock.backwards", ["now": .text(now.text), "to": .text(instant.text)])
    }
  }

  /// Carries out the first thing that is due, in a transaction of its own.
  ///
  /// - Returns: Nil when nothing is due up to the instant.
  private func carryOutNext(
    through instant: Instant, _ writerWait: WriterWait
  ) throws(DeskError) -> DueResult? {
    var transaction = try begin(writerWait)
    guard let result = try transaction.carryOutNext(through: instant) else { return nil }
    try transaction.commit()
    return result
  }
}

extension StoreTransaction {
  /// Moves the clock of a test store forward inside this transaction, and carries out what falls due
  /// on the way: for a script that is one transaction and may be rolled back as a whole.
  ///
  /// - Parameters:
  ///   - instant: where the clock is to stand.
  ///   - operator: who moves it.
  ///   - each: is given what became of each thing.
  /// - Throws: `clock.test-only`, `clock.backwards`, `work.interrupted`.
  package mutating func moveClock(
    to instant: Instant, operator: String, each: (DueResult) -> Void
  ) throws(DeskError) {
    guard isTest else { throw DeskError("clock.test-only") }
    guard instant >= now else {
      throw DeskError("clock.backwards", ["now": .text(now.text), "to": .text(instant.text)])
    }
    while let result = try carryOutNext(through: instant) {
      each(result)
      try DeskError.checkStop()
    }
    try setClock(to: instant, operator: `operator`)
  }

  /// Moves the clock alone; nothing is due before the instant any more.
  fileprivate mutating func setClock(
    to instant: Instant, operator: String
  ) throws(DeskError) {
    // Another program may have moved the clock on meanwhile.
    guard now < instant else { return }
    move(to: instant)
    changeState { $0.clock = instant }
    try note("clock", operator: `operator`, values: ["to": .text(instant.text)])
  }

  /// Carries out the first thing that is due, and moves the clock to it.
  ///
  /// - Returns: Nil when nothing is due up to the instant.
  fileprivate mutating func carryOutNext(
    through instant: Instant
  ) throws(DeskError) -> DueResult? {
    guard let entry = try storage.due(limit: 1).entries.first, entry.at <= instant else {
      return nil
    }
    // By the wall clock a late thing happens at its own instant, if nothing has changed since.
    let at = max(entry.at, isTest ? now : lastChange)
    move(to: at)
    if isTest { changeState { $0.clock = at } }
    let result = try carryOut(entry)
    if try storage.due(limit: 1).entries.first == entry {
      throw DeskError(
        "store.due-stuck", fault: .store,
        ["kind": .text(entry.kind.name), "subject": .text(entry.subjectText)])
    }
    return result
  }
}
