import Desk
import Language
import Records

/// Counts what would have changed, by the type of the records, where nothing is kept.
struct ChangeTally {
  private var counts: [RecordType: ChangeCounts] = [:]

  mutating func add(_ more: [RecordType: ChangeCounts]) {
    for (type, count) in more {
      counts[type, default: ChangeCounts()].added += count.added
      counts[type, default: ChangeCounts()].changed += count.changed
      counts[type, default: ChangeCounts()].removed += count.removed
    }
  }

  /// What was counted since this was asked last.
  mutating func take() -> [ChangeCount] {
    defer { counts = [:] }
    return counts.map { type, counts in
      ChangeCount(
        type: type.name, added: counts.added, changed: counts.changed, removed: counts.removed)
    }
  }
}
