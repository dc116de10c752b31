import Basics
import Glibc

/// What changes while statements run: variables, the row, how deep they are nested, and what became
/// of them. Whatever holds for a part of the script alone is set by a scope that restores it.
final class RunState {
  private var globals: [Value] = []
  private var locals: [Value] = []
  private var localBase = 0

  /// The row of the pipeline, `$it`.
  var row: (any NativeRow)?
  /// What is open around the statement that runs.
  private(set) var nesting = Nesting()
  private let stack = StackLimit()

  /// How many rows and commands were refused or in error, and were not expected to be.
  var unexpectedCount = 0
  /// What the innermost block of `expect` has met.
  private(set) var expectations: [Expectation] = []
  /// What became of all changing rows and commands, for a job.
  var tally = Tally("")
  /// The pipelines of a job whose rows were told apart by their numbers: each once.
  private var listedSites: Set<UInt64> = []
  /// How a block of `each` ended the script, if it did.
  var endedByRow: Flow?

  /// How many blocks of each kind are open.
  struct Nesting {
    /// Of loops, functions and all others.
    var blocks = 0
    /// Those of `each` among them.
    var loops = 0
    /// Of `try` and `expect`.
    var shields = 0
    var expectations = 0
    var transactions = 0
    var calls = 0
  }

  /// A kind of block.
  enum Scope {
    case block, loop, shield, transaction
  }

  /// What a block of `expect` has met.
  struct Expectation {
    let fate: ExpectedFate
    let codes: [String]
    let message: String
  }

  // MARK: Scopes

  /// Runs something within a block of a kind.
  @inline(__always)
  func withScope<Result>(
    _ scope: Scope, _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let outer = nesting
    switch scope {
    case .block: nesting.blocks += 1
    case .loop: nesting.loops += 1
    case .shield: nesting.shields += 1
    case .transaction: nesting.transactions += 1
    }
    defer { nesting = outer }
    return try body()
  }

  /// Runs something with a row as `$it`.
  @inline(__always)
  func with<Result>(
    _ row: any NativeRow, _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let outer = self.row
    self.row = row
    defer { self.row = outer }
    return try body()
  }

  /// Runs a block of `expect`: what it meets counts neither as refused nor as in error.
  func withExpectation<Result>(
    _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let outer = (expectations, unexpectedCount, nesting)
    expectations = []
    nesting.shields += 1
    nesting.expectations += 1
    defer { (expectations, unexpectedCount, nesting) = outer }
    return try body()
  }

  /// Runs the block of a function with local variables of its own, and without a row.
  func withFrame<Result>(
    _ values: [Value], _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let outer = (localBase, row, nesting)
    localBase = locals.count
    row = nil
    nesting.calls += 1
    locals += values
    defer {
      locals.removeSubrange(localBase...)
      (localBase, row, nesting) = outer
    }
    return try body()
  }

  /// Looks whether the stack has room for one more block.
  @inline(__always)
  func checkStack() throws(LanguageError) { try stack.check() }

  // MARK: Variables

  subscript(variable: Variable) -> Value {
    get {
      let slot = Int(variable.slot)
      if variable.isGlobal { return slot < globals.count ? globals[slot] : .null }
      return locals[localBase + slot]
    }
    set {
      let slot = Int(variable.slot)
      guard variable.isGlobal else {
        locals[localBase + slot] = newValue
        return
      }
      while globals.count <= slot { globals.append(.null) }
      globals[slot] = newValue
    }
  }

  // MARK: Counting

  /// Whether a block of `expect` is open, which shows nothing.
  var isExpecting: Bool { nesting.expectations > 0 }

  /// Counts a row of a changing command.
  func countRow(_ fate: ExpectedFate, _ codes: [String] = []) {
    guard fate != .done else { return }
    if isExpecting {
      if expectations.isEmpty {
        expectations.append(Expectation(fate: fate, codes: codes, message: ""))
      }
    } else {
      unexpectedCount += 1
    }
  }

  /// Whether a pipeline runs for the first time, so that its rows can be told apart by their numbers:
  /// run again, in a loop or a function, it has other rows of the same numbers.
  func isFirstRun(ofSite site: UInt64) -> Bool {
    nesting.blocks == 0 && listedSites.insert(site).inserted
  }

  /// Begins the counts of a run.
  ///
  /// - Parameter job: the name of its job; empty: there is none.
  func beginCounting(_ job: String) {
    tally = Tally(job)
    listedSites = []
    unexpectedCount = 0
  }
}

/// How much of the thread's stack scripts may use: what is nested deep through functions and blocks
/// is an error of the script and must not end the program.
struct StackLimit {
  /// Where the stack of the thread stood at the beginning.
  private let start = StackLimit.position()
  private static let bytes: UInt = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(3), &limit)  // RLIMIT_STACK
    return UInt(min(limit.rlim_cur, 8 << 20)) / 2
  }()

  /// - Throws: `stack.depth` when the stack has no room for one more block.
  @inline(__always)
  func check() throws(LanguageError) {
    let position = Self.position()
    let used = start > position ? start - position : position - start
    guard used < Self.bytes else { throw LanguageError(.stackDepth) }
  }

  private static func position() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }
}
