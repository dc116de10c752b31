internal import CLMDB
internal import Glibc

/// What the file system under a store can and cannot do.
enum FileSystem {
  /// The kinds of network file system, by statfs's number.
  ///
  /// LMDB needs shared memory and locks
  /// that only one machine's kernel can give.
  private static let networkNumbers: [UInt: String] = [
    0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2",
    0x00C3_6400: "ceph", 0x5346_414F: "afs", 0x6B41_4653: "afs", 0x7375_7245: "coda",
    0x564C: "ncp", 0x0102_1997: "9p", 0x0116_1970: "gfs2", 0x7461_636F: "ocfs2",
    0x0BD0_0BD0: "lustre", 0x4750_4653: "gpfs", 0xAAD7_AAEA: "panfs", 0x2003_0528: "pvfs2",
    0x1980_0202: "beegfs", 0x1983_0326: "fhgfs",
  ]

  /// FUSE's number says nothing about what lies behind it; the type in the mount table does.
  private static let fuseNumber: UInt = 0x6573_5546

  private static let networkFuseKinds = [
    "sshfs", "glusterfs", "s3fs", "s3ql", "rclone", "gcsfuse", "ceph", "davfs", "curlftpfs",
    "gvfsd-fuse", "mfs", "moosefs", "juicefs", "seaweedfs", "goofys", "blobfuse", "hdfs",
    "vmhgfs-fuse", "grpcfuse", "osxfs", "smbnetfs", "afp", "beegfs", "cvmfs", "google-drive",
    "onedrive", "nfs",
  ]

  /// The name of the network file system, or nil when a store may be kept there.
  ///
  /// - Parameter number: `f_type` of statfs.
  /// - Parameter mountType: the type in the mount table, such as "fuse.sshfs"; nil when unknown.
  static func networkKind(number: UInt, mountType: String?) -> String? {
    if let name = networkNumbers[number] { return name }
    guard number == fuseNumber, let mountType else { return nil }
    var kind = mountType
    if kind.hasPrefix("fuse.") { kind.removeFirst(5) }
    return networkFuseKinds.contains { kind == $0 || kind.hasPrefix($0 + ".") } ? kind : nil
  }

  /// The name of the network file system that holds a path, or nil.
  static func networkKind(at path: String) -> String? {
    var facts = statfs()
    guard unsafe statfs(path, &facts) == 0 else { return nil }
    let number = UInt(truncatingIfNeeded: facts.f_type) & 0xFFFF_FFFF
    let type = number == fuseNumber ? mountType(at: path) : nil
    return networkKind(number: number, mountType: type)
  }

  /// Whether the file system that holds a path is mounted read-only.
  static func isMountedReadOnly(_ path: String) -> Bool {
    var facts = statvfs()
    return unsafe statvfs(path, &facts) == 0 && facts.f_flag & UInt(ST_RDONLY) != 0
  }

  /// Whether nobody on this machine can write to the file system that holds a path.
  ///
  /// A read-only view (a bind mount) of a file system that is writable elsewhere does not count:
  /// there a writer may be at work, against whom a reader needs its slot in the lock file.
  static func isFixed(_ path: String) -> Bool {
    guard isMountedReadOnly(path) else { return false }
    guard let device = device(of: path), let table = readText("/proc/self/mountinfo") else {
      return true
    }
    return !isWritable(device: device, in: table)
  }

  /// Whether a mount table as of proc_pid_mountinfo(5) shows a device as writable, in the
  /// options of the file system itself, which come last.
  static func isWritable(device: String, in table: String) -> Bool {
    guard let fields = mount(device: device, in: table), let options = fields.last else {
      return false
    }
    return options.split(separator: ",").contains("rw")
  }

  /// Whether the file system that holds a path has less than 64 KiB left.
  static func isFull(_ path: String) -> Bool {
    var facts = statvfs()
    guard unsafe statvfs(path, &facts) == 0 else { return false }
    return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) < 65_536
  }

  /// The type that the mount table gives for the device that holds a path.
  private static func mountType(at path: String) -> String? {
    guard let device = device(of: path), let table = readText("/proc/self/mountinfo") else {
      return nil
    }
    return mountType(device: device, in: table)
  }

  /// The device that holds a path, as the mount table writes it: "8:1".
  private static func device(of path: String) -> String? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    let major = ((facts.st_dev >> 8) & 0xFFF) | ((facts.st_dev >> 32) & ~0xFFF)
    let minor = (facts.st_dev & 0xFF) | ((facts.st_dev >> 12) & ~0xFF)
    return "\(major):\(minor)"
  }

  /// The type of the mount with the given device in a mount table as of proc_pid_mountinfo(5).
  static func mountType(device: String, in table: String) -> String? {
    mount(device: device, in: table)?.first.map { String($0) }
  }

  /// What follows the dash in the device's line: type, source, options of the file system.
  private static func mount(device: String, in table: String) -> ArraySlice<Substring>? {
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[2] == device, let dash = fields.firstIndex(of: "-") else {
        continue
      }
      return fields[(dash + 1)...]
    }
    return nil
  }

  /// The text of a small file; nil when it cannot be read.
  static func readText(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(file, &block, block.count)
      guard count > 0 else { break }
      bytes.append(contentsOf: block[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Makes what was renamed or made in a folder durable.
  static func sync(folder path: String) -> Int32 {
    let file = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return errno }
    defer { close(file) }
    return fsync(file) == 0 ? 0 : errno
  }

  /// A path without slashes at its end.
  static func trimmed(_ path: String) -> String {
    var trimmed = Substring(path)
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    return String(trimmed)
  }

  /// The folder that holds a path.
  static func parent(of path: String) -> String {
    let trimmed = trimmed(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }
}
