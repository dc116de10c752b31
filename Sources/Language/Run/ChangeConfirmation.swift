import Basics

/// Asks whoever runs a statement before it changes many customers.
final class ChangeConfirmation {
  /// How many customers a statement may change without being asked.
  static let freeCustomers = 20

  private let context: RunContext
  /// Whether the statement has it.
  private var isGiven = false
  /// Whom the statement has changed so far, until there are more than may be.
  private var subjects: Set<String> = []

  init(_ context: RunContext) {
    self.context = context
  }

  /// Begins a new statement, which must ask again.
  func begin() {
    isGiven = false
    subjects = []
  }

  /// Whether changes of many customers must be confirmed: not with `--yes`, and not where nothing is
  /// kept.
  var isNeeded: Bool { !context.options.isConsented && !context.policy.keepsNothing }

  /// Asks before the first change of a statement that may change many customers.
  ///
  /// - Parameter count: how many, or nil when it is only known that there are more than may be.
  /// - Throws: `consent.missing` where nobody can be asked, `consent.denied` after a no.
  func request(_ count: Int?, at span: Span) throws(LanguageError) {
    guard isNeeded, !isGiven else { return }
    if let count, count <= Self.freeCustomers { return }
    let isChinese = context.options.language == .chinese
    let most = isChinese ? "超过 \(Self.freeCustomers)" : "more than \(Self.freeCustomers)"
    let shown = count.map(String.init) ?? most
    let question =
      isChinese
      ? "此操作可能改动 \(shown) 个客户，继续吗？" : "This may change \(shown) customers. Continue?"
    guard let answer = context.output.confirm(question) else {
      throw LanguageError(
        .consentMissing, shown, at: context.program.location(span), fault: .usage)
    }
    guard answer else {
      throw LanguageError(.consentDenied, at: context.program.location(span), fault: .usage)
    }
    isGiven = true
  }

  /// Counts whom a command changes: the last guard, for loops whose number of customers could not
  /// be known.
  func count(_ call: Call, at span: Span) throws(LanguageError) {
    guard isNeeded, !call.isDryRun, !isGiven else { return }
    guard let index = call.command.subjectIndex else { return }
    subjects.insert(ValueText.text(call.values[index]))
    if subjects.count > Self.freeCustomers { try request(nil, at: span) }
  }
}
