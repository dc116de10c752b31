internal import Glibc

/// A user in `/etc/passwd`.
///
/// The file is read here because the C library looks users up through modules of its own, which a
/// program that is to run anywhere cannot count on.
package struct UserEntry: Equatable, Sendable {
  /// The login name.
  package let name: String
  /// The home folder; empty where the entry has none.
  package let home: String

  /// The user who runs the program; nil when the file does not list them.
  package static var current: UserEntry? { UserEntry(id: getuid(), in: "/etc/passwd") }

  /// Looks a user up: the first entry counts.
  ///
  /// - Parameters:
  ///   - id: the user's number.
  ///   - path: the file.
  /// - Returns: nil when the file has no such entry or cannot be read.
  package init?(id: UInt32, in path: String) {
    guard let file = try? InputFile.open(path) else { return nil }
    defer { close(file) }
    var lines = LineReader(descriptor: file)
    while !lines.isSpent {
      // A line that is not UTF-8 is another user's, or has no name to go by.
      guard let isLine = try? lines.next() else { continue }
      guard isLine else { return nil }
      let fields = lines.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 7, !fields[0].isEmpty, fields[2] == "\(id)" else { continue }
      name = fields[0]
      home = fields[5]
      return
    }
    return nil
  }
}
