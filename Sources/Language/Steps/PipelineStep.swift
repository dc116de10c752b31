import Basics

/// Describes a step of a pipeline: all that the table of commands, the checker and the builder of
/// pipelines know of it.
///
/// One step is one file of this folder and one line in ``all``. Help, completion, the manual and the
/// checks before anything runs follow from the descriptor.
package final class PipelineStep {
  /// How the step runs, which also says where in a pipeline it may stand.
  enum Run {
    /// Begins a pipeline: opens the rows.
    case source((StepCall, StatementExecutor) throws(LanguageError) -> Stage)
    /// Takes rows and gives rows, or a value.
    case filter((StepOpening) throws(LanguageError) -> PipelineResult)
    /// Ends a pipeline.
    ///
    /// - Parameter alone: what it does as a statement of its own, without rows; nil where it cannot
    ///   be one.
    case sink(
      (StepOpening) throws(LanguageError) -> PipelineResult,
      alone: ((Call, StatementExecutor) throws(LanguageError) -> Void)?)
  }

  let name: String
  let summary: Words
  let help: Words
  let parameters: [Parameter]
  let examples: [Command.Example]
  /// The columns of the rows that come out, given those of the rows that go in; nil where they are
  /// known only when the step runs.
  let columns: (StepCall, Columns?) -> Columns?
  /// Which fields of the rows the step needs.
  let usage: (StepCall) -> ColumnUsage
  /// Whether the values of the columns that it is given are compared with one another.
  let comparesColumns: Bool
  /// Whether a row that cannot be read goes on to the steps behind, which may tell what became of it.
  let passesFaults: Bool
  /// Whether it takes all rows as they come and shows nothing before the last, so that rows may be
  /// looked up ahead of it.
  let takesAllRows: Bool
  let run: Run

  init(
    _ name: String, _ summary: Words, help: Words, parameters: [Parameter],
    examples: [Command.Example],
    columns: @escaping (StepCall, Columns?) -> Columns?,
    usage: @escaping (StepCall) -> ColumnUsage,
    comparesColumns: Bool, passesFaults: Bool, takesAllRows: Bool, run: Run
  ) {
    self.name = name
    self.summary = summary
    self.help = help
    self.parameters = parameters
    self.examples = examples
    self.columns = columns
    self.usage = usage
    self.comparesColumns = comparesColumns
    self.passesFaults = passesFaults
    self.takesAllRows = takesAllRows
    self.run = run
  }

  /// All steps, in the order in which help lists them.
  static var all: [PipelineStep] {
    [
      .open, .save, .print, .where, .select, .sort, .first, .last, .skip, .distinct, .each, .tee,
      .count, .sum, .group,
    ]
  }

  /// Where in a pipeline it may stand.
  var role: Command.Role {
    switch run {
    case .source: .source
    case .filter: .filter
    case .sink: .sink
    }
  }

  /// Whether its first argument is a condition, which a source may look at before it makes a row.
  var isCondition: Bool { parameters.first?.kind == .condition }

  /// Its row in the table of commands.
  var command: Command {
    Command(
      name, family: "pipeline", summary, help: help, parameters: parameters, right: .field,
      examples: examples, action: .step(self))
  }
}

/// Which fields of its rows a step needs.
enum ColumnUsage {
  /// Those that the arguments of a call look at.
  ///
  /// - Parameter goOn: whether the rows go on to the next step, which may need others.
  case arguments(of: CallNode, goOn: Bool)
  /// The whole rows, or nobody can tell which.
  case all
}

/// A call of a step as it was read.
struct StepCall {
  let node: CallNode
  let command: Command
  let program: Program
  let table: CommandTable

  /// The columns that it is given.
  var columns: [ColumnNode] {
    program.arguments(of: node).flatMap { argument in
      if case .columns(let nodes) = argument.value { return nodes }
      return []
    }
  }

  /// Its first argument, of a step that takes a condition or a block.
  var firstArgument: Expression { program.arguments[Int(node.firstArgument)].value }

  /// The reading command of which its block consists, if it does.
  var givenCall: CallNode? { program.givenCall(of: node, table) }
}

/// A step that is about to be set up behind others.
struct StepOpening {
  let call: StepCall
  let upstream: Stage
  /// Whether a later step tells what became of each row, also of one that cannot be read.
  let tellsFaults: Bool
  /// Whether rows may be looked up before those in front of them have gone through the pipeline.
  let looksAhead: Bool
  /// Whether no step follows.
  let isLast: Bool

  var executor: StatementExecutor { upstream.executor }

  /// The arguments of the call, bound without a row.
  func bound() throws(LanguageError) -> Call { try executor.boundCall(call) }

  /// The number of rows that the call asks for.
  func rowCount() throws(LanguageError) -> Int {
    guard case .integer(let count) = try bound().values[0], count >= 0 else {
      throw LanguageError(.integerMalformed, "rows", at: call.program.location(call.node.span))
    }
    return Int(clamping: count)
  }
}

extension StatementExecutor {
  /// The call of a step with its arguments, bound without a row.
  func boundCall(_ call: StepCall) throws(LanguageError) -> Call {
    makeCall(call.node, call.command, try bind(call.node, call.command))
  }

  /// The location of an argument, or of the whole call when it is not given.
  func argumentSpan(_ name: String, of call: StepCall) -> Span {
    let index = call.command.index(of: name)
    for argument in program.arguments(of: call.node) where Int(argument.parameter) == index {
      return argument.span
    }
    return call.node.span
  }
}

// MARK: Parameters that several steps take

extension Parameter {
  static let fileFormat = Parameter.named(
    "format", .choice(["csv", "tsv", "jsonl"]),
    Words("the format of the file, if its name does not show it", "文件格式，从文件名看不出时给出"))

  static let columnNames = Parameter.positional(
    "columns", .columns, Words("the columns", "列名"), isRepeated: true)

  static let optionalColumnNames = Parameter.positional(
    "columns", .columns, Words("the columns", "列名"), isRequired: false, isRepeated: true)

  static let rowCount = Parameter.positional(
    "rows", .integer, Words("how many rows", "行数"), defaultValue: 1)
}

extension StepOpening {
  /// What a step that makes one value of all rows gives: the value itself where it ends the pipeline,
  /// else a row with it.
  func result(_ value: Value) -> PipelineResult {
    executor.tell(upstream)
    guard isLast else { return .value(.record(Record([call.command.name: value]))) }
    return .value(value)
  }
}
