package import Basics
import Synchronization

/// One dry run, from the first thing that it tries until all of it is undone.
package final class Rehearsal: Sendable {
  private let hasEnded = Atomic(false)

  package init() {}

  /// Whether what was tried can still be found.
  package var isOpen: Bool { !hasEnded.load(ordering: .relaxed) }

  /// Says that all of it was undone.
  package func end() { hasEnded.store(true, ordering: .relaxed) }
}

/// The order that a dry run would make.
///
/// It is shown as nothing, since another order will have its number; as long as the dry run lasts, its
/// commands find the order by it: `let done = (pay ...); undo $done.order`.
package final class RehearsedOrder: Deferred {
  private let id: String
  private let rehearsal: Rehearsal

  /// - Parameters:
  ///   - id: the order, as the dry run's own commands name it.
  ///   - rehearsal: the dry run.
  package init(_ id: String, in rehearsal: Rehearsal) {
    self.id = id
    self.rehearsal = rehearsal
  }

  /// The order; nil when the dry run is over.
  package var identifier: String? { rehearsal.isOpen ? id : nil }

  package var isLasting: Bool { true }
  package func value() -> Value { .null }
  package func write(to writer: inout ByteWriter) {}
  package func writeJSON(to writer: inout ByteWriter) { writer.append(utf8: "null") }
}

extension Value {
  /// The order of a dry run that this stands for; nil when it is anything else, or the dry run is
  /// over.
  package var rehearsedOrder: String? {
    guard case .deferred(let deferred) = self else { return nil }
    return (deferred as? RehearsedOrder)?.identifier
  }
}
