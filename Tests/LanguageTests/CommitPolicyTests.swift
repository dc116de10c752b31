import Basics
import Testing

@testable import Language

/// When changes become durable, with neighbours on each side of every limit.
@Suite struct CommitPolicyTests {
  private static func policy(
    _ mode: Options.Mode, isDryRun: Bool = false
  ) -> CommitPolicy {
    var options = Options()
    options.mode = mode
    options.isDryRun = isDryRun
    return CommitPolicy(options)
  }

  @Test(arguments: [
    (Options.Mode.each, 999, 9.9, false), (.each, 1000, 0, true), (.each, 1, 10, true),
    (.batch(5), 4, 1e9, false), (.batch(5), 5, 0, true), (.batch(5), 6, 0, true),
    (.batch(0), 0, 0, false), (.batch(0), 1, 0, true), (.batch(-3), 1, 0, true),
    (.whole, 1_000_000, 1e9, false), (.statement, 1_000_000, 1e9, false),
  ])
  func `it is time to commit when a group is full, and never within a script or a statement`(
    mode: Options.Mode, pending: Int, waited: Double, isTime: Bool
  ) {
    func asked(_ policy: CommitPolicy, isInTransaction: Bool = false) -> Bool {
      policy.isTime(isInTransaction: isInTransaction, pending: pending) { waited }
    }
    #expect(asked(Self.policy(mode)) == isTime)
    #expect(!asked(Self.policy(mode), isInTransaction: true))
    #expect(!asked(Self.policy(mode, isDryRun: true)))
  }

  @Test(arguments: [
    (3, 0, Grouping.batch(3), 65_535), (4, 3, .batch(4), 65_536),
    (65_535, 0, .batch(65_535), 65_535), (65_536, 9, .batch(65_536), 65_536),
    (65_537, 0, .whole, 65_536), (65_537, 65_536, .whole, 1), (100_000, 65_536, .whole, 34_464),
  ])
  func `a window ends where a batch does, also when the batch is larger than a window`(
    size: Int, pending: Int, grouping: Grouping, capacity: Int
  ) {
    let window = Self.policy(.batch(size)).window(isInTransaction: false, pending: pending)
    #expect(window.grouping == grouping)
    #expect(window.capacity == capacity)
    let within = Self.policy(.batch(size)).window(isInTransaction: true, pending: pending)
    #expect(within.grouping == .whole && within.capacity == Window.capacity)
  }

  @Test(arguments: [
    (Options.Mode.statement, LanguageError.Fault.request, "undone"),
    (.statement, .store, "undone"), (.statement, .interruption, "undone"),
    (.whole, .request, "told"), (.whole, .usage, "told"), (.whole, .interruption, "told"),
    (.whole, .store, "undone"),
    (.each, .request, "kept"), (.each, .usage, "kept"), (.each, .store, "undone"),
    (.each, .interruption, "undone"),
    (.batch(7), .request, "kept"), (.batch(7), .store, "undone"),
    (.batch(7), .interruption, "undone"),
  ])
  func `what is not durable is undone when an error ends the run, unless rows have their own fate`(
    mode: Options.Mode, fault: LanguageError.Fault, ending: String
  ) {
    let found =
      switch Self.policy(mode).ending(after: fault) {
      case .undo(isRecorded: true): "told"
      case .undo(isRecorded: false): "undone"
      case .keep: "kept"
      }
    #expect(found == ending)
  }

  @Test func `output waits for a commit unless nothing is kept or the console shows it at once`() {
    #expect(Self.policy(.whole).holdsOutput(isConsoleOpen: false))
    #expect(!Self.policy(.statement).holdsOutput(isConsoleOpen: true))
    #expect(!Self.policy(.whole, isDryRun: true).holdsOutput(isConsoleOpen: false))
    #expect(!Self.policy(.whole, isDryRun: true).recordsRollback)
    #expect(!Self.policy(.statement).recordsRollback)
    #expect(Self.policy(.each).recordsRollback)
  }
}

/// Scopes of a run end as they began, also when an error leaves them.
@Suite struct RunStateTests {
  private func fail() throws(LanguageError) { throw LanguageError(.rowNone, "x") }

  @Test(arguments: [RunState.Scope.block, .loop, .shield, .transaction])
  func `an error leaves no block open`(scope: RunState.Scope) {
    let state = RunState()
    let row = RecordRow(Record(["a": 1]))
    #expect(throws: LanguageError.self) {
      try state.withScope(scope) { () throws(LanguageError) in
        try state.with(row) { () throws(LanguageError) in
          try state.withFrame([1, 2]) { () throws(LanguageError) in
            #expect(state.row == nil)
            #expect(state.nesting.calls == 1)
            try fail()
          }
        }
      }
    }
    #expect(state.row == nil)
    let nesting = state.nesting
    #expect(
      [
        nesting.blocks, nesting.loops, nesting.shields, nesting.expectations,
        nesting.transactions, nesting.calls,
      ] == [0, 0, 0, 0, 0, 0])
  }

  @Test func `what a block of expect meets is counted for it alone`() throws {
    let state = RunState()
    state.countRow(.refused, ["A"])
    try state.withExpectation { () throws(LanguageError) in
      state.countRow(.done)
      state.countRow(.error, ["B"])
      state.countRow(.refused, ["C"])
      #expect(state.expectations.map(\.codes) == [["B"]])
      try state.withExpectation { () throws(LanguageError) in
        #expect(state.expectations.isEmpty)
        state.countRow(.refused, ["D"])
      }
      #expect(state.expectations.map(\.codes) == [["B"]])
    }
    #expect(state.expectations.isEmpty)
    #expect(state.unexpectedCount == 1)
    #expect(!state.isExpecting)
  }

  @Test func `a function has variables of its own, and its caller keeps those it had`() throws {
    let state = RunState()
    let local = Variable(slot: 0, isGlobal: false)
    let global = Variable(slot: 0, isGlobal: true)
    state[global] = "outside"
    try state.withFrame(["first"]) { () throws(LanguageError) in
      try state.withFrame(["second"]) { () throws(LanguageError) in
        state[local] = "changed"
        state[global] = "set"
      }
      #expect(state[local] == "first")
    }
    #expect(state[global] == "set")
  }

  @Test func `the rows of a pipeline are told apart by their numbers the first time only`() throws {
    let state = RunState()
    try state.withScope(.block) { () throws(LanguageError) in
      #expect(!state.isFirstRun(ofSite: 7))
    }
    #expect(state.isFirstRun(ofSite: 7))
    #expect(!state.isFirstRun(ofSite: 7))
    #expect(state.isFirstRun(ofSite: 8))
    state.beginCounting("")
    #expect(state.isFirstRun(ofSite: 7))
  }
}
