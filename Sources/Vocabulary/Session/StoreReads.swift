import Basics
import Desk
import Rules

/// Reads the store as it is, each time its latest state; within ``together(_:)`` one state for many
/// reads.
final class StoreReads {
  private let connection: StoreConnection
  /// The state at which many reads are made.
  private var view: StoreView?
  private var depth = 0
  private var readsLeft = 0
  /// After how many reads a new state is taken, so that pages become free again.
  private static let mostReads = 4096

  init(_ connection: StoreConnection) {
    self.connection = connection
  }

  /// Reads the store.
  ///
  /// - Parameter body: is given a view, the instant at which things are looked at, and the catalog.
  func read<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    guard depth > 0 else { return try connection.store().read(body) }
    if readsLeft == 0 { view = nil }
    let view: StoreView
    if let held = self.view.take() {
      view = held
      readsLeft -= 1
    } else {
      view = try connection.store().view()
      readsLeft = Self.mostReads
    }
    do throws(DeskError) {
      let result = try body(view.transaction, view.now, view.catalog)
      self.view = consume view
      return result
    } catch {
      self.view = consume view
      throw error
    }
  }

  /// Does something that reads many times and is done soon.
  func together<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    depth += 1
    defer {
      depth -= 1
      if depth == 0 { view = nil }
    }
    return try body()
  }

  /// Gives up the state that is read: the store is about to change.
  func release() { view = nil }

  /// As many views of one state of the store as there are threads.
  ///
  /// - Returns: Nil when no more readers can be had, or other programs change the store all the while.
  func contexts(_ threads: Int) throws(DeskError) -> [ThreadContext]? {
    let store = try connection.store()
    let name = connection.operatorName
    for _ in 0..<3 {
      let view = try store.view()
      let (commit, now, catalog) = (view.commit, view.now, view.catalog)
      var contexts = [ThreadContext(StoreReadContext(view, operatorName: name))]
      do throws(DeskError) {
        while contexts.count < threads,
          let twin = try store.view(ofCommit: commit, now: now, catalog: catalog)
        {
          contexts.append(ThreadContext(StoreReadContext(twin, operatorName: name)))
        }
      } catch {
        // There are only so many readers at a time.
        return nil
      }
      if contexts.count == threads { return contexts }
    }
    return nil
  }
}
