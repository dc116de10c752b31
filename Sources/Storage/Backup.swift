internal import CLMDB
internal import Glibc

extension Environment {
  /// Copies the store, as it is at one moment, to a new folder, while others read and write.
  ///
  /// The copy leaves free pages out. It is made beside its place, made durable, and then moved
  /// there as a whole: a copy that was broken off is never taken for one.
  ///
  ///     try environment.backup(to: "/srv/desk-2016-02-01")
  ///
  /// - Parameter target: a folder that does not exist, or is empty; its parent exists.
  ///
  /// Throws `store.target-exists`, `store.no-space` and whatever else the disk refuses.
  func backup(to target: String) throws(StorageError) {
    guard isOwnProcess else { throw StorageError(.usedAfterFork, at: path) }
    let parent = FileSystem.parent(of: target)
    let partial = FileSystem.trimmed(target) + ".partial-\(getpid())"
    let file = partial + "/data.mdb"
    guard unsafe mkdir(partial, 0o700) == 0 else {
      let number = errno
      if number == ENOENT { throw StorageError(.parentMissing, at: target) }
      throw .from(number, call: "mkdir", path: partial)
    }
    do throws(StorageError) {
      try copy(to: file, parent: parent)
      let number = FileSystem.sync(folder: partial)
      guard number == 0 else { throw .from(number, call: "fsync", path: partial) }
      guard unsafe rename(partial, target) == 0 else {
        let number = errno
        if [ENOTEMPTY, EEXIST, ENOTDIR].contains(number) {
          throw StorageError(.targetExists(target), at: path)
        }
        throw .from(number, call: "rename", path: target)
      }
    } catch {
      unsafe unlink(file)
      unsafe rmdir(partial)
      throw error
    }
    let number = FileSystem.sync(folder: parent)
    guard number == 0 || number == EACCES else { throw .from(number, call: "fsync", path: parent) }
  }

  private func copy(to file: String, parent: String) throws(StorageError) {
    let made = unsafe Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard made >= 0 else { throw .from(errno, call: "open", path: parent) }
    defer { close(made) }
    let code = unsafe mdb_env_copyfd2(handle, made, UInt32(MDB_CP_COMPACT))
    guard code == 0 else { throw .from(code, call: "mdb_env_copy", path: parent) }
    guard fsync(made) == 0 else { throw .from(errno, call: "fsync", path: parent) }
  }
}
