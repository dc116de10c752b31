package import Basics

/// One row of the table of commands: all that parsing, checking, help, completion and the manual
/// know of a command.
package final class Command {
  /// What the command does when it runs.
  package enum Action {
    /// Answers from its arguments alone; in a pipeline once for each row.
    case plain((inout Call) throws(LanguageError) -> Outcome)
    /// Answers from what it finds in the store and does nothing else, so that for many rows it may run
    /// on several threads at once, each with a context of its own.
    case reading(@Sendable (inout Call, any ReadContext) throws(LanguageError) -> Outcome)
    /// Changes the store in the open transaction; in a pipeline once for each row, in windows.
    case changing((inout Call, any ChangeContext) throws(LanguageError) -> Outcome)
    /// Works on the store as a whole, outside of the open transaction.
    case session((inout Call, any Session) throws(LanguageError) -> Outcome)
    /// Begins a pipeline; alone, its rows are shown.
    case source((inout Call, any ReadContext) throws(LanguageError) -> any RowSource)
    /// Begins a pipeline with rows of its own, and runs once for each as a changing command does
    /// behind a source: rows have each their fate, are counted, and are committed in groups.
    case bulk(
      open: (inout Call, any ChangeContext) throws(LanguageError) -> any RowSource,
      run: (inout Call, any ChangeContext) throws(LanguageError) -> Outcome)
    /// Ends a pipeline: it is given all the rows. Without a pipeline it is given none.
    case sink((inout Call, RowStream, any Session) throws(LanguageError) -> Outcome)
    /// A step of a pipeline that the language itself has.
    case step(PipelineStep)
    /// Steers the run.
    case control(RunControl)

    /// Whether it changes the store in the open transaction.
    var isChanging: Bool {
      switch self {
      case .changing, .bulk: true
      case .plain, .reading, .session, .source, .sink, .step, .control: false
      }
    }
  }

  /// What a command may stand for in a pipeline.
  package enum Role: Sendable, Hashable {
    case plain, source, filter, sink
  }

  /// What a command asks of whoever runs it, by the role that has it first of all (DESK-10).
  package enum Right: String, CaseIterable, Sendable {
    case field, support, tester, auditor, administrator
  }

  /// One use of a command, which is run as a test and shown by `help`.
  package struct Example: Sendable {
    /// The source text, such as `restore phone 13300000001`.
    package let source: String
    /// What it shows.
    package let summary: Words

    package init(_ source: String, _ summary: Words) {
      self.source = source
      self.summary = summary
    }
  }

  /// Gives the indices of the calls of a window in the order in which they are to run.
  package typealias Sequence = (Window, any ChangeContext) throws(LanguageError) -> [Int]

  /// One or two words, such as `restore phone`.
  package let name: String
  /// The group under which help lists it, such as `restore`.
  package let family: String
  package let summary: Words
  package let help: Words
  /// Its own parameters, and after them those that every changing command has.
  package internal(set) var parameters: [Parameter]
  /// The columns of a source's rows, or the fields of the result.
  package let columns: [String]
  /// Whether it changes the store.
  package let changes: Bool
  /// Whether it shares something between customers, such as stock or ICCIDs: it then runs in the
  /// order in which it is given, never in the order of customers.
  package let shares: Bool
  /// What whoever runs it needs, where it is guarded.
  package let right: Right
  /// Whether it may be run only by those who have its right: what changes the store is.
  package let isGuarded: Bool
  /// Whether those whose right ends with a region have it for the customers of that region alone.
  package let isRegional: Bool
  package let examples: [Example]
  package let action: Action
  /// Where the calls of a window follow an order that the command itself knows, such as the latest
  /// first: gives the indices of the calls in that order. Results still come in the given order.
  package let sequence: Sequence?

  /// The columns of a source's rows as one object, or nil when they are known only at run time.
  package private(set) var rowColumns: Columns?

  /// What readers of Chinese are shown for its columns.
  package internal(set) var words: ColumnWords? {
    didSet { rowColumns = rowColumns.map { Columns($0.names, kinds: $0.kinds, words: words) } }
  }

  /// Its index in the table.
  package internal(set) var index = 0

  /// - Parameters:
  ///   - name: one or two words.
  ///   - columns: the columns of a source's rows, or the fields of the result.
  ///   - kinds: what stands in the columns of a source.
  ///   - shares: whether it shares something between customers.
  ///   - right: who may run it, where it is guarded.
  ///   - isGuarded: whether it needs the right; nil: when it changes the store.
  ///   - isRegional: whether a right that ends with a region ends there for it.
  ///   - sequence: the order in which the calls of a window run.
  ///   - action: what it does; whether it changes the store follows from that.
  package init(
    _ name: String, family: String, _ summary: Words, help: Words = Words("", ""),
    parameters: [Parameter] = [], columns: [String] = [],
    kinds: [String: ColumnKind] = [:], shares: Bool = false,
    right: Right = .support, isGuarded: Bool? = nil, isRegional: Bool = true,
    examples: [Example] = [],
    sequence: Sequence? = nil, action: Action
  ) {
    self.name = name
    self.family = family
    self.summary = summary
    self.help = help
    self.parameters = parameters
    self.columns = columns
    changes = action.isChanging
    self.shares = shares
    self.right = right
    self.isGuarded = isGuarded ?? action.isChanging
    self.isRegional = isRegional
    self.examples = examples
    self.action = action
    self.sequence = sequence
    if case .source = action, !columns.isEmpty {
      rowColumns = Columns(columns, kinds: kinds)
    } else {
      rowColumns = nil
    }
  }

  /// What it may stand for in a pipeline.
  package var role: Role {
    switch action {
    case .plain, .reading, .changing, .session: .plain
    case .source, .bulk: .source
    case .sink: .sink
    case .step(let step): step.role
    case .control: .plain
    }
  }

  /// Whether a statement may begin with it; what needs rows before it may not.
  var canBegin: Bool {
    guard case .step(let step) = action else { return true }
    switch step.run {
    case .source: return true
    case .filter: return false
    case .sink(_, let alone): return alone != nil
    }
  }

  /// Whether it may stand in brackets as a value, without rows before it.
  var hasValue: Bool {
    switch action {
    case .plain, .reading, .changing, .session, .source, .bulk, .sink: true
    case .step: role == .source
    case .control: false
    }
  }

  /// Whether it steers the run, as `exit` does: it gives nothing and takes no rows.
  var standsAlone: Bool {
    if case .control = action { return true }
    return false
  }

  /// The index of a parameter by its name.
  package func index(of parameter: String) -> Int? {
    parameters.firstIndex { $0.name == parameter }
  }

  /// The indices of the parameters that are given in their order.
  private(set) lazy var positionals: [Int] = parameters.indices.filter {
    parameters[$0].style == .positional
  }

  /// The indices of the parameters that are taken from the row when they are not given.
  private(set) lazy var rowIndices: [Int] = parameters.indices.filter {
    parameters[$0].rowField != nil
  }

  /// One bit a parameter that must be given.
  private(set) lazy var requiredMask: UInt64 = parameters.indices.reduce(0) {
    parameters[$1].isRequired ? $0 | 1 << UInt64($1) : $0
  }

  /// The indices of the parameters that say what is asked for.
  private(set) lazy var requestIndices: [Int] = parameters.indices.filter {
    !["key", "dry-run", "changes"].contains(parameters[$0].name)
  }

  /// The indices of the parameters that name files.
  private(set) lazy var fileIndices: [Int] = parameters.indices.filter {
    parameters[$0].kind == .file
  }

  private(set) lazy var reasonIndex: Int? = index(of: "reason")
  private(set) lazy var ticketIndex: Int? = index(of: "ticket")
  private(set) lazy var channelIndex: Int? = index(of: "channel")
  private(set) lazy var keyIndex: Int? = index(of: "key")
  private(set) lazy var dryRunIndex: Int? = index(of: "dry-run")
  private(set) lazy var changesIndex: Int? = index(of: "changes")

  /// The values of the parameters when none is given.
  private(set) lazy var defaultValues: [Value] = parameters.map(\.defaultValue)

  /// The index of the parameter that says whom the command is about, if there is one.
  package private(set) lazy var subjectIndex: Int? = parameters.firstIndex {
    $0.kind.isIdentifier
  }
}
