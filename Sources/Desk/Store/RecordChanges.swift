import Basics
package import Records
package import Storage

extension Reading where Self: ~Copyable {
  /// One change of the journal, field by field, while the record still stands as the change left
  /// it.
  package borrowing func recordChange(
    _ change: JournalEntry.Change
  ) throws(DeskError) -> RecordChange {
    var key = Key(customer: change.customer, type: change.type)
    key.append(change.subKey.span.bytes)
    var before = change.before
    var after = change.after
    if change.kind != .deleted {
      let location = try location(of: change.type, key)
      do throws(StorageError) {
        if let location, let bytes = try get(location.tree, location.key) {
          after = bytes.withUnsafeBytes { Array($0) }
        }
      } catch {
        throw DeskError(error)
      }
    }
    if change.kind == .updated {
      let tail = change.offset + change.after.count
      guard tail <= after.count else {
        throw DeskError(
          "store.record-damaged", fault: .store,
          ["type": .text(change.type.name), "key": .text(key.description)])
      }
      before = Array(after[..<change.offset]) + change.before + Array(after[tail...])
    }
    return change.type.open(
      Differences(before: before, after: after, customer: change.customer))
  }
}

private struct Differences: RecordAction {
  let before: [UInt8]
  let after: [UInt8]
  let customer: Identifier

  func callAsFunction<R: StoredRecord>(_ type: R.Type) -> RecordChange {
    let old = before.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    let new = after.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    return RecordChange(
      type: R.type, key: (new ?? old)?.keyText ?? customer.text,
      fields: FieldLister.shownDifferences(old, new))
  }
}
