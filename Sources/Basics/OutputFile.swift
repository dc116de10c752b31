internal import Glibc

/// A file that is written out of sight and appears at its location when it is whole.
///
///     let file = try OutputFile(FileLocation("report.csv"))
///     try file.write(bytes)
///     try file.seal()        // the content is durable
///     try file.put()         // it has its name
///
/// It has no name while it is written, where the file system can do that, so that nothing is left of
/// it whatever ends the program. What it replaces gives it its permissions, owner and group. A link
/// at the location stays, and what it leads to is replaced. A pipe, a device or a descriptor is never
/// replaced but written into: at once, or all of it in ``put()``.
///
/// It is used by one thread at a time.
package final class OutputFile: @unchecked Sendable {
  package let location: FileLocation
  /// Whether it is a terminal, which what is written must not command.
  package let isTerminal: Bool
  private let isInterrupted: () -> Bool
  private var descriptor: Int32 = -1
  /// The folder of the content, and its name in it once it has one.
  private let folder: Folder
  private var hidden: [CChar]?
  /// Whether what is written is written into its target at once.
  package let isDirect: Bool
  private var isPut = false

  /// Opens a file to be written.
  ///
  /// - Parameters:
  ///   - location: where it will be.
  ///   - mode: the permissions of a new one, less what the process's mask takes away.
  ///   - writesNow: whether a pipe, a device or a descriptor is written into at once; otherwise in
  ///     ``put()``.
  ///   - isInterrupted: asked while a pipe takes nothing; true breaks the wait off.
  /// - Throws: what the system says: EISDIR for a folder, EACCES for a file that may not be written.
  package init(
    _ location: FileLocation, mode: UInt32 = 0o666, writesNow: Bool = true,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(SystemError) {
    self.location = location
    self.isInterrupted = isInterrupted
    switch location.kind {
    case .folder: throw SystemError(EISDIR)
    case .nothing, .file:
      isDirect = false
      isTerminal = false
      folder = location.folder
      if location.kind == .file {
        guard faccessat(folder.descriptor, location.name, W_OK, AT_EACCESS) == 0 else {
          throw .last
        }
      }
      try openContent(location.kind == .file ? location.mode : mode)
    case .pipe, .other, .descriptor:
      isDirect = writesNow
      isTerminal = location.kind == .pipe ? false : try Self.isTerminal(location, isInterrupted)
      folder = writesNow ? location.folder : try Folder(Self.temporaryFolder, from: nil)
      if writesNow {
        descriptor = try Self.openTarget(location, isInterrupted)
      } else {
        try openContent(0o600)
      }
    }
  }

  deinit {
    discard()
  }

  private static var temporaryFolder: [UInt8] {
    guard let named = getenv("TMPDIR"), named[0] == 0x2F else { return Array("/tmp".utf8) }
    return Array(UnsafeBufferPointer(start: named, count: strlen(named))).map(
      UInt8.init(bitPattern:))
  }

  /// Whether a file without a name can be given one, which goes by /proc.
  private static let canNameLater = access("/proc/self/fd", X_OK) == 0

  /// Opens the content without a name; where the system cannot, under one that nobody foresees.
  private func openContent(_ mode: UInt32) throws(SystemError) {
    if Self.canNameLater {
      // O_TMPFILE of the system, which Swift does not bring over.
      let nameless: Int32 = 0o20_000_000 | O_DIRECTORY
      descriptor = openat(folder.descriptor, ".", O_WRONLY | nameless | O_CLOEXEC, mode)
      if descriptor >= 0 { return }
      guard [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) else { throw .last }
    }
    let name = Self.unforeseeableName()
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    descriptor = openat(folder.descriptor, name, flags, mode)
    guard descriptor >= 0 else { throw .last }
    hidden = name
  }

  private static func unforeseeableName() -> [CChar] {
    let digits = String(UInt64.random(in: .min ... .max), radix: 36)
    return Array(".stardesk-\(digits).part".utf8CString)
  }

  /// Opens what is no file, waiting for the reader of a pipe.
  private static func openTarget(
    _ location: FileLocation, _ isInterrupted: () -> Bool
  ) throws(SystemError) -> Int32 {
    if case .descriptor(let given) = location.kind { return try InputFile.copy(of: given) }
    let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC
    while true {
      let descriptor = openat(location.folder.descriptor, location.name, flags)
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR || errno == ENXIO && location.kind == .pipe else { throw .last }
      if isInterrupted() { throw .interrupted }
      usleep(50_000)
    }
  }

  private static func isTerminal(
    _ location: FileLocation, _ isInterrupted: () -> Bool
  ) throws(SystemError) -> Bool {
    let descriptor = try openTarget(location, isInterrupted)
    defer { close(descriptor) }
    return isatty(descriptor) == 1
  }

  /// Writes what follows.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try Waiting.write(descriptor, bytes, isDirect ? isInterrupted : { false })
  }

  /// Writes what follows; see ``write(_:)``.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try Waiting.write(descriptor, bytes[...], isDirect ? isInterrupted : { false })
  }

  /// Ends the content: it is durable from here on, out of sight.
  package func seal() throws(SystemError) {
    guard !isDirect, descriptor >= 0 else { return }
    if location.kind == .file { takeOver() }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw .last }
    if isReplacing, hidden == nil { try giveHiddenName() }
    if hidden != nil { try closeContent() }
  }

  private var isReplacing: Bool { location.kind == .file || location.kind == .nothing }

  private func giveHiddenName() throws(SystemError) {
    let name = Self.unforeseeableName()
    let linked = linkat(
      AT_FDCWD, "/proc/self/fd/\(descriptor)", folder.descriptor, name, AT_SYMLINK_FOLLOW)
    guard linked == 0 else { throw .last }
    hidden = name
  }

  private func closeContent() throws(SystemError) {
    let closed = Glibc.close(descriptor)
    descriptor = -1
    guard closed == 0 || errno == EINTR else { throw .last }
  }

  /// Gives the content owner, group and permissions of what it replaces. A group that it cannot have
  /// gets no more than everybody.
  private func takeOver() {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return }
    var mode = location.mode
    if facts.st_uid != location.owner.user { _ = fchown(descriptor, location.owner.user, .max) }
    if facts.st_gid != location.owner.group, fchown(descriptor, .max, location.owner.group) != 0 {
      mode = mode & ~0o070 | (mode & mode << 3) & 0o070
    }
    _ = fchmod(descriptor, mode)
  }

  /// Gives the file its name, or writes it into the pipe or device; ``seal()`` came before.
  ///
  /// - Throws: what the system says; the content then stays as it is, at ``keptPath``.
  package func put() throws(SystemError) {
    if isDirect {
      isPut = true
      return try closeContent()
    }
    if isReplacing {
      guard let hidden else { throw SystemError(EBADF) }
      guard renameat(folder.descriptor, hidden, folder.descriptor, location.name) == 0 else {
        throw .last
      }
      isPut = true
      return try folder.synchronize()
    }
    do throws(SystemError) {
      try copyIntoTarget()
    } catch {
      if hidden == nil { try? giveHiddenName() }
      throw error
    }
    discard()
  }

  /// Opens the content that was written so far, to be read from its beginning; whoever asks closes it.
  package func reopened() throws(SystemError) -> Int32 {
    let source =
      if let hidden {
        openat(folder.descriptor, hidden, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
      } else {
        Glibc.open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
      }
    guard source >= 0 else { throw .last }
    return source
  }

  private func copyIntoTarget() throws(SystemError) {
    let source = try reopened()
    defer { close(source) }
    let target = try Self.openTarget(location, isInterrupted)
    defer { close(target) }
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try Waiting.read(source, into: &block, { false })
      if count == 0 { return }
      try Waiting.write(target, block[..<count], isInterrupted)
    }
  }

  /// Where the content of a file lies that could not be put in place; nil when it is gone.
  package var keptPath: String? {
    guard let hidden else { return nil }
    let name = hidden.dropLast().map(UInt8.init(bitPattern:))
    return folder.path + "/" + String(decoding: name, as: UTF8.self)
  }

  /// Leaves the content where ``keptPath`` says.
  package func keep() { isPut = true }

  /// Forgets the content, unless it was put in place.
  package func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if !isPut, let hidden { unlinkat(folder.descriptor, hidden, 0) }
    if !isPut { hidden = nil }
  }
}
