import Records
import Basics
import Desk
import Language

/// The store that a session works on, opened when it is first needed, and who works on it.
final class StoreConnection {
  /// The store's folder.
  let path: String
  let isReadOnly: Bool
  /// Who asks; every order records it.
  private(set) lazy var operatorName = nameOperator()
  /// Told once that the store's last change lies far ahead of the clock.
  var onWarning: ((any SpeakingError) -> Void)? {
    get { warnings.tell }
    set { warnings.tell = newValue }
  }

  private let makesHome: Bool
  private let nameOperator: () -> String
  private let writerWait: () -> StoreWait
  private let wallClock: @Sendable () -> Instant
  private let warnings = StoreWarnings()
  private var opened: Store?

  init(
    path: String, makesHome: Bool, operatorName: @escaping () -> String, isReadOnly: Bool,
    writerWait: @escaping () -> StoreWait, wallClock: @escaping @Sendable () -> Instant
  ) {
    self.path = path
    self.makesHome = makesHome
    nameOperator = operatorName
    self.isReadOnly = isReadOnly
    self.writerWait = writerWait
    self.wallClock = wallClock
  }

  /// The store, opened by the first call.
  func store() throws(DeskError) -> Store {
    if let opened { return opened }
    let store = try open(isReadOnly ? .readOnly : .readWrite)
    opened = store
    return store
  }

  /// Makes a store where there is none yet.
  ///
  /// - Parameter isTest: whether it is a test store, whose clock is moved by command.
  /// - Throws: `store.exists` when there is one already, `store.read-only`.
  func makeStore(isTest: Bool) throws(DeskError) {
    guard !isReadOnly else { throw DeskError.readOnly(at: path) }
    if makesHome { HomeFolder.make(above: path) }
    let store = try open(.create)
    guard store.wasCreated else {
      throw DeskError("store.exists", ["path": .text(path)])
    }
    let name = operatorName
    let now = wallClock()
    try store.write(writerWait()) { (transaction) throws(DeskError) in
      transaction.changeState { state in
        state.isTest = isTest
        state.clock = now
      }
      try transaction.note("store-init", operator: name, values: ["test": .boolean(isTest)])
    }
    opened = store
  }

  /// Opens a transaction; whoever waits for it is told whose it is.
  ///
  /// - Parameter activity: the command that runs.
  func begin(_ activity: String) throws(DeskError) -> StoreTransaction {
    try announced(activity).begin(writerWait())
  }

  /// Does something with the store that is a transaction of its own.
  ///
  /// - Parameters:
  ///   - activity: the command that runs.
  ///   - body: is given the store, and how long it may wait for another writer.
  func withStore<Result>(
    _ activity: String, _ body: (Store, StoreWait) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try body(try announced(activity), writerWait())
  }

  /// Makes sure that the files of an open store are still the folder's.
  func checkFiles() throws(DeskError) { try opened?.checkFiles() }

  /// The store, after those who will wait for this program can read whose it is and what it does.
  private func announced(_ activity: String) throws(DeskError) -> Store {
    let store = try store()
    if !isReadOnly { store.nameWriter(operatorName, activity: activity) }
    return store
  }

  private func open(_ access: StoreAccess) throws(DeskError) -> Store {
    try Store.open(
      path, access: access, writerName: access == .create ? operatorName : "",
      wallClock: wallClock,
      warn: { [warnings] warning in warnings.take(warning) })
  }
}

/// Passes on the first warning of a store. It is an object of its own so that the store does not refer
/// to the connection: an object with a weak reference is counted the slow way at every use.
private final class StoreWarnings: @unchecked Sendable {
  var tell: ((any SpeakingError) -> Void)?
  private var hasWarned = false

  func take(_ warning: DeskError) {
    guard !hasWarned else { return }
    hasWarned = true
    tell?(warning)
  }
}
