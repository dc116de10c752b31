internal import Glibc

/// What the system refused, by its error number.
package struct SystemError: Error, Hashable, Sendable {
  /// The number, such as that of ENOSPC.
  package let number: Int32

  package init(_ number: Int32) {
    self.number = number
  }

  /// The error of the call that failed last on this thread.
  package static var last: SystemError { SystemError(errno) }

  /// Somebody broke the waiting off.
  package static var interrupted: SystemError { SystemError(EINTR) }

  /// Whether somebody broke the waiting off.
  package var isInterruption: Bool { number == EINTR }

  /// What the system says, such as `No space left on device`.
  package var reason: String { String(cString: strerror(number)) }
}
