internal import Glibc

/// Files as they are opened to be read.
package enum InputFile {
  /// Opens a file for reading.
  ///
  /// What leads to a descriptor that the process was given (`-`, `/dev/stdin`, `/dev/fd/3`, a link to
  /// one) is read on from where that stands, and never opened a second time: what others have read of
  /// it does not come again. A pipe is opened without waiting for who writes it; read with
  /// ``Waiting/read(_:into:_:)``, which waits and can be broken off.
  ///
  /// - Parameter path: where it is.
  /// - Returns: a descriptor, the caller's to close.
  /// - Throws: what the system says; EISDIR for a folder.
  package static func open(_ path: String) throws(SystemError) -> Int32 {
    if path == "-" || path == "/dev/stdin" { return try readable(0) }
    if let location = try? FileLocation(path), case .descriptor(let given) = location.kind {
      return try readable(given)
    }
    let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw SystemError(EISDIR)
    }
    return descriptor
  }

  /// Another descriptor for what the process was given to read. One for writing alone would never have
  /// anything to read.
  private static func readable(_ given: Int32) throws(SystemError) -> Int32 {
    let mode = fcntl(given, F_GETFL)
    guard mode >= 0, mode & O_ACCMODE != O_WRONLY else { throw SystemError(EBADF) }
    return try copy(of: given)
  }

  /// Another descriptor for what the process was given, which shares its offset.
  static func copy(of given: Int32) throws(SystemError) -> Int32 {
    let flags = fcntl(given, F_GETFD)
    // What the process opened itself is nobody else's to name.
    guard flags >= 0, given <= 2 || flags & FD_CLOEXEC == 0 else { throw SystemError(EBADF) }
    let descriptor = fcntl(given, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw .last }
    return descriptor
  }
}
