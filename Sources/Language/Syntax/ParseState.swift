/// What parsers of a script and of the scripts that it includes share.
final class ParseState {
  let table: CommandTable
  let program: Program
  /// Reads an included script.
  let load: (String) throws(LanguageError) -> [UInt8]
  /// Whether the text was typed at the console, where `begin` and `commit` are known.
  let isConsole: Bool
  /// Whether nothing of the whole run is kept.
  let isDryRun: Bool

  var errors: [LanguageError] = []
  /// The variables in reach, innermost scope last.
  var scopes: [[String: Variable]]
  var functions: [String: FunctionNode]
  /// How many variables the current function has; the top level counts in the program.
  var localCount: Int32 = 0
  var isInFunction = false
  var loopDepth = 0
  /// How deep brackets are nested.
  var depth = 0
  /// Whether there is a row, `$it`, and its columns where they are known.
  var hasRow = false
  var rowColumns: Columns?
  /// The paths of the scripts that are being read, outermost first.
  var including: [String] = []
  /// How many scripts were included so far.
  var includedCount = 0
  /// The arguments of the run that nothing in the text reads so far, by the slots of their variables.
  var unreadArguments: [Int32: [String]] = [:]
  /// The arguments of calls that are not yet complete.
  var argumentStack: [ArgumentNode] = []

  /// How deep brackets may be nested, how many steps a pipeline and how many operators an
  /// expression may have.
  static let deepest = 100
  static let mostSteps = 100
  static let mostOperators = 1000
  /// How many scripts one may include, those that they include counted in.
  static let mostIncluded = 1000
  /// How many errors are told at once.
  static let mostErrors = 20

  init(
    table: CommandTable, program: Program, variables: [String: Variable] = [:],
    functions: [String: FunctionNode] = [:], isConsole: Bool = false,
    isDryRun: Bool = false,
    load: @escaping (String) throws(LanguageError) -> [UInt8]
  ) {
    self.table = table
    self.program = program
    self.load = load
    self.isConsole = isConsole
    self.isDryRun = isDryRun
    self.functions = functions
    scopes = [variables]
  }

  /// The variable of a name, innermost first.
  func variable(_ name: String) -> Variable? {
    for scope in scopes.reversed() {
      if let variable = scope[name] { return variable }
    }
    return nil
  }

  /// Makes a variable in the innermost scope, or gives the one in reach: `let` sets again what it
  /// made before.
  func declare(_ name: String) -> Variable {
    if let known = variable(name), known.isGlobal != isInFunction { return known }
    return introduce(name)
  }

  /// Makes a new variable in the innermost scope.
  func introduce(_ name: String) -> Variable {
    let variable: Variable
    if isInFunction {
      variable = Variable(slot: localCount, isGlobal: false)
      localCount += 1
    } else {
      variable = Variable(slot: Int32(program.globalCount), isGlobal: true)
      program.globalCount += 1
    }
    scopes[scopes.count - 1][name] = variable
    return variable
  }

  /// The names of all variables in reach.
  var variableNames: [String] {
    scopes.flatMap(\.keys) + (hasRow ? ["it"] : [])
  }

  /// The errors as one: the first, which carries the others.
  var error: LanguageError? {
    guard var first = errors.first else { return nil }
    first.others = Array(errors.dropFirst())
    return first
  }
}
