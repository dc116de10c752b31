internal import Glibc

/// What tells a file or folder from every other, whatever it is called and however it is reached:
/// by links, bind mounts or another spelling.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  init(_ facts: stat) {
    device = UInt64(facts.st_dev)
    number = UInt64(facts.st_ino)
  }

  /// The identity of what a path leads to; nil when nothing is there.
  package init?(path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The identity of an open file; nil when it is no file that keeps bytes, such as a pipe.
  package init?(openFile descriptor: Int32) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(facts)
  }
}

/// A folder that is held open: what is done in it is done in this folder, and in no other that
/// takes its name meanwhile.
package final class Folder: Sendable {
  let descriptor: Int32
  package let identity: FileIdentity

  /// O_PATH of the system, which Swift does not bring over: a folder that may be entered need not be
  /// readable.
  private static let onlyPath: Int32 = 0o10_000_000

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: its path as bytes, without the NUL at the end.
  ///   - base: the folder from which a relative path goes; nil: the one where the process stands.
  /// - Throws: what the system says, such as that it is not there.
  init(_ path: [UInt8], from base: Folder?) throws(SystemError) {
    var text = path.map { CChar(bitPattern: $0) }
    text.append(0)
    descriptor = openat(base?.descriptor ?? AT_FDCWD, text, Self.onlyPath | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
      let error = SystemError.last
      close(descriptor)
      throw error
    }
    identity = FileIdentity(facts)
  }

  deinit {
    close(descriptor)
  }

  /// Whether this folder is another, or lies in it, however deep.
  package func lies(in other: FileIdentity) -> Bool {
    var folder = self
    while folder.identity != other {
      guard let above = try? Folder(Array("..".utf8), from: folder),
        above.identity != folder.identity
      else { return false }
      folder = above
    }
    return true
  }

  /// Whether a path lies in a folder, by the nearest folder above it that is there.
  package static func holds(_ folder: FileIdentity, _ path: String) -> Bool {
    var above = Array(path.utf8)
    while let slash = above.lastIndex(of: UInt8(ascii: "/")) {
      above = Array(above[..<max(1, slash)])
      if let found = try? Folder(above, from: nil) { return found.lies(in: folder) }
      if above.count == 1 { return false }
    }
    return (try? Folder([UInt8(ascii: ".")], from: nil))?.lies(in: folder) ?? false
  }

  /// Whether it holds an entry of a name.
  package func has(_ name: String) -> Bool {
    faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// The path by which the system knows it now, for messages.
  var path: String {
    let link = Array("/proc/self/fd/\(descriptor)".utf8CString)
    return String(decoding: Self.target(of: link, from: AT_FDCWD) ?? [], as: UTF8.self)
  }

  /// Whether the entries of this folder are the open descriptors of this process.
  fileprivate var holdsDescriptors: Bool {
    let path = path
    let own = "/proc/\(getpid())/"
    return path.hasPrefix(own) && path.hasSuffix("/fd")
  }

  /// Where a link leads, as bytes; nil when it is none.
  fileprivate static func target(of name: [CChar], from folder: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { room in
      readlinkat(folder, name, room.bindMemory(to: CChar.self).baseAddress!, room.count)
    }
    return count < 0 ? nil : Array(bytes[..<count])
  }

  /// Makes what has happened to names in the folder durable. A file system that cannot, and a folder
  /// that may not be read, are passed over.
  func synchronize() throws(SystemError) {
    let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    defer { close(opened) }
    guard fsync(opened) == 0 || errno == EINVAL || errno == EROFS else { throw .last }
  }
}

/// Where a path leads when every link on the way is followed: an entry of a folder, which need not
/// be there yet, or an open descriptor of the process, as `/dev/stdin` does.
///
///     let location = try FileLocation("./report.csv")
///     if location.folder.lies(in: storeFolder) { ... }
package struct FileLocation: Sendable {
  /// What is there.
  package enum Kind: Hashable, Sendable {
    case nothing
    /// A file that keeps bytes.
    case file
    case folder
    case pipe
    /// A device, a socket.
    case other
    /// What the process was given as an open descriptor.
    case descriptor(Int32)
  }

  /// The folder and the name of the entry in it.
  package let folder: Folder
  let name: [CChar]
  package let kind: Kind
  /// What tells the file that is there from others; nil when there is none.
  package let identity: FileIdentity?
  /// Permissions, owner and group of what is there.
  let mode: UInt32
  let owner: (user: UInt32, group: UInt32)

  /// How many links are followed at most, as the system has it.
  private static let mostLinks = 40

  /// Finds where a path leads.
  ///
  /// - Throws: what the system says: a folder on the way that is not there or may not be entered,
  ///   links that lead round in a circle, a path that names nothing (EISDIR where it can only be a
  ///   folder).
  package init(_ path: String) throws(SystemError) {
    var rest = Array(path.utf8)
    guard !rest.isEmpty else { throw SystemError(ENOENT) }
    guard !rest.contains(0) else { throw SystemError(EINVAL) }
    var base: Folder?
    for _ in 0...Self.mostLinks {
      let slash = rest.lastIndex(of: UInt8(ascii: "/"))
      let last = slash.map { Array(rest[($0 + 1)...]) } ?? rest
      let parent =
        slash.map { $0 == 0 ? [UInt8(ascii: "/")] : Array(rest[..<$0]) } ?? [UInt8(ascii: ".")]
      let folder = try Folder(parent, from: base)
      guard !last.isEmpty, last != [0x2E], last != [0x2E, 0x2E] else { throw SystemError(EISDIR) }
      let name = last.map { CChar(bitPattern: $0) } + [0]
      var facts = stat()
      guard fstatat(folder.descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
        guard errno == ENOENT else { throw .last }
        self.init(folder, name, nil)
        return
      }
      guard facts.st_mode & S_IFMT == S_IFLNK else {
        self.init(folder, name, facts)
        return
      }
      if let number = Int32(String(decoding: last, as: UTF8.self)), folder.holdsDescriptors {
        self.init(folder, name, nil, .descriptor(number))
        return
      }
      guard let target = Folder.target(of: name, from: folder.descriptor) else { throw .last }
      (base, rest) = (folder, target)
    }
    throw SystemError(ELOOP)
  }

  private init(_ folder: Folder, _ name: [CChar], _ facts: stat?, _ kind: Kind? = nil) {
    self.folder = folder
    self.name = name
    mode = facts.map { UInt32($0.st_mode) & 0o777 } ?? 0
    owner = facts.map { ($0.st_uid, $0.st_gid) } ?? (0, 0)
    identity = facts.map(FileIdentity.init)
    self.kind =
      kind
      ?? facts.map { facts in
        switch facts.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFIFO: .pipe
        default: .other
        }
      } ?? .nothing
  }

  /// What tells the entry from every other, also while nothing is there.
  package struct Entry: Hashable, Sendable {
    fileprivate let folder: FileIdentity
    fileprivate let name: [CChar]
  }

  package var entry: Entry { Entry(folder: folder.identity, name: name) }

  /// The same location by a folder that is open already, so that many hold few descriptors.
  package func with(_ folder: Folder) -> FileLocation {
    FileLocation(copying: self, folder)
  }

  private init(copying location: FileLocation, _ folder: Folder) {
    self.folder = folder
    name = location.name
    kind = location.kind
    identity = location.identity
    mode = location.mode
    owner = location.owner
  }
}
