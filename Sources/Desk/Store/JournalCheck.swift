import Basics
import Records
import Storage

extension JournalEntry.Change {
  /// The key of the record.
  var key: Key {
    var key = Key(customer: customer, type: type)
    key.append(subKey.span.bytes)
    return key
  }

  /// Takes the change back.
  ///
  /// - Parameter bytes: the record as the change left it, then as it was before; nil: there is none.
  /// - Returns: False when the record does not stand as the change left it.
  func revert(_ bytes: inout [UInt8]?) -> Bool {
    switch kind {
    case .inserted:
      guard bytes == after else { return false }
      bytes = nil
    case .updated:
      let end = offset + after.count
      guard let found = bytes, end <= found.count, found[offset..<end].elementsEqual(after) else {
        return false
      }
      bytes = Array(found[..<offset]) + before + Array(found[end...])
    case .deleted:
      guard bytes == nil else { return false }
      bytes = before
    }
    return true
  }
}

extension Reading where Self: ~Copyable {
  /// A record's bytes; nil when there is none.
  borrowing func bytes(_ type: RecordType, _ key: Key) throws(DeskError) -> [UInt8]? {
    guard let location = try location(of: type, key) else { return nil }
    do throws(StorageError) {
      guard let bytes = try get(location.tree, location.key) else { return nil }
      return bytes.withUnsafeBytes { Array($0) }
    } catch {
      throw DeskError(error)
    }
  }

  /// Looks whether records stand as the journal left them: changes are taken back one by one, from the
  /// last to the first, or to the last load of a snapshot, before which all was another's.
  ///
  /// The memory that this takes is bounded: of the records that changed, the last
  /// ``JournalStandings/most`` are followed.
  ///
  /// - Parameter tell: is told the entry and the change that a record does not stand as; each record
  ///   once.
  borrowing func checkRecordsAgainstJournal(
    _ stop: () -> DeskError?, _ tell: (UInt64, JournalEntry.Change) throws(DeskError) -> Void
  ) throws(DeskError) {
    var standings = JournalStandings()
    try scan(Tables.journal, .all, reverse: true) { (key, value) throws(DeskError) in
      if let error = stop() { throw error }
      var reader = KeyReader(key)
      let number = reader.readUInt64() ?? 0
      guard let entry = value.withUnsafeBytes({ JournalReader.entry(number: number, $0) }) else {
        throw DeskError.damagedEntry(number)
      }
      for change in entry.changes.reversed() {
        let key = change.key
        if !standings.isFollowed(key) {
          guard standings.hasRoom else { continue }
          standings.follow(key, try bytes(change.type, key))
        }
        if !standings.revert(change, key) { try tell(number, change) }
      }
      return entry.kind == "snapshot-load" ? .stop : .next
    }
  }
}

/// How records stood before what has been read of the journal from its end.
private struct JournalStandings {
  private enum Standing {
    case present([UInt8])
    case absent
    /// It did not stand as the journal left it.
    case astray
  }

  /// How many records are followed; Durability.md names it.
  static let most = 1 << 18
  private var records: [Int: Standing] = [:]

  var hasRoom: Bool { records.count < Self.most }

  func isFollowed(_ key: Key) -> Bool { records[key.hashValue] != nil }

  mutating func follow(_ key: Key, _ bytes: [UInt8]?) {
    records[key.hashValue] = bytes.map(Standing.present) ?? .absent
  }

  /// Takes a change of a record back; false when the record is found not to stand as it left it.
  mutating func revert(_ change: JournalEntry.Change, _ key: Key) -> Bool {
    var bytes: [UInt8]?
    switch records[key.hashValue] {
    case .present(let found): bytes = found
    case .absent: bytes = nil
    case .astray, nil: return true
    }
    guard change.revert(&bytes) else {
      records[key.hashValue] = .astray
      return false
    }
    records[key.hashValue] = bytes.map(Standing.present) ?? .absent
    return true
  }
}
