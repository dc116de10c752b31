package import Basics
import Desk
package import Language

extension Keeper {
  /// Prepares a keeper that waits for another writer until the waiting is broken off; the store is
  /// opened by the first command that needs it.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - makesHome: as for the other initialiser.
  ///   - operatorName: who asks; looked up when it is first needed.
  ///   - isReadOnly: whether nothing may be changed.
  ///   - language: in which the holder of the store is told.
  ///   - isInterrupted: whether the waiting is broken off.
  ///   - tell: given who holds the store, in words.
  ///   - seconds: a clock that only goes forward, in seconds, for the grouping of commits.
  ///   - wallClock: the instant on the wall.
  package convenience init(
    path: String, makesHome: Bool, operatorName: @autoclosure @escaping () -> String,
    isReadOnly: Bool, language: ReaderLanguage, isInterrupted: @escaping () -> Bool,
    tell: @escaping (String) -> Void, seconds: @escaping () -> Double,
    wallClock: @escaping @Sendable () -> Instant
  ) {
    self.init(
      path: path, makesHome: makesHome, operatorName: operatorName(), isReadOnly: isReadOnly,
      patience: { .untilInterrupted(isInterrupted, in: language, telling: tell) },
      seconds: seconds, wallClock: wallClock)
  }

  /// The path of the program that runs; see ``program``.
  package static var ownProgram: String { Store.ownProgram }

  /// Looks whether a name can be an operator's.
  ///
  /// - Throws: `operator.name`.
  package static func checkOperatorName(_ name: String) throws(LanguageError) {
    do throws(DeskError) {
      try PlainName.check(name, code: "operator.name")
    } catch {
      throw LanguageError(error)
    }
  }
}
