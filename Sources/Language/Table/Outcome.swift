/// What a command answers: its value, and whether what was asked for was done.
///
/// The third thing, an error, is thrown: it makes no order and writes nothing.
package struct Outcome: Sendable {
  /// What became of a request.
  package enum Fate: Sendable, Hashable {
    /// It was carried out; reading commands are always done.
    case done
    /// The rules say no; the value holds every reason.
    case refused
  }

  package var fate: Fate

  /// What is shown: of a changing command the record with order, kind, number, customer, outcome,
  /// reasons, at, effective, until and what is special to it.
  package var value: Value

  /// The codes of the reasons of a refusal, such as `BEN-10.star`, in order. `expect refused ID`
  /// looks for them, and a pipeline puts them into the column `rules`.
  package var codes: [String]

  /// Whether this was answered in an earlier run of the job, and nothing was done now.
  package var isRecalled = false

  /// Whether `--dry-run` stands at the command, so that nothing of it waits for a commit.
  var isRehearsed = false

  /// The rows that a limit has left out of the value; nil: none.
  package var leftOut: LeftOut?

  /// What is told beside it on standard error, in the reader's language: warnings.
  package var remarks: [String] = []

  /// - Parameters:
  ///   - value: what is shown.
  ///   - fate: whether it was done.
  ///   - codes: the codes of the reasons when it was not.
  package init(_ value: Value, fate: Fate = .done, codes: [String] = []) {
    self.value = value
    self.fate = fate
    self.codes = codes
  }

  /// Done, and nothing to show.
  package static var nothing: Outcome { Outcome(.null) }
}

/// Rows that a limit has left out, of which whoever asked is told.
package struct LeftOut: Sendable, Hashable {
  /// How many.
  package let count: Int
  /// Whether there are more than so many, which nobody has counted.
  package let isMore: Bool
  /// Whether what was left out is older than what is shown; otherwise it is a worse match.
  package let isOlder: Bool
  /// The limit that shows all.
  package let limit: Int

  /// - Parameters:
  ///   - count: how many rows were left out; nil is given for none.
  ///   - shown: how many rows are shown.
  ///   - isOlder: whether they are older than those.
  ///   - isMore: whether there are more than `count`.
  package init?(_ count: Int, beside shown: Int, isOlder: Bool, isMore: Bool = false) {
    guard count > 0 else { return nil }
    self.count = count
    self.isMore = isMore
    self.isOlder = isOlder
    limit = shown + count
  }
}
