import Basics
import Glibc
import Testing

@testable import Storage

@Suite struct `Opening` {
  @Test func `a store is made with mode 0700 and 0600 and is there afterwards`() throws {
    let folder = Folder()
    #expect(!Environment.exists(folder.store))
    #expect(try folder.open(.create).wasCreated)
    #expect(Environment.exists(folder.store))
    #expect(try !folder.open(.create).wasCreated)
    for (name, mode) in [("", 0o700), ("/data.mdb", 0o600), ("/lock.mdb", 0o600)] {
      var facts = stat()
      #expect(stat(folder.store + name, &facts) == 0)
      #expect(Int(facts.st_mode) & 0o777 == mode, "\(name)")
    }
  }

  @Test func `a missing store is said to be missing and nothing is made`() throws {
    let folder = Folder()
    #expect(folder.codeOfOpening(.readOnly) == "store.missing")
    #expect(folder.codeOfOpening(.readWrite) == "store.missing")
    #expect(access(folder.store, F_OK) != 0)
    mkdir(folder.store, 0o700)
    #expect(folder.codeOfOpening(.readWrite) == "store.missing")
    #expect(access(folder.data, F_OK) != 0)
  }

  @Test func `a parent that is missing and a file in place of the folder are told apart`() {
    let folder = Folder()
    let tables = allTables
    let none = code { () throws(StorageError) in
      _ = try Environment.open(
        folder.path + "/none/store", access: .create, tables: tables, layout: testLayout)
    }
    #expect(none == "store.parent-missing")
    write([1], to: folder.store)
    #expect(folder.codeOfOpening(.create) == "store.not-a-folder")
  }

  @Test(arguments: [Access.readOnly, .readWrite, .create])
  func `an empty file is not taken for a new store`(_ access: Access) throws {
    let folder = Folder()
    try folder.make()
    write([], to: folder.data)
    #expect(folder.codeOfOpening(access) == "store.not-a-store")
    #expect(contents(folder.data).isEmpty)
  }

  @Test func `a file of something else, a short one and another version are refused`() throws {
    let folder = Folder()
    try folder.make()
    let whole = contents(folder.data)
    write(bytes("SQLite format 3"), to: folder.data)
    #expect(folder.codeOfOpening() == "store.not-a-store")
    write([UInt8](repeating: 7, count: 20_000), to: folder.data)
    #expect(folder.codeOfOpening() == "store.not-a-store")
    var other = whole
    other[20] = 2
    write(other, to: folder.data)
    #expect(folder.codeOfOpening() == "store.version")
    write(whole, to: folder.data)
    #expect(folder.codeOfOpening() == "fine")
  }

  @Test func `a truncated file is refused at opening`() throws {
    let folder = Folder()
    try folder.make(records: 200, size: 2000)
    let whole = contents(folder.data)
    for lost in [1, 4096, 8192, whole.count / 2, whole.count - 8192, whole.count - 5000] {
      write(Array(whole.dropLast(lost)), to: folder.data)
      #expect(folder.codeOfOpening() == "store.truncated", "\(lost) bytes lost")
      #expect(folder.codeOfOpening(.readOnly) == "store.truncated", "\(lost) bytes lost")
    }
    write(whole, to: folder.data)
    #expect(folder.codeOfOpening() == "fine")
  }

  @Test func `a sound file whose last pages were never written is not taken for truncated`() throws
  {
    let folder = Folder()
    var shortest = 0
    do {
      let environment = try folder.open()
      for round in 0..<60 {
        try environment.write { (transaction) throws(StorageError) in
          for number in 0..<40 {
            let size = (round * 37 + number * 101) % 9000
            try transaction.put(
              plain, Key(UInt64(round * 100 + number)), [UInt8](repeating: 1, count: size))
          }
          let from = round % 3 == 0 ? 0 : 20
          for number in from..<40 {
            try transaction.delete(plain, Key(UInt64(round * 100 + number)))
          }
        }
        let facts = try environment.statistics()
        let whole = Int64(facts.lastPage + 1) * Int64(facts.pageBytes)
        shortest = min(shortest, Int(facts.fileBytes - whole))
        try DataFile.check(folder: folder.store)
      }
    }
    // The check is worth something only if the case came up.
    #expect(shortest < 0)
    #expect(folder.codeOfOpening() == "fine")
  }

  @Test func `LMDB's file of another program is no store`() throws {
    let folder = Folder()
    #expect(Peer("foreign", folder.store).wait() == 0)
    #expect(folder.codeOfOpening() == "store.not-a-store")
  }

  @Test func `another format and another layout are refused with both named`() throws {
    let folder = Folder()
    try folder.make()
    let other = Layout(format: "test", version: 2)
    #expect(folder.codeOfOpening(layout: Layout(format: "else", version: 1)) == "store.format")
    let error = #expect(throws: StorageError.self) {
      _ = try folder.open(.readWrite, layout: other)
    }
    #expect(error?.reason == .otherLayout(found: 1, expected: 2))
    #expect(error?.message(in: .english).contains("layout 1; this program needs layout 2") == true)
  }

  @Test func `the same folder opened twice gives one environment`() throws {
    let folder = Folder()
    let first = try folder.open()
    #expect(try first === folder.open(.readWrite))
    #expect(try first === folder.open(.readOnly))
    symlink(folder.store, folder.path + "/link")
    let linked = try Environment.open(
      folder.path + "/link/../link", access: .readWrite, tables: allTables, layout: testLayout)
    #expect(first === linked)
  }

  @Test func `opening and closing on many threads never gives two environments`() async throws {
    let folder = Folder()
    try folder.make()
    let path = folder.store
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<40 {
            let opened = try? Environment.open(
              path, access: .readWrite, tables: allTables, layout: testLayout)
            guard let opened, (try? opened.read().contains(records, Key(1))) == true else {
              return false
            }
          }
          return true
        }
      }
      for await fine in group { #expect(fine) }
    }
    #expect(folder.codeOfOpening() == "fine")
  }

  @Test func `a store open for reading is not written to, and says so`() throws {
    let folder = Folder()
    try folder.make()
    let reading = try folder.open(.readOnly)
    #expect(code { () throws(StorageError) in _ = try reading.write() } == "store.read-only")
    #expect(folder.codeOfOpening(.readWrite) == "store.open-for-reading")
    #expect(folder.codeOfOpening(.readOnly, tables: [records]) == "store.different-tables")
  }

  @Test func `a store whose making was broken off is made again`() throws {
    let folder = Folder()
    mkdir(folder.store, 0o700)
    mkdir(folder.store + "/.making", 0o700)
    write([1, 2, 3], to: folder.store + "/.making/data.mdb")
    #expect(folder.codeOfOpening(.readWrite) == "store.missing")
    #expect(try folder.open(.create).wasCreated)
    #expect(access(folder.store + "/.making", F_OK) != 0)
  }
}

@Suite struct `Where a store may be` {
  static let numbers: [(UInt, String?, String?)] = [
    (0xEF53, nil, nil), (0x0102_1994, nil, nil), (0x9123_683E, nil, nil), (0x5846_5342, nil, nil),
    (0x6969, nil, "nfs"), (0xFF53_4D42, nil, "cifs"), (0xFE53_4D42, nil, "smb2"),
    (0x0102_1997, nil, "9p"), (0x00C3_6400, nil, "ceph"),
    (0x6573_5546, "fuseblk", nil), (0x6573_5546, "fuse.ntfs-3g", nil), (0x6573_5546, nil, nil),
    (0x6573_5546, "fuse.sshfs", "sshfs"), (0x6573_5546, "fuse.rclone", "rclone"),
  ]

  @Test(arguments: numbers)
  func `network file systems are refused by statfs`(
    _ number: UInt, _ type: String?, _ expected: String?
  ) {
    #expect(FileSystem.networkKind(number: number, mountType: type) == expected)
  }

  @Test func `the mount table gives the type behind a device`() {
    let table = """
      22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
      40 22 0:52 / /mnt/far rw,nosuid shared:9 master:1 - fuse.sshfs me@far: rw
      """
    #expect(FileSystem.mountType(device: "0:52", in: table) == "fuse.sshfs")
    #expect(FileSystem.mountType(device: "8:1", in: table) == "ext4")
    #expect(FileSystem.mountType(device: "8:2", in: table) == nil)
  }

  @Test func `the mount table tells a read-only file system from a read-only view`() {
    let table = """
      22 1 8:1 / /view ro,relatime - ext4 /dev/sda1 rw,errors=remount-ro
      23 1 8:2 / /disc ro,relatime shared:1 - iso9660 /dev/sr0 ro,nojoliet
      """
    #expect(FileSystem.isWritable(device: "8:1", in: table))
    #expect(!FileSystem.isWritable(device: "8:2", in: table))
    #expect(!FileSystem.isWritable(device: "8:3", in: table))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"))
  func `a folder that cannot be written to is refused in words`() throws {
    let folder = Folder()
    try folder.make()
    chmod(folder.path, 0o755)
    chmod(folder.store, 0o755)
    chmod(folder.data, 0o644)
    #expect(
      Peer("nobody", folder.store).lines() == Array(repeating: "store.folder-read-only", count: 3))
    chmod(folder.data, 0o600)
    #expect(
      Peer("nobody", folder.store).lines() == Array(repeating: "store.no-permission", count: 3))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can mount"))
  func `a read-only mount is read without locks and not written to`() throws {
    let folder = Folder()
    try #require(folder.mount(bytes: 4 << 20))
    try folder.make()
    try #require(folder.remountReadOnly())
    #expect(folder.codeOfOpening(.readWrite) == "store.read-only-file-system")
    let environment = try folder.open(.readOnly)
    let transaction = try environment.read()
    #expect(try transaction.get(records, Key(3))?.byteCount == 100)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can mount"))
  func `a read-only view of a writable file system is not read without locks`() throws {
    let folder = Folder()
    let view = Folder()
    try folder.make()
    try #require(view.mountView(of: folder))
    #expect(view.codeOfOpening(.readOnly) == "store.folder-read-only")
    #expect(view.codeOfOpening(.readWrite) == "store.read-only-file-system")
  }

  @Test func `too little address space is said in words`() throws {
    let folder = Folder()
    try folder.make()
    #expect(Peer("narrow", folder.store).lines() == ["store.map-refused"])
  }
}
