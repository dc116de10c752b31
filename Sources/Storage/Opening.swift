internal import CLMDB
internal import Glibc

extension Environment {
  /// Opens the store in a folder.
  ///
  ///     let environment = try Environment.open(
  ///       "/srv/desk", access: .readWrite, tables: Tables.all,
  ///       layout: Layout(format: "stardesk", version: 1))
  ///
  /// Opening a store that is open in this process gives the same environment. Readers that died
  /// are cleared away. Nothing is ever made in a store that exists.
  ///
  /// Refused are: a folder without a store (`store.missing`, `store.not-a-store`), a data file
  /// that is cut short (`store.truncated`), that has not the trees that it was made with
  /// (`store.table-missing`), or whose pages that lead to the trees are damaged
  /// (`store.corrupted`), another format or layout, a network file system, a
  /// folder in which the lock files have no place (`store.folder-read-only`), unless its file
  /// system is mounted read-only and the store is opened for reading.
  ///
  /// - Parameter path: the folder.
  /// - Parameter tables: every table, the one with slot n at index n; at most `Table.limit`.
  /// - Parameter layout: what the store must be, or is made as.
  /// - Parameter writerName: what waiting processes are told about this one.
  /// - Parameter mapBytes: how large the store may become; less only to see what then happens.
  package static func open(
    _ path: String, access: Access, tables: [Table], layout: Layout, writerName: String = "",
    mapBytes: Int64 = Environment.mapBytes
  ) throws(StorageError) -> Environment {
    precondition(tables.count <= Table.limit, "too many tables")
    precondition(tables.indices.allSatisfy { tables[$0].slot == $0 }, "tables out of order")
    let folder = try Opening.canonical(path, making: access == .create)
    let opening = Opening(
      path: folder, access: access, tables: tables, layout: layout, writerName: writerName,
      mapBytes: mapBytes)
    let environment = try Registry.open {
      FileIdentity(folder + "/data.mdb")
    } _: { () throws(StorageError) in
      try opening.run()
    }
    if access != .readOnly, environment.access == .readOnly {
      throw StorageError(.openForReading, at: folder)
    }
    guard environment.tables.elementsEqual(tables, by: Opening.isSame),
      environment.layout == layout
    else { throw StorageError(.differentTables, at: folder) }
    if !writerName.isEmpty { environment.writerName = writerName }
    return environment
  }

  /// Whether a folder holds a data file; says nothing about whether it can be opened.
  package static func exists(_ path: String) -> Bool {
    FileIdentity(path + "/data.mdb") != nil
  }
}

/// LMDB's handles of a store that has been opened.
@safe
struct OpenedFiles {
  let path: String
  let access: Access
  let identity: FileIdentity
  /// The lock file; nil where no locks are needed.
  let lockIdentity: FileIdentity?
  let handle: OpaquePointer
  let tableHandles: UnsafeMutablePointer<UInt32>
}

/// One opening of a store, step by step.
struct Opening {
  let path: String
  let access: Access
  let tables: [Table]
  let layout: Layout
  let writerName: String
  let mapBytes: Int64

  /// How often, and how far apart, a process number is tried that another container's program has:
  /// most programs end soon.
  private static let mostPauses = 200
  private static let pauseMicroseconds: UInt32 = 10_000
  /// Where a new store is made, before it is moved to its place as a whole.
  private static let makingFolder = ".making"

  static func isSame(_ left: Table, _ right: Table) -> Bool {
    left.slot == right.slot && left.checksummed == right.checksummed
      && left.treeName == right.treeName
  }

  /// The folder's canonical path; made first, when that is wanted.
  static func canonical(_ path: String, making: Bool) throws(StorageError) -> String {
    if making, unsafe mkdir(path, 0o700) != 0 {
      switch errno {
      case EEXIST: break
      case ENOENT: throw StorageError(.parentMissing, at: path)
      case ENOTDIR: throw StorageError(.notADirectory, at: path)
      case let number: throw .from(number, call: "mkdir", path: path)
      }
    }
    guard let resolved = unsafe realpath(path, nil) else {
      let number = errno
      if number == ENOENT { throw StorageError(.missing, at: path) }
      throw .from(number, call: "realpath", path: path)
    }
    defer { unsafe free(resolved) }
    // A path that is not UTF-8 would be another's when repaired; the one that was given leads there too.
    let folder = unsafe String(validatingCString: resolved) ?? path
    var facts = stat()
    guard unsafe stat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      throw StorageError(.notADirectory, at: folder)
    }
    if let kind = FileSystem.networkKind(at: folder) {
      throw StorageError(.networkFileSystem(kind), at: folder)
    }
    return folder
  }

  func run() throws(StorageError) -> Environment {
    var wasCreated = false
    if access == .create, FileIdentity(path + "/data.mdb") == nil { wasCreated = try make() }
    try checkFile()
    let isFixed = FileSystem.isFixed(path)
    try checkPermissions(isFixed: isFixed)
    let lock = path + "/lock.mdb"
    let lockBefore = FileIdentity(lock)
    let handle = try unsafe openHandle(path, isFixed: isFixed)
    let tableHandles = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, tables.count))
    do throws(StorageError) {
      var dead: Int32 = 0
      if !isFixed { _ = unsafe mdb_reader_check(handle, &dead) }
      try unsafe openTables(handle, tableHandles)
      var file: Int32 = -1
      unsafe mdb_env_get_fd(handle, &file)
      guard let identity = FileIdentity(descriptor: file) else {
        throw StorageError(.missing, at: path)
      }
      let lockIdentity = isFixed ? nil : FileIdentity(lock)
      if !isFixed, lockIdentity == nil || lockBefore.map({ $0 != lockIdentity }) == true {
        throw StorageError(.replaced(file: "lock.mdb"), at: path)
      }
      let opened = unsafe OpenedFiles(
        path: path, access: access, identity: identity, lockIdentity: lockIdentity,
        handle: handle, tableHandles: tableHandles)
      return Environment(opened, tables: tables, layout: layout, wasCreated: wasCreated)
    } catch {
      unsafe mdb_env_close(handle)
      unsafe tableHandles.deallocate()
      throw error
    }
  }

  /// Looks at the file before LMDB maps it: that every page is there, and that it has the trees that
  /// it was made with.
  private func checkFile() throws(StorageError) {
    try DataFile.check(folder: path) { (data, meta) throws(StorageError) in
      let catalog = try TreeCatalog(data, meta, layout: layout, tables: tables)
      guard access != .readOnly else { return }
      let roots = catalog.trees.values.map(\.root) + [meta.trees.root, meta.free.root]
      try data.checkFreePages(meta, roots: roots.filter { $0 != TreeRecord.none })
    }
  }

  /// Says in words what LMDB would only report as a number.
  private func checkPermissions(isFixed: Bool) throws(StorageError) {
    func allows(_ file: String, _ mode: Int32) -> Bool {
      unsafe faccessat(AT_FDCWD, file, mode, AT_EACCESS) == 0
    }
    let data = path + "/data.mdb"
    guard allows(data, R_OK) else { throw StorageError(.noPermission(file: data), at: path) }
    if access != .readOnly, FileSystem.isMountedReadOnly(path) {
      throw StorageError(.readOnlyFileSystem, at: path)
    }
    if isFixed { return }
    let locks = access == .readOnly ? ["lock.mdb"] : ["lock.mdb", "writer.lock"]
    for name in locks {
      let file = path + "/" + name
      if FileIdentity(file) == nil ? !allows(path, W_OK | X_OK) : !allows(file, R_OK | W_OK) {
        throw StorageError(.folderReadOnly, at: path)
      }
    }
    if access != .readOnly, !allows(data, W_OK) {
      throw StorageError(.noPermission(file: data), at: path)
    }
  }

  private func openHandle(
    _ folder: String, isFixed: Bool
  ) throws(StorageError) -> OpaquePointer {
    var created: OpaquePointer?
    var code = unsafe mdb_env_create(&created)
    guard code == 0, let handle = unsafe created else {
      throw .from(code, call: "mdb_env_create", path: path)
    }
    unsafe mdb_env_set_mapsize(handle, Int(mapBytes))
    unsafe mdb_env_set_maxreaders(handle, UInt32(Environment.maximumReaders))
    unsafe mdb_env_set_maxdbs(handle, UInt32(tables.count + 1))
    // Never WRITEMAP, NOSYNC or NOMETASYNC: a commit is durable and stray writes miss the map.
    var flags = MDB_NOTLS
    if access == .readOnly { flags |= MDB_RDONLY }
    if isFixed { flags |= MDB_NOLOCK }
    code = unsafe mdb_env_open(handle, folder, UInt32(flags), 0o600)
    guard code == 0 else {
      unsafe mdb_env_close(handle)
      throw .from(code, call: "mdb_env_open", path: path)
    }
    return unsafe handle
  }
}

extension Opening {
  /// Makes the store in a folder of its own and then moves it to its place, so that a data file
  /// is there either whole or not at all.
  private func make() throws(StorageError) -> Bool {
    guard unsafe faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 else {
      if FileSystem.isMountedReadOnly(path) { throw StorageError(.readOnlyFileSystem, at: path) }
      throw StorageError(.folderReadOnly, at: path)
    }
    let lock = try WriterLock(
      folder: path, name: writerName, activity: "store init", wait: .seconds(30))
    defer { lock.release() }
    if FileIdentity(path + "/data.mdb") != nil { return false }
    let folder = path + "/" + Self.makingFolder
    clear(folder)
    guard unsafe mkdir(folder, 0o700) == 0 else { throw .from(errno, call: "mkdir", path: path) }
    defer { clear(folder) }
    let handle = try unsafe openHandle(folder, isFixed: false)
    do throws(StorageError) {
      try unsafe writeLayout(handle)
    } catch {
      unsafe mdb_env_close(handle)
      throw error
    }
    unsafe mdb_env_close(handle)
    guard unsafe rename(folder + "/data.mdb", path + "/data.mdb") == 0 else {
      throw .from(errno, call: "rename", path: path)
    }
    for synced in [path, FileSystem.parent(of: path)] {
      let number = FileSystem.sync(folder: synced)
      // A parent that cannot be read cannot be synced either; the store is sound all the same.
      if number != 0, number != EACCES { throw .from(number, call: "fsync", path: path) }
    }
    return true
  }

  private func clear(_ folder: String) {
    unsafe unlink(folder + "/data.mdb")
    unsafe unlink(folder + "/lock.mdb")
    unsafe rmdir(folder)
  }

  /// Makes the trees, and writes down what the store is and which trees it has.
  private func writeLayout(_ handle: OpaquePointer) throws(StorageError) {
    let names = tables.map(\.treeName)
    let record = TreeCatalog.layoutRecord(layout)
    let list = TreeCatalog.listRecord(layout: record, names: names)
    try unsafe transact(handle, writing: true) { (transaction) throws(StorageError) in
      let own = unsafe try tableHandle(TreeCatalog.ownTree, transaction, making: true)
      for (key, value) in [(TreeCatalog.layoutKey, record), (TreeCatalog.listKey, list)] {
        let code = unsafe Array(key.utf8).withUnsafeBytes { key in
          unsafe value.withUnsafeBytes { value in
            var key = unsafe MDB_val(key)
            var value = unsafe MDB_val(value)
            return unsafe mdb_put(transaction, own, &key, &value, 0)
          }
        }
        try check(code, "mdb_put")
      }
      for name in names { _ = unsafe try tableHandle(name, transaction, making: true) }
    }
  }

  /// Opens the tables, which are there.
  private func openTables(
    _ handle: OpaquePointer, _ tableHandles: UnsafeMutablePointer<UInt32>
  ) throws(StorageError) {
    try unsafe transact(handle, writing: false) { (transaction) throws(StorageError) in
      for table in tables {
        unsafe tableHandles[table.slot] = try tableHandle(
          table.treeName, transaction, making: false)
      }
    }
  }

  private func tableHandle(
    _ name: String, _ transaction: OpaquePointer, making: Bool
  ) throws(StorageError) -> UInt32 {
    var table: UInt32 = 0
    let flags = making ? UInt32(MDB_CREATE) : 0
    let code = unsafe mdb_dbi_open(transaction, name, flags, &table)
    if code == MDB_NOTFOUND { throw StorageError(.tableMissing(name, instead: []), at: path) }
    try check(code, "mdb_dbi_open")
    return table
  }

  private func transact(
    _ handle: OpaquePointer, writing: Bool,
    _ body: (OpaquePointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    var begun: OpaquePointer?
    let flags = writing ? 0 : UInt32(MDB_RDONLY)
    var code = unsafe mdb_txn_begin(handle, nil, flags, &begun)
    // LMDB knows readers by their process number, which another container gives out as well.
    var pauses = 0
    while code == EAGAIN, pauses < Self.mostPauses {
      usleep(Self.pauseMicroseconds)
      pauses += 1
      code = unsafe mdb_txn_begin(handle, nil, flags, &begun)
    }
    if code == EAGAIN { throw StorageError(.sameProcessNumber(getpid()), at: path) }
    try check(code, "mdb_txn_begin")
    guard let transaction = unsafe begun else { return }
    do throws(StorageError) {
      try unsafe body(transaction)
    } catch {
      unsafe mdb_txn_abort(transaction)
      throw error
    }
    try check(unsafe mdb_txn_commit(transaction), "mdb_txn_commit")
  }

  private func check(_ code: Int32, _ call: String) throws(StorageError) {
    if code != 0 { throw .from(code, call: call, path: path) }
  }
}
