import Basics
import Records
import Storage

/// The entries of the small trees, which a change keeps in step with the records.
extension StoreTransaction {
  /// Puts an entry of an index.
  mutating func index<let count: Int>(
    _ table: Table, _ key: Key, _ value: InlineArray<count, UInt8>
  ) throws(DeskError) {
    do throws(StorageError) {
      try storage.put(table, key, value.span.bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// Writes over a stretch of an entry of an index; false when it is not there.
  mutating func patch<let count: Int>(
    _ table: Table, _ key: Key, at offset: Int, _ bytes: InlineArray<count, UInt8>
  ) throws(DeskError) -> Bool {
    do throws(StorageError) {
      return try storage.patch(table, key, at: offset, bytes.span.bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// Puts an entry of a tree whose values differ in length.
  mutating func index(_ table: Table, _ key: Key, _ value: [UInt8]) throws(DeskError) {
    do throws(StorageError) {
      try storage.put(table, key, value)
    } catch {
      throw DeskError(error)
    }
  }

  /// Puts an entry that follows from records.
  mutating func put(_ entry: DerivedEntry) throws(DeskError) {
    do throws(StorageError) {
      try entry.withValue { (value) throws(StorageError) in
        _ = try storage.put(entry.table, entry.key, value)
      }
    } catch {
      throw DeskError(error)
    }
  }

  /// Takes out an entry that no longer follows from records, unless it leads elsewhere by now: a number
  /// is another customer's before the first one gives it up.
  mutating func takeOut(_ entry: DerivedEntry) throws(DeskError) {
    do throws(StorageError) {
      if !entry.isBare {
        guard let value = try storage.get(entry.table, entry.key), entry.holds(value) else {
          return
        }
      }
      _ = try storage.delete(entry.table, entry.key)
    } catch {
      throw DeskError(error)
    }
  }

  /// Takes an entry out of an index.
  mutating func unindex(_ table: Table, _ key: Key) throws(DeskError) {
    do throws(StorageError) {
      _ = try storage.delete(table, key)
    } catch {
      throw DeskError(error)
    }
  }

  /// Takes something out of the queue of what falls due.
  mutating func unqueue(_ entry: DueQueue.Entry) throws(DeskError) {
    do throws(StorageError) {
      try Tables.dueQueue.remove(entry, from: &storage)
    } catch {
      throw DeskError(error)
    }
  }
}
