import Basics
import Desk
import Glibc
import Rules

/// One state of the store as a thread looks at it that helps another.
final class Lane: @unchecked Sendable {
  private let view: StoreView

  init(_ view: consuming StoreView) {
    self.view = view
  }

  private static let key = {
    var key = pthread_key_t()
    let code = pthread_key_create(&key, nil)
    precondition(code == 0, "a program has a few keys of its threads")
    return key
  }()

  /// The lane of the current thread; nil on a thread that helps none.
  static var current: Lane? {
    pthread_getspecific(key).map { Unmanaged<Lane>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Does something on the current thread with this as its lane.
  func with(_ body: () -> Void) {
    pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(Self.key, nil) }
    body()
  }

  /// Looks at the store.
  func look<Result>(
    _ body: (borrowing StoreReader, Instant, Catalog) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try body(view.transaction, view.now, view.catalog)
  }
}
