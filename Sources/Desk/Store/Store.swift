package import Basics
import Records
package import Rules
package import Storage

/// An opened store: the way in for reading and for changing it.
///
///     let store = try Store.open("demo", access: .readWrite, wallClock: { now })
///     let line = try store.read { (view) throws(DeskError) in try view.line("13300000001").line }
package final class Store: Sendable {
  /// The environment below.
  package let environment: Environment
  /// The store's folder, as it was named.
  package let path: String
  private let wallClock: @Sendable () -> Instant
  private let warn: @Sendable (DeskError) -> Void

  /// The version of the layout of keys and records; a store of another one is refused.
  package static let layout = Layout(format: "stardesk", version: 7)

  private init(
    _ environment: Environment, path: String, wallClock: @escaping @Sendable () -> Instant,
    warn: @escaping @Sendable (DeskError) -> Void
  ) {
    self.environment = environment
    self.path = path
    self.wallClock = wallClock
    self.warn = warn
  }

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - access: whether it may be written to, and whether it is made when it is not there.
  ///   - writerName: what those who wait for this program are told about it.
  ///   - wallClock: the instant on the wall, by which a store goes that is no test store.
  ///   - warn: told whenever the store is read although its last change lies far ahead of the wall
  ///     clock (`clock.ahead-shown`).
  /// - Throws: `store.missing`, `store.truncated`, `store.layout` and what else can be wrong.
  package static func open(
    _ path: String, access: StoreAccess, writerName: String = "",
    wallClock: @escaping @Sendable () -> Instant,
    warn: @escaping @Sendable (DeskError) -> Void = { _ in }
  ) throws(DeskError) -> Store {
    do throws(StorageError) {
      let environment = try Environment.open(
        path, access: access.access, tables: Tables.all, layout: layout, writerName: writerName)
      return Store(environment, path: path, wallClock: wallClock, warn: warn)
    } catch {
      throw DeskError(error)
    }
  }

  /// One state of the store, to be looked at.
  ///
  /// Pages that later writers free are not used again as long as it is there: keep it for
  /// milliseconds, not for minutes.
  package func view() throws(DeskError) -> StoreView {
    let transaction = try reader()
    let state = try transaction.storeState() ?? StoreState()
    let sections = try transaction.all(CatalogSection.self, of: .absent)
    let catalogs = try DeskError.ruled(try Catalogs(sections: sections))
    let clock = StoreClock(state, wall: wallClock(), catalogs)
    if clock.isAhead { warn(clock.warning) }
    return StoreView(
      transaction: transaction, now: clock.now, catalog: catalogs.catalog(on: clock.now.day))
  }

  private func reader() throws(DeskError) -> ReadTransaction {
    do throws(StorageError) {
      return try environment.read()
    } catch {
      throw DeskError(error)
    }
  }

  /// The state of the store that another view has, to be read on another thread.
  ///
  /// - Parameters:
  ///   - number: the view's ``StoreView/commit``.
  ///   - now: its instant.
  ///   - catalog: its catalog.
  /// - Returns: Nil when the store has changed since.
  package func view(
    ofCommit number: Int, now: Instant, catalog: Catalog
  ) throws(DeskError) -> StoreView? {
    let transaction = try reader()
    guard transaction.lastCommit == number else { return nil }
    return StoreView(transaction: transaction, now: now, catalog: catalog)
  }

  /// Reads from one state of the store.
  ///
  /// - Parameter body: is given the transaction, the instant at which things are looked at, and the
  ///   catalog in force; what it reads in place does not outlive it.
  package func read<Result>(
    _ body: (borrowing ReadTransaction, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    let view = try view()
    return try body(view.transaction, view.now, view.catalog)
  }

  /// Begins to change the store. Nothing is kept without ``StoreTransaction/commit()``.
  ///
  /// - Parameters:
  ///   - writerWait: how long another writer is waited for.
  /// - Throws: `store.busy` naming who holds the store.
  package func begin(_ writerWait: WriterWait) throws(DeskError) -> StoreTransaction {
    let storage: WriteTransaction
    do throws(StorageError) {
      storage = try environment.write(wait: writerWait)
    } catch {
      throw DeskError(error)
    }
    return try StoreTransaction.begin(storage, wallClock: wallClock())
  }

  /// Has the wall clock count again in a store that is no test store and whose last change lies
  /// ahead of it, because a clock was wrong once.
  ///
  /// The journal records the instant of the last change and the one that counts from now on; nothing
  /// that was done ahead of time is undone.
  ///
  /// - Returns: The instant of the last change as it was, and the one from now on.
  /// - Throws: `clock.accept-test` in a test store, `clock.not-ahead` when there is nothing to accept.
  package func acceptClock(
    operator: String, _ writerWait: WriterWait
  ) throws(DeskError) -> (before: Instant, now: Instant) {
    let storage: WriteTransaction
    do throws(StorageError) {
      storage = try environment.write(wait: writerWait)
    } catch {
      throw DeskError(error)
    }
    let wall = wallClock()
    var transaction = try StoreTransaction.begin(storage, wallClock: wall, accepting: true)
    guard !transaction.isTest else { throw DeskError("clock.accept-test") }
    let before = transaction.lastChange
    guard before > wall else {
      throw DeskError("clock.not-ahead", ["changed": .text(before.text), "now": .text(wall.text)])
    }
    transaction.changeState { $0.changed = wall }
    try transaction.note(
      "clock-accept", operator: `operator`,
      values: ["before": .text(before.text), "now": .text(wall.text)])
    try transaction.commit()
    return (before, wall)
  }

  /// The instant on the wall.
  var wallInstant: Instant { wallClock() }

  /// Changes the store in one durable transaction.
  package func write<Result>(
    _ writerWait: WriterWait, _ body: (inout StoreTransaction) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    var transaction = try begin(writerWait)
    let result = try body(&transaction)
    try transaction.commit()
    return result
  }
}

/// One state of the store, with the instant at which it is looked at and the catalog in force then.
package struct StoreView: ~Copyable {
  package let transaction: ReadTransaction
  package let now: Instant
  package let catalog: Catalog

  /// The number of the last commit that it sees: views with the same number see the same.
  package var commit: Int { transaction.lastCommit }
}
