import Basics
import Desk
import Language
import Rules
import Synchronization

/// The store as a command that reads is handed it: on the thread of the run as the open transaction has
/// left it, on others one state of it.
final class StoreReadContext: ReadContext {
  private enum Source {
    case transaction(TransactionScope)
    case view(Box)
  }

  /// A view, which cannot be copied, in an enumeration that can.
  private final class Box {
    let view: StoreView
    init(_ view: consuming StoreView) { self.view = view }
  }

  private let source: Source
  private let nameOperator: () -> String

  /// Who asks.
  var operatorName: String { nameOperator() }

  /// The store of a run.
  init(_ scope: TransactionScope, _ connection: StoreConnection) {
    source = .transaction(scope)
    nameOperator = { connection.operatorName }
  }

  /// One state of the store.
  init(_ view: consuming StoreView, operatorName: String) {
    source = .view(Box(view))
    nameOperator = { operatorName }
  }

  /// Reads the store.
  ///
  ///     let value = try context.read { (view, now, catalog) throws(DeskError) in
  ///       try view.lineView(of: number, at: now, catalog: catalog)
  ///     }
  ///
  /// - Parameter body: is given a view, the instant at which things are looked at, and the catalog.
  func read<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(LanguageError) -> Result {
    do throws(DeskError) {
      switch source {
      case .transaction(let scope): return try scope.read(body)
      case .view(let box): return try body(box.view.transaction, box.view.now, box.view.catalog)
      }
    } catch {
      throw LanguageError(error)
    }
  }
}

/// The context of one of several threads, which it alone uses.
final class ThreadContext: Sendable {
  private let context: Mutex<StoreReadContext>

  init(_ context: sending StoreReadContext) {
    self.context = Mutex(context)
  }

  func use(_ body: (StoreReadContext) -> Void) {
    context.withLock { body($0) }
  }
}

extension Command.Action {
  /// Answers from what it reads in the store, and does nothing else.
  static func read(
    _ run:
      @escaping @Sendable (inout Call, StoreReadContext) throws(LanguageError) -> Language.Outcome
  ) -> Self {
    .reading { (call, context) throws(LanguageError) in try run(&call, context.ofStore) }
  }

  /// Begins a pipeline with rows that it reads in the store.
  static func rows(
    _ open: @escaping (inout Call, StoreReadContext) throws(LanguageError) -> any RowSource
  ) -> Self {
    .source { (call, context) throws(LanguageError) in try open(&call, context.ofStore) }
  }
}

extension ReadContext {
  fileprivate var ofStore: StoreReadContext {
    guard let context = self as? StoreReadContext else {
      preconditionFailure("the commands of a store run in its sessions")
    }
    return context
  }
}
