import Basics
import Records

/// The names that people give: of jobs, and of those who work.
package enum PlainName {
  /// The most bytes of a name.
  package static let longest = 64

  /// Looks whether a name can be kept and shown everywhere as it is.
  ///
  /// - Parameters:
  ///   - name: 1 to ``longest`` bytes, without characters that command a terminal or that nobody
  ///     sees.
  ///   - code: the code of the error, `job.name` or `operator.name`.
  /// - Throws: an error with the code, which shows the name's beginning.
  package static func check(_ name: String, code: String) throws(DeskError) {
    let isFit =
      (1...longest).contains(name.utf8.count)
      && !name.unicodeScalars.contains { $0.commandsTerminal || $0.isUnseenSpace }
    guard !isFit else { return }
    throw DeskError(
      code, ["name": .text(String(name.prefix(80))), "limit": .integer(Int64(longest))])
  }
}

extension Unicode.Scalar {
  /// Whether it takes no room and joins nothing.
  fileprivate var isUnseenSpace: Bool { self == "\u{200B}" || self == "\u{FEFF}" }
}
