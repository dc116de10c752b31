import Basics
import Desk
package import Language
import Records

/// The commands of the desk: one file beside this one for each family.
package enum Vocabulary {
  /// The table of all commands, which run in a ``StoreSession``.
  package static func table() -> CommandTable {
    CommandTable(
      restoreCommands() + cardCommands() + roamingCommands()
        + pointsCommands() + starCommands() + customerCommands()
        + lineCommands() + accountCommands() + orderCommands()
        + jobCommands() + undoCommands() + clockCommands()
        + journalCommands() + snapshotCommands()
        + storeCommands(), words: .desk,
      channels: Channel.allCases.map(\.rawValue),
      textLimits: [
        "reason": RecordLimits.reason, "ticket": RecordLimits.ticket, "key": RecordLimits.key,
      ], topics: Chapters.all)
  }
}

/// A row of a table or the result of a command.
typealias Row = Language.Record

extension Parameter {
  /// The number of a line, taken from the row's `number` in a pipeline.
  static let number = Parameter.positional(
    "number", .number, Words("the line's number", "号码"), completion: "number",
    fromRow: "number")

  /// A customer by any identifier, taken from the row's `number` in a pipeline.
  static let subject = Parameter.positional(
    "customer", .subject,
    Words("the customer, by any identifier", "客户（可用任一标识）"), completion: "customer",
    fromRow: "number")

  /// An account by its identifier or a number that it pays for.
  static let account = Parameter.positional(
    "account", .account,
    Words("the account, or a number that it pays for", "账户，或其付费的号码"),
    completion: "account", fromRow: "number")

  /// How many rows are shown.
  static func limit(_ defaultValue: Int64) -> Parameter {
    .named(
      "limit", .integer, Words("the largest number of rows", "最多行数"),
      defaultValue: .integer(defaultValue),
      validate: { (value) throws(LanguageError) in
        guard case .integer(let limit) = value, limit < 1 else { return value }
        throw LanguageError(DeskError("limit.positive", ["limit": .integer(limit)]))
      })
  }

  /// How many rows beyond a limit are counted where there may be as many as the store has.
  static let mostCounted = 10_000
}

extension Call {
  /// How many rows are shown at most, as `limit=` says.
  var limit: Int { Int(clamping: integer("limit")) }
}

extension LeftOut {
  /// Matches that a limit has left out, of which ``Parameter/mostCounted`` at most were counted.
  static func counted(_ count: Int, beside shown: Int) -> LeftOut? {
    LeftOut(
      min(count, Parameter.mostCounted), beside: shown, isOlder: false,
      isMore: count >= Parameter.mostCounted)
  }
}

/// The fields that every changing command answers with.
let outcomeColumns = [
  "order", "kind", "number", "customer", "outcome", "reasons", "at", "effective", "until",
]

extension Identifier {
  /// Reads the identifier of an order.
  ///
  /// - Throws: `order.unknown` when the text is no identifier.
  init(ofOrder text: String) throws(DeskError) {
    do throws(BasicsError) {
      self = try Identifier(parsing: text)
    } catch {
      throw DeskError("order.unknown", ["order": .text(text)])
    }
  }
}
