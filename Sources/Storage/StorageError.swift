internal import CLMDB
internal import Glibc

/// An error type of a room above that can carry a storage error, so that the closures given to
/// `scan`, `read` and `write` throw that room's one error type.
///
///     extension DeskError: StorageFailing {
///       init(storage error: StorageError) { self = .storage(error) }
///     }
@usableFromInline
package protocol StorageFailing: Error {
  /// Wraps an error of the store.
  init(storage error: StorageError)
}

/// Why the store could not do what was asked: the reason, and the folder that it concerns.
@usableFromInline
package struct StorageError: Error, Hashable, Sendable {
  /// What happened.
  package let reason: Reason
  /// The store's folder.
  package let path: String

  /// Makes an error.
  package init(_ reason: Reason, at path: String) {
    self.reason = reason
    self.path = path
  }

  /// What can happen, each with what tells it apart from its neighbours.
  package enum Reason: Hashable, Sendable {
    // Opening
    case missing
    case parentMissing
    case notADirectory
    case notAStore(detail: NotAStore)
    case otherLMDBVersion(found: UInt32)
    case truncated(expectedBytes: Int64, foundBytes: Int64)
    case otherFormat(found: String, expected: String)
    case otherLayout(found: UInt32, expected: UInt32)
    case tableMissing(String, instead: [String])
    case differentTables
    case openForReading
    case folderReadOnly
    case noPermission(file: String)
    case networkFileSystem(String)
    case mapRefused(bytes: Int64)
    case lockMissing
    case replaced(file: String)
    case staleLock
    case sameProcessNumber(Int32)
    // Transactions
    case usedAfterFork
    case nestedWrite
    case readOnly
    case busy(WriterHolder?)
    case interrupted(WriterHolder?)
    case readersFull(limit: Int)
    case badReaderSlot
    case mapResized
    case mapFull(bytes: Int64)
    case transactionFull
    case transactionFailed
    case panic
    // The disk
    case noSpace
    case quota
    case inputOutput
    case readOnlyFileSystem
    case tooManyFiles
    // Records
    case damaged(table: String, key: [UInt8])
    case corrupted
    case pageMissing
    case notSorted(table: String, key: [UInt8])
    case valueTooLong(bytes: Int)
    // Copies and checks
    case targetExists(String)
    case childFailed(ChildOutcome)
    // Anything else
    case system(call: String, number: Int32)
    case lmdb(call: String, number: Int32)
  }

  /// What makes a file no store.
  package enum NotAStore: Hashable, Sendable {
    case empty, tooShort, noMagic, noLayout
  }
}

extension StorageError: StorageFailing {
  /// The error itself.
  @usableFromInline package init(storage error: StorageError) { self = error }
}

extension StorageError {
  /// The error for a code that LMDB gave back, by the call that gave it.
  ///
  /// Negative codes are LMDB's own, positive ones the system's. LMDB reports a short write as
  /// EIO, which is how a full tmpfs shows itself; so for EIO the file system is asked whether
  /// there is room left.
  static func from(_ code: Int32, call: String, path: String) -> StorageError {
    StorageError(reason(for: code, call: call, path: path), at: path)
  }

  private static func reason(for code: Int32, call: String, path: String) -> Reason {
    switch code {
    case MDB_MAP_FULL: .mapFull(bytes: DataFile.mappedBytes(of: path))
    case MDB_TXN_FULL: .transactionFull
    case MDB_BAD_TXN: .transactionFailed
    case MDB_PANIC: .panic
    case MDB_CORRUPTED, MDB_CURSOR_FULL, MDB_INCOMPATIBLE: .corrupted
    case MDB_PAGE_NOTFOUND: .pageMissing
    case MDB_READERS_FULL: .readersFull(limit: Environment.maximumReaders)
    case MDB_BAD_RSLOT: .badReaderSlot
    case MDB_MAP_RESIZED: .mapResized
    case MDB_VERSION_MISMATCH: .otherLMDBVersion(found: 0)
    case MDB_INVALID: .notAStore(detail: .noMagic)
    case ENOSPC: .noSpace
    case EDQUOT: .quota
    case EIO: FileSystem.isFull(path) ? .noSpace : .inputOutput
    case EROFS: .readOnlyFileSystem
    case EACCES, EPERM: .noPermission(file: "")
    case ENOMEM where call == "mdb_env_open": .mapRefused(bytes: Environment.mapBytes)
    case EMFILE, ENFILE: .tooManyFiles
    case ENOENT where call == "mdb_env_open": .missing
    case let code where code < 0: .lmdb(call: call, number: code)
    default: .system(call: call, number: code)
    }
  }
}
