import Basics
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
  /// - Throws: `undo.nothing` when there is no such statement.
  package borrowing func lastStatement(
    of name: String
  ) throws(DeskError) -> [UndoTarget] {
    var targets: [UndoTarget] = []
    var statement: UInt64?
    try scan(Tables.journal, .all, reverse: true) { (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let number = reader.readUInt64() ?? 0
      if let statement, number < statement { return .stop }
      guard let header = value.withUnsafeBytes({ JournalReader.header($0) }) else {
        throw DeskError.damagedEntry(number)
      }
      guard let id = header.order, header.operator == name, header.kind != Undo.orderKind else {
        return .next
      }
      let begin = header.statement.map { UInt64($0) } ?? number
      guard statement == nil || statement == begin else { return .next }
      let order = try order(id)
      guard order.stands else { return .next }
      targets.append(UndoTarget(order: id, entry: number))
      statement = begin
      return .next
    }
    guard !targets.isEmpty else { throw DeskError("undo.nothing", ["operator": .text(name)]) }
    return targets
  }

  /// The orders of a job that still stand, the latest first.
  ///
  /// - Throws: `undo.job` when there is none.
  package borrowing func undoTargets(of job: JobMemory) throws(DeskError) -> [UndoTarget] {
    var targets: [UndoTarget] = []
    for id in try orders(of: job) {
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
