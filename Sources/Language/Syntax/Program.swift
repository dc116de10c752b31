import Basics

/// What was read and checked: nothing of its text is read again when it runs. The lines of a
/// console are added one after the other.
///
/// Plain commands and their arguments lie side by side in two arrays, because a script may have a
/// million of them; everything else is a tree.
final class Program {
  var sources: [SourceText] = []
  var calls: [CallNode] = []
  var arguments: [ArgumentNode] = []
  /// How many variables of the top level there are.
  var globalCount = 0

  func location(_ span: Span) -> SourceLocation {
    SourceLocation(sources[Int(span.source)], Int(span.start), Int(span.end))
  }

  /// The arguments of a call.
  func arguments(of call: CallNode) -> ArraySlice<ArgumentNode> {
    let first = Int(call.firstArgument)
    return arguments[first..<first + Int(call.argumentCount)]
  }

  /// Whether nothing runs for the arguments of a call.
  func runsNothing(for call: CallNode) -> Bool {
    arguments(of: call).allSatisfy(\.value.runsNothing)
  }
}

/// A part of one of the program's sources, in bytes.
struct Span {
  var source: Int32
  var start: Int32
  var end: Int32

  /// Where the part begins, as one number: no two commands begin at one location.
  var site: UInt64 { UInt64(UInt32(source)) << 32 | UInt64(UInt32(start)) }
}

/// A call of a command with its bound arguments.
struct CallNode {
  /// The index of the command in the table.
  var command: UInt16
  var argumentCount: UInt16
  var firstArgument: Int32
  var span: Span
}

/// One bound argument: which parameter, and what gives its value.
struct ArgumentNode {
  var parameter: Int32
  var span: Span
  var value: Expression
}

/// Statements in order.
final class BlockNode {
  var statements: [StatementNode] = []
}

struct StatementNode {
  var span: Span
  var kind: Statement
}

indirect enum Statement {
  /// One command that is no part of a pipeline, by its index in ``Program/calls``.
  case command(Int32)
  case pipeline(PipelineNode)
  case variable(Variable, Expression)
  case condition([(condition: Expression, block: BlockNode)], otherwise: BlockNode?)
  case forEach(Variable, Expression, BlockNode)
  case whileTrue(Expression, BlockNode)
  case breakLoop
  case continueLoop
  case giveBack(Expression?)
  case attempt(BlockNode, Variable?, handler: BlockNode?)
  case transaction(BlockNode)
  case expectFate(ExpectedFate, code: String?, BlockNode)
  case expectCondition(Expression)
  /// What an included script holds; its variables are those of the script that includes it.
  case included(BlockNode)
}

enum ExpectedFate: String, NamedCode {
  case done, refused, error

  var chinese: String {
    switch self {
    case .done: "已办理"
    case .refused: "已拒绝"
    case .error: "出错"
    }
  }
}

/// Where a variable is kept.
struct Variable {
  var slot: Int32
  var isGlobal: Bool
}

/// A function that a script defines.
final class FunctionNode {
  let name: String
  let parameters: [String]
  let span: Span
  var block = BlockNode()
  var slotCount = 0
  /// Whether it may change the store, once that was looked at.
  var mayChange: Bool?

  init(name: String, parameters: [String], span: Span) {
    self.name = name
    self.parameters = parameters
    self.span = span
  }
}

/// Rows or a value, and the steps that they pass.
final class PipelineNode {
  enum Head {
    case call(Int32)
    case value(Expression)
  }

  let head: Head
  /// The calls of the steps after the first.
  let stages: [Int32]
  let span: Span

  init(head: Head, stages: [Int32], span: Span) {
    self.head = head
    self.stages = stages
    self.span = span
  }
}

indirect enum Expression {
  case literal(Value)
  case variable(Variable)
  /// The row of the pipeline, `$it`.
  case row(Span)
  case field(FieldNode)
  case member(Expression, String, Span)
  case element(Expression, Expression, Span)
  case not(Expression, Span)
  case negative(Expression, Span)
  case and(Expression, Expression, Span)
  case or(Expression, Expression, Span)
  case comparison(Comparison.Operator, Expression, Expression, Span)
  case matches(Expression, Pattern, Span)
  case arithmetic(Arithmetic.Operator, Expression, Expression, Span)
  case list([Expression])
  case record(Columns, [Expression])
  case interpolated([Expression])
  case pipeline(PipelineNode)
  case function(FunctionNode, [Expression], Span)
  /// The columns of `select`, `sort` and the like.
  case columns([ColumnNode])
  /// The block of `each`.
  case block(BlockNode)
  /// A word whose meaning its surroundings decide; none is left in a checked program.
  case bareWord(Span)
}

/// A field of the row, with the index at which it was found last.
final class FieldNode {
  let name: String
  let span: Span
  /// Whether it is null where the row has no such field.
  let isOptional: Bool
  /// How it is compared; nil where it is not.
  var comparison: FieldComparison?
  /// What it may hold, where that is known and it is compared with what is not written out.
  var choices: CodeNames?
  /// The columns of the row in which the name was looked up last.
  var columns: Columns?
  var index = -1

  init(name: String, span: Span, isOptional: Bool = false) {
    self.name = name
    self.span = span
    self.isOptional = isOptional
  }
}

/// A column that a step makes or looks at.
struct ColumnNode {
  var name: String
  var span: Span
  /// What gives its value: a field, or what stands after `name=`.
  var value: Expression
  /// Whether its values are text, whatever they look like: those of a source of the store.
  var isText = false
}
