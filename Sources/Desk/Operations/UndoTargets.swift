import Basics
package import Records
import Rules
package import Storage

/// An order that may be undone, and where the journal tells what it changed.
package struct UndoTarget: Hashable, Sendable, BitwiseCopyable {
  package var order: Identifier
  package var entry: UInt64
}

extension Reading where Self: ~Copyable {
  /// The orders of the last statement of an operator that changed something and still stands, the
  /// latest first.
  ///
  /// Undos are passed over: undoing again goes further back.
  ///
  /// - Parameter own: the numbers of the first journal entries of the statements that it may be, in
  ///   their order; nil: any.
  /// - Throws: `undo.nothing` when there is no such statement; `undo.not-here` when there is one, but
  ///   none of those that it may be.
  package borrowing func lastStatement(
    of name: String, among own: [UInt64]? = nil
  ) throws(DeskError) -> [UndoTarget] {
    var targets: [UndoTarget] = []
    var statement: UInt64?
    var earliest: UInt64 = 0
    if let own { earliest = own.first ?? UInt64.max }
    try scan(Tables.journal, .all, reverse: true) { (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let number = reader.readUInt64() ?? 0
      if number.isMultiple(of: 1024) { try DeskError.checkStop() }
      if number < earliest { return .stop }
      guard let header = value.withUnsafeBytes({ JournalReader.header($0) }) else {
        throw DeskError.damagedEntry(number)
      }
      guard let id = header.order, header.operator == name, header.kind != Undo.orderKind else {
        return .next
      }
      let begin = header.statement.map { UInt64($0) } ?? number
      if let statement, statement != begin { return .next }
      if let own, !own.holds(begin) { return .next }
      let order = try order(id)
      guard order.stands else { return .next }
      targets.append(UndoTarget(order: id, entry: number))
      statement = begin
      earliest = begin
      return .next
    }
    guard targets.isEmpty else { return targets }
    guard own != nil else { throw DeskError("undo.nothing", ["operator": .text(name)]) }
    let others: [UndoTarget] = try lastStatement(of: name, among: nil)
    guard let last = others.first else { return [] }
    let latest = try order(last.order)
    throw DeskError(
      "undo.not-here",
      [
        "operator": .text(name), "order": .text(latest.id.text), "kind": .text(latest.kind),
        "at": .text(latest.at.text),
      ])
  }

  /// The orders of a job that still stand, the latest first.
  ///
  /// - Throws: `undo.job` when there is none.
  package borrowing func undoTargets(of job: JobMemory) throws(DeskError) -> [UndoTarget] {
    var targets: [UndoTarget] = []
    for (index, id) in try orders(of: job).enumerated() {
      if index.isMultiple(of: 1024) { try DeskError.checkStop() }
      let order = try order(id)
      // Another's order may have answered one of the job's keys.
      guard order.stands, order.job == job.name else { continue }
      targets.append(UndoTarget(order: id, entry: UInt64(order.entry)))
    }
    guard !targets.isEmpty else { throw DeskError("undo.job", ["job": .text(job.name)]) }
    return targets.sorted { $0.entry > $1.entry }
  }
}

extension Order {
  /// Whether it was carried out and has not been reversed.
  package var stands: Bool { outcome == .done && state != .reversed }
}

extension [UInt64] {
  /// Whether a number is one of these, which stand in their order.
  fileprivate func holds(_ number: UInt64) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == number
  }
}
