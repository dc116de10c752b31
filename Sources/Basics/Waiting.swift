internal import Glibc

/// Reads and writes that wait for the other end of a pipe, a socket or a terminal, and that somebody
/// can break off while they do.
package enum Waiting {
  /// After how long a wait looks again whether it was broken off: a signal that came just before it
  /// began does not wake it.
  private static let sliceMilliseconds: Int32 = 200
  /// How long a run that was broken off still waits for a reader who takes nothing.
  private static let graceMilliseconds: Int32 = 1000
  /// What a pipe takes at once when it says that it takes anything: PIPE_BUF.
  private static let pipeBytes = 4096

  /// Waits until a descriptor can be read from or written to.
  ///
  /// - Throws: ``SystemError/interrupted`` when `isInterrupted` says so first; EBADF for what is no
  ///   descriptor, for which the system would wait without end.
  private static func until(
    _ descriptor: Int32, _ events: Int32, _ isInterrupted: () -> Bool
  ) throws(SystemError) {
    guard descriptor >= 0 else { throw SystemError(EBADF) }
    var wait = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
      if isInterrupted() { throw .interrupted }
      let count = poll(&wait, 1, sliceMilliseconds)
      // What is wrong with the descriptor is told by whoever reads or writes it.
      if count > 0 || count < 0 && errno != EINTR { return }
    }
  }

  /// Reads some bytes, waiting until there are any.
  ///
  /// - Parameters:
  ///   - descriptor: a file, pipe, socket or terminal, blocking or not.
  ///   - buffer: where the bytes go.
  ///   - isInterrupted: asked while nothing comes; true breaks the wait off.
  /// - Returns: how many came; 0 at the end.
  /// - Throws: ``SystemError/interrupted``, or what the system says.
  package static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ isInterrupted: () -> Bool
  ) throws(SystemError) -> Int {
    while true {
      try until(descriptor, POLLIN, isInterrupted)
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR || errno == EAGAIN else { throw .last }
    }
  }

  /// Reads some bytes into an array, from its beginning; see ``read(_:into:_:)``.
  package static func read(
    _ descriptor: Int32, into bytes: inout [UInt8], _ isInterrupted: () -> Bool
  ) throws(SystemError) -> Int {
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(SystemError) in try read(descriptor, into: buffer, isInterrupted) }
    }
    return try result.get()
  }

  /// Writes all bytes of an array; see ``write(_:_:_:)``.
  package static func write(
    _ descriptor: Int32, _ bytes: ArraySlice<UInt8>, _ isInterrupted: () -> Bool
  ) throws(SystemError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(SystemError) in try write(descriptor, bytes, isInterrupted) }
    }
    try result.get()
  }

  /// Writes all of some bytes.
  ///
  /// Once it is broken off it goes on as long as a reader takes what there is, so that what is done
  /// gets told of, and gives up when for a second nothing is taken.
  ///
  /// - Throws: ``SystemError/interrupted``, or what the system says.
  package static func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ isInterrupted: () -> Bool
  ) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      var part = rest
      if isInterrupted() {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&wait, 1, graceMilliseconds) != 0 else { throw .interrupted }
        part = UnsafeRawBufferPointer(rebasing: rest.prefix(pipeBytes))
      }
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        do throws(SystemError) {
          try until(descriptor, POLLOUT, isInterrupted)
        } catch {
          guard error.isInterruption else { throw error }
        }
      } else if errno != EINTR {
        throw .last
      }
    }
  }
}
