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
